"""The first load of a log by the compiled core, as long as there is nothing to say about it.

The core takes a batch as `Intake` would, and the rows that it makes are the same. At the first
event that is not plainly right (`core.NotPlain`) everything is undone, and the batch goes the way
of Python, which finds the same again and says so.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from timeline.events import (
    ALL_SUBJECTS,
    Draft,
    Intake,
    JsonLines,
    PositionConflict,
    compiled_core,
    parse_date,
    table_of_kinds,
)
from timeline.projections.fold.log_histories import LogHistories

from .admission import check_assertions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events import Assertion, Expected, Finding
    from timeline.projections.fold.log_histories import FoldedSubject
    from timeline.tables.writer import TableWriter

__all__ = ["first_load"]

_FEWEST: Final = 200
"""Of fewer events Python takes no longer, with the file that is to be made."""
_SUBJECTS: Final = 1_000
"""How many subjects are folded at once."""
_FEW: Final = 1_000
"""So many events of an API call are tried by Python before a file is made for them."""


def first_load(
    log: Any,
    drafts: Iterable[Draft | Finding],
    assertions: Sequence[Assertion],
    expected: Expected,
) -> int | None:
    """Put a whole batch into an empty log, with its tables, and give how many events that were.

    None where it is not for the core: nothing has changed then.

    Args:
        log: the log.
        drafts: the batch.
        assertions: what must be so in the end.
        expected: where the log must be.

    Raises:
        LogBusy, ReadOnlyLog: the log cannot be written.
    """
    core = compiled_core()
    few = isinstance(drafts, list) and len(drafts) < _FEWEST
    if core is None or few or not log.takes_rows or log.head().position:
        return None
    parts = _parts_of(log, drafts)
    first = next(parts, [])
    if len(first) < _FEWEST:
        return None
    loading = core.Loading(table_of_kinds(), parse_date, Intake.PART)
    try:
        loading.take(first)
        with log.writing(expected) as writer:
            if log.head().position:
                raise core.NotPlain("the log is not empty any more")
            now = _load(core, log, writer, loading, parts)
            if any(check_assertions(assertions, now, log)):
                raise core.NotPlain("an assertion does not come true")
            return now.position
    except (core.NotPlain, PositionConflict):
        return None


def _load(
    core: Any, log: Any, writer: Any, loading: Any, parts: Iterator[list[Any]]
) -> LogHistories:
    """Write the rows of the log, and then those of the tables."""
    from timeline.tables.writer import Tables

    with writer.loading() as moment:
        loading.begin(moment, os.urandom)
        for part in parts:
            writer.put(loading.take(part))
        writer.put(loading.finish())
    now = LogHistories(log)
    tables = Tables(log).writer(0)
    for change in _folded(log, now, loading, tables):
        if change.history is not None and change.history.conflicts:
            raise core.NotPlain("a conflict")
        tables.put(change)
    tables.finish(now.position)
    return now


def _folded(
    log: Any, now: LogHistories, loading: Any, tables: TableWriter
) -> Iterator[FoldedSubject]:
    """Write the rows that the core makes, and give the subjects that are left to Python."""
    from timeline.tables.folding import can_fold, folded

    if not can_fold(log):
        yield from now.everything()
        return
    kept = loading.count <= loading.most_kept
    made = iter(partial(loading.fold, _SUBJECTS), None) if kept else None
    for rows, left in made or folded(log, now.position, [ALL_SUBJECTS]):
        tables.write(rows)
        yield from now.changed(left)


def _parts_of(log: Any, drafts: Iterable[Draft | Finding]) -> Iterator[list[Any]]:
    """What the core reads, in parts: lines, or events; nothing, where it is not for the core."""
    if isinstance(drafts, JsonLines):
        if not drafts.keep_recorded:
            yield from drafts.parts()
    elif isinstance(drafts, list) and (log.exists or len(drafts) > _FEW):
        events = [d.event for d in drafts if isinstance(d, Draft) and d.recorded is None]
        if len(events) == len(drafts):
            for start in range(0, len(events), Intake.PART):
                yield events[start : start + Intake.PART]
