"""What `verify` checks: the log against itself, and what is made of the log against a rebuild."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import Fault, SqliteLog, TimelineError, check_chain

from .projections.fold.log_histories import LogHistories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timeline.events import Checkpoint

    from .core import Timeline

__all__ = ["faults_of"]


def faults_of(
    timeline: Timeline, checkpoint: Checkpoint | None = None, *, workers: int = 1
) -> Iterator[Fault]:
    """Yield what is not as it was written: the log's own faults first, then the tables'.

    Where the log itself does not hold, the tables are not looked at: they would be held against
    something wrong. With several `workers`, so many processes are started for the rebuild that they
    are held against.
    """
    whole = True
    for fault in check_chain(timeline.log, checkpoint):
        whole = False
        yield fault
    log = timeline.log
    if not isinstance(log, SqliteLog):
        return
    for name in log.missing_guards():
        yield Fault(None, f"the trigger {name} is not there: the log can be changed by hand")
    if not whole:
        return
    from .tables.writer import Tables

    try:
        for difference in Tables(log).differences(LogHistories(log), workers):
            yield Fault(None, difference)
    except (TimelineError, ValueError) as error:
        yield Fault(None, f"the tables cannot be read: {error}")
