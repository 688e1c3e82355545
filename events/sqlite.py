"""The log in a SQLite file.

Reading needs nothing but the standard library. Only creating a database loads sqlite-utils.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from contextlib import closing, contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from .checkpoint import GENESIS, Checkpoint
from .errors import BadValue, LogBusy, LogError, NewerLog, NotALog, NotFound, ReadOnlyLog
from .log import EventLog, check_expected
from .rows import ALL_SUBJECTS, Row, now

if TYPE_CHECKING:  # a reader of tables needs no events
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from .entries import Entry
    from .log import Expected, Writer
    from .recorded import BareEvent, RecordedEvent
    from .rows import Clock, Span

__all__ = ["SqliteLog"]

APPLICATION_ID: Final = 0x544C4F47
"""What marks a SQLite file as ours (PRAGMA application_id): "TLOG"."""

SCHEMA: Final = 1
"""The version of the tables (PRAGMA user_version)."""

_COLUMNS: Final = ", ".join(Row._fields)
_INSERT: Final = f"INSERT INTO events ({_COLUMNS}) VALUES ({', '.join('?' * len(Row._fields))})"  # noqa: S608
_SELECT: Final = f"SELECT {_COLUMNS} FROM events"  # noqa: S608 - our own column names
_SELECT_BARE: Final = "SELECT subject, position, id, recorded, body FROM events "
_WITHIN: Final = "WHERE subject >= ? AND subject < ?"
_GROUPED: Final = "ORDER BY subject, position"
_CACHE_KIB: Final = 65536
"""How much of the file a connection may keep in memory. With SQLite's 2 MB a long append writes
the pages of its indexes again and again."""
_MANY: Final = 500
"""How many values one statement asks for; SQLite's oldest limit is 999."""


