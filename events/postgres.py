"""The log in a PostgreSQL database. It needs psycopg, which is loaded when such a log is opened."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from .checkpoint import Checkpoint, end_of
from .errors import LogBusy, LogError, ReadOnlyLog
from .language import t
from .log import EventLog
from .postgres_address import Address
from .rows import ALL_SUBJECTS, Row, now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from contextlib import AbstractContextManager

    from .follow import Watch
    from .integrity import Fault
    from .log import Expected, Writer
    from .postgres_database import PostgresDatabase
    from .postgres_writing import PostgresWriter
    from .recorded import BareEvent
    from .rows import Clock, SubjectRange

__all__ = ["PostgresLog"]

_NAMES: Final = ", ".join(Row._fields)
_SELECT: Final = f"SELECT {_NAMES} FROM events"  # noqa: S608 - our own names
_BARE: Final = "SELECT subject, position, id, recorded, body FROM events"
_PART: Final = 256
"""How many rows are fetched first; of each part that follows, twice as many."""
_MOST: Final = 8_192
"""How many rows are fetched at once."""
_LAST: Final = (1 << 63) - 1
"""The greatest number that a table can hold."""
_FIRST: Final = -_LAST


class PostgresLog(EventLog):
    """A log in a PostgreSQL database, which several machines may read and append to at once.

    Many threads share a few connections. The log is made at the first append, or by `create`. A
    child process (a fork) opens connections of its own, and a log that is pickled is opened anew
    where it arrives; its password does not travel (see `environment`).

    Args:
        url: as libpq reads it, `postgresql://user@host:5432/database?sslmode=verify-full`; with
            `schema=`, another schema of the database than `timeline`.
        clock: what says when events are recorded.
        wait_seconds: how long to wait for the write lock, and for a connection.
        read_only: whether to refuse to write.

    Raises:
        BadValue: the text is no such URL.
        NotInstalled: psycopg is not.
        NotALog: the schema holds something else.
        NewerLog: a later version of timeline made it.
        LogError: the server cannot be reached, or refuses us.
    """

    keeps_tables: ClassVar = True
    takes_rows: ClassVar = True

    def __init__(
        self,
        url: str | Address,
        clock: Clock = now,
        wait_seconds: float = 30.0,
        *,
        read_only: bool = False,
    ) -> None:
        self.address = url if isinstance(url, Address) else Address(url)
        from .postgres_database import PostgresDatabase
        from .postgres_pool import Pool

        self.wait_seconds = wait_seconds
        self._clock, self._read_only = clock, read_only
        self._pool = Pool(self.address, wait_seconds, read_only=read_only)
        self._database = PostgresDatabase(self._pool)
        self._threads = threading.local()
        self._turn = threading.Lock()
        self._made = False
        _every.add(self)
        self.connection()

    @property
    def name(self) -> str:
        return self.address.name

    @property
    def exists(self) -> bool:
        return self.connection() is not None

    def __reduce__(self) -> tuple[Any, ...]:
        opened = partial(PostgresLog, read_only=self._read_only)
        return opened, (self.address, self._clock, self.wait_seconds)

    def environment(self) -> dict[str, str]:
        return self.address.environment()

    def connection(self) -> PostgresDatabase | None:
        """Where the tables are; None while there is no log in the schema yet."""
        if not self._made:
            from .postgres_schema import is_log

            self._made = is_log(self._database, self.address.schema)
        return self._database if self._made else None

    def close(self) -> None:
        self._pool.close()

    @property
    def writer(self) -> PostgresWriter | None:
        """What this thread writes with, while it does."""
        return getattr(self._threads, "writer", None)

    @writer.setter
    def writer(self, writer: PostgresWriter | None) -> None:
        self._threads.writer = writer

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until no other thread of this process writes, and be the one that does."""
        if not self._turn.acquire(timeout=self.wait_seconds):
            raise LogBusy(self.name, t("is being written by another thread"))
        process = os.getpid()
        try:
            yield
        finally:
            if os.getpid() == process:
                self._turn.release()

    def head(self) -> Checkpoint:
        writer = self.writer
        if writer is not None:  # we hold the lock, and know it
            return writer.head
        return end_of(self.connection())

    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        # Up to where the log is now: whoever appends what it reads must come to an end.
        last = self.head().position if until is None else until
        first, last = (max(_FIRST, min(bound, _LAST)) for bound in (after, last))
        return map(Row._make, self._from_position(_SELECT, first, last))

    def rows_about(self, subject: str) -> Iterator[Row]:
        where = f"{_SELECT} WHERE subject = %s AND position > %s"
        return map(Row._make, self._along(where, (subject,), "position", (_FIRST,)))

    def rows_by_subject(self, span: SubjectRange = ALL_SUBJECTS) -> Iterator[Row]:
        return map(Row._make, self._by_subject(_SELECT, span, self.head().position))

    def subjects(self, *, after: int = 0, but: Collection[str] = ()) -> Iterator[str]:
        query = "SELECT DISTINCT subject FROM events WHERE position > %s AND kind <> ALL(%s)"
        for (subject,) in self._run(query, (after, list(but))):
            yield subject

    def has(self, subject: str, kinds: Collection[str], *, after: int = 0) -> bool:
        where = "subject = %s AND position > %s AND kind = ANY(%s)"
        query = f"SELECT EXISTS (SELECT FROM events WHERE {where})"  # noqa: S608 - our own names
        return any(found for (found,) in self._run(query, (subject, after, list(kinds))))

    def rows_by(self, column: Literal["id", "key", "prefix"], values: Iterable[str]) -> list[Row]:
        wanted = list(values)
        if not wanted:
            return []
        where = f"{column} = ANY(%s)"
        if column == "prefix":  # "g" follows every digit
            where = "EXISTS (SELECT FROM unnest(%s::text[]) p WHERE id >= p AND id < p || 'g')"
        query = f"{_SELECT} WHERE {where} ORDER BY position"
        return [Row._make(found) for found in self._run(query, (wanted,))]

    def bare(
        self, subjects: Iterable[str], until: int
    ) -> Iterator[tuple[str, Sequence[BareEvent]]]:
        wanted = list(subjects)
        from .recorded import bare_by_subject

        where = f"{_BARE} WHERE subject = ANY(%s) AND position <= %s ORDER BY subject, position"
        for start in range(0, len(wanted), _PART):
            part = wanted[start : start + _PART]
            yield from bare_by_subject(self._run(where, (part, until)))

    def by_subject(
        self, until: int, span: SubjectRange = ALL_SUBJECTS
    ) -> Iterator[tuple[str, Sequence[BareEvent]]]:
        from .recorded import bare_by_subject

        return bare_by_subject(self._by_subject(_BARE, span, until))

    def shares(self, count: int) -> list[SubjectRange]:
        each = self.head().position // count
        query = (
            "SELECT subject FROM events WHERE subject > %s ORDER BY subject, position"
            " LIMIT 1 OFFSET %s"
        )
        first, last = ALL_SUBJECTS
        bounds = [first]
        while len(bounds) < count:
            found = next(iter(self._run(query, (bounds[-1], each))), None)
            bounds.append(found[0] if found is not None else last)
        return list(pairwise([*bounds, last]))

    def _run(self, query: str, values: Sequence[object]) -> Iterable[tuple[Any, ...]]:
        """What a query finds, all of it in memory."""
        database = self.connection()
        return database.run(query, values).fetchall() if database is not None else ()

    def _from_position(self, select: str, after: int, until: int) -> Iterator[tuple[Any, ...]]:
        where = f"{select} WHERE position <= %s AND position > %s"
        return self._along(where, (until,), "position", (after,))

    def _by_subject(self, select: str, span: SubjectRange, until: int) -> Iterator[tuple[Any, ...]]:
        first, last = span
        where = f"{select} WHERE subject < %s AND position <= %s AND (subject, position) > (%s, %s)"
        return self._along(where, (last, until), "subject, position", (first, _FIRST))

    def _along(
        self, query: str, values: Sequence[object], order: str, place: tuple[object, ...]
    ) -> Iterator[tuple[Any, ...]]:
        """Go through what a query finds in some order, part by part.

        Each part is a statement of its own, so that no transaction stays open while somebody looks
        at it. Nothing that was there can change in between.

        Args:
            query: ends with the condition that a row comes after a place in the order.
            values: for its places but those of that condition.
            order: the columns of the order, whose last row's values are the next place.
            place: where to begin.
        """
        columns = [_NAMES.split(", ").index(name) for name in order.split(", ")]
        if not query.startswith(_SELECT):
            columns = [("subject", "position").index(name) for name in order.split(", ")]
        size = _PART
        while True:
            ordered = f"{query} ORDER BY {order} LIMIT {size}"
            part = list(self._run(ordered, (*values, *place)))
            yield from part
            if len(part) < size:
                return
            place = tuple(part[-1][column] for column in columns)
            size = min(2 * size, _MOST)

    def writing(self, expected: Expected = "any") -> AbstractContextManager[Writer]:
        from .postgres_writing import writing

        self.create()
        return writing(self, self._database, self._clock, expected)

    def create(self) -> None:
        if self._read_only:
            raise ReadOnlyLog(self.name, t("it was opened with read_only"))
        if self.connection() is None:
            from .postgres_schema import create_schema

            create_schema(self._database, self.address.schema)

    def watch(self) -> AbstractContextManager[Watch]:
        from .postgres_watch import PostgresWatch

        return PostgresWatch(self._pool, self.address.schema)

    def faults(self) -> Iterator[Fault]:
        from .postgres_faults import faults_of_schema

        database = self.connection()
        if database is None:
            raise LogError(t("{name}: there is no log in it", name=self.name))
        return faults_of_schema(database, self.address.schema)

    def _in_child(self) -> None:
        """Take over a log that a fork has copied: whoever wrote it in another thread is gone."""
        self._turn = threading.Lock()
        self._threads = threading.local()


_every: weakref.WeakSet[PostgresLog] = weakref.WeakSet()


def _in_child() -> None:
    for log in list(_every):
        log._in_child()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_in_child)
