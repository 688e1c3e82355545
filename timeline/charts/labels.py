"""Where the names of tenures stand: in their bars, as a letter there, or on a flag below the lane.

No tenure is too short for a name. `charts/layout.js` is a copy, for a page that is zoomed;
`tests/test_page_rule.py` holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["LETTER", "Label", "Spot", "labelled", "letter_of"]

LETTER: Final = 7
"""About how wide a letter is that stands for a name."""

_AROUND: Final = 5
"""The pixels that a letter needs beside itself."""

_NAMED: Final = 8
"""Flags bear whole names as long as so many, one below the other, are enough for a lane."""

_GAP: Final = 3


@attrs.frozen(slots=True)
class Spot:
    """A bar that is to be labelled, in pixels.

    Attributes:
        lo: where its longest part begins.
        hi: where that ends.
        name: its holder's.
        needs: how wide the name is.
    """

    lo: float
    hi: float
    name: str
    needs: int


@attrs.frozen(slots=True)
class Label:
    """What stands at a bar.

    Attributes:
        text: the name, or the letter that stands for it.
        row: the row of its flag below the lane, from 0; None if it stands in the bar.
        x: where its flag begins.
        width: of its flag.
    """

    text: str
    row: int | None = None
    x: float = 0
    width: int = 0


def labelled(spots: Sequence[Spot], limit: int, letters: dict[str, str]) -> list[Label]:
    """Label the bars of a lane.

    Args:
        spots: the bars, from left to right.
        limit: how far to the right a flag may reach.
        letters: those that stand for names so far; takes in new ones.
    """
    found: dict[int, Label] = {}
    for index, spot in enumerate(spots):
        letter = letters.get(spot.name) or letter_of(len(letters))
        if spot.hi - spot.lo >= spot.needs:
            found[index] = Label(spot.name)
        elif spot.hi - spot.lo >= LETTER * len(letter) + _AROUND:
            letters[spot.name] = letter
            found[index] = Label(letter)
    outside = [index for index in range(len(spots)) if index not in found]
    names = [(spots[i].lo, spots[i].name, _small(spots[i].needs)) for i in outside]
    flags = list(_flags(names, limit))
    if any((flag.row or 0) >= _NAMED for flag in flags):
        signs = [letters.setdefault(spots[i].name, letter_of(len(letters))) for i in outside]
        sizes = [LETTER * len(sign) + _AROUND + 3 for sign in signs]
        lows = [spots[i].lo for i in outside]
        flags = list(_flags(list(zip(lows, signs, sizes, strict=True)), limit))
    found |= dict(zip(outside, flags, strict=True))
    return [found[index] for index in range(len(spots))]


def _small(needs: int) -> int:
    """How wide a name is on a flag, where it is of 11 pixels and not of 12."""
    return needs * 11 // 12


def _flags(wanted: Sequence[tuple[float, str, int]], limit: int) -> Iterator[Label]:
    """Flags for some (place, text, width), each in the first row in which it covers no other.

    The last is placed first: an earlier one below it has its pole to the left of it, and no pole
    crosses a flag.
    """
    free: list[float] = []  # of each row and all below it, where the first flag begins
    found = []
    for lo, text, width in reversed(wanted):
        x = max(0, min(lo, limit - width))
        row = next((r for r, end in enumerate(free) if x + width + _GAP <= end), len(free))
        free = [min(end, x) if r <= row else end for r, end in enumerate(free)]
        if row == len(free):
            free.append(x)
        found.append(Label(text, row, x, width))
    yield from reversed(found)


def letter_of(number: int) -> str:
    """Give the letters of a number: a for 0, b for 1, … z, aa, ab and so on."""
    text = ""
    while True:
        number, digit = divmod(number, 26)
        text = chr(ord("a") + digit) + text
        if number == 0:
            return text
        number -= 1
