"""The lanes and the axis, as the views draw them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.views.cells import Strip
from timeline.views.glyphs import Key
from timeline.views.lanes import Pen, overlay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.events import EdtfDate
    from timeline.projections.milestones import MilestoneRecord
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure
    from timeline.views.axis import Axis
    from timeline.views.cells import Line
    from timeline.views.glyphs import Glyphs
    from timeline.views.people import People

__all__ = ["draw_lanes", "draw_scale", "lanes_of"]


class _NoKey(Key):
    """Names that do not fit into their bars stand in the state beside the lanes, not in a key."""

    def label(self, person: str, room: int = 9) -> None:
        return None


_NO_KEY: Final = _NoKey()


def lanes_of(
    history: PostHistory, axis: Axis, glyphs: Glyphs, people: People
) -> Sequence[Sequence[Tenure]]:
    """The tenures of each lane of a post; one lane at least."""
    rows = Pen(axis, glyphs, people, _NO_KEY).packed(history.tenures)
    return [[bar.tenure for bar in row] for row in rows] or [[]]


def draw_lanes(
    history: PostHistory, axis: Axis, glyphs: Glyphs, people: People, as_of: int
) -> list[Line]:
    """The lanes of a post, with the as-of line in a column; one, if it has too many to draw."""
    lanes = Pen(axis, glyphs, people, _NO_KEY).lanes(history)
    for lane in lanes:
        overlay(lane.strip, as_of, glyphs)
    return [lane.strip.parts() for lane in lanes]


def draw_scale(
    axis: Axis, glyphs: Glyphs, day: EdtfDate, milestones: Sequence[MilestoneRecord]
) -> tuple[Line, Line]:
    """The dates of the axis, and its line with ticks, milestones and the as-of mark."""
    labels, ticks = Strip(axis.width), Strip(axis.width)
    ticks.fill(0, axis.width, glyphs.line, "dim")
    for column, label in axis.ticks():
        labels.put(column, label, "dim")
        ticks.put(column, glyphs.tick, "dim")
    for milestone in milestones:
        if axis.shows(milestone.date.hi):
            ticks.put(axis.column(milestone.date.hi), glyphs.several, "bold")
    if axis.shows(day.lo):
        ticks.put(axis.column(day.lo), glyphs.pointer, "bold")
    return labels.parts(), ticks.parts()
