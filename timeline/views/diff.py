"""The view of `diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import EdtfDate, later, t
from timeline.projections.answers.bars import grouped

from .glyphs import glyphs_of
from .people import People
from .picture import MOST_LANES, STATUS, Lanes, rows_of, window_of
from .rows import Either, RowsView
from .words import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timeline.projections.answers.diff import Change
    from timeline.projections.histories import Asked, Histories
    from timeline.projections.names import Names
    from timeline.projections.posts import PostState

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
    people = People(names)
    arrow = glyphs_of(ascii_only).arrow
    rows: list[list[Cell]] = []
    for change in changes:
        steps = [_who(change.before, people)]
        steps += [people.tag(person) for person in change.via]
        steps.append(_who(change.after, people))
        chain: Line = steps[0]
        for step in steps[1:]:
            chain = [*chain, (f" {arrow} ", ""), *step]
        state = change.after or change.before
        assert state is not None  # noqa: S101 - a change has one of them
        post = Either(names.post(state.history), names.short_post(state.history))
        rows.append([post, t(change.change), chain])
        for position in change.events:
            event = timeline.log.find(position)
            event_said = people.runs(said(event.fact, people.marked, arrow))
            rows.append([[(f"    {position}  ", "dim"), *event_said]])
    title = t(_AXES[asked["axis"]], first=asked["from"], last=asked["to"])
    lines = [title] + ([t("about {day}", day=as_of)] if as_of is not None else [])
    view = RowsView(
        lines, ["Post", "", "Holder"], rows, empty=t("No difference."), ascii_only=ascii_only
    )
    if days is not None and 0 < len(changes) <= MOST_LANES:
        view.lanes = _lanes_of(view, people, timeline.histories(), changes, days)
    return view


def _lanes_of(
    view: RowsView,
    people: People,
    histories: Histories,
    changes: Sequence[Change],
    days: tuple[EdtfDate, EdtfDate],
) -> Lanes:
    shown = [state.history for c in changes if (state := c.after or c.before) is not None]
    first, last = min(day.lo for day in days), max(day.hi for day in days)
    between = EdtfDate.between(first, last)
    around = max(30, (last - first) // 3)
    window = window_of(shown, between, last, first - around, last + around)
    rows = rows_of(grouped(histories, shown), people.names)
    return Lanes(view, people, rows, window, between, beside=False)


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
