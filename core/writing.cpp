#include "writing.hpp"

#include <charconv>

namespace core {
namespace {

bool is_empty(const Said& said, Field field) {
    switch (FORMS[field].form) {
        case Form::labels: return (field == IDENTIFIERS ? said.identifiers : said.names).empty();
        case Form::sources: return said.sources.empty();
        case Form::references: return said.because.empty();
        case Form::reasons: return said.reasons.empty();
        default: return false;
    }
}

void write_source(std::string& into, const Source& source) {
    char sign = '{';
    for (size_t place = 0; place < SOURCE_FIELDS; ++place) {
        if (source[place].data() == nullptr) continue;
        into += sign;
        into += '"';
        into += SOURCE_NAMES[place];
        into += "\":";
        write_quoted(into, source[place]);
        sign = ',';
    }
    into += '}';
}

void write_sources(std::string& into, const std::vector<Source>& sources) {
    char sign = '[';
    for (const Source& source : sources) {
        into += sign;
        write_source(into, source);
        sign = ',';
    }
    into += ']';
}

void write_value(const Said& said, Field field, std::string& text) {
    switch (FORMS[field].form) {
        case Form::labels:
            return write_labels(text, field == IDENTIFIERS ? said.identifiers : said.names);
        case Form::sources: return write_sources(text, said.sources);
        case Form::references: return write_list(text, said.because);
        case Form::reasons: return write_list(text, said.reasons);
        case Form::seats:
            if (said.seats > 0) return write_number(text, said.seats);
            break;
        case Form::origin:
            text += "{\"record\":";
            write_quoted(text, said.origin_record);
            text += ",\"register\":";
            write_quoted(text, said.origin_register);
            text += '}';
            return;
        default: break;
    }
    write_quoted(text, said.texts[field]);
}

// The fields that a text has: a capacity is left out where it is the usual one.
Bits fields_of(const Said& said) {
    const bool is_usual = said.texts[CAPACITY] == CAPACITIES[0];
    return is_usual ? said.has & ~bit(CAPACITY) : said.has;
}

// Writes one text: of all that an event says, or of the fact that it states. No version changes an
// id, so a fact has none, and a replacement in it neither.
class Writer {
  public:
    Writer(const Said& said, std::string& text) : said_(said), text_(text) {}

    void write(Bits fields, bool has_version) {
        text_ += '{';
        for (size_t place = 0; place < FIELDS; ++place) {
            const auto field = static_cast<Field>(place);
            if (field == NAMES) {
                text_ += "\"kind\":\"";
                text_ += KIND_NAMES[said_.kind->name];
                text_ += "\",";
            }
            if (field == WHY && has_version && said_.kind->version != 1) {
                text_ += "\"version\":";
                write_number(text_, said_.kind->version);
                text_ += ',';
            }
            if ((fields & bit(field)) != 0 && !is_empty(said_, field)) write(field, has_version);
        }
        text_.back() = '}';  // where the last comma stands
    }

  private:
    void write(Field field, bool has_version) {
        text_ += '"';
        text_ += FORMS[field].name;
        text_ += "\":";
        if (field == REPLACEMENT) {
            const Said& inner = *said_.replacement;
            Writer(inner, text_).write(fields_of(inner), has_version);
        } else if (field == CAPACITY && !said_.gives(CAPACITY)) {
            write_quoted(text_, CAPACITIES[0]);
        } else {
            write_value(said_, field, text_);
        }
        text_ += ',';
    }

    const Said& said_;
    std::string& text_;
};

}  // namespace

void write_text(const Said& said, std::string& into) {
    Writer(said, into).write(fields_of(said), true);
}

void write_fact(const Said& said, std::string& into) {
    const Bits capacity = said.kind->identity & bit(CAPACITY);
    Writer(said, into).write((said.has & said.kind->identity) | capacity, false);
}

void write_quoted(std::string& into, std::string_view text) {
    static constexpr std::string_view HEX = "0123456789abcdef";
    into += '"';
    size_t from = 0;
    for (size_t at = 0; at < text.size(); ++at) {
        const auto sign = static_cast<unsigned char>(text[at]);
        if (sign >= 0x20 && sign != '"' && sign != '\\') continue;
        into.append(text, from, at - from);
        from = at + 1;
        into += '\\';
        switch (sign) {
            case '\n': into += 'n'; break;
            case '\r': into += 'r'; break;
            case '\t': into += 't'; break;
            case '\b': into += 'b'; break;
            case '\f': into += 'f'; break;
            case '"': case '\\': into += static_cast<char>(sign); break;
            default: into += "u00", into += HEX[sign >> 4], into += HEX[sign & 15];
        }
    }
    into.append(text, from);
    into += '"';
}

void write_labels(std::string& into, const Labels& labels) {
    char sign = '{';
    for (const auto& [word, text] : labels) {
        into += sign;
        write_quoted(into, word);
        into += ':';
        write_quoted(into, text);
        sign = ',';
    }
    if (labels.empty()) into += '{';
    into += '}';
}

void write_list(std::string& into, const std::vector<std::string_view>& items) {
    char sign = '[';
    for (const std::string_view item : items) {
        into += sign;
        write_quoted(into, item);
        sign = ',';
    }
    if (items.empty()) into += '[';
    into += ']';
}

void write_number(std::string& into, long number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    into.append(digits, end);
}

}  // namespace core
