"""Measures of tenure and turnover. What each one means, and where it comes from, is in
`docs/measures.md`.

No date is ever made up. A figure that depends on a day that nobody knows has bounds, `low` to
`high`; what has no bounds at all is left out, and counted. Lengths are half-open, like tenures:
from the first day in to the first day out, or to the day of the question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from statistics import mean, median
from typing import Final, Literal, TypeAlias

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN_PERSON, BadDate, EdtfDate

from .histories import Histories
from .posts import PostHistory
from .survival import Observation, Step, kaplan_meier, median_survival
from .tenures import Tenure

__all__ = [
    "CEO",
    "CHAIR",
    "YEAR",
    "Background",
    "Curve",
    "Figure",
    "Measures",
    "ReasonCount",
    "RoleWords",
    "ancestors_in",
    "measure",
]

YEAR: Final = 365.25
"""Days in a year, for rates."""
TWO_YEARS: Final = 730
"""Days that an insider must have been in, by the two-year rule."""

Reading: TypeAlias = Literal["known", "shortest", "longest"]
_Spans: TypeAlias = Iterable[tuple[int, int]]
_Bounds: TypeAlias = tuple[int, int]


@attrs.frozen(slots=True)
class RoleWords:
    """How a post says which role it is: in one of its titles, or in its id behind the last `/`.

    Attributes:
        latin: whole words, or phrases of them, in lower case.
        chinese: what a title contains; characters have no spaces between words.
        not_latin: words beside which the role is another one.
        not_chinese: likewise.
    """

    latin: tuple[str, ...]
    chinese: tuple[str, ...]
    not_latin: frozenset[str]
    not_chinese: tuple[str, ...]

    def names(self, history: PostHistory) -> bool:
        """Whether the post has the role."""
        texts = [history.post.rpartition("/")[2], *history.profile.all_names()]
        return any(self._match(text.lower()) for text in texts)

    def _match(self, text: str) -> bool:
        words = re.findall(r"[a-z]+", text)
        phrase = f" {' '.join(words)} "
        if any(f" {name} " in phrase for name in self.latin):
            return self.not_latin.isdisjoint(words)
        return any(name in text for name in self.chinese) and not any(
            other in text for other in self.not_chinese
        )


_LESSER: Final = frozenset({"vice", "deputy", "assistant", "honorary", "emeritus", "former"})
_LESSER_ZH: Final = ("副", "名誉", "荣誉", "助理", "前任")

# 总裁 and 总经理, like "president" and "general manager", stand beside a CEO in many companies, so
# neither says CEO. A post that is one says so by a title, in any language.
CHAIR: Final = RoleWords(
    ("chair", "chairman", "chairwoman", "chairperson"),
    ("主席", "董事长", "董事長"),
    _LESSER | {"committee", "supervisory"},
    (*_LESSER_ZH, "委员会", "委員會", "监事会", "監事會"),
)
"""The chair of the board; a co-chair is one, the chair of a committee is none."""
CEO: Final = RoleWords(
    ("ceo", "chief executive"),
    ("首席执行官", "首席執行官", "行政总裁", "行政總裁"),
    _LESSER,
    _LESSER_ZH,
)
"""The chief executive officer; a co-CEO is one."""


@attrs.frozen
class Background:
    """What a scope is measured against: everybody's tenures, wherever they were.

    Attributes:
        careers: by person, the organization and the tenure of each post held.
        leaders: by organization, its posts that say chair, and those that say CEO.
        ancestors: gives an organization's parent, the parent's parent and so on.
    """

    careers: Mapping[str, Sequence[tuple[str, Tenure]]]
    leaders: Mapping[str, tuple[Sequence[PostHistory], Sequence[PostHistory]]]
    ancestors: Callable[[str], Sequence[str]]

    @classmethod
    def of(
        cls, histories: Iterable[PostHistory], ancestors: Callable[[str], Sequence[str]]
    ) -> Background:
        """Read it off all histories of a log."""
        careers: dict[str, list[tuple[str, Tenure]]] = {}
        leaders: dict[str, tuple[list[PostHistory], list[PostHistory]]] = {}
        for history in histories:
            for tenure in history.tenures:
                careers.setdefault(tenure.person, []).append((history.organization, tenure))
            for index, role in enumerate((CHAIR, CEO)):
                if role.names(history):
                    leaders.setdefault(history.organization, ([], []))[index].append(history)
        return cls(careers, leaders, ancestors)


def ancestors_in(histories: Histories) -> Callable[[str], Sequence[str]]:
    """Gives an organization's ancestors, the nearest first, each once even in a circle."""

    def ancestors(organization: str) -> Sequence[str]:
        found: list[str] = []
        profile = histories.profile("organization", organization)
        while profile and profile.parent and profile.parent not in (organization, *found):
            found.append(profile.parent)
            profile = histories.profile("organization", profile.parent)
        return found

    return ancestors


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
class Curve:
    """A survival curve of tenures.

    Attributes:
        reading: `known` if every length is known to the day; otherwise there are two curves, in
            which every uncertain length is taken to be the `shortest` or the `longest` it may be.
        steps: the curve.
    """

    reading: Reading
    steps: tuple[Step, ...]


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
    curves = _curves(chosen, day)
    lengths, left_out = _ended_lengths(chosen, day)
    figures = (
        *_counts(chosen, day),
        *_rate(chosen, day),
        _average("tenure_mean", lengths, left_out, mean),
        _average("tenure_median", lengths, left_out, median),
        _longest(chosen, day),
        _median_survival(chosen, day, curves),
        _vacancy(chosen, day),
        _interim_share(chosen, day),
        *_lags(chosen, day),
        *_dual_roles(chosen, day, background),
        *_successors(chosen, day, background, TWO_YEARS if two_year_rule else 1),
    )
    return Measures(figures, curves, _reasons(chosen, day), tuple(sorted(lengths)))


