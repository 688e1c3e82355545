"""What every view is: lines of styled text, for a terminal, a rich console or a notebook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from timeline.events import t

from .cells import cell_len, fit_line, line_len
from .glyphs import UNICODE, glyphs_of
from .links import linked, target_of
from .words import question, question_parts

if TYPE_CHECKING:  # a terminal needs none of it
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.text import Text

    from timeline.events import EdtfDate, Source
    from timeline.projections.histories import Histories

    from .cells import Line
    from .glyphs import Glyphs

__all__ = ["View"]

_NOTEBOOK_WIDTH = 120


class View(ABC):
    """A rich renderable that is drawn for a width in cells, and shows itself in Jupyter.

    Args:
        ascii_only: draw with ASCII characters.
    """

    def __init__(self, *, ascii_only: bool = False) -> None:
        self.glyphs: Glyphs = glyphs_of(ascii_only)

    @abstractmethod
    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, as runs of text and style; no line is wider."""

    def lines(self, width: int) -> Iterator[Text]:
        """The view, line by line, as rich texts."""
        from rich.text import Text

        for strip in self.strips(width):
            yield Text.assemble(*strip, no_wrap=True, end="")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Every line is as wide as the console at most."""
        from rich.segment import Segment

        for line in self.lines(options.max_width):
            yield from line.render(console)
            yield Segment.line()

    def html(self, width: int = _NOTEBOOK_WIDTH) -> str:
        """The view as HTML, in which every text is exactly as wide as its cells."""
        lines = "\n".join("".join(_html(*run) for run in strip) for strip in self.strips(width))
        return f'<pre style="{_PRE}">{lines}\n</pre>'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows."""
        plain = ["".join(text for text, _ in strip) for strip in self.strips(_NOTEBOOK_WIDTH)]
        return {"text/html": self.html(), "text/plain": "\n".join(plain)}

    # --- lines that many views have

    def evidence(self, source: Source, style: str = "") -> Line:
        """A source as runs of text, the quotation first, for that is the evidence.

        Its address is a link where the terminal has links.
        """
        g = self.glyphs
        quote = f"{g.opening}{source.quote}{g.closing}" if source.quote else None
        published = source.published.text if source.published else None
        parts = [part for part in (quote, source.title, source.publisher, published) if part]
        found: Line = [(", ".join(parts), style)] if parts else []
        if source.url:
            found += [(", ", style)] if parts else []
            found.append((source.url, linked(style, source.url)))
        return found

    def folded(self, line: Line, width: int, first: Line, rest: Line) -> Iterator[Line]:
        """A line behind a margin, in as many lines as it needs; nothing of it is cut.

        Args:
            line: what to fold.
            width: the cells.
            first: the margin of the first line.
            rest: the margin of the others.
        """
        from .rows import folded_line

        for index, part in enumerate(folded_line(line, max(8, width - line_len(rest)))):
            yield self.runs([*(rest if index else first), *part], width)

    def heading(
        self, histories: Histories, day: EdtfDate, title: str, width: int
    ) -> Iterator[Line]:
        """What was asked, in as many lines as it needs; of which log; and a line between."""
        says: list[Line] = [[(text, "bold")] for text in question_parts(day, histories.knowledge)]
        yield from self.wrapped(says, width, (f" {self.glyphs.dot} ", "bold"))
        yield self.line(
            t("{title}, position {position}", title=title, position=histories.position),
            width,
            "dim",
        )
        yield []

    def question(self, histories: Histories, day: EdtfDate) -> str:
        """What was asked, in one line."""
        return question(day, histories.knowledge, self.glyphs.dot)

    def line(self, text: str, width: int, style: str = "") -> Line:
        """One text in one style, cut at the width."""
        return self.runs([(text, style)], width)

    def runs(self, line: Line, width: int) -> Line:
        """Several texts in a line, cut at the width, without spaces at its end."""
        found = fit_line(line, width, self.glyphs.ellipsis)
        while found and " on " not in found[-1][1] and not found[-1][0].strip(" "):
            found.pop()
        if found and " on " not in found[-1][1]:
            found[-1] = (found[-1][0].rstrip(" "), found[-1][1])
        return found

    def wrapped(
        self, entries: list[Line], width: int, between: tuple[str, str] = ("  ", "")
    ) -> Iterator[Line]:
        """Entries one after the other, in as many lines as they need."""
        line: Line = []
        size = 0
        for entry in entries:
            own = sum(cell_len(text) for text, _ in entry)
            if line and size + cell_len(between[0]) + own > width:
                yield self.runs(line, width)
                line, size = [], 0
            if line:
                line, size = [*line, between], size + cell_len(between[0])
            line, size = [*line, *entry], size + own
        if line:
            yield self.runs(line, width)


_PRE = (
    "line-height:1.25;white-space:pre;overflow-x:auto;"
    "font-family:Menlo,Consolas,'DejaVu Sans Mono',monospace"
)


def _html(text: str, style: str) -> str:
    """A run of text as HTML; one that is not ASCII gets its width said."""
    from html import escape

    style, target = target_of(style)
    words = style.split(" on ")
    css = [f"background:{word}" for word in words[1:]]
    for word in words[0].split():
        css.append({"bold": "font-weight:bold", "dim": "opacity:.65"}.get(word, f"color:{word}"))
    if not text.isascii():
        size = 1.0
        if set(text) & set(UNICODE.marks):  # few fonts have them as narrow as a terminal does
            size = 0.6
            css.append(f"font-size:{size}em")
        css.append("display:inline-block;overflow:hidden;vertical-align:bottom")
        if words[1:]:
            css.append("text-align:center")
        css.append(f"height:{1.25 / size:.2f}em;width:{cell_len(text) / size:.2f}ch")
    shown = f'<span style="{";".join(css)}">{escape(text)}</span>' if css else escape(text)
    return f'<a href="{escape(target)}">{shown}</a>' if target else shown
