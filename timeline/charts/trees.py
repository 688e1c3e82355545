"""The organizations on a day with their people, as a tree: as SVG, and for a page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final, NamedTuple

from timeline.events import printable, t
from timeline.projections.answers.tree import as_tree
from timeline.projections.histories import ancestors_in
from timeline.views.picture import STATUS
from timeline.views.words import length, remarks

from .marks import FAINT, FONTS, INK, PAPER, QUIET
from .pictures import text_width, unsure, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.projections.posts import PostHistory, PostState
    from timeline.projections.profiles import Profile

    from .pictures import Picture

__all__ = ["DEAD", "branches", "tree_svg"]

DEAD: Final = ("no-such-post", "no-record")
"""What a post is that is not there on a day."""

_LINE: Final = 18
_PAD: Final = 16
_INDENT: Final = 18
_HEADS: Final = 3
"""So many organizations at the top give the heading; of more it is the log."""
_NARROW: Final = 560
"""Narrower trees have holders below the titles of their posts."""


def branches(picture: Picture) -> Iterator[tuple[int, Profile, tuple[PostHistory, ...]]]:
    """Yield the organizations of a picture and all above them: depth, which, and its posts."""
    own = {group.organization.id: group for group in picture.groups}
    ancestors = ancestors_in(picture.histories)
    needed = {above for home in own for above in (home, *ancestors(home))}
    known = {home: group.organization for home, group in own.items()}
    for home in needed - known.keys():
        if (profile := picture.histories.profile("organization", home)) is not None:
            known[home] = profile
    for profile, depth in as_tree(known.values()):
        group = own.get(profile.id)
        yield depth, profile, group.histories if group else ()


class _Row(NamedTuple):
    """A row of the tree: how deep, what it is called, and a line for each holder."""

    depth: int
    label: str
    is_home: bool
    cells: Sequence[_Cell]


class _Cell(NamedTuple):
    """A holder or why there is none: a colour, whether certain and in full, name, the rest."""

    color: str
    style: str
    name: str
    more: str


def tree_svg(picture: Picture, width: int) -> str:
    """Draw the organizations of a picture on its day, each with who holds what, as SVG.

    Posts that are not there on the day are left out, and so are organizations without any.
    """
    rows = _pruned([*_rows(picture)])
    drawing = _Tree(width, rows)
    roots = [row.label for row in rows if row.is_home and not row.depth]
    heading = " · ".join(roots) if 0 < len(roots) <= _HEADS else picture.log_name
    texts, y = [], 30
    for line in wrapped(heading, width - 2 * _PAD, 18):
        texts.append(_text(_PAD, y, line, "font-size:18px;font-weight:bold"))
        y += 24
    for line in wrapped(picture.question, width - 2 * _PAD):
        texts.append(_text(_PAD, y, line, f"fill:{QUIET}"))
        y += _LINE
    for row in rows:
        y = drawing.row(row, y)
    if not rows:
        texts.append(_text(_PAD, y + _LINE, t("Nobody holds any of them."), f"fill:{QUIET}"))
        y += _LINE
    for line in wrapped(picture.log_line, width - 2 * _PAD):
        y += _LINE
        texts.append(_text(_PAD, y, line, f"fill:{QUIET}"))
    size = f'width="{width}" height="{y + _PAD}" viewBox="0 0 {width} {y + _PAD}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" '
        f'font-family="{escape(FONTS)}" font-size="12">'
        f"<title>{escape(f'{heading}, {picture.day}')}</title>"
        f'<rect width="{width}" height="{y + _PAD}" fill="{PAPER}"/>'
        f"{''.join([*texts, *drawing.drawn])}</svg>"
    )


def _rows(picture: Picture) -> Iterator[_Row]:
    for depth, profile, histories in branches(picture):
        yield _Row(depth, printable(picture.names.organization(profile.id)), True, ())
        for history in histories:
            state = history.on(picture.day)
            if state.status not in DEAD:
                cells = tuple(_cells(picture, state))
                yield _Row(depth + 1, printable(picture.names.label(history.profile)), False, cells)


def _cells(picture: Picture, state: PostState) -> Iterator[_Cell]:
    if not state.holding:
        since = t("since {since}", since=state.since) if state.since else ""
        yield _Cell("", "nobody", t(STATUS[state.status]) + unsure(state.certainty), since)
    for tenure, certainty in state.holding:
        told = remarks(tenure, certainty, picture.day)[certainty == "certain" :]
        lasted = length(tenure.start, picture.day)
        since = f"{t('since {since}', since=tenure.start)} ({lasted})"
        kind = "possible" if certainty == "possible" else "certain"
        style = kind if tenure.capacity == "permanent" else "stand-in"
        name = printable(picture.names.person(tenure.person)) + unsure(certainty)
        yield _Cell(picture.color(tenure.person), style, name, ", ".join([since, *told]))


def _pruned(rows: Sequence[_Row]) -> list[_Row]:
    """Leave out organizations with nothing below them."""
    kept: list[_Row] = []
    for row in reversed(rows):
        if not row.is_home or (kept and kept[-1].depth > row.depth):
            kept.append(row)
    return kept[::-1]


class _Tree:
    """Draws one row below the other, each as high as its texts need.

    Args:
        width: of the whole, in pixels.
        rows: all that will be drawn.
    """

    def __init__(self, width: int, rows: Sequence[_Row]) -> None:
        self.drawn: list[str] = []
        self._width = width
        self._is_narrow = width < _NARROW
        room = width - 2 * _PAD
        titles = [row.depth * _INDENT + text_width(row.label) for row in rows if not row.is_home]
        names = [text_width(cell.name) for row in rows for cell in row.cells]
        self._label = min(max(titles, default=0) + 24, room * 2 // 5)
        self._name = min(max(names, default=0) + 16, room * 3 // 10)
        self._ends: dict[int, int] = {}

    def row(self, row: _Row, y: int) -> int:
        """Draw a row below a place; gives the place below it."""
        x = _PAD + row.depth * _INDENT
        y += 8 if row.is_home else 0
        self._branch(row.depth, x, y + 13)
        limit = self._label - row.depth * _INDENT - 12
        if row.is_home or self._is_narrow:
            limit = self._width - x - _PAD
        style = "font-weight:bold;font-size:13px" if row.is_home else ""
        below = self._lines(x, y, row.label, limit, style)
        if self._is_narrow:
            y, x = below, x + _INDENT
        else:
            x = _PAD + self._label
        for cell in row.cells:
            y = self._cell(cell, x, y)
        return max(below, y)

    def _cell(self, cell: _Cell, x: int, y: int) -> int:
        if cell.style != "nobody":
            full = f'fill="{cell.color}"' if cell.style == "certain" else f'fill="{PAPER}"'
            dash = ' stroke-dasharray="2 2"' if cell.style == "possible" else ""
            box = f'x="{x + 1}" y="{y + 4}" width="10" height="10" stroke-width="2"'
            self.drawn.append(f'<rect {box} {full} stroke="{cell.color}"{dash}/>')
        quiet = f"fill:{QUIET}"
        name = f"{quiet};font-style:italic" if cell.style == "nobody" else "font-weight:bold"
        room = self._width - x - _PAD - 18
        below = self._lines(x + 18, y, cell.name, room if self._is_narrow else self._name, name)
        if self._is_narrow:
            return self._lines(x + 18, below, cell.more, room, quiet)
        start = x + 18 + self._name + 10
        return max(below, self._lines(start, y, cell.more, self._width - start - _PAD, quiet))

    def _lines(self, x: int, y: int, text: str, limit: int, style: str) -> int:
        for line in wrapped(text, max(60, limit)) if text else ():
            self.drawn.append(_text(x, y + 13, line, style))
            y += _LINE
        return y

    def _branch(self, depth: int, x: int, y: int) -> None:
        """Draw the line to the row from the one above it in the tree."""
        if depth:
            left, start = x - _INDENT + 5, self._ends.get(depth - 1, y - 13)
            path = f"M{left},{start}V{y - 4}H{x - 3}"
            self.drawn.append(f'<path d="{path}" fill="none" stroke="{FAINT}" stroke-width="1.5"/>')
        self._ends = {at: end for at, end in self._ends.items() if at < depth} | {depth: y + 5}


def _text(x: int, y: int, text: str, style: str) -> str:
    style = style if "fill" in style else f"fill:{INK};{style}"
    return f'<text x="{x}" y="{y}" style="{style}">{escape(text)}</text>'