# --- tenures and turnover ----------------------------------------------------------------------


def _permanent(histories: Iterable[PostHistory], day: int) -> Iterator[tuple[PostHistory, Tenure]]:
    """The permanent tenures that possibly began by the day."""
    for history in histories:
        for tenure in history.tenures:
            if tenure.capacity == "permanent" and tenure.start.lo <= day:
                yield history, tenure


def _turnover(history: PostHistory, tenure: Tenure) -> EdtfDate | None:
    """When the holder of a permanent tenure left a post that went on; None if they did not.

    Somebody who begins again on the very day on which they left did not leave.
    """
    end = tenure.end
    if end is None or tenure.ended not in ("departed", "succeeded"):
        return None
    again = any(
        other.person == tenure.person != UNKNOWN_PERSON
        and other.capacity == "permanent"
        and other is not tenure
        and end.is_day
        and other.start == end
        for other in history.tenures
    )
    return None if again else end


def _turnovers(histories: Iterable[PostHistory], day: int) -> list[tuple[PostHistory, EdtfDate]]:
    """The turnovers that possibly took place by the day."""
    found = ((h, t, _turnover(h, t)) for h, t in _permanent(histories, day))
    return [(h, end) for h, t, end in found if end and max(end.lo, t.start.lo) <= day]


def _counts(histories: Sequence[PostHistory], day: int) -> Iterator[Figure]:
    tenures = [tenure for _, tenure in _permanent(histories, day)]
    begun = sum(tenure.start.hi <= day for tenure in tenures)
    sitting = [sure for tenure in tenures if (sure := tenure.certainty(day, day))]
    turnovers = _turnovers(histories, day)
    ended = sum(end.hi <= day for _, end in turnovers)
    yield Figure("posts", "posts", len(histories), len(histories), len(histories))
    yield Figure("tenures", "tenures", begun, len(tenures), len(tenures))
    yield Figure("sitting", "tenures", sitting.count("certain"), len(sitting), len(sitting))
    yield Figure("turnovers", "turnovers", ended, len(turnovers), len(turnovers))


