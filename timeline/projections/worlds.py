"""The worlds of a post as a graph of days, and what is least and greatest over all together.

A world is a way through the graph, from its first state to one of the last, with a day for each
step, each later than the one before. A sum over tenures (of lengths, or simply of how many there
were) is a sum over the steps, so it is made step by step. It is least and greatest where no day
can be moved any further: where each day is the first or the last one of some step, or next to such
a day, or next to one that is, and so on. Only such days are tried.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

import attrs

__all__ = ["Least", "Step", "WorldGraph", "extremes", "sum_of_lengths"]

Least: TypeAlias = tuple[float, float]
"""The least and the greatest over all worlds."""


@attrs.frozen(slots=True)
class Step:
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


@attrs.frozen(slots=True)
class WorldGraph:
    """The worlds of some of a post's people, independent of the others'.

    Attributes:
        steps: each before those that may follow it.
        final: by the number of each last state, the tenures that go on in it.
        some_day: the tenures that end on a day of which nothing is known but that it is not before
            this one.
    """

    steps: tuple[Step, ...]
    final: Mapping[int, tuple[int, ...]] = attrs.field(hash=False)
    some_day: Mapping[int, int] = attrs.field(factory=dict, hash=False)


Value: TypeAlias = Callable[[Sequence[int], Sequence[int], int], float]
"""What a step adds to a sum, by the tenures that begin, those that end, and the day."""


def sum_of_lengths(until: int) -> Value:
    """The value of a step in the sum of all tenures' lengths in days, up to a day."""

    def value(starts: Sequence[int], ends: Sequence[int], day: int) -> float:
        return (len(ends) - len(starts)) * min(day, until)

    return value


def extremes(
    graph: WorldGraph,
    value: Value,
    last: Callable[[int], Least],
    corners: Sequence[int] = (),
) -> Least:
    """The least and the greatest of a sum over all worlds of a graph.

    Args:
        graph: the worlds.
        value: what a step adds: of its day, a line with no corner but at `corners`.
        last: what a tenure that goes on adds at least and at most, by its place.
        corners: days.
    """
    days = _days(graph, corners)
    least = _best(graph, days, value, min)
    greatest = _best(graph, days, lambda s, e, d: -value(s, e, d), min)
    open_least = {n: sum(last(t)[0] for t in those) for n, those in graph.final.items()}
    open_most = {n: sum(last(t)[1] for t in those) for n, those in graph.final.items()}
    return (
        min(least[node] + open_least[node] for node in graph.final),
        max(-greatest[node] + open_most[node] for node in graph.final),
    )


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


def _best(
    graph: WorldGraph, days: Sequence[Sequence[int]], value: Value, better: Callable[..., float]
) -> dict[int, float]:
    """The best sum at each state."""
    at: dict[int, list[tuple[int, float]]] = {0: [(-(10**9), 0.0)]}
    for step, tried in zip(graph.steps, days, strict=True):
        before = _running(at.get(step.source, ()), better)
        latest = [day for day, _ in before]
        for day in tried:
            place = bisect_left(latest, day)
            if place:
                total = before[place - 1][1] + value(step.starts, step.ends, day)
                at.setdefault(step.target, []).append((day, total))
    return {node: better(total for _, total in reached) for node, reached in at.items() if reached}


def _running(
    reached: Sequence[tuple[int, float]], better: Callable[..., float]
) -> list[tuple[int, float]]:
    """By day, the best sum of all that were reached by then."""
    found: list[tuple[int, float]] = []
    for day, total in sorted(reached):
        best = total if not found else better(found[-1][1], total)
        if found and found[-1][0] == day:
            found[-1] = (day, best)
        else:
            found.append((day, best))
    return found
