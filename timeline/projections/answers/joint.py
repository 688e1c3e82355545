"""What several tenures come to, over all worlds together.

People of one graph of worlds depend on each other; graphs do not. So each is bounded by itself,
and sums add up. A tenure that no graph tells of (its dates are known, its history is not exact, or
nobody knows when it began) is bounded by its own dates: never narrower than the truth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from timeline.events import BEFORE_ALL

from ..tenures import Tenure
from ..worlds import (
    MOST_WAYS,
    Least,
    WorldGraph,
    begun_in_all,
    by_count,
    count_ways,
    extremes,
    least_longest,
    sum_of_lengths,
)
from .spans import Bounds, length_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..posts import PostHistory

__all__ = ["Joint"]

Sums: TypeAlias = "dict[int, Least]"
"""By how many tenures there are, the least and the greatest sum of their lengths."""


@attrs.define(slots=True, eq=False)
class Joint:
    """The worlds of some posts, as of a day.

    Attributes:
        day: at which observation stops.
    """

    day: int
    _graphs: dict[int, tuple[WorldGraph, int]] = attrs.field(factory=dict)
    _plain: dict[int, Bounds | None] = attrs.field(factory=dict)
    _lengths: dict[tuple[int, int], Sums] = attrs.field(factory=dict)
    _always: dict[int, frozenset[int]] = attrs.field(factory=dict)
    _inexact: set[str] = attrs.field(factory=set)
    _doubtful: set[int] = attrs.field(factory=set)

    @classmethod
    def of(cls, histories: Iterable[PostHistory], day: int) -> Joint:
        """The worlds of some posts, as of a day."""
        found = cls(day)
        for history in histories:
            if not history.is_exact:
                found._inexact.add(history.post)
            for graph in history.worlds:
                found._take(graph, history.tenures)
        return found

    def _take(self, graph: WorldGraph, tenures: Sequence[Tenure]) -> None:
        """Note what a graph tells of.

        It does not tell when somebody came who is known by their departure only.
        """
        begins: dict[int, int] = {}
        for step in graph.steps:
            for place in step.starts:
                begins[place] = min(step.first, begins.get(place, step.first))
        for group in graph.alike:
            begins |= dict.fromkeys(group, min(begins[place] for place in group))
        for place, first in begins.items():
            tenure = tenures[place]
            if tenure.start.lo >= first:
                self._graphs[id(tenure)] = graph, place
            elif place not in self._in_all(graph):
                self._doubtful.add(id(tenure))

    # --- how far it is exact ------------------------------------------------------------------

    def is_exact(self, tenures: Iterable[Tenure]) -> bool:
        """Whether sums and counts over some tenures have bounds that some world has."""
        begun = [tenure for tenure in tenures if tenure.start.lo <= self.day]
        apart, _ = self._sorted_out(begun)
        return all(_is_known(t) and id(t) not in self._doubtful for t in apart) and not (
            self._inexact and any(tenure.post in self._inexact for tenure in begun)
        )

    def is_exact_apart(self, tenures: Sequence[Tenure]) -> bool:
        """Whether, beside that, at most one length of each graph is uncertain."""
        _, together = self._sorted_out(tenures)
        return self.is_exact(tenures) and all(
            sum(self._sure_length(tenure) is None for tenure in those.values()) <= 1
            and self._in_all(graph).issuperset(those)
            for graph, those in together
        )

    def is_exact_longest(self, tenures: Sequence[Tenure]) -> bool:
        """Whether the longest of some tenures is looked for on every way through each graph."""
        _, together = self._sorted_out(tenures)
        return self.is_exact(tenures) and all(
            not _is_large(graph) and count_ways(graph) <= MOST_WAYS for graph, _ in together
        )

    # --- lengths ------------------------------------------------------------------------------

    def length(self, tenure: Tenure) -> Bounds | None:
        """The shortest and the longest that a tenure may have lasted; None without bounds."""
        plain = self._by_itself(tenure)
        if plain is None or plain[0] == plain[1] or id(tenure) not in self._graphs:
            return plain
        graph, place = self._graphs[id(tenure)]
        start, end = tenure.start, tenure.end
        one_is_known = start.lo == start.hi or end is None or end.lo == end.hi
        if (one_is_known and place in self._in_all(graph)) or _is_large(graph):
            return plain
        found = [
            lengths[1]
            for other in graph.alike_to(place)
            if 1 in (lengths := self._lengths_at(graph, other))
        ]
        if not found:
            return plain
        return int(min(low for low, _ in found)), int(max(high for _, high in found))

    def _by_itself(self, tenure: Tenure) -> Bounds | None:
        """The bounds of a length by the tenure's own dates."""
        if id(tenure) not in self._plain:
            self._plain[id(tenure)] = length_of(tenure, self.day)
        return self._plain[id(tenure)]

    def mean(self, tenures: Sequence[Tenure]) -> Least | None:
        """The least and the greatest mean length of some tenures that have ended, in days."""
        sums: Sums = {0: (0, 0)}
        apart, together = self._sorted_out(self._bounded(tenures))
        lengths = [length for t in apart if (length := self._by_itself(t)) is not None]
        for graph, those in together:
            own = [self._sure_length(tenure) for tenure in those.values()]
            if None not in own and self._in_all(graph).issuperset(those):
                lengths += [(length, length) for length in own if length is not None]
            else:
                sums = _added(sums, self._sums(graph, those))
        fixed = len(lengths), sum(low for low, _ in lengths), sum(high for _, high in lengths)
        found = [
            ((low + fixed[1]) / (n + fixed[0]), (high + fixed[2]) / (n + fixed[0]))
            for n, (low, high) in sums.items()
            if n + fixed[0]
        ]
        return (min(low for low, _ in found), max(high for _, high in found)) if found else None

    def longest(self, tenures: Sequence[Tenure]) -> Bounds | None:
        """The least and the greatest that the longest of some tenures may be, in days."""
        found = [(t, length) for t in tenures if (length := self.length(t)) is not None]
        if not found:
            return None
        high = max(most for _, (_, most) in found)
        apart, together = self._sorted_out(t for t, _ in found)
        own = [length for t in apart if (length := self._by_itself(t)) is not None]
        low = max((low for low, _ in own), default=0)
        for graph, those in together:
            plain = [length for t in those.values() if (length := self._by_itself(t))]
            if _is_large(graph) or max(most for _, most in plain) <= low:
                continue  # nothing in it is longer, or it is not known
            sure = [
                int(lengths[1][0])
                for place in those
                if 0 not in (lengths := self._lengths_at(graph, place)) and 1 in lengths
            ]
            low = max(low, least_longest(graph, set(those), self.day, max(sure, default=0)))
        return low, high

    def _sure_length(self, tenure: Tenure) -> int | None:
        """How long a tenure has lasted, if its own dates say that."""
        plain = self._by_itself(tenure)
        return plain[0] if plain is not None and plain[0] == plain[1] else None

    def _in_all(self, graph: WorldGraph) -> frozenset[int]:
        """The places of the tenures that begin in every world of a graph."""
        if id(graph) not in self._always:
            self._always[id(graph)] = begun_in_all(graph)
        return self._always[id(graph)]

    def _bounded(self, tenures: Iterable[Tenure]) -> list[Tenure]:
        return [tenure for tenure in tenures if self._by_itself(tenure) is not None]

    def _lengths_at(self, graph: WorldGraph, place: int) -> Sums:
        key = id(graph), place
        if key not in self._lengths:
            self._lengths[key] = self._sums(graph, [place])
        return self._lengths[key]

    def _sums(self, graph: WorldGraph, places: Iterable[int]) -> Sums:
        chosen, day = set(places), self.day
        return by_count(
            graph,
            chosen,
            sum_of_lengths(day, chosen),
            lambda place: (day, day),
            day,
            lambda place, begun: (min(max(graph.some_day[place], begun + 1), day), day),
        )

    def total(self, tenures: Sequence[Tenure]) -> Bounds:
        """The least and the greatest sum of the lengths of some tenures, in days."""
        apart, together = self._sorted_out(self._bounded(tenures))
        lengths = [length for t in apart if (length := self._by_itself(t)) is not None]
        low, high = sum(low for low, _ in lengths), sum(high for _, high in lengths)
        for graph, those in together:
            own = [self._sure_length(tenure) for tenure in those.values()]
            if None not in own and self._in_all(graph).issuperset(those):
                sure = sum(length for length in own if length is not None)
                low, high = low + sure, high + sure
                continue
            sums = self._sums(graph, those).values()
            low += int(min(least for least, _ in sums))
            high += int(max(most for _, most in sums))
        return low, high

    def mixes(self, tenures: Iterable[Tenure], others: Iterable[Tenure]) -> bool:
        """Whether a graph tells of the lengths of some tenures and of others, none for certain."""
        some = [t for t in tenures if self._sure_length(t) is None and id(t) in self._graphs]
        graphs = {id(self._graphs[id(t)][0]) for t in some}
        return any(
            id(self._graphs[id(t)][0]) in graphs
            for t in others
            if id(t) in self._graphs and self._sure_length(t) is None
        )

    # --- counts -------------------------------------------------------------------------------

    def begun(self, tenures: Sequence[Tenure]) -> Bounds:
        """How many of some tenures have begun."""
        apart, together = self._sorted_out(tenures)
        low = sum(t.start.hi <= self.day for t in apart if id(t) not in self._doubtful)
        high = sum(t.start.lo <= self.day for t in apart)
        return self._counted(together, (low, high), 1, 0)

    def ended(self, tenures: Sequence[Tenure]) -> Bounds:
        """How many of some tenures, that end in a way that counts, have ended."""
        apart, together = self._sorted_out(tenures)
        ended = [(t, t.end) for t in apart if t.end is not None]
        low = sum(end.hi <= self.day for t, end in ended if id(t) not in self._doubtful)
        high = sum(max(end.lo, t.start.lo) <= self.day for t, end in ended)
        return self._counted(together, (low, high), 0, 1)

    def ended_after(self, tenures: Sequence[Tenure], begins: Mapping[str, int]) -> Bounds:
        """How many of some tenures ended after a day, by their post, and by the day.

        Args:
            tenures: that end in a way that counts.
            begins: the days; what ended on that of its post does not count.
        """
        apart, together = self._sorted_out(t for t in tenures if t.post in begins)
        low = high = 0
        for t in apart:
            if t.end is not None:
                first, begin = max(t.end.lo, t.start.lo), begins[t.post]
                if id(t) not in self._doubtful:
                    low += begin < first and t.end.hi <= self.day
                high += begin < t.end.hi and first <= self.day
        for graph, those in together:
            begin = max(begins[tenure.post] for tenure in those.values())
            bounds = self._steps_counted(graph, set(those), 0, 1, begin)
            low, high = low + int(bounds[0]), high + int(bounds[1])
        return low, high

    def going(self, tenures: Sequence[Tenure]) -> Bounds:
        """How many of some tenures hold on the day."""
        apart, together = self._sorted_out(tenures)
        held = [(t, sure) for t in apart if (sure := t.certainty(self.day, self.day)) is not None]
        low = sum(sure == "certain" for t, sure in held if id(t) not in self._doubtful)
        return self._counted(together, (low, len(held)), 1, -1)

    def _counted(
        self,
        together: Iterable[tuple[WorldGraph, Mapping[int, Tenure]]],
        apart: Bounds,
        start: int,
        end: int,
    ) -> Bounds:
        low, high = apart
        for graph, those in together:
            if self._in_all(graph).issuperset(those):
                own = [self._own_count(tenure, start, end) for tenure in those.values()]
                sure = [count for count in own if count is not None]
                if len(sure) == len(own):
                    low, high = low + sum(sure), high + sum(sure)
                    continue
            bounds = self._steps_counted(graph, set(those), start, end)
            low, high = low + int(bounds[0]), high + int(bounds[1])
        return low, high

    def _own_count(self, tenure: Tenure, start: int, end: int) -> int | None:
        """What a tenure counts by the day, if its own dates say that."""
        day, began, ended = self.day, tenure.start, tenure.end
        if (began.lo <= day < began.hi and start) or (ended and ended.lo <= day < ended.hi and end):
            return None
        return start * (began.hi <= day) + end * (ended is not None and ended.hi <= day)

    def _steps_counted(
        self,
        graph: WorldGraph,
        chosen: set[int],
        start: int,
        end: int,
        begin: int = BEFORE_ALL - 1,
    ) -> Least:
        """Count the starts and the ends of some tenures of a graph, after a day and by the day."""

        def value(starts: Sequence[int], ends: Sequence[int], day: int) -> float:
            if not begin < day <= self.day:
                return 0
            return start * len(chosen.intersection(starts)) + end * len(chosen.intersection(ends))

        def left(place: int, begun: int) -> Least:
            ended = place in chosen and max(graph.some_day[place], begun + 1) <= self.day
            return (min(end, 0), max(end, 0)) if ended else (0, 0)

        corners = [day for day in (begin, self.day) if day > BEFORE_ALL]
        corners += [day + 1 for day in corners]
        return extremes(graph, value, lambda _: (0, 0), corners, left)

    def _sorted_out(
        self, tenures: Iterable[Tenure]
    ) -> tuple[list[Tenure], Iterator[tuple[WorldGraph, Mapping[int, Tenure]]]]:
        """The tenures of which no graph tells, and the others by their places in each graph.

        Of people alike, a graph tells what they come to together, and nothing of some of them.
        """
        apart: list[Tenure] = []
        places: dict[int, tuple[WorldGraph, dict[int, Tenure]]] = {}
        for tenure in tenures:
            found = self._graphs.get(id(tenure))
            if found is None:
                apart.append(tenure)
            else:
                places.setdefault(id(found[0]), (found[0], {}))[1][found[1]] = tenure
        whole = []
        for graph, those in places.values():
            if graph.parts_alike(those):
                apart += those.values()
            else:
                whole.append((graph, those))
        return apart, iter(whole)


_MOST_STEPS: Final = 40
"""In how many steps of a graph each tenure is looked at by itself; then by its own dates."""


def _is_known(tenure: Tenure) -> bool:
    end = tenure.end
    return tenure.start.lo == tenure.start.hi and (end is None or end.lo == end.hi)


def _is_large(graph: WorldGraph) -> bool:
    return len(graph.steps) > _MOST_STEPS


def _added(some: Mapping[int, Least], others: Mapping[int, Least]) -> Sums:
    """The bounds of the sums of two independent parts, by how many tenures both have."""
    found: Sums = {}
    for n, (low, high) in some.items():
        for m, (other_low, other_high) in others.items():
            least, most = found.get(n + m, (low + other_low, high + other_high))
            found[n + m] = min(least, low + other_low), max(most, high + other_high)
    return found
