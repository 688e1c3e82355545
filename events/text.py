"""Text that is shown to people: made harmless, and compared with what they may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["nearest", "printable"]


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Find the known word that a text was probably meant to be; None if none is near."""
    import difflib  # only a report of a fault needs it

    matches = difflib.get_close_matches(text, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
"""Needed inside words of several scripts, and in emoji; harmless alone."""


def printable(text: str) -> str:
    """Write out every character of a text that would move the cursor or reorder the line."""
    if text.isascii() and text.isprintable():
        return text
    import unicodedata  # answers for programs never come here

    return "".join(
        f"\\u{ord(char):04x}"
        if unicodedata.category(char) in _HIDDEN and char not in _JOINERS
        else char
        for char in text
    )