class SqliteLog(EventLog):
    """A log in a SQLite file, which several processes may read and append to at once.

    Each thread has a connection of its own. The file is made at the first append.

    Raises:
        BadValue: the text is one of SQLite's other names for a database, and not a path.
        NotALog: the file is something else.
        NewerLog: a later version of timeline made it.
    """

    def __init__(
        self, path: str | os.PathLike[str], clock: Clock = now, wait_seconds: float = 30.0
    ) -> None:
        if isinstance(path, str):
            self.check_path(path)
        self._path = os.fspath(path)
        self._clock = clock
        self._wait = wait_seconds
        self._threads = threading.local()
        self._handles: weakref.WeakSet[_Handle] = weakref.WeakSet()
        self._made = False
        if os.path.exists(self._path):
            self.connection()

    @staticmethod
    def check_path(text: str) -> None:
        """Refuse what SQLite, or a library above it, would not take for the path of a file.

        Raises:
            BadValue: it is a URI, or names a database in memory.
        """
        if text in ("", ":memory:"):
            hint = "timeline.memory() is one that lives as long as the program"
            raise BadValue("path", f'"{text}" names no file, which a database is', hint)
        if text.startswith("file:") or "://" in text:
            hint = "give the path alone; a file that is called so is ./ and its name"
            raise BadValue("path", f'"{text}" is a URI, not a path', hint)

    @property
    def name(self) -> str:
        return self._path

    @property
    def path(self) -> Path:
        """Where the file is."""
        from pathlib import Path

        return Path(self._path)

    def connection(self) -> sqlite3.Connection | None:
        """This thread's connection; None while there is no log in the file yet."""
        handle: _Handle | None = getattr(self._threads, "handle", None)
        if handle is None:
            if not os.path.exists(self._path):
                return None
            handle = self._threads.handle = _Handle(self._connect())
            self._handles.add(handle)
        if not self._made:
            self._made = _is_log(handle.connection, self.name)
        return handle.connection if self._made else None

    def close(self) -> None:
        """Close every thread's connection."""
        for handle in list(self._handles):
            handle.connection.close()
        self._threads = threading.local()

    def head(self) -> Checkpoint:
        tail: _Tail | None = getattr(self._threads, "tail", None)
        if tail is not None:  # we hold the lock, and know it
            return tail.head
        connection = self.connection()
        return _tail(connection).head if connection is not None else Checkpoint(0, GENESIS)

    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        # Up to where the log is now: whoever appends what it reads must come to an end.
        last = self.head().position if until is None else until
        return self._rows(" WHERE position > ? AND position <= ? ORDER BY position", (after, last))

    def rows_about(self, subject: str) -> Iterator[Row]:
        return self._rows(" WHERE subject = ? ORDER BY position", (subject,))

    def bare(
        self, subjects: Iterable[str], until: int
    ) -> Iterator[tuple[str, Sequence[BareEvent]]]:
        for part in _parts(subjects):
            where = f"WHERE subject IN ({_marks(part)}) AND position <= ? {_GROUPED}"
            yield from self._bare(where, (*part, until))

    def by_subject(
        self, until: int, span: Span = ALL_SUBJECTS
    ) -> Iterator[tuple[str, Sequence[BareEvent]]]:
        return self._bare(f"{_WITHIN} AND position <= ? {_GROUPED}", (*span, until))

    def shares(self, count: int) -> list[Span]:
        """Spans that share all subjects out, with about as many events in each."""
        connection = self.connection()
        assert connection is not None  # noqa: S101 - there is nothing to share otherwise
        each = self.head().position // count
        query = f"SELECT subject FROM events WHERE subject > ? {_GROUPED} LIMIT 1 OFFSET ?"  # noqa: S608
        first, last = ALL_SUBJECTS
        bounds = [first]
        while len(bounds) < count:
            found = connection.execute(query, (bounds[-1], each)).fetchone()
            bounds.append(found[0] if found is not None else last)
        return list(pairwise([*bounds, last]))

    def _bare(
        self, where: str, values: Sequence[object]
    ) -> Iterator[tuple[str, Sequence[BareEvent]]]:
        """Events by subject, without their notes and sources, which halves the time of it."""
        from .jsontext import parse
        from .recorded import BareEvent
        from .wire import revive

        connection = self.connection()
        if connection is None:
            return
        before, events = "", list[BareEvent]()
        rows = connection.execute(_SELECT_BARE + where, values)
        for subject, position, ident, recorded, body in rows:
            if subject != before:
                if events:
                    yield before, events
                before, events = subject, []
            if body is None:
                raise BadValue("body", f"the content of event {position} has been erased")
            events.append(BareEvent(position, ident, recorded, revive(parse(body), bare=True)))
        if events:
            yield before, events

    def rows_by_subject(self, span: Span = ALL_SUBJECTS) -> Iterator[Row]:
        return self._rows(f" {_WITHIN} {_GROUPED}", span)

    def subjects(self, *, after: int = 0, but: Collection[str] = ()) -> Iterator[str]:
        connection = self.connection()
        if connection is None:
            return
        query = "SELECT DISTINCT subject FROM events WHERE position > ?"
        if but:
            query += f" AND kind NOT IN ({', '.join('?' * len(but))})"
        for (subject,) in connection.execute(query, (after, *but)):
            yield subject

    def has(self, subject: str, kinds: Collection[str], *, after: int = 0) -> bool:
        connection = self.connection()
        if connection is None:
            return False
        marks = ", ".join("?" * len(kinds))
        query = (
            f"SELECT 1 FROM events WHERE subject = ? AND position > ? AND kind IN ({marks}) LIMIT 1"  # noqa: S608
        )
        return connection.execute(query, (subject, after, *kinds)).fetchone() is not None

    def rows_by(self, column: Literal["id", "key", "prefix"], values: Iterable[str]) -> list[Row]:
        found: list[Row] = []
        if column == "prefix":
            for value in values:
                where = " WHERE id >= ? AND id < ? ORDER BY position"
                found.extend(self._rows(where, (value, value + "g")))  # "g" follows every digit
            return found
        for part in _parts(values):
            where = f" WHERE {column} IN ({_marks(part)}) ORDER BY position"
            found.extend(self._rows(where, part))
        return found

    def _rows(self, where: str, values: Sequence[object]) -> Iterator[Row]:
        connection = self.connection()
        if connection is None:
            return iter(())
        return map(Row._make, connection.execute(_SELECT + where, values))

    @contextmanager
    def writing(self, expected: Expected = "any") -> Iterator[Writer]:
        connection = self._writable()
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise self._refusal(error) from None
        self._threads.moment = None
        try:
            self._threads.tail = _tail(connection)
            check_expected(expected, self.head().position)
            yield self
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            _roll_back(connection)
            raise self._refusal(error) from error
        except BaseException:
            _roll_back(connection)
            raise
        finally:
            self._threads.tail = None

    def add(self, entries: Sequence[Entry]) -> Sequence[RecordedEvent]:
        """Put entries at the end (see `Writer`); only within `writing`."""
        from .entries import AddedEvents, make_rows, moments_of, next_moment

        head, last = self._threads.tail
        if self._threads.moment is None:
            self._threads.moment = next_moment(last, self._clock)
        moments = moments_of(entries, last, self._threads.moment)
        rows = make_rows(entries, head, moments, self._subject)
        if rows:
            self._writable().executemany(_INSERT, rows)
            row = rows[-1]
            self._threads.tail = _Tail(Checkpoint(row.position, row.hash), row.recorded)
        return AddedEvents(entries, rows)

    def _subject(self, event_id: str) -> str:
        found = self.rows_by("id", [event_id])
        if not found:
            raise NotFound("event", event_id)
        return found[0].subject

    def missing_guards(self) -> list[str]:
        """The names of the triggers that keep the log append-only and are not there."""
        connection = self.connection()
        if connection is None:
            return []
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"
        held = dict(connection.execute(query).fetchall())
        return sorted(name for name, sql in GUARDS.items() if held.get(name) != sql)

    def _connect(self) -> sqlite3.Connection:
        uri = _uri(self._path)
        for mode in ("mode=rw", "mode=ro", "immutable=1"):
            connection = None
            try:
                connection = sqlite3.connect(
                    f"{uri}?{mode}",
                    uri=True,
                    timeout=self._wait,
                    isolation_level=None,
                    check_same_thread=False,  # each thread has its own; `close` closes them all
                )
                connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
                connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            except sqlite3.DatabaseError as error:
                if connection is not None:
                    connection.close()
                if not isinstance(error, sqlite3.OperationalError):
                    raise NotALog(self.name, str(error)) from None
                if "locked" in str(error):
                    raise LogBusy(self.name) from None
                # A folder that cannot be written keeps SQLite from making its -shm file.
                refusal = error
            else:
                return connection
        raise LogError(f"cannot open {self.name}: {refusal}")

    def _writable(self) -> sqlite3.Connection:
        self.create()
        connection = self.connection()
        assert connection is not None  # noqa: S101 - it was just made
        return connection

    def create(self) -> None:
        """Make the file and the log in it, if they are not there."""
        if self.connection() is not None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            create_schema(self.path, self._wait)
        except OSError as error:
            raise ReadOnlyLog(self.name, error.strerror or str(error)) from None
        except sqlite3.OperationalError as error:
            raise self._refusal(error) from None

    def _refusal(self, error: sqlite3.OperationalError) -> LogError:
        text = str(error)
        if "locked" in text or "busy" in text:
            return LogBusy(self.name)
        if "readonly" in text or "unable to open" in text:
            return ReadOnlyLog(self.name)
        return LogError(f"{self.name}: {text}")


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in parts that one statement can ask for."""
    wanted = list(values)
    for start in range(0, len(wanted), _MANY):
        yield wanted[start : start + _MANY]


def _uri(path: str) -> str:
    """A path as SQLite's own documentation writes it as a URI (https://sqlite.org/uri.html)."""
    whole = os.path.abspath(path).replace(os.sep, "/")
    for char in "%?#":
        whole = whole.replace(char, f"%{ord(char):02x}")
    return f"file://{whole}" if whole.startswith("/") else f"file:///{whole}"


