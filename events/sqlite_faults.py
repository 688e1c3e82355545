"""What can be wrong with a SQLite file that holds a log, whatever its events say."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from .errors import LogBusy, LogError
from .integrity import Fault
from .language import t
from .rows import Row
from .sqlite_schema import COLUMNS, GUARDS, INDEXES, REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .sqlite_connections import Handle
    from .sqlite_errors import Connection

__all__ = ["faults_of_file", "rows_as_stored"]

_STORED: Final = f"SELECT {', '.join(Row._fields)} FROM events NOT INDEXED ORDER BY position"  # noqa: S608
_TYPES: Final = {int: "INTEGER", str: "TEXT", bytes: "BLOB"}


def rows_as_stored(handle: Handle) -> Iterator[Row]:
    """Read every row of the log from its table; bytes stand where a text is no UTF-8.

    The connection is one that nobody else uses, and is closed at the end.
    """
    with closing(handle.connection) as connection:
        connection.text_factory = _text
        yield from map(Row._make, connection.execute(_STORED))


def _text(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def faults_of_file(connection: Connection) -> Iterator[Fault]:
    """What is wrong with the file, its indexes and its guards."""
    try:
        for (said,) in connection.execute("PRAGMA integrity_check").fetchall():
            if said != "ok":
                yield Fault(None, t("the file is damaged: {said}", said=said))
        yield from _faults_of_table(connection)
        yield from _faults_of_indexes(connection)
        yield from _faults_of_guards(connection)
    except LogBusy:
        raise
    except LogError as error:
        yield Fault(None, str(error))


def _faults_of_table(connection: Connection) -> Iterator[Fault]:
    found = [tuple(row[1:4]) for row in connection.execute("PRAGMA table_info(events)")]
    wanted = [(name, _TYPES[kind], int(name in REQUIRED)) for name, kind in COLUMNS.items()]
    if found != wanted:
        yield Fault(None, t("the table events has not the columns that it was made with"))


def _faults_of_indexes(connection: Connection) -> Iterator[Fault]:
    """A unique index that is none, or leaves rows out, lets a fact in twice."""
    held = {row[1]: row for row in connection.execute("PRAGMA index_list(events)")}
    for name, (column, unique, partial) in INDEXES.items():
        if name not in held:
            yield Fault(None, t("the index {name} is not there", name=name))
            continue
        columns = [row[2] for row in connection.execute(f"PRAGMA index_info({name})")]
        kind = (columns, bool(held[name][2]), bool(held[name][4]))
        if kind != ([column], unique, partial) or not _has_its_condition(connection, name, partial):
            yield Fault(None, t("the index {name} is not the one that was made", name=name))


def _has_its_condition(connection: Connection, name: str, partial: bool) -> bool:
    query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?"
    (sql,) = connection.execute(query, (name,)).fetchone()
    _, _, condition = " ".join(str(sql).split()).partition(" WHERE ")
    return condition == (f"{INDEXES[name][0]} IS NOT NULL" if partial else "")


def _faults_of_guards(connection: Connection) -> Iterator[Fault]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"
    held = dict(connection.execute(query).fetchall())
    for name, sql in sorted(GUARDS.items()):
        if held.get(name) != sql:
            yield Fault(
                None,
                t("the trigger {name} is not there: the log can be changed by hand", name=name),
            )
    for name in sorted(held.keys() - GUARDS.keys(), key=str):
        yield Fault(None, t("the trigger {name!r} on the log is none of ours", name=name))
