"""How the SQL of the tables, which is SQLite's, is said to PostgreSQL.

Everything in which the two differ stands here: places, the functions of texts and JSON, types, and
how a table is made anew. What is said the same to both is not touched. A text is compared and
sorted by its characters' numbers in both: `COLLATE "C"`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["TEXT", "Shape", "inserted", "made_index", "made_table", "tables_in", "translated"]

TEXT: Final = 'text COLLATE "C"'
_TYPES: Final = {"TEXT": TEXT, "INTEGER": "bigint"}

_NO_NUL: Final = r"(?<!\\)((?:\\\\)*)\\u0000"
"""A NUL character as JSON spells it, which PostgreSQL takes for no text."""

_PART: Final = re.compile(
    r"""
    (?P<json>json_extract\((?P<of>\w+),\s*'\$\.(?P<path>[\w.]+)'\))
    | (?P<instr>instr\((?P<within>\w+),\s*(?P<sought>'[^']*')\))
    | (?P<quoted>'[^']*')
    | (?P<cast>::)
    | :(?P<name>\w+)
    | (?P<place>\?)
    | (?P<percent>%)
    | (?P<group>\bgroup_concat\((?P<joined>.*?),\s*char\(10\)\))
    | (?P<char>\bchar\()
    | (?P<index>\s+NOT\ INDEXED\b)
    """,
    re.VERBOSE,
)
_NAMED: Final = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE) (\w+)")


@lru_cache(maxsize=512)
def translated(sql: str) -> str:
    """A statement as psycopg takes it, with `%s` and `%(name)s` for its places."""
    return _PART.sub(lambda found: _SAID[str(found.lastgroup)](found), sql)


@lru_cache(maxsize=512)
def tables_in(sql: str) -> frozenset[str]:
    """The tables that a statement reads or writes."""
    return frozenset(_NAMED.findall(sql))


def _lines(text: str) -> str:
    """Join texts by line breaks, sorted, as SQLite reads them from a table that is."""
    return f"string_agg({text}, chr(10) ORDER BY {text})"


def _json(column: str, path: str) -> str:
    keys = path.replace(".", ",")
    return f"(regexp_replace({column}, '{_NO_NUL}', '\\1', 'g')::json #>> '{{{keys}}}')"


_SAID: Final[dict[str, Callable[[re.Match[str]], str]]] = {
    "json": lambda found: _json(found["of"], found["path"]),
    "instr": lambda found: f"(strpos({found['within']}, {found['sought']}) > 0)",
    "quoted": lambda found: found[0].replace("%", "%%"),
    "cast": lambda found: found[0],
    "name": lambda found: f"%({found['name']})s",
    "place": lambda _: "%s",
    "percent": lambda _: "%%",
    "group": lambda found: _lines(translated(found["joined"])),
    "char": lambda _: "chr(",
    "index": lambda _: "",
}
"""How each kind of part is said."""


class Shape(NamedTuple):
    """What a table is like.

    Attributes:
        name: of the table.
        columns: their names, each with its type in PostgreSQL.
        key: the columns of its primary key, in their order; none if it has no key.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    @property
    def statement(self) -> str:
        """What makes it."""
        parts = [f"{name} {kind}" for name, kind in self.columns]
        if self.key:
            parts.append(f"PRIMARY KEY ({', '.join(self.key)})")
        return f"CREATE TABLE {self.name} ({', '.join(parts)})"


_TABLE: Final = re.compile(
    r"CREATE TABLE (\w+) \((.*?)(?:, PRIMARY KEY \(([^)]*)\))?\)(?: WITHOUT ROWID)?\s*"
)
_INDEX: Final = re.compile(r"CREATE INDEX (?:IF NOT EXISTS )?(\w+) .*", re.DOTALL)
_INSERT: Final = re.compile(r"INSERT INTO (\w+) \(([\w, ]+)\) VALUES \((?:\?(?:, )?)+\)")


def made_table(sql: str) -> Shape | None:
    """The table that a statement makes; None if it makes none."""
    found = _TABLE.fullmatch(sql)
    if found is None:
        return None
    name, columns, key = found.groups()
    pairs = [column.split(" ") for column in columns.split(", ")]
    typed = tuple((column, _TYPES[kind]) for column, kind in pairs)
    return Shape(name, typed, tuple(key.split(", ")) if key else ())


def made_index(sql: str) -> str | None:
    """The name of the index that a statement makes; None if it makes none."""
    found = _INDEX.fullmatch(sql)
    return found[1] if found is not None else None


@lru_cache(maxsize=64)
def inserted(sql: str) -> str | None:
    """What copies rows in as a statement would insert them; None if it inserts no whole rows."""
    found = _INSERT.fullmatch(sql)
    return f"COPY {found[1]} ({found[2]}) FROM STDIN" if found is not None else None
