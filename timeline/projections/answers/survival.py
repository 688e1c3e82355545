"""How long tenures last, as some still do and some dates are not known to the day.

An observation is a range of days in which a length lies. One that was still going on when
observation stopped is censored: all that is known is what it is longer than. What ends and what is
censored after the same length are at risk together, so a censored one counts as still there when
the others end.

The estimate is the one under which what was observed is the most likely. Where every length is
known or censored, it is the product-limit estimate of Kaplan and Meier (1958). Where a length is
only known to lie in a range, it is that of Turnbull (1976): its shares lie in the *innermost*
intervals, each from the least of some range to the most of one with no such bound between, and
nothing says where in them (Peto 1973). It is found by self-consistency: each range is shared out
over the innermost intervals in it, in proportion to the shares so far, and the product-limit
estimate of what each was given is the next. Censored lengths take part in that as they are, so
where no range is wider than a day the first step is the estimate. Between two such steps one of
the iterative convex minorant is made, without which wide ranges take thousands of steps (Wellner
and Zhan 1997).
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["Curve", "Observation", "Step", "median_bounds", "survival_at", "survival_of"]

_HALF: Final = 0.5 + 1e-9  # a product of ratios that is one half may come out a little above it

_NEAR: Final = 1e-4
"""How near to the greatest log-likelihood the search stops."""

_MOST_ROUNDS: Final = 300
"""After how many rounds it stops in any case."""

_LEAST_PART: Final = 1e-4
"""The smallest part of a move that is tried, if the whole is too far."""


class Observation(NamedTuple):
    """One length, in days.

    Attributes:
        least: the shortest that it may be; 0 or more.
        most: the longest, if it ended; None if it is censored, with no upper bound.
    """

    least: int
    most: int | None


@attrs.frozen(slots=True)
class Step:
    """The estimate from one length up to the next.

    Attributes:
        days: the length; of an interval the first.
        days_most: the last of the interval; the same as `days` where it is known.
        at_risk: how many had lasted at least so long; where lengths are uncertain, as expected.
        ended: how many of them ended then, likewise.
        censored: how many were observed no longer than that.
        survival: the estimated share that lasts longer than `days_most`, from 0 to 1.
        standard_error: of `survival`, by Greenwood's formula; None once `survival` is 0, and where
            the length of any is uncertain, for which it is not meant.
    """

    days: int
    days_most: int
    at_risk: float
    ended: float
    censored: int
    survival: float
    standard_error: float | None


@attrs.frozen(slots=True)
class Curve:
    """The estimated survival of some lengths.

    Attributes:
        steps: the shortest length first.
        n: how many lengths it rests on.
        uncertain: how many of them ended after a length that is not known to the day.
        is_settled: whether the search came as near to the best estimate as asked.
    """

    steps: tuple[Step, ...]
    n: int
    uncertain: int = 0
    is_settled: bool = True


def survival_of(observations: Iterable[Observation]) -> Curve:
    """The survival curve of some lengths, in whatever order; without steps if there are none.

    >>> curve = survival_of([Observation(1, 1), Observation(3, None), Observation(3, 3)])
    >>> [(step.days, round(step.survival, 3)) for step in curve.steps]
    [(1, 0.667), (2, 0.667), (3, 0.0)]
    >>> [(s.days, s.days_most, s.survival) for s in survival_of([Observation(3, 7)]).steps]
    [(3, 7, 0.0)]
    """
    seen = Counter(observations)
    uncertain = sum(n for o, n in seen.items() if o.most is not None and o.least < o.most)
    shares = _Shares(seen)
    for _ in range(_MOST_ROUNDS if uncertain else 1):
        shares.share_out()
        if is_settled := not uncertain or shares.distance() <= _NEAR:
            break
        shares.climb()
    return Curve(tuple(shares.steps(not uncertain)), seen.total(), uncertain, is_settled)


def survival_at(curve: Curve, days: int) -> tuple[float, float]:
    """The least and the greatest estimated share that lasts longer than so many days.

    They differ in an interval, in which the estimate says nothing of where its share lies.
    """
    place = bisect_right(curve.steps, days, key=lambda step: step.days)
    if not place:
        return 1.0, 1.0
    step = curve.steps[place - 1]
    before = curve.steps[place - 2].survival if place > 1 else 1.0
    return step.survival, before if days < step.days_most else step.survival


def median_bounds(curve: Curve) -> tuple[int | None, int | None]:
    """Between which lengths, in days, the shortest is that half or fewer outlast.

    Both are None if the curve stays above one half.
    """
    return next(
        ((step.days, step.days_most) for step in curve.steps if step.survival <= _HALF),
        (None, None),
    )


_Place: TypeAlias = tuple[int, int]
"""The first and the last day of lengths at which the curve has a step."""


def _innermost(ended: Iterable[_Place], longer: Iterable[int]) -> list[_Place]:
    """The intervals from the least of some range to the most of one, with no bound in between.

    Args:
        ended: the ranges of those that ended.
        longer: what the others are longer than.
    """
    ended = list(ended)
    bounds = {(least, False) for least, _ in ended} | {(most, True) for _, most in ended}
    bounds |= {(days + 1, False) for days in longer}
    return [
        (first, last)
        for (first, closes), (last, closed) in pairwise(sorted(bounds))
        if closed and not closes
    ]


class _Shares:
    """What each place has of the lengths, round by round.

    Places are the innermost intervals, and the lengths after which some are censored, where
    nothing ends and a step is due all the same.

    Args:
        seen: how many there are of each observation.
    """

    def __init__(self, seen: Mapping[Observation, int]) -> None:
        ended = {(o.least, o.most): n for o, n in seen.items() if o.most is not None}
        # that one lasted 0 days or longer says nothing
        longer = {o.least - 1: n for o, n in seen.items() if o.most is None and o.least}
        inner = _innermost(ended, longer)
        closing = {last for _, last in inner}
        self._places = sorted({*inner, *((days, days) for days in longer if days not in closing)})
        lasts = [last for _, last in self._places]
        self.censored = [0] * len(lasts)
        for days, n in longer.items():
            self.censored[bisect_left(lasts, days)] += n
        self._inner = [bisect_left(lasts, last) for _, last in inner]
        self._known = [0] * len(inner)
        self._ranges: list[tuple[int, int, int]] = []
        self._take(ended, inner)
        self._longer = [
            (bisect_right(self._inner, place), n) for place, n in enumerate(self.censored) if n
        ]
        self._total = sum(ended.values()) + sum(longer.values())
        self._share = [1.0] * len(inner)  # at first each range is shared out evenly
        self._pull = self._pulled()

    def _take(self, ended: Mapping[_Place, int], inner: Sequence[_Place]) -> None:
        """Sort out the ranges that lie in one innermost interval; nothing is open of those."""
        firsts, lasts = [first for first, _ in inner], [last for _, last in inner]
        for (least, most), n in ended.items():
            begin, end = bisect_left(firsts, least), bisect_right(lasts, most)
            if end - begin == 1:
                self._known[begin] += n
            else:
                self._ranges.append((begin, end, n))

    def share_out(self) -> None:
        """Give each interval what it has of every range, and estimate the shares from that."""
        self._ended = [0.0] * len(self._places)
        for place, known, share, pull in zip(
            self._inner, self._known, self._share, self._pull, strict=True
        ):
            self._ended[place] = known + share * pull
        gone = [ended + n for ended, n in zip(self._ended, self.censored, strict=True)]
        self._at_risk = [*accumulate(gone[::-1])][::-1]
        self._survival = []
        survival = 1.0
        for at_risk, ended in zip(self._at_risk, self._ended, strict=True):
            survival *= max(0.0, at_risk - ended) / at_risk
            self._survival.append(survival)
        before = [1.0, *self._survival]
        self._share = [before[place] - before[place + 1] for place in self._inner]
        self._pull = self._pulled()

    def _pulled(self) -> list[float]:
        """By innermost interval, how many lengths of ranges there are to a unit of its share."""
        until = [0.0, *accumulate(self._share)]
        change = [0.0] * (len(self._share) + 1)
        for begin, end, n in self._ranges:
            each = n / (until[end] - until[begin])
            change[begin] += each
            change[end] -= each
        return [max(0.0, pull) for pull in accumulate(change[:-1])]

    # --- the convex minorant ------------------------------------------------------------------

    def climb(self) -> None:
        """Move all shares at once to where the likelihood, were it a parabola, is the greatest.

        The shares until each interval are what is moved, each on its own parabola, and then put in
        order (the iterative convex minorant of Groeneboom and Wellner 1992).
        """
        until = [0.0, *accumulate(self._share)]
        slopes, curves = self._parabolas(until)
        free = len(until) - (not self._longer or self._longer[-1][0] < len(until) - 1)
        wanted = [until[k] + slopes[k] / curves[k] for k in range(1, free)]
        moved = [min(1.0, max(0.0, at)) for at in _in_order(wanted, curves[1:free])]
        moved = [0.0, *moved, *[1.0] * (len(until) - free)]
        least, size = self._likelihood(until), 1.0
        while size > _LEAST_PART:
            tried = [a + size * (b - a) for a, b in zip(until, moved, strict=True)]
            if self._likelihood(tried) > least:
                self._share = [b - a for a, b in pairwise(tried)]
                self._pull = self._pulled()
                return
            size /= 2

    def _parts(self, until: Sequence[float]) -> Iterator[tuple[int, int, float, int]]:
        """Yield the intervals [begin, end) of each range, its share, and how many there are."""
        for index, n in enumerate(self._known):
            if n:
                yield index, index + 1, until[index + 1] - until[index], n
        for begin, end, n in self._ranges:
            yield begin, end, until[end] - until[begin], n

    def _parabolas(self, until: Sequence[float]) -> tuple[list[float], list[float]]:
        slopes, curves = [0.0] * len(until), [0.0] * len(until)
        for begin, end, share, n in self._parts(until):
            slopes[end] += n / share
            slopes[begin] -= n / share
            curves[end] += n / share**2
            curves[begin] += n / share**2
        for begin, n in self._longer:
            slopes[begin] -= n / (1 - until[begin])
            curves[begin] += n / (1 - until[begin]) ** 2
        return slopes, curves

    def _likelihood(self, until: Sequence[float]) -> float:
        """The log-likelihood; minus infinity where something that was observed could not be."""
        total = 0.0
        for share, n in [
            *((share, n) for _, _, share, n in self._parts(until)),
            *((1 - until[begin], n) for begin, n in self._longer),
        ]:
            if share <= 0:
                return -math.inf
            total += n * math.log(share)
        return total

    # --- how near it is, and what it comes to --------------------------------------------------

    def distance(self) -> float:
        """How far the log-likelihood is from the greatest, at the most.

        Nowhere does it rise faster than towards the place that gains the most from each share that
        is moved there, and it is concave (Gentleman and Geyer 1994).
        """
        kept = [
            n / survival if n else 0.0
            for n, survival in zip(self.censored, self._survival, strict=True)
        ]
        outlasted = [0.0, *accumulate(kept)]
        gains = [
            pull + (known / share if known else 0.0) + outlasted[place]
            for place, known, share, pull in zip(
                self._inner, self._known, self._share, self._pull, strict=True
            )
        ]
        return max([*gains, outlasted[-1]]) - self._total

    def steps(self, is_known: bool) -> Iterator[Step]:
        """Yield the steps of the curve, in whole numbers and with errors if all is known."""
        variance = 0.0
        for index, (first, last) in enumerate(self._places):
            at_risk, ended, error = self._at_risk[index], self._ended[index], None
            survival = self._survival[index]
            if is_known:
                at_risk, ended = round(at_risk), round(ended)
                variance += ended / (at_risk * (at_risk - ended)) if at_risk > ended else 0.0
                error = survival * math.sqrt(variance) if survival else None
            yield Step(first, last, at_risk, ended, self.censored[index], survival, error)


def _in_order(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The rising numbers that are nearest to some, by weighted squares (pooling neighbours)."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        count = 1
        while pools and pools[-1][0] >= value:
            other, heavy, more = pools.pop()
            value = (value * weight + other * heavy) / (weight + heavy)
            weight, count = weight + heavy, count + more
        pools.append((value, weight, count))
    return [value for value, _, count in pools for _ in range(count)]
