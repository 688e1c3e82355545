"""SQLite's errors, said as ours: none of its own leaves the library."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from .errors import BadValue, DamagedLog, LogBusy, LogClosed, LogError, NotALog, ReadOnlyLog
from .language import t

__all__ = ["Connection", "error_of", "said_as_ours"]

_RAISED: Final = (sqlite3.Error, UnicodeEncodeError, OverflowError)
"""What sqlite3 raises: for a file, a text that is no Unicode, and a number of more than 64 bits."""

_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_READ_ONLY: Final = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}
_DAMAGED: Final = {
    sqlite3.SQLITE_ERROR,  # a table or column that is not there
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_SCHEMA,
}


def error_of(error: Exception, path: str) -> Exception:
    """The error of ours that says what one of sqlite3's says of a file."""
    if isinstance(error, UnicodeEncodeError):
        return BadValue("text", t("this is no Unicode text, and so stands for nothing in a log"))
    if isinstance(error, OverflowError):
        return BadValue("number", t("this number is larger than any in a log"))
    text = str(error)
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in text:
        return LogClosed(path)
    if text.startswith("Could not decode"):  # the text itself is not to be printed
        return DamagedLog(path, t("a text in it is not UTF-8"))
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in _BUSY:
        return LogBusy(path)
    if primary in _READ_ONLY:
        return ReadOnlyLog(path)
    if primary == sqlite3.SQLITE_NOTADB:
        return NotALog(path, text)
    if primary in _DAMAGED:
        return DamagedLog(path, text)
    return LogError(f"{path}: {text}")


@contextmanager
def said_as_ours(path: str) -> Iterator[None]:
    """Raise what sqlite3 raises within the block as an error of ours."""
    try:
        yield
    except _RAISED as error:
        raise error_of(error, path) from error


# Looked up once: a question is a few calls of these.
_Plain: Final = sqlite3.Cursor
_execute: Final = sqlite3.Cursor.execute
_fetchone: Final = sqlite3.Cursor.fetchone
_fetchmany: Final = sqlite3.Cursor.fetchmany
_fetchall: Final = sqlite3.Cursor.fetchall

_AT_ONCE: Final = 256
"""How many rows are fetched while a cursor is gone through."""


class _Cursor(sqlite3.Cursor):
    """A cursor that raises errors of ours."""

    __slots__ = ()

    def fetchone(self) -> Any:
        """Give the next row; None if there is none."""
        connection: Any = self.connection
        connection.at_work = True
        try:
            return _fetchone(self)
        except _RAISED as error:
            raise error_of(error, connection.path) from error
        finally:
            connection.at_work = False

    def fetchmany(self, size: int | None = _AT_ONCE) -> list[Any]:
        """Give the next rows."""
        connection: Any = self.connection
        connection.at_work = True
        try:
            return _fetchmany(self, size)
        except _RAISED as error:
            raise error_of(error, connection.path) from error
        finally:
            connection.at_work = False

    def fetchall(self) -> list[Any]:
        """Give all rows that are left."""
        connection: Any = self.connection
        connection.at_work = True
        try:
            return _fetchall(self)
        except _RAISED as error:
            raise error_of(error, connection.path) from error
        finally:
            connection.at_work = False

    def __iter__(self) -> Any:
        while part := self.fetchmany(_AT_ONCE):
            yield from part
            if len(part) < _AT_ONCE:
                return


class Connection(sqlite3.Connection):
    """A connection that raises errors of ours.

    Attributes:
        path: what its errors call its file.
        at_work: whether SQLite is at work on it, so that a fork of another thread leaves it in
            a state that nobody can end (see `sqlite_fork`).
    """

    __slots__ = ("__weakref__", "at_work", "path")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.path = ""
        self.at_work = False

    def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
        """Run one statement."""
        self.at_work = True
        try:
            return _execute(_Cursor(self), sql, values)
        except _RAISED as error:
            raise error_of(error, self.path) from error
        finally:
            self.at_work = False

    def rows(self, sql: str, values: Any = (), /) -> list[Any]:
        """Run one statement, and give all that it finds: in one step, for a question is that."""
        self.at_work = True
        try:
            return _fetchall(_execute(_Plain(self), sql, values))
        except _RAISED as error:
            raise error_of(error, self.path) from error
        finally:
            self.at_work = False

    def executemany(self, sql: str, values: Iterable[Any], /) -> sqlite3.Cursor:
        """Run one statement for each of many values."""
        self.at_work = True
        try:
            return _Cursor(self).executemany(sql, values)
        except _RAISED as error:
            raise error_of(error, self.path) from error
        finally:
            self.at_work = False
