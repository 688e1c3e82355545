"""Chains read off the histories: a post's succession, its vacancies, a person's career."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate

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
    """

    post: str
    organization: str
    since: EdtfDate
    until: EdtfDate | None
    days: int
    days_most: int | None
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]


def succession(history: PostHistory, as_of: EdtfDate) -> tuple[Tenure, ...]:
    """The tenures of a post that may have begun by a day, the earliest first."""
    return tuple(tenure for tenure in history.tenures if tenure.start.lo <= as_of.hi)


def career(
    histories: Iterable[PostHistory], person: str, as_of: EdtfDate
) -> tuple[tuple[PostHistory, Tenure], ...]:
    """A person's tenures that may have begun by a day, the earliest first."""
    found = [
        (history, tenure)
        for history in histories
        for tenure in succession(history, as_of)
        if tenure.person == person
    ]
    found.sort(key=lambda held: (held[1].start.lo, held[1].start.hi, held[1].post))
    return tuple(found)


def vacancies(history: PostHistory, as_of: EdtfDate, min_days: int = 1) -> tuple[Gap, ...]:
    """The times up to a day in which a post was certainly vacant, for so many days at least."""
    found = (_gap(history, as_of, *gap) for gap in vacant_spans(history, as_of.hi))
    return tuple(gap for gap in found if gap is not None and gap.days >= min_days)


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


def _gap(history: PostHistory, as_of: EdtfDate, first: int, end: int) -> Gap | None:
    if first > as_of.hi or first <= BEFORE_ALL or first >= AFTER_ALL:
        return None
    ended = [t for t in history.tenures if t.end is not None and t.end.hi <= first]
    began = [t for t in history.tenures if t.start.lo == end]
    ends = [t.end for t in ended if t.end is not None]
    created = history.profile.created
    since = max(
        [*ends, *(d for d in history.left if d.hi <= first), *([created] if created else [])],
        key=lambda day: (day.hi, day.lo),
        default=None,
    )
    if since is None or since.hi != first:
        since = EdtfDate.of_day(first)
    until = _until(history, end)
    reached = min(end, as_of.lo)
    most: int | None = min(until.hi if until else as_of.hi, as_of.hi) - since.lo
    if since.lo <= BEFORE_ALL:
        most = None
    return Gap(
        history.post,
        history.organization,
        since,
        until,
        max(0, reached - first),
        most,
        tuple(sorted({t.person for t in ended if t.end == since})),
        tuple(sorted({t.person for t in began})),
    )


def _until(history: PostHistory, end: int) -> EdtfDate | None:
    """The date that ends a vacancy: a holder's first day, or the end of the post."""
    starts = [t.start for t in history.tenures if t.start.lo == end]
    ends = [a.start for a in history.absences if a.start is not None and a.start.lo == end]
    return min([*starts, *ends], key=attrgetter("hi"), default=None)
