"""The least that an append in pure Python does: what is left of it if it checks and folds nothing.

It reads JSON, makes ids, canonical texts and the hash chain, and puts them and ready rows of the
projection into the tables of a real database. What a bar leaves above it is all that there is for
checks, references and the fold.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from timeline.events import KINDS, Row, SqliteLog, canonical, parse
from timeline.tables.rows import Rows
from timeline.tables.writer import TableWriter

__all__ = ["append"]

_INSERT: Final = f"INSERT INTO events VALUES ({', '.join('?' * len(Row._fields))})"  # noqa: S608


def append(path: Path, lines: Iterable[str], rows: Rows) -> int:
    """Put events, and the rows that they come to, into a new database; says how many events."""
    log = SqliteLog(path)
    log.create()
    connection = log.connection()
    assert connection is not None  # noqa: S101 - it was just made
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(_INSERT, _rows(lines))
    writer = TableWriter(connection, is_whole=True)
    writer.write(rows)
    position = log.head().position
    writer.finish(position)
    connection.execute("COMMIT")
    log.close()
    return position


def _rows(lines: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    before = bytes(32)
    for position, line in enumerate(lines, 1):
        body = parse(line)
        fact = {name: body.get(name) for name in (*KINDS[body["kind"]].IDENTITY, "kind")}
        ident = sha256(canonical(fact).encode()).hexdigest()[:32]
        text, salt = canonical(body), os.urandom(16)
        digest = sha256(salt + text.encode()).digest()
        before = sha256(before + position.to_bytes(8, "big") + digest).digest()
        subject = body.get("post") or body.get("person") or body.get("organization") or ident
        key, moment = body.get("key"), "2026-01-01T00:00:00.000000Z"
        what = (position, ident, body["kind"], 1, subject, key, moment)
        yield (*what, text, salt, digest, before)
