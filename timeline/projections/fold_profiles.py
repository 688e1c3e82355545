"""What introductions come to: the profile of a person, an organization or a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline.events import Organization, Person, Post

from .profiles import Patch, Profile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events import EdtfDate, What

    from .standing import Standing

__all__ = ["profile_of"]


def profile_of(what: What, ident: str, standing: Iterable[Standing]) -> Profile | None:
    """The profile that the standing introductions make; None if there is none."""
    said = [s for s in standing if isinstance(s.fact, (Person, Organization, Post))]
    if len(said) > 1:
        said.sort(key=_order)
    if not said:
        return None
    patches = tuple(_patch(s.fact) for s in said)
    return Profile(what, ident, patches, position=min(s.positions[0] for s in said))


def _order(standing: Standing) -> tuple[int, int, str, str]:
    effective: EdtfDate | None = standing.fact.effective  # type: ignore[attr-defined]
    lo, hi = (effective.lo, effective.hi) if effective else (-1, -1)
    return lo, hi, standing.recorded, standing.id


def _patch(fact: Any) -> Patch:
    if isinstance(fact, Person):
        return Patch(fact.effective, fact.names, identifiers=fact.identifiers)
    if isinstance(fact, Organization):
        return Patch(fact.effective, fact.names, fact.parent, identifiers=fact.identifiers)
    return Patch(fact.effective, fact.titles, fact.organization, fact.seats, fact.identifiers)
