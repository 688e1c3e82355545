"""Whether a tenure holds on some days: the rule of `Tenure.certainty` again, for rows and in SQL.

A day is text in ISO 8601 here, which sorts as days do; no earliest day is before all of them, no
latest day after. Every copy of the rule outside of Python's own stands in this file, but for the
one of a page without Python, `charts/state.js`.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypedDict

from timeline.events import AFTER_ALL, BEFORE_ALL
from timeline.projections.tenures import days_certainty

from .columns import place_of, read_spans, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.projections.posts import Certainty

__all__ = ["HOLDS", "Days", "bounding_days", "certainty_on", "is_told", "iso_days", "told_rows"]


class Days(TypedDict):
    """The first and the last day of a question, as ISO 8601 dates."""

    first: str
    last: str


@lru_cache(maxsize=256)
def iso_days(lo: int, hi: int) -> Days | None:
    """Two days, given as ordinals, as ISO 8601 dates; None if one of them is no day."""
    if lo <= BEFORE_ALL or hi >= AFTER_ALL:
        return None
    return {"first": date.fromordinal(lo).isoformat(), "last": date.fromordinal(hi).isoformat()}


def bounding_days(lo: int, hi: int) -> Days:
    """Two days, given as ordinals, as texts for `HOLDS`: before or after every date if no day."""
    first = date.fromordinal(lo).isoformat() if lo > BEFORE_ALL else ""
    return {"first": first, "last": date.fromordinal(hi).isoformat() if hi < AFTER_ALL else "~"}


_bounds: Final = values_of(
    "since_earliest", "since_latest", "until", "until_earliest", "until_latest"
)


def certainty_on(row: Sequence[Any], first: str, last: str) -> Certainty | None:
    """`Tenure.certainty` of a row of `COLUMNS`, from the day `first` to the day `last`."""
    if row[_DAYS] is not None:
        spans = read_spans(row[_DAYS])
        return days_certainty(spans, _ordinal(first), _ordinal(last))
    start_lo, start_hi, until, end_lo, end_hi = _bounds(row)
    if start_lo is not None and start_lo > last:
        return None
    if end_hi is not None and (end_hi <= first or (start_lo is not None and end_hi <= start_lo)):
        return None
    began = start_hi is not None and start_hi <= first
    goes_on = until is None or (end_lo is not None and last < end_lo)
    return "certain" if began and goes_on else "possible"


_DAYS: Final = place_of("days")


@lru_cache(maxsize=256)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def told_rows(rows: Sequence[Sequence[Any]], days: Days) -> list[Sequence[Any]]:
    """`told_by_one` of rows of one post: those that tell who holds it on some days."""
    held = [row for row in rows if certainty_on(row, **days) is not None]
    first, last = _ordinal(days["first"]), _ordinal(days["last"])
    told: dict[Any, Sequence[Any]] = {}
    for row in sorted(held, key=_number):
        joint = read_spans(row[_DAYS]).joint if row[_DAYS] is not None else ()
        if any(low <= first and last < end for low, end in joint):
            told[_who(row)] = row
    return [row for row in held if told.get(_who(row), row) is row]


def is_told(row: Sequence[Any]) -> bool:
    """Whether the bounds of a row's dates say on which days its tenure holds."""
    return row[_DAYS] is None


_who: Final = values_of("person", "capacity")
_number: Final = values_of("number")

HOLDS: Final = """
(t.since_earliest IS NULL OR t.since_earliest <= :last)
AND (t.until_latest IS NULL OR (t.until_latest > :first
     AND (t.since_earliest IS NULL OR t.until_latest > t.since_earliest)))"""
"""`Tenure.certainty` is not None, of a row `t`, from the day `:first` to the day `:last`; where its
`days` are given, it may yet be."""
