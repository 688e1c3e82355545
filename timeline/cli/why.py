"""`timeline why`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from timeline.projections.answers.rows import why_answer
from timeline.projections.names import Names

from .asking import as_of_option, question
from .naming import complete, named

if TYPE_CHECKING:
    from timeline.events import EdtfDate

    from .asking import Question

COLUMNS: Final = (
    "post",
    "person",
    "certainty",
    "last_seen",
    "presumed",
    "conflicting",
    "because",
    "depth",
    "relation",
    "position",
    "id",
    "kind",
    "effective",
    "announced",
    "says",
    "sources",
)

EPILOG: Final = """\b
Examples:
  timeline why alibaba-cloud/head --as-of 2023-01-15
  timeline why zhang-yong --as-of 2023-01-15
  timeline why alibaba-cloud/head --as-of 2023-01-15 --format json
"""


@click.command("why", epilog=EPILOG)
@click.argument(
    "what", metavar="ORG|POST|PERSON", shell_complete=complete("post", "organization", "person")
)
@as_of_option("The day")
@question
def command(
    asked: Question,
    what: str,
    as_of: EdtfDate,
) -> None:
    """Show the event behind an answer, its evidence, and the chain of causes to its root.

    For a post: why its holder holds it, or why it is vacant. For a person: each post held that day.
    """
    histories = asked.histories
    bounds: dict[str, Any] = {
        "announced_by": asked.announced_by,
        "recorded_by": asked.recorded_by,
    }
    kind, ident = named(histories, what)
    posts = histories.posts_of(ident) if kind == "organization" else [ident]
    found = [answer for post in posts for answer in asked.timeline.why(post, as_of, **bounds)]
    names = Names(histories, asked.language, as_of.hi)
    if asked.out.is_table:
        from timeline.views.why import WhyView

        asked.out.draw(WhyView(histories, as_of, found, names, asked.out.ascii_only))
        return
    asked.out.write(why_answer(histories, what, as_of, found), "reasons", COLUMNS)
