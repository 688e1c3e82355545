"""Tenures and turnovers, counted and put in relation to the time that posts were on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN_PERSON, EdtfDate

from ..posts import PostHistory
from ..tenures import Tenure
from .figures import Figure, ReasonCount, average, bounded
from .spans import without
from .survival import Observation, median_bounds, survival_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .joint import Joint
    from .spans import Bounds
    from .survival import Curve

__all__ = [
    "YEAR",
    "Stay",
    "counts",
    "curve_over",
    "ended_lengths",
    "longest",
    "mean_length",
    "median_length",
    "median_survival_figure",
    "rate",
    "reason_counts",
    "stays",
]

YEAR: Final = 365.25
"""Days in a year, for rates: a mean one of the Julian calendar."""


class Stay(NamedTuple):
    """A permanent tenure that possibly began by the day; `left`: when its holder left the post."""

    history: PostHistory
    tenure: Tenure
    left: EdtfDate | None

    def turned_over(self, day: int) -> bool:
        """Whether the holder possibly left by a day."""
        return self.left is not None and max(self.left.lo, self.tenure.start.lo) <= day


def stays(history: PostHistory, day: int) -> Iterator[Stay]:
    """Yield the permanent tenures of a post that possibly began by a day.

    A turnover is an end of one with which the post does not end. Somebody who begins again on the
    very day on which they left did not leave.
    """
    permanent = [tenure for tenure in history.tenures if tenure.capacity == "permanent"]
    begins = {(t.person, t.start) for t in permanent if t.person != UNKNOWN_PERSON}
    for tenure in permanent:
        if tenure.start.lo <= day:
            end = tenure.end if tenure.ended in ("departed", "succeeded") else None
            again = end is not None and end.is_day and (tenure.person, end) in begins
            again = again and tenure.start != end  # of no day: it began then itself
            yield Stay(history, tenure, None if again else end)


def counts(
    histories: Sequence[PostHistory], held: Sequence[Stay], joint: Joint
) -> Iterator[Figure]:
    """Yield how many posts, tenures, sitting holders and turnovers there are up to a day."""
    tenures = [stay.tenure for stay in held]
    left = [stay.tenure for stay in held if stay.left is not None]
    begun, sitting, turnovers = joint.begun(tenures), joint.going(tenures), joint.ended(left)
    exact = joint.is_exact(tenures)
    yield Figure("posts", "posts", len(histories), len(histories), len(histories))
    yield bounded("tenures", "tenures", begun, begun[1], exact=exact)
    yield bounded("sitting", "tenures", sitting, sitting[1], exact=exact)
    yield bounded("turnovers", "turnovers", turnovers, turnovers[1], exact=exact)


def rate(histories: Sequence[PostHistory], held: Sequence[Stay], joint: Joint) -> Iterator[Figure]:
    """Yield the post-years on record, and the turnovers for each of them."""
    begins: dict[str, int] = {}
    shortest = longest = 0
    day = joint.day
    for history in histories:
        begin = _first_certain_day(history)
        if begin is None or begin > day:
            continue
        begins[history.post] = begin
        absences = history.absences
        shortest += without([(begin, day)], [a.possible for a in absences], day)
        longest += without([(begin, day)], [a.certain for a in absences], day)
    n, left_out = len(begins), len(histories) - len(begins)
    yield Figure("post_years", "years", shortest / YEAR, longest / YEAR, n, left_out)
    ends = [(s.tenure, s.left) for s in held if s.left and s.turned_over(day)]
    within = [t for t, end in ends if begins.get(t.post, end.hi) < end.hi]
    least, most = joint.ended_after(within, begins)
    bounds = (
        least / longest * YEAR if longest else None,
        most / shortest * YEAR if shortest else None,
    )
    exact = shortest == longest and joint.is_exact(within)
    left_out = len(ends) - len(within)
    yield bounded("turnover_rate", "per post-year", bounds, len(within), left_out, exact=exact)


def _first_certain_day(history: PostHistory) -> int | None:
    """Find the first day by which something of the post is certain: observation begins there.

    A holder since nobody knows when is known of because they left: that would begin observation
    with a turnover.
    """
    days = [tenure.start.hi for tenure in history.tenures if tenure.start.lo > BEFORE_ALL]
    days += [date.hi for date in (*history.left, history.profile.created) if date is not None]
    return min(days, default=None)


def reason_counts(held: Sequence[Stay], day: int) -> tuple[ReasonCount, ...]:
    """The reasons of the turnovers that certainly took place."""
    found = Counter(
        (_year(end), reason)
        for _, tenure, end in held
        if end is not None and end.hi <= day
        for reason in tenure.reasons or ("unstated",)
    )
    return tuple(ReasonCount(*key, count) for key, count in sorted(found.items()))


def _year(day: EdtfDate) -> str:
    if day.lo <= BEFORE_ALL or day.hi >= AFTER_ALL:
        return "unknown"
    first, last = date.fromordinal(day.lo).year, date.fromordinal(day.hi).year
    return f"{first:04}" if first == last else "unknown"


def ended_lengths(held: Sequence[Stay], joint: Joint) -> tuple[list[Bounds], int]:
    """The lengths of the permanent tenures certain to have ended, and how many have no bounds."""
    ended = _ended(held, joint.day)
    lengths = [length for tenure in ended if (length := joint.length(tenure)) is not None]
    return lengths, len(ended) - len(lengths)


def _ended(held: Sequence[Stay], day: int) -> list[Tenure]:
    return [t for _, t, _ in held if t.end is not None and t.end.hi <= day]


def mean_length(held: Sequence[Stay], joint: Joint, n: int, left_out: int) -> Figure:
    """Give the mean length of the permanent tenures certain to have ended, in days."""
    ended = _ended(held, joint.day)
    bounds = joint.mean(ended) or (None, None)
    return bounded("tenure_mean", "days", bounds, n, left_out, exact=joint.is_exact(ended))


def median_length(
    held: Sequence[Stay], joint: Joint, lengths: Sequence[Bounds], left_out: int
) -> Figure:
    """Give the median length of the permanent tenures certain to have ended, in days."""
    exact = joint.is_exact_apart(_ended(held, joint.day))
    return average("tenure_median", lengths, left_out, median, exact=exact)


def longest(held: Sequence[Stay], joint: Joint) -> Figure:
    """Give the longest permanent tenure, in days."""
    tenures = [stay.tenure for stay in held]
    n = sum(joint.length(tenure) is not None for tenure in tenures)
    bounds = joint.longest(tenures) or (None, None)
    exact = joint.is_exact_longest(tenures)
    return bounded("tenure_longest", "days", bounds, n, len(held) - n, exact=exact)


def curve_over(held: Sequence[Stay], joint: Joint, *, until_seen: bool) -> Curve:
    """The survival of the tenures certain to have begun and of bounded length.

    A turnover ends one; the end of the post, or the day, censors it.

    Args:
        held: the tenures.
        joint: their worlds, and the day.
        until_seen: where nothing ends a tenure, it is censored when it was last seen.
    """
    found = [
        _observed(stay, length, joint.day, until_seen)
        for stay in held
        if stay.tenure.start.hi <= joint.day and (length := joint.length(stay.tenure)) is not None
    ]
    return survival_of(found)


def _observed(stay: Stay, length: Bounds, day: int, until_seen: bool) -> Observation:
    """What is known of how long a tenure lasts; of one that goes on, that it is a day longer.

    One that may have ended by the day may also go on for ever.
    """
    tenure, end = stay.tenure, stay.left
    if end is not None and end.lo <= day:
        return Observation(length[0], length[1] if end.hi <= day else None)
    if until_seen and tenure.end is None:
        seen = tenure.last_seen
        last = min(seen.lo, day) if seen is not None else BEFORE_ALL
        return Observation(max(0, last - tenure.start.hi + 1), None)
    return Observation(length[0] + 1, None)


def median_survival_figure(held: Sequence[Stay], curve: Curve) -> Figure:
    """Give the length, in days, that half of the tenures outlast."""
    left_out = len(held) - curve.n
    return Figure("survival_median", "days", *median_bounds(curve), curve.n, left_out)
