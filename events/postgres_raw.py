"""One connection to a PostgreSQL server, and what a log asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import psycopg
from psycopg.pq import TransactionStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Raw"]

Asked: TypeAlias = "tuple[list[tuple[Any, ...]], str | None]"
"""What a statement found, and what the server says that it did."""

_SETTINGS: Final = """
SELECT shared, set_config('search_path', quote_ident(%(schema)s) || ', pg_catalog', shared),
    set_config('default_transaction_isolation', 'repeatable read', shared),
    set_config('default_transaction_read_only', %(read_only)s, shared),
    set_config('standard_conforming_strings', 'on', shared), set_config('jit', 'off', shared),
    set_config('statement_timeout', CASE current_setting('statement_timeout')
        WHEN '0' THEN '5min' ELSE current_setting('statement_timeout') END, shared)
FROM (SELECT pg_backend_pid() <> %(pid)s AS shared) whose"""
"""Where the tables are; a question of several statements sees one state of the database; what it
asks for is too small for a compiler; a backslash is one in COPY too; and none of its statements
goes on for ever. This holds for the connection, or for the transaction alone, where the server's
process is another than the one that we were told of: then somebody stands between."""
_BEGIN: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ"
_IN_TRANSACTION: Final = (TransactionStatus.INTRANS, TransactionStatus.INERROR)
_LARGE: Final = 1_000
"""How many rows a cursor keeps in memory, until the next statement."""


class Raw(psycopg.Connection[tuple[Any, ...]]):
    """A connection that keeps its cursor: to make one takes half as long as to ask with it.

    Behind a pooler, each transaction may be another server process's, with settings that somebody
    else has left there: another log's tables, even. So each brings its settings along, in the same
    message, and no statement is prepared for the next one.

    Attributes:
        is_shared: whether there is a pooler between us and the server.
    """

    is_shared: bool = False
    _settings: str = ""
    _begin: str = _BEGIN
    _cursor: psycopg.Cursor[tuple[Any, ...]] | None = None

    def settle_in(self, schema: str, *, read_only: bool) -> None:
        """Set what holds for every statement; a psycopg.Error if the server refuses."""
        values = {"schema": schema, "read_only": "on" if read_only else "off"}
        found = self.execute(_SETTINGS, {**values, "pid": self.info.backend_pid}).fetchone()
        self.is_shared = found is not None and found[0]
        if self.is_shared:
            self.prepare_threshold = None
            self._settings = psycopg.ClientCursor(self).mogrify(_SETTINGS, {**values, "pid": 0})
            self._begin = f"{_BEGIN} READ ONLY" if read_only else _BEGIN

    @property
    def is_in_transaction(self) -> bool:
        """Whether a transaction is open, be it one that has failed."""
        return self.pgconn.transaction_status in _IN_TRANSACTION

    def ask(self, sql: str, values: Sequence[Any] | Mapping[str, Any]) -> Asked:
        """Run one statement."""
        if self.is_shared and not self.is_in_transaction:
            said = psycopg.ClientCursor(self).mogrify(sql, values) if values else sql
            return self.ask_all(self._begin if said == "BEGIN" else said)
        cursor = self._cursor
        if cursor is None:
            cursor = self._cursor = self.cursor(binary=True)
        cursor.execute(sql, values)
        asked = _asked(cursor)
        if len(asked[0]) > _LARGE:
            self._cursor = None
        return asked

    def ask_all(self, script: str) -> Asked:
        """Run several statements in one message; gives what the last one found and did."""
        if not self.is_shared or self.is_in_transaction:
            return self._last_of(script)
        if script.lstrip().startswith("BEGIN"):
            begin, _, rest = script.partition(";")
            return self._last_of("; ".join(filter(None, [begin, self._settings, rest])))
        try:
            return self._last_of(f"{self._begin}; {self._settings}; {script}", "COMMIT")
        except psycopg.Error:
            if not self.closed:
                self.execute("ROLLBACK")
            raise

    def _last_of(self, script: str, end: str = "") -> Asked:
        """Run a script and an end; gives what the last statement before the end found and did."""
        with self.cursor() as cursor:
            cursor.execute(f"{script}; {end}".encode(), prepare=False)
            asked = _asked(cursor)
            while cursor.nextset():
                if not end or cursor.statusmessage != end:
                    asked = _asked(cursor)
            return asked


def _asked(cursor: psycopg.Cursor[tuple[Any, ...]]) -> Asked:
    return cursor.fetchall() if cursor.description is not None else [], cursor.statusmessage
