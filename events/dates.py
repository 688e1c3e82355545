"""Dates as the sources give them: kept as written, with an earliest and a latest day.

The grammar is EDTF (ISO 8601-2:2019), which `edtf.py` reads, and the word `unknown`. An interval
or a set means "one of these days", not a span of time. Nothing here ever invents a 1 January.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

import attrs

from .errors import BadDate
from .language import t
from .ordinals import AFTER_ALL, BEFORE_ALL

__all__ = ["AFTER_ALL", "BEFORE_ALL", "UNKNOWN", "EdtfDate", "parse_date", "to_date"]

_LONGEST: Final = 1000
"""The most characters of a date: each that was read is kept in memory, to be read once."""


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
            raise BadDate(self.text, t("no day comes after 9999-12-31"))
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
    """Read a date (see `EdtfDate.parse`); each text once."""
    text = text.strip()
    return EdtfDate(text, *(_day_bounds(text) or _bounds(text)))


def _day_bounds(text: str) -> tuple[int, int] | None:
    """The fast path: `2018-11-26`; None for any other text, or where there is no such day."""
    if len(text) != 10 or not text[4] == text[7] == "-":
        return None
    try:
        ordinal = date.fromisoformat(text).toordinal()
    except ValueError:
        return None
    return ordinal, ordinal


def _bounds(text: str) -> tuple[int, int]:
    """The bounds of any other form.

    Raises:
        BadDate: it is not EDTF, or there is no such day; it says what to write instead.
    """
    if text == "unknown":
        return BEFORE_ALL, AFTER_ALL
    if len(text) > _LONGEST:
        raise BadDate(
            text,
            t("it has {n} characters, and a date at most {longest}", n=len(text), longest=_LONGEST),
        )
    from .edtf import bounds_of  # most dates are plain days, and a command starts sooner

    try:
        bounds = bounds_of(text)
    except BadDate as fault:
        from .date_hints import explained

        raise explained(fault) from None
    if bounds is None:
        from .date_hints import refusal  # only a report of a fault needs it

        raise refusal(text)
    return bounds


UNKNOWN: Final = EdtfDate("unknown", BEFORE_ALL, AFTER_ALL)
"""The date that nobody knows."""