def _rate(histories: Sequence[PostHistory], day: int) -> Iterator[Figure]:
    """The post-years on record, and the turnovers in them."""
    begins: dict[str, int] = {}
    shortest = longest = 0
    for history in histories:
        begin = _first_certain_day(history)
        if begin is None or begin > day:
            continue
        begins[history.post] = begin
        shortest += _without([(begin, day)], [a.possible for a in history.absences], day)
        longest += _without([(begin, day)], [a.certain for a in history.absences], day)
    n, left_out = len(begins), len(histories) - len(begins)
    years = (shortest / YEAR, longest / YEAR) if n else (None, None)
    yield Figure("post_years", "years", *years, n, left_out)
    counted = [(end, begins[h.post]) for h, end in _turnovers(histories, day) if h.post in begins]
    least = sum(begin < end.lo and end.hi <= day for end, begin in counted)
    most = sum(begin < end.hi for end, begin in counted)
    yield Figure(
        "turnover_rate",
        "per post-year",
        least / longest * YEAR if longest else None,
        most / shortest * YEAR if shortest else None,
        sum(begin < end.hi for end, begin in counted),
        len(_turnovers(histories, day)) - most,
    )


def _first_certain_day(history: PostHistory) -> int | None:
    """The first day by which something of the post is certain; observation begins with it.

    A holder since nobody knows when is known of because they left: that would begin observation
    with a turnover.
    """
    days = [tenure.start.hi for tenure in history.tenures if tenure.start.lo > BEFORE_ALL]
    days += [date.hi for date in (*history.left, history.profile.created) if date is not None]
    return min(days, default=None)


def _reasons(histories: Sequence[PostHistory], day: int) -> tuple[ReasonCount, ...]:
    """The reasons of the turnovers that certainly took place."""
    found: Counter[tuple[str, str]] = Counter()
    for history, tenure in _permanent(histories, day):
        end = _turnover(history, tenure)
        if end is not None and end.hi <= day:
            for reason in tenure.reasons or ("unstated",):
                found[_year(end), reason] += 1
    return tuple(ReasonCount(year, reason, found[year, reason]) for year, reason in sorted(found))


def _year(day: EdtfDate) -> str:
    if day.lo <= BEFORE_ALL or day.hi >= AFTER_ALL:
        return "unknown"
    first, last = date.fromordinal(day.lo).year, date.fromordinal(day.hi).year
    return f"{first:04}" if first == last else "unknown"


# --- lengths -----------------------------------------------------------------------------------


def _length(tenure: Tenure, day: int) -> _Bounds | None:
    """The shortest and the longest that a tenure may have lasted by a day; None without bounds."""
    if tenure.start.lo <= BEFORE_ALL:
        return None
    first_out, last_out = (tenure.end.lo, tenure.end.hi) if tenure.end else (day, day)
    return (
        max(0, min(first_out, day) - tenure.start.hi),
        max(0, min(last_out, day) - tenure.start.lo),
    )


def _ended_lengths(histories: Sequence[PostHistory], day: int) -> tuple[list[_Bounds], int]:
    """The lengths of the permanent tenures certain to have ended, and how many have no bounds."""
    ended = [t for _, t in _permanent(histories, day) if t.end is not None and t.end.hi <= day]
    lengths = [length for tenure in ended if (length := _length(tenure, day)) is not None]
    return lengths, len(ended) - len(lengths)


def _average(
    name: str, lengths: Sequence[_Bounds], left_out: int, of: Callable[[list[int]], float]
) -> Figure:
    """An average of all the shortest to that of all the longest; it grows with each of them."""
    if not lengths:
        return Figure(name, "days", None, None, 0, left_out)
    low, high = of([low for low, _ in lengths]), of([high for _, high in lengths])
    return Figure(name, "days", low, high, len(lengths), left_out)


def _longest(histories: Sequence[PostHistory], day: int) -> Figure:
    tenures = [tenure for _, tenure in _permanent(histories, day)]
    lengths = [length for tenure in tenures if (length := _length(tenure, day)) is not None]
    return _average("tenure_longest", lengths, len(tenures) - len(lengths), max)


