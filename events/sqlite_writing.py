"""One transaction that puts events at the end of a log in a SQLite file."""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from .checkpoint import GENESIS, Checkpoint
from .entries import AddedEvents, RowMaker
from .errors import LogError
from .language import t
from .log import check_expected
from .patience import patiently
from .rows import Row
from .sqlite_schema import GUARDS, INDEXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .entries import Entry
    from .log import Expected
    from .recorded import RecordedEvent
    from .rows import Clock
    from .sqlite import SqliteLog
    from .sqlite_connections import Connections
    from .sqlite_errors import Connection

__all__ = ["SqliteWriter", "writing"]

_INSERT: Final = (
    f"INSERT INTO events ({', '.join(Row._fields)})"  # noqa: S608 - our own names
    f" VALUES ({', '.join('?' * len(Row._fields))})"
)
_MADE: Final = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'events' ORDER BY rowid"
_LATE: Final = {*INDEXES, *GUARDS}
"""What a first load makes behind the rows: an index of sorted keys takes a third of the time."""
_WRITER_KIB: Final = 65536
"""How much of the file a writer may keep in memory. With SQLite's 2 MB a long append writes the
pages of its indexes again and again."""
_READER_KIB: Final = 2000


@contextmanager
def writing(
    log: SqliteLog, connections: Connections, clock: Clock, expected: Expected
) -> Iterator[SqliteWriter]:
    """Hold the write lock of a file; see `EventLog.writing`."""
    connection = log.connection()
    assert connection is not None  # noqa: S101 - it was just made
    begin = partial(connection.execute, "BEGIN IMMEDIATE")
    connections.refuse_read_only()
    patiently(begin, log.name, connections.wait_seconds)
    process = os.getpid()
    try:
        connection.execute(f"PRAGMA cache_size = -{_WRITER_KIB}")
        writer = connections.writer = SqliteWriter(log, connection, clock)
        check_expected(expected, writer.head.position)
        yield writer
        if os.getpid() != process:
            raise LogError(
                t(
                    "{name} is being written by the process that this one is a fork of",
                    name=log.name,
                )
            )
        connection.execute("COMMIT")
    except BaseException:
        if os.getpid() == process and connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        if os.getpid() == process:
            connections.writer = None
            connection.execute(f"PRAGMA cache_size = -{_READER_KIB}")


class SqliteWriter:
    """The one writer of a file, while its lock is held (see `Writer`)."""

    def __init__(self, log: SqliteLog, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        query = "SELECT position, hash, recorded FROM events ORDER BY position DESC LIMIT 1"
        position, end, recorded = connection.execute(query).fetchone() or (0, GENESIS, "")
        self._maker = RowMaker(log, Checkpoint(position, end), recorded, clock)

    @property
    def head(self) -> Checkpoint:
        """The end of the log, with what was added."""
        return self._maker.head

    def add(self, entries: Sequence[Entry]) -> Sequence[RecordedEvent]:
        """Put entries at the end of the log."""
        rows = self._maker.rows_of(entries)
        if rows:
            self._connection.executemany(_INSERT, rows)
        return AddedEvents(entries, rows)

    @contextmanager
    def loading(self) -> Iterator[str]:
        """Fill an empty log with rows that are ready; gives the moment at which it is recorded.

        Its indexes and its guards are made behind the rows, in the same transaction: nobody else
        sees the log without them, whatever happens.
        """
        made = [(name, sql) for name, sql in self._connection.execute(_MADE) if name in _LATE]
        for name, _ in made:
            self._connection.execute(f"DROP {'TRIGGER' if name in GUARDS else 'INDEX'} {name}")
        yield self._maker.moment()
        for _, sql in made:
            self._connection.execute(sql)

    def put(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows at the end of the log that nothing is wrong with."""
        if rows:
            self._connection.executemany(_INSERT, rows)
            self._maker.head = Checkpoint(rows[-1][0], rows[-1][-1])
