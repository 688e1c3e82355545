"""A table of plain rows, as wide as asked at most."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from timeline.events import t

from .cells import Line, cell_len, cut, fit_line, line_len, shown
from .view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .picture import Lanes

__all__ = ["Cell", "Either", "RowsView", "folded_line", "folded_text", "shrunk", "table"]


_FOLDED = 16
"""A last column that goes on below itself is as narrow as this before others are cut."""


class Either(NamedTuple):
    """A text, and a shorter one for a table that has no room for it."""

    text: str
    short: str


Cell: TypeAlias = str | Line | Either
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
        self.lanes: Lanes | None = None

    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, for a width in cells."""
        for index, text in enumerate(self._title):
            for part in folded_text(text, width, "  "):
                yield self.line(part, width, "dim" if index else "bold")
        yield []
        if not self._rows:
            yield self.line(t(self._empty), width)
            return
        if self.lanes is not None:
            yield from self.lanes.strips(width)
            yield []
        yield from table(self, self._columns, self._rows, width)


def table(
    view: View, columns: Sequence[str], rows: Sequence[Sequence[Cell]], width: int
) -> Iterator[Line]:
    """The lines of a table: its headers, if any, and its rows.

    What has no room beside the others goes on below itself; nothing is cut.
    """
    heads = [_line(t(text) if text else text) for text in columns]
    for short in (False, True):
        lines = [[_line(c, "bold" if len(row) == 1 else "", short) for c in row] for row in rows]
        measured = [heads, *(row for row in lines if len(row) > 1)]
        sizes = [[line_len(cell) for cell in row] for row in measured]
        wanted = [max(column) for column in zip(*sizes, strict=True)]
        if sum(wanted) + 2 * (len(wanted) - 1) <= width:
            break
    over = sum(wanted) + 2 * (len(wanted) - 1) - width
    wanted[-1] -= max(0, min(over, wanted[-1] - _FOLDED))
    widths = shrunk(wanted, width)
    if any(columns):
        bold: list[Line] = [[(text, "bold") for text, _ in head] for head in heads]
        lines = [bold, *lines]
    for row in lines:
        if len(row) == 1:
            indent = " " * min(8, _indent(row[0]) + 2)
            yield from (view.runs(line, width) for line in folded_line(row[0], width, indent))
            continue
        sized = zip(row, widths, strict=True)
        cells = [folded_line(cell, size, _hanging(cell, size)) for cell, size in sized]
        for parts in zip_longest(*cells, fillvalue=()):
            yield view.runs(_joined(view, [list(part) for part in parts], widths), width)


def _indent(line: Line) -> int:
    text = line[0][0] if line else ""
    return len(text) - len(text.lstrip(" "))


def _hanging(cell: Line, size: int) -> str:
    """What stands before the rest of a cell that is indented, so that it is not taken for a row."""
    own = _indent(cell)
    return " " * min(own + 2, size // 3) if own else ""


def _line(cell: Cell, style: str = "", short: bool = False) -> Line:
    if isinstance(cell, Either):
        cell = cell.short if short else cell.text
    return [(cell, style)] if isinstance(cell, str) else cell


def folded_line(line: Line, width: int, indent: str = "") -> list[Line]:
    """Fold runs of text into lines of a width, all but the first indented, as `folded_text` does.

    A text on a colour, which is a name, stays together if a line has room for it.
    """
    if line_len(line) <= width:
        return [line]
    found: list[Line] = [[]]
    room, full = width, width
    for text, style in line:
        clean = shown(text)
        whole = " on " in style and cell_len(clean) <= width - len(indent)
        for part in [clean] if whole else _PARTS.findall(clean):
            while cell_len(part.rstrip()) > room:
                if room == full:  # a word that is longer than a line
                    head = cut(part, room) or part[:1]
                    _put(found[-1], head, style)
                    part = part[len(head) :]
                found.append([(indent, "")] if indent else [])
                room = full = max(1, width - len(indent))
            part = part if cell_len(part) <= room else part.rstrip()
            if part and not (room == full and len(found) > 1 and not part.strip()):
                _put(found[-1], part, style)
                room -= cell_len(part)
    return found


def _put(line: Line, text: str, style: str) -> None:
    """Put a text behind a line; into its last run, if that has the same style."""
    if line and line[-1][1] == style:
        line[-1] = (line[-1][0] + text, style)
    else:
        line.append((text, style))


def folded_text(text: str, width: int, indent: str = "") -> list[str]:
    """Fold a text into lines of a width, all but the first indented; nothing of it is lost.

    It is parted at spaces and between Chinese or Japanese characters, and a word that is longer
    than a line, such as an address, where the line ends.
    """
    found, line = [], ""
    for part in _PARTS.findall(shown(text)):
        while cell_len(line) + cell_len(part.rstrip()) > width:
            if line.strip():
                found.append(line.rstrip())
                line = indent
            room = max(1, width - cell_len(line))
            if cell_len(part.rstrip()) <= room:
                break
            head = cut(part, room) or part[:1]
            found.append(line + head)
            line, part = indent, part[len(head) :]
        line += part
    return [*found, line.rstrip()] if line.strip() or not found else found


_WIDE: Final = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_CLOSING: Final = "，。、；：！？）》」』】”’…"
_PARTS: Final = re.compile(rf"[（《「『【]*[{_WIDE}][{_CLOSING}]* *|[^ {_WIDE}]+[{_CLOSING}]* *| +")
"""Where a line may be parted: after a space, and around each wide character. No line begins with a
mark that closes, nor ends with one that opens."""


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
