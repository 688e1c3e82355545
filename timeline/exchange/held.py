"""What a log has of a register: what the register said last, and who else says so."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import (
    REFERRING,
    Cited,
    Corrected,
    Disputed,
    Retracted,
    canonical,
    content_id,
    event_from_dict,
    event_to_dict,
    recorded_event,
)
from timeline.projections.standing import stand, stands

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import Event, EventLog, Origin, RecordedEvent

__all__ = ["ENTRY", "Held", "Subject", "fact_id", "subjects_of"]


@attrs.define(eq=False)
class Held:
    """One fact that a register states, as the log has it.

    Attributes:
        id: of the event that states the fact: the register's own, or one that it cites.
        position: of the event by which the register made it its own, or first cited it.
        record: the entry of the register that states it.
        said: the fact as the register last said it.
        content: the fact as it stands after everybody's corrections; None if it does not stand.
        is_own: whether the event is the register's; if not, the register cites it.
        remarks: the register's citations and disputes of the event, by their ids.
        shadows: the ids of entries of the register that correct the event.
        is_altered: whether somebody else has corrected or withdrawn it since.
    """

    id: str
    position: int
    record: str
    said: Event
    content: Event | None
    is_own: bool
    remarks: dict[str, Cited | Disputed] = attrs.field(factory=dict)
    shadows: list[str] = attrs.field(factory=list)
    is_altered: bool = False

    @property
    def states(self) -> Event:
        """The fact as the register would have it: with what it disputes, which finds it again."""
        fact = self.said if self.is_own or self.content is None else self.content
        for remark in self.remarks.values():
            if isinstance(remark, Disputed):
                fact = _with_field(fact, remark.field, remark.says)
        return fact


@attrs.define
class Subject:
    """What a log has of one subject, as far as a register is concerned.

    Attributes:
        subject: like `post:acme/ceo`.
        held: what the register says of it.
        backers: citations of its own events by other registers, each with the event's id.
        is_alone: whether the register introduces the subject, and nobody else does.
    """

    subject: str
    held: list[Held]
    backers: list[tuple[str, Cited]]
    is_alone: bool


def subjects_of(log: EventLog, register: str) -> Iterator[Subject]:
    """What a log has of a register, subject by subject; every row of the log is looked at once.

    Args:
        log: the log.
        register: the register's name.
    """
    named = f'"register":{canonical(register)}'
    for subject, rows in groupby(log.rows_by_subject(), key=attrgetter("subject")):
        about = [row for row in rows if row.body is not None]
        if any(named in row.body for row in about if row.body is not None):
            yield _Reader(subject, [recorded_event(row) for row in about], register).read()


def fact_id(event: Event) -> str:
    """The id of a fact by its text alone, whatever tells it from others of the same text."""
    return content_id(attrs.evolve(event, apart=None))


ENTRY: Final = "entry "
"""What the record of an event about another begins with where the register itself states it, which
tells it from what the reconciler says of a fact for the register."""


class _Reader:
    """Reads the events about one subject for what one register says."""

    def __init__(self, subject: str, events: Sequence[RecordedEvent], register: str) -> None:
        self._subject = subject
        self._events = events
        self._register = register
        ours = (e for e in events if self._is_ours(e.fact.origin))
        self._taken_back = {
            event.fact.event
            for event in ours
            if isinstance(event.fact, Retracted) and not _is_entry(event.fact)
        }
        self._standing = {standing.id: standing.fact for standing in stand(events)}
        self._held: dict[str, Held] = {}
        self._backers: list[tuple[str, Cited]] = []

    def read(self) -> Subject:
        """What came of it."""
        standing = stands(self._events)
        for event in self._events:
            if event.id not in self._taken_back:
                self._take(event, stands=event.id in standing)
        for held in self._held.values():
            about = held.said if held.said.KIND in REFERRING and held.id in standing else None
            held.content = self._standing.get(held.id, about)
        for event in self._events:
            repaired = self._held.get(getattr(event.fact, "event", ""))
            if repaired is not None and event.id in standing:
                self._repair(event, repaired)
        return Subject(self._subject, [*self._held.values()], self._backers, self._is_alone())

    def _repair(self, event: RecordedEvent, held: Held) -> None:
        """Note who else has corrected or withdrawn a fact, and which entry of the register has."""
        if not isinstance(event.fact, (Corrected, Retracted)):
            return
        if not self._is_ours(event.fact.origin):
            held.is_altered = held.is_altered or event.position > held.position
        elif isinstance(event.fact, Corrected) and _is_entry(event.fact):
            held.shadows.append(event.id)

    def _is_alone(self) -> bool:
        introduced = [fact for fact in self._standing.values() if fact.INTRODUCES is not None]
        return bool(introduced) and all(self._is_ours(fact.origin) for fact in introduced)

    def _is_ours(self, origin: Origin | None) -> bool:
        return origin is not None and origin.register == self._register

    def _take(self, event: RecordedEvent, *, stands: bool) -> None:
        fact, origin = event.fact, event.fact.origin
        if isinstance(fact, Corrected) and self._is_handed_over(fact):
            self._hand_over(event, fact)
        elif not self._is_ours(origin) or origin is None:
            if isinstance(fact, Cited) and origin is not None and stands:
                self._backers.append((fact.event, fact))
        elif fact.KIND not in REFERRING or _is_entry(fact):
            record = origin.record.removeprefix(ENTRY) if fact.KIND in REFERRING else origin.record
            self._held[event.id] = Held(event.id, event.position, record, fact, fact, True)
        elif fact.event in self._held:  # type: ignore[union-attr]
            self._remark(event, fact)
        elif fact.event not in self._taken_back:  # type: ignore[union-attr]
            self._claim(event, fact, origin)

    def _is_handed_over(self, fact: Corrected) -> bool:
        """Whether a register that said a fact leaves it to another that says it too."""
        giver, taker = fact.origin, fact.replacement.origin
        return giver is not None and taker is not None and giver.register != taker.register

    def _hand_over(self, event: RecordedEvent, fact: Corrected) -> None:
        taker = fact.replacement.origin
        self._held.pop(fact.event, None)
        if taker is not None and self._is_ours(taker):
            said = fact.replacement
            self._held[fact.event] = Held(
                fact.event, event.position, taker.record, said, said, True
            )

    def _remark(self, event: RecordedEvent, fact: Event) -> None:
        held = self._held[fact.event]  # type: ignore[attr-defined]
        if isinstance(fact, Corrected):
            held.said = fact.replacement
        elif isinstance(fact, (Disputed, Cited)):
            held.remarks[event.id] = fact

    def _claim(self, event: RecordedEvent, fact: Event, origin: Origin) -> None:
        """The register says what somebody else has said before it, or takes that over."""
        ident = fact.event  # type: ignore[attr-defined]
        content = self._standing.get(ident)
        if isinstance(fact, Corrected):
            said = fact.replacement
            self._held[ident] = Held(ident, event.position, origin.record, said, said, True)
        elif isinstance(fact, Cited) and content is not None:
            held = Held(ident, event.position, origin.record, content, content, False)
            held.remarks[event.id] = fact
            self._held[ident] = held


def _is_entry(fact: Event) -> bool:
    """Whether the register itself states an event about another, and not the reconciler for it."""
    return fact.origin is not None and fact.origin.record.startswith(ENTRY)


def _with_field(said: Event, field: str, says: str) -> Event:
    """The fact as it would be with what a dispute says in one field."""
    body = event_to_dict(said)
    body[field] = says.split(", ") if field == "reasons" else says
    return event_from_dict(body)
