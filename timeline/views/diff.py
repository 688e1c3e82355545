"""The view of `diff`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from timeline.core import Timeline
from timeline.events import EdtfDate
from timeline.projections.diff import Change
from timeline.projections.names import Names
from timeline.projections.posts import PostState

from .cells import Line
from .people import People
from .picture import STATUS
from .rows import Cell, Either, RowsView
from .words import said

__all__ = ["diff_view"]

_AXES = {
    "effective": "what changed",
    "announced": "what was expected, by what was announced",
    "recorded": "what the log said, by what was recorded",
}


def diff_view(
    timeline: Timeline,
    asked: Mapping[str, str],
    as_of: EdtfDate | None,
    changes: Sequence[Change],
    names: Names,
    ascii_only: bool = False,
) -> RowsView:
    """What changed: a line for each post, and below it the events that did it."""
    people = People(names)
    arrow = "->" if ascii_only else "→"
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
        rows.append([post, change.change, chain])
        for position in change.events:
            event = timeline.log.find(position)
            event_said = people.runs(said(event.fact, people.marked, arrow))
            rows.append([[(f"    {position}  ", "dim"), *event_said]])
    title = f"{_AXES[asked['axis']]} from {asked['from']} to {asked['to']}"
    lines = [title] + ([f"about {as_of}"] if as_of is not None else [])
    return RowsView(
        lines, ["Post", "", "Holder"], rows, empty="No difference.", ascii_only=ascii_only
    )


def _who(state: PostState | None, people: People) -> Line:
    if state is None:
        return [("no record", "dim")]
    if not state.holding:
        return [(STATUS[state.status], "dim")]
    found: Line = []
    for tenure, certainty in state.holding:
        found += [(", ", "")] if found else []
        found += people.tag(tenure.person)
        found += [(" (possibly)", "")] if certainty == "possible" else []
    return found
