"""The hash chain: what makes a changed, moved or missing event show.

Each event has a random salt. Its digest is SHA-256(salt, body); its hash is SHA-256(hash before,
position, recorded, digest). The hash covers the body only through the salted digest, so that body
and salt can be erased for a legal reason: the chain still holds, and nobody can find the body
again by trying.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Final

import attrs

from .errors import BadValue

__all__ = ["Checkpoint"]

GENESIS: Final = bytes(32)
"""The hash before the first event's."""

SALT_BYTES: Final = 16


def digest(salt: bytes, body: str) -> bytes:
    """The salted digest of a body, 32 bytes."""
    return sha256(salt + body.encode()).digest()


def link(before: bytes, position: int, recorded: str, body_digest: bytes) -> bytes:
    """The hash of an event, from the one before it: 32 bytes."""
    return sha256(before + position.to_bytes(8, "big") + recorded.encode() + body_digest).digest()


@attrs.frozen
class Checkpoint:
    """A place in a log, and the hash there: kept elsewhere, it proves that no tail was cut.

    Attributes:
        position: of the last event; 0 for an empty log.
        hash: of that event, 32 bytes.
    """

    position: int
    hash: bytes

    def save(self, path: Path) -> None:
        """Write it as JSON, in the place of what was there."""
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
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            return cls(int(held["position"]), bytes.fromhex(held["hash"]))
        except (ValueError, KeyError, TypeError):
            raise BadValue("checkpoint", f"{path} holds no checkpoint") from None
