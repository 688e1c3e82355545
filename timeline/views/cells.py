"""Lines of terminal cells: text is measured and placed by what it covers on the screen."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import get_character_cell_size

from timeline.events import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Line", "Strip", "cell_len", "cut", "fit", "fit_apart", "fit_line", "line_len", "shown"]

Line: TypeAlias = list[tuple[str, str]]
"""A line as runs of text, each with a style in rich's words, like `dim` or `#000000 on #e69f00`."""

_JOINING = dict.fromkeys((0x200D, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)))
"""Terminals disagree on what a joiner, a variation selector or a skin tone does to a width. Without
them all agree, and what they would have joined or varied is still there to read."""


def shown(text: str) -> str:
    """Make a text safe for a screen, and of the same width in every terminal."""
    if text.isascii() and text.isprintable():
        return text
    return printable(text).translate(_JOINING)


@lru_cache(maxsize=1 << 14)
def cell_len(text: str) -> int:
    """Count the cells that a text covers."""
    return len(text) if text.isascii() else sum(map(_cells, text))


@lru_cache(maxsize=1 << 12)
def _cells(char: str) -> int:
    # Marks that take room beside their letter, of which rich says that they take none.
    return max(get_character_cell_size(char), unicodedata.category(char) == "Mc")


def cut(text: str, width: int) -> str:
    """Cut a text to a number of cells."""
    for index, char in enumerate(text):
        width -= _cells(char)
        if width < 0:
            return text[:index]
    return text


def fit(text: str, width: int, ellipsis: str) -> str:
    """The text in exactly so many cells, escaped; cut with an ellipsis if it is longer."""
    clean = shown(text)
    size = cell_len(clean)
    if size > width:
        mark = ellipsis if width > 1 else ""
        clean = cut(clean, max(0, width - cell_len(mark))).rstrip() + mark
        size = cell_len(clean)
    return clean + " " * (width - size)


def fit_apart(texts: Mapping[int, str], width: int, ellipsis: str) -> dict[int, str]:
    """Texts by their place, each in exactly so many cells.

    Those that would look the same when cut at their end are cut before it: "Deputy for t…" twice
    says less than "Deputy … North" and "Deputy … South".
    """
    found = {place: fit(text, width, ellipsis) for place, text in texts.items()}
    times = Counter(found.values())
    for place, text in texts.items():
        clean = shown(text)
        if times[found[place]] > 1 and cell_len(clean) > width:
            tail = clean[len(clean) - len(cut(clean[::-1], width // 2)) :]
            while tail and not cell_len(tail[0]):  # a mark without its letter
                tail = tail[1:]
            head = cut(clean, width - cell_len(tail) - cell_len(ellipsis)).rstrip()
            found[place] = fit(f"{head}{ellipsis}{tail}", width, ellipsis)
    return found


def line_len(line: Iterable[tuple[str, str]]) -> int:
    """Count the cells that a line covers."""
    return sum(cell_len(shown(text)) for text, _ in line)


def fit_line(line: Line, width: int, ellipsis: str, pad: bool = False) -> Line:
    """The line in so many cells at most, cut with an ellipsis if it is longer.

    Args:
        line: what to fit.
        width: the cells.
        ellipsis: what ends a line that is cut.
        pad: fill it up to the width with spaces.
    """
    if len(line) == 1:  # as most are
        ((text, style),) = line
        if text and len(text) <= width and text.isascii() and text.isprintable():
            return [(text, style), (" " * (width - len(text)), "")][
                : 1 + (pad and len(text) < width)
            ]
    found: Line = []
    left = width
    parts = [(shown(text), style) for text, style in line]
    more = sum(cell_len(text) for text, _ in parts)
    for text, style in parts:
        size = cell_len(text)
        if more > left and (size >= left or size + cell_len(ellipsis) > left):
            found.append((fit(text + " " * left, left, ellipsis) if left else "", style))
            left = 0
            break
        found.append((text, style))
        left, more = left - size, more - size
    return [*found, (" " * left, "")] if pad and left else [part for part in found if part[0]]


class Strip:
    """A line of a fixed number of cells, into which texts are put; a wide text covers several.

    Attributes:
        width: the number of cells.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self._cells = [(" ", "")] * width

    def fill(self, start: int, end: int, char: str, style: str = "") -> None:
        """Put a character of one cell into each cell from `start` to before `end`."""
        for column in range(max(0, start), min(end, self.width)):
            self._clear(column)
            self._cells[column] = (char, style)

    def put(self, start: int, text: str, style: str = "") -> None:
        """Put a text where it covers cells from `start` on; it must end inside."""
        size = cell_len(text)
        if size and start >= 0 and start + size <= self.width:
            for column in range(start, start + size):
                self._clear(column)
            self._cells[start : start + size] = [(text, style), *[("", style)] * (size - 1)]

    def _clear(self, column: int) -> None:
        """Take away the text that covers a cell, if it covers others too."""
        start = column
        while start > 0 and self._cells[start][0] == "":
            start -= 1
        end = start + 1
        while end < self.width and self._cells[end][0] == "":
            end += 1
        if end - start > 1:
            self._cells[start:end] = [(" ", "")] * (end - start)

    def is_blank(self, start: int, end: int) -> bool:
        """Tell whether nothing has been put into the cells from `start` to before `end`."""
        return all(char == " " for char, _ in self._cells[max(0, start) : end])

    def char(self, column: int) -> str:
        """What is in a cell; the empty text where a wide text goes on."""
        return self._cells[column][0]

    def style(self, column: int) -> str:
        """The style of a cell."""
        return self._cells[column][1]

    def parts(self) -> Line:
        """The cells, runs of one style put together."""
        found: Line = []
        for char, style in self._cells:
            if found and found[-1][1] == style:
                found[-1] = (found[-1][0] + char, style)
            else:
                found.append((char, style))
        return found
