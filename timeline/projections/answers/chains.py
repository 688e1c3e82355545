"""Chains read off the histories: a post's succession, its vacancies, a person's career."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate

from ..posts import last_vacant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..posts import PostHistory
    from ..tenures import Tenure

__all__ = ["Gap", "career", "succession", "vacancies", "vacant_spans"]


@attrs.frozen(slots=True)
class Gap:
    """A time in which a post existed and certainly nobody held it, [since, until).

    Attributes:
        post: its id.
        organization: the id of its organization.
        since: the first day without a holder.
        until: the first day with one again, or without the post; None while it is vacant.
        days: how many days it lasted at least, up to the day of the question.
        days_most: how many at most, where uncertain dates leave it open; None without a bound.
        predecessors: who held it last.
        successors: who took it next.
        last_seen: the last day on which something on record shows it; its end, if it has one.
        presumed: whether it lasts on the day of the question, and was last seen before.
    """

    post: str
    organization: str
    since: EdtfDate
    until: EdtfDate | None
    days: int
    days_most: int | None
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    last_seen: EdtfDate | None = None
    presumed: bool = False


def succession(history: PostHistory, as_of: EdtfDate) -> tuple[Tenure, ...]:
    """The tenures of a post that may have begun by a day, the earliest first."""
    return tuple(tenure for tenure in history.tenures if tenure.start.lo <= as_of.hi)


def career(
    held: Iterable[tuple[PostHistory, Tenure]], as_of: EdtfDate
) -> tuple[tuple[PostHistory, Tenure], ...]:
    """Of the tenures of one person those that may have begun by a day, the earliest first."""
    found = [(history, tenure) for history, tenure in held if tenure.start.lo <= as_of.hi]
    found.sort(key=lambda held: (held[1].start.lo, held[1].start.hi, held[1].post))
    return tuple(found)


def vacancies(history: PostHistory, as_of: EdtfDate, min_days: int = 1) -> tuple[Gap, ...]:
    """The times up to a day in which a post was certainly vacant, for so many days at least."""
    long = [
        (first, end)
        for first, end in vacant_spans(history, as_of.hi)
        if BEFORE_ALL < first < AFTER_ALL and min(end, as_of.lo) - first >= min_days
    ]
    if not long:  # as of most posts: their dates are not needed
        return ()
    edges = _Edges(history)
    return tuple(_gap(edges, as_of, first, end) for first, end in long)


def vacant_spans(history: PostHistory, last: int) -> Iterator[tuple[int, int]]:
    """The spans [first, end) up to a day in which certainly nobody held the post, as ordinals."""
    spans = [(t.start.lo, t.end.hi if t.end else AFTER_ALL + 1) for t in history.tenures]
    spans += [absence.possible for absence in history.absences]
    known = [first for first, _ in spans if first >= 0] + [day.hi for day in history.left]
    created = history.profile.created
    if created is not None:
        known.append(created.hi)
    if not known:
        return
    cursor = min(known)
    for first, end in sorted(spans):
        if first > cursor:
            yield cursor, first
        cursor = max(cursor, end)
    if cursor <= last:
        yield cursor, AFTER_ALL + 1


class _Edges:
    """The dates of a post at which a vacancy may begin or end, by their days.

    Attributes:
        history: the post's.
        left: who left, by the date.
        came: the tenures that begin, by their earliest day.
    """

    def __init__(self, history: PostHistory) -> None:
        self.history = history
        self.left: dict[EdtfDate, set[str]] = {}
        self.came: dict[int, list[Tenure]] = {}
        for tenure in history.tenures:
            self.came.setdefault(tenure.start.lo, []).append(tenure)
            if tenure.end is not None:
                self.left.setdefault(tenure.end, set()).add(tenure.person)
        self._ends: dict[int, EdtfDate] = {}
        created = [] if history.profile.created is None else [history.profile.created]
        for date in (*self.left, *history.left, *created):
            known = self._ends.setdefault(date.hi, date)
            if date.lo > known.lo:
                self._ends[date.hi] = date
        self._stops: dict[int, list[EdtfDate]] = {}
        for absence in history.absences:
            if absence.start is not None:
                self._stops.setdefault(absence.start.lo, []).append(absence.start)

    def since(self, first: int) -> EdtfDate:
        """The date with which a vacancy begins whose first certain day this is."""
        created = self.history.profile.created
        if created is not None and created.hi > first:
            return EdtfDate.of_day(first)
        return self._ends.get(first) or EdtfDate.of_day(first)

    def until(self, end: int) -> EdtfDate | None:
        """The date that ends a vacancy: a holder's first day, or the end of the post."""
        starts = [tenure.start for tenure in self.came.get(end, ())]
        return min([*starts, *self._stops.get(end, ())], key=attrgetter("hi"), default=None)


def _gap(edges: _Edges, as_of: EdtfDate, first: int, end: int) -> Gap:
    history, since, until = edges.history, edges.since(first), edges.until(end)
    reached = min(end, as_of.lo)
    most: int | None = min(until.hi if until else as_of.hi, as_of.hi) - since.lo
    if since.lo <= BEFORE_ALL:
        most = None
    seen = EdtfDate.of_day(until.lo) if until else last_vacant(history, since)
    return Gap(
        history.post,
        history.organization,
        since,
        until,
        reached - first,
        most,
        tuple(sorted(edges.left.get(since, ()))),
        tuple(sorted({tenure.person for tenure in edges.came.get(end, ())})),
        seen,
        until is None and (seen is None or seen.hi < as_of.hi),
    )
