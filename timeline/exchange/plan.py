"""What a reconciliation will do, before it does it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import attrs

from timeline.events import TimelineError, t

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timeline.events import Draft, Event

    from .statements import Note

__all__ = ["MuchGone", "Plan", "Step", "StepKind"]

StepKind: TypeAlias = Literal["added", "changed", "gone", "cited", "disputed", "taken-over"]

GONE_AT_LEAST = 10
GONE_SHARE = 10
"""A tenth of what the log has of a register, and ten facts at least, are much to lose at once."""


class MuchGone(TimelineError):
    """A register has lost so much that somebody should say that this is meant."""

    def __init__(self, register: str, gone: int, before: int) -> None:
        super().__init__(
            t(
                "{gone} of {before} facts of {register} are gone from it; nothing was recorded",
                gone=gone,
                before=before,
                register=register,
            )
        )
        self.gone = gone
        self.before = before


@attrs.frozen
class Step:
    """One difference between a register and the log, and the events that settle it.

    Attributes:
        kind: `added`, `changed`, `gone`, `cited` (somebody else has said it), `disputed` (somebody
            else says otherwise) or `taken-over` (it was appended by hand).
        record: the entry of the register.
        drafts: the events.
        fact: what the register says now; of a fact that is gone, what it said.
        changes: by field, the old value and the new one, as JSON values.
    """

    kind: StepKind
    record: str
    drafts: tuple[Draft, ...]
    fact: Event
    changes: Mapping[str, tuple[Any, Any]] = attrs.field(factory=dict)


class Steps(Protocol):
    """Where the steps of a plan are kept."""

    def steps(self) -> Iterator[Step]:
        """The steps, in order."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How many steps there are of each kind."""
        ...


@attrs.frozen
class Plan:
    """All that a log must record to say what a register says now.

    Attributes:
        register: its name.
        kept: the steps, in the order of the register, and what is gone at the end.
        notes: what the reading did with some records.
        records: how many entries the register has now.
        before: how many facts the log had of it.
    """

    register: str
    kept: Steps
    notes: Sequence[Note]
    records: int
    before: int

    def steps(self) -> Iterator[Step]:
        """The steps, in order."""
        return self.kept.steps()

    def drafts(self, recorded: str | None = None) -> Iterator[Draft]:
        """The events to append, all in one batch; with the moment at which they are recorded."""
        drafts = (draft for step in self.steps() for draft in step.drafts)
        return drafts if recorded is None else (d._replace(recorded=recorded) for d in drafts)

    def counts(self) -> Counter[str]:
        """How many steps there are of each kind, and how many notes."""
        return Counter(self.kept.counts()) + Counter(note.kind for note in self.notes)

    @property
    def differences(self) -> int:
        """How many steps there are; none where the log says what the register says."""
        return sum(self.kept.counts().values())

    @property
    def is_much_gone(self) -> bool:
        """Whether so much is gone that somebody should say that this is meant."""
        gone = self.kept.counts().get("gone", 0)
        return gone >= GONE_AT_LEAST and gone * GONE_SHARE >= self.before
