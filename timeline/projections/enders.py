"""What ends a tenure from outside: successors, whoever replaces the holder, the end of the post."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import attrs

from timeline.events import AFTER_ALL, UNKNOWN_PERSON, Appointed

if TYPE_CHECKING:
    from collections.abc import Callable

    from timeline.events import EdtfDate

    from .standing import Standing

__all__ = ["Ender", "Enders", "Stint", "date_of", "replaces"]


def date_of(standing: Standing) -> EdtfDate:
    """When a change took effect."""
    return standing.fact.effective  # type: ignore[attr-defined,no-any-return]


class Ender(NamedTuple):
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
    departure: Standing | None = None
    successor: Standing | None = None  # the same person's next appointment, which ends this one


class Enders:
    """All that may end somebody else's tenure of the post, ready to be asked for the next."""

    def __init__(self, seats_on: Callable[[int], int]) -> None:
        self._seats_on = seats_on
        self._permanent = Line()
        self._temporary = Line()
        self._replacing: dict[str, Line] = {}

    def add_end(self, standing: Standing) -> None:
        """Note the end of the post, or of its organization."""
        ender = Ender(date_of(standing).lo, date_of(standing).hi, "", standing)
        self._permanent.add(ender)
        self._temporary.add(ender)

    def add(self, standing: Standing, latest: int) -> None:
        """Note an appointment, with the latest day on which it took effect."""
        fact = standing.fact
        assert isinstance(fact, Appointed)  # noqa: S101 - ends have a method of their own
        date = fact.effective
        ender = Ender(date.lo, latest, owner_of(standing), standing)
        if fact.replaces is not None:
            self._replacing.setdefault(fact.replaces, Line()).add(ender)
        if self._seats_on(date.hi) == 1:
            self._temporary.add(ender)
            if fact.capacity == "permanent":
                self._permanent.add(ender)

    def against(self, stint: Stint) -> list[Ender]:
        """What may end this stint: those that possibly come after its last appointment."""
        general = self._permanent if stint.capacity == "permanent" else self._temporary
        found = general.after(stint.last)
        if stint.person in self._replacing:
            found = [*found, *self._replacing[stint.person].after(stint.last)]
        return found

    def between(self, stint: Stint, event: Standing) -> bool:
        """Whether somebody else may have come between a stint's last appointment and another."""
        first, last = date_of(stint.last).lo + 1, date_of(event).hi - 1
        return any(max(e.lo, first) <= min(e.hi, last) for e in self.against(stint))


def owner_of(standing: Standing) -> str:
    """Whose appointment it is; every nameless holder is a person of their own."""
    person: str = standing.fact.person  # type: ignore[attr-defined]
    return standing.id if person == UNKNOWN_PERSON else person


def replaces(one: Standing, other: Standing) -> bool:
    """Whether one appointment says that it takes the seat of the other's holder.

    Where the dates of the two overlap, it tells their order.
    """
    fact = other.fact
    return isinstance(fact, Appointed) and getattr(one.fact, "replaces", None) == fact.person


class Line:
    """Enders in the order of their earliest days; all are added before the first is asked for."""

    def __init__(self) -> None:
        self._all: list[Ender] = []
        self._earliest: list[int] | None = None
        self._vague: list[Ender] = []

    def add(self, ender: Ender) -> None:
        self._all.append(ender)

    def _sorted(self) -> list[int]:
        """The earliest days of all, once they are in order."""
        if self._earliest is None:
            self._all.sort(key=lambda ender: (ender.lo, ender.hi, ender.by.id))
            self._earliest = [ender.lo for ender in self._all]
            self._vague = [ender for ender in self._all if ender.lo < ender.hi]
        return self._earliest

    def after(self, appointment: Standing) -> list[Ender]:
        """Those that possibly come after an appointment, up to where no later one can be first."""
        date, owner = date_of(appointment), owner_of(appointment)
        start = bisect_right(self._sorted(), date.hi)
        found = [
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
        within = self._all[bisect_right(self._sorted(), date.lo) : start]
        return [*vague, *(ender for ender in within if ender.lo == ender.hi)]
