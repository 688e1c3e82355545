// Dates as they are written, each with its earliest and its latest day, as `timeline.events.dates`
// has them. A known day is read here; any other date is read by Python, once for each text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "texts.hpp"

namespace core {

constexpr int BEFORE_ALL = 0;          // `BEFORE_ALL` of timeline.events.edtf
constexpr int AFTER_ALL = 3652060;     // `AFTER_ALL`: the day after 9999-12-31

struct Date {
    int lo;
    int hi;
    Text text;

    bool is_day() const { return lo == hi; }
};

// The ordinal of a day written like 2018-11-26; none where it is written otherwise, or is no day.
std::optional<int> day_of(std::string_view text);

// How a day is written, given as an ordinal from 1 to 3652059.
std::string text_of_day(int ordinal);

class Dates {
  public:
    // `read` is Python's `parse_date`.
    Dates(Texts& texts, Ref read) : texts_(texts), read_(std::move(read)), numbers_(NONE) {}

    int read(std::string_view text);  // the number of the date that a text is
    const Date& operator[](int number) const { return dates_[static_cast<size_t>(number)]; }

  private:
    int keep(Text text, int lo, int hi);
    int ask(std::string_view text, Text number);

    Texts& texts_;
    Ref read_;
    std::vector<Date> dates_;
    ByText<int> numbers_;
};

}  // namespace core
