"""The peers written by hand on SQLite: the table of events, and the query on the tenures."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from .plain import Item

__all__ = ["append", "one_post", "rows_of", "whole_state"]

_SCHEMA: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE events (
  position INTEGER PRIMARY KEY, id TEXT, kind TEXT, subject TEXT, key TEXT, recorded TEXT,
  body TEXT, hash BLOB
);
CREATE TRIGGER no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END;
"""

_ON_DAY: Final = (
    " since_earliest <= :day AND (until IS NULL OR until_latest IS NULL OR until_latest > :day)"
)
_COLUMNS: Final = "SELECT post, person, capacity, since, until FROM tenures WHERE"
ONE_POST: Final = f"{_COLUMNS} post = :post AND {_ON_DAY}"
WHOLE_STATE: Final = f"{_COLUMNS} {_ON_DAY}"


def append(path: Path, items: Iterable[Item]) -> int:
    """Insert all events in one transaction; says how many.

    It keeps the same content under the same ids, with a hash over each body and the hash before
    it. It makes no ids, checks nothing, has no index but the position, and keeps no tenures.
    """
    connection = sqlite3.connect(path)
    connection.executescript(_SCHEMA)
    with connection:
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows_of(items))
    (count,) = connection.execute("SELECT count(*) FROM events").fetchone()
    connection.close()
    return int(count)


def rows_of(items: Iterable[Item]) -> Iterator[tuple[Any, ...]]:
    """Rows of the table: position, id, kind, subject, key, recorded, body, and a chained hash."""
    encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
    before = bytes(32)
    for position, (ident, recorded, body) in enumerate(items, 1):
        text = encode(body)
        before = hashlib.sha256(before + text.encode()).digest()
        subject = body.get("post") or body.get("person") or body.get("organization")
        key = body.get("key")
        yield position, ident, body["kind"], subject, key, recorded, text, before


def one_post(connection: sqlite3.Connection, post: str, day: str) -> list[tuple[Any, ...]]:
    """Who holds one post on a day, certainly or possibly."""
    return connection.execute(ONE_POST, {"post": post, "day": day}).fetchall()


def whole_state(connection: sqlite3.Connection, day: str) -> list[tuple[Any, ...]]:
    """Who holds what on a day, certainly or possibly."""
    return connection.execute(WHOLE_STATE, {"day": day}).fetchall()
