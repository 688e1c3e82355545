"""Text that is shown to people: made harmless, cut, and compared with what they may have meant."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Words", "nearest", "printable", "shortened"]

_FEW: Final = 500
"""Of how many known words each is compared; of more, those that share the most with the text."""
_COMPARED: Final = 50
"""How many of many words are compared with a text."""
_SHARING: Final = 20_000
"""How many words at most are counted for sharing a pair of letters with a text."""
_LONGEST: Final = 100
"""How long a text may be, in characters, to be taken for a misspelt word."""


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Find the known word that a text was probably meant to be; None if none is near.

    What is near is `timeline.events.typos`: a slip of the fingers, and never another meaning.
    """
    return Words(known).nearest(text)


class Words:
    """Known words, of which the nearest to a text is looked for.

    The work for one text does not grow with the words: they are found by the pairs of letters that
    they share with it, beginning with the rarest.

    Args:
        known: the words.
        most: how many texts are answered; who asks for more has more mistakes than hints help with.
    """

    def __init__(self, known: Iterable[str], most: int = 1_000) -> None:
        self._known: Sequence[str] = list(dict.fromkeys(known))
        self._left = most
        self._answers: dict[str, str | None] = {}
        self._having: dict[str, list[int]] | None = None

    def nearest(self, text: str) -> str | None:
        """The word that the text was probably meant to be; None if there is none near."""
        if text not in self._answers:
            if not self._left or len(text) > _LONGEST:
                return None
            self._left -= 1
            self._answers[text] = self._look_for(text)
        return self._answers[text]

    def _look_for(self, text: str) -> str | None:
        from .typos import misspelt  # only a report of a fault needs it

        words = self._known if len(self._known) <= _FEW else self._sharing(text)
        return misspelt(text, words)

    def _sharing(self, text: str) -> list[str]:
        """The words that share the most pairs of letters with a text, in the order given."""
        if self._having is None:
            self._having = {}
            for index, word in enumerate(self._known):
                if len(word) <= 3 * _LONGEST + 3:
                    for pair in _pairs(word):
                        self._having.setdefault(pair, []).append(index)
        found: Counter[int] = Counter()
        left = _SHARING
        for having in sorted((self._having.get(pair, []) for pair in _pairs(text)), key=len):
            found.update(having[:left])
            left -= len(having)
            if left <= 0:
                break
        return [self._known[index] for index, _ in found.most_common(_COMPARED)]


def _pairs(word: str) -> set[str]:
    """The pairs of letters in a word, its beginning and its end among them."""
    return {one + other for one, other in zip(chain(" ", word), chain(word, " "), strict=True)}


def shortened(text: str, most: int = 200) -> str:
    """A text of so many characters at most: of a longer one the beginning and the end."""
    if len(text) <= most:
        return text
    half = (most - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


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
