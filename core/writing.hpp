// The canonical text of what an event says, and of the fact that it states, as
// `timeline.events.content` writes them.
#pragma once

#include <string>

#include "said.hpp"

namespace core {

// Write one of the two behind what stands there. Dates and references are as they are stored.
void write_text(const Said& said, std::string& into);
void write_fact(const Said& said, std::string& into);

void write_quoted(std::string& into, std::string_view text);
void write_labels(std::string& into, const Labels& labels);
void write_list(std::string& into, const std::vector<std::string_view>& items);
void write_number(std::string& into, long number);

}  // namespace core
