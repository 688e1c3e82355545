"""What measures come to: figures with their bounds, and counts of reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from .survival import Curve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .spans import Bounds

__all__ = ["Figure", "Measures", "ReasonCount", "average", "bounded"]


@attrs.frozen(slots=True)
class Figure:
    """One measure.

    Attributes:
        measure: its name.
        unit: what it is counted in.
        low: the least that it may be; None if there is nothing to measure.
        high: the most that it may be; None if there is no bound.
        n: how many tenures, changes or posts it rests on, as its definition says.
        left_out: how many it had to leave out, because their dates have no bounds.
        exact: whether some world has the least and some has the most; otherwise the bounds may be
            wider than the truth.
    """

    measure: str
    unit: str
    low: float | None
    high: float | None
    n: int
    left_out: int = 0
    exact: bool = attrs.field(
        default=attrs.Factory(lambda self: self.low == self.high, takes_self=True)
    )

    @property
    def value(self) -> float | None:
        """The value, where no uncertain date makes a difference."""
        return self.low if self.low == self.high else None


@attrs.frozen(slots=True)
class ReasonCount:
    """How many holders left for a reason in a year.

    Attributes:
        year: four digits, or `unknown` where the date does not lie within one year.
        reason: its code.
        count: how many; somebody who left for several reasons is counted for each.
    """

    year: str
    reason: str
    count: int


@attrs.frozen(slots=True)
class Measures:
    """All measures of some posts on a day.

    Attributes:
        figures: one for each measure.
        curve: of survival; without steps if there are no tenures.
        reasons: why holders left, by year.
        lengths: of the tenures that have ended, each as the shortest and the longest it may be,
            in days.
    """

    figures: tuple[Figure, ...]
    curve: Curve
    reasons: tuple[ReasonCount, ...]
    lengths: tuple[tuple[int, int], ...]

    def figure(self, name: str) -> Figure:
        """One figure by the name of its measure."""
        return next(figure for figure in self.figures if figure.measure == name)


def bounded(
    measure: str,
    unit: str,
    bounds: tuple[float | None, float | None],
    n: int,
    left_out: int = 0,
    *,
    exact: bool,
) -> Figure:
    """A figure; exact in any case where its bounds are the same."""
    low, high = bounds
    return Figure(measure, unit, low, high, n, left_out, exact or low == high)


def average(
    name: str,
    lengths: Sequence[Bounds],
    left_out: int,
    of: Callable[[list[int]], float],
    *,
    exact: bool = False,
) -> Figure:
    """Average all shortest lengths for the low bound and all longest for the high one, in days."""
    if not lengths:
        return Figure(name, "days", None, None, 0, left_out)
    bounds = of([low for low, _ in lengths]), of([high for _, high in lengths])
    return bounded(name, "days", bounds, len(lengths), left_out, exact=exact)
