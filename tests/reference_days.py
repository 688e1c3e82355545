"""Which days a world may give a date, where there are too many to try them all."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from .reference_records import FOREVER, NEVER, Date, Facts

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MARGIN", "dates_of", "days_of", "outer_days"]

SHORT: Final = 8
"""A date of at most so many days is tried day by day."""
MARGIN: Final = 4
"""So many days before all dates and after them are tried; the outermost half of them stands for
all the days out there."""


def dates_of(facts: Facts) -> dict[str, Date]:
    """The date of each fact that has one, by id."""
    parts = (
        *(facts.appointments, facts.departures, facts.openings, facts.foundings),
        *(facts.closings, facts.deaths, facts.born),
    )
    return {fact.id: fact.date for part in parts for fact in part if fact.date is not None}


def outer_days(facts: Facts) -> tuple[int, int]:
    """The first and the last day that is tried."""
    bounds = [
        bound
        for date in dates_of(facts).values()
        for bound in (date.lo, date.hi)
        if bound not in (NEVER, FOREVER)
    ]
    return (min(bounds, default=0) - MARGIN, max(bounds, default=0) + MARGIN)


def days_of(date: Date, facts: Facts) -> list[int]:
    """Every day of a short date; of a longer one, those that matter.

    Those are the bounds of all dates and the days beside them, and one between any two.
    """
    first, last = outer_days(facts)
    lo, hi = max(date.lo, first), min(date.hi, last)
    if hi - lo < SHORT:
        return list(range(lo, hi + 1))
    bounds = [bound for other in dates_of(facts).values() for bound in (other.lo, other.hi)]
    near = {bound + step for bound in bounds for step in (-1, 0, 1)}
    near |= {first, first + 1, last - 1, last, lo, hi}
    return sorted(_with_middles(day for day in near if lo <= day <= hi))


def _with_middles(days: Iterable[int]) -> set[int]:
    found = sorted(set(days))
    middles = {(one + other) // 2 for one, other in itertools.pairwise(found)}
    return {*found, *middles}
