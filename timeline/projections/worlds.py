"""The worlds of a post as a graph of days, and what is least and greatest over all together.

A world is a way through the graph, from its first state to one of the last, with a day for each
step, each later than the one before. A sum over tenures (of lengths, or simply of how many there
were) is a sum over the steps, so it is made step by step. It is least and greatest where no day
can be moved any further: where each day is the first or the last one of some step, or next to such
a day, or next to one that is, and so on. Only such days are tried.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from itertools import product
from typing import Final, TypeAlias

import attrs

from .record import Record

__all__ = [
    "MOST_WAYS",
    "Least",
    "Left",
    "Step",
    "WorldGraph",
    "begun_in_all",
    "by_count",
    "count_ways",
    "extremes",
    "least_longest",
    "sum_of_lengths",
]

Least: TypeAlias = tuple[float, float]
"""The least and the greatest over all worlds."""


@attrs.frozen(slots=True, repr=False)
class Step(Record):
    """One day of some worlds.

    Attributes:
        source: the number of the state on the day before; the first one is 0.
        target: the number of the state at its end; it is greater.
        first: the earliest day that it may be, as an ordinal; one before all days if it has none.
        last: the latest; one after all days if it has none.
        starts: the tenures that begin on it, by their places in the history.
        ends: those that end on it.
    """

    source: int
    target: int
    first: int
    last: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@attrs.frozen(slots=True, repr=False)
class WorldGraph(Record):
    """The worlds of some of a post's people, independent of the others'.

    Attributes:
        steps: each before those that may follow it.
        final: by the number of each last state, the tenures that go on in it.
        some_day: the tenures that end on a day of which nothing is known but that it is not before
            this one.
        alike: the tenures of people of whom the same is known, each group by itself. Each may
            stand in the place of another, and only one order of them is in the graph.
    """

    steps: tuple[Step, ...]
    final: Mapping[int, tuple[int, ...]] = attrs.field(hash=False)
    some_day: Mapping[int, int] = attrs.field(factory=dict, hash=False)
    alike: tuple[tuple[int, ...], ...] = ()

    def alike_to(self, place: int) -> tuple[int, ...]:
        """The tenures in the place of which one may stand, itself among them."""
        return next((group for group in self.alike if place in group), (place,))

    def parts_alike(self, places: Collection[int]) -> bool:
        """Whether some of a group are among some tenures, and others are not."""
        return any(0 < sum(p in places for p in group) < len(group) for group in self.alike)


def begun_in_all(graph: WorldGraph) -> frozenset[int]:
    """The places of the tenures that begin in every world."""
    begun: dict[int, frozenset[int]] = {0: frozenset()}
    for step in graph.steps:
        if step.source in begun:
            after = begun[step.source].union(step.starts)
            known = begun.get(step.target)
            begun[step.target] = after if known is None else known & after
    last = [begun[node] for node in graph.final if node in begun]
    return frozenset.intersection(*last) if last else frozenset()


def count_ways(graph: WorldGraph) -> int:
    """How many ways lead through a graph."""
    ways = {0: 1}
    for step in graph.steps:
        ways[step.target] = ways.get(step.target, 0) + ways.get(step.source, 0)
    return sum(ways.get(node, 0) for node in graph.final)


Value: TypeAlias = Callable[[Sequence[int], Sequence[int], int], float]
"""What a step adds to a sum, by the tenures that begin, those that end, and the day."""


Left: TypeAlias = Callable[[int, int], Least]
"""What a tenure that goes on, and may have ended on a day that nobody knows, adds to a sum at least
and at most, by its place and the day on which it began."""


def _nothing_more(_place: int, _day: int) -> Least:
    return 0, 0


def sum_of_lengths(until: int, chosen: Set[int] | None = None) -> Value:
    """The value of a step in the sum of all tenures' lengths in days, or of some, up to a day."""

    def value(starts: Sequence[int], ends: Sequence[int], day: int) -> float:
        if chosen is None:
            return (len(ends) - len(starts)) * min(day, until)
        ended, begun = sum(t in chosen for t in ends), sum(t in chosen for t in starts)
        return (ended - begun) * min(day, until)

    return value


