"""Lanes and state side by side: a line for each lane of each post, and who is in it on the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import attrs

from timeline.events import EdtfDate, printable
from timeline.projections.posts import PostState
from timeline.projections.tenures import Tenure
from timeline.views.cells import cell_len, fit
from timeline.views.words import length

from .lanes import ASCII, UNICODE, Parts, axis_of, draw_lanes, draw_scale, lanes_of
from .lines import held_by, remarks, status
from .scene import Scene, window

__all__ = ["HEADING", "Columns", "Row", "Table", "columns"]

Row: TypeAlias = tuple[int, int]
"""A line: the index of a post and of its lane; or the index of an organization and `HEADING`."""

HEADING: Final = -1
_INDENT: Final = "  "
_REMARKS: Final = 16
"""The cells from which on there is room for more than how sure an answer is."""
_MARKS: Final = ("▸", ">")
"""Before the state of a post that changes on the day."""


@attrs.frozen
class Columns:
    """The cells of each column; a column of none is left out.

    Attributes:
        label: the post's title.
        lanes: the date axis.
        holder: who holds it.
        since: from when.
        lasted: for how long.
        remarks: how sure that is, and the rest.
    """

    label: int
    lanes: int
    holder: int
    since: int
    lasted: int
    remarks: int

    @property
    def state(self) -> int:
        """The cells of the whole state: a mark, and a cell before each of its columns."""
        sizes = (self.holder, self.since, self.lasted, self.remarks)
        return 1 + sum(size + 1 for size in sizes if size)


def columns(width: int, label: int) -> Columns:
    """How a line is shared out: the lanes get what the label and the state leave, a third or so."""
    label = min(label, max(8, width * 26 // 100))
    if width < 44:
        sizes = (10, 0, 0, 0)
    elif width < 72:
        sizes = (10, 11, 0, 0)  # eleven show that a longer date was cut, and its first day
    elif width < 100:
        sizes = (13, 11, 0, 0)
    elif width < 150:
        sizes = (16, 11, 10, 8)
    else:
        sizes = (20, 21, 16, 24)
    rest = Columns(label, 0, *sizes)
    return attrs.evolve(rest, lanes=max(2, width - label - 1 - rest.state))


class Table:
    """The posts of a scene on a day, line by line, for a width in cells.

    Args:
        scene: the posts.
        day: the day of the state.
        today: the day it is, as an ordinal; the axis reaches it.
        zoom: how often the time shown is halved.
        width: the cells of a line.
        ascii_only: draw with ASCII characters.
        before: an earlier table; what has not changed is taken over from it.
    """

    def __init__(
        self,
        scene: Scene,
        day: EdtfDate,
        today: int,
        *,
        zoom: int = 0,
        width: int,
        ascii_only: bool = False,
        before: Table | None = None,
    ) -> None:
        self.scene = scene
        self.day = day
        self.zoom = zoom
        self.width = width
        self._glyphs = ASCII if ascii_only else UNICODE
        kept = before
        if before is not None and (before.scene is not scene or before.width != width):
            kept = None
        self._columns: Columns = kept._columns if kept else columns(width, self._label())
        self.axis = axis_of(window(scene.span, day, today, zoom), self._columns.lanes)
        self._lanes: list[Sequence[Sequence[Tenure]]]
        self.rows: Sequence[Row]
        self._starts: dict[int, int]
        if kept is not None and kept.axis == self.axis:
            self._lanes, self.rows, self._starts = kept._lanes, kept.rows, kept._starts
        else:
            self._lanes = [lanes_of(history, self.axis) for history in scene.posts]
            self.rows = self._rows()
            self._starts = {row[0]: line for line, row in enumerate(self.rows) if row[1] == 0}
        changed = scene.changes.posts_on(day.lo) if day.is_day else ()
        self._changed = {scene.index(history.post) for history in changed}
        self._drawn: dict[int, list[Parts]] = {}
        self._states: dict[int, PostState] = {}

    def _rows(self) -> Sequence[Row]:
        rows: list[Row] = []
        post = 0
        for number, group in enumerate(self.scene.groups):
            rows.append((number, HEADING))
            for _ in group.histories:
                rows += [(post, lane) for lane in range(len(self._lanes[post]))]
                post += 1
        return rows

    def _label(self) -> int:
        """The cells of the longest label."""
        names = self.scene.names(self.day)
        return max(
            (
                len(_INDENT) * (depth + 1) + cell_len(printable(names.label(history.profile)))
                for depth, history in zip(self.scene.depths, self.scene.posts, strict=True)
            ),
            default=0,
        )

    def lines_of(self, post: int) -> list[int]:
        """The lines of a post."""
        start = self._starts.get(post)
        return [] if start is None else list(range(start, start + len(self._lanes[post])))

    def head(self) -> tuple[Parts, Parts]:
        """The two lines above: the dates, and the axis beside the names of the columns."""
        dates, ticks = draw_scale(self.axis, self._glyphs, self.day, self.scene.milestones)
        titles = ("Holder", "Since", "For", "")
        margin = (" " * (self._columns.label + 1), "")
        return [margin, *dates], [margin, *ticks, *self._cells(titles, "dim")]

    def line(self, row: Row, *, selected: bool = False) -> Parts:
        """One line."""
        index, lane = row
        if lane == HEADING:
            group = self.scene.groups[index]
            name = self.scene.names(self.day).label(group.organization)
            return [(fit(_INDENT * group.depth + name, self.width, self._glyphs.ellipsis), "bold")]
        history = self.scene.posts[index]
        label = ""
        if lane == 0:
            label = _INDENT * (self.scene.depths[index] + 1) + self.scene.names(self.day).label(
                history.profile
            )
        shown = fit(label, self._columns.label, self._glyphs.ellipsis)
        style = "reverse" if selected else ""
        return [(shown, style), (" ", ""), *self._lane(index, lane), *self._state(row, style)]

    def _lane(self, index: int, lane: int) -> Parts:
        if index not in self._drawn:
            inside = self.axis.lo <= self.day.lo < self.axis.hi
            names = self.scene.names(self.day)
            self._drawn[index] = draw_lanes(
                self.scene.posts[index],
                self.axis,
                self._glyphs,
                lambda person: printable(names.person(person)),
                self.scene.colors,
                self.axis.column(self.day.lo) if inside else -1,
            )
        return self._drawn[index][lane]

    def _state(self, row: Row, style: str) -> Parts:
        """Who is in a lane on the day; a post that nobody holds says so in its first lane."""
        index, lane = row
        if index not in self._states:
            self._states[index] = self.scene.posts[index].on(self.day)
        state = self._states[index]
        mark = _MARKS[self._glyphs is ASCII] if index in self._changed and lane == 0 else " "
        if held := [h for h in state.holding if self._lane_of(index, h[0]) == lane]:
            names = self.scene.names(self.day)
            tenure, certainty = held[0]
            room = self._columns.remarks
            said = remarks(tenure, certainty, self.day)[: 1 if room < _REMARKS else None]
            who = held_by(held, names)
            cells = (who, str(tenure.start), length(tenure.start, self.day), ", ".join(said))
            return self._cells(cells, style or self._color(tenure), mark)
        if lane == 0 and not state.holding:
            since = state.since
            sure = "" if state.status == "no-record" else state.certainty
            unsure = "?" if sure == "possible" else ""
            lasted = length(since, self.day) if since is not None else ""
            cells = (status(state) + unsure, str(since or ""), lasted, sure)
            return self._cells(cells, style or "dim", mark)
        return self._cells(("", "", "", ""), style)

    def _lane_of(self, index: int, tenure: Tenure) -> int:
        """The lane in which a tenure is drawn; the first for one outside of what is drawn."""
        lanes = self._lanes[index]
        found = (n for n, lane in enumerate(lanes) if any(held is tenure for held in lane))
        return next(found, 0)

    def _color(self, tenure: Tenure) -> str:
        return f"bold {self.scene.colors.get(tenure.person, '')}"

    def _cells(self, texts: Sequence[str], style: str, mark: str = " ") -> Parts:
        """The columns of the state behind a mark; only the first has the style in full."""
        c = self._columns
        parts: Parts = [(" ", "")]
        for text, size in zip(texts, (c.holder, c.since, c.lasted, c.remarks), strict=True):
            if size:
                parts.append((mark + fit(text, size, self._glyphs.ellipsis), style))
                mark = " "
                style = style if style in ("reverse", "dim") else ""
        return parts
