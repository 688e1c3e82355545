// What the fold needs of an event: numbers in the place of texts, dates and labels.
#pragma once

#include <array>
#include <vector>

#include "dates.hpp"
#include "said.hpp"

namespace core {

using Id = std::array<uint8_t, 16>;

std::string hex_of(const uint8_t* bytes, size_t count);
inline std::string hex_of(const Id& id) { return hex_of(id.data(), id.size()); }
bool read_id(std::string_view text, Id& id);  // whether it is one

constexpr int NOT_SAID = -1;

struct Fact {
    KindName kind = KINDS;
    uint8_t capacity = 0;
    bool is_deadly = false;      // a departure by death, or a person who has died
    bool may_go_on = false;      // a departure of no reason but that a term ended
    bool ends_term = false;      // a departure of just that reason
    Text key = NONE;
    Text person = NONE;
    Text post = NONE;
    Text organization = NONE;    // of an organization, its parent
    Text replaces = NONE;
    Text appointment = NONE;
    Text title = NONE;
    Text field = NONE;
    Text says = NONE;
    Text reasons = NONE;         // as a list in JSON
    Text identifiers = NONE;     // as an object in JSON
    int effective = NOT_SAID;    // the numbers of dates
    int announced = NOT_SAID;
    int term_ends = NOT_SAID;
    int names = NOT_SAID;        // the number of labels
    int seats = NOT_SAID;        // 0 where it is unknown
    int target = 0;              // the position of the event that it is about
};

struct KeptLabels {
    Text canonical;
    std::vector<std::pair<Text, Text>> pairs;  // sorted by the words
};

// The texts, dates and labels of many facts.
class Store {
  public:
    explicit Store(Ref parse_date) : dates(texts, std::move(parse_date)) {}

    Texts texts;
    Dates dates;
    std::vector<KeptLabels> labels;

    // Put dates as they are stored in the place of those that were given.
    void settle_dates(Said& said);

    // What a checked and settled event says. Of a correction it is what its replacement says.
    Fact fact_of(const Said& said);

    Text subject_of(const Said& said) { return texts.add(said.texts[said.kind->about->field]); }

  private:
    Text text(const Said& said, Field field);
    int date(const Said& said, Field field);
    int keep(const Labels& given);
};

}  // namespace core
