"""Help whose lines are measured in the cells of a terminal: click counts characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from timeline.views.cells import cell_len
from timeline.views.rows import folded_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["CellContext", "CellFormatter"]

_NARROWEST = 10


class CellFormatter(click.HelpFormatter):
    """Writes help as click does, in lines that a terminal has room for: 张 takes two cells."""

    def write_text(self, text: str) -> None:
        """Write paragraphs; one that begins with a backspace keeps its lines."""
        indent = " " * self.current_indent
        blocks = (_lines(part, self.width, indent) for part in text.split("\n\n"))
        self.write("\n\n".join("\n".join(lines) for lines in blocks))
        self.write("\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms and what they mean side by side; below each other for a long term."""
        indent = " " * self.current_indent
        rows = list(rows)
        longest = max((cell_len(term) for term, _ in rows), default=0)
        first = min(longest, col_max) + col_spacing
        margin = indent + " " * first
        for term, says in rows:
            head = indent + term
            room = max(self.width - cell_len(margin) - 2, _NARROWEST)
            lines = [line for part in says.split("\n\n") for line in _lines(part, room, "")]
            if cell_len(term) <= first - col_spacing and lines:
                head += " " * (first - cell_len(term)) + lines.pop(0)
            self.write("".join(f"{line}\n" for line in (head, *(margin + line for line in lines))))


def _lines(text: str, width: int, indent: str) -> Iterator[str]:
    """A paragraph in lines of a width; Chinese that was broken over lines is joined again."""
    lines = text.split("\n")
    if lines[0].strip() == "\b":
        yield from (f"{indent}{line}".rstrip() for line in lines[1:])
        return
    whole = ""
    for line in map(str.strip, lines):
        is_wide = bool(whole) and cell_len(whole[-1]) == 2 and cell_len(line[:1]) == 2
        whole += line if is_wide or not whole else f" {line}"
    yield from folded_text(indent + whole, width, indent)


class CellContext(click.Context):
    """A context whose help is measured in cells."""

    formatter_class = CellFormatter
