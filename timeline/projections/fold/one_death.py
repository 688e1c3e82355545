"""Whoever dies, dies once: all that tells of somebody's death speaks of one day.

A register gives "2018-03" as the end of a term, and the person's own entry gives 4 March. Where the
days that they leave open have one in common, it is one of those. Many registers give the last day
in office, which is the day of the death; the first day out is the day after it, and that is read as
the day of the death too, for the dead hold nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .facts import date_between, on_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from timeline.events import EdtfDate

    from .facts import Fact

__all__ = ["told_elsewhere", "with_one_death"]


def told_elsewhere(dates: Sequence[EdtfDate]) -> EdtfDate:
    """The day of a death, by all that other entries tell of it.

    Where they cannot all be right, it is the first of the days that they tell of.
    """
    lo, hi = max(date.lo for date in dates), min(date.hi for date in dates)
    return date_between(lo if lo <= hi else min(date.lo for date in dates), hi, dates)


def with_one_death(roles: Iterable[Fact], deaths: Mapping[str, EdtfDate]) -> Mapping[str, EdtfDate]:
    """Narrow what is said of a post to one day of death for each person.

    Args:
        roles: the appointments and departures, whose days are narrowed.
        deaths: when people died, as other entries tell.

    Returns: the deaths of which no departure from this post tells the same.
    """
    departures: dict[str, list[Fact]] = {}
    for fact in roles:
        if fact.kind == "departed" and fact.owner == fact.person:
            departures.setdefault(fact.person, []).append(fact)
    rest = dict(deaths)
    for person, those in departures.items():
        death = deaths.get(person)
        _read_last_days(those, death)
        deadly = [fact for fact in those if fact.deadly]
        if not deadly:
            continue
        bounds = [(fact.lo, fact.hi) for fact in deadly]
        if death is not None:
            bounds.append(on_line(death))
        lo, hi = max(lo for lo, _ in bounds), min(hi for _, hi in bounds)
        if lo <= hi:
            rest.pop(person, None)
            for fact in deadly:
                fact.lo, fact.hi = lo, hi
    return rest


def _read_last_days(departures: Sequence[Fact], death: EdtfDate | None) -> None:
    """Read what is of the day after a death as of its day."""
    died = {(fact.lo, fact.id) for fact in departures if fact.deadly and fact.is_day}
    if death is not None and death.is_day:
        died.add((death.lo, ""))
    for fact in departures if died else ():
        if fact.is_day and any(d == fact.lo - 1 and ident != fact.id for d, ident in died):
            fact.lo = fact.hi = fact.lo - 1
