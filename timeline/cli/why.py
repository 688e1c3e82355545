"""`timeline why`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from timeline.events import EdtfDate, event_to_dict
from timeline.projections.names import Names
from timeline.projections.posts import PostHistory
from timeline.projections.why import Reason, explain

from .answers import Output, echo
from .days import DAY, today
from .naming import posts_of_all
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
@click.argument("what", metavar="ORG|POST|PERSON")
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
    known = knowledge(announced_by, recorded_by)
    histories = tl.histories(known)
    day = as_of or EdtfDate.of_day(today())
    found: list[tuple[PostHistory, str | None, Reason]] = []
    people = set(histories.ids("person", what)) - set(histories.ids("post", what))
    for post in posts_of_all(histories, [what]):
        history = histories.history(post)
        assert history is not None  # noqa: S101 - it was just named
        for holder, reason in explain(history, day, known, tl.log.about, tl.log.find):
            if not people or holder in people:
                found.append((history, holder, reason))
    out = Output(printed["format_"], printed["width"], printed["color"], language, ascii_)
    names = Names(histories, language, day.hi)
    if out.is_table:
        from timeline.views.why import WhyView

        out.draw(WhyView(histories, day, found, names, out.ascii_only))
        return
    rows = [
        reason_row(history.post, holder, depth, step)
        for history, holder, reason in found
        for depth, step in reason.walk()
    ]
    answer = {"what": what, **echo(histories, day), "reasons": rows}
    out.write(answer, "reasons", COLUMNS)


def reason_row(post: str, holder: str | None, depth: int, reason: Reason) -> dict[str, Any]:
    """One step of an explanation as a flat row; `depth` counts from 0, the answer's own event."""
    fact = reason.content.fact if reason.content is not None else reason.event.fact
    body = event_to_dict(fact)
    told = ("title", "says", "why", "note", "person")
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
