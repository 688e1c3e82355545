"""YAML written: what `timeline sync` and `timeline append` read back.

Corrections and retractions are folded into what they repair, unless an entry of a register of YAML
states them: then they come out as that entry. What is a fact of the world about another event
(`cancels`, `disputes`, `cites`) comes out as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import (
    REFERRING,
    Cancelled,
    Corrected,
    Retracted,
)
from timeline.projections.standing import stand, stands

from .exporting import OutFile
from .held import ENTRY, subjects_of
from .yaml_entries import Entries
from .yaml_text import document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from timeline.events import Event, RecordedEvent
    from timeline.projections.histories import Asked
    from timeline.projections.knowledge import Knowledge

    from .exporting import WriteOptions

__all__ = ["YAML", "Fact"]


@attrs.frozen
class Fact:
    """A fact to write, and its event.

    Attributes:
        id: of the event that states it.
        position: of that event.
        recorded: when it was recorded; events of one moment were appended together.
        event: what to write.
    """

    id: str
    position: int
    recorded: str
    event: Event


class _Yaml:
    """The format `yaml`, written."""

    arguments: Final[Mapping[str, str]] = {
        "register": "only what a register says, as it said it last"
    }
    is_text: Final = True

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One file, or one for each organization. See `Exporter.files`."""
        register = options.arguments.get("register")
        facts = [*_of_register(timeline, register)] if register else [*_of_log(timeline, options)]
        # What is about others comes last, as a log takes a file: so that it comes out alike again.
        facts.sort(key=lambda fact: (fact.event.KIND in REFERRING, fact.position))
        entries = Entries(facts)
        if not options.into_folder:
            yield OutFile(_pieces(document(entries.everything())))
            return
        for name, parts in entries.by_organization():
            yield OutFile(_pieces(document(parts)), name)


YAML: Final = _Yaml()


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    return ((line + "\n").encode() for line in lines)


def _of_register(timeline: Asked, register: str) -> Iterator[Fact]:
    """What a register said last."""
    for subject in subjects_of(timeline.log, register):
        for held in subject.held:
            yield Fact(held.id, held.position, "", held.said)


def _of_log(timeline: Asked, options: WriteOptions) -> Iterator[Fact]:
    """What stands of a log."""
    count = 0
    until = timeline.log.head().position
    for _, about in timeline.log.by_subject(until):
        count += len(about)
        options.progress(count)
        yield from _standing(about, options.knowledge)  # type: ignore[arg-type]


def _standing(about: Sequence[RecordedEvent], knowledge: Knowledge) -> Iterator[Fact]:
    at = {event.id: event for event in about}
    # What an entry repairs, and what was cancelled, is written beside the entry that says so.
    plain = [e for e in about if not isinstance(e.fact, Cancelled) and not _is_entry(e.fact)]
    for fact in stand(plain, knowledge):
        event = at[fact.id]
        kept = attrs.evolve(fact.fact, key=event.fact.key, apart=event.fact.apart)
        yield Fact(fact.id, event.position, event.recorded, kept)
    standing = stands(about, knowledge)
    for event in about:
        repairs = isinstance(event.fact, (Corrected, Retracted)) and not _is_entry(event.fact)
        if event.fact.KIND in REFERRING and event.id in standing and not repairs:
            yield Fact(event.id, event.position, event.recorded, event.fact)


def _is_entry(fact: Event) -> bool:
    """Whether an entry of a register of YAML corrects or retracts another one."""
    is_repair = isinstance(fact, (Corrected, Retracted))
    return is_repair and fact.origin is not None and fact.origin.record.startswith(ENTRY)
