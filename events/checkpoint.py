"""A place in a log, to be kept elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from .errors import BadValue

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["GENESIS", "Checkpoint"]

GENESIS: Final = bytes(32)
"""The hash before the first event's."""
_LONGEST: Final = 10_000
"""How much of a file is read, in bytes; a checkpoint has about a hundred."""


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
            BadValue: the file holds no checkpoint.
            OSError: it cannot be read.
        """
        import json

        if path.exists() and not path.is_file():  # to open a pipe may take for ever
            raise BadValue("checkpoint", f"{path} is no file")
        try:
            with path.open("rb") as file:
                held = json.loads(file.read(_LONGEST))
            position, digest = held["position"], bytes.fromhex(held["hash"])
            if type(position) is int and 0 <= position < 1 << 63 and len(digest) == len(GENESIS):
                return cls(position, digest)
            raise BadValue("checkpoint", f"{path} holds no checkpoint")
        except (ValueError, KeyError, TypeError, RecursionError):
            raise BadValue("checkpoint", f"{path} holds no checkpoint") from None
