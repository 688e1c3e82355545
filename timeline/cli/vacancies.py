"""`timeline vacancies`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from timeline.projections.answers.chains import vacancies
from timeline.projections.answers.rows import vacancies_answer
from timeline.projections.names import Names

from .asking import as_of_option, question
from .naming import histories_named, posts_argument

if TYPE_CHECKING:
    from timeline.events import EdtfDate

    from .asking import Question

COLUMNS: Final = (
    "organization",
    "post",
    "since",
    "until",
    "days",
    "days_most",
    "predecessors",
    "successors",
    "last_seen",
    "presumed",
)

EPILOG: Final = """\b
Examples:
  timeline vacancies
  timeline vacancies us/vice-president --min-days 365
  timeline vacancies acme --as-of 2020-12-31 --format csv
"""


@click.command("vacancies", epilog=EPILOG)
@posts_argument
@as_of_option("Up to this day")
@click.option(
    "--min-days",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="Only those of N days or more.",
)
@question
def command(
    asked: Question,
    what: tuple[str, ...],
    as_of: EdtfDate,
    min_days: int,
) -> None:
    """List the times in which a post certainly had no holder, the longest last.

    A vacancy that an uncertain date only makes possible is not listed; `days` is how long it
    lasted at least, and `days_most` at most.
    """
    histories = asked.histories
    gaps = [
        gap
        for history in histories_named(histories, what)
        for gap in vacancies(history, as_of, min_days)
    ]
    gaps.sort(key=lambda gap: (gap.days, gap.post, gap.since.lo))
    if asked.out.is_table:
        from timeline.views.chains import vacancies_view

        names = Names(histories, asked.language, as_of.hi)
        asked.out.draw(vacancies_view(histories, as_of, gaps, names, asked.out.ascii_only))
        return
    asked.out.write(vacancies_answer(histories, as_of, gaps, min_days), "vacancies", COLUMNS)
