"""`timeline diff`."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from timeline.events import EdtfDate, t
from timeline.projections.answers.rows import diff_answer
from timeline.projections.names import Names

from .asking import question
from .days import DAY, MOMENT, today
from .naming import posts_argument, posts_of_all

if TYPE_CHECKING:
    from .asking import Question

COLUMNS: Final = (
    "organization",
    "post",
    "change",
    "before",
    "before_status",
    "before_certainty",
    "before_presumed",
    "before_conflicting",
    "after",
    "after_status",
    "after_certainty",
    "after_presumed",
    "after_conflicting",
    "via",
    "between",
    "seats",
    "replaces",
    "dates",
    "events",
)

EPILOG: Final = """\b
Examples:
  timeline diff 2022-12-28 2023-09-10
  timeline diff 2023-08-01 2023-09-11 --axis announced --as-of 2023-10-01
                              what the public changed its mind about
  timeline diff yesterday today --axis recorded --as-of 2020-06-01
                              what the log's corrections changed
  timeline diff 2023-01-01 today --exit-code && echo the same
"""


@click.command("diff", epilog=EPILOG)
@click.argument("first", metavar="D1")
@click.argument("second", metavar="D2")
@posts_argument
@click.option(
    "--axis",
    type=click.Choice(["effective", "announced", "recorded"]),
    default="effective",
    help="Which of the three dates D1 and D2 are; by default the day of the state.",
)
@click.option("--as-of", type=DAY, metavar="DAY", help="The day of the state, for the other axes.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there is a difference.")
@question
def command(
    asked: Question,
    first: str,
    second: str,
    what: tuple[str, ...],
    axis: str,
    as_of: EdtfDate | None,
    exit_code: bool,
) -> None:
    """Show what changed between two days, or between what was known on two days.

    With `--axis announced` or `--axis recorded` it says what the public, or our own log, changed
    its mind about, and which events did it.
    """
    _check_axis(axis, as_of, asked, (first, second))
    days = _days(axis, (first, second))
    first, second = map(str, days)
    tl = asked.timeline
    about = None if axis == "effective" else as_of or EdtfDate.of_day(today())
    found = tl.diff(
        *days,
        axis=axis,  # type: ignore[arg-type]  # click has checked it
        as_of=about,
        posts=posts_of_all(tl.histories(), what) if what else None,
        announced_by=asked.announced_by,
        recorded_by=asked.recorded_by,
    )
    histories = tl.histories()
    names = Names(histories, asked.language, (about or days[1]).hi)
    said = {"axis": axis, "from": first, "to": second}
    if asked.out.is_table:
        from timeline.views.diff import diff_view

        drawn = days if axis == "effective" else None
        asked.out.draw(diff_view(tl, said, about, found, names, drawn, asked.out.ascii_only))
    else:
        answer = diff_answer(asked.histories, found, said, about)
        asked.out.write(answer, "changes", COLUMNS)
    if exit_code and found:
        sys.exit(1)


def _check_axis(axis: str, as_of: EdtfDate | None, asked: Question, days: tuple[str, str]) -> None:
    """Refuse options that say one date twice, and moments where a day is meant."""
    if axis == "effective" and as_of is not None:
        raise click.UsageError(
            t("--as-of goes with --axis announced or recorded; D1 and D2 are days here")
        )
    given = {"announced": asked.announced_by, "recorded": asked.recorded_by}
    if given.get(axis) is not None:
        raise click.UsageError(t("--{axis}-by says once more what D1 and D2 say", axis=axis))
    if axis != "recorded" and any(re.search(r"\d[T ]\d", day) for day in days):
        raise click.UsageError(t("only --axis recorded takes moments"))


def _days(axis: str, texts: tuple[str, str]) -> tuple[Any, Any]:
    """D1 and D2 as their axis takes them: `today` is not the same day on each."""
    context = click.get_current_context()
    kind: click.ParamType[Any] = MOMENT if axis == "recorded" else DAY
    arguments = {argument.name: argument for argument in context.command.params}
    first, second = (
        kind.convert(text, arguments[name], context)
        for name, text in zip(("first", "second"), texts, strict=True)
    )
    return first, second