def _marks(part: Sequence[str]) -> str:
    return ", ".join("?" * len(part))


class _Tail(NamedTuple):
    """The end of a log: where it is, and when the last event was recorded."""

    head: Checkpoint
    recorded: str


def _tail(connection: sqlite3.Connection) -> _Tail:
    query = "SELECT position, hash, recorded FROM events ORDER BY position DESC LIMIT 1"
    found = connection.execute(query).fetchone()
    if found is None:
        return _Tail(Checkpoint(0, GENESIS), "")
    return _Tail(Checkpoint(found[0], found[1]), found[2])


class _Handle:
    """A thread's connection, closed when the thread has ended or the log is forgotten."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        # The finalizer keeps the connection alive until it has closed it.
        weakref.finalize(self, connection.close)


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _is_log(connection: sqlite3.Connection, path: str) -> bool:
    """Whether the database holds a log; False if it is empty yet.

    Raises:
        NotALog: it holds other things.
        NewerLog: its tables are of a later version.
    """
    # The tables are looked for first: whoever makes a log sets the mark together with them.
    tables = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if mark == APPLICATION_ID:
        if schema > SCHEMA:
            raise NewerLog(path)
        if tables and not schema:
            raise NotALog(path, "the version of its tables is missing")
        return bool(schema)
    if tables:
        raise NotALog(path, "it is a SQLite database of something else")
    return False


GUARDS: Final = {
    "events_no_update": """CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only: correct an event with another'); END""",
    "events_no_delete": """CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only: retract an event with another'); END""",
    # INSERT OR REPLACE deletes without firing the trigger above, so it is stopped before it.
    "events_only_append": """\
CREATE TRIGGER events_only_append BEFORE INSERT ON events
WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
  OR (NEW.key IS NOT NULL AND EXISTS (SELECT 1 FROM events WHERE key = NEW.key))
  OR NEW.recorded < (SELECT recorded FROM events WHERE position = NEW.position - 1)
BEGIN SELECT RAISE(ABORT, 'the log is append-only: an event goes to its end, once'); END""",
}
"""The triggers by which the database itself keeps the log append-only, by name."""