def _observable(
    histories: Iterable[PostHistory], day: int
) -> Iterator[tuple[PostHistory, Tenure, _Bounds]]:
    """The permanent tenures certain to have begun whose length has bounds."""
    for history, tenure in _permanent(histories, day):
        length = _length(tenure, day)
        if tenure.start.hi <= day and length is not None:
            yield history, tenure, length


def _curves(histories: Sequence[PostHistory], day: int) -> tuple[Curve, ...]:
    """The survival of tenures: a turnover ends one, the end of the post or the day censors it."""
    shortest, longest = [], []
    for history, tenure, (low, high) in _observable(histories, day):
        end = _turnover(history, tenure)
        shortest.append(Observation(low, end is not None and end.lo <= day))
        longest.append(Observation(high, end is not None and end.hi <= day))
    if not shortest:
        return ()
    if shortest == longest:
        return (Curve("known", kaplan_meier(shortest)),)
    return Curve("shortest", kaplan_meier(shortest)), Curve("longest", kaplan_meier(longest))


def _median_survival(
    histories: Sequence[PostHistory], day: int, curves: Sequence[Curve]
) -> Figure:
    medians = [median_survival(curve.steps) for curve in curves]
    reached = [days for days in medians if days is not None]
    low = min(reached, default=None)
    high = max(reached) if reached and len(reached) == len(medians) else None
    n = sum(1 for _ in _observable(histories, day))
    left_out = sum(1 for _ in _permanent(histories, day)) - n
    return Figure("survival_median", "days", low, high, n, left_out)


# --- days --------------------------------------------------------------------------------------


def _covered(spans: _Spans, day: int) -> int:
    """How many days before a day some spans [first, last) cover together."""
    total, free = 0, BEFORE_ALL
    for first, last in sorted(spans):
        first, last = max(first, free), min(last, day)
        if first < last:
            total += last - first
            free = last
    return total


def _without(spans: _Spans, others: _Spans, day: int) -> int:
    """How many days before a day some spans cover and others do not."""
    others = list(others)
    return _covered([*spans, *others], day) - _covered(others, day)


def _certain_span(tenure: Tenure) -> _Bounds:
    return tenure.start.hi, tenure.end.lo if tenure.end else AFTER_ALL


def _possible_span(tenure: Tenure) -> _Bounds:
    return tenure.start.lo, tenure.end.hi if tenure.end else AFTER_ALL


def _hand_overs(history: PostHistory) -> Iterator[tuple[int, int]]:
    """The days on which one holder or the next certainly held the post, whichever of the two.

    A tenure that begins with the very date with which another ends took over from it.
    """
    ended = {tenure.end: tenure for tenure in history.tenures if tenure.end}
    for successor in history.tenures:
        predecessor = ended.get(successor.start)
        if predecessor is None or predecessor is successor:
            continue
        lo, hi = successor.start.lo, successor.start.hi
        if predecessor.start.hi <= lo and _certain_span(successor)[1] >= hi:
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
        held = [_possible_span(tenure) for tenure in history.tenures]
        sure = min(latest for _, latest in began)
        low += _without([(sure, day)], [*held, *(a.possible for a in history.absences)], day)
        held = [*map(_certain_span, history.tenures), *_hand_overs(history)]
        high += _without([(first, day)], [*held, *(a.certain for a in history.absences)], day)
        unbounded += first <= BEFORE_ALL
    return Figure("vacancy_days", "days", low, None if unbounded else high, n, unbounded)


def _vacancy_starts(history: PostHistory) -> Iterator[_Bounds]:
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
    days = {True: [0, 0], False: [0, 0]}
    n = left_out = 0
    for tenure in (t for h in histories for t in h.tenures if t.start.lo <= day):
        length = _length(tenure, day)
        if length is None:
            left_out += 1
            continue
        n += 1
        days[tenure.capacity == "permanent"][0] += length[0]
        days[tenure.capacity == "permanent"][1] += length[1]
    low = _share(days[False][0], days[True][1])
    high = _share(days[False][1], days[True][0])
    return Figure("interim_share", "share", low, high, n, left_out)