def by_count(
    graph: WorldGraph,
    chosen: Set[int],
    value: Value,
    last: Callable[[int], Least],
    until: int,
    left: Left = _nothing_more,
) -> dict[int, Least]:
    """By how many of some tenures have begun by a day, the least and the greatest of a sum.

    Args:
        graph: the worlds.
        chosen: the places of the tenures.
        value: what a step adds, as in `extremes`, with no corner but at `until`.
        last: what one of them that goes on adds at least and at most, by its place.
        until: the day.
        left: what one of them adds that goes on, and may have ended on any day since some day.
    """
    days = _days(graph, [until, until + 1, *graph.some_day.values()])
    found: dict[int, Least] = {}
    for sign, (endless, nodes) in product((1, -1), _by_endless(graph).items()):
        valued = _with_endless(value, left, endless & chosen, sign < 0)
        for (node, count), best in _best_by_count(graph, days, chosen, valued, until, sign).items():
            if node in nodes:
                ahead = [last(p) for p in graph.final[node] if p in chosen and p not in endless]
                total = sign * best + sum(bounds[sign < 0] for bounds in ahead)
                low, high = found.get(count, (total, total))
                found[count] = min(low, total), max(high, total)
    return found


def _by_endless(graph: WorldGraph) -> dict[frozenset[int], list[int]]:
    """The last states, by which tenures go on in them that may have ended on an unknown day."""
    found: dict[frozenset[int], list[int]] = {}
    for node, going in graph.final.items():
        found.setdefault(frozenset(going).intersection(graph.some_day), []).append(node)
    return found


def _with_endless(value: Value, left: Left, endless: Set[int], is_most: bool) -> Value:
    """The value of a step, with what the tenures add that begin on it and end on an unknown day."""
    if not endless:
        return value

    def valued(starts: Sequence[int], ends: Sequence[int], day: int) -> float:
        more = sum(left(place, day)[is_most] for place in starts if place in endless)
        return value(starts, ends, day) + more

    return valued


def _best_by_count(
    graph: WorldGraph,
    days: Sequence[Sequence[int]],
    chosen: Set[int],
    value: Value,
    until: int,
    sign: int,
) -> dict[tuple[int, int], float]:
    """The least sum, or the greatest with its sign turned, by state and count of tenures begun."""
    at: dict[int, dict[int, list[tuple[int, float]]]] = {0: {0: [(-(10**9), 0.0)]}}
    for step, tried in zip(graph.steps, days, strict=True):
        begun = sum(place in chosen for place in step.starts)
        for count, reached in [*at.get(step.source, {}).items()]:
            before = _running(reached)
            latest = [day for day, _ in before]
            for day in tried:
                place = bisect_left(latest, day)
                if place:
                    total = before[place - 1][1] + sign * value(step.starts, step.ends, day)
                    counts = at.setdefault(step.target, {})
                    counts.setdefault(count + begun * (day <= until), []).append((day, total))
    return {
        (node, count): min(total for _, total in reached)
        for node, counts in at.items()
        for count, reached in counts.items()
    }


MOST_WAYS: Final = 256
"""How many ways through a graph are tried, for what is no sum."""


def least_longest(graph: WorldGraph, chosen: Set[int], until: int, low: int) -> int:
    """The least that the longest of some tenures may be, up to a day, in days.

    On one way through the graph the lengths are differences of its days. Whether all can be so
    short together is a system of difference constraints, which has an answer unless a circle of
    them asks a day to be later than itself. Where there are too many ways to try each, it is the
    bound given, which may be less than the truth.

    Args:
        graph: the worlds.
        chosen: the places of the tenures.
        until: the day.
        low: a bound that it is not below.
    """
    leaving: dict[int, list[Step]] = {}
    for step in graph.steps:
        leaving.setdefault(step.source, []).append(step)
    best: int | None = None
    for tried, (way, node) in enumerate(_ways(leaving, graph.final)):
        if tried >= MOST_WAYS:
            return low
        spans = _spans(way, graph, node, chosen)
        if best is None or _is_feasible(way, spans, until, best - 1):
            best = _shortest(way, spans, until, low, best)
        if best <= low:
            return low
    return low if best is None else best


def _ways(
    leaving: Mapping[int, Sequence[Step]], final: Mapping[int, object]
) -> Iterator[tuple[list[Step], int]]:
    """Each way through a graph, with the state at its end."""
    waiting: list[tuple[int, list[Step]]] = [(0, [])]
    while waiting:
        node, way = waiting.pop()
        if node in final:
            yield way, node
        waiting += [(step.target, [*way, step]) for step in leaving.get(node, ())]


_Span: TypeAlias = tuple[int, int | None, int]
"""A tenure on a way: the numbers of the steps that begin and end it; else its earliest end."""


