"""`timeline succession`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from timeline.projections.answers.chains import succession, vacancies
from timeline.projections.names import Names

from .asking import as_of_option, question
from .naming import complete, named

if TYPE_CHECKING:
    from timeline.events import EdtfDate
    from timeline.projections.answers.chains import Gap
    from timeline.projections.tenures import Tenure

    from .asking import Question

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
@as_of_option("Who had begun by then")
@question
def command(
    asked: Question,
    post: str,
    as_of: EdtfDate,
) -> None:
    """List who held a post, one after the other, with the vacancies between."""
    histories = asked.histories
    _, ident = named(histories, post, ("post",))
    history = histories.history(ident)
    assert history is not None  # noqa: S101 - it was just named
    names = Names(histories, asked.language, as_of.hi)
    chain = succession(history, as_of)
    if asked.out.is_table:
        from timeline.views.chains import succession_view

        gaps = vacancies(history, as_of)
        asked.out.draw(
            succession_view(histories, history, as_of, chain, gaps, names, asked.out.ascii_only)
        )
        return
    rows = [tenure_row(history.organization, tenure, names, as_of) for tenure in chain]
    asked.out.write({"post": ident, **asked.echo(as_of), "tenures": rows}, "tenures", COLUMNS)


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
