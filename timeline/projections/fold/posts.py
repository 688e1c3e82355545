"""The history of a post, folded from what stands about it and its organization."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    Covered,
    Dissolved,
    EdtfDate,
    Post,
    Seen,
    t,
)

from ..posts import Absence, Conflict, PostHistory
from ..profiles import Patch, Profile
from .accounts import merged
from .clashes import conflict_of
from .existence import existence_of
from .facts import date_of
from .profiles import profile_of
from .stints import NO_SIGHTINGS, Sightings
from .tenures import tenures_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..standing import Standing
    from ..tenures import Spans, Tenure

__all__ = [
    "NO_DEATHS",
    "NO_HOME",
    "Home",
    "covered_through",
    "post_history",
    "post_profile",
    "under_one_id",
    "unintroduced_post",
]


@attrs.frozen(slots=True)
class Home:
    """What a post's history takes from its organization.

    Attributes:
        founded: when the organization was, if that is on record.
        ends: the facts that dissolve it.
        covered: the day through which a register of it is complete; `BEFORE_ALL` if none is.
        parent: the organization above it.
    """

    founded: EdtfDate | None = None
    ends: tuple[Standing, ...] = ()
    covered: int = BEFORE_ALL
    parent: str | None = None

    @classmethod
    def of(cls, about: Iterable[Standing]) -> Home:
        """Of all that stands about the organization."""
        about = list(about)
        profile = profile_of("organization", "", about)
        ends = tuple(s for s in about if isinstance(s.fact, Dissolved))
        founded, parent = (profile.created, profile.parent) if profile else (None, None)
        return cls(founded, ends, covered_through(about), parent)

    @classmethod
    def of_several(cls, homes: Sequence[tuple[EdtfDate | None, Home]]) -> Home:
        """Of a post that was moved: the organizations, each with the date since when it is there.

        An organization that ends after the post was moved away, or before it came, does not end it.
        """
        ends: dict[str, Standing] = {}
        for place, (since, home) in enumerate(homes):
            until = next((d for d, other in homes[place + 1 :] if other is not home and d), None)
            for standing in home.ends:
                date = date_of(standing)
                came = since is None or place == 0 or since.lo <= date.hi
                if came and (until is None or date.lo < until.hi):
                    ends[standing.id] = standing
        last = homes[-1][1]
        return cls(homes[0][1].founded, tuple(ends.values()), last.covered, last.parent)


def covered_through(about: Iterable[Standing]) -> int:
    """The day through which a register is certainly complete, as an ordinal."""
    days = [s.fact.effective.lo for s in about if isinstance(s.fact, Covered)]
    return max(days, default=BEFORE_ALL)


NO_HOME: Final = Home()
"""Of a post that no organization is known of."""

_ROLES: Final = frozenset({"appointed", "departed"})
_OTHERS: Final = frozenset({"abolished", "seen", "covered"})

NO_DEATHS: Final[Mapping[str, EdtfDate]] = {}


def post_profile(post: str, about: Sequence[Standing]) -> Profile | None:
    """Who introduced a post, or its id alone if events speak of it; None if nothing is known of it.

    Args:
        post: its id.
        about: what stands about it.
    """
    profile = profile_of("post", post, about)
    if profile is not None:
        return profile
    spoken_of = any(s.fact.KIND in _ROLES or s.fact.KIND == "abolished" for s in about)
    return unintroduced_post(post) if spoken_of else None


def post_history(
    post: str,
    profile: Profile | None,
    about: Sequence[Standing],
    home: Home,
    deaths: Mapping[str, EdtfDate] = NO_DEATHS,
) -> PostHistory | None:
    """The history of a post; None if nothing is known of it.

    Args:
        post: its id.
        profile: what introduces it; None if nothing does.
        about: what stands about it.
        home: what matters of its organization.
        deaths: when people died who were appointed to it, as far as that is known from elsewhere.
    """
    roles = [s for s in about if s.fact.KIND in _ROLES]
    others = (
        [s for s in about if s.fact.KIND in _OTHERS]
        if len(about) - len(roles) > (profile is not None)
        else []
    )
    ends = [s for s in others if s.fact.KIND == "abolished"]
    if profile is None:
        if not roles and not ends:
            return None
        profile = unintroduced_post(post)
    ends += home.ends
    begins = profile.created or home.founded
    existence = existence_of(profile, begins, ends, deaths)
    sightings = _sightings(others, home)
    found = tenures_of(post, roles, existence, sightings)
    tenures = found.tenures
    left: tuple[EdtfDate, ...] = ()
    conflicts: list[Conflict] = []
    if found.contradictions:
        conflicts = [conflict_of(c, profile) for c in found.contradictions]
        tenures = _flagged(tenures, roles, conflicts)
        left = _left(roles, conflicts)
    absences = _absences(profile, ends, begins) if ends or begins is not None else ()
    if len(profile.patches) > 1:
        conflicts += _two_homes(post, about)
    if len(conflicts) > 1:
        conflicts.sort(key=lambda conflict: (conflict.event, conflict.code))
    held = found.held if found.held and not _is_told(found.held, tenures) else ()
    return PostHistory(
        profile,
        tuple(tenures),
        left,
        absences,
        tuple(conflicts),
        found.is_exact,
        held,
        tuple(found.worlds),
        EdtfDate.of_day(sightings.covered) if sightings.covered > BEFORE_ALL else None,
    )


def under_one_id(about: Iterable[Standing], into: Mapping[str, str]) -> list[Standing]:
    """What stands about a post, each person under the id that stays."""
    found = []
    for standing in about:
        fact: Any = standing.fact
        changed = {
            field: into[person]
            for field in ("person", "replaces")
            if (person := getattr(fact, field, "")) in into
        }
        if changed:
            standing = attrs.evolve(standing, fact=attrs.evolve(fact, **changed))
        found.append(standing)
    return found


def _sightings(about: Iterable[Standing], home: Home) -> Sightings:
    """What shows that people held the post, beside their appointments and departures."""
    seen: dict[str, list[tuple[int, int]]] = {}
    covered = home.covered
    for standing in about:
        fact = standing.fact
        if isinstance(fact, Seen):
            seen.setdefault(fact.person, []).append((fact.effective.lo, fact.effective.hi))
        elif isinstance(fact, Covered):
            covered = max(covered, fact.effective.lo)
    if not seen and covered == BEFORE_ALL:
        return NO_SIGHTINGS
    return Sightings(seen, covered)


def _flagged(
    tenures: Iterable[Tenure], roles: Iterable[Standing], conflicts: Iterable[Conflict]
) -> list[Tenure]:
    """The tenures, those marked that rest on facts which cannot all be true."""
    ids = {ident for conflict in conflicts for ident in conflict.events}
    positions = {p for standing in roles if standing.id in ids for p in standing.positions}
    return [
        attrs.evolve(tenure, conflicting=True) if positions & {*tenure.events} else tenure
        for tenure in tenures
    ]


def _left(roles: Iterable[Standing], conflicts: Iterable[Conflict]) -> tuple[EdtfDate, ...]:
    """The dates of departures that end nothing: somebody held the post before them."""
    ids = {c.event for c in conflicts if c.code == "departure-without-appointment"}
    dates = [date_of(standing) for standing in roles if standing.id in ids]
    return tuple(sorted(dates, key=lambda date: (date.lo, date.hi, date.text)))


def _is_told(held: Spans, tenures: Iterable[Tenure]) -> bool:
    """Whether the tenures by themselves tell on which days somebody certainly holds the post."""
    told: list[tuple[int, int]] = []
    for tenure in tenures:
        if tenure.days is not None:
            told += tenure.days.certain
        else:
            told.append((tenure.start.hi, AFTER_ALL + 1 if tenure.end is None else tenure.end.lo))
    return merged(told) == held


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


def _two_homes(post: str, about: Sequence[Standing]) -> list[Conflict]:
    """A later introduction moves a post from its date on; one without a date does not move it."""
    said = sorted((s for s in about if isinstance(s.fact, Post)), key=lambda s: (s.recorded, s.id))
    found = []
    for standing in said[1:]:
        first, other = said[0].fact, standing.fact
        assert isinstance(first, Post)  # noqa: S101 - as selected above
        assert isinstance(other, Post)  # noqa: S101
        if other.organization != first.organization and other.effective is None:
            message = t(
                "{post} belongs to {organization}, and not to {organization2}",
                post=post,
                organization=first.organization,
                organization2=other.organization,
            )
            hint = t("say from when on it is there (on:), or introduce another post")
            found.append(Conflict("two-homes", standing.id, message, hint))
    return found
