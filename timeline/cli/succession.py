"""`timeline succession`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from timeline.projections.answers.chains import succession, vacancies
from timeline.projections.answers.origins import continued_by
from timeline.projections.answers.rows import tenures_answer
from timeline.projections.names import Names
from timeline.projections.plain import HELD_COLUMNS

from .asking import as_of_option, question
from .naming import complete, named

if TYPE_CHECKING:
    from timeline.events import EdtfDate

    from .asking import Question

COLUMNS: Final = (
    "organization",
    "post",
    "person",
    "name",
    "capacity",
    *HELD_COLUMNS,
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
    goes_on = continued_by(asked.timeline.log.about(f"post:{ident}"), histories.knowledge)
    chain = succession(history, as_of)
    if asked.out.is_table:
        from timeline.views.chains import succession_view

        gaps = vacancies(history, as_of)
        names = Names(histories, asked.language, as_of.hi)
        asked.out.draw(
            succession_view(
                histories, history, as_of, chain, gaps, names, asked.out.ascii_only, goes_on
            )
        )
        return
    held = ((history.organization, tenure) for tenure in chain)
    said = {"post": ident, "continues": list(goes_on)}
    answer = tenures_answer(histories, said, as_of, held, asked.language)
    asked.out.write(answer, "tenures", COLUMNS)
