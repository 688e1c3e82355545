"""`timeline career`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from timeline.events import EdtfDate
from timeline.projections.chains import career
from timeline.projections.names import Names

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
from .succession import COLUMNS, tenure_row

EPILOG: Final = """\b
Examples:
  timeline career zhang-yong
  timeline career 张勇 --as-of 2022-12-31
  timeline career "Daniel Zhang" --format json
"""


@click.command("career", epilog=EPILOG)
@click.argument("person", shell_complete=complete("person"))
@click.option("--as-of", type=DAY, metavar="DAY", help="What had begun by then; by default today.")
@knowledge_options
@name_options
@output_options
@database_option
def command(
    person: str,
    as_of: EdtfDate | None,
    announced_by: EdtfDate | None,
    recorded_by: str | None,
    db: Path | None,
    language: str | None,
    ascii_: bool,
    **printed: Any,
) -> None:
    """List the posts that a person held, the earliest first."""
    histories = open_to_read(db).histories(knowledge(announced_by, recorded_by))
    _, ident = named(histories, person, ("person",))
    day = as_of or EdtfDate.of_day(today())
    names = Names(histories, language, day.hi)
    held = career(histories.histories(), ident, day)
    out = Output(printed["format_"], printed["width"], printed["color"], language, ascii_)
    if out.is_table:
        from timeline.views.chains import career_view

        out.draw(career_view(histories, ident, day, held, names, out.ascii_only))
        return
    rows = [tenure_row(history.organization, tenure, names, day) for history, tenure in held]
    out.write({"person": ident, **echo(histories, day), "tenures": rows}, "tenures", COLUMNS)
