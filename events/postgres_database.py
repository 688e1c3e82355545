"""A PostgreSQL database as a log asks it: statements of SQLite's dialect, errors of ours."""

from __future__ import annotations

import os
import threading
import weakref
from typing import TYPE_CHECKING, Any, Final

import psycopg

from .errors import DamagedLog, LogError
from .language import t
from .postgres_dialect import inserted, made_index, made_table, tables_in, translated
from .postgres_errors import RAISED, ConnectionLost, error_of
from .postgres_shapes import TABLES, held_shape

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from .postgres_dialect import Shape
    from .postgres_pool import Pool
    from .postgres_raw import Raw

__all__ = ["Found", "PostgresDatabase"]

_FEW: Final = 8
"""How many rows go in one by one, rather than by COPY."""
_MUCH: Final = 100_000
"""How many characters of statements wait for the next one, at most."""


class Found:
    """What a statement found, all of it in memory.

    Args:
        rows: what it found.
        done: what the server says that it did: `COMMIT`, `SELECT 3`.
    """

    def __init__(self, rows: Iterable[tuple[Any, ...]], done: str | None) -> None:
        self._rows = iter(rows)
        self.done = done

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row; None after the last."""
        return next(self._rows, None)

    def only(self) -> tuple[Any, ...]:
        """The row of a statement that always finds one."""
        return next(self._rows)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""
        return [*self._rows]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows


class _Held:
    """The connection of a thread that is in a transaction; given back when the thread ends.

    Attributes:
        raw: the connection.
        process: the process that it belongs to.
        only_reads: whether it is a question's snapshot, which nothing is written in.
        tables: the names of the tables that are there, once they were asked for.
        waiting: statements that go to the server with the next one: nobody waits for their answer.
    """

    def __init__(self, raw: Raw, pool: Pool) -> None:
        self.raw = raw
        self.process = os.getpid()
        self.only_reads = False
        self.tables: frozenset[str] | None = None
        self.waiting: list[str] = []
        weakref.finalize(self, pool.give, raw)


class PostgresDatabase:
    """What runs a log's statements, for any thread (see `Database`).

    A statement takes a connection of the pool for as long as it lasts; a transaction keeps one for
    its thread from BEGIN to COMMIT or ROLLBACK.

    Args:
        pool: of the connections.
    """

    def __init__(self, pool: Pool) -> None:
        self.name = pool.name
        self._pool = pool
        self._threads = threading.local()

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is in a transaction, be it one that has failed."""
        return self._held is not None

    @property
    def _held(self) -> _Held | None:
        held: _Held | None = getattr(self._threads, "held", None)
        return held if held is not None and held.process == os.getpid() else None

    def execute(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = (), /) -> Any:
        """Run one statement of SQLite's dialect, and give what it found."""
        if sql.startswith(("DROP TABLE", "CREATE ")) and self._is_made(sql):
            return None
        held = self._held
        if held is not None and not held.only_reads:
            self._refuse_missing(held, sql)
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                return self.run_later(translated(sql), values)
        found = self.run(translated(sql), values)
        held = self._held
        if sql == "BEGIN" and held is not None:  # a writer's begins otherwise
            held.only_reads = True
        return found

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = (), /) -> list[Any]:
        """Run one statement of SQLite's dialect, and give all the rows that it found."""
        found: list[Any] = self.execute(sql, values).fetchall()
        return found

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Run one statement for each of many values; whole rows are copied in."""
        rows = values if isinstance(values, (list, tuple)) else list(values)
        copying = inserted(sql) if len(rows) > _FEW else None
        if copying is not None:
            return self.copy(copying, rows)
        for row in rows:
            self.run_later(translated(sql), row)
        return None

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Found:
        """Run one statement of PostgreSQL's, and give what it found.

        Raises:
            LogError: the server did not do it, or is not there. One that had gone is asked anew.
        """
        held = self._held
        if held is not None and held.waiting:
            return self.run_all(self._said(sql, values))
        return Found(*self._on_one(lambda raw: raw.ask(sql, values)))

    def run_later(self, sql: str, values: Sequence[Any] | Mapping[str, Any]) -> Found:
        """Run a statement of which nothing is to be known, at the latest before the COMMIT.

        In a transaction it goes to the server with the next statement, in one message: each way
        there and back takes longer than what is done there.
        """
        held = self._held
        if held is None:
            return self.run(sql, values)
        held.waiting.append(self._said(sql, values))
        if sum(map(len, held.waiting)) > _MUCH:
            self.run_all()
        return Found((), None)

    def run_all(self, *statements: str) -> Found:
        """Run what waits, and statements whose values stand in them, and give what the last found.

        Raises:
            LogError: the server did not do one of them, or is not there.
        """
        held = self._held
        waiting = held.waiting if held is not None else []
        script = "; ".join([*waiting, *statements])
        waiting.clear()
        return Found(*self._on_one(lambda raw: raw.ask_all(script)))

    def copy(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Copy rows into a table by COPY … FROM STDIN."""

        def copied(raw: Raw) -> None:
            with raw.cursor() as cursor, cursor.copy(sql) as copy:
                for row in rows:
                    copy.write_row(row)

        held = self._held
        if held is not None and held.waiting:
            self.run_all()
        self._on_one(copied)

    def knows_tables(self, names: Collection[str]) -> None:
        """Take it that these are the tables that are there, for this thread's transaction."""
        held = self._held
        if held is not None:
            held.tables = frozenset(names)

    def roll_back(self) -> None:
        """End this thread's transaction, if there is one, and nothing of it stays."""
        held = self._held
        if held is not None:
            held.waiting.clear()
            try:
                held.raw.execute("ROLLBACK")
            except psycopg.Error:  # it is lost, and so is the transaction
                pass
            finally:
                self._settle(held.raw)

    def _said(self, sql: str, values: Sequence[Any] | Mapping[str, Any]) -> str:
        """A statement with its values in their places."""
        if not values:
            return sql
        return str(self._on_one(lambda raw: psycopg.ClientCursor(raw).mogrify(sql, values)))

    def _on_one(self, does: Callable[[Raw], Any]) -> Any:
        """Do something with this thread's connection, or with any."""
        held = self._held
        if held is not None:
            return self._done(does, held.raw)
        raw = self._pool.take()
        try:
            return self._done(does, raw)
        except ConnectionLost:  # nothing was under way: a new one does as well
            self._pool.drop_idle()
        raw = self._pool.take()
        return self._done(does, raw)

    def _done(self, does: Callable[[Raw], Any], raw: Raw) -> Any:
        try:
            return does(raw)
        except RAISED as error:
            raise error_of(error, self.name, writes=raw.is_in_transaction) from error
        finally:
            self._settle(raw)

    def _settle(self, raw: Raw) -> None:
        """Keep a connection that is in a transaction, and give any other back."""
        held = self._held
        if not raw.is_in_transaction:
            if held is None:
                self._pool.give(raw)
            else:
                self._threads.held = None
        elif held is None:
            self._threads.held = _Held(raw, self._pool)

    def _is_made(self, sql: str) -> bool:
        """Make a table or an index, if that is what a statement asks for.

        A table that is there is emptied, and not made again: whoever reads it meanwhile sees it as
        it was, and a role that may only write it can do that.
        """
        if sql.startswith("DROP TABLE"):
            return True  # it is made again after this
        shape, index = made_table(sql), made_index(sql)
        if shape is not None:
            self._make(shape)
            return True
        if index is None:
            raise LogError(
                t("{name}: this is not made in PostgreSQL: {sql}", name=self.name, sql=sql)
            )
        return self.run("SELECT to_regclass(%s) IS NOT NULL", (index,)).fetchone() == (True,)

    def _refuse_missing(self, held: _Held, sql: str) -> None:
        """In a writer's transaction, which one failed statement would end, look before it is run.

        Raises:
            DamagedLog: a table of the statement is not there.
        """
        wanted = tables_in(sql)
        if held.tables is None or wanted - held.tables:
            found = self.run(TABLES).fetchall()
            held.tables = frozenset(name for (name,) in found)
        for name in wanted - held.tables:
            raise DamagedLog(self.name, t("there is no table {name}", name=name))

    def _make(self, shape: Shape) -> None:
        if held_shape(self.run, shape.name) == shape:
            self.run(f"DELETE FROM {shape.name}")  # noqa: S608 - our own names
        else:
            self.run(f"DROP TABLE IF EXISTS {shape.name}")
            self.run(shape.statement)
        held = self._held
        if held is not None:
            held.tables = None
