"""A terminal's screen as an SVG in which every character stands in its cells.

Rich's own export squeezes Chinese: it takes a character of two cells for two of one. Here each run
of text has its place and its length in cells, whatever the fonts of the reader are.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from rich.ansi import AnsiDecoder
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

__all__ = ["svg_of"]

CELL, LINE, SIZE, MARGIN = 8.4, 19, 14, 16
"""In pixels: a cell's width and height, the letters' size, and what is free around the screen."""

FONTS = (
    "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', 'PingFang SC', "
    "'Microsoft YaHei', monospace"
)
INK, DIM, PAPER = "#1b1f24", "#6a737d", "#ffffff"


def svg_of(ansi: str, title: str) -> str:
    """The screen that a text with ANSI's colours makes, on a light ground."""
    lines = list(AnsiDecoder().decode(ansi.rstrip("\n")))
    columns = max((cell_len(line.plain) for line in lines), default=1)
    width, height = columns * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    drawn = [part for row, line in enumerate(lines) for part in _line(line, row)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
            f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(title)}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="100%" height="100%" rx="8" fill="{PAPER}" stroke="#d8dde2"/>',
            f'<g font-family="{FONTS}" font-size="{SIZE}">',
            *drawn,
            "</g>",
            "</svg>\n",
        ]
    )


def _line(line: Text, row: int) -> Iterator[str]:
    column = 0
    for text, style in _runs(line):
        cells = cell_len(text)
        x, y, length = MARGIN + column * CELL, MARGIN + row * LINE, cells * CELL
        column += cells
        ink, ground = _inks(style)
        if ground:
            yield (
                f'<rect x="{x:g}" y="{y:g}" width="{length:g}" height="{LINE}" fill="{ground}"/>'
            )
        word = text.rstrip(" ")
        if not word:
            continue
        length = cell_len(word) * CELL
        weight = ' font-weight="bold"' if style.bold else ""
        yield (
            f'<text x="{x:g}" y="{y + 14:g}" textLength="{length:g}" '
            f'lengthAdjust="spacingAndGlyphs" fill="{ink}"{weight}>{escape(word)}</text>'
        )


def _runs(line: Text) -> Iterator[tuple[str, Style]]:
    """Pieces of one style whose characters are all of one width."""
    run, kind = "", (Style.null(), 0)
    for index, char in enumerate(line.plain):
        style = _style_at(line, index)
        # What has no width of its own belongs to what it stands on.
        wide = cell_len(char) or kind[1]
        # A word is a run: letters keep their places though a font is wider or narrower.
        if run and ((style, wide) != kind or (run[-1] == " ") != (char == " ")):
            yield run, kind[0]
            run = ""
        run, kind = run + char, (style, wide)
    if run:
        yield run, kind[0]


def _style_at(line: Text, index: int) -> Style:
    spans = [span.style for span in line.spans if span.start <= index < span.end]
    return Style.combine(
        [Style.null(), *(Style.parse(s) if isinstance(s, str) else s for s in spans)]
    )


def _inks(style: Style) -> tuple[str, str | None]:
    """The colours of a text and of its ground."""
    ink = _hex(style.color) or (DIM if style.dim else INK)
    ground = _hex(style.bgcolor)
    if style.reverse:
        return ground or PAPER, ink
    return ink, ground


def _hex(color: Color | None) -> str | None:
    if color is None or color.is_default:
        return None
    return color.get_truecolor(DEFAULT_TERMINAL_THEME).hex
