"""One person's appointments to and departures from a post, read as stints."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, TypeAlias

from timeline.events import UNKNOWN_PERSON, Appointed, Departed

from .enders import Stint, date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timeline.events import EdtfDate

    from ..standing import Standing
    from .enders import Enders

__all__ = ["in_order", "stints_of"]


class _Sequence:
    """One person's appointments and departures, given out in the order in which they took effect.

    Days that are known decide; on one known day a departure comes before an appointment, and an
    acting appointment before a permanent one. Where two dates may fall either way, the reading
    that makes sense is taken: somebody who holds the post departs next, somebody who does not is
    appointed next.
    """

    def __init__(self, events: Iterable[Standing]) -> None:
        # A day has four moments: one for each rank. A date that is no known day covers them all.
        spans = sorted((*_moments(event), event.id, event) for event in events)
        self._arriving = spans[::-1]
        self._latest = [(hi, ident) for _, hi, ident, _ in spans]
        heapq.heapify(self._latest)
        self._ready: dict[bool, list[tuple[_Order, Standing]]] = {True: [], False: []}
        self._taken: set[str] = set()

    def next(self, holding: bool) -> Standing | None:
        """The next event, for somebody who holds the post or not; None after the last."""
        while self._latest and self._latest[0][1] in self._taken:
            heapq.heappop(self._latest)
        if not self._latest:
            return None
        # Whatever may have happened before the first of the rest must have, is ready.
        while self._arriving and self._arriving[-1][0] <= self._latest[0][0]:
            event = self._arriving.pop()[3]
            heapq.heappush(self._ready[isinstance(event.fact, Departed)], (_order(event), event))
        queue = self._ready[holding] or self._ready[not holding]
        _, event = heapq.heappop(queue)
        self._taken.add(event.id)
        return event


_Order: TypeAlias = tuple[int, int, int, str]


def _rank(standing: Standing) -> int:
    """What comes first on one known day."""
    fact = standing.fact
    if fact.KIND != "appointed":
        return 0
    return 2 if fact.capacity == "permanent" else 1  # type: ignore[attr-defined]


def _order(standing: Standing) -> _Order:
    date = date_of(standing)
    return date.lo, date.hi, _rank(standing), standing.id


def _moments(standing: Standing) -> tuple[int, int]:
    """The first and the last moment at which an event may have taken effect."""
    date = date_of(standing)
    if date.is_day:
        moment = date.lo * 4 + _rank(standing)
        return moment, moment
    return date.lo * 4, date.hi * 4 + 3


def _day_order(standing: Standing) -> tuple[int, int, str]:
    """The order of events on known days."""
    return date_of(standing).lo, _rank(standing), standing.id


def in_order(person: str, events: Sequence[Standing]) -> list[Standing]:
    """One person's appointments and departures in the order in which they took effect.

    Whoever was appointed holds the post until they depart; of several nameless holders one does.
    """
    for event in events:
        date: EdtfDate = event.fact.effective  # type: ignore[attr-defined]
        if date.lo != date.hi:
            break
    else:  # nothing can fall either way
        return sorted(events, key=_day_order)
    ordered: list[Standing] = []
    sequence, holding = _Sequence(events), 0
    while (following := sequence.next(holding > 0)) is not None:
        ordered.append(following)
        if isinstance(following.fact, Appointed):
            holding = holding + 1 if person == UNKNOWN_PERSON else 1
        else:
            holding = max(0, holding - 1)
    return ordered


def stints_of(
    person: str, ordered: Iterable[Standing], enders: Enders
) -> tuple[list[Stint], list[Standing]]:
    """The stints of one person at a post, and the departures that end none.

    `ordered` are the person's events as `in_order` gives them. A departure ends what is open; an
    appointment renews what is open in its capacity.
    """
    stints: list[Stint] = []
    open_stints: list[Stint] = []
    unmatched: list[Standing] = []
    is_named = person != UNKNOWN_PERSON
    for event in ordered:
        if event.fact.KIND == "departed":
            if not open_stints:
                unmatched.append(event)
            # Of several nameless holders one departs; a person leaves the post altogether.
            leaving = len(open_stints) if is_named else 1
            for stint in open_stints[:leaving]:
                stint.departure = event
                stint.facts.append(event)
            del open_stints[:leaving]
        elif not (stints and is_named and _renews(event, stints, open_stints, enders)):
            stint = Stint(person, event.fact.capacity, event, event, [event])  # type: ignore[attr-defined]
            if open_stints and is_named:
                _end_own(open_stints, event, enders)
            stints.append(stint)
            open_stints.append(stint)
    return stints, unmatched


def _renews(event: Standing, stints: list[Stint], open_stints: list[Stint], enders: Enders) -> bool:
    """Whether an appointment continues a stint, which then takes it in."""
    capacity = event.fact.capacity  # type: ignore[attr-defined]
    for stint in reversed(stints):
        if stint.capacity != capacity:
            continue
        is_open = stint in open_stints
        renewed = not enders.between(stint, event) if is_open else _is_next_term(stint, event)
        if renewed:
            stint.facts.append(event)
            stint.last = event
            stint.renewals += 1
            if not is_open:
                stint.departure = None
                open_stints.append(stint)
            _end_own(open_stints, event, enders, but=stint)
        return renewed
    return False


def _is_next_term(stint: Stint, event: Standing) -> bool:
    """Whether a term ended and the next began on the same known day."""
    if stint.departure is None or stint.successor is not None:
        return False
    departure = stint.departure.fact
    ended = isinstance(departure, Departed) and "term-ended" in departure.reasons
    return ended and _same_day(event, stint.departure)


def _end_own(
    open_stints: list[Stint], event: Standing, enders: Enders, but: Stint | None = None
) -> None:
    """A person's new appointment ends their earlier ones, as it would end another's.

    Nor does one go on that somebody else may have ended before: whoever comes back to stand in has
    not held the post since the first time.
    """
    for stint in open_stints[:]:
        if stint is but or _same_day(event, stint.last):
            continue
        capacity = event.fact.capacity  # type: ignore[attr-defined]
        if _ends(capacity, stint.capacity) or enders.between(stint, event):
            stint.successor = event
            open_stints.remove(stint)


def _same_day(one: Standing, other: Standing) -> bool:
    """Whether both took effect on one known day."""
    return date_of(one).is_day and date_of(other).is_day and date_of(one).lo == date_of(other).lo


def _ends(new: str, old: str) -> bool:
    """An acting or interim appointment ends only an acting or interim one; a permanent one, all."""
    return new == "permanent" or old != "permanent"
