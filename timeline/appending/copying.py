"""Putting the events of another log into this one, at the same places and with the same hashes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from timeline.events import t
from timeline.projections.fold.log_histories import LogHistories

from .append import Appended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events import Copied, EventLog

__all__ = ["copy_events"]

_PART: Final = 1_000
"""How many events go in at once."""


def copy_events(log: EventLog, copied: Iterable[Copied]) -> Appended:
    """Add the events of another log, of which this one holds the first, or none.

    Args:
        log: this one.
        copied: the events of the other, from its first on.

    Raises:
        BadInput: an event here is not the one there, or a hash there does not follow; says where.
            Nothing was added.
        BadValue: an event there was recorded before the one in front of it.
        LogBusy, ReadOnlyLog: the log cannot be written.
    """
    held = log.head().position
    rest = _beyond(log, iter(copied), held)
    part = [*islice(rest, _PART)]  # what is refused at its beginning makes no file
    if not part:
        return Appended(0, held, held)
    added = 0
    with log.writing(held or "empty") as writer:
        while part:
            for there, here in zip(part, writer.add([each.entry for each in part]), strict=True):
                if (there.position, there.hash) != (here.position, here.hash):
                    raise there.refusal("its hash does not follow from the events before it")
            added += len(part)
            part = [*islice(rest, _PART)]
        if log.keeps_tables:
            from timeline.tables.writer import Tables

            Tables(log).rebuild(LogHistories(log))
    return Appended(added, held, held + added)


def _beyond(log: EventLog, copied: Iterator[Copied], held: int) -> Iterator[Copied]:
    """The events after those that the log holds, which must be the same."""
    compared = 0
    for row, there in zip(log.rows(until=held), copied, strict=False):
        if (there.position, there.hash) != (row.position, row.hash):
            hint = t("a log goes into an empty one, or into one that holds its first events")
            raise there.refusal(f"{log.name} has another event at {row.position}", hint)
        compared += 1
    yield from copied if compared == held else ()
