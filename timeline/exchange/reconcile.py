"""The reconciler: the fewest events that let a log say what a register says now.

It knows no format. What a register states (`statements`) is held against what the log has of it
(`held`), and each difference becomes one event: a new fact, a correction, a retraction; a citation
of what somebody else has said already; a dispute of what somebody else says otherwise. What others
recorded stays theirs.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs

from timeline.events import Corrected, Draft, Origin, Retracted, content_id

from .differing import (
    as_said_by,
    citation_of,
    differences,
    may_correct,
    remark_text,
    remarks_on,
)
from .hands import Hands
from .held import ENTRY, subjects_of
from .others import Others
from .plan import Plan, Step
from .scratch import is_about, scratch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events import Event, EventLog
    from timeline.projections.standing import Standing

    from .held import Held, Subject
    from .plan import StepKind
    from .scratch import Scratch
    from .statements import Reading, Statement

__all__ = ["Reconciliation", "reconciling"]


@contextmanager
def reconciling(
    log: EventLog, register: str, *, takes_over: bool = False
) -> Iterator[Reconciliation]:
    """Hold a register against a log; what is made in the block lives as long as the block.

    Args:
        log: the log, which holds still.
        register: the register's name.
        takes_over: whether what was appended by hand in the register's own words is the register's
            from now on.
    """
    with scratch() as space:
        others = Others(log)
        reconciliation = Reconciliation(space, register, others, takes_over=takes_over)
        for subject in subjects_of(log, register):
            reconciliation.take(subject)
        space.index()
        yield reconciliation


class Reconciliation:
    """Makes the steps of a plan, one for each statement and each fact that is gone.

    Attributes:
        alone: the subjects that the register introduces and nobody else does, like `person:ann`.
    """

    def __init__(
        self, space: Scratch, register: str, others: Others, *, takes_over: bool = False
    ) -> None:
        self._space = space
        self._register = register
        self._others = others
        self._takes_over = takes_over
        self._hands: Hands | None = None
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
        if self._takes_over and self._others.position:
            self._hands = Hands(self._space, self._others, is_first=not self._before)
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

    # --- ids

    def _new_id(self, statement: Statement, again: int) -> str:
        """The id that a new fact will have, or has if somebody else has stated it."""
        known = None if again else self._others.stating(statement.event)
        if known is not None:
            return known.id
        fresh = self._fresh(statement.event, self._record_of(statement), again)
        return fresh.key or content_id(fresh)

    def _fresh(self, event: Event, record: str, again: int = 0) -> Event:
        """A fact that is to be recorded, as another one than all that are on record.

        Its text may be that of one that was taken back, or of an earlier statement of the
        register; and a key stands for ever for the event that had it first.
        """
        if event.key is not None and self._others.bearing(event.key) is not None:
            event = attrs.evolve(event, key=None)
        if again or self._others.has(content_id(event)):
            return attrs.evolve(event, apart=self._apart(record, again))
        return event

    def _apart(self, record: str, again: int = 0) -> str:
        """What tells apart what this reconciliation records of a record."""
        number = f" ({again + 1})" if again else ""
        return f"{self._register} after {self._others.position}: {record}{number}"

    def _record_of(self, statement: Statement) -> str:
        event = statement.event
        record = statement.record or event.key or content_id(event)
        return ENTRY + record if is_about(event) else record

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

    # --- steps

    def _stated(self, statement: Statement, held: Held | None, again: int) -> Iterator[Step]:
        """What one statement needs: nothing, if the log has it as it is."""
        if held is None:
            yield from self._new(statement, again)
            return
        if any(self._space.is_stated(ident) for ident in held.shadows):
            return  # an entry of the register says what counts in its place
        wanted = attrs.evolve(self._wanted(statement, held.record), apart=held.said.apart)
        if held.is_own and not held.is_altered:
            yield from self._of_own(statement, held, wanted)
        elif held.content is None or wanted.INTRODUCES is not None:
            if differences(held.states, wanted):
                yield self._gone(held)
                yield from self._new(statement)
        else:
            yield from self._of_others(statement, held, wanted)

    def _new(self, statement: Statement, again: int = 0) -> Iterator[Step]:
        record = self._record_of(statement)
        wanted = self._wanted(statement, record)
        known = None if again else self._others.stating(wanted)
        theirs = self._hands.stating(wanted, known) if self._hands is not None else None
        if theirs is not None and may_correct(theirs.fact, wanted):
            yield self._taken_over(statement, wanted, theirs)
            return
        if theirs is not None:  # the entry's own key, which stands for something else now
            why = f"{self._register} says otherwise now"
            yield Step("gone", record, (self._retracted(theirs.id, why, record),), theirs.fact)
        if known is None:
            fresh = self._fresh(wanted, record, again)
            yield Step("added", record, (self._draft(fresh, statement),), fact=wanted)
        else:
            cited = citation_of(known.id, wanted, self._apart(record))
            yield Step("cited", record, (self._draft(cited, statement),), fact=wanted)

    def _taken_over(self, statement: Statement, wanted: Event, theirs: Standing) -> Step:
        """What was appended by hand is the register's from now on, as the register says it."""
        changed = differences(theirs.fact, wanted)
        record = self._record_of(statement)
        why = f"{self._register} says {_listed(changed) or 'this from now on'}"
        kind: StepKind = "changed" if changed else "taken-over"
        draft = self._corrected(theirs.id, why, wanted, record, statement)
        return Step(kind, record, (draft,), fact=wanted, changes=changed)

    def _of_own(self, statement: Statement, held: Held, wanted: Event) -> Iterator[Step]:
        """What the register changes of its own."""
        changed = differences(held.said, wanted)
        if changed and (self._space.backers(held.id) or not may_correct(held.said, wanted)):
            yield self._gone(held)
            yield from self._new(statement)
            return
        why = f"{self._register} says {_listed(changed) or 'so itself'}"
        drafts = [self._retracted(ident, why, held.record) for ident in held.remarks]
        if changed:
            drafts.append(self._corrected(held.id, why, wanted, held.record, statement))
        if drafts:
            yield Step("changed", held.record, tuple(drafts), fact=wanted, changes=changed)

    def _of_others(self, statement: Statement, held: Held, wanted: Event) -> Iterator[Step]:
        """What the register says of what is somebody else's, or somebody else has corrected."""
        apart = self._apart(held.record)
        remarks = {remark_text(event): event for event in remarks_on(held, wanted, apart)}
        why = f"{self._register} says otherwise now"
        drafts: list[Draft] = []
        for ident, remark in held.remarks.items():
            if remark_text(remark) in remarks:
                del remarks[remark_text(remark)]
            else:
                drafts.append(self._retracted(ident, why, held.record))
        drafts += [self._draft(event, statement) for event in remarks.values()]
        if drafts:
            kinds = {event.KIND for event in remarks.values()}
            kind: StepKind = "disputed" if "disputed" in kinds else "cited" if kinds else "changed"
            changed = differences(held.states, wanted)
            yield Step(kind, held.record, tuple(drafts), fact=wanted, changes=changed)

    def _gone(self, held: Held) -> Step:
        """The register says a fact no longer; it stays if somebody else says it too."""
        why = f"{self._register} no longer says so"
        drafts = [self._retracted(ident, why, held.record) for ident in held.remarks]
        backers = self._space.backers(held.id)
        if held.is_own and backers and held.content is not None:
            left = as_said_by(backers[0], held.content)
            drafts.append(self._corrected(held.id, why, left, held.record))
        elif held.is_own:
            drafts.append(self._retracted(held.id, why, held.record))
        return Step("gone", held.record, tuple(drafts), fact=held.said)

    # --- events

    def _retracted(self, ident: str, why: str, record: str) -> Draft:
        origin = Origin(register=self._register, record=record)
        return Draft(Retracted(event=ident, why=why, origin=origin, apart=self._apart(record)))

    def _corrected(
        self, ident: str, why: str, fact: Event, record: str, statement: Statement | None = None
    ) -> Draft:
        origin = Origin(register=self._register, record=record)
        apart = self._apart(record)
        event = Corrected(event=ident, why=why, replacement=fact, origin=origin, apart=apart)
        return Draft(event, statement.passage if statement is not None else None)

    def _draft(self, event: Event, statement: Statement) -> Draft:
        return Draft(event, statement.passage)


def _listed(changed: Iterable[str]) -> str:
    return ", ".join(f"another {field}" for field in changed)
