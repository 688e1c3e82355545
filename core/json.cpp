#include "json.hpp"

#include "unicode.hpp"

namespace core {

void Json::spaces() {
    while (at_ < text_.size()) {
        const char sign = text_[at_];
        if (sign != ' ' && sign != '\t' && sign != '\n' && sign != '\r') return;
        ++at_;
    }
}

char Json::peek() {
    spaces();
    if (at_ >= text_.size()) throw NotPlain{"the text ends"};
    return text_[at_];
}

bool Json::take(char sign) {
    if (peek() != sign) return false;
    ++at_;
    return true;
}

void Json::expect(char sign) {
    if (!take(sign)) throw NotPlain{"another sign was expected"};
}

bool Json::is_over() {
    spaces();
    return at_ == text_.size();
}

std::string_view Json::string() {
    expect('"');
    const size_t start = at_;
    for (; at_ < text_.size(); ++at_) {
        const auto sign = static_cast<unsigned char>(text_[at_]);
        if (sign == '"') return text_.substr(start, at_++ - start);
        if (sign == '\\') return with_escapes(start);
        if (sign < 0x20) break;
    }
    throw NotPlain{"a text without an end"};
}

// The rest of a text from its first escape on.
std::string_view Json::with_escapes(size_t start) {
    std::string& made = made_.emplace_back(text_.substr(start, at_ - start));
    while (at_ < text_.size()) {
        const char sign = text_[at_++];
        if (sign == '"') return made;
        if (static_cast<unsigned char>(sign) < 0x20) break;
        if (sign == '\\') {
            escape(made);
        } else {
            made += sign;
        }
    }
    throw NotPlain{"a text without an end"};
}

void Json::escape(std::string& into) {
    static constexpr std::string_view SIGNS = "\"\\/bfnrt", MEANT = "\"\\/\b\f\n\r\t";
    if (at_ >= text_.size()) throw NotPlain{"the text ends"};
    const char sign = text_[at_++];
    if (const size_t place = SIGNS.find(sign); place != SIGNS.npos) {
        into += MEANT[place];
        return;
    }
    if (sign != 'u') throw NotPlain{"no escape"};
    unsigned point = four_digits();
    if (point >= 0xd800 && point < 0xdc00) {
        if (text_.substr(at_, 2) != "\\u") throw NotPlain{"half of a character"};
        at_ += 2;
        const unsigned low = four_digits();
        if (low < 0xdc00 || low > 0xdfff) throw NotPlain{"half of a character"};
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
    } else if (point >= 0xdc00 && point < 0xe000) {
        throw NotPlain{"half of a character"};
    }
    add_point(into, point);
}

unsigned Json::four_digits() {
    unsigned number = 0;
    for (int count = 0; count < 4; ++count) {
        const int digit = at_ < text_.size() ? hex_digit(text_[at_++]) : -1;
        if (digit < 0) throw NotPlain{"no escape"};
        number = 16 * number + static_cast<unsigned>(digit);
    }
    return number;
}

std::string_view Json::digits() {
    peek();
    const size_t start = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    const std::string_view found = text_.substr(start, at_ - start);
    if (found.empty() || (found.size() > 1 && found[0] == '0')) throw NotPlain{"no whole number"};
    if (at_ < text_.size() && std::string_view(".eE").find(text_[at_]) != std::string_view::npos) {
        throw NotPlain{"no whole number"};
    }
    return found;
}

void Json::null() {
    peek();
    if (text_.substr(at_, 4) != "null") throw NotPlain{"another value was expected"};
    at_ += 4;
}

void Json::skip() {
    switch (peek()) {
        case '"': string(); break;
        case 'n': null(); break;
        default: digits();
    }
}

}  // namespace core
