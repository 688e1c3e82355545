"""What there is to see at one point of knowledge, and ways through it. Nothing here draws."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from copy import copy
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate, NotFound
from timeline.projections.answers.bars import Group, grouped, known_days
from timeline.projections.answers.changes import ChangeDays
from timeline.projections.answers.search import Search
from timeline.projections.histories import Histories
from timeline.projections.names import Names
from timeline.projections.profiles import Profile
from timeline.views.axis import Window
from timeline.views.palette import colors_of
from timeline.views.people import People

if TYPE_CHECKING:
    from timeline.events import What
    from timeline.projections.answers.search import Match
    from timeline.projections.milestones import MilestoneRecord
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

__all__ = ["ORDERS", "Choose", "Order", "Scene", "days_later", "months_later", "window_around"]

Order: TypeAlias = Literal["log", "title", "holder", "since"]

ORDERS: Final[tuple[Order, ...]] = ("log", "title", "holder", "since")
"""How posts may be sorted: as in the log by organization; or without it by title, by holder (held
ones first), by the day since which they are held (the latest first)."""

Choose: TypeAlias = Callable[[Histories], Sequence[str] | None]
"""Gives the ids of the posts to show, None for all; may raise NotFound."""

FIRST: Final = BEFORE_ALL + 1
LAST: Final = AFTER_ALL - 1

SHORTEST: Final = 28
"""The days that an axis has at least."""


class Scene:
    """The posts to show at a point of knowledge, in the order in which they stand.

    Args:
        histories: what all of it is read from, once.
        choose: which posts to show.
        language: of names: `zh`, `en`, `both`, or None for the one first written.

    Attributes:
        histories: likewise.
        groups: the posts by organization.
        posts: the same posts in one row.
        depths: how deep the organization of each stands in the tree.
        is_flat: whether the posts stand without their organizations, in an order of their own.
        changes: the days on which one of them changes.
    """

    def __init__(self, histories: Histories, choose: Choose, language: str | None = None) -> None:
        self.histories = histories
        self._language = language
        self._remembered = _Remembered(histories)
        self._names: tuple[int, Names] | None = None
        self.is_flat = False
        self._stand(tuple(grouped(histories, _chosen(histories, choose))))

    def _stand(self, groups: Sequence[Group]) -> None:
        self.groups = groups
        self.posts = tuple(history for group in groups for history in group.histories)
        self.depths = tuple(group.depth for group in groups for _ in group.histories)
        self.changes = ChangeDays(self.posts)
        self._index = {history.post: index for index, history in enumerate(self.posts)}

    def arranged(self, words: str, order: Order, day: EdtfDate) -> Scene:
        """The same with the posts alone that a text finds, in an order.

        Args:
            words: all of them stand in a post's id or names, or in those of who ever held it; all
                posts have none.
            order: of the posts; all but `log` stand without their organizations.
            day: of the state by which they are sorted.
        """
        made = copy(self)
        found = {match.id for match in self.search.find(words)} if words.strip() else None
        kept = [
            history
            for history in self.posts
            if found is None
            or history.post in found
            or any(tenure.person in found for tenure in history.tenures)
        ]
        groups = tuple(grouped(self.histories, kept))
        if order != "log":
            made.is_flat = True
            kept.sort(key=lambda history: _place(history, order, self.names(day), day))
            groups = tuple(attrs.evolve(_NOWHERE, histories=(history,)) for history in kept)
        made.__dict__.update(span=self.span, milestones=self.milestones, _colors=self._colors)
        made.__dict__.pop("search", None)
        made._stand(groups)
        return made

    def label(self, history: PostHistory, names: Names, *, short: bool) -> str:
        """What a post is called in its line; where no heading says so, its organization too."""
        if self.is_flat:
            return names.short_post(history) if short else names.post(history)
        return (names.short if short else names.label)(history.profile)

    def index(self, post: str) -> int | None:
        """Where a post stands; None if it is not shown."""
        return self._index.get(post)

    def names(self, day: EdtfDate) -> Names:
        """What ids are called on a day."""
        if self._names is None or self._names[0] != day.hi:
            self._names = day.hi, Names(self._remembered, self._language, day.hi)
        return self._names[1]

    @cached_property
    def _colors(self) -> dict[str, str]:
        return colors_of(self.posts)

    def people(self, day: EdtfDate) -> People:
        """The names of people on a day, with their colours."""
        return People(self.names(day), self._colors)

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """The first and the last day that the posts name; None if they name none."""
        days = list(known_days(self.posts))
        return (min(days), max(days)) if days else None

    @cached_property
    def milestones(self) -> Sequence[MilestoneRecord]:
        """What happened at the organizations shown, the earliest first."""
        homes = {group.organization.id for group in self.groups}
        return [m for m in self.histories.milestones() if m.organization in homes]

    @cached_property
    def search(self) -> Search:
        """Finds the posts, and the people who ever held one of them."""
        self._remembered.remember("person")
        held = dict.fromkeys(t.person for history in self.posts for t in history.tenures)
        people = [self._remembered.profile("person", p) or Profile("person", p, ()) for p in held]
        homes = {group.organization.id: group.organization for group in self.groups}
        return Search(people, ((h.profile, homes.get(h.organization)) for h in self.posts))

    def describe(self, match: Match, day: EdtfDate) -> str:
        """What was found: a post's title behind its organization's name, a person's names."""
        if match.what == "post":
            index = self.index(match.id)
            return self.names(day).post(self.posts[index]) if index is not None else match.id
        profile = self._remembered.profile(match.what, match.id)
        return profile.name_in("both", day.hi) if profile is not None else match.id

    def way_to(self, match: Match, day: EdtfDate) -> tuple[int, EdtfDate] | None:
        """The index of a post and the day on which to look at what was found; None if not shown.

        For a person it is a post held on the day; or else the day on which the nearest of that
        person's tenures begins or ends.
        """
        if match.what == "post":
            index = self.index(match.id)
            return None if index is None else (index, day)
        held = [
            (_distance(tenure, day), index, tenure)
            for index, history in enumerate(self.posts)
            for tenure in history.tenures
            if tenure.person == match.id
        ]
        if not held:
            return None
        distance, index, tenure = min(held, key=lambda found: found[:2])
        return index, day if distance == 0 else _nearest_day(tenure, day)


