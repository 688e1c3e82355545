"""One transaction that puts events at the end of a log in PostgreSQL."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .checkpoint import Checkpoint
from .entries import AddedEvents, RowMaker
from .errors import DamagedLog, LogError
from .language import t
from .log import check_expected
from .patience import TOLD_AFTER_SECONDS, patiently
from .postgres_errors import ConnectionLost
from .postgres_shapes import TABLES
from .postgres_watch import channel_of
from .rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .entries import Entry
    from .log import Expected
    from .postgres import PostgresLog
    from .postgres_database import PostgresDatabase
    from .recorded import RecordedEvent
    from .rows import Clock

__all__ = ["PostgresWriter", "writing"]

_NAMES: Final = ", ".join(Row._fields)
_ONE: Final = f"({', '.join(['%s'] * len(Row._fields))})"
_INSERT: Final = f"INSERT INTO events ({_NAMES}) VALUES "  # noqa: S608 - our own names
_COPY: Final = f"COPY events ({_NAMES}) FROM STDIN"
_FEW: Final = 8
"""How many rows go in by one INSERT, rather than by COPY."""
_LOCK: Final = f"""
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SET LOCAL lock_timeout = {{}};
SET LOCAL statement_timeout = 0;
SELECT position, hash, recorded, ARRAY({TABLES}), to_regproc('pg_notify') IS NOT NULL
FROM head FOR UPDATE"""  # noqa: S608
"""Who has the head's row has the log's write lock: positions are given out one after the other,
without a hole, as no sequence would."""
_TELL: Final = "SELECT pg_notify(%s, '')"


@contextmanager
def writing(
    log: PostgresLog, database: PostgresDatabase, clock: Clock, expected: Expected
) -> Iterator[PostgresWriter]:
    """Hold the write lock of a log; see `EventLog.writing`."""
    process = os.getpid()
    if database.in_transaction:
        raise LogError(
            t(
                "{name} is in use by this thread: end what it is doing, and then write",
                name=log.name,
            )
        )
    with log.turn():
        locked = partial(_lock, database, time.monotonic() + log.wait_seconds)
        end = patiently(locked, log.name, log.wait_seconds)
        writer = PostgresWriter(log, database, clock, end)
        try:
            log.writer = writer
            check_expected(expected, writer.head.position)
            yield writer
            if os.getpid() != process:
                raise LogError(
                    t(
                        "{name} is being written by the process that this one is a fork of",
                        name=log.name,
                    )
                )
            writer.tell()
            _commit(database)
        finally:
            if os.getpid() == process:
                log.writer = None
                database.roll_back()  # which does nothing after a COMMIT


class _End(NamedTuple):
    """The end of a log that was locked, by the row of the table `head`.

    Attributes:
        position, hash, recorded: of its last event.
        tables: the names of the tables in its schema.
        tells: whether its server can tell followers that there is something new.
    """

    position: int
    hash: bytes
    recorded: str
    tables: list[str]
    tells: bool


def _lock(database: PostgresDatabase, until: float) -> _End:
    """Begin a transaction and take the head's lock; gives the log's end.

    It waits for a second at most, so that a word can be said.
    """
    left = until - time.monotonic()
    waits = max(0.05, min(left, TOLD_AFTER_SECONDS))
    try:
        found = database.run_all(_LOCK.format(int(waits * 1000))).fetchone()
    except BaseException:
        database.roll_back()
        raise
    if found is None:
        database.roll_back()
        raise DamagedLog(database.name, t("the table head is empty"))
    end = _End(*found)
    database.knows_tables(end.tables)
    return end


def _commit(database: PostgresDatabase) -> None:
    """Make what was written stay.

    Raises:
        LogError: a statement had failed; nothing stays.
        ConnectionLost: nobody knows whether it stays.
    """
    try:
        found = database.run("COMMIT")
    except ConnectionLost as error:
        raise ConnectionLost(
            f"{error}; it was lost during COMMIT, so the batch is in the log or it is not:"
            " append it again, and what is there already is not added twice"
        ) from error
    if found.done != "COMMIT":
        raise LogError(
            t("{name}: a statement had failed, and nothing was appended", name=database.name)
        )


class PostgresWriter:
    """The one writer of a log, while its lock is held (see `Writer`)."""

    def __init__(
        self, log: PostgresLog, database: PostgresDatabase, clock: Clock, end: _End
    ) -> None:
        self._database = database
        self._maker = RowMaker(log, Checkpoint(end.position, end.hash), end.recorded, clock)
        self._end = end
        self._channel = channel_of(log.address.schema)

    @property
    def head(self) -> Checkpoint:
        """The end of the log, with what was added."""
        return self._maker.head

    def add(self, entries: Sequence[Entry]) -> Sequence[RecordedEvent]:
        """Put entries at the end of the log."""
        rows = self._maker.rows_of(entries)
        if len(rows) > _FEW:
            self._database.copy(_COPY, rows)
        elif rows:
            values = [value for row in rows for value in row]
            self._database.run_later(_INSERT + ", ".join([_ONE] * len(rows)), values)
        return AddedEvents(entries, rows)

    @contextmanager
    def loading(self) -> Iterator[str]:
        """Fill an empty log with rows that are ready; gives the moment at which it is recorded."""
        yield self._maker.moment()

    def put(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows at the end of the log that nothing is wrong with."""
        if rows:
            self._database.copy(_COPY, rows)
            self._maker.head = Checkpoint(rows[-1][0], rows[-1][-1])

    def tell(self) -> None:
        """Let followers be told, once it is there, that there is something new, if there is."""
        if self._end.tells and self.head.position > self._end.position:
            self._database.run_later(_TELL, (self._channel,))
