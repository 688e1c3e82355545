"""Lanes: one per post (more where several hold it at once), a bar per tenure on a date axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN_PERSON
from timeline.projections.answers.bars import bar_of, vacant_spans

from .cells import Strip, cell_len

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.projections.answers.bars import Bar
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

    from .axis import Axis
    from .glyphs import Glyphs, Key
    from .people import People

__all__ = ["Lane", "Pen", "overlay"]

_MOST_ROWS = 12
"""A post whose tenures need more rows than this is shown by how many began when."""


class Lane(NamedTuple):
    """One line of a post.

    Attributes:
        strip: what is drawn.
        tenures: those whose bars are in it, or that it sums up.
        named: the tenures whose holder's name stands in the bar.
        most: how many beginnings its highest column stands for; 0 if it is drawn bar by bar.
    """

    strip: Strip
    tenures: tuple[Tenure, ...]
    named: frozenset[int] = frozenset()
    most: int = 0

    def names(self, tenure: Tenure) -> bool:
        """Whether the holder's name stands in the bar of a tenure."""
        return tenure.began_by in self.named


class Pen(NamedTuple):
    """Draws lanes over one axis.

    Attributes:
        axis: the days.
        glyphs: the characters.
        people: their names and colours.
        key: letters for the names that do not fit.
    """

    axis: Axis
    glyphs: Glyphs
    people: People
    key: Key

    def lanes(self, history: PostHistory, only: str | None = None) -> list[Lane]:
        """The lanes of one post, its tenures packed so that none covers another.

        Args:
            history: of the post.
            only: draw the tenures of this person, and no vacancies.
        """
        tenures = [t for t in history.tenures if only in (None, t.person)]
        rows = self.packed(tenures)
        if len(rows) > _MOST_ROWS or sum(map(len, rows)) > self.axis.width:
            seen = {bar.tenure.began_by for row in rows for bar in row}
            return [self._density([t for t in tenures if t.began_by in seen])]
        lanes = []
        for index, row in enumerate(rows or [[]]):
            strip = Strip(self.axis.width)
            if index == 0 and only is None:
                self._draw_unheld(strip, history)
            named = {bar.tenure.began_by for bar in row if self._draw(strip, bar, only is None)}
            lanes.append(Lane(strip, tuple(bar.tenure for bar in row), frozenset(named)))
        return lanes

    def columns(self, bar: Bar) -> tuple[int, int]:
        """The columns [first, last) in which a tenure holds, for certain or possibly."""
        return self.axis.span(bar.lo, min(bar.hi, self.axis.hi))

    def packed(self, tenures: Sequence[Tenure]) -> list[list[Bar]]:
        """The bars of each lane, so that none covers another; those outside of the axis in none."""
        rows: list[tuple[int, list[Bar]]] = []
        for bar in map(bar_of, tenures):
            start, end = self.columns(bar)
            if start == end:
                continue  # outside of what is shown
            for index, (free, row) in enumerate(rows):
                if free <= start:
                    row.append(bar)
                    rows[index] = (end, row)
                    break
            else:
                rows.append((end, [bar]))
        return [row for _, row in rows]

    # --- nobody

    def _draw_unheld(self, strip: Strip, history: PostHistory) -> None:
        """Draw where the post does not exist, where it is vacant, and where that is uncertain."""
        axis, glyphs = self.axis, self.glyphs
        for absence in history.absences:
            first, end = absence.possible
            strip.fill(axis.column(first), axis.column(end), glyphs.uncertain, "dim")
        for first, end in vacant_spans(history, axis.hi):
            strip.fill(axis.column(first), axis.column(end), glyphs.vacant, "dim")
        for absence in history.absences:
            first, end = absence.certain
            strip.fill(axis.column(first), axis.column(end), glyphs.absent, "dim")

    # --- somebody

    def _draw(self, strip: Strip, bar: Bar, keyed: bool) -> bool:
        """Draw one tenure; tells whether the name fits, else a letter stands there if `keyed`."""
        axis, glyphs, tenure = self.axis, self.glyphs, bar.tenure
        start, end = self.columns(bar)
        style = self.people.line_style(tenure.person)
        strip.fill(start, end, glyphs.uncertain, style)
        sure = axis.column(bar.sure_lo), axis.column(bar.sure_hi)
        if bar.lo == bar.sure_lo and bar.hi == bar.sure_hi:
            sure = start, end  # a short bar is as sure as a long one
        strip.fill(max(start, sure[0]), min(end, sure[1]), glyphs.bar(tenure.capacity), style)
        self._lighten(strip, tenure, end)
        if bar.lo < axis.lo:
            strip.put(start, glyphs.before, style)
        elif bar.lo == bar.sure_lo:
            strip.put(start, glyphs.start, style)
        named, free = self._label(strip, tenure.person, start, end, keyed)
        self._marks(strip, bar, free, end)
        return named

    def _lighten(self, strip: Strip, tenure: Tenure, end: int) -> None:
        """Draw lighter what of a bar comes after the last day on which anybody saw it."""
        seen = tenure.last_seen
        if tenure.end is not None or seen is None or seen.hi <= BEFORE_ALL:
            return
        for column in range(max(0, self.axis.column(seen.hi) + 1), end):
            if strip.char(column) not in ("", " "):
                strip.put(column, strip.char(column), f"dim {strip.style(column)}")

    def _label(
        self, strip: Strip, person: str, start: int, end: int, keyed: bool
    ) -> tuple[bool, int]:
        """Put the name or letter into a bar; tells whether it is the name, and the column after."""
        style = self.people.tag_style(person)
        room = end - start - 1
        name = self.people.name(person) if room else ""
        if 0 < cell_len(name) <= room:
            strip.put(start + 1, name, style)
            return True, start + 1 + cell_len(name)
        unknown = person == UNKNOWN_PERSON
        label = "?" if unknown else self.key.label(person, max(1, room)) if keyed else None
        if label is None:
            return False, start + (end - start > 1)
        place = min(start + 1, end - 1)
        strip.put(place, label, style)
        return unknown, place + len(label)

    def _marks(self, strip: Strip, bar: Bar, free: int, end: int) -> None:
        """Draw the signs of a bar: that it goes on, is disputed, was expected to end."""
        axis, glyphs, tenure = self.axis, self.glyphs, bar.tenure
        style = self.people.line_style(tenure.person)
        known_end = bar.hi < AFTER_ALL or axis.clipped
        last = end - 1 if known_end and bar.hi > axis.hi and end - 1 >= free else end
        if last < end:
            strip.put(last, glyphs.after, style)
        term = tenure.term_ends
        if term is not None and BEFORE_ALL < term.hi < axis.hi and term.hi >= axis.lo:
            column = axis.column(term.hi)
            if free <= column < last and (term.hi, term.lo) < (bar.hi, bar.hi):
                strip.put(column, glyphs.term, style)
        if tenure.disputed and free < last:
            strip.put(free, glyphs.disputed, f"bold {style}")

    # --- too many to draw

    def _density(self, tenures: Sequence[Tenure]) -> Lane:
        """Draw how many tenures began in each column; unknown beginnings are not counted."""
        axis = self.axis
        counts = [0] * axis.width
        for tenure in tenures:
            if axis.lo <= tenure.start.lo and tenure.start.hi < axis.hi:
                counts[(axis.column(tenure.start.lo) + axis.column(tenure.start.hi)) // 2] += 1
        strip = Strip(axis.width)
        most = max(counts)
        levels = self.glyphs.levels
        for column, count in enumerate(counts):
            strip.put(column, levels[-(-count * (len(levels) - 1) // max(1, most))])
        return Lane(strip, tuple(tenures), frozenset(), max(1, most))


def overlay(strip: Strip, column: int, glyphs: Glyphs) -> None:
    """Draw the as-of line into a strip, but not over a text."""
    if not 0 <= column < strip.width:
        return
    char = strip.char(column)
    if char in (glyphs.vacant, glyphs.absent, " "):
        strip.put(column, glyphs.as_of, "bold")
    elif char in (glyphs.permanent, glyphs.acting, glyphs.interim, glyphs.uncertain):
        strip.put(column, glyphs.crossing, strip.style(column))