class _Remembered:
    """Profiles, each looked up once: names are asked for again on every day."""

    def __init__(self, histories: Histories) -> None:
        self._histories = histories
        self._known: dict[tuple[What, str], Profile | None] = {}

    def profile(self, what: What, ident: str) -> Profile | None:
        """Who or what an id stands for; None if there is no such id."""
        key = (what, ident)
        if key not in self._known:
            self._known[key] = self._histories.profile(what, ident)
        return self._known[key]

    def remember(self, what: What) -> None:
        """Look up all people, organizations or posts at once."""
        self._known.update(((what, p.id), p) for p in self._histories.profiles(what))


def _chosen(histories: Histories, choose: Choose) -> Sequence[PostHistory]:
    """The histories of the posts to show; none where the names mean nothing yet."""
    try:
        wanted = choose(histories)
    except NotFound:
        return ()
    if wanted is None:
        return tuple(histories.histories())
    found = (histories.history(post) for post in wanted)
    return [history for history in found if history is not None]


_NOWHERE: Final = Group(0, Profile("organization", "", ()), ())


def _place(
    history: PostHistory, order: Order, names: Names, day: EdtfDate
) -> tuple[bool, int, str, str]:
    """Where a post stands among others in an order."""
    title = names.post(history)
    if order == "title":
        return False, 0, title, history.post
    holding = [tenure for tenure, _ in history.on(day).holding]
    if order == "holder":
        holders = ", ".join(names.person(tenure.person) for tenure in holding)
        return not holding, 0, holders, title
    return not holding, -max((t.start.hi for t in holding), default=0), title, history.post


def _distance(tenure: Tenure, day: EdtfDate) -> int:
    """How many days lie between a tenure and a day; 0 if it holds on the day, or may."""
    if tenure.certainty(day.lo, day.hi) is not None:
        return 0
    if tenure.start.lo > day.hi:
        return tenure.start.lo - day.hi
    return day.lo - tenure.end.hi + 1 if tenure.end is not None else 1


def _nearest_day(tenure: Tenure, day: EdtfDate) -> EdtfDate:
    """The day nearest to another on which a tenure holds, or may."""
    if tenure.start.lo > day.hi or tenure.end is None:
        return _day(tenure.start.lo)
    return _day(tenure.end.hi - 1)


# --- days


def _day(ordinal: int) -> EdtfDate:
    return EdtfDate.of_day(min(max(ordinal, FIRST), LAST))


def days_later(day: EdtfDate, days: int) -> EdtfDate:
    """The day so many days later, or earlier if negative; a period is left by its near end."""
    return _day((day.hi if days > 0 else day.lo) + days)


def months_later(day: EdtfDate, months: int) -> EdtfDate:
    """The same day of another month, or that month's last; a period is left by its near end."""
    start = date.fromordinal(min(max(day.hi if months > 0 else day.lo, FIRST), LAST))
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return _day(LAST if months > 0 else FIRST)
    last = calendar.monthrange(year, month + 1)[1]
    return EdtfDate.of_day(date(year, month + 1, min(start.day, last)))


def window_around(span: tuple[int, int] | None, day: EdtfDate, today: int, zoom: int) -> Window:
    """The days to draw: all that are known, today, and the day; less of them the more `zoom`.

    Each step of `zoom` halves the time shown, around the day.
    """
    days = [*(span or ()), today, *(d for d in (day.lo, day.hi) if BEFORE_ALL < d < AFTER_ALL)]
    lo, hi = min(days), max(days) + 1
    wide = max((hi - lo) >> zoom, min(SHORTEST, hi - lo))
    start = min(max(day.lo - wide // 2, lo), hi - wide)
    return Window(start, max(start + wide, start + 2), start + wide < hi)
