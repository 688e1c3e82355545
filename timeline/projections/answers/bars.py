"""What a picture of posts over time is made of: a tree of organizations, and bars of days.

Nothing here draws. The terminal, the chart and the browser are all made of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL

from ..posts import PostHistory
from ..profiles import Profile
from ..tenures import Tenure
from .chains import vacant_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..histories import Histories

__all__ = ["Bar", "Group", "bar_of", "grouped", "known_days", "packed", "vacant_spans"]


@attrs.frozen(slots=True)
class Group:
    """An organization, and those of its posts that are shown.

    Attributes:
        depth: how many of its ancestors are shown too.
        organization: what it is called.
        histories: of the posts, in the order in which the log introduced them.
    """

    depth: int
    organization: Profile
    histories: tuple[PostHistory, ...]


@attrs.frozen(slots=True)
class Bar:
    """The days of a tenure, as ordinals: possibly [lo, hi), for certain [sure_lo, sure_hi).

    Attributes:
        tenure: the tenure.
        lo: the first day on which it possibly holds; `BEFORE_ALL` if there is no bound.
        sure_lo: the first day on which it holds for certain.
        sure_hi: the day after the last such; not after `sure_lo` if there is none.
        hi: the day after the last on which it possibly holds; `AFTER_ALL` if it goes on.
    """

    tenure: Tenure
    lo: int
    sure_lo: int
    sure_hi: int
    hi: int


def bar_of(tenure: Tenure) -> Bar:
    """The days of a tenure."""
    start, end = tenure.start, tenure.end
    if end is None:
        return Bar(tenure, start.lo, start.hi, AFTER_ALL, AFTER_ALL)
    return Bar(tenure, start.lo, start.hi, end.lo, end.hi)


def packed(bars: Iterable[Bar]) -> tuple[tuple[Bar, ...], ...]:
    """Bars in as few lanes as they need.

    Two share a lane although they overlap where the one's uncertain end is the other's uncertain
    start: that is a hand-over on a day that nobody knows.
    """
    lanes: list[list[Bar]] = []
    for bar in bars:
        lane = next((lane for lane in lanes if _follows(bar, lane[-1])), None)
        if lane is None:
            lanes.append([bar])
        else:
            lane.append(bar)
    return tuple(tuple(lane) for lane in lanes)


def _follows(bar: Bar, last: Bar) -> bool:
    if last.hi <= bar.lo:
        return True
    if last.tenure.days is not None or bar.tenure.days is not None:
        return False  # each may hold on days between those of the other
    hand_over = last.tenure.end is not None and last.sure_hi <= bar.lo and last.hi <= bar.sure_lo
    return hand_over and last.sure_lo < last.sure_hi and bar.sure_lo < bar.sure_hi


def grouped(histories: Histories, chosen: Iterable[PostHistory]) -> Iterator[Group]:
    """Group posts by organization, an organization below its parent.

    Organizations and posts stand in the order in which the log introduced them, which is that of
    the author's file.
    """
    posts: dict[str, list[PostHistory]] = {}
    for history in chosen:
        posts.setdefault(history.organization, []).append(history)
    profiles = {home: _organization(histories, home) for home in posts}
    children: dict[str | None, list[str]] = {}
    for home in sorted(profiles, key=lambda home: _order(profiles[home])):
        parent = profiles[home].parent
        above = parent if parent in profiles and parent != home else None
        children.setdefault(above, []).append(home)
    done: set[str] = set()
    # Organizations that are each other's parents hang from no root; they are shown at the top.
    queue = [(0, home) for home in (*children.get(None, ()), *sorted(profiles))]
    while queue:
        depth, home = queue.pop(0)
        if home in done:
            continue
        done.add(home)
        own = sorted(posts[home], key=lambda history: _order(history.profile))
        yield Group(depth, profiles[home], tuple(own))
        queue[:0] = [(depth + 1, child) for child in children.get(home, [])]


def _order(profile: Profile) -> tuple[bool, int, str]:
    return not profile.position, profile.position, profile.id


def _organization(histories: Histories, ident: str) -> Profile:
    return histories.profile("organization", ident) or Profile("organization", ident or "?", ())


def known_days(histories: Sequence[PostHistory]) -> Iterator[int]:
    """Every day that the histories name, as ordinals: what an axis should cover."""
    for history in histories:
        for tenure in history.tenures:
            for day in (tenure.start, tenure.end):
                if day is not None:
                    yield from (d for d in (day.lo, day.hi) if BEFORE_ALL < d < AFTER_ALL)
        for day in history.left:
            yield from (d for d in (day.lo, day.hi) if BEFORE_ALL < d < AFTER_ALL)
