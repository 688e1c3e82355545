"""Texts of EDTF made at random, and the days that a plain enumeration finds for them.

The enumeration knows nothing of the reader: it tries every year, month and day.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import cache
from itertools import product

from hypothesis import strategies as st

from timeline.events import AFTER_ALL, BEFORE_ALL

__all__ = ["dates", "naive_bounds", "texts"]

# --- texts -----------------------------------------------------------------------------------

_marks = st.sampled_from(("", "", "", "", "?", "~", "%"))
_years = st.one_of(
    st.integers(1, 9999).map("{:04}".format),
    st.sampled_from(("2018", "2020", "1900", "0001", "9999")),
)
_months = st.integers(1, 12).map("{:02}".format)
_days = st.integers(1, 31).map("{:02}".format)
_parts = st.integers(33, 41).map("{:02}".format)


@st.composite
def _opened(draw: st.DrawFn, digits: st.SearchStrategy[str]) -> str:
    """Digits of which any may be left open, most often none."""
    text = draw(digits)
    if draw(st.booleans()):
        return text
    return "".join("X" if draw(st.booleans()) else digit for digit in text)


@st.composite
def _plain(draw: st.DrawFn) -> str:
    """A year, a month or a day, with digits left open and qualifiers."""
    parts = [draw(_opened(_years))]
    if draw(st.booleans()):
        if draw(st.integers(1, 4)) == 1:
            parts.append(draw(_parts))
        else:
            parts.append(draw(_opened(_months)))
            if draw(st.booleans()):
                parts.append(draw(_opened(_days)))
    return "-".join(draw(_marks) + part + draw(_marks) for part in parts)


@st.composite
def _long_year(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        year, digits = draw(_years), 4
    else:
        exponent = draw(st.integers(0, 3))
        base = str(draw(st.integers(1, 10 ** (4 - exponent) - 1)))
        digits = len(base) + exponent
        year = f"Y{base}E{exponent}" if exponent else f"Y{base}"
    known = draw(st.integers(1, digits))
    if year.startswith("Y") and draw(st.booleans()):
        return year + draw(_marks)
    return f"{year}S{known}" + draw(_marks)


def _exists(text: str) -> bool:
    return naive_bounds(text) is not None


def dates() -> st.SearchStrategy[str]:
    """One date that has a day at least."""
    return st.one_of(_plain(), _plain(), _long_year()).filter(_exists)


_ends = st.one_of(dates(), dates(), st.sampled_from(("..", "")))
_intervals = st.tuples(_ends, _ends).map("/".join)


@st.composite
def _sets(draw: st.DrawFn) -> str:
    members = draw(
        st.lists(
            st.one_of(dates(), st.tuples(dates(), dates()).map("..".join)), min_size=1, max_size=3
        )
    )
    if draw(st.integers(1, 4)) == 1:
        members[0] = ".." + draw(dates())
    if draw(st.integers(1, 4)) == 1 and not members[-1].startswith(".."):
        members[-1] = draw(dates()) + ".."
    left, right = draw(st.sampled_from((("[", "]"), ("{", "}"))))
    return left + draw(st.sampled_from((",", ", "))).join(members) + right


def texts() -> st.SearchStrategy[str]:
    """Any text of the grammar whose days exist."""
    return st.one_of(dates(), dates(), _intervals, _sets()).filter(_exists)


# --- their days ------------------------------------------------------------------------------


def naive_bounds(text: str) -> tuple[int, int] | None:
    """The first and the last day of all that a text may be; None if there is none."""
    if text[0] in "[{":
        return _joined([_ranged(member.strip(), "..") for member in text[1:-1].split(",")])
    if "/" in text:
        return None if text == "/" else _ranged(text, "/")
    return _date(text)


def _joined(bounds: list[tuple[int, int] | None]) -> tuple[int, int] | None:
    found = [each for each in bounds if each is not None]
    if len(found) < len(bounds):
        return None
    return min(lo for lo, _ in found), max(hi for _, hi in found)


def _ranged(text: str, sign: str) -> tuple[int, int] | None:
    left, found, right = text.partition(sign)
    if not found:
        return _date(text)
    first = (BEFORE_ALL, BEFORE_ALL) if left in ("", "..") else _date(left)
    last = (AFTER_ALL, AFTER_ALL) if right in ("", "..") else _date(right)
    return (first[0], last[1]) if first and last and first[0] <= last[1] else None


@cache
def _date(text: str) -> tuple[int, int] | None:
    if "Y" in text or "S" in text:
        return _of_years(text)
    parts = text.split("-")
    digits = [part.strip("?~%") for part in parts]
    fillings = [
        (year, month)
        for year, month in product(
            _few(_numbers(digits[0], 9999)), _months_of(digits[1] if digits[1:] else None)
        )
        if any(day <= calendar.monthrange(year, month)[1] for day in _days_of(digits))
    ]
    if not fillings:
        return None
    by_month, by_day = _widths(parts, digits)
    found = [
        _shifted(*filling, by, _days_of(digits), by_day) for filling in fillings for by in by_month
    ]
    return _joined(list(found))


def _few(years: list[int]) -> list[int]:
    """All of them; where they are many, those at both ends, which decide."""
    return years if len(years) <= 16 else years[:8] + years[-8:]


@cache
def _numbers(digits: str, most: int) -> list[int]:
    """The numbers up to `most` that digits may be, of which any may be open."""
    fits = re.compile(digits.replace("X", "[0-9]")).fullmatch
    return [number for number in range(1, most + 1) if fits(f"{number:0{len(digits)}}")]


def _months_of(digits: str | None) -> list[int]:
    groups = {
        **{f"{33 + n}": range(1 + 3 * n, 4 + 3 * n) for n in range(4)},
        **{f"{37 + n}": range(1 + 4 * n, 5 + 4 * n) for n in range(3)},
        **{f"{40 + n}": range(1 + 6 * n, 7 + 6 * n) for n in range(2)},
    }
    if digits in groups:
        return [*groups[digits]]
    return _numbers(digits or "XX", 12)


def _days_of(digits: list[str]) -> list[int]:
    return _numbers(digits[2] if len(digits) == 3 else "XX", 31)


def _widths(parts: list[str], digits: list[str]) -> tuple[list[int], int]:
    """The months by which a date may be off, and the days, part by part."""
    last = len(parts) - 1
    off = [0, 0, 0]
    for part in range(len(parts)):
        about = {sign for sign in parts[part][:1] if sign in "?~%"}
        for later in range(part, len(parts)):
            if (later < last or part == last) and parts[later][-1] in "?~%":
                about.add(parts[later][-1])
        off[part] = 2 if "%" in about or len(about) == 2 else len(about)
    unit = len(_months_of(digits[1])) if digits[1:] and "33" <= digits[1] <= "41" else 1
    years = 10 ** len(re.findall("X*$", digits[0])[0])
    return [
        12 * years * by_year + unit * by_month
        for by_year in range(-off[0], off[0] + 1)
        for by_month in range(-off[1], off[1] + 1)
    ], off[2]


def _shifted(year: int, month: int, by: int, days: list[int], by_day: int) -> tuple[int, int]:
    year, month = (12 * year + month - 1 + by) // 12, (month - 1 + by) % 12 + 1
    if year < 1:
        return BEFORE_ALL, BEFORE_ALL
    if year > 9999:
        return AFTER_ALL, AFTER_ALL
    length = calendar.monthrange(year, month)[1]
    found = [date(year, month, day).toordinal() for day in days if day <= length]
    found = found or [date(year, month, length).toordinal()]
    return max(found[0] - by_day, BEFORE_ALL), min(found[-1] + by_day, AFTER_ALL)


def _of_years(text: str) -> tuple[int, int] | None:
    mark = text[-1] if text[-1] in "?~%" else ""
    year, _, known = text.rstrip("?~%").partition("S")
    base, _, exponent = year.lstrip("Y").partition("E")
    digits = base + "0" * int(exponent or 0)
    kept = digits[: int(known or len(digits))]
    within = [year for year in range(1, 10_000) if f"{year:0{len(digits)}}".startswith(kept)]
    within = [year for year in within if len(f"{year:0{len(digits)}}") == len(digits)]
    if not within:
        return None
    off = {"": 0, "?": 1, "~": 1, "%": 2}[mark] * 10 ** (len(digits) - len(kept))
    lo, hi = within[0] - off, within[-1] + off
    return (
        date(lo, 1, 1).toordinal() if lo >= 1 else BEFORE_ALL,
        date(hi, 12, 31).toordinal() if hi <= 9999 else AFTER_ALL,
    )
