"""A table of plain rows, as wide as asked at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from .cells import Line, fit_line, line_len
from .picture import Picture
from .view import View

__all__ = ["Cell", "RowsView", "shrunk", "table"]

Cell: TypeAlias = str | Line
"""What stands in a column: a text, or runs of text and style."""


class RowsView(View):
    """A rich renderable: headings, a picture if there is one, and rows of texts in columns.

    Args:
        title: the lines above the table; the first says what was asked.
        columns: the headers.
        rows: the cells; a row of one stands for itself, and is a heading if it is a plain text.
        empty: what to say if there are no rows.
        ascii_only: end what is cut with an ASCII character.
    """

    def __init__(
        self,
        title: Sequence[str],
        columns: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        empty: str = "Nothing.",
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._title = title
        self._columns = columns
        self._rows = rows
        self._empty = empty
        self.picture: Picture | None = None

    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, for a width in cells."""
        for index, text in enumerate(self._title):
            yield self.line(text, width, "dim" if index else "bold")
        yield []
        if not self._rows:
            yield self.line(self._empty, width)
            return
        if self.picture is not None:
            yield from self.picture.strips(width)
            yield []
        yield from table(self, self._columns, self._rows, width)


def table(
    view: View, columns: Sequence[str], rows: Sequence[Sequence[Cell]], width: int
) -> Iterator[Line]:
    """The lines of a table: its headers, if any, and its rows."""
    lines = [[_line(cell, "bold" if len(row) == 1 else "") for cell in row] for row in rows]
    heads = [_line(text) for text in columns]
    measured = [heads, *(row for row in lines if len(row) > 1)]
    sizes = [[line_len(cell) for cell in row] for row in measured]
    widths = shrunk([max(column) for column in zip(*sizes, strict=True)], width)
    if any(columns):
        yield view.runs([(text, "bold") for text, _ in _joined(view, heads, widths)], width)
    for row in lines:
        if len(row) == 1:
            yield view.runs(row[0], width)
        else:
            yield view.runs(_joined(view, row, widths), width)


def _line(cell: Cell, style: str = "") -> Line:
    return [(cell, style)] if isinstance(cell, str) else cell


def _joined(view: View, cells: Sequence[Line], widths: Sequence[int]) -> Line:
    found: Line = []
    for cell, size in zip(cells, widths, strict=True):
        found += [("  ", "")] if found else []
        found += fit_line(cell, size, view.glyphs.ellipsis, pad=True)
    return found


def shrunk(widths: Sequence[int], width: int) -> list[int]:
    """Column widths that fit, with two cells between; the widest column gives way first."""
    found = list(widths)
    while sum(found) + 2 * (len(found) - 1) > width and max(found) > 4:
        found[found.index(max(found))] -= 1
    return found
