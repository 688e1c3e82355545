"""What `verify` checks: the log against itself, and what is made of the log against a rebuild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import Fault, LogBusy, LogError, TimelineError, check_chain, t

from .projections.fold.log_histories import LogHistories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timeline.events import Checkpoint, EventLog

    from .core import Timeline

__all__ = ["faults_of"]


def faults_of(
    timeline: Timeline, checkpoint: Checkpoint | None = None, *, workers: int = 1
) -> Iterator[Fault]:
    """Yield what is not as it was written: the log's own faults first, then the tables'.

    Where the log itself does not hold, the tables are not looked at: they would be held against
    something wrong. With several `workers`, so many processes are started for the rebuild that they
    are held against. What could not be checked is a fault of the severity `note`.
    """
    log, whole = timeline.log, True
    for fault in _faults_of_log(log, checkpoint):
        whole = False
        yield fault
    if whole and log.keeps_tables:
        yield from _faults_of_tables(log, workers)


def _faults_of_log(log: EventLog, checkpoint: Checkpoint | None) -> Iterator[Fault]:
    try:
        yield from log.faults()
        yield from check_chain(log, checkpoint)
    except LogBusy:
        raise
    except LogError as error:
        yield Fault(None, t("the log cannot be read to its end: {error}", error=error))


def _faults_of_tables(log: EventLog, workers: int) -> Iterator[Fault]:
    from .tables.writer import Tables

    tables, histories = Tables(log), LogHistories(log)
    try:
        unchecked = tables.unchecked()
        if unchecked is None:
            for difference in tables.differences(histories, workers):
                yield Fault(None, difference)
        elif histories.position:
            yield Fault(None, unchecked, "note")
    except (TimelineError, ValueError) as error:
        yield Fault(None, t("the tables cannot be read: {error}", error=error))
