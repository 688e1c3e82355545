"""On how many days posts were vacant, over all worlds together where one graph tells of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.events import AFTER_ALL, BEFORE_ALL

from ..worlds import Step, WorldGraph, extremes, sum_of_lengths
from .figures import bounded
from .spans import certain_span, possible_span, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..posts import PostHistory
    from .figures import Figure
    from .joint import Joint
    from .spans import Bounds

__all__ = ["vacancy"]

_VACANT: Final = 0
"""The place of every vacancy in a graph of them."""


def vacancy(histories: Sequence[PostHistory], joint: Joint) -> Figure:
    """Count the days on which posts were vacant, from those certainly to those possibly so."""
    low, high, n, unbounded, exact = 0, 0, 0, 0, True
    for history in histories:
        began = list(_vacancy_starts(history))
        first = min((earliest for earliest, _ in began), default=AFTER_ALL)
        if first > joint.day:
            continue
        n += 1
        least, most = _by_dates(history, began, joint.day)
        if least < most:
            together = _in_worlds(history, joint.day)
            least, most = together or (least, most)
            exact = exact and together is not None
        low, high = low + least, high + most
        unbounded += first <= BEFORE_ALL
    bounds = low, None if unbounded else high
    return bounded("vacancy_days", "days", bounds, n, unbounded, exact=exact and not unbounded)


def _by_dates(history: PostHistory, began: Sequence[Bounds], day: int) -> Bounds:
    """The bounds of one post's days, each date by itself."""
    first = min(earliest for earliest, _ in began)
    sure = min(latest for _, latest in began)
    held = [possible_span(tenure) for tenure in history.tenures]
    low = without([(sure, day)], [*held, *(a.possible for a in history.absences)], day)
    held = [*map(certain_span, history.tenures), *_hand_overs(history)]
    high = without([(first, day)], [*held, *(a.certain for a in history.absences)], day)
    return low, high


def _hand_overs(history: PostHistory) -> Iterator[Bounds]:
    """The days on which one holder or the next certainly held the post, whichever of the two.

    A tenure that begins with the very date with which another ends took over from it.
    """
    ended = {tenure.end: tenure for tenure in history.tenures if tenure.end}
    for successor in history.tenures:
        predecessor = ended.get(successor.start)
        if predecessor is None or predecessor is successor:
            continue
        lo, hi = successor.start.lo, successor.start.hi
        if predecessor.start.hi <= lo and certain_span(successor)[1] >= hi:
            yield lo, hi


def _vacancy_starts(history: PostHistory) -> Iterator[Bounds]:
    """Yield the bounds of each day on which the post may have become vacant."""
    for tenure in history.tenures:
        if tenure.end is not None:
            yield max(tenure.start.lo, tenure.end.lo), tenure.end.hi
    again = [a.end for a in history.absences if a.start is not None]
    for began in (*history.left, *again, history.profile.created):
        if began is not None:
            yield began.lo, began.hi


# --- over all worlds together -----------------------------------------------------------------


def _in_worlds(history: PostHistory, day: int) -> Bounds | None:
    """The bounds of one post's days over its worlds; None where no one graph tells of them all."""
    if len(history.worlds) != 1 or not history.is_exact or history.absences or history.left:
        return None
    (graph,) = history.worlds
    begun = {place for step in graph.steps for place in step.starts}
    if history.profile.created is not None or len(begun) < len(history.tenures):
        return None
    vacancies = _vacancies(graph)
    if vacancies is None:
        return None
    low, high = extremes(vacancies, sum_of_lengths(day), lambda _: (day, day), [day, day + 1])
    return int(low), int(high)


def _vacancies(graph: WorldGraph) -> WorldGraph | None:
    """The graph with vacancies in the place of tenures; None where states do not tell them.

    A vacancy begins with a step after which nobody is left, and ends with the next that begins a
    tenure.
    """
    held = _held_at(graph)
    if held is None or graph.some_day:
        return None

    def begins(step: Step) -> bool:
        before = held[step.source] or (not step.source and step.starts)
        return bool(before) and not held[step.target]

    def ends(step: Step) -> bool:
        return bool(step.source and held[step.target] and not held[step.source])

    steps = [
        Step(
            *(step.source, step.target, step.first, step.last),
            starts=(_VACANT,) if begins(step) else (),
            ends=(_VACANT,) if ends(step) else (),
        )
        for step in graph.steps
    ]
    final = {node: () if those or not node else (_VACANT,) for node, those in graph.final.items()}
    return WorldGraph(tuple(steps), final)


def _held_at(graph: WorldGraph) -> Mapping[int, frozenset[int]] | None:
    """By state, who holds the post; None where that hangs on the way, or is nobody once more."""
    held: dict[int, frozenset[int]] = {0: frozenset()}
    for step in graph.steps:
        after = (held[step.source] | set(step.starts)) - set(step.ends)
        if held.setdefault(step.target, after) != after:
            return None
        if not after and not held[step.source] and not step.starts:
            return None  # a step that begins and ends nothing, with nobody there
    return held
