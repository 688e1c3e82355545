"""Lanes: one per post (more where several hold it at once), a bar per tenure on a date axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL
from timeline.projections.posts import PostHistory
from timeline.projections.tenures import Tenure

from .axis import Axis
from .cells import Strip, cell_len

__all__ = ["ASCII", "UNICODE", "Glyphs", "Key", "draw_post", "overlay"]


@attrs.frozen
class Glyphs:
    """The characters that lanes are drawn with, each of one cell."""

    start: str
    permanent: str
    acting: str
    uncertain: str
    vacant: str
    as_of: str
    pointer: str
    tick: str
    line: str
    milestone: str
    arrow: str
    ellipsis: str
    dot: str


UNICODE: Final = Glyphs("┣", "━", "═", "┄", "·", "│", "▼", "┴", "─", "◆", "→", "…", "·")
ASCII: Final = Glyphs("[", "=", "-", "~", ".", "|", "v", "+", "-", "*", "->", "~", "-")


@attrs.define
class Key:
    """Short labels for the names that do not fit into their bars."""

    labels: dict[str, str] = attrs.field(factory=dict)

    def label(self, person: str) -> str:
        """The person's label: one of a, b, … z, aa, ab and so on."""
        if person not in self.labels:
            number, text = len(self.labels), ""
            while True:
                number, digit = divmod(number, 26)
                text = chr(ord("a") + digit) + text
                if number == 0:
                    break
                number -= 1
            self.labels[person] = text
        return self.labels[person]


def draw_post(
    history: PostHistory,
    axis: Axis,
    glyphs: Glyphs,
    names: Mapping[str, str],
    colors: Mapping[str, str],
    key: Key,
) -> list[Strip]:
    """The strips of one post: its tenures, packed so that none covers another."""
    rows = _packed(history.tenures, axis)
    strips = []
    for tenures in rows or [[]]:
        strip = Strip(axis.width)
        strips.append(strip)
        if tenures is (rows or [[]])[0]:
            _draw_vacancies(strip, history, axis, glyphs)
        for tenure in tenures:
            _draw_tenure(strip, tenure, axis, glyphs, names, colors, key)
    return strips


def _columns(tenure: Tenure, axis: Axis) -> tuple[int, int]:
    """The columns in which a tenure holds, for certain or possibly."""
    hi = tenure.end.hi if tenure.end is not None else AFTER_ALL
    return axis.span(tenure.start.lo, min(hi, axis.hi))


def _packed(tenures: Sequence[Tenure], axis: Axis) -> list[list[Tenure]]:
    rows: list[tuple[int, list[Tenure]]] = []
    for tenure in tenures:
        start, end = _columns(tenure, axis)
        if start == end:
            continue  # outside of what is shown
        for index, (free, row) in enumerate(rows):
            if free <= start:
                row.append(tenure)
                rows[index] = (end, row)
                break
        else:
            rows.append((end, [tenure]))
    return [row for _, row in rows]


def _draw_vacancies(strip: Strip, history: PostHistory, axis: Axis, glyphs: Glyphs) -> None:
    """Dots from the first day that is known, where the post exists and nobody is in it."""
    known = [t.start.lo for t in history.tenures] + [d.lo for d in history.left]
    known += [a.end.lo for a in history.absences if a.start is None and a.end is not None]
    if not known:
        return
    strip.fill(axis.column(min(known)), axis.width, glyphs.vacant, "dim")
    for absence in history.absences:
        start = absence.start.hi if absence.start else BEFORE_ALL
        end = absence.end.lo if absence.end else AFTER_ALL
        strip.fill(axis.column(start), axis.column(end), " ")


def _draw_tenure(
    strip: Strip,
    tenure: Tenure,
    axis: Axis,
    glyphs: Glyphs,
    names: Mapping[str, str],
    colors: Mapping[str, str],
    key: Key,
) -> None:
    start, end = _columns(tenure, axis)
    style = colors.get(tenure.person, "")
    strip.fill(start, end, glyphs.uncertain, style)
    sure_end = tenure.end.lo if tenure.end is not None else AFTER_ALL
    sure = axis.column(tenure.start.hi), axis.column(sure_end)
    solid = glyphs.permanent if tenure.capacity == "permanent" else glyphs.acting
    if tenure.start.is_day and (tenure.end is None or tenure.end.is_day):
        sure = start, end  # a short bar is as sure as a long one
    strip.fill(max(start, sure[0]), min(end, sure[1]), solid, style)
    if tenure.start.is_day and tenure.start.lo >= axis.lo:
        strip.put(start, glyphs.start, style)
    _label(strip, tenure.person, start, end, f"bold {style}", names, key)


def _label(
    strip: Strip, person: str, start: int, end: int, style: str, names: Mapping[str, str], key: Key
) -> None:
    """The holder's name in the bar, or its label in the key."""
    name = names[person]
    room = end - start - 1
    if cell_len(name) <= room:
        strip.put(start + 1, name, style)
        return
    label = key.label(person)
    if cell_len(label) <= room:
        strip.put(start + 1, label, style)
    else:
        strip.put(start, label[: end - start], style)


def overlay(strip: Strip, column: int, glyphs: Glyphs) -> None:
    """The as-of line, where it covers no text."""
    drawn = (glyphs.permanent, glyphs.acting, glyphs.uncertain, glyphs.vacant, " ")
    if 0 <= column < strip.width and strip.char(column) in drawn:
        strip.put(column, glyphs.as_of, "bold")
