"""Dates as the sources give them: kept as written, with an earliest and a latest day.

The grammar is EDTF (ISO 8601-2:2019): `2018`, `2018-11`, `2018-11-26`, `2018-11~`, `2018?`,
`201X`, `../2018`, `2018/..`, `2018-11-01/2018-11-30`, and the word `unknown`. An interval means
"a day between these", not a span of time. Nothing here ever invents a 1 January.
"""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from datetime import date
from functools import lru_cache
from io import StringIO
from typing import Any, Final

import attrs

from .errors import BadDate

__all__ = ["UNKNOWN", "EdtfDate", "to_date"]

BEFORE_ALL: Final = 0
"""The ordinal that stands for "no earliest day": one before 0001-01-01."""
AFTER_ALL: Final = date.max.toordinal() + 1
"""The ordinal that stands for "no latest day": one after 9999-12-31."""

# Compiled when the first date needs them: most dates are plain days, and a command starts sooner.
_PLAIN: Final = r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?"
_LOOSE: Final = r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?"
_QUALIFIED: Final = r"(\d{4}(?:-\d\d(?:-\d\d)?)?)([~?%])"


@attrs.frozen(slots=True, repr=False)
class EdtfDate:
    """A date as written, and the days it may be.

    Attributes:
        text: the date as written, in EDTF or `unknown`.
        lo: its earliest day, as a proleptic Gregorian ordinal; `BEFORE_ALL` if it has none.
        hi: its latest day, likewise; `AFTER_ALL` if it has none.
    """

    text: str
    lo: int = attrs.field(eq=False)
    hi: int = attrs.field(eq=False)

    @classmethod
    def parse(cls, text: str) -> EdtfDate:
        """Read a date.

        Raises:
            BadDate: the text is not in the grammar, or names a day that does not exist.

        >>> EdtfDate.parse("2018-11").latest
        datetime.date(2018, 11, 30)
        """
        return parse_date(text)

    @classmethod
    def of_day(cls, day: date | int) -> EdtfDate:
        """The one day, given as a date or as an ordinal."""
        return parse_date((date.fromordinal(day) if isinstance(day, int) else day).isoformat())

    @classmethod
    def between(cls, lo: int, hi: int) -> EdtfDate:
        """Some day from ordinal `lo` to ordinal `hi`, either of them possibly unbounded.

        What comes after the last day of all is said as "that day or later", and likewise at the
        other end: no text of the grammar says it better.
        """
        lo, hi = min(lo, AFTER_ALL - 1), max(hi, BEFORE_ALL + 1)
        if lo == hi:
            return cls.of_day(lo)
        if lo <= BEFORE_ALL and hi >= AFTER_ALL:
            return UNKNOWN
        left = ".." if lo <= BEFORE_ALL else date.fromordinal(lo).isoformat()
        right = ".." if hi >= AFTER_ALL else date.fromordinal(hi).isoformat()
        return cls(f"{left}/{right}", lo, hi)

    @property
    def earliest(self) -> date | None:
        """The earliest day it may be; None if there is no bound."""
        return None if self.lo <= BEFORE_ALL else date.fromordinal(self.lo)

    @property
    def latest(self) -> date | None:
        """The latest day it may be; None if there is no bound."""
        return None if self.hi >= AFTER_ALL else date.fromordinal(self.hi)

    @property
    def is_day(self) -> bool:
        """Whether it is one known day."""
        return self.lo == self.hi

    def next_day(self) -> EdtfDate:
        """The day after: the first day out, where this was the last day in."""
        lo = self.lo if self.lo <= BEFORE_ALL else self.lo + 1
        hi = self.hi if self.hi >= AFTER_ALL else self.hi + 1
        if hi >= AFTER_ALL and self.hi < AFTER_ALL:
            raise BadDate(self.text, "no day comes after 9999-12-31")
        return EdtfDate.between(lo, hi)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"EdtfDate({self.text!r})"


def to_date(value: EdtfDate | date | str) -> EdtfDate:
    """Any of the forms in which a caller may give a date.

    Raises:
        BadDate: the text is not in the grammar.
        TypeError: the value is neither a text nor a date.
    """
    if isinstance(value, EdtfDate):
        return value
    if isinstance(value, str):
        return parse_date(value)
    if isinstance(value, date):
        # A datetime is a date too; only its day counts.
        return EdtfDate.of_day(value.toordinal())
    raise TypeError(f"a date is a text, a datetime.date or an EdtfDate, not {value!r}")


@lru_cache(maxsize=1 << 16)
def parse_date(text: str) -> EdtfDate:
    text = text.strip()
    bounds = _day_bounds(text) or _plain_bounds(text)
    if bounds is None and text == "unknown":
        bounds = (BEFORE_ALL, AFTER_ALL)
    if bounds is None and (match := re.fullmatch(_QUALIFIED, text, re.ASCII)):
        bounds = _with_margin(text, match[1], match[2])
    if bounds is None and text.count("/") == 1:
        bounds = _interval_bounds(text)
    if bounds is None:
        bounds = _edtf_bounds(text)
    return EdtfDate(text, *bounds)


