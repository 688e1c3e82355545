"""The log in a SQLite file.

Reading needs nothing but the standard library. Only creating a database loads sqlite-utils.
"""

from __future__ import annotations

import os
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from .checkpoint import Checkpoint, end_of
from .errors import BadValue, LogError
from .language import t
from .log import EventLog
from .rows import ALL_SUBJECTS, Row, now
from .sqlite_connections import Connections
from .sqlite_schema import is_log

if TYPE_CHECKING:  # a reader of tables needs no events
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from .integrity import Fault
    from .log import Expected, Writer
    from .recorded import BareEvent, RecordedEvent
    from .rows import Clock, SubjectRange
    from .sqlite_connections import Handle
    from .sqlite_errors import Connection

__all__ = ["SqliteLog"]

_SELECT: Final = f"SELECT {', '.join(Row._fields)} FROM events"  # noqa: S608 - our own names
_SELECT_BARE: Final = "SELECT subject, position, id, recorded, body FROM events "
_WITHIN: Final = "WHERE subject >= ? AND subject < ?"
_GROUPED: Final = "ORDER BY subject, position"
_MANY: Final = 500
"""How many values one statement asks for; SQLite's oldest limit is 999."""
_PART: Final = 256
"""How many rows are fetched at once."""
_FIRST: Final = -(1 << 63)
_LAST: Final = (1 << 63) - 1
"""The least and the greatest number that a file can hold."""


