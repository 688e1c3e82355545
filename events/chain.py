"""The hash chain: what makes a changed, moved or missing event show.

Each event has a random salt. Its digest is SHA-256(salt, body); its hash is SHA-256(hash before,
position, recorded, digest). The hash covers the body only through the salted digest, so that body
and salt can be erased for a legal reason: the chain still holds, and nobody can find the body
again by trying.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

__all__ = ["SALT_BYTES", "digest", "link"]

SALT_BYTES: Final = 16


def digest(salt: bytes, body: str) -> bytes:
    """The salted digest of a body, 32 bytes."""
    return sha256(salt + body.encode()).digest()


def link(before: bytes, position: int, recorded: str, body_digest: bytes) -> bytes:
    """The hash of an event, from the one before it: 32 bytes."""
    return sha256(before + position.to_bytes(8, "big") + recorded.encode() + body_digest).digest()
