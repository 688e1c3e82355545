// What is refused, as in `timeline.events.fields`: whatever is wrong goes back to Python, which says
// so.
#include <algorithm>

#include "said.hpp"
#include "unicode.hpp"

namespace core {
namespace {

// `LONGEST_TEXT` and `LONGEST_NAME` of timeline.events.limits, there in characters and here in bytes.
constexpr size_t LONGEST_TEXT = 100'000;
constexpr size_t LONGEST_NAME = 1'000;

// Whether a text has a character that is no space.
bool says_something(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        const Py_UCS4 point = next_point(text, at);  // these are macros, which may look twice
        if (!Py_UNICODE_ISSPACE(point)) return true;
    }
    return false;
}

void check_text(std::string_view text, size_t longest = LONGEST_TEXT) {
    if (text.size() > longest) throw NotPlain{"a long text"};
    if (!says_something(text)) throw NotPlain{"an empty text"};
}

void check_ident(std::string_view text) {
    if (text.empty() || text.size() > LONGEST_NAME) throw NotPlain{"no id"};
    if (text.front() == ' ' || text.back() == ' ') throw NotPlain{"space around an id"};
    for (size_t at = 0; at < text.size();) {
        const Py_UCS4 point = next_point(text, at);
        if (!Py_UNICODE_ISPRINTABLE(point)) throw NotPlain{"an unseen character"};
    }
}

void check_key(std::string_view text) {
    check_ident(text);
    for (size_t at = 0; at < text.size();) {
        const Py_UCS4 point = next_point(text, at);
        if (!Py_UNICODE_ISDECIMAL(point)) break;
        if (at == text.size()) throw NotPlain{"a number for a key"};
    }
    const auto is_digit = [](char sign) { return hex_digit(sign) >= 0; };
    if (text.size() == 32 && std::ranges::all_of(text, is_digit)) throw NotPlain{"an id for a key"};
}

void check_code(std::string_view text) {
    check_ident(text);
    const size_t slash = text.find('/');
    if (slash == 0 || slash == text.npos || slash + 1 == text.size()) throw NotPlain{"no code"};
}

void check_labels(Labels& labels) {
    for (const auto& [word, text] : labels) {
        if (word.empty() || word.size() > LONGEST_NAME) throw NotPlain{"no word"};
        check_text(text, LONGEST_NAME);
    }
    std::ranges::sort(labels);
}

void check_sources(const std::vector<Source>& sources) {
    for (const Source& source : sources) {
        for (size_t place = PUBLISHER; place < SOURCE_FIELDS; ++place) {
            if (source[place].data() != nullptr) check_text(source[place]);
        }
        if (source[SOURCE_TITLE].data() == nullptr && source[URL].data() == nullptr) {
            throw NotPlain{"a source without a title"};
        }
    }
}

void check_reasons(std::vector<std::string_view>& reasons, const Kinds& kinds) {
    for (const std::string_view reason : reasons) {
        if (!kinds.is_reason(reason)) throw NotPlain{"no reason"};
    }
    std::ranges::sort(reasons);
    reasons.erase(std::unique(reasons.begin(), reasons.end()), reasons.end());
}

void check_field(Said& said, Field field, const Kinds& kinds) {
    const std::string_view text = said.texts[field];
    switch (FORMS[field].form) {
        case Form::ident: case Form::reference: return check_ident(text);
        case Form::key: return check_key(text);
        case Form::text: return check_text(text);
        case Form::code: return check_code(text);
        case Form::labels: return check_labels(field == IDENTIFIERS ? said.identifiers : said.names);
        case Form::sources: return check_sources(said.sources);
        case Form::reasons: return check_reasons(said.reasons, kinds);
        case Form::references:
            for (const auto reference : said.because) check_ident(reference);
            return;
        case Form::origin:
            check_ident(said.origin_register);
            return check_text(said.origin_record);
        case Form::seats:
            if (said.seats == 0 && text != UNKNOWN) throw NotPlain{"no seats"};
            return;
        case Form::capacity:
            if (!Kinds::capacity_of(text)) throw NotPlain{"no capacity"};
            return;
        case Form::event: return check(*said.replacement, kinds);
        case Form::date: return;  // whoever needs the day reads it
    }
}

}  // namespace

void check(Said& said, const Kinds& kinds) {
    const Kind& kind = *said.kind;
    if ((said.has & ~kind.fields) != 0) throw NotPlain{"a field of another kind"};
    if ((kind.needed & ~said.has) != 0) throw NotPlain{"a field is missing"};
    for (size_t place = 0; place < FIELDS; ++place) {
        if (said.gives(static_cast<Field>(place))) check_field(said, static_cast<Field>(place), kinds);
    }
    if (kind.name == PERSON_KIND && (said.names.empty() || said.texts[PERSON] == UNKNOWN)) {
        throw NotPlain{"a person without a name"};
    }
    if (kind.name == CORRECTED && said.replacement->kind->is_about_event) {
        throw NotPlain{"what replaces nothing"};
    }
    if (kind.name == CITED && said.sources.empty()) throw NotPlain{"no source"};
}

}  // namespace core
