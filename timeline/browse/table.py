"""Lanes and state side by side: a line for each lane of each post, and who is in it on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

from timeline.events import t
from timeline.views.cells import cell_len, fit, fit_line, line_len, shown
from timeline.views.glyphs import glyphs_of
from timeline.views.picture import INDENT, STATUS
from timeline.views.words import length, remarks

from .drawing import draw_lanes, draw_scale, lanes_of
from .lines import unsure
from .scene import window_around

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.events import EdtfDate
    from timeline.projections.posts import Certainty, PostState
    from timeline.projections.tenures import Tenure
    from timeline.views.cells import Line

    from .scene import Scene

__all__ = ["HEADING", "Columns", "Place", "PostLane", "Table", "columns"]

PostLane: TypeAlias = tuple[int, int]
"""A line: the index of a post and of its lane; or the index of an organization and `HEADING`."""

Place: TypeAlias = Literal["label", "lanes", "holder", "since"]

HEADING: Final = -1
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
    """Share a line out: the lanes get what the label and the state leave, about a third."""
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
        self._glyphs, self._mark = glyphs_of(ascii_only), _MARKS[ascii_only]
        kept = before
        if before is not None and (before.scene is not scene or before.width != width):
            kept = None
        self._people = scene.people(day)
        self._columns: Columns
        self._short: bool
        self._columns, self._short = (kept._columns, kept._short) if kept else self._shares()
        self.axis = window_around(scene.span, day, today, zoom).axis(self._columns.lanes)
        self._lanes: list[Sequence[Sequence[Tenure]]]
        self.rows: Sequence[PostLane]
        self._starts: dict[int, int]
        if kept is not None and kept.axis == self.axis:
            self._lanes, self.rows, self._starts = kept._lanes, kept.rows, kept._starts
        else:
            drawn = self.axis, self._glyphs, self._people
            self._lanes = [lanes_of(history, *drawn) for history in scene.posts]
            self.rows = self._rows()
            self._starts = {row[0]: line for line, row in enumerate(self.rows) if row[1] == 0}
        changed = scene.changes.posts_on(day.lo) if day.is_day else ()
        self._changed = {scene.index(history.post) for history in changed}
        self._drawn: dict[int, list[Line]] = {}
        self._states: dict[int, PostState] = {}

    def _rows(self) -> Sequence[PostLane]:
        rows: list[PostLane] = []
        post = 0
        for number, group in enumerate(self.scene.groups):
            if not self.scene.is_flat:
                rows.append((number, HEADING))
            for _ in group.histories:
                rows += [(post, lane) for lane in range(len(self._lanes[post]))]
                post += 1
        return rows

    def _shares(self) -> tuple[Columns, bool]:
        """Give the columns, and whether posts are called in one language: both have no room."""
        for short in (False, True):
            labels = [self._label(index, short) for index in range(len(self.scene.posts))]
            size = max((cell_len(shown(label)) for label in labels), default=0)
            if size <= (found := columns(self.width, size)).label:
                break
        return found, short

    def _label(self, index: int, short: bool) -> str:
        depth = 0 if self.scene.is_flat else self.scene.depths[index] + 1
        names = self._people.names
        return INDENT * depth + self.scene.label(self.scene.posts[index], names, short=short)

    def place(self, x: int) -> tuple[Place, int]:
        """What stands in a cell of a line: `label`, `lanes` with a day, `holder`, `since`."""
        c, axis = self._columns, self.axis
        if x <= c.label:
            return "label", 0
        if x <= c.label + c.lanes:
            return "lanes", axis.lo + (x - c.label - 1) * (axis.hi - axis.lo) // c.lanes
        return ("holder" if x <= c.label + c.lanes + 2 + c.holder else "since"), 0

    def lines_of(self, post: int) -> list[int]:
        """The lines of a post."""
        start = self._starts.get(post)
        return [] if start is None else list(range(start, start + len(self._lanes[post])))

    def head(self) -> tuple[Line, Line]:
        """The two lines above: the dates, and the axis beside the names of the columns."""
        dates, ticks = draw_scale(self.axis, self._glyphs, self.day, self.scene.milestones)
        heads = (t("Since"), t("For"), "")
        titles = self._cells([(t("Holder"), "dim")], heads, "dim")
        margin = (" " * (self._columns.label + 1), "")
        return [margin, *dates], [margin, *ticks, *titles]

    def line(self, row: PostLane, *, selected: bool = False) -> Line:
        """Draw one line of the table."""
        index, lane = row
        if lane == HEADING:
            group = self.scene.groups[index]
            name = self._people.names.label(group.organization)
            return [(fit(INDENT * group.depth + name, self.width, self._glyphs.ellipsis), "bold")]
        label = self._label(index, self._short) if lane == 0 else ""
        style = "reverse" if selected else ""
        cut = fit(label, self._columns.label, self._glyphs.ellipsis)
        return [(cut, style), (" ", ""), *self._lane(index, lane), *self._state(row, style)]

    def _lane(self, index: int, lane: int) -> Line:
        if index not in self._drawn:
            column = self.axis.column(self.day.lo) if self.axis.shows(self.day.lo) else -1
            self._drawn[index] = draw_lanes(
                self.scene.posts[index], self.axis, self._glyphs, self._people, column
            )
        lanes = self._drawn[index]
        # Lanes that are too many are summed up in one; their holders still have a line each.
        return lanes[lane] if lane < len(lanes) else [(" " * self.axis.width, "")]

    def _state(self, row: PostLane, style: str) -> Line:
        """Who is in a lane on the day; a post that nobody holds says so in its first lane."""
        index, lane = row
        if index not in self._states:
            self._states[index] = self.scene.posts[index].on(self.day)
        state = self._states[index]
        mark = self._mark if index in self._changed and lane == 0 else " "
        if held := [h for h in state.holding if self._lane_of(index, h[0]) == lane]:
            return self._cells(self._holders(held), self._told(*held[0]), style, mark)
        if lane == 0 and not state.holding:
            since, style = state.since, style or "dim"
            lasted = length(since, self.day) if since is not None else ""
            sure = "" if state.status == "no-record" else t(state.certainty)
            status = t(STATUS[state.status]) + unsure(state.certainty)
            return self._cells([(status, style)], (str(since or ""), lasted, sure), style, mark)
        return self._cells([], ("", "", ""), style)

    def _holders(self, held: Sequence[tuple[Tenure, Certainty]]) -> Line:
        """The names of those in a lane; that one is only possible is said even if they are cut."""
        marks = [unsure(certainty) for _, certainty in held]
        found: Line = []
        for (tenure, _), mark in zip(held, marks, strict=True):
            found += [(", ", "")] if found else []
            found += [*self._people.tag(tenure.person), (mark, "")]
        room = self._columns.holder
        if line_len(found) <= room:
            return found
        mark = max(marks)
        return [*fit_line(found, room - len(mark), self._glyphs.ellipsis), (mark, "")]

    def _told(self, tenure: Tenure, certainty: Certainty) -> tuple[str, str, str]:
        """Say since when, for how long, and as much else as there is room for."""
        most = 1 if self._columns.remarks < _REMARKS else None
        said = ", ".join(remarks(tenure, certainty, self.day)[:most])
        return str(tenure.start), length(tenure.start, self.day), said

    def _lane_of(self, index: int, tenure: Tenure) -> int:
        """The lane in which a tenure is drawn; the first for one outside of what is drawn."""
        lanes = self._lanes[index]
        found = (n for n, lane in enumerate(lanes) if tenure in lane)
        return next(found, 0)

    def _cells(self, holder: Line, rest: Sequence[str], style: str, mark: str = " ") -> Line:
        """The columns of the state: a mark, the holder, and the rest in one style."""
        c, ellipsis = self._columns, self._glyphs.ellipsis
        who = fit_line(holder, c.holder, ellipsis, pad=True)
        line = [(" ", ""), (mark, style), *((text, own or style) for text, own in who)]
        for text, size in zip(rest, (c.since, c.lasted, c.remarks), strict=True):
            if size:
                line.append((" " + fit(text, size, ellipsis), style))
        return line
