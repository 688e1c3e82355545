"""The history of a post, and what it is on a day: held, vacant, no record, or no such post."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

import attrs

from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    EdtfDate,
)

from .profiles import Profile
from .record import Record
from .tenures import Spans, Tenure, told_by_one
from .worlds import WorldGraph

__all__ = [
    "Absence",
    "Certainty",
    "Conflict",
    "PostHistory",
    "PostState",
    "Status",
    "covers",
    "last_vacant",
]

Certainty: TypeAlias = Literal["certain", "possible"]
Status: TypeAlias = Literal["held", "vacant", "no-record", "no-such-post"]


@attrs.frozen(slots=True, repr=False)
class Absence(Record):
    """A time in which the post does not exist, [start, end); None means without end that way.

    `by` is the position of the event that ended the post, if one did.
    """

    start: EdtfDate | None
    end: EdtfDate | None
    by: int | None = attrs.field(default=None, eq=False)

    @property
    def certain(self) -> tuple[int, int]:
        """The days [first, last) on which it holds for certain, as ordinals."""
        return (self.start.hi if self.start else -1), (self.end.lo if self.end else AFTER_ALL + 1)

    @property
    def possible(self) -> tuple[int, int]:
        """The days [first, last) on which it possibly holds, as ordinals."""
        return (self.start.lo if self.start else -1), (self.end.hi if self.end else AFTER_ALL + 1)


@attrs.frozen(slots=True, repr=False)
class Conflict(Record):
    """Something that the facts about a post cannot all be right about.

    Attributes:
        code: a short stable name of the rule.
        event: the id of the event that does not fit.
        message: what does not fit.
        hint: the way out.
        events: the ids of all the events that cannot be right together; without any one of them
            the others may be.
    """

    code: str
    event: str
    message: str
    hint: str
    events: tuple[str, ...] = ()


@attrs.frozen(slots=True, repr=False, eq=False)
class PostHistory(Record):
    """All that is known about one post.

    Attributes:
        profile: its titles, seats and organization.
        tenures: who held it, sorted by their start.
        left: dates of departures that end no tenure: it was held before them, by whom is not clear.
        absences: when it did not exist.
        conflicts: what does not fit together.
        is_exact: whether all worlds were looked through; if not, the tenures' bounds may be wider
            than the truth, and are never narrower.
        held: the days on which somebody or other holds it for certain, each span [first, end),
            where the tenures do not tell.
        worlds: how its uncertain dates hang together; nothing where all dates are known days, or
            there are too many worlds. No answer of a day depends on them: they are for bounds of
            what several tenures come to.
        covered: through when a register of it is known to be complete; None if nothing says so.
    """

    profile: Profile
    tenures: tuple[Tenure, ...]
    left: tuple[EdtfDate, ...] = ()
    absences: tuple[Absence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    is_exact: bool = True
    held: Spans = ()
    worlds: tuple[WorldGraph, ...] = ()
    covered: EdtfDate | None = None

    def __eq__(self, other: object) -> bool:
        """Whether the same is known, wherever that was read."""
        return isinstance(other, PostHistory) and _known(self) == _known(other)

    def __hash__(self) -> int:
        return hash(_known(self))

    @property
    def post(self) -> str:
        """The post's id."""
        return self.profile.id

    @property
    def organization(self) -> str:
        """The id of the organization that the post belongs to."""
        return self.profile.parent or ""

    def on(self, day: EdtfDate) -> PostState:
        """What the post is on a day; on an uncertain day, what it is for certain or possibly.

        `charts/state.js` says it again, for a page.
        """
        holding = self.holding(day.lo, day.hi)
        return PostState.held_by(self, holding, day) if holding else self._unheld(day.lo, day.hi)

    def holding(self, lo: int, hi: int) -> tuple[tuple[Tenure, Certainty], ...]:
        """The tenures that hold, for certain or possibly, on the days `lo` to `hi`, as ordinals."""
        found = [t for t in self.tenures if t.certainty(lo, hi) is not None]
        if len(found) > 1:
            found = told_by_one(found, lo, hi)
        return tuple([(t, sure) for t in found if (sure := t.certainty(lo, hi)) is not None])

    def _unheld(self, lo: int, hi: int) -> PostState:
        if covers((absence.certain for absence in self.absences), lo, hi):
            return PostState(self, "no-such-post", "certain", (), None)
        absent = any(
            first <= hi and max(first, lo) < last
            for first, last in (absence.possible for absence in self.absences)
        )
        began = self.vacancy_starts()
        since = max((d for d in began if d.hi <= lo), key=lambda d: (d.hi, d.lo), default=None)
        if since is not None:
            return PostState(self, "vacant", "possible" if absent else "certain", (), since)
        if absent:
            return PostState(self, "no-such-post", "possible", (), None)
        if any(date.lo <= hi for date in began):
            return PostState(self, "vacant", "possible", (), None)
        return PostState(self, "no-record", "certain", (), None)

    def vacancy_starts(self) -> list[EdtfDate]:
        """The days on which the post may have become vacant: ends, and its own beginning."""
        ends = [tenure.end for tenure in self.tenures if tenure.end is not None]
        created = self.profile.created
        again = [a.end for a in self.absences if a.start is not None and a.end is not None]
        return [*ends, *self.left, *again, *([created] if created is not None else [])]


