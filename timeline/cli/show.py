"""`timeline show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from timeline.projections.plain import HELD_COLUMNS, state_answer, state_rows
from timeline.projections.state import State

from .asking import as_of_option, clip_options, question
from .days import today
from .naming import posts_argument, posts_of_all

if TYPE_CHECKING:
    from timeline.events import EdtfDate
    from timeline.projections.posts import PostState

    from .asking import Clip, Question

COLUMNS: Final = (
    "organization",
    "post",
    "status",
    "person",
    "name",
    "capacity",
    *HELD_COLUMNS,
    "certainty",
    "events",
)

EPILOG: Final = """\b
Examples:
  timeline show --as-of 2023-09-10
  timeline show alibaba-cloud                    one organization, today
  timeline show alibaba-cloud/head --name both   one post
  timeline show zhang-yong                       the posts of one person
  timeline show --from 2015 --to 2020            draw these years only
  timeline show --as-of 2023-10-01 --announced-by 2023-08-01
                                                 what the public expected in August
  timeline show --as-of "3 months ago" --format json
"""


@click.command("show", epilog=EPILOG)
@posts_argument
@as_of_option("The day of the state")
@clip_options
@question
def command(
    asked: Question,
    what: tuple[str, ...],
    as_of: EdtfDate,
    clip: Clip,
) -> None:
    """Draw who held what over time, and the state on a day.

    Every answer says how sure it is: certain, or possible where an uncertain date decides. --from
    and --to clip what is drawn, and change no answer.
    """
    if asked.out.is_table and not what and _summed_up(asked, as_of):
        return
    state = State(as_of, asked.histories)
    named = posts_of_all(asked.histories, what) if what else None
    states = state.posts if named is None else tuple(map(state.post, named))
    if asked.out.is_table:
        _draw(asked, as_of, states, clip)
    elif asked.out.is_rows:
        asked.out.write({"rows": state_rows(state, states, asked.language)}, "rows", COLUMNS)
    else:
        asked.out.write(state_answer(state, states, asked.language), "holders", COLUMNS)


def _summed_up(asked: Question, as_of: EdtfDate) -> bool:
    """Show the figures of a log that is too big to draw; False if it is not."""
    from timeline.views import summary_view

    view = summary_view(
        asked.histories,
        as_of,
        asked.timeline.log.name,
        language=asked.language,
        ascii_only=asked.out.ascii_only,
    )
    if view is not None:
        asked.out.draw(view)
    return view is not None


def _draw(
    asked: Question,
    as_of: EdtfDate,
    states: tuple[PostState, ...],
    clip: Clip,
) -> None:
    from timeline.views.show import ShowView

    view = ShowView(
        asked.histories,
        as_of,
        states,
        title=asked.timeline.log.name,
        language=asked.language,
        until=today().toordinal(),
        first=clip.first,
        last=clip.last,
        ascii_only=asked.out.ascii_only,
    )
    asked.out.draw(view)
