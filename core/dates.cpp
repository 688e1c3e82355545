#include "dates.hpp"

#include <array>

namespace core {
namespace {

constexpr std::array<int, 13> BEFORE_MONTH{0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
constexpr std::array<int, 13> DAYS_IN{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_before_year(int year) {
    const int past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400;
}

// The number that digits are; -1 where something else is among them.
int digits(std::string_view text) {
    int number = 0;
    for (const char sign : text) {
        if (sign < '0' || sign > '9') return -1;
        number = 10 * number + (sign - '0');
    }
    return number;
}

}  // namespace

std::optional<int> day_of(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const int year = digits(text.substr(0, 4));
    const int month = digits(text.substr(5, 2));
    const int day = digits(text.substr(8, 2));
    if (year < 1 || month < 1 || month > 12 || day < 1) return std::nullopt;
    const auto place = static_cast<size_t>(month);
    if (day > DAYS_IN[place] + (month == 2 && is_leap(year))) return std::nullopt;
    return days_before_year(year) + BEFORE_MONTH[place] + (month > 2 && is_leap(year)) + day;
}

std::string text_of_day(int ordinal) {
    int year = ordinal / 366 + 1;
    while (days_before_year(year + 1) < ordinal) ++year;
    int rest = ordinal - days_before_year(year);
    size_t month = 1;
    for (;; ++month) {
        const int length = DAYS_IN[month] + (month == 2 && is_leap(year));
        if (rest <= length) break;
        rest -= length;
    }
    std::string text = "0000-00-00";
    for (int place = 3, left = year; place >= 0; --place, left /= 10) {
        text[static_cast<size_t>(place)] = static_cast<char>('0' + left % 10);
    }
    text[5] = static_cast<char>('0' + month / 10);
    text[6] = static_cast<char>('0' + month % 10);
    text[8] = static_cast<char>('0' + rest / 10);
    text[9] = static_cast<char>('0' + rest % 10);
    return text;
}

int Dates::read(std::string_view text) {
    const Text number = texts_.add(text);
    if (const int known = numbers_.get(number); known != NONE) return known;
    if (const auto day = day_of(text)) return keep(number, *day, *day);
    return ask(text, number);
}

int Dates::keep(Text text, int lo, int hi) {
    dates_.push_back({lo, hi, text});
    const int number = static_cast<int>(dates_.size()) - 1;
    numbers_.put(text, number);
    return number;
}

int Dates::ask(std::string_view text, Text number) {
    const Ref given = text_of(text);
    const Ref date(PyObject_CallOneArg(read_.get(), given.get()));
    if (!date) {
        if (!PyErr_ExceptionMatches(PyExc_ValueError)) throw Raised{};
        PyErr_Clear();  // Python says what is wrong with it
        throw NotPlain{"no date"};
    }
    const Ref lo = checked(PyObject_GetAttrString(date.get(), "lo"));
    const Ref hi = checked(PyObject_GetAttrString(date.get(), "hi"));
    const Ref written = checked(PyObject_GetAttrString(date.get(), "text"));
    const long first = PyLong_AsLong(lo.get()), last = PyLong_AsLong(hi.get());
    if (PyErr_Occurred()) throw Raised{};
    if (first < BEFORE_ALL || last > AFTER_ALL) throw NotPlain{"a day outside of the calendar"};
    const Text kept = texts_.add(utf8_of(written.get()));
    if (numbers_.get(kept) == NONE) keep(kept, static_cast<int>(first), static_cast<int>(last));
    numbers_.put(number, numbers_.get(kept));
    return numbers_.get(kept);
}

}  // namespace core
