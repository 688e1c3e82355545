"""The view of `diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import EdtfDate, fact_of, later, t
from timeline.projections.answers.bars import grouped
from timeline.projections.answers.diff_between import people_of

from .glyphs import glyphs_of
from .palette import colors_of
from .people import People
from .picture import MOST_LANES, STATUS, Lanes, rows_of, window_of
from .rows import Either, RowsView
from .words import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timeline.projections.answers.diff import Change
    from timeline.projections.histories import Asked, Histories
    from timeline.projections.names import Names
    from timeline.projections.posts import PostHistory, PostState

    from .cells import Line
    from .rows import Cell

__all__ = ["diff_view"]

_AXES = {
    "effective": later("what changed from {first} to {last}"),
    "announced": later("what was expected, by what was announced from {first} to {last}"),
    "recorded": later("what the log said, by what was recorded from {first} to {last}"),
}


def diff_view(
    timeline: Asked,
    asked: Mapping[str, str],
    as_of: EdtfDate | None,
    changes: Sequence[Change],
    names: Names,
    days: tuple[EdtfDate, EdtfDate] | None = None,
    ascii_only: bool = False,
) -> RowsView:
    """Make the view of what changed: a line for each post, and below it the events that did it.

    Where it changed from one of two `days` to the other, the posts are drawn with a line on each.
    """
    people = People(names, colors_of(_shown(changes)))
    told = _Told(timeline, people, ascii_only)
    rows: list[list[Cell]] = []
    for change in changes:
        state = change.after or change.before
        assert state is not None  # noqa: S101 - a change has one of them
        post = Either(names.post(state.history), names.short_post(state.history))
        first, *more = told.seats(change)
        rows.append([post, t(change.change), first])
        rows += [["", "", line] for line in more]
        rows += [[line] for line in told.events(change)]
    title = t(_AXES[asked["axis"]], first=asked["from"], last=asked["to"])
    lines = [title] + ([t("about {day}", day=as_of)] if as_of is not None else [])
    view = RowsView(
        lines, ["Post", "", "Holder"], rows, empty=t("No difference."), ascii_only=ascii_only
    )
    if days is not None and 0 < len(changes) <= MOST_LANES:
        view.lanes = _lanes_of(view, told.people, timeline.histories(), changes, days)
    return view


class _Told:
    """Says of a change who left, who came and when, and which events did it."""

    def __init__(self, timeline: Asked, people: People, ascii_only: bool) -> None:
        self._timeline = timeline
        self.people = people
        self._arrow = glyphs_of(ascii_only).arrow

    def seats(self, change: Change) -> list[Line]:
        """A line for the post as a whole, or of a post of several seats one for each that changed.

        What came in between has the day from which on it was so.
        """
        states = (change.before, *(step.state for step in change.between), change.after)
        if all(len(people_of(state)) < 2 for state in states):
            return [self._steps(change)]
        lines: list[Line] = []
        for seat in change.seats:
            line: Line = []
            for who in seat:
                line += [(f" {self._arrow} ", "")] if line else []
                line += self.people.tag(who) if who is not None else [("nobody", "dim")]
            lines.append(line)
        return lines or [self._steps(change)]

    def _steps(self, change: Change) -> Line:
        found = _who(change.before, self.people)
        for since, state in change.between:
            found += [(f" {self._arrow} ", ""), (f"{since} ", "dim"), *_who(state, self.people)]
        found.append((f" {self._arrow} ", ""))
        if change.between and change.dates and change.days[0].lo <= change.days[1].lo:
            found.append((f"{change.dates[-1]} ", "dim"))
        return [*found, *_who(change.after, self.people)]

    def events(self, change: Change) -> Iterator[Line]:
        """The events of a change, each with its date."""
        for position in change.events:
            event = self._timeline.log.find(position)
            date = getattr(fact_of(event.fact), "effective", None)
            dated = f"{date}  " if date is not None else ""
            words = self.people.runs(said(event.fact, self.people.marked, self._arrow))
            yield [(f"    {position}  {dated}", "dim"), *words]


def _lanes_of(
    view: RowsView,
    people: People,
    histories: Histories,
    changes: Sequence[Change],
    days: tuple[EdtfDate, EdtfDate],
) -> Lanes:
    shown = _shown(changes)
    first, last = min(day.lo for day in days), max(day.hi for day in days)
    between = EdtfDate.between(first, last)
    around = max(30, (last - first) // 3)
    window = window_of(shown, between, last, first - around, last + around)
    rows = rows_of(grouped(histories, shown), people.names)
    return Lanes(view, people, rows, window, between, beside=False)


def _shown(changes: Sequence[Change]) -> list[PostHistory]:
    return [state.history for c in changes if (state := c.after or c.before) is not None]


def _who(state: PostState | None, people: People) -> Line:
    if state is None:
        return [(t("no record"), "dim")]
    if not state.holding:
        return [(t(STATUS[state.status]), "dim")]
    found: Line = []
    for tenure, certainty in state.holding:
        found += [(", ", "")] if found else []
        found += people.tag(tenure.person)
        found += [(t(" (possibly)"), "")] if certainty == "possible" else []
    return found
