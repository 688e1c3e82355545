"""`timeline why`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from timeline.events import EdtfDate, event_to_dict
from timeline.projections.names import Names
from timeline.projections.why import Reason

from .answers import Output, echo
from .days import DAY, today
from .naming import complete, named
from .options import (
    database_option,
    knowledge,
    knowledge_options,
    name_options,
    open_to_read,
    output_options,
)

COLUMNS: Final = (
    "post",
    "person",
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
@click.option("--as-of", type=DAY, metavar="DAY", help="The day; by default today.")
@knowledge_options
@name_options
@output_options
@database_option
def command(
    what: str,
    as_of: EdtfDate | None,
    announced_by: EdtfDate | None,
    recorded_by: str | None,
    db: Path | None,
    language: str | None,
    ascii_: bool,
    **printed: Any,
) -> None:
    """Show the event behind an answer, its evidence, and the chain of causes to its root.

    For a post: why its holder holds it, or why it is vacant. For a person: each post held that day.
    """
    tl = open_to_read(db)
    histories = tl.histories(knowledge(announced_by, recorded_by))
    day = as_of or EdtfDate.of_day(today())
    bounds: dict[str, Any] = {"announced_by": announced_by, "recorded_by": recorded_by}
    kind, ident = named(histories, what)
    posts = histories.posts_of(ident) if kind == "organization" else [ident]
    found = [answer for post in posts for answer in tl.why(post, day, **bounds)]
    out = Output(printed["format_"], printed["width"], printed["color"], language, ascii_)
    names = Names(histories, language, day.hi)
    if out.is_table:
        from timeline.views.why import WhyView

        out.draw(WhyView(histories, day, found, names, out.ascii_only))
        return
    rows = [
        reason_row(answer.post, answer.holder, depth, step)
        for answer in found
        for depth, step in answer.reason.walk()
    ]
    answer = {"what": what, **echo(histories, day), "reasons": rows}
    out.write(answer, "reasons", COLUMNS)


def reason_row(post: str, holder: str | None, depth: int, reason: Reason) -> dict[str, Any]:
    """One step of an explanation as a flat row; `depth` counts from 0, the answer's own event."""
    fact = reason.content.fact if reason.content is not None else reason.event.fact
    body = event_to_dict(fact)
    told = ("title", "says", "why", "person", "note")
    return {
        "post": post,
        "person": holder,
        "depth": depth,
        "relation": reason.relation,
        "position": reason.position,
        "id": reason.event.id,
        "kind": fact.KIND,
        "effective": body.get("effective"),
        "announced": body.get("announced"),
        "says": next((body[name] for name in told if name in body), None),
        "sources": [
            " ".join(str(part) for part in (s.title, s.publisher, s.url, s.quote) if part)
            for s in reason.sources
        ],
    }
