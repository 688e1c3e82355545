"""The history of a post, folded from what stands about it and its organization."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import (
    Departed,
    Dissolved,
    Post,
)

from ..posts import Absence, Conflict, PostHistory
from ..profiles import Patch, Profile
from .enders import date_of
from .profiles import profile_of
from .tenures import tenures_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events import (
        EdtfDate,
    )

    from ..standing import Standing

__all__ = ["NO_HOME", "Home", "post_history", "unintroduced_post"]


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

_ROLES: Final = frozenset({"appointed", "departed"})

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
    roles = [s for s in about if s.fact.KIND in _ROLES]
    ends = [s for s in about if s.fact.KIND == "abolished"]
    if profile is None:
        if not roles and not ends:
            return None
        profile = unintroduced_post(post)
    ends += home.ends
    begins = profile.created or home.founded
    tenures, unmatched = tenures_of(post, roles, ends, profile.seats_by_day(), begins)
    absences = _absences(profile, ends, begins) if ends or begins is not None else ()
    conflicts = [_unmatched(s) for s in unmatched]
    if absences:
        conflicts += _outside(roles, absences, profile)
    if len(profile.patches) > 1:
        conflicts += _two_homes(post, about)
    if len(conflicts) > 1:
        conflicts.sort(key=lambda conflict: (conflict.event, conflict.code))
    left = tuple([date_of(s) for s in unmatched])
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


def _outside(
    roles: Iterable[Standing], absences: Sequence[Absence], profile: Profile
) -> Iterator[Conflict]:
    """The role changes at a time when the post is certain not to exist."""
    spans = [(*absence.certain, absence) for absence in absences]
    for standing in roles:
        fact = standing.fact
        day: EdtfDate = fact.effective  # type: ignore[attr-defined]
        # A holder may leave on the very day on which the post ends, or after it by mistake only.
        eve = fact.KIND == "departed"
        for first, last, absence in spans:
            if first <= day.lo - eve and day.hi - eve < last:
                yield _absent(standing, day, absence, profile)
                break


def _absent(standing: Standing, day: EdtfDate, absence: Absence, profile: Profile) -> Conflict:
    """A role change while the post does not exist."""
    if absence.start is not None:
        message = f"{profile.id} ceased on {absence.start}, before {day}"
        return Conflict("after-end", standing.id, message, _ABOLISHED_HINT)
    what, whose = "post", profile.id
    if not profile.created:
        what, whose = "organization", f"the organization of {profile.id}"
    message = f"{day} is before {whose} existed ({absence.end})"
    return Conflict(f"before-{what}", standing.id, message, "correct one of the two dates")


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
