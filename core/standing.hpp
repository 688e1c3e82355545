// The events about one subject, and which of the facts that they state stand, as
// `timeline.projections.standing` says for all that is known.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "facts.hpp"

namespace core {

// An event of a log, as the fold sees it.
struct Entry {
    int position;
    Id id;
    KindName kind;     // of the event; `fact` is what its replacement says, if it is a correction
    const Fact* fact;
    std::string_view recorded;
};

struct Standing {
    Id id;
    const Fact* fact;  // after corrections
    std::array<int, 2> positions;  // of the event and of what corrected it, or 0
    std::string_view recorded;
    std::vector<std::pair<Text, Text>> disputes;  // the field, and what is said of it

    int last_position() const { return positions[1] != 0 ? positions[1] : positions[0]; }
};

// The facts that stand, in the log's order. `entries` are all the events about a subject, in that
// order; what is about an event comes after it.
std::vector<Standing> stand(const std::vector<Entry>& entries, const Texts& texts);

void sort_disputes(std::vector<std::pair<Text, Text>>& disputes, const Texts& texts);

}  // namespace core
