"""The log that lives in memory, for tests, notebooks and the bundled seeds."""

from __future__ import annotations

import os
import threading
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from .checkpoint import GENESIS, Checkpoint
from .entries import AddedEvents, RowMaker
from .log import EventLog, check_expected
from .rows import ALL_SUBJECTS, now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from .entries import Entry
    from .log import Expected, Writer
    from .recorded import RecordedEvent
    from .rows import Clock, Row, Span

__all__ = ["MemoryLog"]


class MemoryLog(EventLog):
    """A log that lives as long as the program, for tests, notebooks and the bundled seeds."""

    def __init__(self, name: str = "memory", clock: Clock = now) -> None:
        self._name = name
        self._clock = clock
        self._rows: list[Row] = []
        self._events: list[RecordedEvent] = []
        self._ids: dict[str, Row] = {}
        self._keys: dict[str, Row] = {}
        self._subjects: dict[str, list[Row]] = {}
        self._lock = threading.RLock()
        self._committed = 0
        self._writer: int | None = None
        self._maker: RowMaker | None = None
        _every.add(self)

    @property
    def name(self) -> str:
        return self._name

    def head(self) -> Checkpoint:
        count = self._visible()
        if not count:
            return Checkpoint(0, GENESIS)
        return Checkpoint(count, self._rows[count - 1].hash)

    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        count = self._visible()
        last = count if until is None else max(0, min(until, count))
        return iter(self._rows[max(0, after) : last])

    def rows_about(self, subject: str) -> Iterator[Row]:
        count = self._visible()
        held = self._subjects.get(subject, ())
        return iter(tuple(row for row in held if row.position <= count))

    def read(self, *, after: int = 0, until: int | None = None) -> Iterator[RecordedEvent]:
        count = self._visible()
        last = count if until is None else max(0, min(until, count))
        return iter(self._events[max(0, after) : last])

    def about(self, subject: str) -> Iterator[RecordedEvent]:
        return (self._events[row.position - 1] for row in self.rows_about(subject))

    def by_subject(
        self, until: int, span: Span = ALL_SUBJECTS
    ) -> Iterator[tuple[str, Sequence[RecordedEvent]]]:
        for subject in sorted(self._subjects):
            if span[0] <= subject < span[1] and (
                events := [e for e in self.about(subject) if e.position <= until]
            ):
                yield subject, events

    def rows_by_subject(self, span: Span = ALL_SUBJECTS) -> Iterator[Row]:
        for subject in sorted(self._subjects):
            if span[0] <= subject < span[1]:
                yield from self.rows_about(subject)

    def subjects(self, *, after: int = 0, but: Collection[str] = ()) -> Iterator[str]:
        found = (row.subject for row in self.rows(after=after) if row.kind not in but)
        return iter(dict.fromkeys(found))

    def has(self, subject: str, kinds: Collection[str], *, after: int = 0) -> bool:
        return any(row.kind in kinds and row.position > after for row in self.rows_about(subject))

    def rows_by(self, column: Literal["id", "key", "prefix"], values: Iterable[str]) -> list[Row]:
        count = self._visible()
        if column == "prefix":
            starts = tuple(values)
            return [row for row in self._rows[:count] if row.id.startswith(starts)]
        table = self._ids if column == "id" else self._keys
        found = (table[value] for value in values if value in table)
        return [row for row in found if row.position <= count]

    def _visible(self) -> int:
        """How many rows this thread sees: the writer its own too, others what is committed."""
        if self._writer == threading.get_ident():
            return len(self._rows)
        return self._committed

    @contextmanager
    def writing(self, expected: Expected = "any") -> Iterator[Writer]:
        with self._lock:
            check_expected(expected, self._committed)
            self._writer = threading.get_ident()
            recorded = self._rows[-1].recorded if self._rows else ""
            self._maker = RowMaker(self, self.head(), recorded, self._clock)
            try:
                yield self
            except BaseException:
                self._cut(self._committed)
                raise
            else:
                self._committed = len(self._rows)
            finally:
                self._writer = None

    def add(self, entries: Sequence[Entry]) -> Sequence[RecordedEvent]:
        """Put entries at the end (see `Writer`)."""
        assert self._maker is not None  # noqa: S101 - it is there as long as somebody writes
        rows = self._maker.rows_of(entries)
        added = list(AddedEvents(entries, rows))
        self._keep(rows, added)
        return added

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy of what is committed, for another process."""
        rows = self._rows[: self._committed]
        return _copied, (self._name, self._clock, rows, self._events[: self._committed])

    def _keep(self, rows: Sequence[Row], events: Sequence[RecordedEvent]) -> None:
        self._events += events
        for row in rows:
            self._rows.append(row)
            self._ids[row.id] = row
            self._subjects.setdefault(row.subject, []).append(row)
            if row.key is not None:
                self._keys[row.key] = row

    def _in_child(self) -> None:
        """Take over a log that a fork has copied: whoever wrote it in another thread is gone."""
        if self._writer is not None and self._writer != threading.get_ident():
            rows, events = self._rows[: self._committed], self._events[: self._committed]
            self._rows, self._events = [], []
            self._ids, self._keys, self._subjects = {}, {}, {}
            self._keep(rows, events)
            self._writer = None
        if self._writer is None:
            self._lock = threading.RLock()

    def _cut(self, length: int) -> None:
        """Take back what an unfinished batch added."""
        del self._events[length:]
        while len(self._rows) > length:
            row = self._rows.pop()
            del self._ids[row.id]
            self._subjects[row.subject].pop()
            if row.key is not None:
                del self._keys[row.key]


def _copied(
    name: str, clock: Clock, rows: Sequence[Row], events: Sequence[RecordedEvent]
) -> MemoryLog:
    """A log with rows that another had."""
    log = MemoryLog(name, clock)
    log._keep(rows, events)
    log._committed = len(rows)
    return log


_every: weakref.WeakSet[MemoryLog] = weakref.WeakSet()


def _in_child() -> None:
    for log in list(_every):
        log._in_child()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_in_child)
