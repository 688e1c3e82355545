"""The rows of the tables about all that a log in a file says, made by the compiled core.

What the core does not take, Python folds.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from timeline.events import (
    ALL_SUBJECTS,
    SqliteLog,
    compiled_core,
    parse_date,
    range_of,
    table_of_kinds,
)
from timeline.projections.fold.deaths import people_told

from .schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events import EventLog, SubjectRange

    from .rows import Rows

__all__ = ["can_fold", "folded"]

_EVENTS: Final = 10_000
"""How many events are read at once, with what else is about the last one's subject."""
_TURNS: Final = 30
"""After so many of these the core begins anew, for it keeps every text that it has read."""
_ORGANIZATIONS: Final = (ALL_SUBJECTS[0], range_of("organization")[1])
"""The span of what posts rest on: what is said of everything, and of organizations."""


def can_fold(log: EventLog) -> bool:
    """Whether the core is there, fills the tables of today, and reads logs of this class."""
    core = compiled_core()
    return core is not None and core.TABLES_VERSION == VERSION and type(log) is SqliteLog


def folded(log: Any, until: int, spans: Iterable[SubjectRange]) -> Iterator[tuple[Rows, list[str]]]:
    """The rows about the subjects of some spans, and the subjects that are left to Python.

    Args:
        log: one of which `can_fold` holds.
        until: the position of the last event that counts.
        spans: of subjects, in their order.
    """
    core, table = compiled_core(), table_of_kinds()
    told = people_told(log, until)
    stored: Any = None
    every = chain.from_iterable(log.bare_rows(until, span) for span in spans)
    for turn, rows in enumerate(_whole_subjects(every)):
        if turn % _TURNS == 0:
            stored = core.Stored(table, parse_date, told)
            stored.know(list(log.bare_rows(until, _ORGANIZATIONS)))
        yield stored.fold(rows)


def _whole_subjects(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in parts, none of which ends amid a subject."""
    part: list[tuple[Any, ...]] = []
    for row in rows:
        if len(part) >= _EVENTS and row[0] != part[-1][0]:
            yield part
            part = []
        part.append(row)
    if part:
        yield part
