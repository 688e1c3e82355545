"""What the tables of a PostgreSQL database are like, as its catalogue says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .postgres_dialect import TEXT, Shape

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["TABLES", "held_shape"]

TABLES: Final = """
SELECT relname::text FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"""
"""The names of all tables of a log's schema."""

_COLUMNS: Final = """
SELECT a.attname::text, format_type(a.atttypid, a.atttypmod),
    (SELECT collname::text FROM pg_collation WHERE oid = a.attcollation),
    (SELECT array_position(i.indkey::int2[], a.attnum) FROM pg_index i
     WHERE i.indrelid = a.attrelid AND i.indisprimary)
FROM pg_attribute a
WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum"""


def held_shape(run: Callable[..., Any], name: str) -> Shape | None:
    """What a table is like; None if there is none.

    Args:
        run: runs one statement.
        name: of the table.
    """
    found = run(_COLUMNS, (name,)).fetchall()
    if not found:
        return None
    columns = tuple((column, _kind(kind, order)) for column, kind, order, _ in found)
    key = sorted((place, column) for column, *_, place in found if place is not None)
    return Shape(name, columns, tuple(column for _, column in key))


def _kind(kind: str, order: str | None) -> str:
    return TEXT if (kind, order) == ("text", "C") else kind
