"""A set of many texts that takes little memory."""

from __future__ import annotations

import sqlite3
import weakref
from typing import Final

__all__ = ["NamesSeen"]

_FEW: Final = 10_000

_KIB: Final = 8_192
"""How much of the table is kept in memory."""


class NamesSeen:
    """The names that a batch has introduced so far.

    The latest are a plain set. The others are a table in a file that SQLite makes where they do not
    fit into a few megabytes, and that is gone with them; to ask the log for each of them instead
    would read a page from anywhere in it.
    """

    def __init__(self, few: int = _FEW) -> None:
        self._few = few
        self._latest: set[str] = set()
        self._others: sqlite3.Connection | None = None

    def add(self, name: str) -> None:
        """Take in a name."""
        self._latest.add(name)

    def __contains__(self, name: str) -> bool:
        if name in self._latest:
            return True
        if self._others is None:
            return False
        found = self._others.execute("SELECT 1 FROM names WHERE name = ?", (name,))
        return found.fetchone() is not None

    def settle(self) -> None:
        """Merge the latest names into the others if they are many; called after each part."""
        if len(self._latest) < self._few:
            return
        if self._others is None:
            self._others = sqlite3.connect("", isolation_level=None)  # a temporary file
            weakref.finalize(self, self._others.close)
            self._others.execute(f"PRAGMA cache_size = -{_KIB}")
            self._others.execute("PRAGMA journal_mode = OFF")
            self._others.execute("CREATE TABLE names (name TEXT PRIMARY KEY) WITHOUT ROWID")
        rows = ((name,) for name in sorted(self._latest))
        self._others.execute("BEGIN")
        self._others.executemany("INSERT OR IGNORE INTO names VALUES (?)", rows)
        self._others.execute("COMMIT")
        self._latest.clear()
