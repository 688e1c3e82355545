"""The reconciler: the fewest events that let a log say what a register says now.

It knows no format. What a register states (`statements`) is held against what the log has of it
(`held`), and each difference becomes one event: a new fact, a correction, a retraction; a citation
of what somebody else has said already; a dispute of what somebody else says otherwise. What others
recorded stays theirs.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import (
    Cited,
    Corrected,
    Disputed,
    Draft,
    Origin,
    Retracted,
    content_id,
    event_to_dict,
    subject_of,
)

from .held import ENTRY, Others, subjects_of
from .plan import Plan, Step
from .scratch import is_about, scratch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from timeline.events import Event, EventLog

    from .held import Held, Subject
    from .plan import StepKind
    from .scratch import Scratch
    from .statements import Reading, Statement

__all__ = ["Reconciliation", "reconciling"]

_REMARKS: Final = ("key", "origin", "apart")
"""The fields that say nothing of the world, and are not compared."""


@contextmanager
def reconciling(log: EventLog, register: str) -> Iterator[Reconciliation]:
    """Hold a register against a log; what is made in the block lives as long as the block.

    Args:
        log: the log, which holds still.
        register: the register's name.
    """
    with scratch() as space:
        reconciliation = Reconciliation(space, register, Others(log))
        for subject in subjects_of(log, register):
            reconciliation.take(subject)
        space.index()
        yield reconciliation


class Reconciliation:
    """Makes the steps of a plan, one for each statement and each fact that is gone.

    Attributes:
        alone: the subjects that the register introduces and nobody else does, like `person:ann`.
    """

    def __init__(self, space: Scratch, register: str, others: Others) -> None:
        self._space = space
        self._register = register
        self._others = others
        self._before = 0
        self.alone: set[str] = set()

    def take(self, subject: Subject) -> None:
        """Take what the log has of one subject."""
        self._before += self._space.put_held(subject.held)
        self._space.put_backers(subject.backers)
        if subject.is_alone:
            self.alone.add(subject.subject)

    def plan(self, reading: Reading) -> Plan:
        """What the log must record to say what the register says now."""
        self._space.put_statements(reading.statements)
        self._match()
        if self._space.resolve(self._resolved):
            self._match()
        self._space.put_steps(step for pair in self._space.pairs() for step in self._stated(*pair))
        self._space.put_steps(map(self._gone, self._space.gone()))
        notes = tuple(reading.notes)
        return Plan(self._register, self._space, notes, reading.records, self._before)

    def _match(self) -> None:
        """Pair statements with facts, and note which event each name stands for."""
        self._space.match()
        self._space.name(
            (statement.name, held.id if held else self._new_id(statement, again))
            for statement, held, again in self._space.pairs()
            if statement.name is not None
        )

    def _new_id(self, statement: Statement, again: bool) -> str:
        """The id that a new fact will have, or has if somebody else has stated it."""
        return statement.event.key or content_id(self._apart(statement, again))

    def _apart(self, statement: Statement, again: bool) -> Event:
        """The fact; told apart from an earlier one of the same text by its record."""
        if not again:
            return statement.event
        apart = f"{self._register}: {statement.name or statement.record}"
        return attrs.evolve(statement.event, apart=apart)

    def _resolved(self, event: Event) -> Event:
        """An event about another, which it names by id."""
        return attrs.evolve(event, event=self._space.id_of(event.event))  # type: ignore[attr-defined,call-arg]

    def _wanted(self, statement: Statement, record: str) -> Event:
        """The fact with its references resolved, and where it comes from."""
        event = statement.event
        changes: dict[str, Any] = {"origin": Origin(register=self._register, record=record)}
        for field in ("because", "appointment", "event"):
            value = getattr(event, field, None)
            if isinstance(value, tuple):
                changes[field] = tuple(self._space.id_of(name) for name in value)
            elif value is not None:
                changes[field] = self._space.id_of(value)
        return attrs.evolve(event, **changes)

    def _stated(self, statement: Statement, held: Held | None, again: bool) -> Iterator[Step]:
        """What one statement needs: nothing, if the log has it as it is."""
        if held is None:
            told = attrs.evolve(statement, event=self._apart(statement, again))
            yield self._new(told, is_told_apart=again)
            return
        wanted = attrs.evolve(self._wanted(statement, held.record), apart=held.said.apart)
        changed = differences(held.said, wanted)
        if changed:
            yield from self._changed(statement, held, wanted, changed)

    def _new(self, statement: Statement, *, is_told_apart: bool = False) -> Step:
        record = statement.record or statement.event.key or content_id(statement.event)
        if is_about(statement.event):
            record = ENTRY + record
        wanted = self._wanted(statement, record)
        known = None if is_told_apart else self._others.stating(wanted)
        if known is None:
            return Step("added", record, (self._draft(wanted, statement),), fact=wanted)
        cited = Cited(event=known, sources=wanted.sources, note=wanted.note, origin=wanted.origin)
        return Step("cited", record, (self._draft(cited, statement),), fact=wanted)

    def _changed(
        self,
        statement: Statement,
        held: Held,
        wanted: Event,
        changed: Mapping[str, tuple[Any, Any]],
    ) -> Iterator[Step]:
        if any(self._space.is_stated(ident) for ident in held.shadows):
            return  # an entry of the register says what counts in its place
        backed = held.is_own and bool(self._space.backers(held.id))
        if not held.is_own or held.is_altered:
            yield from self._said_otherwise(statement, held, wanted, changed)
        elif backed or not _may_correct(held.said, wanted):
            yield self._gone(held)
            yield self._new(statement)
        else:
            why = f"{self._register} says {_listed(changed)}"
            event = Corrected(event=held.id, why=why, replacement=wanted, origin=wanted.origin)
            draft = self._draft(event, statement)
            yield Step("changed", held.record, (draft,), fact=wanted, changes=changed)

    def _said_otherwise(
        self,
        statement: Statement,
        held: Held,
        wanted: Event,
        changed: Mapping[str, tuple[Any, Any]],
    ) -> Iterator[Step]:
        """The register changes what is somebody else's, or what somebody else has corrected."""
        fields = [field for field in changed if field not in ("sources", "note")]
        known = {field.name for field in attrs.fields(type(wanted))}
        drafts = [
            self._draft(
                Disputed(
                    event=held.id, field=field, says=_text(changed[field][1]), origin=wanted.origin
                ),
                statement,
            )
            for field in fields
            if field in known and changed[field][1] is not None
        ]
        if len(drafts) < len(fields) or held.content is None:
            yield self._gone(held)
            yield self._new(statement)
            return
        if len(fields) < len(changed):
            cited = Cited(
                event=held.id, sources=wanted.sources, note=wanted.note, origin=wanted.origin
            )
            drafts.append(self._draft(cited, statement))
        kind: StepKind = "disputed" if fields else "cited"
        yield Step(kind, held.record, tuple(drafts), fact=wanted, changes=changed)

    def _gone(self, held: Held) -> Step:
        """The register says a fact no longer; it stays if somebody else says it too."""
        origin = Origin(register=self._register, record=held.record)
        why = f"{self._register} no longer says so"
        drafts: list[Event] = [
            Retracted(event=ident, why=why, origin=origin) for ident in held.remarks
        ]
        backers = self._space.backers(held.id)
        if held.is_own and backers:
            backer = backers[0]
            left = attrs.evolve(held.content or held.said, origin=backer.origin)
            drafts.append(Corrected(event=held.id, why=why, replacement=left, origin=origin))
        elif held.is_own and held.content is not None:
            drafts.append(Retracted(event=held.id, why=why, origin=origin))
        return Step("gone", held.record, tuple(map(Draft, drafts)), fact=held.said)

    def _draft(self, event: Event, statement: Statement) -> Draft:
        return Draft(event, statement.passage)


def differences(said: Event, wanted: Event) -> dict[str, tuple[Any, Any]]:
    """What two statements of one fact differ in: by field, the old value and the new one."""
    old, new = event_to_dict(said), event_to_dict(wanted)
    names = dict.fromkeys((*old, *new))
    return {
        name: (old.get(name), new.get(name))
        for name in names
        if name not in _REMARKS and old.get(name) != new.get(name)
    }


def _may_correct(said: Event, wanted: Event) -> bool:
    """Whether one fact may stand where the other stood: of one kind, about one subject."""
    about = subject_of(said)
    return said.KIND == wanted.KIND and about is not None and about == subject_of(wanted)


def _listed(changed: Iterable[str]) -> str:
    return ", ".join(f"another {field}" for field in changed)


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
