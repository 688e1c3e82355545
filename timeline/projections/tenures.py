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

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

import attrs

from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    UNKNOWN_PERSON,
    Abolished,
    Appointed,
    Departed,
    Dissolved,
    EdtfDate,
)

from .standing import Standing

__all__ = ["Ended", "Tenure", "tenures_of"]

Ended: TypeAlias = Literal["departed", "succeeded", "abolished", "dissolved"]


@attrs.frozen(slots=True)
class Tenure:
    """One person holding one post over one interval, [start, end).

    Attributes:
        post: the post's id.
        person: the holder's id, or `unknown`.
        capacity: `permanent`, `acting` or `interim`.
        start: the first day in.
        end: the first day out; None while no end is on record.
        ended: how it ended: by a stated departure, implied by a successor, or with the post or its
            organization; None while no end is on record.
        reasons: why the holder left, as codes, where that was stated.
        announced: when the appointment was announced, where that was stated.
        end_announced: when the end was announced, where that was stated.
        term_ends: when it was expected to end, by the latest appointment.
        renewals: how often the holder was appointed again without a break.
        disputed: what sources say against it, as (field, what they say).
        events: the positions of the events behind it.
    """

    post: str
    person: str
    capacity: str
    start: EdtfDate
    end: EdtfDate | None
    ended: Ended | None
    reasons: tuple[str, ...]
    announced: EdtfDate | None
    end_announced: EdtfDate | None
    term_ends: EdtfDate | None
    renewals: int
    disputed: tuple[tuple[str, str], ...]
    events: tuple[int, ...]

    def certainty(self, lo: int, hi: int) -> Literal["certain", "possible"] | None:
        """Whether it holds on every day from ordinal `lo` to `hi`, or possibly on one; None if not.

        With a start in [s0, s1] and an end in [e0, e1] it holds on a day D for certain if
        s1 ≤ D < e0, and possibly if s0 ≤ D < e1.
        """
        end = self.end
        if self.start.lo > hi or (end is not None and end.hi <= max(lo, self.start.lo)):
            return None
        if self.start.hi <= lo and (end is None or hi < end.lo):
            return "certain"
        return "possible"


class _Ender(NamedTuple):
    """An event that ends the tenures of others; `owner` is whose appointment it is."""

    lo: int
    hi: int
    owner: str
    by: Standing


@attrs.define(slots=True, eq=False)
class _Stint:
    """An appointment that is being followed: its renewals, and how it ended as far as is known."""

    person: str
    capacity: str
    first: Standing
    last: Standing
    facts: list[Standing]
    departure: Standing | None = None
    successor: Standing | None = None  # the same person's next appointment, which ends this one


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
    enders = _Enders(seats_on)
    for standing in facts:
        fact = standing.fact
        if isinstance(fact, (Appointed, Departed)):
            own.setdefault(fact.person, []).append(standing)
        if isinstance(fact, (Appointed, Abolished, Dissolved)):
            enders.add(standing)
    enders.sort()
    found: list[Tenure] = []
    unmatched: list[Standing] = []
    for person, events in own.items():
        stints, left_over = _stints(person, events, enders)
        unmatched += left_over
        found += [_tenure(post, stint, enders) for stint in stints]
    for departure in _first_holders(unmatched, facts, seats_on):
        unmatched.remove(departure)
        found.append(_tenure_before(post, departure, begins))
    found.sort(key=_tenure_order)
    unmatched.sort(key=lambda standing: (standing.fact.effective.lo, standing.id))  # type: ignore[attr-defined]
    return found, unmatched


def _tenure_order(tenure: Tenure) -> tuple[int, int, int, str, str]:
    end = tenure.end.hi if tenure.end is not None else AFTER_ALL
    return tenure.start.lo, tenure.start.hi, end, tenure.capacity, tenure.person


def _date(standing: Standing) -> EdtfDate:
    return standing.fact.effective  # type: ignore[attr-defined,no-any-return]


# --- one person's own events -------------------------------------------------------------------


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
    if not isinstance(standing.fact, Appointed):
        return 0
    return 2 if standing.fact.capacity == "permanent" else 1


def _order(standing: Standing) -> _Order:
    date = _date(standing)
    return date.lo, date.hi, _rank(standing), standing.id


def _moments(standing: Standing) -> tuple[int, int]:
    """The first and the last moment at which an event may have taken effect."""
    date = _date(standing)
    if date.is_day:
        moment = date.lo * 4 + _rank(standing)
        return moment, moment
    return date.lo * 4, date.hi * 4 + 3


