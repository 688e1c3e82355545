"""The days on which the state of some posts changes, where a browser of time stops."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..posts import PostHistory

__all__ = ["ChangeDays"]


class ChangeDays:
    """Finds the days on which what some posts are differs from the day before.

    A day counts if `PostHistory.on` gives another status, certainty, tenure or beginning of a
    vacancy than on the day before. So the bounds of an uncertain date are changes, and milestones,
    new titles and expected ends are not. Days are ordinals.

    Args:
        histories: of the posts.
    """

    def __init__(self, histories: Iterable[PostHistory]) -> None:
        self._at: dict[int, list[PostHistory]] = {}
        for history in histories:
            for day in {*_bounds(history)}:
                if BEFORE_ALL + 1 < day < AFTER_ALL:  # 0001-01-01 has no day before
                    self._at.setdefault(day, []).append(history)
        self._days = sorted(self._at)

    def after(self, day: int) -> int | None:
        """The first change after a day; None if there is none."""
        later = self._days[bisect_right(self._days, day) :]
        return next(filter(self.posts_on, later), None)

    def before(self, day: int) -> int | None:
        """The last change before a day; None if there is none."""
        earlier = self._days[: bisect_left(self._days, day)]
        return next(filter(self.posts_on, reversed(earlier)), None)

    def first(self) -> int | None:
        """The first change of all; None if nothing ever changes."""
        return self.after(BEFORE_ALL)

    def last(self) -> int | None:
        """The last change of all, in the future too; None if nothing ever changes."""
        return self.before(AFTER_ALL)

    def days(self) -> Iterator[int]:
        """Yield the days of all changes, the earliest first, as ordinals."""
        return filter(self.posts_on, self._days)

    def posts_on(self, day: int) -> Sequence[PostHistory]:
        """The posts whose state differs from the day before, in the order given."""
        return [history for history in self._at.get(day, ()) if _changes(history, day)]


def _changes(history: PostHistory, day: int) -> bool:
    before, after = (history.on(EdtfDate.of_day(day - back)) for back in (1, 0))
    return (before.status, before.certainty, before.holding, before.since) != (
        after.status,
        after.certainty,
        after.holding,
        after.since,
    )


def _bounds(history: PostHistory) -> Iterator[int]:
    """Every day on which the post's state may change: the bounds of all its dates."""
    dates = [history.profile.created, *history.left]
    dates += [date for tenure in history.tenures for date in (tenure.start, tenure.end)]
    dates += [date for absence in history.absences for date in (absence.start, absence.end)]
    for date in dates:
        if date is not None:
            yield from (date.lo, date.hi)
    told = [tenure.days for tenure in history.tenures if tenure.days is not None]
    for days in told:
        for span in (*days.certain, *days.possible, *days.joint):
            yield from span
    for span in history.held:
        yield from span