def _spans(way: Sequence[Step], graph: WorldGraph, node: int, chosen: Set[int]) -> list[_Span]:
    begun: dict[int, int] = {}
    found: list[_Span] = []
    for number, step in enumerate(way):
        begun |= {place: number for place in step.starts if place in chosen}
        found += [(begun.pop(place), number, 0) for place in step.ends if place in begun]
    for place in graph.final[node]:
        if place in begun:
            found.append((begun[place], None, graph.some_day.get(place, 10**9)))
    return found


def _shortest(
    way: Sequence[Step], spans: Sequence[_Span], until: int, low: int, best: int | None
) -> int:
    """The least length that all the tenures of a way may keep to."""
    most = until if best is None else best - 1
    low -= 1
    while most - low > 1:
        middle = (low + most) // 2
        if _is_feasible(way, spans, until, middle):
            most = middle
        else:
            low = middle
    return most


def _is_feasible(way: Sequence[Step], spans: Sequence[_Span], until: int, length: int) -> bool:
    """Whether a way has days on which no tenure is longer; the earliest are looked for.

    A tenure keeps to the length if it begins so late before its end, or before the day.
    """
    days: list[int] = []
    least = [step.first for step in way]
    for begin, end, earliest in spans:
        if end is None:
            late = min(until, earliest) - length if length else until  # it has a day at least
            least[begin] = max(least[begin], late)
    for _ in range(len(way) + 1):
        days = []
        for number, step in enumerate(way):
            days.append(max(least[number], days[-1] + 1 if days else step.first))
            if days[-1] > step.last:
                return False
        later = [
            (begin, needed)
            for begin, end, _ in spans
            if end is not None and (needed := min(days[end], until) - length) > days[begin]
        ]
        if not later:
            return True
        for begin, needed in later:
            least[begin] = max(least[begin], needed)
    return False


def extremes(
    graph: WorldGraph,
    value: Value,
    last: Callable[[int], Least],
    corners: Sequence[int] = (),
    left: Left = _nothing_more,
) -> Least:
    """The least and the greatest of a sum over all worlds of a graph.

    Args:
        graph: the worlds.
        value: what a step adds: of its day, a line with no corner but at `corners`.
        last: what a tenure that goes on adds at least and at most, by its place.
        corners: days.
        left: what a tenure adds that goes on, and may have ended on any day since some day.
    """
    days = _days(graph, [*corners, *graph.some_day.values()] if graph.some_day else corners)
    low: list[float] = []
    high: list[float] = []
    for endless, nodes in _by_endless(graph).items():
        least = _best(graph, days, _with_endless(value, left, endless, False))
        most = _best(graph, days, _negative(_with_endless(value, left, endless, True)))
        for node in nodes:
            ahead = [last(place) for place in graph.final[node] if place not in endless]
            low.append(least[node] + sum(bounds[0] for bounds in ahead))
            high.append(sum(bounds[1] for bounds in ahead) - most[node])
    return min(low), max(high)


def _negative(value: Value) -> Value:
    return lambda starts, ends, day: -value(starts, ends, day)


_MOST_DAYS: Final = 64
"""Of how few days each is tried, rather than only those that may matter."""


def _days(graph: WorldGraph, corners: Sequence[int]) -> list[list[int]]:
    """For each step, the days that are tried."""
    count = len(graph.steps)
    found = []
    bounds = {day for step in graph.steps for day in (step.first, step.last)} | {*corners}
    moved = range(-min(count, _MOST_DAYS), min(count, _MOST_DAYS) + 1)
    near = sorted({day + by for day in bounds for by in moved})
    for step in graph.steps:
        if step.last - step.first <= _MOST_DAYS:
            found.append(list(range(step.first, step.last + 1)))
            continue
        found.append(near[bisect_left(near, step.first) : bisect_left(near, step.last + 1)])
    return found


def _best(graph: WorldGraph, days: Sequence[Sequence[int]], value: Value) -> dict[int, float]:
    """The least sum at each state."""
    at: dict[int, list[tuple[int, float]]] = {0: [(-(10**9), 0.0)]}
    for step, tried in zip(graph.steps, days, strict=True):
        before = _running(at.get(step.source, ()))
        latest = [day for day, _ in before]
        for day in tried:
            place = bisect_left(latest, day)
            if place:
                total = before[place - 1][1] + value(step.starts, step.ends, day)
                at.setdefault(step.target, []).append((day, total))
    return {node: min(total for _, total in reached) for node, reached in at.items() if reached}


def _running(reached: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """By day, the least sum of all that were reached by then."""
    found: list[tuple[int, float]] = []
    for day, total in sorted(reached):
        best = total if not found else min(found[-1][1], total)
        if found and found[-1][0] == day:
            found[-1] = (day, best)
        else:
            found.append((day, best))
    return found
