"""`timeline show`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import click

from timeline.core import Timeline
from timeline.events import EdtfDate
from timeline.projections.histories import Histories
from timeline.projections.posts import PostState
from timeline.projections.state import State

from .days import DAY, today
from .naming import complete, posts_of_all
from .options import (
    chosen_format,
    database_option,
    knowledge,
    knowledge_options,
    line_width,
    name_options,
    open_to_read,
    output_options,
)
from .output import console, write_json, write_rows

COLUMNS: Final = (
    "organization",
    "post",
    "person",
    "name",
    "capacity",
    "since",
    "until",
    "certainty",
    "events",
)

EPILOG: Final = """\b
Examples:
  timeline show --as-of 2023-09-10
  timeline show alibaba-cloud                    one organization, today
  timeline show alibaba-cloud/head --name both   one post
  timeline show zhang-yong                       the posts of one person
  timeline show --as-of 2023-10-01 --announced-by 2023-08-01
                                                 what the public expected in August
  timeline show --as-of "3 months ago" --format json
"""


@click.command("show", epilog=EPILOG)
@click.argument(
    "what",
    nargs=-1,
    metavar="[ORG|POST|PERSON]...",
    shell_complete=complete("post", "organization", "person"),
)
@click.option("--as-of", type=DAY, metavar="DAY", help="The day of the state; by default today.")
@knowledge_options
@name_options
@output_options
@database_option
def command(
    what: tuple[str, ...],
    as_of: EdtfDate | None,
    announced_by: EdtfDate | None,
    recorded_by: str | None,
    db: Path | None,
    format_: str | None,
    language: str | None,
    width: int | None,
    ascii_: bool,
    color: str,
) -> None:
    """Draw who held what over time, and the state on a day.

    Every answer says how sure it is: certain, or possible where an uncertain date decides.
    """
    tl = open_to_read(db)
    histories = tl.histories(knowledge(announced_by, recorded_by))
    day = as_of or EdtfDate.of_day(today())
    state = State(day, histories)
    states = state.posts if not what else tuple(map(state.post, posts_of_all(histories, what)))
    format_ = chosen_format(format_)
    if format_ == "table":
        _draw(tl, histories, day, states, language, line_width(width), ascii_, color)
        return
    answer = answer_of(state, states, language)
    if format_ == "json":
        write_json(answer)
    else:
        write_rows(answer["holders"], COLUMNS, format_)


def answer_of(
    state: State, states: tuple[PostState, ...], language: str | None = None
) -> dict[str, Any]:
    """The JSON of the state on a day, for some posts."""
    return {
        "as_of": state.as_of.text,
        "announced_by": state.announced_by.text if state.announced_by else None,
        "recorded_by": state.recorded_by,
        "position": state.position,
        "holders": [
            {
                "organization": holder.organization,
                "post": holder.post,
                "person": holder.person.id,
                "name": holder.person.name_in(language, state.as_of.hi),
                "capacity": holder.capacity,
                "since": holder.since.text,
                "until": holder.until.text if holder.until else None,
                "certainty": holder.certainty,
                "events": list(holder.tenure.events),
            }
            for holder in state.holders_of(states)
        ],
        "vacancies": [
            {
                "organization": post.history.organization,
                "post": post.history.post,
                "since": post.since.text if post.since else None,
                "certainty": post.certainty,
            }
            for post in states
            if post.status == "vacant"
        ],
        "no_record": _posts_with("no-record", states),
        "no_such_post": _posts_with("no-such-post", states),
    }


def _posts_with(status: str, states: tuple[PostState, ...]) -> list[dict[str, str]]:
    return [
        {
            "organization": post.history.organization,
            "post": post.history.post,
            "certainty": post.certainty,
        }
        for post in states
        if post.status == status
    ]


def _draw(
    tl: Timeline,
    histories: Histories,
    day: EdtfDate,
    states: tuple[PostState, ...],
    language: str | None,
    width: int,
    ascii_: bool,
    color: str,
) -> None:
    from timeline.views.show import ShowView

    encodes = (sys.stdout.encoding or "").lower().startswith("utf")
    view = ShowView(
        histories,
        day,
        states,
        title=tl.log.name,
        language=language,
        until=today().toordinal(),
        ascii_only=ascii_ or not encodes,
    )
    console(width, color).print(view)
