"""A place in a log, to be kept elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from .errors import BadValue
from .language import t

if TYPE_CHECKING:
    from pathlib import Path

    from .log import Database

__all__ = ["GENESIS", "Checkpoint", "end_of"]

GENESIS: Final = bytes(32)
"""The hash before the first event's."""
_MOST_BYTES: Final = 1 << 12
"""How much of a file is read; what is longer is no checkpoint."""
_LAST: Final = (1 << 63) - 1
"""The last position that any log can have."""


class Checkpoint(NamedTuple):
    """A place in a log, and the hash there: kept elsewhere, it proves that no tail was cut.

    Attributes:
        position: of the last event; 0 for an empty log.
        hash: of that event, 32 bytes.
    """

    position: int
    hash: bytes

    def save(self, path: Path) -> None:
        """Write it as JSON, in the place of what was there."""
        import json

        text = json.dumps({"position": self.position, "hash": self.hash.hex()})
        waiting = path.with_name(path.name + ".new")
        waiting.write_text(text + "\n", encoding="utf-8")
        waiting.replace(path)

    @classmethod
    def load(cls, path: Path) -> Checkpoint:
        """Read what `save` wrote.

        Raises:
            BadValue: the file holds no checkpoint, or is a folder, a pipe or a device.
            OSError: it cannot be read.
        """
        import json

        if path.exists() and not path.is_file():  # some are waited for without end
            raise BadValue(
                "checkpoint", t("{path} is no file", path=path), t("a checkpoint is a regular one")
            )
        try:
            with path.open("rb") as file:
                held = json.loads(file.read(_MOST_BYTES))
            position, text = held["position"], held["hash"]
            if type(position) is not int or type(text) is not str:
                raise ValueError
            place = cls(position, bytes.fromhex(text))
            if not 0 <= position <= _LAST or len(place.hash) != len(GENESIS):
                raise ValueError
            if (position == 0) != (place.hash == GENESIS):
                raise ValueError
        except (ValueError, KeyError, TypeError, RecursionError):
            hint = t('it is JSON: {"position": 7, "hash": "…"}, with 64 hexadecimal digits')
            raise BadValue("checkpoint", t("{path} holds no checkpoint", path=path), hint) from None
        return place


def end_of(connection: Database | None) -> Checkpoint:
    """The end of the log in a database; that of an empty log where there is none."""
    if connection is not None:
        query = "SELECT position, hash FROM events ORDER BY position DESC LIMIT 1"
        found = connection.execute(query).fetchone()
        if found is not None:
            return Checkpoint(*found)
    return Checkpoint(0, GENESIS)