def _known(history: PostHistory) -> tuple[object, ...]:
    parts = history.profile, history.tenures, history.left, history.absences, history.conflicts
    return *parts, history.is_exact, history.held, history.worlds, history.covered


def covers(spans: Iterable[tuple[int, int]], lo: int, hi: int) -> bool:
    """Whether the spans [first, last) together cover every day from `lo` to `hi`."""
    for first, last in sorted(spans):
        if first <= lo < last:
            lo = last
    return lo > hi


def last_vacant(history: PostHistory, since: EdtfDate | None) -> EdtfDate | None:
    """The last day on which something shows a vacancy that goes on: its first, or a register's."""
    covered = history.covered
    if since is None or since.lo <= BEFORE_ALL:
        return covered
    first = since if since.lo == since.hi else EdtfDate.of_day(since.lo)
    return covered if covered is not None and covered.lo > since.lo else first


@attrs.frozen(slots=True, repr=False)
class PostState(Record):
    """What a post is on a day.

    Attributes:
        history: the post's.
        status: `held` (by someone, possibly unknown), `vacant`, `no-record` or `no-such-post`.
        certainty: of the status.
        holding: the tenures that hold on that day, each with its certainty.
        since: since when it is vacant, where that is known.
    """

    history: PostHistory
    status: Status
    certainty: Certainty
    holding: tuple[tuple[Tenure, Certainty], ...]
    since: EdtfDate | None

    @property
    def last_seen(self) -> EdtfDate | None:
        """The last day on which something on record shows the post vacant; None if it is not."""
        return last_vacant(self.history, self.since) if self.status == "vacant" else None

    def presumed_on(self, day: EdtfDate) -> bool:
        """Whether the post is vacant, and nothing shows that as late as a day."""
        seen = self.last_seen
        return self.status == "vacant" and (seen is None or seen.hi < day.hi)

    @classmethod
    def held_by(
        cls,
        history: PostHistory,
        holding: tuple[tuple[Tenure, Certainty], ...],
        day: EdtfDate,
    ) -> PostState:
        """Of a post that somebody holds, for certain or possibly.

        Where each of several may hold it, it may yet be certain that one of them does.
        """
        for _, certainty in holding:
            if certainty == "certain":
                return cls(history, "held", "certain", holding, None)
        is_held = any(first <= day.lo and day.hi < end for first, end in history.held)
        return cls(history, "held", "certain" if is_held else "possible", holding, None)
