"""The history of a post, and what it is on a day: held, vacant, no record, or no such post."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeAlias

import attrs

from timeline.events import (
    AFTER_ALL,
    Abolished,
    Appointed,
    Departed,
    Dissolved,
    EdtfDate,
    Post,
)

from .profiles import Patch, Profile, profile_of
from .standing import Standing
from .tenures import Tenure, tenures_of

__all__ = [
    "NO_HOME",
    "Absence",
    "Certainty",
    "Conflict",
    "Home",
    "PostHistory",
    "PostState",
    "Status",
    "post_history",
]

Certainty: TypeAlias = Literal["certain", "possible"]
Status: TypeAlias = Literal["held", "vacant", "no-record", "no-such-post"]


@attrs.frozen(slots=True)
class Absence:
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


@attrs.frozen(slots=True)
class Conflict:
    """Something that the facts about a post cannot all be right about.

    Attributes:
        code: a short stable name of the rule.
        event: the id of the event that does not fit.
        message: what does not fit.
        hint: the way out.
    """

    code: str
    event: str
    message: str
    hint: str


@attrs.frozen(slots=True, eq=False)
class PostHistory:
    """All that is known about one post.

    Attributes:
        profile: its titles, seats and organization.
        tenures: who held it, sorted by their start.
        left: dates of departures that end no tenure: it was held before them, by whom is not clear.
        absences: when it did not exist.
        conflicts: what does not fit together.
    """

    profile: Profile
    tenures: tuple[Tenure, ...]
    left: tuple[EdtfDate, ...] = ()
    absences: tuple[Absence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

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
        """What the post is on a day; on an uncertain day, what it is for certain or possibly."""
        holding = self.holding(day.lo, day.hi)
        return PostState.held(self, holding) if holding else self._unheld(day.lo, day.hi)

    def holding(self, lo: int, hi: int) -> tuple[tuple[Tenure, Certainty], ...]:
        """The tenures that hold, for certain or possibly, on the days `lo` to `hi`, as ordinals."""
        return tuple(
            [
                (tenure, certainty)
                for tenure in self.tenures
                if (certainty := tenure.certainty(lo, hi)) is not None
            ]
        )

    def _unheld(self, lo: int, hi: int) -> PostState:
        if _covers((absence.certain for absence in self.absences), lo, hi):
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
    return tuple(parts)


def _covers(spans: Iterable[tuple[int, int]], lo: int, hi: int) -> bool:
    """Whether the spans [first, last) together cover every day from `lo` to `hi`."""
    for first, last in sorted(spans):
        if first <= lo < last:
            lo = last
    return lo > hi


@attrs.frozen(slots=True)
class PostState:
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

    @classmethod
    def held(cls, history: PostHistory, holding: tuple[tuple[Tenure, Certainty], ...]) -> PostState:
        """Of a post that somebody holds, for certain or possibly."""
        sure = holding[0][1]
        if len(holding) > 1 and any(certainty == "certain" for _, certainty in holding):
            sure = "certain"
        return cls(history, "held", sure, holding, None)


@attrs.frozen(slots=True)
class Home:
    """What a post's history takes from its organization.

    Attributes:
        founded: when the organization was, if that is on record.
        ends: the facts that dissolve it.
    """

    founded: EdtfDate | None = None
    ends: tuple[Standing, ...] = ()

    @classmethod
    def of(cls, about: Iterable[Standing]) -> Home:
        """Of all that stands about the organization."""
        about = list(about)
        profile = profile_of("organization", "", about)
        ends = tuple(s for s in about if isinstance(s.fact, Dissolved))
        return cls(profile.created if profile else None, ends)


NO_HOME: Final = Home()
"""Of a post that no organization is known of."""

_ABOLISHED_HINT: Final = "correct the date, or introduce the post again from a later date"


def post_history(
    post: str, profile: Profile | None, about: Sequence[Standing], home: Home
) -> PostHistory | None:
    """The history of a post; None if nothing is known of it.

    Args:
        post: its id.
        profile: what introduces it; None if nothing does.
        about: what stands about it.
        home: what matters of its organization.
    """
    if profile is None:
        if not any(isinstance(s.fact, (Appointed, Departed, Abolished)) for s in about):
            return None
        profile = unintroduced_post(post)
    ends = [s for s in about if isinstance(s.fact, Abolished)]
    ends += home.ends
    roles = [s for s in about if isinstance(s.fact, (Appointed, Departed))]
    begins = profile.created or home.founded
    tenures, unmatched = tenures_of(post, [*roles, *ends], profile.seats_by_day(), begins)
    absences = _absences(profile, ends, begins)
    left = tuple(s.fact.effective for s in unmatched if isinstance(s.fact, Departed))
    conflicts = [_unmatched(s) for s in unmatched]
    if absences:
        conflicts += [c for s in roles if (c := _outside(s, absences, profile))]
    if len(profile.patches) > 1:
        conflicts += _two_homes(post, about)
    conflicts.sort(key=lambda conflict: (conflict.event, conflict.code))
    return PostHistory(profile, tuple(tenures), left, absences, tuple(conflicts))


def unintroduced_post(post: str) -> Profile:
    """A post that events speak of and nothing introduces: its id is all there is to go by."""
    patch = Patch(None, parent=post.rpartition("/")[0] or None)
    return Profile("post", post, (patch,), introduced=False)


def _absences(
    profile: Profile, ends: Sequence[Standing], begins: EdtfDate | None
) -> tuple[Absence, ...]:
    """When the post did not exist: before its creation, and from each end to a new beginning."""
    found = [Absence(None, begins)] if begins is not None else []
    dated = [p.effective for p in profile.patches if p.effective is not None]
    for standing in sorted(ends, key=_by_date):
        end: EdtfDate = standing.fact.effective  # type: ignore[attr-defined]
        again = [date for date in dated if date.lo > end.hi]
        begins = min(again, key=lambda date: (date.lo, date.hi), default=None)
        found.append(Absence(end, begins, standing.positions[-1]))
    return tuple(found)


def _by_date(standing: Standing) -> tuple[int, int, str]:
    date: EdtfDate = standing.fact.effective  # type: ignore[attr-defined]
    return date.lo, date.hi, standing.id


def _unmatched(standing: Standing) -> Conflict:
    fact = standing.fact
    assert isinstance(fact, Departed)  # noqa: S101 - only departures end tenures
    return Conflict(
        "departure-without-appointment",
        standing.id,
        f'"{fact.person}" does not hold {fact.post} before {fact.effective}, and cannot leave it',
        "append the appointment too; one whose date nobody knows is on: unknown",
    )


def _outside(standing: Standing, absences: Sequence[Absence], profile: Profile) -> Conflict | None:
    """A role change at a time when the post is certain not to exist."""
    fact = standing.fact
    day: EdtfDate = fact.effective  # type: ignore[attr-defined]
    departs = isinstance(fact, Departed)
    for absence in absences:
        # A holder may leave on the very day on which the post ends, or after it by mistake only.
        lo, hi = (day.lo - 1, day.hi - 1) if departs else (day.lo, day.hi)
        if not _covers([absence.certain], lo, hi):
            continue
        if absence.start is None:
            what = "post" if profile.created else "organization"
            return Conflict(
                f"before-{what}",
                standing.id,
                f"{day} is before the {what} of {profile.id} existed ({absence.end})"
                if what == "organization"
                else f"{day} is before {profile.id} existed ({absence.end})",
                "correct one of the two dates",
            )
        message = f"{profile.id} ceased on {absence.start}, before {day}"
        return Conflict("after-end", standing.id, message, _ABOLISHED_HINT)
    return None


def _two_homes(post: str, about: Sequence[Standing]) -> list[Conflict]:
    """A post belongs to one organization; a later introduction does not move it."""
    said = sorted((s for s in about if isinstance(s.fact, Post)), key=lambda s: (s.recorded, s.id))
    found = []
    for standing in said[1:]:
        first, other = said[0].fact, standing.fact
        assert isinstance(first, Post)  # noqa: S101 - as selected above
        assert isinstance(other, Post)  # noqa: S101
        if other.organization != first.organization:
            message = f"{post} belongs to {first.organization}, and not to {other.organization}"
            found.append(Conflict("two-homes", standing.id, message, "introduce another post"))
    return found