class SqliteLog(EventLog):
    """A log in a SQLite file, which several processes may read and append to at once.

    Each thread has a connection of its own. The file is made at the first append. A child process
    (a fork) opens connections of its own, and a log that is pickled is opened anew where it
    arrives.

    Args:
        path: of the file; `~` is the user's home folder.
        clock: what says when events are recorded.
        wait_seconds: how long to wait for a lock that another process holds.
        read_only: whether to refuse to write.

    Raises:
        BadValue: the text is one of SQLite's other names for a database, or no path at all.
        NotALog: the file is something else.
        NewerLog: a later version of timeline made it.
    """

    keeps_tables: ClassVar = True
    takes_rows: ClassVar = True

    def __init__(
        self,
        path: str | os.PathLike[str],
        clock: Clock = now,
        wait_seconds: float = 30.0,
        *,
        read_only: bool = False,
    ) -> None:
        if isinstance(path, str):
            self.check_path(path)
        self._name = os.path.expanduser(path)
        if not isinstance(self._name, str):
            raise TypeError(f"a path is a text or a pathlib.Path, and not {path!r}")
        try:
            os.fsencode(self._name)
        except UnicodeEncodeError:
            raise BadValue("path", t("the path holds half of a character")) from None
        self._options = clock, wait_seconds, read_only
        # Absolute, for a program may go to another folder.
        path = os.path.abspath(self._name)
        self._connections = Connections(path, self._name, wait_seconds, read_only)
        self._made = False
        self.connection()

    @staticmethod
    def check_path(text: str) -> None:
        """Refuse what SQLite, or a library above it, would not take for the path of a file.

        Raises:
            BadValue: it is a URI, or names a database in memory.
        """
        if text in ("", ":memory:"):
            hint = t("timeline.memory() is one that lives as long as the program")
            raise BadValue(
                "path", t('"{text}" names no file, which a database is', text=text), hint
            )
        if text.startswith("file:") or "://" in text:
            hint = t("give the path alone; a file that is called so is ./ and its name")
            raise BadValue("path", t('"{text}" is a URI, not a path', text=text), hint)
        if "\0" in text:
            raise BadValue("path", t("a path has no NUL character in it"))

    @property
    def name(self) -> str:
        return self._name

    @property
    def path(self) -> Path:
        """Where the file is."""
        from pathlib import Path

        return Path(self._name)

    @property
    def exists(self) -> bool:
        return self.connection() is not None

    def __reduce__(self) -> tuple[Any, ...]:
        clock, wait_seconds, read_only = self._options
        opened = partial(SqliteLog, read_only=read_only)
        return opened, (self._connections.path, clock, wait_seconds)

    def connection(self) -> Connection | None:
        """This thread's connection; None while there is no log in the file yet."""
        handle = self._handle()
        return handle.connection if handle is not None else None

    def _handle(self) -> Handle | None:
        """This thread's handle; None while there is no log in the file yet."""
        handle = self._connections.handle()
        if handle is not None and not self._made:
            self._made = is_log(handle.connection)
        return handle if self._made else None

    def close(self) -> None:
        self._connections.close()

    def head(self) -> Checkpoint:
        writer = self._connections.writer
        if writer is not None:  # we hold the lock, and know it
            return writer.head
        return end_of(self.connection())

    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        # Up to where the log is now: whoever appends what it reads must come to an end.
        last = self.head().position if until is None else until
        bounds = max(_FIRST, min(after, _LAST)), max(_FIRST, min(last, _LAST))
        return self._rows(" WHERE position > ? AND position <= ? ORDER BY position", bounds)

    def rows_about(self, subject: str) -> Iterator[Row]:
        return self._rows(" WHERE subject = ? ORDER BY position", (subject,))

    def bare(
        self, subjects: Iterable[str], until: int
    ) -> Iterator[tuple[str, Sequence[BareEvent]]]:
        for part in _parts(subjects):
            where = f"WHERE subject IN ({_marks(part)}) AND position <= ? {_GROUPED}"
            yield from self._bare(where, (*part, until))

    def by_subject(
        self, until: int, span: SubjectRange = ALL_SUBJECTS
    ) -> Iterator[tuple[str, Sequence[BareEvent]]]:
        from .recorded import bare_by_subject

        return bare_by_subject(self.bare_rows(until, span))

    def bare_rows(self, until: int, span: SubjectRange) -> Iterator[tuple[Any, ...]]:
        """What `by_subject` is made of: subject, position, id, recorded and body of each event."""
        where = f"{_WITHIN} AND position <= ? {_GROUPED}"
        return self._fetch(_SELECT_BARE + where, (*span, until))

    def shares(self, count: int) -> list[SubjectRange]:
        each = self.head().position // count
        query = f"SELECT subject FROM events WHERE subject > ? {_GROUPED} LIMIT 1 OFFSET ?"  # noqa: S608
        first, last = ALL_SUBJECTS
        bounds = [first]
        while len(bounds) < count:
            found = next(self._fetch(query, (bounds[-1], each)), None)
            bounds.append(found[0] if found is not None else last)
        return list(pairwise([*bounds, last]))

    def _bare(
        self, where: str, values: Sequence[object]
    ) -> Iterator[tuple[str, Sequence[BareEvent]]]:
        """Events by subject, without their notes and sources."""
        from .recorded import bare_by_subject

        return bare_by_subject(self._fetch(_SELECT_BARE + where, values))

    def rows_by_subject(self, span: SubjectRange = ALL_SUBJECTS) -> Iterator[Row]:
        return self._rows(f" {_WITHIN} {_GROUPED}", span)

    def subjects(self, *, after: int = 0, but: Collection[str] = ()) -> Iterator[str]:
        query = "SELECT DISTINCT subject FROM events WHERE position > ?"
        if but:
            query += f" AND kind NOT IN ({_marks(but)})"
        for (subject,) in self._fetch(query, (after, *but)):
            yield subject

    def has(self, subject: str, kinds: Collection[str], *, after: int = 0) -> bool:
        where = f"subject = ? AND position > ? AND kind IN ({_marks(kinds)})"
        query = f"SELECT 1 FROM events WHERE {where} LIMIT 1"  # noqa: S608 - marks alone
        return next(self._fetch(query, (subject, after, *kinds)), None) is not None

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
        return map(Row._make, self._fetch(_SELECT + where, values))

    def _fetch(self, query: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """What a query finds; whoever goes through it keeps the log open."""
        handle = self._handle()
        if handle is None:
            return
        cursor = handle.connection.execute(query, values)
        while part := cursor.fetchmany(_PART):
            if handle.seen is not None:
                handle.check()
            yield from part
            if len(part) < _PART:
                return

    def follow(
        self,
        after: int = 0,
        *,
        poll_seconds: float = 0.2,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[RecordedEvent]:
        handle = self._connections.handle()
        if handle is not None and handle.seen is not None:
            raise LogError(
                t(
                    "cannot follow {name}: nobody writes it now, and whoever may not "
                    "write its folder does not see who begins to; follow it once a "
                    "writer has it open, or with the right to write the folder",
                    name=self.name,
                )
            )
        return super().follow(after, poll_seconds=poll_seconds, stop=stop)

    def writing(self, expected: Expected = "any") -> AbstractContextManager[Writer]:
        from .sqlite_writing import writing

        self.create()
        return writing(self, self._connections, self._options[0], expected)

    def create(self) -> None:
        if self.connection() is not None:
            return
        from .sqlite_schema import create_schema

        self._connections.refuse_read_only()
        create_schema(self._connections.path, self.name, self._connections.wait_seconds)

    def stored(self) -> Iterator[Row]:
        from .sqlite_faults import rows_as_stored

        if self.connection() is None:
            return iter(())
        return rows_as_stored(self._connections.open())

    def faults(self) -> Iterator[Fault]:
        from .integrity import Fault
        from .sqlite_faults import faults_of_file

        connection = self.connection()
        if connection is not None:
            yield from faults_of_file(connection)
        elif os.path.exists(self._connections.path):
            yield Fault(None, t("the file is empty: there is no log in it"))


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in parts that one statement can ask for."""
    wanted = list(values)
    for start in range(0, len(wanted), _MANY):
        yield wanted[start : start + _MANY]


def _marks(part: Collection[str]) -> str:
    return ", ".join("?" * len(part))
