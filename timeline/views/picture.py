"""A picture of posts over time: a date axis, lanes below it, the holders beside them, a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timeline.events import AFTER_ALL, BEFORE_ALL, later, t
from timeline.projections.answers.bars import known_days

from .axis import Axis, Window
from .cells import Strip, cell_len, fit, fit_apart, fit_line, line_len, shown
from .glyphs import Key
from .lanes import Pen, overlay
from .marks import Marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.answers.bars import Group
    from timeline.projections.milestones import MilestoneRecord
    from timeline.projections.names import Names
    from timeline.projections.posts import Certainty, PostHistory
    from timeline.projections.profiles import Profile
    from timeline.projections.tenures import Tenure

    from .cells import Line
    from .glyphs import Glyphs
    from .lanes import Lane
    from .people import People
    from .view import View

__all__ = [
    "INDENT",
    "STATUS",
    "Lanes",
    "TreeRow",
    "labels_of",
    "rows_of",
    "scale_of",
    "window_of",
]

INDENT = "  "
MOST_LANES = 40
"""More posts than these are not drawn where they are listed anyway."""
_LETTERS = 26
"""More names than the alphabet has letters are numbered row by row."""
_SOME_DAY = 719_163
"""1970-01-01: the axis of a picture in which no day is known shows it for want of another."""
STATUS = {
    "vacant": later("vacant"),
    "no-record": later("no record"),
    "no-such-post": later("no such post"),
}


class TreeRow(NamedTuple):
    """A row of the tree of organizations and posts: a post, or a heading above posts.

    Attributes:
        label: what it is called.
        short: likewise, where room is scarce.
        depth: how far it is indented.
        history: the post's; None for a heading.
        only: draw the tenures of this person alone.
    """

    label: str
    short: str
    depth: int = 0
    history: PostHistory | None = None
    only: str | None = None

    @classmethod
    def of(
        cls, profile: Profile, names: Names, depth: int, history: PostHistory | None = None
    ) -> TreeRow:
        """A row for an organization, or for a post with its history."""
        return cls(names.label(profile), names.short(profile), depth, history)

    def shown(self, short: bool = False) -> str:
        """The label, indented and fit for a screen."""
        return shown(INDENT * self.depth + (self.short if short else self.label))


def rows_of(groups: Iterable[Group], names: Names) -> list[TreeRow]:
    """The rows of a tree: each organization, and below it its posts."""
    rows = []
    for group in groups:
        rows.append(TreeRow.of(group.organization, names, group.depth))
        for history in group.histories:
            rows.append(TreeRow.of(history.profile, names, group.depth + 1, history))
    return rows


def labels_of(rows: Sequence[TreeRow], most: int) -> tuple[dict[int, str], int]:
    """The labels of rows by their place, the short ones if the long have no room; and a width.

    Headings do not count: nothing stands beside them.
    """
    for short in (False, True):
        labels = {index: row.shown(short) for index, row in enumerate(rows)}
        sizes = [cell_len(labels[i]) for i, row in enumerate(rows) if row.history is not None]
        if max(sizes, default=0) <= most:
            break
    return labels, min(max(sizes, default=0), most)


def window_of(
    histories: Sequence[PostHistory],
    day: EdtfDate,
    until: int,
    first: int | None = None,
    last: int | None = None,
) -> Window:
    """The days that a picture of some posts shows.

    Args:
        histories: of the posts; all that is known of them is shown.
        day: the day that was asked about.
        until: a day to show in any case, as an ordinal.
        first: begin here instead.
        last: show this day last instead.
    """
    asked = [d for d in (day.lo, day.hi, until) if BEFORE_ALL < d < AFTER_ALL]
    days = [*known_days(histories), *asked] or [_SOME_DAY]
    lo, hi = min(days), max(days) + 1
    last = None if last is not None and last >= AFTER_ALL else last
    terms = (t.term_ends for h in histories for t in h.tenures if t.certainty(day.lo, day.hi))
    ends = [term.hi + 1 for term in terms if term is not None and term.hi < AFTER_ALL]
    near = [end for end in ends if hi < end <= hi + (hi - lo) // 4]  # what is far off squeezes all
    hi = max([hi, lo + 2, *near])
    start, end = lo if first is None else first, hi if last is None else last + 1
    if first is not None and end <= start:
        end = start + 1
    if last is not None and start >= end:
        start = end - 1
    return Window(max(1, start), min(end, AFTER_ALL), end < hi)


def scale_of(axis: Axis, glyphs: Glyphs, day: EdtfDate) -> tuple[Strip, Strip]:
    """The two lines of an axis: its dates, and its ticks with the day that was asked about."""
    labels, ticks = Strip(axis.width), Strip(axis.width)
    ticks.fill(0, axis.width, glyphs.line, "dim")
    for column, label in axis.ticks():
        labels.put(column, label, "dim")
        ticks.put(column, glyphs.tick, "dim")
    for bound in (day.lo, day.hi):
        if axis.shows(bound):
            ticks.put(axis.column(bound), glyphs.pointer, "bold")
    return labels, ticks


class Lanes:
    """Lanes over an axis, drawn as lines that a view shows among its own.

    Args:
        view: whose lines they are.
        people: names and colours.
        rows: what to draw, from the top down.
        window: the days.
        day: the day that was asked about.
        milestones: what to mark on the axis.
        beside: say right of the lanes who holds a post, if a bar cannot.
    """

    def __init__(
        self,
        view: View,
        people: People,
        rows: Sequence[TreeRow],
        window: Window,
        day: EdtfDate,
        milestones: Sequence[MilestoneRecord] = (),
        *,
        beside: bool = True,
    ) -> None:
        self._view = view
        self._people = people
        self._rows = rows
        self._window = window
        self._day = day
        self._milestones = milestones
        self._is_beside = beside
        self._used: set[str] = set()
        self._keys: list[tuple[TreeRow, Key]] = []
        self._most: set[int] = set()

    @property
    def _glyphs(self) -> Glyphs:
        return self._view.glyphs

    def strips(self, width: int) -> Iterator[Line]:
        """The picture, line by line."""
        self._used.clear()
        self._most.clear()
        labels, margin = labels_of(self._rows, max(8, width * 3 // 10) - 1)
        margin += 1
        pen, drawn = self._drawn(width - margin)
        beside = 0
        if self._is_beside and not all(self._carried(row, lanes) for row, lanes in drawn):
            sizes = [line_len(text) for row, lanes in drawn for text in self._beside(row, lanes)]
            beside = min(max(max(sizes), cell_len(self._day.text)), width // 4) + 1
            pen, drawn = self._drawn(width - margin - beside)
        marks = Marks(self._milestones, pen.axis, self._glyphs)
        yield from self._scale(pen.axis, margin, beside, marks)
        by_row = {id(row): lanes for row, lanes in drawn}
        texts = {
            place: labels[place] for place, row in enumerate(self._rows) if row.history is not None
        }
        labels = fit_apart(texts, margin - 1, self._glyphs.ellipsis)
        for index, row in enumerate(self._rows):
            if row.history is None:
                yield self._view.line(row.shown(), width, "bold")
            else:
                label = labels[index] + " "
                yield from self._row(row, by_row[id(row)], pen.axis, label, beside)
        yield []
        yield from self._notes(pen.key, marks, width)

    def _drawn(self, width: int) -> tuple[Pen, list[tuple[TreeRow, list[Lane]]]]:
        """The lanes; with one key of letters, or of numbers for each row if that were too long."""
        axis = self._window.axis(max(1, width))
        pen = Pen(axis, self._glyphs, self._people, Key())
        rows = [row for row in self._rows if row.history is not None]
        drawn = [(r, pen.lanes(r.history, r.only)) for r in rows]  # type: ignore[arg-type]
        self._keys = []
        if len(pen.key.labels) + len(pen.key.left_out) > _LETTERS:
            drawn = []
            for row in rows:
                own = pen._replace(key=Key(digits=True))
                drawn.append((row, own.lanes(row.history, row.only)))  # type: ignore[arg-type]
                self._keys.append((row, own.key))
        return pen, drawn

    # --- who holds it

    def _carried(self, row: TreeRow, lanes: Sequence[Lane]) -> bool:
        """Tell whether the name of each holder on the day stands in a bar, if there are any."""
        history = row.history
        if history is None or row.only is not None:
            return True
        holding = [t for t, _ in history.on(self._day).holding]
        return all(any(lane.names(tenure) for lane in lanes) for tenure in holding)

    def _beside(self, row: TreeRow, lanes: Sequence[Lane]) -> list[Line]:
        """What stands right of each lane: who holds the post, or why nobody does."""
        if row.history is None or row.only is not None:
            return [[] for _ in lanes]
        state = row.history.on(self._day)
        found: list[Line] = []
        rest = {tenure.began_by: (tenure, sure) for tenure, sure in state.holding}
        for lane in lanes:
            held = [rest.pop(t.began_by) for t in lane.tenures if t.began_by in rest]
            if len(held) > 3:
                found.append([(t("{n:,} hold it", n=len(held)), "")])
            else:
                found.append(self._holders(held))
        if rest:  # those whose bars are outside of what is shown
            found[0] = [
                *found[0],
                *([(", ", "")] if found[0] else []),
                *self._holders(rest.values()),
            ]
        if not state.holding:
            found[0] = [(t(STATUS[state.status]), "dim")]
        return found

    def _holders(self, held: Iterable[tuple[Tenure, Certainty]]) -> Line:
        found: Line = []
        for tenure, sure in held:
            found += [(", ", "")] if found else []
            found += [(self._glyphs.uncertain, "")] if sure == "possible" else []
            found += self._people.tag(tenure.person)
            found += [(self._glyphs.disputed, "bold")] if tenure.disputed else []
        return found

    # --- lines

    def _scale(self, axis: Axis, margin: int, beside: int, marks: Marks) -> Iterator[Line]:
        labels, ticks = scale_of(axis, self._glyphs, self._day)
        left = (" " * margin, "")
        if marks:
            yield self._view.runs([left, *marks.strip().parts()], margin + axis.width)
        date = fit(self._day.text, beside - 1, self._glyphs.ellipsis).rstrip() if beside else ""
        line = [left, *labels.parts(), (f" {date}" if date else "", "bold")]
        yield self._view.runs(line, margin + axis.width + beside)
        yield [left, *ticks.parts()]

    def _row(
        self, row: TreeRow, lanes: list[Lane], axis: Axis, label: str, beside: int
    ) -> Iterator[Line]:
        margin = cell_len(label)
        for lane, text in zip(lanes, self._beside(row, lanes), strict=True):
            strip = lane.strip
            self._used |= {strip.char(column) for column in range(strip.width)}
            if lane.most:
                self._most.add(lane.most)
            for day in {self._day.lo, self._day.hi}:
                if axis.shows(day) and not lane.most:
                    overlay(strip, axis.column(day), self._glyphs)
            line: Line = [(label, ""), *strip.parts()]
            if beside and text:
                self._used |= {char for char, _ in text}
                line += [(" ", ""), *fit_line(text, beside - 1, self._glyphs.ellipsis)]
            yield self._view.runs(line, margin + strip.width + beside)
            label = " " * margin

    def _notes(self, key: Key, marks: Marks, width: int) -> Iterator[Line]:
        if self._keys:
            yield from self._numbers(width)
        else:
            yield from self._letters(key, width)
        yield from self._view.wrapped([[(text, "dim")] for text in self._legend()], width)
        for note in marks.notes() if marks else ():
            yield self._view.runs(note, width)

    def _numbers(self, width: int) -> Iterator[Line]:
        """The names of each row behind their numbers, below the row's own name."""
        keys = {id(row): key for row, key in self._keys}
        home = ""
        for row in self._rows:
            if row.history is None:
                home = row.short
                continue
            key = keys[id(row)]
            entries: list[Line] = [
                [(f"{label} ", "bold"), *self._people.tag(person)]
                for person, label in key.labels.items()
            ]
            entries += _left_out(key)
            if entries:
                name = f"{home}: {row.short}:" if home else f"{row.short}:"
                yield from self._view.wrapped([[(name, "dim")], *entries], width)

    def _letters(self, key: Key, width: int) -> Iterator[Line]:
        entries: list[Line] = [
            [(f"{label} ", "bold"), *self._people.tag(person)]
            for person, label in key.labels.items()
        ]
        yield from self._view.wrapped([*entries, *_left_out(key)], width)

    def _legend(self) -> Iterator[str]:
        g = self._glyphs
        says = {
            g.start: later("begins"),
            g.permanent: later("holds"),
            g.acting: later("acting"),
            g.interim: later("interim"),
            g.uncertain: later("uncertain date"),
            g.vacant: later("vacant"),
            g.absent: later("no such post"),
            "?": later("holder unknown"),
            g.disputed: later("disputed"),
            g.term: later("expected end"),
            g.before: later("began before"),
            g.after: later("goes on"),
        }
        yield from (f"{char} {t(text)}" for char, text in says.items() if char in self._used)
        if self._most:
            many = t("up to {n:,}", n=max(self._most)) if len(self._most) == 1 else t("few to many")
            yield f"{g.levels[1]}{g.ellipsis}{g.levels[-1]} {t('{many} began', many=many)}"
        if self._window.lo <= self._day.lo < self._window.hi:
            yield f"{g.pointer} {t('as of')}"


def _left_out(key: Key) -> list[Line]:
    """How many names have no label, if any."""
    if not key.left_out:
        return []
    more = later("and {n:,} more; they fit if fewer posts or years are drawn")
    return [[(t(more, n=len(key.left_out)), "dim")]]


def lanes_until(view: View, people: People, rows: Sequence[TreeRow], day: EdtfDate) -> Lanes:
    """The lanes of some posts, up to the day that was asked about."""
    shown = [row.history for row in rows if row.history is not None]
    return Lanes(view, people, rows, window_of(shown, day, day.hi, last=day.hi), day)
