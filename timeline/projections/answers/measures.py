"""Measures of tenure and turnover, as `docs/measures.md` defines them.

No date is ever made up. A figure that depends on a day that nobody knows has bounds, `low` to
`high`; what has no bounds at all is left out, and counted. Lengths are half-open, like tenures:
from the first day in to the first day out, or to the day of the question.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import islice
from statistics import mean, median
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN_PERSON, BadDate

from .survival import (
    Observation,
    certain_span,
    covered,
    curves_of,
    length_of,
    median_bounds,
    possible_span,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from timeline.events import EdtfDate

    from ..posts import PostHistory
    from ..tenures import Tenure
    from .background import Background
    from .survival import Bounds, Curve

__all__ = ["Figure", "Measures", "ReasonCount", "measure"]

YEAR: Final = 365.25
"""Days in a year, for rates: a mean one of the Julian calendar."""
TWO_YEARS: Final = 730
"""Days that an insider must have been in, by the two-year rule."""


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
    """

    measure: str
    unit: str
    low: float | None
    high: float | None
    n: int
    left_out: int = 0

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
        curves: of survival; none without tenures, one or two otherwise.
        reasons: why holders left, by year.
        lengths: of the tenures that have ended, each as the shortest and the longest it may be,
            in days.
    """

    figures: tuple[Figure, ...]
    curves: tuple[Curve, ...]
    reasons: tuple[ReasonCount, ...]
    lengths: tuple[tuple[int, int], ...]

    def figure(self, name: str) -> Figure:
        """One figure by the name of its measure."""
        return next(figure for figure in self.figures if figure.measure == name)


def measure(
    histories: Iterable[PostHistory],
    as_of: EdtfDate,
    background: Background,
    *,
    two_year_rule: bool = False,
) -> Measures:
    """Measure some posts as of a day; of an uncertain day, as of its latest.

    Args:
        histories: of the posts to measure.
        as_of: what begins later does not count, and what ends later still goes on.
        background: all that is known of everybody, from the same point of knowledge.
        two_year_rule: a successor is internal only after two years in.

    Raises:
        BadDate: the day has no latest day.
    """
    if as_of.hi >= AFTER_ALL:
        raise BadDate(as_of.text, "measures need a day on which observation stops")
    day, chosen = as_of.hi, tuple(histories)
    held = [stay for history in chosen for stay in _stays(history, day)]
    curves = _curves(held, day)
    lengths, left_out = _ended_lengths(held, day)
    figures = (
        *_counts(chosen, held, day),
        *_rate(chosen, held, day),
        _average("tenure_mean", lengths, left_out, mean),
        _average("tenure_median", lengths, left_out, median),
        _longest(held, day),
        _median_survival(held, day, curves),
        _vacancy(chosen, day),
        _interim_share(chosen, day),
        *_lags(chosen, day),
        *_dual_roles(chosen, day, background),
        *_successors(held, day, background, TWO_YEARS if two_year_rule else 1),
    )
    return Measures(figures, curves, _reasons(held, day), tuple(sorted(lengths)))


class _Stay(NamedTuple):
    """A permanent tenure that possibly began by the day; `left`: when its holder left the post."""

    history: PostHistory
    tenure: Tenure
    left: EdtfDate | None

    def turned_over(self, day: int) -> bool:
        """Whether the holder possibly left by a day."""
        return self.left is not None and max(self.left.lo, self.tenure.start.lo) <= day


def _stays(history: PostHistory, day: int) -> Iterator[_Stay]:
    """A turnover is an end of a tenure with which the post does not end.

    Somebody who begins again on the very day on which they left did not leave.
    """
    permanent = [tenure for tenure in history.tenures if tenure.capacity == "permanent"]
    begins = {(t.person, t.start) for t in permanent if t.person != UNKNOWN_PERSON}
    for tenure in permanent:
        if tenure.start.lo <= day:
            end = tenure.end if tenure.ended in ("departed", "succeeded") else None
            again = end is not None and end.is_day and (tenure.person, end) in begins
            yield _Stay(history, tenure, None if again else end)


def _counts(histories: Sequence[PostHistory], held: Sequence[_Stay], day: int) -> Iterator[Figure]:
    begun = sum(tenure.start.hi <= day for _, tenure, _ in held)
    sitting = [sure for _, tenure, _ in held if (sure := tenure.certainty(day, day))]
    ended = sum(end is not None and end.hi <= day for _, _, end in held)
    turnovers = sum(stay.turned_over(day) for stay in held)
    yield Figure("posts", "posts", len(histories), len(histories), len(histories))
    yield Figure("tenures", "tenures", begun, len(held), len(held))
    yield Figure("sitting", "tenures", sitting.count("certain"), len(sitting), len(sitting))
    yield Figure("turnovers", "turnovers", ended, turnovers, turnovers)


def _rate(histories: Sequence[PostHistory], held: Sequence[_Stay], day: int) -> Iterator[Figure]:
    """The post-years on record, and the turnovers in them."""
    begins: dict[str, int] = {}
    shortest = longest = 0
    for history in histories:
        begin = _first_certain_day(history)
        if begin is None or begin > day:
            continue
        begins[history.post] = begin
        shortest += without([(begin, day)], [a.possible for a in history.absences], day)
        longest += without([(begin, day)], [a.certain for a in history.absences], day)
    n, left_out = len(begins), len(histories) - len(begins)
    yield Figure("post_years", "years", shortest / YEAR, longest / YEAR, n, left_out)
    ends = [(s.history.post, s.left) for s in held if s.left and s.turned_over(day)]
    within = [(end, begins[post]) for post, end in ends if begins.get(post, end.hi) < end.hi]
    least = sum(begin < end.lo and end.hi <= day for end, begin in within)
    low = least / longest * YEAR if longest else None
    high = len(within) / shortest * YEAR if shortest else None
    left_out = len(ends) - len(within)
    yield Figure("turnover_rate", "per post-year", low, high, len(within), left_out)


def _first_certain_day(history: PostHistory) -> int | None:
    """The first day by which something of the post is certain; observation begins with it.

    A holder since nobody knows when is known of because they left: that would begin observation
    with a turnover.
    """
    days = [tenure.start.hi for tenure in history.tenures if tenure.start.lo > BEFORE_ALL]
    days += [date.hi for date in (*history.left, history.profile.created) if date is not None]
    return min(days, default=None)


def _reasons(held: Sequence[_Stay], day: int) -> tuple[ReasonCount, ...]:
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


def _ended_lengths(held: Sequence[_Stay], day: int) -> tuple[list[Bounds], int]:
    """The lengths of the permanent tenures certain to have ended, and how many have no bounds."""
    ended = [t for _, t, _ in held if t.end is not None and t.end.hi <= day]
    lengths = [length for tenure in ended if (length := length_of(tenure, day)) is not None]
    return lengths, len(ended) - len(lengths)


def _average(
    name: str, lengths: Sequence[Bounds], left_out: int, of: Callable[[list[int]], float]
) -> Figure:
    """An average of all the shortest to that of all the longest; it grows with each of them."""
    if not lengths:
        return Figure(name, "days", None, None, 0, left_out)
    low, high = of([low for low, _ in lengths]), of([high for _, high in lengths])
    return Figure(name, "days", low, high, len(lengths), left_out)


def _longest(held: Sequence[_Stay], day: int) -> Figure:
    lengths = [length for _, tenure, _ in held if (length := length_of(tenure, day)) is not None]
    return _average("tenure_longest", lengths, len(held) - len(lengths), max)


def _curves(held: Sequence[_Stay], day: int) -> tuple[Curve, ...]:
    """The survival of the tenures certain to have begun and of bounded length.

    A turnover ends one; the end of the post, or the day, censors it.
    """
    shortest, longest = [], []
    for _, tenure, end in held:
        length = length_of(tenure, day)
        if length is not None and tenure.start.hi <= day:
            shortest.append(Observation(length[0], end is not None and end.lo <= day))
            longest.append(Observation(length[1], end is not None and end.hi <= day))
    return curves_of(shortest, longest)


def _median_survival(held: Sequence[_Stay], day: int, curves: Sequence[Curve]) -> Figure:
    n = curves[0].steps[0].at_risk if curves else 0
    return Figure("survival_median", "days", *median_bounds(curves), n, len(held) - n)


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


def _vacancy(histories: Sequence[PostHistory], day: int) -> Figure:
    """The days certainly vacant, to those possibly vacant."""
    low, high, n, unbounded = 0, 0, 0, 0
    for history in histories:
        began = list(_vacancy_starts(history))
        first = min((earliest for earliest, _ in began), default=AFTER_ALL)
        if first > day:
            continue
        n += 1
        held = [possible_span(tenure) for tenure in history.tenures]
        sure = min(latest for _, latest in began)
        low += without([(sure, day)], [*held, *(a.possible for a in history.absences)], day)
        held = [*map(certain_span, history.tenures), *_hand_overs(history)]
        high += without([(first, day)], [*held, *(a.certain for a in history.absences)], day)
        unbounded += first <= BEFORE_ALL
    return Figure("vacancy_days", "days", low, None if unbounded else high, n, unbounded)


def _vacancy_starts(history: PostHistory) -> Iterator[Bounds]:
    """When the post may have become vacant: with an end, or with its own beginning."""
    for tenure in history.tenures:
        if tenure.end is not None:
            yield max(tenure.start.lo, tenure.end.lo), tenure.end.hi
    again = [a.end for a in history.absences if a.start is not None]
    for began in (*history.left, *again, history.profile.created):
        if began is not None:
            yield began.lo, began.hi


def _interim_share(histories: Sequence[PostHistory], day: int) -> Figure:
    """The days of acting and interim tenures among those of all tenures."""
    begun = [t for h in histories for t in h.tenures if t.start.lo <= day]
    days = {True: [0, 0], False: [0, 0]}  # by whether permanent: the fewest and the most
    n = 0
    for tenure in begun:
        if (length := length_of(tenure, day)) is not None:
            n += 1
            days[tenure.capacity == "permanent"][0] += length[0]
            days[tenure.capacity == "permanent"][1] += length[1]
    (least, most), (rest_least, rest_most) = days[False], days[True]
    low = least / (least + rest_most) if least + rest_most else None
    high = most / (most + rest_least) if most + rest_least else low
    return Figure("interim_share", "share", high if low is None else low, high, n, len(begun) - n)


def _lags(histories: Sequence[PostHistory], day: int) -> Iterator[Figure]:
    """From the announcement of a change to its effect; negative if it was announced afterwards."""
    changes = [c for h in histories for t in h.tenures for c in _announced(t) if c[1].hi <= day]
    lags = [
        (effective.lo - announced.hi, effective.hi - announced.lo)
        for announced, effective in changes
        if min(announced.lo, effective.lo) > BEFORE_ALL and announced.hi < AFTER_ALL
    ]
    yield _average("lag_mean", lags, len(changes) - len(lags), mean)
    yield _average("lag_median", lags, len(changes) - len(lags), median)


def _announced(tenure: Tenure) -> Iterator[tuple[EdtfDate, EdtfDate]]:
    """The announcement and the effect of a tenure's own changes, where the first was stated.

    An end that a successor's appointment implies was announced with that, and counts there.
    """
    if tenure.announced is not None:
        yield tenure.announced, tenure.start
    if tenure.end_announced is not None and tenure.end is not None and tenure.ended == "departed":
        yield tenure.end_announced, tenure.end


def _dual_roles(
    histories: Sequence[PostHistory], day: int, background: Background
) -> Iterator[Figure]:
    """Who was chair and CEO of one organization at once, and on how many days."""
    asked = {history.post for history in histories}
    certain, possible, low, high, unbounded = 0, 0, 0, 0, False
    for home in sorted({history.organization for history in histories}):
        found: dict[str, list[tuple[Tenure, Tenure]]] = {}
        chairs, ceos = background.leaders.get(home, ((), ()))
        for one, other in _pairs(chairs, ceos):
            if one.post in asked or other.post in asked:
                found.setdefault(one.person, []).append((one, other))
        for pairs in found.values():
            sure = list(_common(map(certain_span, pair) for pair in pairs))
            may = list(_common(map(possible_span, pair) for pair in pairs))
            certain += any(first <= day for first, _ in sure)
            possible += any(first <= day for first, _ in may)
            low += covered(sure, day)
            high += covered(may, day)
            unbounded |= any(first <= BEFORE_ALL for first, _ in may)
    yield Figure("dual_roles", "people", certain, possible, possible)
    yield Figure("dual_days", "days", low, None if unbounded else high, possible)


def _pairs(
    chairs: Iterable[PostHistory], ceos: Iterable[PostHistory]
) -> Iterator[tuple[Tenure, Tenure]]:
    """One person's tenures of both posts that possibly overlap.

    A tenure that begins with the very date with which the other ends was a move to that post.
    Those of each person are swept over in the order in which they begin.
    """
    of_people: dict[str, list[tuple[int, Tenure]]] = {}
    for role, histories in enumerate((chairs, ceos)):
        for tenure in (tenure for history in histories for tenure in history.tenures):
            if tenure.person != UNKNOWN_PERSON:
                of_people.setdefault(tenure.person, []).append((role, tenure))
    for held in of_people.values():
        going: tuple[list[Tenure], list[Tenure]] = ([], [])
        for role, tenure in sorted(held, key=lambda each: (each[1].start.lo, each[0])):
            begins = tenure.start.lo
            across = [each for each in going[1 - role] if possible_span(each)[1] > begins]
            going[1 - role][:] = across
            going[role].append(tenure)
            for each in across:
                one, other = (tenure, each) if role == 0 else (each, tenure)
                moved = one is not other and (one.end == other.start or other.end == one.start)
                if not moved:
                    yield one, other


def _common(pairs: Iterable[Iterable[Bounds]]) -> Iterator[Bounds]:
    """What the spans of each pair have in common, if anything."""
    for one, other in pairs:
        first, last = max(one[0], other[0]), min(one[1], other[1])
        if first < last:
            yield first, last


def _successors(
    held: Sequence[_Stay], day: int, background: Background, days_in: int
) -> Iterator[Figure]:
    """The successors from inside and from outside; of the rest it is not known."""
    found: Counter[bool | None] = Counter()
    firsts: dict[str, list[Tenure]] = {}
    for history, tenure, _ in held:
        if history.post not in firsts:
            firsts[history.post] = _first_two(history)
        firsts_here = firsts[history.post]
        if any(o.start.lo < tenure.start.lo and not _same(o, tenure) for o in firsts_here):
            inside = _was_inside(history.organization, tenure, background, days_in)
            found[inside if tenure.start.hi <= day else None] += 1
    for name, inside in (("internal", True), ("external", False)):
        low, high = found[inside], found[inside] + found[None]
        yield Figure(f"successors_{name}", "successors", low, high, found.total())


def _first_two(history: PostHistory) -> list[Tenure]:
    """The first tenure of a post, and the first of somebody who may be somebody else."""
    by_start = sorted(history.tenures, key=lambda tenure: tenure.start.lo)
    others = (tenure for tenure in by_start if not _same(tenure, by_start[0]))
    return [*by_start[:1], *islice(others, 1)]


def _same(one: Tenure, other: Tenure) -> bool:
    """Whether one person is known to hold both."""
    return one is other or one.person == other.person != UNKNOWN_PERSON


def _was_inside(
    organization: str, tenure: Tenure, background: Background, days_in: int
) -> bool | None:
    """Whether somebody had begun a tenure there so many days before; None if that is not clear."""
    if tenure.person == UNKNOWN_PERSON:
        return None
    homes = (organization, *background.ancestors(organization))
    earlier = [begins for home in homes if (begins := background.begins.get((tenure.person, home)))]
    if any(begins.certain + days_in <= tenure.start.lo for begins in earlier):
        return True
    possible = any(begins.possible(tenure) + days_in <= tenure.start.hi for begins in earlier)
    return None if possible else False
