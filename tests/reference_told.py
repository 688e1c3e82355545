"""How facts are read before worlds are sought: told twice, and terms that touch."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from .reference_records import UNKNOWN, Appointment, Date, Departure, Facts
from .reference_worlds import World, worlds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["made_one"]

Told = TypeVar("Told", Appointment, Departure)


def made_one(facts: Facts) -> tuple[Facts, dict[str, str]]:
    """The facts without those told twice, and by the id of each of these, the one that counts.

    "Facts are made one first; then the rest of this point applies."
    """
    counts: dict[str, str] = {}
    facts = _touching_terms(_one_death(facts))
    while (found := _one_fact(facts)) is not None:
        facts, gone, kept = found
        counts = {ident: kept if one == gone else one for ident, one in counts.items()}
        counts[gone] = kept
    return facts, counts


def _one_death(facts: Facts) -> Facts:
    """A person dies once. Choice: all that tells of it is of one day, if there is one.

    A departure on the day after is read as of the day of the death: it was the last day in.
    """
    told = [(d.person, d.date, d.id) for d in facts.deaths]
    told += [(d.person, d.date, d.id) for d in facts.departures if _tells_of_death(d)]
    departures = []
    for left in facts.departures:
        for person, date, ident in told:
            known = date.width == 0 == left.date.width and ident != left.id
            if known and person == left.person and left.date.lo == date.lo + 1:
                left = left._replace(date=date._replace(text=left.date.text))
        departures.append(left)
    facts = facts._replace(departures=tuple(departures))
    for person in {person for person, _, _ in told}:
        facts = _on_one_day(person, facts)
    return facts


def _tells_of_death(left: Departure) -> bool:
    return "death" in left.reasons and left.person != UNKNOWN and not left.date.is_unknown


def _on_one_day(person: str, facts: Facts) -> Facts:
    dates = [d.date for d in facts.deaths if d.person == person]
    dates += [d.date for d in facts.departures if d.person == person and _tells_of_death(d)]
    lo, hi = max(date.lo for date in dates), min(date.hi for date in dates)
    if lo > hi:
        return facts
    departures = [_within(lo, hi, person, left) for left in facts.departures]
    deaths = [d for d in facts.deaths if d.person != person]
    if not any(d.person == person and _tells_of_death(d) for d in departures):
        one = next(d for d in facts.deaths if d.person == person)
        deaths.append(one._replace(date=Date(lo, hi, one.date.text)))
    return facts._replace(deaths=tuple(deaths), departures=tuple(departures))


def _within(lo: int, hi: int, person: str, left: Departure) -> Departure:
    if left.person != person or not _tells_of_death(left):
        return left
    return left._replace(date=Date(lo, hi, left.date.text))


def _touching_terms(facts: Facts) -> Facts:
    """Terms of which the last day of one is the first of the next touch on that day.

    Choice: somebody who is appointed again on a day, and whose term ended (for that reason alone)
    with that day, was renewed. A departure is the first day out, so it is a day later; it is read
    as that day, departure first, if that breaks no more rules.
    """
    for left in facts.departures:
        for new in facts.appointments_of(left.person, left.post):
            if not _touch(left, new, facts):
                continue
            others = (d for d in facts.departures if d.id != left.id)
            read = facts._replace(departures=(*others, left._replace(date=new.date)))
            if _strain(read) <= _strain(facts):
                return _touching_terms(read)
    return facts


def _touch(left: Departure, new: Appointment, facts: Facts) -> bool:
    known = left.date.width == 0 == new.date.width
    before = any(
        other.date.lo < new.date.lo and other.capacity == new.capacity
        for other in facts.appointments_of(left.person, left.post)
    )
    return (
        known
        and before
        and left.date.lo == new.date.lo + 1
        and left.reasons == {"term-ended"}
        and left.appointment != new.id
    )


def _one_fact(facts: Facts) -> tuple[Facts, str, str] | None:
    """The facts after the next two were made one; None if no two are one fact."""
    worlds: list[World] | None = None
    for narrow, wide in sorted(_pairs(facts), key=_vaguest_first):
        if isinstance(narrow, Departure) and isinstance(wide, Departure):
            less = _without_departure(facts, narrow, wide)
            # "... are one fact where they cannot both be true"
            if _strain(facts) > _strain(less):
                return less, wide.id, narrow.id
        elif isinstance(narrow, Appointment) and isinstance(wide, Appointment):
            worlds = worlds or worlds_of(facts)
            # "... where in no world a departure, a successor or an end may lie between"
            if all(_nothing_between(narrow, wide, world) for world in worlds):
                return _without_appointment(facts, narrow, wide), wide.id, narrow.id
    return None


def _strain(facts: Facts) -> tuple[int, ...]:
    """What it costs to believe all facts: broken rules, then what is so only in the last resort."""
    cost = worlds_of(facts)[0].cost
    return (cost.broken, cost.set_aside, cost.overlapping, cost.first_known, cost.of_no_day)


def _pairs(
    facts: Facts,
) -> Iterator[tuple[Departure, Departure] | tuple[Appointment, Appointment]]:
    """Two tellings, the narrower first: "the days of one among those of the other"."""
    for one, other in combinations(facts.departures, 2):
        if _same(one, other) and _agree(one.appointment, other.appointment):
            yield from _nested(one, other)
    for a, b in combinations(facts.appointments, 2):
        if _same(a, b) and a.capacity == b.capacity and _agree(a.replaces, b.replaces):
            yield from _nested(a, b)


def _same(one: Told, other: Told) -> bool:
    return (one.person, one.post) == (other.person, other.post) and one.person != UNKNOWN


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _nested(one: Told, other: Told) -> Iterator[tuple[Told, Told]]:
    narrow, wide = sorted((one, other), key=lambda fact: (fact.date.width, *fact.date, fact.id))
    if narrow.date.within(wide.date):
        yield narrow, wide


def _vaguest_first(
    pair: tuple[Departure, Departure] | tuple[Appointment, Appointment],
) -> tuple[int, int, str, str]:
    # Choice: what says least is most likely told by another fact too, most likely by the narrowest.
    narrow, wide = pair
    return (-wide.date.width, narrow.date.width, narrow.id, wide.id)


def _nothing_between(one: Appointment, other: Appointment, world: World) -> bool:
    for tenure in world.tenures:
        if one.id in tenure.appointments and other.id in tenure.appointments:
            places = sorted(tenure.appointments.index(a.id) for a in (one, other))
            return not set(tenure.appointments[places[0] + 1 : places[1] + 1]) & set(tenure.again)
    return False


def _without_departure(facts: Facts, narrow: Departure, wide: Departure) -> Facts:
    kept = narrow._replace(
        reasons=narrow.reasons | wide.reasons,
        appointment=narrow.appointment or wide.appointment,
        told=narrow.told | wide.told,
    )
    others = (d for d in facts.departures if d.id not in (narrow.id, wide.id))
    return facts._replace(departures=(*others, kept))


def _without_appointment(facts: Facts, narrow: Appointment, wide: Appointment) -> Facts:
    kept = narrow._replace(replaces=narrow.replaces or wide.replaces, told=narrow.told | wide.told)
    others = (a for a in facts.appointments if a.id not in (narrow.id, wide.id))
    departures = (
        d._replace(appointment=narrow.id) if d.appointment == wide.id else d
        for d in facts.departures
    )
    return facts._replace(appointments=(*others, kept), departures=tuple(departures))
