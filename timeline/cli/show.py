"""`timeline show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from timeline.events import t
from timeline.projections.plain import HELD_COLUMNS, state_answer, state_rows
from timeline.projections.state import State

from .asking import as_of_option, clip_options, question
from .days import today
from .naming import complete, posts_of_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.posts import PostState
    from timeline.views.choice import Choice, Sort

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
  timeline show --tree --held                    the organizations with their people
  timeline show --sort since                     who has held a post for longest
  timeline show --as-of "3 months ago" --format json
  timeline show history.yaml --as-of 2020        a file, without a database
  timeline show ./registers acme/ceo             a folder of YAML, and one post of it
"""


@click.command("show", epilog=EPILOG)
@click.argument(
    "what",
    nargs=-1,
    metavar="[FILE|ORG|POST|PERSON]...",
    shell_complete=complete("post", "organization", "person"),
)
@as_of_option("The day of the state")
@clip_options
@click.option("--held", is_flag=True, help="Only the posts that somebody holds that day.")
@click.option(
    "--sort",
    type=click.Choice(["organization", "post", "holder", "since"]),
    help="One line a post, in this order.",
)
@click.option("--tree", is_flag=True, help="One line a post, in the tree of organizations.")
@click.option("--all", "every", is_flag=True, help="Of many, also the posts that are no more.")
@question
def command(
    asked: Question,
    what: tuple[str, ...],
    as_of: EdtfDate,
    clip: Clip,
    held: bool,
    sort: Sort | None,
    tree: bool,
    every: bool,
) -> None:
    """Draw who held what over time, and the state on a day.

    Files of YAML or JSON Lines, and folders of YAML, are shown without a database; `-` is standard
    input. Every answer says how sure it is: certain, or possible where an uncertain date decides.
    --from and --to clip what is drawn, and change no answer.
    """
    asked.files, names = _files_and_names(what)
    named = posts_of_all(asked.histories, names) if names else None
    if asked.out.is_table:
        from timeline.views.choice import Choice

        if _listed(asked, as_of, named, Choice(held, sort, tree, every)):
            return
    state = State(as_of, asked.histories)
    states = state.posts if named is None else tuple(map(state.post, named))
    if held:
        states = tuple(post for post in states if post.holding)
    if sort is not None:
        states = tuple(sorted(states, key=_sort_key(asked, sort)))
    if asked.out.is_table:
        _draw(asked, as_of, states, clip)
    elif asked.out.is_rows:
        asked.out.write({"rows": state_rows(state, states, asked.language)}, "rows", COLUMNS)
    else:
        asked.out.write(state_answer(state, states, asked.language), "holders", COLUMNS)


def _files_and_names(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The files among some arguments, and the names."""
    if not arguments:
        return [], []
    from .plain_files import file_arguments

    files, names = file_arguments(arguments)
    source = click.get_current_context().get_parameter_source("db")
    if files and source is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError(
            t("{file} is asked by itself; append it to show it with --db", file=files[0])
        )
    return files, names


def _sort_key(asked: Question, sort: Sort) -> Callable[[PostState], tuple[object, ...]]:
    """What the rows for programs are sorted by; the posts that nobody holds come last."""
    from timeline.projections.names import Names
    from timeline.views.roll import since_key

    names = Names(asked.histories, asked.language)

    def holder(state: PostState) -> tuple[object, ...]:
        called = [names.person(tenure.person) for tenure, _ in state.holding]
        return not called, min(called, default=""), state.history.post

    keys: dict[Sort, Callable[[PostState], tuple[object, ...]]] = {
        "organization": lambda state: (state.history.organization, state.history.post),
        "post": lambda state: (state.history.post,),
        "holder": holder,
        "since": lambda state: (*since_key(state), state.history.post),
    }
    return keys[sort]


def _listed(asked: Question, as_of: EdtfDate, posts: Sequence[str] | None, choice: Choice) -> bool:
    """Show a line a post, or figures, where there is too much to draw; False if there is not."""
    from timeline.views import many_view

    view = many_view(
        asked.histories,
        as_of,
        asked.timeline.log.name,
        posts,
        choice=choice,
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
