"""`timeline check`."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from timeline.events import EdtfDate, errors_in
from timeline.projections.answers.check import RULES
from timeline.projections.answers.rows import check_answer

from .days import DAY, today
from .naming import posts_of_all
from .options import (
    Output,
    all_option,
    database_option,
    knowledge,
    knowledge_options,
    open_to_read,
    output_options,
)
from .output import tell_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.core import Timeline
    from timeline.events import Finding
    from timeline.projections.answers.check import Problem
    from timeline.projections.knowledge import Knowledge

COLUMNS: Final = (
    "severity",
    "code",
    "subject",
    "position",
    "message",
    "mend",
    "file",
    "line",
    "column",
)

EPILOG: Final = """\b
Examples:
  timeline check                                 the log
  timeline check 2022.yaml 2023.yaml             files by themselves, before they are appended
  timeline check 2023.yaml --db org.db           a file on top of a log
  timeline check alibaba-cloud/head              one post of the log, reading nothing else
  timeline check --asserts org.yaml --db org.db  only whether a file's asserts come out
  timeline check --ignore no-source --ignore implied-end

Exits with 1 if there is an error. docs/checks.md has every code and how to mend it.
"""


@click.command("check", epilog=EPILOG)
@click.argument("files", nargs=-1, metavar="[FILE|ORG|POST|PERSON]...")
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
@all_option
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
    all_: bool,
    db: str | None,
    **printed: Any,
) -> None:
    """Look for contradictions, overlaps, gaps, and facts without a source.

    Without arguments it checks the log; with names, those posts; with files, what they say by
    themselves, or with --db on top of that log. Nothing is appended.
    """
    day = as_of or EdtfDate.of_day(today())
    known = knowledge(announced_by, recorded_by)
    out = Output(
        *(printed[name] for name in ("format_", "width", "color", "ascii_", "paged", "raw"))
    )
    if asserts and not known.is_everything:
        raise click.UsageError("asserts say announced-by: themselves")
    if asserts:
        failed = _failed_asserts(open_to_read(db), files)
        tell_findings(failed, every=all_, err=False)
        sys.exit(1 if failed else 0)
    named = [text for text in files if not _is_file(text)]
    if named and len(named) < len(files):
        raise click.UsageError(f"files and names are checked apart: {named[0]} is no file")
    tl, findings = _timeline(() if named else files, db)
    posts = posts_of_all(tl.histories(known), named) if named else None
    tell_findings(findings, every=all_)
    problems = [
        problem
        for problem in tl.check(
            day,
            posts=posts,
            vacancy_days=vacancy_days,
            announced_by=announced_by,
            recorded_by=recorded_by,
        )
        if problem.code not in ignore
    ]
    _print(tl, known, day, problems, findings, out, every=all_)
    sys.exit(1 if findings or any(p.rule.severity == "error" for p in problems) else 0)


def _is_file(text: str) -> bool:
    """Whether an argument is a file rather than a name: it is there, or is called like one."""
    return Path(text).exists() or text.endswith((".yaml", ".yml", ".jsonl", ".ndjson", ".json"))


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
    from timeline.events import decode_text, read_bytes, read_yaml
    from timeline.projections.fold.log_histories import LogHistories

    if not files:
        raise click.UsageError("--asserts needs the files that hold the asserts")
    failed: list[Finding] = []
    for file in files:
        with Path(file).open("rb") as source:
            text = decode_text(read_bytes(source, file), file)
        document = read_yaml(text, file, tl.histories())
        failed += [f for f in document.findings if f.severity == "error"]
        failed += check_assertions(document.assertions, LogHistories(tl.log), tl.log)
    return failed


def _print(
    tl: Timeline,
    known: Knowledge,
    day: EdtfDate,
    problems: Sequence[Problem],
    findings: Sequence[Finding],
    out: Output,
    *,
    every: bool,
) -> None:
    if not out.is_table:
        answer = check_answer(tl.histories(known), day, problems, findings)
        if out.is_rows:
            answer["problems"] = [*answer["findings"], *answer["problems"]]
        out.write(answer, "problems", COLUMNS)
        return
    counts = Counter(problem.rule.severity for problem in problems)
    refused = errors_in(findings)
    from timeline.views.glyphs import glyphs_of
    from timeline.views.rows import RowsView
    from timeline.views.words import question

    said = ", ".join(f"{counts[name]} {name}{'s' * (counts[name] != 1)}" for name in counts)
    if refused:
        said = f"{refused} refused, as said above" + (f"; of the rest, {said}" if said else "")
    table = list(_told(problems, every=every))
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


_MOST: Final = 20
"""How many problems of one rule are told to a person who did not ask for all."""


def _told(problems: Sequence[Problem], *, every: bool) -> Iterator[list[str]]:
    """The rows of a table: each rule, and what it found."""
    for code, group in groupby(problems, key=attrgetter("code")):
        found = list(group)
        yield [f"{found[0].rule.severity} {code}: {found[0].rule.mend}"]
        for problem in found if every else found[:_MOST]:
            place = f"#{problem.position}" if problem.position is not None else ""
            yield [f"  {place}", problem.message]
        if not every and len(found) > _MOST:
            yield [f"  ... and {len(found) - _MOST} more; --all tells them"]
