"""A store that is none of ours: docs/stores.md shows it, and the contract suite runs it."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from timeline.events import (
    ALL_SUBJECTS,
    GENESIS,
    AddedEvents,
    Checkpoint,
    Clock,
    Entry,
    EventLog,
    Expected,
    RecordedEvent,
    Row,
    RowMaker,
    Span,
    Writer,
    check_expected,
    now,
)

__all__ = ["LinesLog"]


class LinesLog(EventLog):
    """A log in a text file, a row a line, of one process."""

    def __init__(self, path: Path, clock: Clock = now) -> None:
        self._path, self._clock = path, clock
        self._lock, self._own = threading.RLock(), threading.local()
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self._rows = [_row(line) for line in lines]

    @property
    def name(self) -> str:
        return str(self._path)

    def _seen(self) -> list[Row]:
        """What is committed, and what this thread is adding."""
        return [*self._rows, *getattr(self._own, "rows", ())]

    def head(self) -> Checkpoint:
        rows = self._seen()
        return Checkpoint(rows[-1].position, rows[-1].hash) if rows else Checkpoint(0, GENESIS)

    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        found = [row for row in self._seen() if row.position > after]
        return (row for row in found if until is None or row.position <= until)

    def rows_about(self, subject: str) -> Iterator[Row]:
        return (row for row in self._seen() if row.subject == subject)

    def rows_by_subject(self, span: Span = ALL_SUBJECTS) -> Iterator[Row]:
        found = (row for row in self._seen() if span[0] <= row.subject < span[1])
        return iter(sorted(found, key=lambda row: (row.subject, row.position)))

    def subjects(self, *, after: int = 0, but: Collection[str] = ()) -> Iterator[str]:
        return iter(dict.fromkeys(r.subject for r in self.rows(after=after) if r.kind not in but))

    def has(self, subject: str, kinds: Collection[str], *, after: int = 0) -> bool:
        return any(r.kind in kinds and r.position > after for r in self.rows_about(subject))

    def rows_by(self, column: Literal["id", "key", "prefix"], values: Iterable[str]) -> list[Row]:
        wanted = tuple(values)
        if column == "prefix":
            return [row for row in self._seen() if row.id.startswith(wanted)]
        return [row for row in self._seen() if getattr(row, column) in set(wanted)]

    @contextmanager
    def writing(self, expected: Expected = "any") -> Iterator[Writer]:
        with self._lock:
            head = self.head()
            check_expected(expected, head.position)
            self._own.rows = []
            last = self._rows[-1].recorded if self._rows else ""
            try:
                yield _Writer(RowMaker(self, head, last, self._clock), self._own.rows)
                with self._path.open("a", encoding="utf-8") as file:
                    file.writelines(_line(row) for row in self._own.rows)
                self._rows = self._seen()
            finally:
                self._own.rows = []


class _Writer:
    def __init__(self, maker: RowMaker, rows: list[Row]) -> None:
        self._maker, self._rows = maker, rows

    def add(self, entries: Sequence[Entry]) -> Sequence[RecordedEvent]:
        """Put entries at the end of the log."""
        rows = self._maker.rows_of(entries)
        self._rows += rows
        return AddedEvents(entries, rows)


def _line(row: Row) -> str:
    return json.dumps([v.hex() if isinstance(v, bytes) else v for v in row]) + "\n"


def _row(line: str) -> Row:
    *values, salt, digest, end = json.loads(line)
    return Row(*values, *map(bytes.fromhex, (salt, digest, end)))
