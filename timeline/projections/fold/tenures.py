"""The tenures of one post: the rule that says who held it, written once.

Two steps. First each person's own appointments and departures are put into order and read as
stints: a departure ends what is open, an appointment while the same is open renews it. Then a
stint that has no departure of its own ends with the first event that pushes its holder out: a
successor in a post of one seat, somebody who `replaces` the holder, the end of the post.

Where dates are uncertain, "first" may be: the end is then every day that it could be, from the
earliest day on which it may have ended to the latest by which it must have. Nothing depends on
the order in which events stand in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    Appointed,
    Departed,
    EdtfDate,
)

from ..tenures import Tenure
from .enders import Ender, Enders, date_of, replaces
from .stints import in_order, stints_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..standing import Standing
    from ..tenures import Ended
    from .enders import Stint

__all__ = ["tenures_of"]


def tenures_of(
    post: str,
    roles: Iterable[Standing],
    ends: Sequence[Standing] = (),
    seats_on: Callable[[int], int] = lambda day: 1,
    begins: EdtfDate | None = None,
) -> tuple[list[Tenure], list[Standing]]:
    """The tenures of a post, and the departures that end none of them.

    Args:
        post: its id.
        roles: the appointments and departures that stand.
        ends: what ends the post or its organization.
        seats_on: how many seats it has on a day, given as an ordinal.
        begins: when the post was created, if that is on record.
    """
    own: dict[str, list[Standing]] = {}
    for standing in roles:
        person: str = standing.fact.person  # type: ignore[attr-defined]
        if person in own:
            own[person].append(standing)
        else:
            own[person] = [standing]
    for person, events in own.items():
        if len(events) > 1:
            own[person] = in_order(person, events)
    enders = Enders(own.values(), ends, seats_on)
    found: list[Tenure] = []
    unmatched: list[Standing] = []
    for person, events in own.items():
        stints, left_over = stints_of(person, events, enders)
        unmatched += left_over
        for stint in stints:
            found.append(_tenure(post, stint, enders))
    if unmatched:
        facts = [standing for events in own.values() for standing in events]
        for departure in _first_holders(unmatched, [*facts, *ends], seats_on):
            unmatched.remove(departure)
            found.append(_tenure_before(post, departure, begins))
        unmatched.sort(key=lambda standing: (date_of(standing).lo, standing.id))
    if len(found) > 1:
        found.sort(key=_tenure_order)
    return found, unmatched


def _tenure_order(tenure: Tenure) -> tuple[int, int, int, str, str]:
    start, end = tenure.start, tenure.end
    last = AFTER_ALL if end is None else end.hi
    return start.lo, start.hi, last, tenure.capacity, tenure.person


def _tenure(post: str, stint: Stint, enders: Enders) -> Tenure:
    first: Appointed = stint.first.fact  # type: ignore[assignment]  # a stint begins so
    last: Appointed = stint.last.fact  # type: ignore[assignment]  # and goes on so
    facts, end, by = stint.facts, None, stint.departure
    if by is not None:
        end, behind = date_of(by), facts
    else:
        end, by = _implied_end(stint, enders)
        behind = facts if by is None else [*facts, by]
    gone: Any = by.fact if by is not None else None
    return Tenure(
        post,
        stint.person,
        stint.capacity,
        first.effective,
        end,
        _HOW[gone.KIND] if gone is not None else None,
        gone.reasons if gone is not None and gone.KIND == "departed" else (),
        first.announced,
        gone.announced if gone is not None else None,
        last.term_ends,
        stint.renewals,
        _disputes(facts),
        _positions(behind),
        stint.first.positions[-1],
        by.positions[-1] if by is not None else None,
    )


def _disputes(facts: Sequence[Standing]) -> tuple[tuple[str, str], ...]:
    """What sources say against any of the facts, each once."""
    for fact in facts:
        if fact.disputes:
            return tuple(sorted({dispute for fact in facts for dispute in fact.disputes}))
    return ()


def _positions(behind: Sequence[Standing]) -> tuple[int, ...]:
    """The positions of all the events behind facts, in the log's order."""
    positions = behind[0].positions
    for fact in behind[1:]:
        positions += fact.positions
    return tuple(sorted(set(positions))) if len(positions) > 1 else positions


def _first_holders(
    unmatched: Sequence[Standing], facts: Sequence[Standing], seats_on: Callable[[int], int]
) -> list[Standing]:
    """The departures that show who held the post before the first appointment on record.

    A hand-over that is the first thing known of a post says that the predecessor held it until
    then. A departure without a successor that day says no such thing: it may be a slip.
    """
    others = [s for s in facts if not isinstance(s.fact, Departed)]
    first = min((date_of(s).lo for s in others), default=AFTER_ALL)
    appointed = {(date_of(s), s.fact.person) for s in others if isinstance(s.fact, Appointed)}
    found = [
        d
        for d in unmatched
        if date_of(d).lo <= first
        and any(day == date_of(d) and who != d.fact.person for day, who in appointed)  # type: ignore[attr-defined]
    ]
    return [d for d in found if len(found) <= seats_on(date_of(d).hi)]


def _tenure_before(post: str, departure: Standing, begins: EdtfDate | None) -> Tenure:
    """The tenure that a departure ends, from an unknown day on, but from the eve at the latest."""
    fact, date = departure.fact, date_of(departure)
    assert isinstance(fact, Departed)  # noqa: S101 - as selected
    eve = date.hi - 1 if BEFORE_ALL + 1 < date.hi < AFTER_ALL else AFTER_ALL
    start = EdtfDate.between(min(begins.lo, eve) if begins else BEFORE_ALL, eve)
    return Tenure(
        post,
        fact.person,
        "permanent",
        start,
        date,
        "departed",
        fact.reasons,
        None,
        fact.announced,
        None,
        0,
        departure.disputes,
        departure.positions,
        departure.positions[-1],
        departure.positions[-1],
    )


_HOW: Final[dict[str, Ended]] = {
    "departed": "departed",
    "appointed": "succeeded",
    "abolished": "abolished",
    "dissolved": "dissolved",
}


def _implied_end(stint: Stint, enders: Enders) -> tuple[EdtfDate | None, Standing | None]:
    """When a stint without a departure of its own ended, and the event that says so."""
    date = date_of(stint.last)
    candidates = enders.against(stint)
    if stint.successor is not None:
        after = date_of(stint.successor)
        candidates.append(Ender(after.lo, after.hi, "", stint.successor))
    if not candidates:
        return None, None
    if len(candidates) == 1:  # the rule for several, where there is nothing to compare
        (only,) = candidates
        when = date_of(only.by)
        if only.lo > date.hi and when.hi == only.hi:
            return when, only.by
    certain = [
        ender
        for ender in candidates
        if ender.lo > date.hi or ender.by is stint.successor or replaces(ender.by, stint.last)
    ]
    hi = min((ender.hi for ender in certain), default=AFTER_ALL)
    floor = date.lo + 1 if date.lo > BEFORE_ALL else BEFORE_ALL
    lo = min(max(ender.lo, floor) for ender in candidates)
    hi = max(hi, lo)
    in_time = [ender for ender in candidates if ender.lo <= hi]
    by = min(in_time, key=lambda ender: (ender.hi, ender.lo, ender.by.id)).by
    dates = {date_of(ender.by) for ender in in_time}
    if len(dates) == 1 and (date_of(by).lo, date_of(by).hi) == (lo, hi):
        return date_of(by), by
    return EdtfDate.between(lo, hi), by
