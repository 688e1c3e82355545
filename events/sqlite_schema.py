"""The log's table in a SQLite file: what marks a file as ours, the table, and its guards."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from functools import partial
from typing import Any, Final

from .errors import NewerLog, NotALog, ReadOnlyLog
from .language import t
from .patience import patiently
from .sqlite_connections import uri_of
from .sqlite_errors import Connection, said_as_ours

__all__ = ["APPLICATION_ID", "COLUMNS", "GUARDS", "INDEXES", "SCHEMA", "create_schema", "is_log"]

APPLICATION_ID: Final = 0x544C4F47
"""What marks a SQLite file as ours (PRAGMA application_id): "TLOG"."""

SCHEMA: Final = 1
"""The version of the log's table (PRAGMA user_version)."""

COLUMNS: Final[dict[str, type]] = {
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
}
"""The columns of the table `events`, with what they hold."""

REQUIRED: Final = frozenset({"id", "kind", "version", "subject", "recorded", "digest", "hash"})
"""The columns in which every event has something."""

INDEXES: Final = {
    "events_id": ("id", True, False),
    "events_subject": ("subject", False, False),
    "events_key": ("key", True, True),
}
"""The indexes of `events`, each with its column, whether it is unique, and whether it leaves out
the events that have none."""

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


def is_log(connection: Connection) -> bool:
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
            raise NewerLog(connection.path)
        if tables and not schema:
            raise NotALog(connection.path, t("the version of its tables is missing"))
        return bool(schema)
    if tables:
        raise NotALog(connection.path, t("it is a SQLite database of something else"))
    return False


def create_schema(path: str, name: str, wait_seconds: float) -> None:
    """Make the log's table in a new or empty file; several processes may do it at once.

    Raises:
        NotALog: the file holds something else.
        ReadOnlyLog, LogBusy: it cannot be written, or not for as long as we wait.
    """
    import sqlite_utils

    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    except OSError as error:
        raise ReadOnlyLog(name, error.strerror or str(error)) from None
    with said_as_ours(name):
        connection = sqlite3.connect(
            f"{uri_of(path)}?mode=rwc",  # a build of SQLite may read a plain name as a URI
            uri=True,
            timeout=0.1,  # see `patiently`
            isolation_level=None,
            factory=Connection,
        )
    assert isinstance(connection, Connection)  # noqa: S101 - the factory made it
    connection.path = name
    with closing(connection), said_as_ours(name):
        if patiently(partial(is_log, connection), name, wait_seconds):
            return
        database = sqlite_utils.Database(connection)
        patiently(partial(_enable_wal, database, name), name, wait_seconds)
        patiently(partial(connection.execute, "BEGIN EXCLUSIVE"), name, wait_seconds)
        if not is_log(connection):  # somebody else may have been first
            _create_table(database)
            for guard in GUARDS.values():
                connection.execute(guard)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")


def _enable_wal(database: Any, name: str) -> None:
    """Switch to write-ahead logging, which needs the file alone; SQLite does not wait for that."""
    with said_as_ours(name):
        database.enable_wal()


def _create_table(database: Any) -> None:
    events = database["events"]
    events.create(dict(COLUMNS), pk="position", not_null=set(REQUIRED))
    for name, (column, unique, partial_) in INDEXES.items():
        if not partial_:
            events.create_index([column], name, unique=unique)
    database.execute("CREATE UNIQUE INDEX events_key ON events (key) WHERE key IS NOT NULL")
