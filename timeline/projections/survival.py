"""The product-limit estimator of Kaplan and Meier (1958): how long things last, as some still do.

An observation is a length that ended, or one that was still going on when observation stopped
(right-censored). What ends and what is censored after the same length are at risk together, so a
censored one counts as still there when the others end.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import attrs

__all__ = ["Observation", "Step", "kaplan_meier", "median_survival", "survival_at"]

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
