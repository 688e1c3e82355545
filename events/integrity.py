"""Proof that a log is what it was: its chain, its positions, and what its columns repeat."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

import attrs

from . import chain
from .checkpoint import GENESIS
from .content import content_id
from .entries import subject_of, target_of
from .errors import TimelineError
from .language import t
from .wire import event_from_dict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .checkpoint import Checkpoint
    from .log import EventLog
    from .rows import Row

__all__ = ["Fault", "check_chain"]


@attrs.frozen
class Fault:
    """Something in a log that is not as it was written.

    Attributes:
        position: of the event; None if it is about the log as a whole.
        message: what is wrong.
        severity: `error`, or `note` for what could not be checked, and need not be wrong.
    """

    position: int | None
    message: str
    severity: Literal["error", "note"] = "error"

    def __str__(self) -> str:
        if self.position is None:
            return self.message
        return f"position {self.position}: {self.message}"


def check_chain(log: EventLog, checkpoint: Checkpoint | None = None) -> Iterator[Fault]:
    """Read the whole log and give everything that does not hold.

    After a broken link the check goes on from the hash that is stored, so that one changed event
    is one fault.
    """
    before, expected, recorded = GENESIS, 1, ""
    subjects: dict[str, str] = {}
    reached: bytes | None = GENESIS if checkpoint and checkpoint.position == 0 else None
    for row in log.stored():
        if row.position != expected:
            yield Fault(
                row.position,
                t("positions have a hole: {expected} should come here", expected=expected),
            )
        if row.id in subjects:
            yield Fault(
                row.position, t("its id is that of an earlier event: a fact is there twice")
            )
        if str(row.recorded) < recorded:
            yield Fault(row.position, t("recorded runs backwards"))
        if not _follows(before, row):
            yield Fault(row.position, t("its hash does not follow from the event before it"))
        yield from _check_row(row, subjects)
        if checkpoint is not None and row.position == checkpoint.position:
            reached = row.hash
        before = row.hash if isinstance(row.hash, bytes) else GENESIS
        expected, recorded = row.position + 1, str(row.recorded)
    yield from _check_checkpoint(checkpoint, reached, expected - 1)


def _follows(before: bytes, row: Row) -> bool:
    """Whether a row's hash follows from the one before; whatever types were put into it."""
    if not isinstance(row.digest, bytes) or row.position < 1:
        return False
    return chain.link(before, row.position, str(row.recorded), row.digest) == row.hash


def _check_checkpoint(
    checkpoint: Checkpoint | None, reached: bytes | None, last: int
) -> Iterator[Fault]:
    if checkpoint is None:
        return
    if reached is None:
        yield Fault(
            None,
            t(
                "the log ends at {last}, and the checkpoint is at {position}",
                last=last,
                position=checkpoint.position,
            ),
        )
    elif reached != checkpoint.hash:
        yield Fault(checkpoint.position, t("this is not the event that the checkpoint saw"))


def _check_row(row: Row, subjects: dict[str, str]) -> Iterator[Fault]:
    """The body against its digest, and the columns against the body."""
    subjects.setdefault(row.id, "")
    if isinstance(row.body, bytes):
        yield Fault(row.position, t("its content is no UTF-8"))
        return
    if not isinstance(row.body, str) or not isinstance(row.salt, bytes):
        yield Fault(row.position, t("its content or its salt is missing"))
        return
    if chain.digest(row.salt, row.body) != row.digest:
        yield Fault(row.position, t("its content is not what was recorded"))
        return
    try:
        body: dict[str, Any] = json.loads(row.body)
        event = event_from_dict(body)
    except (ValueError, TypeError, TimelineError) as error:
        yield Fault(row.position, t("its content cannot be read: {error}", error=error))
        return
    subject = subject_of(event) or subjects.get(target_of(event), "")
    subjects[row.id] = subject
    held = (row.kind, row.version, row.id, row.key, row.subject)
    said = (event.KIND, body.get("version", 1), content_id(event), event.key, subject)
    for name, column, content in zip(
        ("kind", "version", "id", "key", "subject"), held, said, strict=True
    ):
        if column != content:
            yield Fault(
                row.position,
                t(
                    "its column {name} is {column!r}, and its content says {content!r}",
                    name=name,
                    column=column,
                    content=content,
                ),
            )
