"""`timeline check`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from timeline.events import EdtfDate
from timeline.projections.answers.check import RULES, check
from timeline.projections.knowledge import EVERYTHING

from .answers import Output, echo
from .days import DAY, today
from .options import (
    database_option,
    knowledge,
    knowledge_options,
    open_to_read,
    output_options,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.core import Timeline
    from timeline.events import Finding
    from timeline.projections.answers.check import Problem
    from timeline.projections.knowledge import Knowledge

COLUMNS: Final = ("severity", "code", "subject", "position", "message", "mend")

EPILOG: Final = """\b
Examples:
  timeline check                                 the log
  timeline check 2022.yaml 2023.yaml             files by themselves, before they are appended
  timeline check 2023.yaml --db org.db           a file on top of a log
  timeline check --asserts org.yaml --db org.db  only whether a file's asserts come out
  timeline check --ignore no-source --ignore implied-end

Exits with 1 if there is an error. docs/checks.md has every code and how to mend it.
"""


@click.command("check", epilog=EPILOG)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--asserts", is_flag=True, help="Only check the files' asserts against the log.")
@click.option("--as-of", type=DAY, metavar="DAY", help="The day to look from; by default today.")
@click.option(
    "--vacancy-days",
    type=click.IntRange(1),
    default=365,
    metavar="N",
    show_default=True,
    help="How long a vacancy may last.",
)
@click.option(
    "--ignore",
    multiple=True,
    type=click.Choice(list(RULES)),
    metavar="CODE",
    help="Leave out a rule; may be repeated.",
)
@knowledge_options
@output_options
@database_option
def command(
    files: tuple[str, ...],
    asserts: bool,
    as_of: EdtfDate | None,
    vacancy_days: int,
    ignore: tuple[str, ...],
    announced_by: EdtfDate | None,
    recorded_by: str | None,
    db: str | None,
    **printed: Any,
) -> None:
    """Look for contradictions, overlaps, gaps, and facts without a source.

    Without files it checks the log; with files, what they say by themselves, or with --db on top
    of that log. Nothing is appended.
    """
    day = as_of or EdtfDate.of_day(today())
    known = knowledge(announced_by, recorded_by)
    out = Output(*(printed[name] for name in ("format_", "width", "color", "ascii_", "paged")))
    if asserts and not known.is_everything:
        raise click.UsageError("asserts say announced-by: themselves")
    if asserts:
        failed = _failed_asserts(open_to_read(db), files)
        for finding in failed:
            click.echo(str(finding))
        sys.exit(1 if failed else 0)
    tl, findings = _timeline(files, db)
    for finding in findings:
        click.echo(str(finding), err=True)
    problems = [
        problem
        for problem in check(tl.histories(known), tl.log.read(), day, vacancy_days)
        if problem.code not in ignore
    ]
    _print(tl, known, day, problems, len(findings), out)
    sys.exit(1 if findings or any(p.rule.severity == "error" for p in problems) else 0)


def _timeline(files: Sequence[str], db: str | None) -> tuple[Timeline, list[Finding]]:
    """Open what is to be checked: a log, or a copy in memory with the files added."""
    if not files:
        return open_to_read(db), []
    import timeline
    from timeline.events import BadInput

    tl = open_to_read(db).in_memory() if db is not None else timeline.memory()
    findings: list[Finding] = []
    for file in files:
        try:
            findings += tl.append_file(file, allow_conflicts=True).findings
        except BadInput as refused:
            findings += refused.findings
    return tl, [f for f in findings if f.severity == "error"]


def _failed_asserts(tl: Timeline, files: Sequence[str]) -> list[Finding]:
    from timeline.appending.admission import check_assertions
    from timeline.events import decode_text, read_yaml
    from timeline.projections.fold.log_histories import LogHistories

    if not files:
        raise click.UsageError("--asserts needs the files that hold the asserts")
    failed: list[Finding] = []
    for file in files:
        document = read_yaml(decode_text(Path(file).read_bytes(), file), file, tl.histories())
        failed += [f for f in document.findings if f.severity == "error"]
        failed += check_assertions(document.assertions, LogHistories(tl.log), tl.log)
    return failed


def _print(
    tl: Timeline,
    known: Knowledge,
    day: EdtfDate,
    problems: Sequence[Problem],
    refused: int,
    out: Output,
) -> None:
    rows = [problem_row(problem) for problem in problems]
    counts = Counter(row["severity"] for row in rows)
    if not out.is_table:
        answer = {**echo(tl.histories(known or EVERYTHING), day), "problems": rows}
        out.write(answer, "problems", COLUMNS)
        return
    from timeline.views.glyphs import glyphs_of
    from timeline.views.rows import RowsView
    from timeline.views.words import question

    said = ", ".join(f"{counts[name]} {name}{'s' * (counts[name] != 1)}" for name in counts)
    if refused:
        said = f"{refused} refused, as said above" + (f"; of the rest, {said}" if said else "")
    table: list[list[str]] = []
    code = None
    for problem in problems:
        if problem.code != code:
            code = problem.code
            table.append([f"{problem.rule.severity} {code}: {problem.rule.mend}"])
        place = f"#{problem.position}" if problem.position is not None else ""
        table.append([f"  {place}", problem.message])
    dot = glyphs_of(out.ascii_only).dot
    title = [f"{tl.log.name}: {said or 'nothing found'}", question(day, known, dot)]
    out.draw(
        RowsView(
            title,
            ["", ""],
            table,
            empty="" if refused else "Nothing to mend.",
            ascii_only=out.ascii_only,
        )
    )


def problem_row(problem: Problem) -> dict[str, Any]:
    """A problem as a flat row."""
    return {
        "severity": problem.rule.severity,
        "code": problem.code,
        "subject": problem.subject,
        "position": problem.position,
        "message": problem.message,
        "mend": problem.rule.mend,
    }
