#include "facts.hpp"

#include <algorithm>

#include "unicode.hpp"
#include "writing.hpp"

namespace core {

std::string hex_of(const uint8_t* bytes, size_t count) {
    static constexpr std::string_view HEX = "0123456789abcdef";
    std::string text(2 * count, '0');
    for (size_t place = 0; place < count; ++place) {
        text[2 * place] = HEX[bytes[place] >> 4];
        text[2 * place + 1] = HEX[bytes[place] & 15];
    }
    return text;
}

bool read_id(std::string_view text, Id& id) {
    if (text.size() != 2 * id.size()) return false;
    for (size_t place = 0; place < text.size(); ++place) {
        const char sign = text[place];
        if (hex_digit(sign) < 0 || (sign >= 'A' && sign <= 'F')) return false;
        auto& byte = id[place / 2];
        byte = static_cast<uint8_t>(byte << 4 | hex_digit(sign));
    }
    return true;
}

void Store::settle_dates(Said& said) {
    for (size_t place = 0; place < FIELDS; ++place) {
        const auto field = static_cast<Field>(place);
        if (FORMS[place].form != Form::date || !said.gives(field)) continue;
        said.texts[field] = texts[dates[dates.read(said.texts[field])].text];
    }
    for (Source& source : said.sources) {
        if (source[PUBLISHED].data() == nullptr) continue;
        source[PUBLISHED] = texts[dates[dates.read(source[PUBLISHED])].text];
    }
    if (said.replacement) settle_dates(*said.replacement);
}

Text Store::text(const Said& said, Field field) {
    return said.gives(field) ? texts.add(said.texts[field]) : NONE;
}

int Store::date(const Said& said, Field field) {
    return said.gives(field) ? dates.read(said.texts[field]) : NOT_SAID;
}

int Store::keep(const Labels& given) {
    std::string canonical;
    write_labels(canonical, given);
    KeptLabels kept{texts.add(canonical), {}};
    for (const auto& [word, text] : given) {
        kept.pairs.emplace_back(texts.add(word), texts.add(text));
    }
    labels.push_back(std::move(kept));
    return static_cast<int>(labels.size()) - 1;
}

Fact Store::fact_of(const Said& given) {
    const Said& said = given.replacement ? *given.replacement : given;
    Fact fact;
    fact.kind = said.kind->name;
    fact.key = text(said, KEY);
    fact.person = text(said, PERSON);
    fact.post = text(said, POST);
    fact.organization = text(said, said.kind->name == ORGANIZATION_KIND ? PARENT : ORGANIZATION);
    fact.replaces = text(said, REPLACES);
    fact.appointment = text(said, APPOINTMENT);
    fact.title = text(said, TITLE);
    fact.field = text(said, FIELD);
    fact.says = text(said, SAYS);
    fact.effective = date(said, EFFECTIVE);
    fact.announced = date(said, ANNOUNCED);
    fact.term_ends = date(said, TERM_ENDS);
    if (said.gives(SEATS)) fact.seats = static_cast<int>(said.seats);
    if (said.gives(CAPACITY)) {
        fact.capacity = static_cast<uint8_t>(*Kinds::capacity_of(said.texts[CAPACITY]));
    }
    if (!said.names.empty()) fact.names = keep(said.names);
    std::string list;
    if (!said.identifiers.empty()) write_labels(list, said.identifiers);
    if (!list.empty()) fact.identifiers = texts.add(list);
    list.clear();
    if (!said.reasons.empty()) write_list(list, said.reasons);
    if (!list.empty()) fact.reasons = texts.add(list);
    const auto is_of_term = [](auto reason) { return reason == "term-ended" || reason == "unstated"; };
    fact.may_go_on = std::ranges::all_of(said.reasons, is_of_term);
    fact.ends_term = said.reasons.size() == 1 && said.reasons[0] == "term-ended";
    fact.is_deadly = said.gives(DIED) || std::ranges::find(said.reasons, "death") != said.reasons.end();
    return fact;
}

}  // namespace core
