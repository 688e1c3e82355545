"""Measures of tenure and turnover, as `docs/measures.md` defines them.

No date is ever made up. A figure that depends on a day that nobody knows has bounds, `low` to
`high`; what has no bounds at all is left out, and counted. Lengths are half-open, like tenures:
from the first day in to the first day out, or to the day of the question.
"""

from __future__ import annotations

from statistics import mean, median
from typing import TYPE_CHECKING, Final

from timeline.events import AFTER_ALL, BEFORE_ALL, BadDate, t

from .figures import Measures, average, bounded
from .joint import Joint
from .leaders import dual_roles, successors
from .turnover import (
    counts,
    curve_over,
    ended_lengths,
    longest,
    mean_length,
    median_length,
    median_survival_figure,
    rate,
    reason_counts,
    stays,
)
from .vacant import vacancy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events import EdtfDate

    from ..posts import PostHistory
    from ..tenures import Tenure
    from .background import Background
    from .figures import Figure

__all__ = ["measure"]

TWO_YEARS: Final = 730
"""Days that an insider must have been in, by the two-year rule."""


def measure(
    histories: Iterable[PostHistory],
    as_of: EdtfDate,
    background: Background,
    *,
    two_year_rule: bool = False,
    until_seen: bool = False,
) -> Measures:
    """Measure some posts as of a day; of an uncertain day, as of its latest.

    Args:
        histories: of the posts to measure.
        as_of: what begins later does not count, and what ends later still goes on.
        background: all that is known of everybody, from the same point of knowledge.
        two_year_rule: a successor is internal only after two years in.
        until_seen: the survival of tenures without an end is followed until they were last seen.

    Raises:
        BadDate: the day has no latest day.
    """
    if as_of.hi >= AFTER_ALL:
        raise BadDate(as_of.text, t("measures need a day on which observation stops"))
    day, chosen = as_of.hi, tuple(histories)
    held = [
        stay._replace(left=None)
        if stay.left and background.goes_on(stay.tenure, stay.left)
        else stay
        for history in chosen
        for stay in stays(history, day)
    ]
    joint = Joint.of(chosen, day)
    curve = curve_over(held, joint, until_seen=until_seen)
    lengths, left_out = ended_lengths(held, joint)
    figures = (
        *counts(chosen, held, joint),
        *rate(chosen, held, joint),
        mean_length(held, joint, len(lengths), left_out),
        median_length(held, joint, lengths, left_out),
        longest(held, joint),
        median_survival_figure(held, curve),
        vacancy(chosen, joint),
        _interim_share(chosen, joint),
        *_lags(chosen, day),
        *dual_roles(chosen, day, background),
        *successors(held, day, background, TWO_YEARS if two_year_rule else 1),
    )
    return Measures(figures, curve, reason_counts(held, day), tuple(sorted(lengths)))


def _interim_share(histories: Sequence[PostHistory], joint: Joint) -> Figure:
    """Give the share of the days of acting and interim tenures in those of all tenures."""
    begun = [t for h in histories for t in h.tenures if t.start.lo <= joint.day]
    permanent = [t for t in begun if t.capacity == "permanent"]
    others = [t for t in begun if t.capacity != "permanent"]
    n = sum(joint.length(tenure) is not None for tenure in begun)
    (least, most), (rest_least, rest_most) = joint.total(others), joint.total(permanent)
    low = least / (least + rest_most) if least + rest_most else None
    high = most / (most + rest_least) if most + rest_least else low
    bounds = high if low is None else low, high
    exact = joint.is_exact(begun) and not joint.mixes(others, permanent)
    return bounded("interim_share", "share", bounds, n, len(begun) - n, exact=exact)


def _lags(histories: Sequence[PostHistory], day: int) -> Iterator[Figure]:
    """Yield mean and median days from announcement to effect; negative if announced afterwards."""
    changes = [c for h in histories for t in h.tenures for c in _announced(t) if c[1].hi <= day]
    lags = [
        (effective.lo - announced.hi, effective.hi - announced.lo)
        for announced, effective in changes
        if min(announced.lo, effective.lo) > BEFORE_ALL and announced.hi < AFTER_ALL
    ]
    yield average("lag_mean", lags, len(changes) - len(lags), mean)
    yield average("lag_median", lags, len(changes) - len(lags), median)


def _announced(tenure: Tenure) -> Iterator[tuple[EdtfDate, EdtfDate]]:
    """The announcement and the effect of a tenure's own changes, where the first was stated.

    An end that a successor's appointment implies was announced with that, and counts there.
    """
    if tenure.announced is not None:
        yield tenure.announced, tenure.start
    if tenure.end_announced is not None and tenure.end is not None and tenure.ended == "departed":
        yield tenure.end_announced, tenure.end
