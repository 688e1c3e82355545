// What one event says, as it was read: from a line of JSON or from an object of Python's, whose
// memory the texts lie in.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kinds.hpp"

namespace core {

enum SourceField : uint8_t { PUBLISHED, PUBLISHER, QUOTE, SOURCE_TITLE, URL, SOURCE_FIELDS };

constexpr std::array<std::string_view, SOURCE_FIELDS> SOURCE_NAMES{"published", "publisher", "quote",
                                                                   "title", "url"};

// A source; a text that was not given has no data.
using Source = std::array<std::string_view, SOURCE_FIELDS>;
using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

struct Said {
    const Kind* kind = nullptr;
    Bits has = 0;  // the fields that were given
    std::array<std::string_view, FIELDS> texts;
    long seats = 0;  // 0 where the number is unknown
    Labels names;  // of a post, its titles
    Labels identifiers;
    std::vector<Source> sources;
    std::vector<std::string_view> because;
    std::vector<std::string_view> reasons;
    std::string_view origin_record, origin_register;
    std::unique_ptr<Said> replacement;
    std::deque<std::string> made;  // texts that are written otherwise where they were read
    std::deque<Ref> held;          // objects whose texts these are

    bool gives(Field field) const { return (has & bit(field)) != 0; }
    void clear();
};

// Read what a line says, which is one JSON object and nothing else.
void read_line(std::string_view line, const Kinds& kinds, Said& said);

// Read what an event of Python's says.
void read_object(PyObject* event, const Kinds& kinds, Said& said);

// Refuse every value that is not plainly right, as the validators of `timeline.events.fields` do.
void check(Said& said, const Kinds& kinds);

}  // namespace core
