"""Which language a name is in, so that a page can say so: for fonts, hyphens and voices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from timeline.events import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Pieces", "language_of", "spoken"]

Pieces: TypeAlias = list[tuple[str, str]]
"""A text in pieces, each with its language (BCP 47), which is empty where nobody said."""

_SCRIPTS: Final = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")),
)
"""The languages that a script tells, the surest first; Latin and Cyrillic tell none."""


def language_of(name: str, names: Mapping[str, str]) -> str:
    """The language of one of some names; by its script where the author left it open."""
    said = next((tag for tag, other in names.items() if other == name and tag != "und"), "")
    return said or next((tag for tag, script in _SCRIPTS if script.search(name)), "")


def spoken(text: str, names: Mapping[str, str]) -> Pieces:
    """Part what something is called, in one language or in two, by language."""
    english = names.get("en", "")
    first = text.removesuffix(f" {english}") if english and text != english else text
    pieces = [first] if first == text else [first, english]
    return [(language_of(piece, names), printable(piece)) for piece in pieces]
