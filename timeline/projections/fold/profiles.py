"""What introductions come to: the profile of a person, an organization or a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from timeline.events import UNKNOWN_SEATS

from ..profiles import Patch, Profile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events import EdtfDate, What

    from ..standing import Standing

__all__ = ["profile_of"]


def profile_of(what: What, ident: str, standing: Iterable[Standing]) -> Profile | None:
    """The profile that the standing introductions make; None if there is none."""
    said = [s for s in standing if what == s.fact.KIND]
    if not said:
        return None
    patch = _PATCH[what]
    if len(said) == 1:
        (only,) = said
        return Profile(what, ident, (patch(only.fact),), True, only.positions[0])
    said.sort(key=_order)
    position = min([s.positions[0] for s in said])
    return Profile(what, ident, tuple([patch(s.fact) for s in said]), True, position)


def _order(standing: Standing) -> tuple[int, int, str, str]:
    effective: EdtfDate | None = standing.fact.effective  # type: ignore[attr-defined]
    lo, hi = (effective.lo, effective.hi) if effective else (-1, -1)
    return lo, hi, standing.recorded, standing.id


def _of_person(fact: Any) -> Patch:
    return Patch(fact.effective, fact.names, None, None, fact.identifiers)


def _of_organization(fact: Any) -> Patch:
    return Patch(fact.effective, fact.names, fact.parent, None, fact.identifiers)


def _of_post(fact: Any) -> Patch:
    seats = 0 if fact.seats == UNKNOWN_SEATS else fact.seats
    return Patch(fact.effective, fact.titles, fact.organization, seats, fact.identifiers)


_PATCH: Final = {"person": _of_person, "organization": _of_organization, "post": _of_post}
"""What each kind of introduction says from its date on."""
