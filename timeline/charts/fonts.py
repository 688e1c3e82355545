"""Whether the fonts that are there can draw a text: a PNG has no other."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING, Final

from .marks import FONTS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["undrawable"]

_NOTHING: Final = "\U0010fffd"
"""A character that no font has: what it looks like is what a missing one looks like."""


def undrawable(texts: Iterable[str]) -> list[str]:
    """The scripts in some texts of which no installed font has the characters: `CJK`, `Arabic`.

    It looks: a character of each script is drawn, and compared with one that nobody has.
    """
    found = _scripts(texts)
    if not found:
        return []
    missing = _drawn(_NOTHING)
    # A font without a character draws a box or nothing; so does every other missing character.
    return sorted(script for script, char in found.items() if _drawn(char) in (missing, _drawn("")))


def _scripts(texts: Iterable[str]) -> dict[str, str]:
    """A character of each script beyond Latin, by the script's name in Unicode."""
    found: dict[str, str] = {}
    for char in sorted({char for text in texts for char in text if not char.isascii()}):
        script = _script(char)
        if script not in ("", "Latin"):
            found.setdefault(script, char)
    return found


def _script(char: str) -> str:
    """The script of a letter, `emoji` for one of those, and nothing for a sign."""
    if ord(char) >= 0x1F300 and unicodedata.category(char) == "So":
        return "emoji"
    if unicodedata.category(char) not in ("Lo", "Lu", "Ll"):
        return ""
    name = unicodedata.name(char, "").partition(" ")[0]
    return name if name == "CJK" else name.capitalize()


def _drawn(text: str) -> bytes:
    """Draw a text as a picture, in PNG."""
    import vl_convert

    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        f'<text x="4" y="30" font-size="24" font-family="{escape(FONTS)}">{escape(text)}</text>'
        "</svg>"
    )
    return vl_convert.svg_to_png(svg)
