"""The lanes and the axis, as the views draw them: all that the browser takes from those."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from timeline.events import EdtfDate
from timeline.projections.histories import MilestoneRecord
from timeline.projections.posts import PostHistory
from timeline.projections.tenures import Tenure
from timeline.views import lanes as drawn
from timeline.views.axis import Axis
from timeline.views.cells import Strip
from timeline.views.lanes import ASCII, UNICODE, Glyphs

from .scene import Window

__all__ = ["ASCII", "UNICODE", "Glyphs", "Parts", "axis_of", "draw_lanes", "draw_scale", "lanes_of"]

Parts: TypeAlias = list[tuple[str, str]]
"""One line: texts, each with a rich style."""


class _NoKey(drawn.Key):
    """Names that do not fit into their bars stand in the state beside the lanes, not in a key."""

    def label(self, person: str) -> str:
        return ""


def axis_of(days: Window, width: int) -> Axis:
    """Days over a number of columns."""
    return Axis(days.lo, days.hi, width)


def lanes_of(history: PostHistory, axis: Axis) -> Sequence[Sequence[Tenure]]:
    """The tenures of each lane of a post; one lane at least."""
    return drawn._packed(history.tenures, axis) or [[]]


def draw_lanes(
    history: PostHistory,
    axis: Axis,
    glyphs: Glyphs,
    name: Callable[[str], str],
    colors: dict[str, str],
    as_of: int,
) -> list[Parts]:
    """The lanes of a post, as many as `lanes_of` says, with the as-of line in a column."""
    names = {tenure.person: name(tenure.person) for tenure in history.tenures}
    strips = drawn.draw_post(history, axis, glyphs, names, colors, _NoKey())
    for strip in strips:
        drawn.overlay(strip, as_of, glyphs)
    return [strip.parts() for strip in strips]


def draw_scale(
    axis: Axis, glyphs: Glyphs, day: EdtfDate, milestones: Sequence[MilestoneRecord]
) -> tuple[Parts, Parts]:
    """The dates of the axis, and its line with ticks, milestones and the as-of mark."""
    labels, ticks = Strip(axis.width), Strip(axis.width)
    ticks.fill(0, axis.width, glyphs.line, "dim")
    for column, label in axis.ticks():
        labels.put(column, label, "dim")
        ticks.put(column, glyphs.tick, "dim")
    for milestone in milestones:
        if axis.lo <= milestone.date.hi < axis.hi:
            ticks.put(axis.column(milestone.date.hi), glyphs.milestone, "bold")
    if axis.lo <= day.lo < axis.hi:
        ticks.put(axis.column(day.lo), glyphs.pointer, "bold")
    return labels.parts(), ticks.parts()
