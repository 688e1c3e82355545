"""What a register says, once a format has read it: its statements, and what the reading met."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from timeline.events import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timeline.events import Assertion, Event, Finding, Passage

__all__ = ["LinePassage", "Note", "NoteKind", "Reading", "Statement"]


@attrs.frozen
class LinePassage:
    """A line of a register's file: all that an append keeps of each row to the end of a batch.

    Attributes:
        file: the file's name.
        line: counted from 1.
    """

    file: str = attrs.field(converter=intern)
    line: int

    def place(self, field: str = "") -> Place:
        """The line; it says no column."""
        return Place(self.file, self.line, 1)

    def __reduce__(self) -> tuple[type[LinePassage], tuple[str, int]]:
        """So that all passages of a file share its name, read from the disk too."""
        return LinePassage, (self.file, self.line)


@attrs.frozen
class Statement:
    """One fact that a register states.

    Attributes:
        event: the fact. Its references (`because`, `appointment`, `event`) are names of other
            statements of the register, or keys, ids and positions of events of the log.
        record: which entry of the register states it, as the register itself tells entries apart
            from one version to the next; None where it does not.
        name: what other statements of the register call this one; None if none does.
        passage: where it was read.
    """

    event: Event
    record: str | None = None
    name: str | None = None
    passage: Passage | None = None


NoteKind: TypeAlias = Literal["joined", "disputed", "set-aside"]


@attrs.frozen
class Note:
    """Something that a reading did with a record, and that the reader of its plan should know.

    Attributes:
        kind: `joined` (rows that are one tenure), `disputed` (a row that contradicts itself), or
            `set-aside` (what could not be read, and why).
        record: the record, or the first of those that were joined.
        message: one sentence without a full stop.
    """

    kind: NoteKind
    record: str
    message: str


@attrs.define
class Reading:
    """What is read of a register, while it is read.

    Attributes:
        statements: in the order of the register; they may come as they are read.
        notes: what was done with some records, complete once all statements have come.
        findings: what is wrong with the files, likewise; an error among them refuses the whole.
        records: how many entries were read, likewise.
        assertions: what must be so in the end.
    """

    statements: Iterable[Statement]
    notes: list[Note] = attrs.field(factory=list)
    findings: list[Finding] = attrs.field(factory=list)
    records: int = 0
    assertions: Sequence[Assertion] = ()
