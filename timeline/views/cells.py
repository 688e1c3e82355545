"""Lines of terminal cells: text is measured and placed by what it covers on the screen."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from rich.cells import cell_len, set_cell_size
from rich.text import Text

from timeline.events import printable

__all__ = ["Strip", "cell_len", "fit", "join"]


def fit(text: str, width: int, ellipsis: str = "…") -> str:
    """The text in exactly so many cells, escaped; cut with an ellipsis if it is longer."""
    shown = printable(text)
    if cell_len(shown) > width:
        mark = ellipsis if width > 1 else ""
        shown = set_cell_size(shown, max(0, width - cell_len(mark))).rstrip() + mark
    return set_cell_size(shown, max(0, width))


def join(parts: Sequence[tuple[str, str]]) -> Text:
    """One line of styled texts."""
    line = Text(no_wrap=True)
    for text, style in parts:
        line.append(text, style or None)
    return line


@attrs.define
class Strip:
    """A line of a fixed number of cells, into which texts are put; a wide text covers several.

    Attributes:
        width: the number of cells.
    """

    width: int
    _cells: list[tuple[str, str]] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._cells = [(" ", "")] * self.width

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
        """Whether nothing has been put into these cells."""
        return all(char == " " for char, _ in self._cells[max(0, start) : end])

    def char(self, column: int) -> str:
        """What is in a cell; the empty text where a wide text goes on."""
        return self._cells[column][0]

    def parts(self) -> list[tuple[str, str]]:
        """The cells, runs of one style put together."""
        found: list[tuple[str, str]] = []
        for char, style in self._cells:
            if found and found[-1][1] == style:
                found[-1] = (found[-1][0] + char, style)
            else:
                found.append((char, style))
        return found
