"""Answers in, rich renderables out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeline.core import Timeline
    from timeline.events import EdtfDate
    from timeline.questions import Moment

    from .show import ShowView

__all__ = ["show_view"]


def show_view(
    timeline: Timeline,
    as_of: EdtfDate | date | str,
    posts: Sequence[str] | None = None,
    *,
    announced_by: EdtfDate | date | str | None = None,
    recorded_by: Moment | None = None,
    language: str | None = None,
    ascii_only: bool = False,
) -> ShowView:
    """The picture that `timeline show` draws: print it to a rich Console, or let Jupyter show it.

    Args:
        timeline: whose posts.
        as_of: the day of the state; the picture ends there, unless later facts are known.
        posts: which, by id or name; by default all.
        announced_by: what must have been announced to count.
        recorded_by: what must have been recorded to count.
        language: of names: `zh`, `en`, `both`, or None for the one first written.
        ascii_only: draw with ASCII characters.

    Raises:
        BadDate: a date is none.
        NotFound, Ambiguous: a text names no post, or several.
    """
    from timeline.events import to_date
    from timeline.projections.standing import Knowledge
    from timeline.projections.state import State

    from .show import ShowView

    histories = timeline.histories(Knowledge.of(announced_by, recorded_by))
    state = State(to_date(as_of), histories)
    states = state.posts if posts is None else [state.post(post) for post in posts]
    return ShowView(
        histories,
        state.as_of,
        states,
        title=timeline.log.name,
        language=language,
        until=state.as_of.hi,
        ascii_only=ascii_only,
    )
