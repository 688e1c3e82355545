"""A whole log as JSON Lines, and back again with the same positions, moments and hashes.

A line holds the event as it is stored, and its `position`, `id`, `recorded`, `salt` and `hash`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from timeline.events import (
    Row,
    parse,
)

if TYPE_CHECKING:
    pass

__all__ = ["ENVELOPE", "import_lines", "line_of"]

ENVELOPE: Final = ("position", "id", "recorded", "salt", "hash")
"""What a line says of an event beside its content."""


def line_of(row: Row) -> dict[str, Any]:
    """The line of a stored event, as JSON values; of one that was erased, what is left of it."""
    salt = {} if row.salt is None else {"salt": row.salt.hex()}
    place = {"position": row.position, "id": row.id, "recorded": row.recorded}
    if row.body is None:
        left = {"kind": row.kind, "version": row.version, "subject": row.subject, "key": row.key}
        return {**place, **left, "digest": row.digest.hex(), "hash": row.hash.hex()}
    return {**place, **parse(row.body), **salt, "hash": row.hash.hex()}
