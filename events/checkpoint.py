"""A place in a log, to be kept elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from .errors import BadValue

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["GENESIS", "Checkpoint"]

GENESIS: Final = bytes(32)
"""The hash before the first event's."""


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

        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            return cls(int(held["position"]), bytes.fromhex(held["hash"]))
        except (ValueError, KeyError, TypeError):
            raise BadValue("checkpoint", f"{path} holds no checkpoint") from None
