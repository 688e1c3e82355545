"""`timeline find`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from timeline.projections.answers.find import find
from timeline.projections.answers.rows import find_answer
from timeline.projections.names import Names
from timeline.projections.naming import KINDS

from .asking import as_of_option, question
from .naming import complete

if TYPE_CHECKING:
    from timeline.events import EdtfDate, What

    from .asking import Question

COLUMNS: Final = (
    *("kind", "id", "name", "names", "within"),
    *("status", "certainty", "holders", "posts", "organizations"),
)

MOST: Final = 50
"""How many of a kind are told to a person who did not ask for all."""

EPILOG: Final = """\b
Examples:
  timeline find 张                     everybody and everything with it in a name
  timeline find "daniel z"             any case, width, accent and spacing
  timeline find ceo --kind post        with who holds it
  timeline find --as-of 2015 --format csv
"""


@click.command("find", epilog=EPILOG)
@click.argument("text", required=False, shell_complete=complete("organization", "post", "person"))
@as_of_option("The day of the state")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS),
    help="Only posts, organizations or people; may be repeated.",
)
@click.option("--all", "all_", is_flag=True, help="List all, and not the first 50 of a kind.")
@question
def command(
    asked: Question,
    text: str | None,
    as_of: EdtfDate,
    kinds: tuple[What, ...],
    all_: bool,
) -> None:
    """Find people, posts and organizations by any part of an id or a name.

    Names count in every language, whatever their case, width, accents and spaces. Posts come with
    who holds them, people with what they hold, organizations with what stands below them.
    """
    histories = asked.histories
    found = find(histories, text, as_of, kinds or KINDS)
    names = Names(histories, asked.language, as_of.hi)
    if asked.out.is_table:
        from timeline.views.find import FindView

        most = None if all_ else MOST
        view = FindView(
            histories, as_of, text, found, names, most=most, ascii_only=asked.out.ascii_only
        )
        asked.out.draw(view)
    else:
        answer = find_answer(histories, text, as_of, found, names)
        asked.out.write(answer, "found", COLUMNS)
