"""The grammar of EDTF (ISO 8601-2:2019, levels 0 to 2), and the days that each of its forms may be.

    text      = date | moment | long year | interval | set
    date      = year [ "-" month [ "-" day ] ], each with its marks
    marks     = a qualifier (`?`, `~` or `%`) before the digits, or after them
    year      = four digits, of which any may be left open (`X`)
    month     = two such digits: 01 to 12, or 33 to 41 for a quarter, a third or a half of a year
    day       = two such digits
    moment    = a date without marks "T" hh ":" mm ":" ss [ zone ]: only its day counts
    long year = ("Y" digits [ "E" exponent ] | year) [ "S" significant digits ] [ qualifier ]
    interval  = end "/" end, where an end is a date, or open: `..`, nothing, `unknown`
    set       = "[" or "{" members "]" or "}": dates and ranges `A..B`, the first of them `..B`
                or the last `A..` too

A filling of a date puts a digit in the place of every `X` so that the day exists. The bounds are
the earliest and the latest day of all fillings. Years run from 1 to 9999, and seasons are refused:
when spring is depends on the hemisphere.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from .errors import BadDate
from .language import later, t
from .ordinals import AFTER_ALL, BEFORE_ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SEASONS", "bounds_of"]

SEASONS: Final = range(21, 33)
"""The numbers that EDTF has for seasons, in the place of a month."""

Bounds = tuple[int, int]

_OPEN: Final = ("", "..", "unknown")
_OUT_OF_RANGE: Final = later("years run from 0001 to 9999")
_BACKWARDS: Final = later("it ends before it begins")

# Compiled when the first date needs them: most dates are plain days, and a command starts sooner.
_MARK: Final = "([?~%]?)"
_DATE: Final = (
    rf"{_MARK}([\dX]{{4}}){_MARK}"
    rf"(?:-{_MARK}([\dX]{{2}}){_MARK}(?:-{_MARK}([\dX]{{2}}){_MARK})?)?"
)
_MOMENT: Final = (
    r"(\d{4}-\d\d-\d\d)T(?:([01]\d|2[0-3]):[0-5]\d:[0-5]\d|24:00:00)"
    r"(?:Z|[+-]([01]\d|2[0-3])(?::[0-5]\d)?)?"
)
_LONG_YEAR: Final = rf"(?:Y(-?)([1-9]\d*)(?:E(\d+))?|(\d{{4}})(?=S))(?:S([1-9]\d*))?{_MARK}"

# The first month of each part of a year that has a number, and how many months it has.
_PARTS_OF_A_YEAR: Final = {
    **{33 + quarter: (1 + 3 * quarter, 3) for quarter in range(4)},
    **{37 + third: (1 + 4 * third, 4) for third in range(3)},
    **{40 + half: (1 + 6 * half, 6) for half in range(2)},
}
_MONTH_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def bounds_of(text: str) -> Bounds | None:
    """The earliest and the latest day that a text may be, as ordinals; None if it is not EDTF.

    Raises:
        BadDate: it is of the right form, and no such day exists within the years 1 to 9999.
    """
    if text[:1] in ("[", "{"):
        return _set_bounds(text)
    if text.count("/") == 1:
        return _interval_bounds(text)
    return _one_bounds(text)


def _one_bounds(text: str) -> Bounds | None:
    if match := re.fullmatch(_DATE, text, re.ASCII):
        return _date_bounds(text, match)
    if match := re.fullmatch(_MOMENT, text, re.ASCII):
        return _one_bounds(match[1])
    if match := re.fullmatch(_LONG_YEAR, text, re.ASCII):
        return _long_year_bounds(text, match)
    return None


# --- several dates in one ---------------------------------------------------------------------


def _interval_bounds(text: str) -> Bounds | None:
    """The bounds of "a day between these": the first of the one end to the last of the other."""
    left, right = (end.strip() for end in text.split("/"))
    if not left and not right:
        return None
    return _between(text, left, right, _OPEN)


def _set_bounds(text: str) -> Bounds | None:
    """The bounds of "one of these"."""
    if text[-1] != {"[": "]", "{": "}"}[text[0]]:
        return None
    members = [member.strip() for member in text[1:-1].split(",")]
    found: list[Bounds] = []
    for place, member in enumerate(members):
        left, dots, right = member.partition("..")
        is_first, is_last = place == 0, place == len(members) - 1
        if (dots and not left and not (is_first and right)) or (
            dots and not right and not (is_last and left)
        ):
            return None
        bounds = _between(member, left, right, ("",)) if dots else _one_bounds(member)
        if bounds is None:
            return None
        found.append(bounds)
    return min(lo for lo, _ in found), max(hi for _, hi in found)


def _between(text: str, left: str, right: str, is_open: tuple[str, ...]) -> Bounds | None:
    """From the earliest day of the one to the latest day of the other, where they are not open."""
    first = (BEFORE_ALL, BEFORE_ALL) if left in is_open else _one_bounds(left)
    last = (AFTER_ALL, AFTER_ALL) if right in is_open else _one_bounds(right)
    if first is None or last is None:
        return None
    if first[0] > last[1]:
        raise BadDate(text, _BACKWARDS)
    return first[0], last[1]


# --- one date ---------------------------------------------------------------------------------


class _Part(NamedTuple):
    """A year, a month or a day as written: its digits, and the qualifiers before and after."""

    before: str
    digits: str
    after: str


def _date_bounds(text: str, match: re.Match[str]) -> Bounds:
    parts = [_Part(*match.group(at, at + 1, at + 2)) for at in (1, 4, 7) if match[at + 1]]
    months, unit = _months(text, parts)
    days = _fitting(parts[2].digits, 31) if len(parts) == 3 else _fitting("XX", 31)
    first = _edge(parts[0].digits, months, days, last=False)
    last = _edge(parts[0].digits, months, days, last=True)
    if first is None or last is None:
        raise BadDate(text, _why_no_day(parts, months))
    margins = _margins(parts)
    open_years = len(parts[0].digits) - len(parts[0].digits.rstrip("X"))
    in_months = 12 * 10**open_years * margins[0] + unit * margins[1]
    return (
        _moved(first, -in_months, days, -margins[2], last=False),
        _moved(last, in_months, days, margins[2], last=True),
    )


def _months(text: str, parts: list[_Part]) -> tuple[tuple[int, ...], int]:
    """The months that a date may be in, and how many of them make one unit of its precision."""
    if len(parts) == 1:
        return _fitting("XX", 12), 1
    digits = parts[1].digits
    number = int(digits) if digits.isdecimal() else 0
    if len(parts) == 3 or number not in (*SEASONS, *_PARTS_OF_A_YEAR):
        return _fitting(digits, 12), 1
    if number in SEASONS:
        raise BadDate(
            text, t("{number} is a season, of which EDTF does not say the months", number=number)
        )
    first, count = _PARTS_OF_A_YEAR[number]
    return tuple(range(first, first + count)), count


@lru_cache(maxsize=1 << 8)
def _fitting(digits: str, most: int) -> tuple[int, ...]:
    """The numbers from 1 to `most` that two digits may be, of which any may be open."""
    pattern = re.compile(digits.replace("X", r"\d"))
    return tuple(number for number in range(1, most + 1) if pattern.fullmatch(f"{number:02}"))


def _edge(
    year: str, months: tuple[int, ...], days: tuple[int, ...], last: bool
) -> tuple[int, int] | None:
    """The first year and month in which a date has a day, or the last."""
    in_common = _month_with(days, months, False, last)
    in_leap = _month_with(days, months, True, last)
    # Where only 29 February will do, thousands of years need not be tried if none is a leap year.
    if in_leap is None or (not in_common and all(two % 4 for two in _years(year[2:], last))):
        return None
    for number in _years(year, last):
        month = in_leap if _is_leap(number) else in_common
        if number and month:
            return number, month
    return None


def _month_with(
    days: tuple[int, ...], months: tuple[int, ...], in_leap_year: bool, last: bool
) -> int | None:
    for month in reversed(months) if last else months:
        if days and days[0] <= _MONTH_LENGTHS[month - 1] + (in_leap_year and month == 2):
            return month
    return None


def _years(digits: str, last: bool) -> Iterator[int]:
    """The years that four digits may be, from the first on or from the last back."""
    choices = "9876543210" if last else "0123456789"
    for filled in product(*(choices if digit == "X" else digit for digit in digits)):
        yield int("".join(filled))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _why_no_day(parts: list[_Part], months: tuple[int, ...]) -> str:
    digits = [part.digits for part in parts]
    if digits[0] == "0000":
        return _OUT_OF_RANGE
    if not months:
        return t("there is no month {digits}", digits=digits[1])
    if not _fitting(digits[2], 31):
        return t("there is no day {digits}", digits=digits[2])
    if "X" in "".join(digits):
        return t("no month that it may be has a day {digits}", digits=digits[2])
    import calendar  # only a report of a fault needs it

    length = calendar.monthrange(int(digits[0]), months[0])[1]
    return t(
        "{month_name} {digits} has {length} days",
        month_name=t(calendar.month_name[months[0]]),
        digits=digits[0],
        length=length,
    )


def _margins(parts: list[_Part]) -> list[int]:
    """How many units each part may be off; always three numbers.

    EDTF says that a date is approximate (`~`), uncertain (`?`) or both (`%`), and not by how much.
    We take one unit to either side, and two for both. A qualifier at the end of a date is about
    the date as a whole, so about its last part; one after another part is about all parts up to
    there, and one before a part about that part.
    """
    margins = [0, 0, 0]
    for place, part in enumerate(parts):
        marks = part.before + part.after
        if part is not parts[-1]:
            marks += "".join(later.after for later in parts[place + 1 : -1])
        margins[place] = len(set(marks.replace("%", "?~")))
    return margins


def _moved(
    month: tuple[int, int], by_months: int, days: tuple[int, ...], by_days: int, last: bool
) -> int:
    """The first (or the last) day of a month so many months away, and then so many days.

    A month that has none of the days lends its last one. Beyond the calendar there is no bound.
    """
    year, index = divmod(12 * month[0] + month[1] - 1 + by_months, 12)
    if not 1 <= year <= date.max.year:
        return AFTER_ALL if last else BEFORE_ALL
    length = _MONTH_LENGTHS[index] + (index == 1 and _is_leap(year))
    there = [day for day in days if day <= length] or [length]
    ordinal = date(year, index + 1, there[-1 if last else 0]).toordinal() + by_days
    return max(BEFORE_ALL, min(ordinal, AFTER_ALL))


def _long_year_bounds(text: str, match: re.Match[str]) -> Bounds:
    minus, base, exponent, plain, significant, mark = match.groups()
    digits = plain or base
    zeros = int(exponent or 0)
    if minus or len(digits) + zeros > 4 or not int(digits):
        raise BadDate(text, _OUT_OF_RANGE)
    digits += "0" * zeros
    known = int(significant or len(digits))
    if known > len(digits):
        raise BadDate(
            text, t("the year {digits} has no more than {n} digits", digits=digits, n=len(digits))
        )
    unit = 10 ** (len(digits) - known)
    first = int(digits) // unit * unit
    margin = unit * len(set(mark.replace("%", "?~")))
    lo, hi = max(first, 1) - margin, first + unit - 1 + margin
    return (
        date(lo, 1, 1).toordinal() if lo >= 1 else BEFORE_ALL,
        date(hi, 12, 31).toordinal() if hi <= date.max.year else AFTER_ALL,
    )
