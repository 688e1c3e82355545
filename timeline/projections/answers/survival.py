"""How long tenures last, as some still do: the product-limit estimator of Kaplan and Meier (1958).

An observation is a length that ended, or one that was still going on when observation stopped
(right-censored). What ends and what is censored after the same length are at risk together, so a
censored one counts as still there when the others end. Lengths are in days. Of a length that
is not known to the day there are two readings: the shortest and the longest that it may be.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..tenures import Tenure

__all__ = [
    "Bounds",
    "Curve",
    "Observation",
    "Reading",
    "Step",
    "certain_span",
    "covered",
    "curves_of",
    "kaplan_meier",
    "length_of",
    "median_bounds",
    "median_survival",
    "possible_span",
    "survival_at",
    "without",
]

Bounds: TypeAlias = tuple[int, int]
Reading: TypeAlias = Literal["known", "shortest", "longest"]

_HALF = 0.5 + 1e-12  # a product of ratios that is one half may come out a little above it


@attrs.frozen(slots=True)
class Observation:
    """One length.

    Attributes:
        days: how long it lasted, or had lasted when observation stopped; 0 or more.
        ended: whether it ended then; otherwise it is censored.
    """

    days: int
    ended: bool


@attrs.frozen(slots=True)
class Step:
    """The estimate from one length up to the next.

    Attributes:
        days: the length.
        at_risk: how many had lasted at least so long.
        ended: how many of them ended then.
        censored: how many were observed no longer than that.
        survival: the estimated share that lasts longer than `days`, from 0 to 1.
        standard_error: of `survival`, by Greenwood's formula; None once `survival` is 0.
    """

    days: int
    at_risk: int
    ended: int
    censored: int
    survival: float
    standard_error: float | None


def kaplan_meier(observations: Iterable[Observation]) -> tuple[Step, ...]:
    """The survival curve: one step for each different length, the shortest first.

    >>> curve = kaplan_meier([Observation(1, True), Observation(2, False), Observation(3, True)])
    >>> [(step.days, round(step.survival, 3)) for step in curve]
    [(1, 0.667), (2, 0.667), (3, 0.0)]
    """
    seen = Counter((observation.days, observation.ended) for observation in observations)
    at_risk = seen.total()
    survival, variance = 1.0, 0.0
    steps = []
    for days in sorted({days for days, _ in seen}):
        ended, censored = seen[days, True], seen[days, False]
        lasting = at_risk - ended
        survival *= lasting / at_risk
        if lasting:
            variance += ended / (at_risk * lasting)
        error = survival * math.sqrt(variance) if survival else None
        steps.append(Step(days, at_risk, ended, censored, survival, error))
        at_risk = lasting - censored
    return tuple(steps)


def survival_at(curve: Sequence[Step], days: int) -> float:
    """The estimated share that lasts longer than so many days; 1 before the first step."""
    return next((step.survival for step in reversed(curve) if step.days <= days), 1.0)


def median_survival(curve: Sequence[Step]) -> int | None:
    """The shortest length that half or fewer outlast, in days; None if the curve stays above."""
    return next((step.days for step in curve if step.survival <= _HALF), None)


@attrs.frozen(slots=True)
class Curve:
    """A survival curve of lengths that may be uncertain.

    Attributes:
        reading: `known` if every length is known to the day; otherwise there are two curves, in
            which every uncertain length is taken to be the `shortest` or the `longest` it may be.
        steps: the curve.
    """

    reading: Reading
    steps: tuple[Step, ...]


def curves_of(shortest: Sequence[Observation], longest: Sequence[Observation]) -> tuple[Curve, ...]:
    """The curves of both readings; one where they are the same, none without observations."""
    if not shortest:
        return ()
    if shortest == longest:
        return (Curve("known", kaplan_meier(shortest)),)
    return Curve("shortest", kaplan_meier(shortest)), Curve("longest", kaplan_meier(longest))


def median_bounds(curves: Iterable[Curve]) -> tuple[int | None, int | None]:
    """The least and the greatest median of some curves; the greatest is None if one has none."""
    medians = [median_survival(curve.steps) for curve in curves]
    reached = [days for days in medians if days is not None]
    everywhere = reached and len(reached) == len(medians)
    return min(reached, default=None), max(reached) if everywhere else None


def length_of(tenure: Tenure, day: int) -> Bounds | None:
    """The shortest and the longest that a tenure may have lasted by a day; None without bounds."""
    if tenure.start.lo <= BEFORE_ALL:
        return None
    first_out, last_out = (tenure.end.lo, tenure.end.hi) if tenure.end else (day, day)
    return (
        max(0, min(first_out, day) - tenure.start.hi),
        max(0, min(last_out, day) - tenure.start.lo),
    )


def certain_span(tenure: Tenure) -> Bounds:
    """The days [first, last) on which it holds for certain; none if they run backwards."""
    return tenure.start.hi, tenure.end.lo if tenure.end else AFTER_ALL


def possible_span(tenure: Tenure) -> Bounds:
    """The days [first, last) on which it possibly holds."""
    return tenure.start.lo, tenure.end.hi if tenure.end else AFTER_ALL


def covered(spans: Iterable[tuple[int, int]], until: int) -> int:
    """How many days before `until` some spans [first, last) cover together."""
    total = free = 0
    for first, last in sorted(spans):
        begin, end = max(first, free), min(last, until)
        if begin < end:
            total += end - begin
            free = end
    return total


def without(spans: Iterable[tuple[int, int]], others: Iterable[tuple[int, int]], until: int) -> int:
    """How many days before `until` some spans cover and others do not."""
    others = list(others)
    return covered([*spans, *others], until) - covered(others, until)
