"""The view of `diff`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from timeline.core import Timeline
from timeline.events import EdtfDate
from timeline.projections.diff import Change
from timeline.projections.names import Names
from timeline.projections.posts import PostState

from .rows import RowsView
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
    arrow = "->" if ascii_only else "→"
    rows: list[list[str]] = []
    for change in changes:
        steps = [
            _who(change.before, names),
            *map(names.person, change.via),
            _who(change.after, names),
        ]
        state = change.after or change.before
        assert state is not None  # noqa: S101 - a change has one of them
        rows.append([names.post(state.history), change.change, f" {arrow} ".join(steps)])
        for position in change.events:
            event = timeline.log.find(position)
            rows.append([f"    {position}  {said(event.fact, names.person, arrow)}"])
    title = f"{_AXES[asked['axis']]} from {asked['from']} to {asked['to']}"
    lines = [title] + ([f"about {as_of}"] if as_of is not None else [])
    return RowsView(
        lines, ["Post", "", "Holder"], rows, empty="No difference.", ascii_only=ascii_only
    )


def _who(state: PostState | None, names: Names) -> str:
    if state is None:
        return "no record"
    if not state.holding:
        return state.status.replace("-", " ")
    return ", ".join(
        names.person(tenure.person) + (" (possibly)" if certainty == "possible" else "")
        for tenure, certainty in state.holding
    )
