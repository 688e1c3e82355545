"""`timeline career`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from timeline.projections.answers.chains import career
from timeline.projections.answers.origins import life_of
from timeline.projections.answers.rows import tenures_answer
from timeline.projections.names import Names

from .asking import as_of_option, question
from .naming import complete, named
from .succession import COLUMNS

if TYPE_CHECKING:
    from timeline.events import EdtfDate

    from .asking import Question

EPILOG: Final = """\b
Examples:
  timeline career zhang-yong
  timeline career 张勇 --as-of 2022-12-31
  timeline career "Daniel Zhang" --format json
"""


@click.command("career", epilog=EPILOG)
@click.argument("person", shell_complete=complete("person"))
@as_of_option("What had begun by then")
@question
def command(
    asked: Question,
    person: str,
    as_of: EdtfDate,
) -> None:
    """List the posts that a person held, the earliest first."""
    histories = asked.histories
    _, ident = named(histories, person, ("person",))
    life = life_of(asked.timeline.log.about(f"person:{ident}"), histories.knowledge)
    held = career(histories.held_by(ident), as_of)
    if asked.out.is_table:
        from timeline.views.chains import career_view

        names = Names(histories, asked.language, as_of.hi)
        view = career_view(histories, ident, as_of, held, names, asked.out.ascii_only, life.said())
        asked.out.draw(view)
        return
    tenures = ((history.organization, tenure) for history, tenure in held)
    answer = tenures_answer(
        histories, {"person": ident, **life.row()}, as_of, tenures, asked.language
    )
    asked.out.write(answer, "tenures", COLUMNS)
