"""Answers in, rich renderables out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.events import EdtfDate
    from timeline.projections.histories import Asked, Histories
    from timeline.projections.knowledge import Day, Moment

    from .summary import SummaryView
    from .view import View

MANY_POSTS = 200
MANY_TENURES = 2000
"""More than these are summed up, unless they were asked for by name."""

__all__ = ["show_view", "summary_view"]


def show_view(
    timeline: Asked,
    as_of: Day,
    posts: Sequence[str] | None = None,
    *,
    announced_by: Day | None = None,
    recorded_by: Moment | None = None,
    language: str | None = None,
    ascii_only: bool = False,
) -> View:
    """The picture that `timeline show` draws: print it to a rich Console, or let Jupyter show it.

    It is a `ShowView`; or, of all posts where they are too many to draw, a `SummaryView`.

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
    from timeline.projections.knowledge import Knowledge
    from timeline.projections.state import State

    from .show import ShowView

    histories = timeline.histories(Knowledge.of(announced_by, recorded_by))
    state, name = State(to_date(as_of), histories), timeline.log.name
    if posts is None:
        view = summary_view(histories, state.as_of, name, language=language, ascii_only=ascii_only)
        if view is not None:
            return view
    states = state.posts if posts is None else [state.post(post) for post in posts]
    return ShowView(
        histories,
        state.as_of,
        states,
        title=name,
        language=language,
        until=state.as_of.hi,
        ascii_only=ascii_only,
    )


def summary_view(
    histories: Histories,
    day: EdtfDate,
    title: str,
    *,
    language: str | None = None,
    ascii_only: bool = False,
) -> SummaryView | None:
    """The figures of a log that has too many posts or tenures to draw; None if it has not."""
    posts, tenures = histories.size()
    if posts <= MANY_POSTS and tenures <= MANY_TENURES:
        return None
    from .summary import SummaryView

    found = histories.summaries(day, by_post=posts <= MANY_POSTS)
    return SummaryView(histories, day, found, title=title, language=language, ascii_only=ascii_only)