def create_schema(path: Path, wait_seconds: float) -> None:
    """Make the log's table in a new or empty file; several processes may do it at once.

    Raises:
        NotALog: the file holds something else.
        sqlite3.OperationalError: it cannot be written, or not for as long as we wait.
    """
    import sqlite_utils

    uri = f"{_uri(str(path))}?mode=rwc"  # a build of SQLite may read a plain name as a URI
    with closing(
        sqlite3.connect(uri, uri=True, timeout=wait_seconds, isolation_level=None)
    ) as connection:
        try:
            if _is_log(connection, str(path)):
                return
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise NotALog(str(path), str(error)) from None
        database = sqlite_utils.Database(connection)
        _enable_wal(database, wait_seconds)
        connection.execute("BEGIN EXCLUSIVE")
        if not _is_log(connection, str(path)):  # somebody else may have been first
            _create_table(database)
            for guard in GUARDS.values():
                connection.execute(guard)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")


def _enable_wal(database: Any, wait_seconds: float) -> None:
    """Switch to write-ahead logging, which needs the file alone; SQLite does not wait for that."""
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            database.enable_wal()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _create_table(database: Any) -> None:
    events = database["events"]
    events.create(
        {
            "position": int,
            "id": str,
            "kind": str,
            "version": int,
            "subject": str,
            "key": str,
            "recorded": str,
            "body": str,
            "salt": bytes,
            "digest": bytes,
            "hash": bytes,
        },
        pk="position",
        not_null={"id", "kind", "version", "subject", "recorded", "digest", "hash"},
    )
    events.create_index(["id"], "events_id", unique=True)
    events.create_index(["subject"], "events_subject")
    database.execute("CREATE UNIQUE INDEX events_key ON events (key) WHERE key IS NOT NULL")
