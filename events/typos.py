"""Whether one text is another one misspelt: a slip of the fingers, and never another meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["misspelt"]


def misspelt(text: str, known: Iterable[str]) -> str | None:
    """The known word that a text was meant to be; None if there is none, or several as near.

    A word with one slip (a letter left out, put in, put for another, or two in the other order), or
    two in a long one; else the only one that begins with the text or has it as one of its words,
    with a slip or without.
    `fired` is not `retired`, `cfo` not `ceo`, `2022` not `2023`, `unseen` not `seen`: these are
    other words, and one of them would be another fact.
    """
    wanted = text.casefold()
    if not wanted:
        return None
    words = list(dict.fromkeys(known))
    slips = [(count, word) for word in words if (count := _slips(wanted, word)) is not None]
    if slips:
        return min(slips, key=lambda found: found[0])[1]
    if len(wanted) < _SHORT:
        return None
    parts = set(_parts(wanted))
    having = [
        word
        for word in words
        if (folded := word.casefold()).startswith(wanted) or parts <= set(_parts(folded))
    ]
    if not having and len(wanted) > _SHORT:
        having = [
            word
            for word in words
            if any(_of_a_word(wanted, part) is not None for part in _parts(word.casefold()))
        ]
    return having[0] if len(having) == 1 else None


_SHORT: Final = 3
"""A word of so many letters has no letter that could be put for another one."""
_LONG: Final = 10
"""A word of so many letters may have two slips."""
_MOST: Final = 3
"""How many slips a text of several words may have."""
_TURNS: Final = ("un", "in", "im", "non", "dis", "de", "re")
"""What before a word makes another fact of it."""
_SPLIT: Final = re.compile(r"[\s/_.\-]+")


def _parts(text: str) -> list[str]:
    return [part for part in _SPLIT.split(text) if part]


def _slips(text: str, known: str) -> int | None:
    """How many slips lie between a text in small letters and a known word; None if too many."""
    if abs(len(text) - len(known)) > _MOST:
        return None
    word = known.casefold()
    if text == word:
        return 0
    one, other = _parts(text), _parts(word)
    if len(one) != len(other):
        return 1 if "".join(one) == "".join(other) else _of_a_word("".join(one), "".join(other))
    found = 0
    for mine, theirs in zip(one, other, strict=True):
        slips = _of_a_word(mine, theirs)
        if slips is None:
            return None
        found += slips
    return found if found <= _MOST else None


def _of_a_word(text: str, word: str) -> int | None:
    if text == word:
        return 0
    if any(f"{turn}{text}" == word or f"{turn}{word}" == text for turn in _TURNS):
        return None
    allowed = 2 if min(len(text), len(word)) >= _LONG else 1
    if abs(len(text) - len(word)) > allowed or not _may_be_put_for(text, word):
        return None
    found = _distance(text, word)
    return found if found <= allowed else None


def _may_be_put_for(text: str, word: str) -> bool:
    """Whether the letters in which two words differ may be a slip: no digit, none of a short one.

    A short word of another script is no short one: each of its signs says as much as a syllable.
    """
    if [sign for sign in text if sign.isdigit()] != [sign for sign in word if sign.isdigit()]:
        return False
    short = len(text) == len(word) <= _SHORT and word.isascii()
    return not short or sorted(text) == sorted(word)


def _distance(one: str, other: str) -> int:
    """The optimal string alignment: letters left out, put in, put for another, or transposed."""
    before: Sequence[int] = []
    last: Sequence[int] = range(len(other) + 1)
    for row, sign in enumerate(one, 1):
        current = [row]
        for column, their in enumerate(other, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (sign != their))
            crossed = row > 1 and column > 1 and one[row - 2] == their and other[column - 2] == sign
            current.append(min(cost, before[column - 2] + 1) if crossed else cost)
        before, last = last, current
    return last[-1]