def _day_bounds(text: str) -> tuple[int, int] | None:
    """The fastest path: `2018-11-26`; None for any other text, or where there is no such day."""
    if len(text) != 10 or not text[4] == text[7] == "-":
        return None
    try:
        ordinal = date.fromisoformat(text).toordinal()
    except ValueError:
        return None
    return ordinal, ordinal


def _plain_bounds(text: str) -> tuple[int, int] | None:
    """The fast path: `2018-11-26`, `2018-11`, `2018`; None if the text has another form."""
    match = re.fullmatch(_PLAIN, text, re.ASCII)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # noqa: S101 - the pattern requires it
    if year == 0:
        raise BadDate(text, "years run from 0001 to 9999")
    if month is None:
        return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    if 21 <= month <= 41:  # EDTF's seasons: when spring is depends on the hemisphere
        raise BadDate(text, f"{month} is a season; write its months, like {year}-03/{year}-05")
    if not 1 <= month <= 12:
        raise BadDate(text, f"there is no month {month:02}")
    length = _month_length(year, month)
    if day is None:
        return date(year, month, 1).toordinal(), date(year, month, length).toordinal()
    if not 1 <= day <= length:
        import calendar  # only a report of a fault needs it

        raise BadDate(text, f"{calendar.month_name[month]} {year} has {length} days")
    ordinal = date(year, month, day).toordinal()
    return ordinal, ordinal


def _month_length(year: int, month: int) -> int:
    if month == 12:
        return 31
    return date(year, month + 1, 1).toordinal() - date(year, month, 1).toordinal()


def _interval_bounds(text: str) -> tuple[int, int] | None:
    left, right = text.split("/")
    if re.fullmatch(r"\d{4}", left) and re.fullmatch(r"\d{1,2}", right):
        raise BadDate(text, f"write {left}-{right:0>2}")
    if left in ("", "..") and right in ("", ".."):
        raise BadDate(text, "write `unknown` for a date that nobody knows")
    lo = BEFORE_ALL if left in ("", "..") else parse_date(left).lo
    hi = AFTER_ALL if right in ("", "..") else parse_date(right).hi
    if lo > hi:
        raise BadDate(text, "it ends before it begins")
    return lo, hi


def _edtf_bounds(text: str) -> tuple[int, int]:
    """Every other form of EDTF, by the edtf library."""
    loose = re.fullmatch(_LOOSE, text, re.ASCII)
    if loose:
        year, month, day = loose.groups()
        raise BadDate(text, f"write {year}-{month:0>2}-{day:0>2}")
    if not text or not re.search(r"\d", text):
        raise BadDate(text, "write it like 2023-09-10, 2023-09, 2023, 2023~ or unknown")
    import edtf  # 90 ms: only the qualified forms need it

    try:
        with redirect_stdout(StringIO()):  # edtf 5.0.2 prints what it trips over
            parsed = edtf.parse_edtf(text)
            lower, upper = parsed.lower_fuzzy(), parsed.upper_fuzzy()
            bounds = _ordinal(lower, BEFORE_ALL), _ordinal(upper, AFTER_ALL)
    except (edtf.EDTFParseException, ValueError, AttributeError, TypeError, OverflowError):
        hint = "write it like 2023-09-10, 2023-09, 2023, 2023~, ../2023 or unknown"
        raise BadDate(text, f"it is not in EDTF; {hint}") from None
    if bounds[0] > bounds[1]:
        raise BadDate(text, "it ends before it begins")
    return bounds


def _with_margin(text: str, date_text: str, qualifier: str) -> tuple[int, int]:
    """The bounds of a date that is qualified as a whole, like `2018-11~`.

    EDTF says that a date is approximate (`~`), uncertain (`?`) or both (`%`), and not by how much.
    We take one unit of the date's own precision to either side, two for `%`. The edtf library's
    fuzzy bounds add a day, a month and a year all at once (edtf 5.0.2), so they serve only for
    qualifiers inside a date.
    """
    margin = 2 if qualifier == "%" else 1
    try:
        bounds = _day_bounds(date_text) or _plain_bounds(date_text)
        assert bounds is not None  # noqa: S101 - the pattern is that of a plain date
        lo, hi = bounds
        if len(date_text) == 10:
            return lo - margin, hi + margin
        months = margin if len(date_text) == 7 else 12 * margin
        return _months_later(lo, -months), _months_later(hi + 1, months) - 1
    except BadDate as fault:
        raise BadDate(text, fault.why) from None
    except (ValueError, OverflowError):
        raise BadDate(text, "what it may be is not within the years 0001 to 9999") from None


def _ordinal(day: Any, unbounded: int) -> int:
    """What the edtf library gives as a bound (a struct_time or an infinity) as an ordinal."""
    if isinstance(day, float):
        return unbounded
    return date(*day[:3]).toordinal()


def _months_later(ordinal: int, months: int) -> int:
    """The first of a month, so many months later."""
    first = date.fromordinal(ordinal)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1).toordinal()


UNKNOWN: Final = EdtfDate("unknown", BEFORE_ALL, AFTER_ALL)
"""The date that nobody knows."""
