"""A chain of days: the worlds of a post in which the order of all that happened is known.

Each link is one day, uncertain or known, on which tenures begin and end; it is certainly later than
the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from timeline.events import BEFORE_ALL

from ..worlds import Step, WorldGraph
from .accounts import AFTER, merged, on_calendar, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeline.events import EdtfDate

    from .accounts import Spans
    from .stints import Stint

__all__ = ["Chain"]


@attrs.define(slots=True, eq=False)
class _Link:
    """One day: its date, and the stints that begin and end on it."""

    date: EdtfDate
    starts: list[Stint] = attrs.field(factory=list)
    ends: list[Stint] = attrs.field(factory=list)


class Chain:
    """What happened, one day after the other."""

    def __init__(self) -> None:
        self._links: list[_Link] = []
        self._some_days: dict[int, tuple[Stint, int]] = {}

    def begin(self, date: EdtfDate, stint: Stint) -> None:
        """A stint begins."""
        self._at(date).starts.append(stint)

    def end(self, date: EdtfDate, stint: Stint) -> None:
        """A stint ends."""
        self._at(date).ends.append(stint)

    def resume(self, stint: Stint) -> None:
        """A stint that ended on this day goes on."""
        self._links[-1].ends.remove(stint)

    def end_some_day(self, stint: Stint, day: int) -> None:
        """A stint that goes on ends on a day that nobody knows, a given one at the earliest."""
        self._some_days[id(stint)] = stint, day

    def _at(self, date: EdtfDate) -> _Link:
        if not self._links or self._links[-1].date.lo != date.lo:
            self._links.append(_Link(date))
        return self._links[-1]

    def held(self) -> Spans:
        """The days on which somebody holds the post in every world."""
        return on_calendar(without(((BEFORE_ALL, AFTER),), merged(self._empty())))

    def _empty(self) -> Iterator[tuple[int, int]]:
        """The days on which the post may be empty, after each link up to the next."""
        since = BEFORE_ALL
        going: dict[int, Stint] = {}
        for link in self._links:
            yield self._left_by(since, going), link.date.hi
            since = link.date.lo
            going |= {id(stint): stint for stint in link.starts}
            for stint in link.ends:
                del going[id(stint)]
        yield self._left_by(since, going), AFTER

    def _left_by(self, since: int, going: Mapping[int, Stint]) -> int:
        """From when on all may have left of those who held the post since a day."""
        days = [self._some_days[key][1] if key in self._some_days else AFTER for key in going]
        return max([since, *days])

    def graph(self, places: Mapping[int, int]) -> WorldGraph:
        """The worlds, as they are kept with the history.

        Args:
            places: of the stints in the history, by their identities.
        """
        going: dict[int, None] = {}
        steps = []
        for number, link in enumerate(self._links):
            starts = tuple([places[id(stint)] for stint in link.starts])
            ends = tuple([places[id(stint)] for stint in link.ends])
            steps.append(Step(number, number + 1, link.date.lo, link.date.hi, starts, ends))
            going |= dict.fromkeys(starts)
            for place in ends:
                del going[place]
        some_days = {places[key]: day for key, (_, day) in self._some_days.items()}
        return WorldGraph(tuple(steps), {len(steps): tuple(going)}, some_days)