def _stints(
    person: str, events: Iterable[Standing], enders: _Enders
) -> tuple[list[_Stint], list[Standing]]:
    stints: list[_Stint] = []
    open_stints: list[_Stint] = []
    unmatched: list[Standing] = []
    sequence = _Sequence(events)
    while (event := sequence.next(bool(open_stints))) is not None:
        if isinstance(event.fact, Departed):
            if not open_stints:
                unmatched.append(event)
            # Of several nameless holders one departs; a person leaves the post altogether.
            leaving = open_stints[:1] if person == UNKNOWN_PERSON else open_stints[:]
            for stint in leaving:
                stint.departure = event
                stint.facts.append(event)
                open_stints.remove(stint)
        elif not (person != UNKNOWN_PERSON and _renews(event, stints, open_stints, enders)):
            stint = _Stint(person, event.fact.capacity, event, event, [event])  # type: ignore[attr-defined]
            if person != UNKNOWN_PERSON:
                _end_own(open_stints, event)
            stints.append(stint)
            open_stints.append(stint)
    return stints, unmatched


def _renews(
    event: Standing, stints: list[_Stint], open_stints: list[_Stint], enders: _Enders
) -> bool:
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
            if not is_open:
                stint.departure = None
                open_stints.append(stint)
            _end_own(open_stints, event, but=stint)
        return renewed
    return False


def _is_next_term(stint: _Stint, event: Standing) -> bool:
    """Whether a term ended and the next began on the same known day."""
    if stint.departure is None or stint.successor is not None:
        return False
    departure = stint.departure.fact
    ended = isinstance(departure, Departed) and "term-ended" in departure.reasons
    return ended and _same_day(event, stint.departure)


def _end_own(open_stints: list[_Stint], event: Standing, but: _Stint | None = None) -> None:
    """A person's new appointment ends their earlier ones, as it would end another's."""
    for stint in open_stints[:]:
        if stint is but or _same_day(event, stint.last):
            continue
        if _ends(event.fact.capacity, stint.capacity):  # type: ignore[attr-defined]
            stint.successor = event
            open_stints.remove(stint)


def _same_day(one: Standing, other: Standing) -> bool:
    """Whether both took effect on one known day."""
    return _date(one).is_day and _date(other).is_day and _date(one).lo == _date(other).lo


def _ends(new: str, old: str) -> bool:
    """An acting or interim appointment ends only an acting or interim one; a permanent one, all."""
    return new == "permanent" or old != "permanent"


# --- what ends a tenure from outside -----------------------------------------------------------


class _Enders:
    """All that may end somebody else's tenure of the post, ready to be asked for the next."""

    def __init__(self, seats_on: Callable[[int], int]) -> None:
        self._seats_on = seats_on
        self._permanent = _Line()
        self._temporary = _Line()
        self._replacing: dict[str, _Line] = {}

    def add(self, standing: Standing) -> None:
        """Note an appointment, or the end of the post."""
        date, fact = _date(standing), standing.fact
        if not isinstance(fact, Appointed):
            ender = _Ender(date.lo, date.hi, "", standing)
            self._permanent.add(ender)
            self._temporary.add(ender)
            return
        ender = _Ender(date.lo, date.hi, _owner(standing), standing)
        if fact.replaces is not None:
            self._replacing.setdefault(fact.replaces, _Line()).add(ender)
        if self._seats_on(date.hi) == 1:
            self._temporary.add(ender)
            if fact.capacity == "permanent":
                self._permanent.add(ender)

    def sort(self) -> None:
        """Make ready, once everything has been added."""
        for line in (self._permanent, self._temporary, *self._replacing.values()):
            line.sort()

    def against(self, stint: _Stint) -> list[_Ender]:
        """What may end this stint: those that possibly come after its last appointment."""
        general = self._permanent if stint.capacity == "permanent" else self._temporary
        found = general.after(stint.last)
        if stint.person in self._replacing:
            found = [*found, *self._replacing[stint.person].after(stint.last)]
        return found

    def between(self, stint: _Stint, event: Standing) -> bool:
        """Whether somebody else may have come between a stint's last appointment and another."""
        first, last = _date(stint.last).lo + 1, _date(event).hi - 1
        return any(max(e.lo, first) <= min(e.hi, last) for e in self.against(stint))


def _owner(standing: Standing) -> str:
    person: str = standing.fact.person  # type: ignore[attr-defined]
    return standing.id if person == UNKNOWN_PERSON else person


def _replaces(one: Standing, other: Standing) -> bool:
    """Whether one appointment says that it takes the seat of the other's holder.

    Where the dates of the two overlap, it tells their order.
    """
    fact = other.fact
    return isinstance(fact, Appointed) and getattr(one.fact, "replaces", None) == fact.person


