"""The projection in a SQLite database: tables of all we know, for us and for plain SQL.

The tables are kept up to date inside the append's own transaction, for the subjects that changed.
`progress` says up to which position; whoever finds them behind, or of another version, folds the
log instead, and the next append makes them anew. `writer` fills them, `reader` reads
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from timeline.events import DamagedLog

if TYPE_CHECKING:
    from timeline.events import Database

from .columns import COLUMNS

__all__ = [
    "INDEXES",
    "KEYS",
    "MOVED",
    "OTHERS",
    "PRIMARY",
    "SCHEMAS",
    "SOME",
    "TABLE_OF",
    "VERSION",
    "progress",
]

VERSION: Final = 8
"""Of the tables and of the rules that fill them: raise it when either changes."""

SCHEMAS: Final[dict[str, dict[str, type]]] = {
    "people": {"person": str, "name": str, "record": str},
    "organizations": {"organization": str, "name": str, "parent": str, "record": str},
    "posts": {"post": str, "organization": str, "title": str, "seats": int, "record": str},
    "tenures": {column.name: column.form.kind for column in COLUMNS},
    "milestones": {
        "id": str,
        "organization": str,
        "title": str,
        "date": str,
        "earliest": str,
        "latest": str,
        "events": str,
    },
    "names": {"what": str, "name": str, "id": str},
    "progress": {"version": int, "position": int},
}
INDEXES: Final = (
    ("tenures", ["person"]),
    ("posts", ["organization"]),
    ("milestones", ["organization"]),
    ("names", ["what", "name"]),
)
MOVED: Final = "instr(record, '\"homes\"')"
"""Which of the posts were moved from one organization to another; they are few."""
OTHERS: Final = "instr(record, '\"others\"')"
"""Which of the posts somebody left, as is said, of whom no tenure is known."""
SOME: Final = (
    f"CREATE INDEX posts_moved ON posts (post) WHERE {MOVED}",
    f"CREATE INDEX posts_others ON posts (post) WHERE {OTHERS}",
)
"""The indexes of a few posts."""
KEYS: Final = {"people": "person", "organizations": "organization", "posts": "post"}
"""The column by which a person, organization or post is found."""
PRIMARY: Final = {
    **{name: (column,) for name, column in KEYS.items()},
    "tenures": ("post", "number"),
    "milestones": ("organization", "id"),
}
"""The keys in whose order rows are stored: what one question reads lies together."""
TABLE_OF: Final[dict[str, str]] = {
    "person": "people",
    "organization": "organizations",
    "post": "posts",
}


def progress(connection: Database) -> tuple[Any, Any] | None:
    """The tables' version and position; None if there are none, and zeros if it is not said.

    They are numbers, unless somebody changed them by hand.
    """
    try:
        found = connection.execute("SELECT version, position FROM progress").fetchone()
    except DamagedLog:
        return None
    return tuple(found) if found else (0, 0)
