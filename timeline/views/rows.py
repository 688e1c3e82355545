"""A table of plain rows, as wide as asked at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from timeline.events import printable

from .cells import cell_len, fit, join

__all__ = ["RowsView", "shrunk"]


class RowsView:
    """A rich renderable: headings, and rows of texts in columns.

    Args:
        title: the lines above the table; the first says what was asked.
        columns: the headers.
        rows: the texts; a row with one text only stands for itself, as a heading of its own.
        empty: what to say if there are no rows.
        ascii_only: end what is cut with an ASCII character.
    """

    def __init__(
        self,
        title: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        empty: str = "Nothing.",
        ascii_only: bool = False,
    ) -> None:
        self._title = title
        self._columns = columns
        self._rows = rows
        self._empty = empty
        self._ellipsis = "~" if ascii_only else "…"

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Every line is as wide as the console at most."""
        yield from self.lines(options.max_width)

    def lines(self, width: int) -> Iterator[Text]:
        """The view, line by line, for a width in cells."""
        for index, text in enumerate(self._title):
            yield self._line(text, width, "dim" if index else "bold")
        yield Text()
        if not self._rows:
            yield self._line(self._empty, width)
            return
        table = [self._columns, *(row for row in self._rows if len(row) > 1)]
        widths = [
            max(cell_len(printable(row[i])) for row in table) for i in range(len(self._columns))
        ]
        widths = shrunk(widths, width)
        if any(self._columns):
            yield self._line(self._row(self._columns, widths), width, "bold")
        for row in self._rows:
            text = row[0] if len(row) == 1 else self._row(row, widths)
            yield self._line(text, width, "bold" if len(row) == 1 else "")

    def _row(self, row: Sequence[str], widths: Sequence[int]) -> str:
        cells = (fit(text, size, self._ellipsis) for text, size in zip(row, widths, strict=True))
        return "  ".join(cells)

    def _line(self, text: str, width: int, style: str = "") -> Text:
        shown = text.replace("·", "-") if self._ellipsis == "~" else text
        return join([(fit(shown, width, self._ellipsis).rstrip(), style)])


def shrunk(widths: Sequence[int], width: int) -> list[int]:
    """Column widths that fit, with two cells between; the widest column gives way first."""
    found = list(widths)
    while sum(found) + 2 * (len(found) - 1) > width and max(found) > 4:
        found[found.index(max(found))] -= 1
    return found
