"""What a register says of a fact, against what the log has of it: the differences and remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import Cited, Disputed, event_to_dict, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timeline.events import Event

    from .held import Held

__all__ = ["as_said_by", "citation_of", "differences", "may_correct", "remark_text", "remarks_on"]

_REMARKS: Final = ("key", "origin", "apart")
"""The fields that say nothing of the world, and are not compared."""

_CITED: Final = ("sources", "note", "because")
"""The fields of which a citation says its own, beside what others say."""


def differences(said: Event, wanted: Event) -> dict[str, tuple[Any, Any]]:
    """What two statements of one fact differ in: by field, the old value and the new one."""
    old, new = event_to_dict(said), event_to_dict(wanted)
    names = dict.fromkeys((*old, *new))
    return {
        name: (old.get(name), new.get(name))
        for name in names
        if name not in _REMARKS and old.get(name) != new.get(name)
    }


def may_correct(said: Event, wanted: Event) -> bool:
    """Whether one fact may stand where the other stood: of one kind, about one subject."""
    about = subject_of(said)
    return said.KIND == wanted.KIND and about is not None and about == subject_of(wanted)


def remarks_on(held: Held, wanted: Event, apart: str) -> Iterator[Cited | Disputed]:
    """All that a register says of a fact that is not its own, or no longer as it said it.

    Args:
        held: the fact, which stands.
        wanted: what the register says now.
        apart: what tells the remarks from others of the same text.
    """
    if not held.is_own or any(field in _CITED for field in differences(held.said, wanted)):
        yield citation_of(held.id, wanted, apart)
    for field, says in _contradictions(held, wanted):
        yield Disputed(event=held.id, field=field, says=says, origin=wanted.origin, apart=apart)


def citation_of(ident: str, wanted: Event, apart: str) -> Cited:
    """The register says what an event says, with sources, a note and causes of its own."""
    because = getattr(wanted, "because", ())
    return Cited(
        event=ident,
        sources=wanted.sources,
        note=wanted.note,
        because=because,
        origin=wanted.origin,
        apart=apart,
    )


def remark_text(event: Cited | Disputed) -> tuple[object, ...]:
    """What a remark says, by which two are the same."""
    if isinstance(event, Disputed):
        return event.KIND, event.field, event.says
    return event.KIND, event.sources, event.note, event.because


def as_said_by(backer: Event, content: Event) -> Event:
    """A fact as the one says it who has cited it, and is left as the only one who does."""
    changes: dict[str, Any] = {"origin": backer.origin, "sources": backer.sources}
    changes["note"] = backer.note
    if hasattr(content, "because"):
        changes["because"] = getattr(backer, "because", ())
    return attrs.evolve(content, **changes)


def _contradictions(held: Held, wanted: Event) -> Iterator[tuple[str, str]]:
    """The fields in which a register says otherwise, each with what it says.

    What it leaves open contradicts nothing, and what it says as it did before somebody else
    corrected it is nothing new.
    """
    content = held.content
    for field in attrs.fields(type(wanted)):
        name = field.name
        if name in _REMARKS or name in _CITED:
            continue
        says = getattr(wanted, name)
        before = getattr(held.said, name) if held.is_own else None
        if says and says not in (before, getattr(content, name)):
            yield name, ", ".join(says) if isinstance(says, tuple) else str(says)
