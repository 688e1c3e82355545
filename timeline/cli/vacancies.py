"""`timeline vacancies`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from timeline.events import EdtfDate
from timeline.projections.chains import vacancies
from timeline.projections.names import Names

from .answers import Output, echo
from .days import DAY, today
from .naming import complete, posts_of_all
from .options import (
    database_option,
    knowledge,
    knowledge_options,
    name_options,
    open_to_read,
    output_options,
)
from .succession import gap_row

COLUMNS: Final = (
    "organization",
    "post",
    "since",
    "until",
    "days",
    "days_most",
    "predecessors",
    "successors",
)

EPILOG: Final = """\b
Examples:
  timeline vacancies
  timeline vacancies us/vice-president --min-days 365
  timeline vacancies acme --as-of 2020-12-31 --format csv
"""


@click.command("vacancies", epilog=EPILOG)
@click.argument(
    "what",
    nargs=-1,
    metavar="[ORG|POST|PERSON]...",
    shell_complete=complete("post", "organization", "person"),
)
@click.option("--as-of", type=DAY, metavar="DAY", help="Up to this day; by default today.")
@click.option(
    "--min-days",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="Only those of N days or more.",
)
@knowledge_options
@name_options
@output_options
@database_option
def command(
    what: tuple[str, ...],
    as_of: EdtfDate | None,
    min_days: int,
    announced_by: EdtfDate | None,
    recorded_by: str | None,
    db: Path | None,
    language: str | None,
    ascii_: bool,
    **printed: Any,
) -> None:
    """List the times in which a post certainly had no holder, the longest last.

    A vacancy that an uncertain date only makes possible is not listed; `days` is how long it
    lasted at least, and `days_most` at most.
    """
    histories = open_to_read(db).histories(knowledge(announced_by, recorded_by))
    day = as_of or EdtfDate.of_day(today())
    chosen = {*posts_of_all(histories, what)} if what else None
    gaps = [
        gap
        for history in histories.histories()
        if chosen is None or history.post in chosen
        for gap in vacancies(history, day, min_days)
    ]
    gaps.sort(key=lambda gap: (gap.days, gap.post, gap.since.lo))
    out = Output(printed["format_"], printed["width"], printed["color"], language, ascii_)
    if out.is_table:
        from timeline.views.chains import vacancies_view

        names = Names(histories, language, day.hi)
        out.draw(vacancies_view(histories, day, gaps, names, out.ascii_only))
        return
    rows = [gap_row(gap) for gap in gaps]
    answer = {**echo(histories, day), "min_days": min_days, "vacancies": rows}
    out.write(answer, "vacancies", COLUMNS)