class _Line:
    """Enders in the order of their earliest days."""

    def __init__(self) -> None:
        self._all: list[_Ender] = []
        self._earliest: list[int] = []
        self._vague: list[_Ender] = []

    def add(self, ender: _Ender) -> None:
        self._all.append(ender)

    def sort(self) -> None:
        self._all.sort(key=lambda ender: (ender.lo, ender.hi, ender.by.id))
        self._earliest = [ender.lo for ender in self._all]
        self._vague = [ender for ender in self._all if ender.lo < ender.hi]

    def after(self, appointment: Standing) -> list[_Ender]:
        """Those that possibly come after an appointment, up to where no later one can be first."""
        date, owner = _date(appointment), _owner(appointment)
        start = bisect_right(self._earliest, date.hi)
        found = [
            ender
            for ender in self._overlapping(date, start)
            if ender.owner != owner and not _replaces(appointment, ender.by)
        ]
        bound = AFTER_ALL
        for index in range(start, len(self._all)):
            ender = self._all[index]
            if ender.lo > bound:
                break
            if ender.owner != owner:
                found.append(ender)
                bound = min(bound, ender.hi)
        return found

    def _overlapping(self, date: EdtfDate, start: int) -> list[_Ender]:
        """Those that may come after a date or before it, as far as is known."""
        vague = [e for e in self._vague if e.lo <= date.hi and e.hi > date.lo]
        if date.is_day:
            return vague
        within = self._all[bisect_right(self._earliest, date.lo) : start]
        return [*vague, *(ender for ender in within if ender.lo == ender.hi)]


def _tenure(post: str, stint: _Stint, enders: _Enders) -> Tenure:
    first, last = stint.first.fact, stint.last.fact
    assert isinstance(first, Appointed)  # noqa: S101 - a stint begins and goes on so
    assert isinstance(last, Appointed)  # noqa: S101
    end, by = _implied_end(stint, enders) if stint.departure is None else (None, None)
    if stint.departure is not None:
        end, by = _date(stint.departure), stint.departure
    behind = stint.facts if by is None or by is stint.departure else [*stint.facts, by]
    positions = sorted({position for fact in behind for position in fact.positions})
    disputed = sorted({dispute for fact in stint.facts for dispute in fact.disputes})
    return Tenure(
        post,
        stint.person,
        stint.capacity,
        first.effective,
        end,
        _HOW[by.fact.KIND] if by is not None else None,
        by.fact.reasons if by is not None and isinstance(by.fact, Departed) else (),
        first.announced,
        by.fact.announced if by is not None else None,  # type: ignore[attr-defined]
        last.term_ends,
        sum(isinstance(fact.fact, Appointed) for fact in stint.facts) - 1,
        tuple(disputed),
        tuple(positions),
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
    first = min((_date(s).lo for s in others), default=AFTER_ALL)
    appointed = {_date(s) for s in others if isinstance(s.fact, Appointed)}
    found = [d for d in unmatched if _date(d) in appointed and _date(d).lo <= first]
    return [d for d in found if len(found) <= seats_on(_date(d).hi)]


def _tenure_before(post: str, departure: Standing, begins: EdtfDate | None) -> Tenure:
    """The tenure that a departure ends, from an unknown day on, but from the eve at the latest."""
    fact, date = departure.fact, _date(departure)
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
    )


_HOW: Final[dict[str, Ended]] = {
    "departed": "departed",
    "appointed": "succeeded",
    "abolished": "abolished",
    "dissolved": "dissolved",
}


def _implied_end(stint: _Stint, enders: _Enders) -> tuple[EdtfDate | None, Standing | None]:
    """When a stint without a departure of its own ended, and the event that says so."""
    date = _date(stint.last)
    candidates = enders.against(stint)
    if stint.successor is not None:
        after = _date(stint.successor)
        candidates.append(_Ender(after.lo, after.hi, "", stint.successor))
    if not candidates:
        return None, None
    certain = [
        ender
        for ender in candidates
        if ender.lo > date.hi or ender.by is stint.successor or _replaces(ender.by, stint.last)
    ]
    hi = min((ender.hi for ender in certain), default=AFTER_ALL)
    floor = date.lo + 1 if date.lo > BEFORE_ALL else BEFORE_ALL
    lo = min(max(ender.lo, floor) for ender in candidates)
    hi = max(hi, lo)
    in_time = [ender for ender in candidates if ender.lo <= hi]
    by = min(in_time, key=lambda ender: (ender.hi, ender.lo, ender.by.id)).by
    dates = {_date(ender.by) for ender in in_time}
    if len(dates) == 1 and _date(by).lo == lo and _date(by).hi == hi:
        return _date(by), by
    return EdtfDate.between(lo, hi), by
