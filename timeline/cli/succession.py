"""`timeline succession`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from timeline.events import EdtfDate
from timeline.projections.chains import Gap, succession, vacancies
from timeline.projections.names import Names
from timeline.projections.tenures import Tenure

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
    "organization",
    "post",
    "person",
    "name",
    "capacity",
    "since",
    "until",
    "ended",
    "reasons",
    "renewals",
    "certainty",
    "events",
)

EPILOG: Final = """\b
Examples:
  timeline succession alibaba-cloud/head
  timeline succession 阿里云/总裁 --name both
  timeline succession alibaba-cloud/head --announced-by 2023-08-01 --format csv
"""


@click.command("succession", epilog=EPILOG)
@click.argument("post", shell_complete=complete("post"))
@click.option("--as-of", type=DAY, metavar="DAY", help="Who had begun by then; by default today.")
@knowledge_options
@name_options
@output_options
@database_option
def command(
    post: str,
    as_of: EdtfDate | None,
    announced_by: EdtfDate | None,
    recorded_by: str | None,
    db: Path | None,
    language: str | None,
    ascii_: bool,
    **printed: Any,
) -> None:
    """List who held a post, one after the other, with the vacancies between."""
    histories = open_to_read(db).histories(knowledge(announced_by, recorded_by))
    _, ident = named(histories, post, ("post",))
    history = histories.history(ident)
    assert history is not None  # noqa: S101 - it was just named
    day = as_of or EdtfDate.of_day(today())
    names = Names(histories, language, day.hi)
    chain = succession(history, day)
    out = Output(printed["format_"], printed["width"], printed["color"], language, ascii_)
    if out.is_table:
        from timeline.views.chains import succession_view

        gaps = vacancies(history, day)
        out.draw(succession_view(histories, history, day, chain, gaps, names, out.ascii_only))
        return
    rows = [tenure_row(history.organization, tenure, names, day) for tenure in chain]
    out.write({"post": ident, **echo(histories, day), "tenures": rows}, "tenures", COLUMNS)


def tenure_row(organization: str, tenure: Tenure, names: Names, day: EdtfDate) -> dict[str, Any]:
    """A tenure as a flat row; `certainty` is of its holding on the day, null if it does not."""
    return {
        "organization": organization,
        "post": tenure.post,
        "person": tenure.person,
        "name": names.person(tenure.person),
        "capacity": tenure.capacity,
        "since": tenure.start.text,
        "until": tenure.end.text if tenure.end else None,
        "ended": tenure.ended,
        "reasons": list(tenure.reasons),
        "renewals": tenure.renewals,
        "certainty": tenure.certainty(day.lo, day.hi),
        "events": list(tenure.events),
    }


def gap_row(gap: Gap) -> dict[str, Any]:
    """A vacancy as a flat row."""
    return {
        "organization": gap.organization,
        "post": gap.post,
        "since": gap.since.text,
        "until": gap.until.text if gap.until else None,
        "days": gap.days,
        "days_most": gap.days_most,
        "predecessors": list(gap.predecessors),
        "successors": list(gap.successors),
    }
