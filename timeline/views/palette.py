"""The colours of people: the same person has the same colour in every lane of a picture.

Okabe and Ito's palette ("Color Universal Design", 2008), which most colour-blind people can tell
apart. Black and yellow are left out: the one vanishes on a dark background, the other on a light.
"""

from __future__ import annotations

from typing import Final
from zlib import crc32

__all__ = ["PALETTE", "color_of", "ink_on"]

PALETTE: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""As `#rrggbb`, in the order in which they are given out."""


_DARK: Final = frozenset({PALETTE[0], "#767676"})
"""The colours on which white reads better; the grey is that of a holder whom nobody has named."""


def color_of(person: str) -> str:
    """Choose a person's colour by the id alone, so that it is the same in every view and log."""
    return PALETTE[crc32(person.encode()) % len(PALETTE)]


def ink_on(color: str) -> str:
    """Choose black or white for a text on a colour: the contrast is five to one at least."""
    return "#ffffff" if color in _DARK else "#000000"
