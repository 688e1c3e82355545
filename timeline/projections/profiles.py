"""What people, organizations and posts are called, and what else is said of them, from when on."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from timeline.events import AFTER_ALL, UNKNOWN_PERSON, EdtfDate, What

from .record import Record

__all__ = ["Patch", "Profile", "best_name", "unknown_person"]


@attrs.frozen(slots=True, repr=False)
class Patch(Record):
    """What an introduction says from a date on.

    Attributes:
        effective: that date; None if it was not stated.
        names: names or titles, by language.
        parent: the organization's parent, or the post's organization.
        seats: of the post; 0 where nobody knows how many.
        identifiers: by scheme.
    """

    effective: EdtfDate | None
    names: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    parent: str | None = None
    seats: int | None = None
    identifiers: Mapping[str, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen(slots=True, repr=False, eq=False)
class Profile(Record):
    """A person, an organization or a post, as introduced.

    Attributes:
        what: `person`, `organization` or `post`.
        id: its id.
        patches: what was said of it, the earliest first.
        introduced: False if events speak of it and nothing introduces it.
        position: of the event that first introduced it; 0 if none does. Pictures are sorted by
            it; no answer depends on it.
    """

    what: What
    id: str
    patches: tuple[Patch, ...]
    introduced: bool = True
    position: int = 0

    def __eq__(self, other: object) -> bool:
        """Whether the same is known, wherever that was read."""
        return isinstance(other, Profile) and _known(self) == _known(other)

    def __hash__(self) -> int:
        return hash(_known(self))

    @property
    def name(self) -> str:
        """Its name, by the latest introduction, in the language it was first written in."""
        return self.name_in()

    @property
    def created(self) -> EdtfDate | None:
        """When it came into being: the first date given, unless an introduction gives none."""
        return self.patches[0].effective if self.patches else None

    @property
    def parent(self) -> str | None:
        """The organization it belongs to, by the latest introduction that says so."""
        if len(self.patches) == 1:
            return self.patches[0].parent
        return next((p.parent for p in reversed(self.patches) if p.parent is not None), None)

    @property
    def parents(self) -> tuple[str, ...]:
        """Every organization it belongs to or once did, each once, in the order of its patches."""
        return tuple(dict.fromkeys(p.parent for p in self.patches if p.parent is not None))

    @property
    def identifiers(self) -> dict[str, str]:
        """All identifiers, by scheme."""
        return {k: v for patch in self.patches for k, v in patch.identifiers.items()}

    def names(self, on: int = AFTER_ALL) -> dict[str, str]:
        """The names by language on a day, given as an ordinal."""
        return {k: v for patch in self._until(on) for k, v in patch.names.items()}

    def all_names(self) -> list[str]:
        """Every name it ever had, each once."""
        if len(self.patches) == 1:
            return list(dict.fromkeys(self.patches[0].names.values()))
        return list(dict.fromkeys(name for patch in self.patches for name in patch.names.values()))

    def name_in(self, language: str | None = None, on: int = AFTER_ALL) -> str:
        """The name on a day in a language, `both`, or the language it was first written in."""
        names = self.patches[0].names if len(self.patches) == 1 else self.names(on)
        return best_name(names, language) or self.id

    def seats(self, on: int = AFTER_ALL) -> int:
        """How many seats the post has on a day, 0 if nobody knows; one unless it says otherwise."""
        if len(self.patches) == 1:
            said = self.patches[0].seats
            return 1 if said is None else said
        return next((p.seats for p in reversed(self._until(on)) if p.seats is not None), 1)

    def _until(self, on: int) -> list[Patch]:
        """The patches that hold on a day; the first one holds on every day."""
        later = [p for p in self.patches[1:] if p.effective is None or p.effective.hi <= on]
        return [*self.patches[:1], *later]


def unknown_person() -> Profile:
    """The holder whom nobody has named."""
    return Profile("person", UNKNOWN_PERSON, (Patch(None, {"en": "unknown", "zh": "不详"}),))


def _known(profile: Profile) -> tuple[object, ...]:
    return profile.what, profile.id, profile.patches, profile.introduced


def best_name(names: Mapping[str, str], language: str | None = None) -> str | None:
    """The name in a language (BCP 47), or the nearest; `both` gives the original and English.

    Without a language, it is the name whose language the author left open (`und`), then English.
    """
    if language is None:
        return names.get("und") or names.get("en") or (names[min(names)] if names else None)
    if language == "both":
        first, second = best_name(names), names.get("en")
        if first == second:
            first = best_name({k: v for k, v in names.items() if k != "en"}) or first
        return f"{first} {second}" if second and second != first else first
    regional = [tag for tag in sorted(names) if tag.startswith(f"{language}-")]
    for tag in (language, *regional, "und", "en"):
        if tag in names:
            return names[tag]
    return names[min(names)] if names else None
