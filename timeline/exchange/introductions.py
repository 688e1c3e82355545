"""Whom and what a log introduces, with all that is said of each, for formats with an entry each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from timeline.events import Abolished, Dissolved, Organization, Person, Post
from timeline.projections.standing import stand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeline.events import EdtfDate, Event, Source, What
    from timeline.projections.histories import Asked, Histories
    from timeline.projections.profiles import Profile

    from .exporting import WriteOptions

__all__ = ["Known", "known_of"]


@attrs.frozen
class Known:
    """A person, an organization or a post, with all that is said of it.

    Attributes:
        profile: what it is called, and where it belongs, by all that is known.
        sources: where that was read.
        notes: the remarks on it.
        born, died: of a person, in EDTF.
        ended: when a post was abolished or an organization dissolved.
    """

    profile: Profile
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    born: EdtfDate | None = None
    died: EdtfDate | None = None
    ended: EdtfDate | None = None

    @property
    def id(self) -> str:
        """Its id."""
        return self.profile.id

    @property
    def name(self) -> str:
        """What it is called in the language it was first written in; its id if nothing else."""
        return self.profile.name

    @property
    def other_names(self) -> Mapping[str, str]:
        """What else it is called, by language."""
        names = self.profile.names()
        return {tag: text for tag, text in names.items() if text != self.name}


def known_of(
    timeline: Asked, histories: Histories, what: What, options: WriteOptions
) -> Iterator[Known]:
    """All people, organizations or posts, sorted by id."""
    for profile in histories.profiles(what):
        facts = [
            f.fact for f in stand(timeline.log.about(f"{what}:{profile.id}"), options.knowledge)
        ]
        yield Known(profile, **_said(facts))


def _said(facts: list[Event]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    sources: dict[Source, None] = {}
    notes: dict[str, None] = {}
    for fact in facts:
        if isinstance(fact, (Person, Organization, Post)):
            sources.update(dict.fromkeys(fact.sources))
            notes.update({fact.note: None} if fact.note else {})
        if isinstance(fact, Person):
            said["born"] = said.get("born") or fact.born
            said["died"] = said.get("died") or fact.died
        elif isinstance(fact, (Abolished, Dissolved)):
            said["ended"] = fact.effective
    return {**said, "sources": tuple(sources), "notes": tuple(notes)}
