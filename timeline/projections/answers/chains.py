"""Chains read off the histories: a post's succession, its vacancies, a person's career."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate

from ..posts import last_vacant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..posts import PostHistory
    from ..tenures import Tenure

__all__ = ["Gap", "career", "handed_over", "succession", "vacancies", "vacant_spans"]


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
        predecessors: whom the next holder replaces, as far as that is said; else who held it last.
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


def handed_over(
    left: Sequence[Tenure], came: Sequence[Tenure], is_single: bool
) -> list[tuple[list[Tenure], list[Tenure]]]:
    """Who of those who left and came at once at a post followed whom.

    An appointment that `replaces` somebody follows that one. The others follow each other in a
    post of one seat; in another nothing says so, and those who came and those who left stand apart.
    """
    found: list[tuple[list[Tenure], list[Tenure]]] = []
    gone, new = list(left), []
    for tenure in came:
        before = [other for other in gone if other.person == tenure.replaces]
        if before:
            gone.remove(before[0])
            found.append(([before[0]], [tenure]))
        else:
            new.append(tenure)
    if gone and new and not is_single:
        found += [(gone, []), ([], new)]
    elif gone or new:
        found.append((gone, new))
    return found


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
    came = edges.came.get(end, ())
    replaced = {tenure.replaces for tenure in came if tenure.replaces is not None}
    return Gap(
        history.post,
        history.organization,
        since,
        until,
        reached - first,
        most,
        tuple(sorted(replaced or edges.left.get(since, set()))),
        tuple(sorted({tenure.person for tenure in came})),
        seen,
        until is None and (seen is None or seen.hi < as_of.hi),
    )
