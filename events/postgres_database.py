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
from .postgres_pool import is_in_transaction
from .postgres_shapes import TABLES, held_shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .postgres_dialect import Shape
    from .postgres_pool import Pool, Raw

__all__ = ["PostgresDatabase"]

_FEW: Final = 8
"""How many rows go in one by one, rather than by COPY."""


class _Held:
    """The connection of a thread that is in a transaction; given back when the thread ends."""

    def __init__(self, raw: Raw, pool: Pool) -> None:
        self.raw = raw
        self.process = os.getpid()
        self.only_reads = False
        self.tables: frozenset[str] | None = None  # that are there, once they were asked for
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
        """Run one statement of SQLite's dialect, and give its cursor, with all rows in it."""
        if sql.startswith(("DROP TABLE", "CREATE ")) and self._is_made(sql):
            return None
        self._refuse_missing(sql)
        found = self.run(translated(sql), values)
        held = self._held
        if sql == "BEGIN" and held is not None:  # a writer's begins otherwise
            held.only_reads = True
        return found

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Run one statement for each of many values; whole rows are copied in."""
        rows = values if isinstance(values, (list, tuple)) else list(values)
        copying = inserted(sql) if len(rows) > _FEW else None
        if copying is not None:
            return self.copy(copying, rows)
        return self._on_one(lambda raw: raw.cursor().executemany(translated(sql), rows))

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] | None = ()) -> Any:
        """Run one statement of PostgreSQL's, and give its cursor, with all rows in it.

        Without values, None, it may be several statements.

        Raises:
            LogError: the server did not do it, or is not there. One that had gone is asked anew.
        """
        binary = values is not None
        return self._on_one(lambda raw: raw.cursor(binary=binary).execute(sql, values))

    def copy(self, sql: str, rows: Iterable[Sequence[Any]], types: Sequence[str] = ()) -> None:
        """Copy rows into a table by COPY … FROM STDIN; in binary where their types are said."""

        def copied(raw: Raw) -> None:
            with raw.cursor() as cursor, cursor.copy(sql) as copy:
                if types:
                    copy.set_types(types)
                for row in rows:
                    copy.write_row(row)

        self._on_one(copied)

    def roll_back(self) -> None:
        """End this thread's transaction, if there is one, and nothing of it stays."""
        held = self._held
        if held is not None:
            try:
                held.raw.execute("ROLLBACK")
            except psycopg.Error:  # it is lost, and so is the transaction
                pass
            finally:
                self._settle(held.raw)

    def _on_one(self, does: Any) -> Any:
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

    def _done(self, does: Any, raw: Raw) -> Any:
        try:
            return does(raw)
        except RAISED as error:
            raise error_of(error, self.name, writes=self._held is not None) from error
        finally:
            self._settle(raw)

    def _settle(self, raw: Raw) -> None:
        """Keep a connection that is in a transaction, and give any other back."""
        held = self._held
        if not is_in_transaction(raw):
            self._threads.held = None
            if held is None:
                self._pool.give(raw)
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
        (is_there,) = self.run("SELECT to_regclass(%s) IS NOT NULL", (index,)).fetchone()
        return bool(is_there)

    def _refuse_missing(self, sql: str) -> None:
        """In a writer's transaction, which one failed statement would end, look before it is run.

        Raises:
            DamagedLog: a table of the statement is not there.
        """
        held = self._held
        if held is None or held.only_reads:
            return
        if held.tables is None:
            found = self.run(TABLES).fetchall()
            held.tables = frozenset(name for (name,) in found)
        for name in tables_in(sql) - held.tables:
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
