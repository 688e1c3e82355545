"""`timeline event`."""

from __future__ import annotations

from typing import Any, Final

import click

from timeline.projections.answers.event import event_answer, in_full
from timeline.projections.fold.log_histories import LogHistories

from .options import Output, database_option, language_option, open_to_read, output_options

COLUMNS: Final = (
    *("organization", "post", "change", "person"),
    *("capacity", "since", "until", "ended"),
)

EPILOG: Final = """\b
Examples:
  timeline event 27                  by its position
  timeline event 7d15b361            by four or more digits of its id
  timeline event hk-outage           by the author's own id
"""


@click.command("event", epilog=EPILOG)
@click.argument("reference", metavar="EVENT")
@language_option
@output_options
@database_option
def command(reference: str, language: str | None, db: str | None, **printed: Any) -> None:
    """Show one event in full: its evidence, its repairs, and what it did to whom.

    EVENT is a position, an id or four or more digits of its beginning, or the author's own id.
    """
    tl = open_to_read(db)
    out = Output(
        *(printed[name] for name in ("format_", "width", "color", "ascii_", "paged", "raw"))
    )
    found = in_full(tl.log, reference, lambda position: LogHistories(tl.log, position=position))
    if out.is_table:
        from timeline.projections.names import Names
        from timeline.views.event import EventView

        out.draw(EventView(found, Names(tl.histories(), language), tl.log.name, out.ascii_only))
        return
    out.write(event_answer(found), "changes", COLUMNS)
