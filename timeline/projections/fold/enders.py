"""What ends a tenure from outside: successors, whoever replaces the holder, the end of the post."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import AFTER_ALL, UNKNOWN_PERSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from timeline.events import Appointed, EdtfDate

    from ..standing import Standing

__all__ = ["Ender", "Enders", "Stint", "date_of", "replaces"]


def date_of(standing: Standing) -> EdtfDate:
    """When a change took effect."""
    return standing.fact.effective  # type: ignore[attr-defined,no-any-return]


@attrs.define(slots=True, eq=False)
class Ender:
    """An event that ends the tenures of others; `owner` is whose appointment it is."""

    lo: int
    hi: int
    owner: str
    by: Standing


@attrs.define(slots=True, eq=False)
class Stint:
    """An appointment that is being followed: its renewals, and how it ended as far as is known."""

    person: str
    capacity: str
    first: Standing
    last: Standing
    facts: list[Standing]
    renewals: int = 0
    departure: Standing | None = None
    successor: Standing | None = None  # the same person's next appointment, which ends this one


class Enders:
    """All that may end somebody else's tenure of the post, ready to be asked for the next.

    Args:
        ordered: each person's appointments and departures, in the order of their effect.
        ends: what ends the post, or its organization.
        seats_on: how many seats the post has on a day, given as an ordinal.
    """

    def __init__(
        self,
        ordered: Iterable[Sequence[Standing]],
        ends: Sequence[Standing],
        seats_on: Callable[[int], int],
    ) -> None:
        self._ordered = ordered
        self._ends = ends
        self._seats_on = seats_on
        self._lines: _Lines | None = None

    def _sorted_out(self) -> _Lines:
        """Everything in its lines. Many a post never asks, for each of its holders departed."""
        general = [Ender(date_of(end).lo, date_of(end).hi, "", end) for end in self._ends]
        replacing: dict[str, list[Ender]] = {}
        for events in self._ordered:
            for appointment, latest in latest_days(events):
                fact: Appointed = appointment.fact  # type: ignore[assignment]
                date = fact.effective
                ender = Ender(date.lo, latest, owner_of(appointment), appointment)
                if fact.replaces is not None:
                    replacing.setdefault(fact.replaces, []).append(ender)
                if self._seats_on(date.hi) == 1:
                    general.append(ender)
        general.sort(key=_earliest)
        self._lines = _Lines(
            Line(general),
            Line([e for e in general if not e.owner or e.by.fact.capacity == "permanent"]),  # type: ignore[attr-defined]
            {person: Line(sorted(those, key=_earliest)) for person, those in replacing.items()},
        )
        return self._lines

    def against(self, stint: Stint) -> list[Ender]:
        """What may end this stint: those that possibly come after its last appointment."""
        lines = self._lines or self._sorted_out()
        general = lines.permanent if stint.capacity == "permanent" else lines.temporary
        found = general.after(stint.last)
        if stint.person in lines.replacing:
            found += lines.replacing[stint.person].after(stint.last)
        return found

    def between(self, stint: Stint, event: Standing) -> bool:
        """Whether somebody else may have come between a stint's last appointment and another."""
        first, last = date_of(stint.last).lo + 1, date_of(event).hi - 1
        return any(max(e.lo, first) <= min(e.hi, last) for e in self.against(stint))


def latest_days(ordered: Sequence[Standing]) -> Iterator[tuple[Standing, int]]:
    """Each appointment with its latest day, as an ordinal: it came before the next departure."""
    departs: EdtfDate | None = None
    for event in reversed(ordered):
        date = date_of(event)
        if event.fact.KIND == "departed":
            departs = date
            continue
        hi = date.hi
        if departs is not None and date.lo < departs.hi < AFTER_ALL:
            hi = min(hi, departs.hi - 1)
        yield event, hi


def owner_of(standing: Standing) -> str:
    """Whose appointment it is; every nameless holder is a person of their own."""
    person: str = standing.fact.person  # type: ignore[attr-defined]
    return standing.id if person == UNKNOWN_PERSON else person


def replaces(one: Standing, other: Standing) -> bool:
    """Whether one appointment says that it takes the seat of the other's holder.

    Where the dates of the two overlap, it tells their order.
    """
    who = getattr(one.fact, "replaces", None)
    return who is not None and other.fact.KIND == "appointed" and other.fact.person == who  # type: ignore[attr-defined]


class Line:
    """Enders in the order of their earliest days."""

    def __init__(self, enders: Sequence[Ender]) -> None:
        self._all = enders
        self._earliest = [ender.lo for ender in enders]
        self._vague = [ender for ender in enders if ender.lo < ender.hi]

    def after(self, appointment: Standing) -> list[Ender]:
        """Those that possibly come after an appointment, up to where no later one can be first."""
        date, owner = date_of(appointment), owner_of(appointment)
        start = bisect_right(self._earliest, date.hi)
        found: list[Ender] = []
        if self._vague or date.lo < date.hi:
            found += [
                ender
                for ender in self._overlapping(date, start)
                if ender.owner != owner and not replaces(appointment, ender.by)
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

    def _overlapping(self, date: EdtfDate, start: int) -> list[Ender]:
        """Those that may come after a date or before it, as far as is known."""
        vague = [e for e in self._vague if e.lo <= date.hi and e.hi > date.lo]
        if date.is_day:
            return vague
        within = self._all[bisect_right(self._earliest, date.lo) : start]
        return [*vague, *(ender for ender in within if ender.lo == ender.hi)]


@attrs.frozen
class _Lines:
    """What may end a temporary tenure; a permanent one; that of a person who is replaced."""

    temporary: Line
    permanent: Line
    replacing: Mapping[str, Line]


_earliest: Final = attrgetter("lo")