def _share(part: int, rest: int) -> float | None:
    return part / (part + rest) if part + rest else None


# --- changes -----------------------------------------------------------------------------------


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
    certain = possible = n = 0
    days: list[float] = [0, 0]
    for home in sorted({history.organization for history in histories}):
        for overlaps in _overlaps(*background.leaders.get(home, ((), ())), asked):
            sure = [span for span, _ in overlaps if span[0] < span[1] and span[0] <= day]
            may = [span for _, span in overlaps if span[0] < span[1] and span[0] <= day]
            n += bool(may)
            certain += bool(sure)
            possible += bool(may)
            days[0] += _covered(sure, day)
            unbounded = any(first <= BEFORE_ALL for first, _ in may)
            days[1] += float("inf") if unbounded else _covered(may, day)
    high = None if days[1] == float("inf") else days[1]
    yield Figure("dual_roles", "people", certain, possible, n)
    yield Figure("dual_days", "days", days[0], high, n)


def _overlaps(
    chairs: Iterable[PostHistory], ceos: Sequence[PostHistory], asked: set[str]
) -> Iterable[list[tuple[_Bounds, _Bounds]]]:
    """By person, the spans in which they certainly and possibly held a post of each kind."""
    found: dict[str, list[tuple[_Bounds, _Bounds]]] = {}
    for chair in chairs:
        for ceo in (c for c in ceos if not asked.isdisjoint((chair.post, c.post))):
            for one in chair.tenures:
                for other in ceo.tenures:
                    if one.person == other.person != UNKNOWN_PERSON and not _moved(one, other):
                        found.setdefault(one.person, []).append(
                            (
                                _common(_certain_span(one), _certain_span(other)),
                                _common(_possible_span(one), _possible_span(other)),
                            )
                        )
    return found.values()


def _common(one: _Bounds, other: _Bounds) -> _Bounds:
    return max(one[0], other[0]), min(one[1], other[1])


def _moved(one: Tenure, other: Tenure) -> bool:
    """Whether one tenure ends with the very date with which the other begins."""
    return one.end == other.start or other.end == one.start


def _successors(
    histories: Sequence[PostHistory], day: int, background: Background, days_in: int
) -> Iterator[Figure]:
    """The successors from inside and from outside; of the rest it is not known."""
    insiders, outsiders, unsure = 0, 0, 0
    for history, tenure in _permanent(histories, day):
        if not any(
            other.start.lo < tenure.start.lo and not _is_same_person(other, tenure)
            for other in history.tenures
        ):
            continue
        inside = _was_inside(history.organization, tenure, background, days_in)
        insiders += inside is True and tenure.start.hi <= day
        outsiders += inside is False and tenure.start.hi <= day
        unsure += inside is None or tenure.start.hi > day
    n = insiders + outsiders + unsure
    yield Figure("successors_internal", "successors", insiders, insiders + unsure, n)
    yield Figure("successors_external", "successors", outsiders, outsiders + unsure, n)


def _is_same_person(one: Tenure, other: Tenure) -> bool:
    return one is other or one.person == other.person != UNKNOWN_PERSON


def _was_inside(
    organization: str, tenure: Tenure, background: Background, days_in: int
) -> bool | None:
    """Whether somebody had begun a tenure there so many days before; None if that is not clear."""
    if tenure.person == UNKNOWN_PERSON:
        return None
    homes = {organization, *background.ancestors(organization)}
    earlier = [
        other.start
        for home, other in background.careers.get(tenure.person, ())
        if home in homes and other is not tenure
    ]
    if any(start.hi + days_in <= tenure.start.lo for start in earlier):
        return True
    return None if any(start.lo + days_in <= tenure.start.hi for start in earlier) else False
