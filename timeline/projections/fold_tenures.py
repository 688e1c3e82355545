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

from typing import TYPE_CHECKING, Final

from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    Abolished,
    Appointed,
    Departed,
    Dissolved,
    EdtfDate,
)

from .enders import Ender, Enders, date_of, replaces
from .stints import in_order, latest_days, stints_of
from .tenures import Tenure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .enders import Stint
    from .standing import Standing
    from .tenures import Ended

__all__ = ["tenures_of"]


def tenures_of(
    post: str,
    facts: Iterable[Standing],
    seats_on: Callable[[int], int] = lambda day: 1,
    begins: EdtfDate | None = None,
) -> tuple[list[Tenure], list[Standing]]:
    """The tenures of a post, and the departures that end none of them.

    Args:
        post: its id.
        facts: what stands about the post, with the dissolution of its organization.
        seats_on: how many seats it has on a day, given as an ordinal.
        begins: when the post was created, if that is on record.
    """
    facts = list(facts)
    own: dict[str, list[Standing]] = {}
    enders = Enders(seats_on)
    for standing in facts:
        fact = standing.fact
        if isinstance(fact, (Appointed, Departed)):
            own.setdefault(fact.person, []).append(standing)
        elif isinstance(fact, (Abolished, Dissolved)):
            enders.add_end(standing)
    ordered = {person: in_order(person, events) for person, events in own.items()}
    for events in ordered.values():
        for appointment, latest in latest_days(events):
            enders.add(appointment, latest)
    found: list[Tenure] = []
    unmatched: list[Standing] = []
    for person, events in ordered.items():
        stints, left_over = stints_of(person, events, enders)
        unmatched += left_over
        found += [_tenure(post, stint, enders) for stint in stints]
    for departure in _first_holders(unmatched, facts, seats_on):
        unmatched.remove(departure)
        found.append(_tenure_before(post, departure, begins))
    found.sort(key=_tenure_order)
    if len(unmatched) > 1:
        unmatched.sort(key=lambda standing: (standing.fact.effective.lo, standing.id))  # type: ignore[attr-defined]
    return found, unmatched


def _tenure_order(tenure: Tenure) -> tuple[int, int, int, str, str]:
    end = tenure.end.hi if tenure.end is not None else AFTER_ALL
    return tenure.start.lo, tenure.start.hi, end, tenure.capacity, tenure.person


def _tenure(post: str, stint: Stint, enders: Enders) -> Tenure:
    first, last = stint.first.fact, stint.last.fact
    assert isinstance(first, Appointed)  # noqa: S101 - a stint begins and goes on so
    assert isinstance(last, Appointed)  # noqa: S101
    facts, end, by = stint.facts, None, stint.departure
    if by is not None:
        end, behind = date_of(by), facts
    else:
        end, by = _implied_end(stint, enders)
        behind = facts if by is None else [*facts, by]
    positions = {position for fact in behind for position in fact.positions}
    disputed = {dispute for fact in facts for dispute in fact.disputes}
    gone = by.fact if by is not None else None
    return Tenure(
        post,
        stint.person,
        stint.capacity,
        first.effective,
        end,
        _HOW[gone.KIND] if gone is not None else None,
        gone.reasons if isinstance(gone, Departed) else (),
        first.announced,
        gone.announced if gone is not None else None,  # type: ignore[attr-defined]
        last.term_ends,
        sum([isinstance(fact.fact, Appointed) for fact in facts]) - 1 if len(facts) > 1 else 0,
        tuple(sorted(disputed)) if disputed else (),
        tuple(sorted(positions)),
        stint.first.positions[-1],
        by.positions[-1] if by is not None else None,
    )


def _first_holders(
    unmatched: Sequence[Standing], facts: Sequence[Standing], seats_on: Callable[[int], int]
) -> list[Standing]:
    """The departures that show who held the post before the first appointment on record.

    A hand-over that is the first thing known of a post says that the predecessor held it until
    then. A departure without a successor that day says no such thing: it may be a slip.
    """
    if not unmatched:
        return []
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
