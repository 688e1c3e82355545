"""Answers in, rich renderables out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.events import EdtfDate
    from timeline.projections.histories import Asked, Histories
    from timeline.projections.knowledge import Day, Moment
    from timeline.projections.posts import PostState

    from .choice import Choice
    from .view import View

MANY_POSTS = 200
MANY_TENURES = 2000
"""More than these are not drawn as lanes, unless they were asked for by name."""
MANY_ROWS = 1000
"""Of more posts not each has a line, unless that was asked for."""
_LOOKED_AT = 5_000
"""Of so many posts at most it is looked at whether they are on record on a day."""

__all__ = ["is_many", "many_view", "show_view"]


def is_many(histories: Histories) -> bool:
    """Whether all posts are more than can be looked at as lanes."""
    posts, tenures = histories.size()
    return posts > MANY_POSTS or tenures > MANY_TENURES


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

    It is a `ShowView`; or, of all posts where they are too many to draw, a `RollView`, with a line
    for each post, or a `SummaryView`, with figures for each organization.

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
        view = many_view(histories, state.as_of, name, language=language, ascii_only=ascii_only)
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


def many_view(
    histories: Histories,
    day: EdtfDate,
    title: str,
    posts: Sequence[str] | None = None,
    *,
    choice: Choice | None = None,
    language: str | None = None,
    ascii_only: bool = False,
) -> View | None:
    """The view of posts that are too many to draw; None if they are not.

    Args:
        histories: what is known of them.
        day: the day of the state.
        title: what the log is called.
        posts: which, by id; None for all.
        choice: which of them are shown, and in what order.
        language: of names.
        ascii_only: draw with ASCII characters.
    """
    from .choice import Choice

    asked = choice or Choice()
    if posts is None:
        count, fits = histories.size()[0], not is_many(histories)
    else:
        count, fits = len(posts), len(posts) <= MANY_POSTS
    if fits and not asked.is_list:
        return None
    states: list[tuple[str, PostState]] = []
    is_asked = asked.is_list or asked.held or asked.every or posts is not None
    if is_asked or count <= _LOOKED_AT:
        for post in histories.posts() if posts is None else posts:
            if (state := histories.on(post, day)) is not None:
                states.append((post, state))
    lines = sum(map(asked.fits, (state for _, state in states)))
    if is_asked or (states and lines <= MANY_ROWS):
        from .roll import RollView

        return RollView(
            histories,
            day,
            states,
            title=title,
            choice=asked,
            language=language,
            ascii_only=ascii_only,
        )
    from .summary import SummaryView

    found = histories.summaries(day, by_post=count <= MANY_POSTS)
    return SummaryView(histories, day, found, title=title, language=language, ascii_only=ascii_only)
