"""`timeline check`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from timeline.events import EdtfDate, errors_in, later, t
from timeline.projections.answers.check import RULES
from timeline.projections.answers.rows import check_answer
from timeline.projections.names import Names

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
    from collections.abc import Iterable, Sequence

    from timeline.core import Timeline
    from timeline.events import Finding, Place
    from timeline.projections.answers.check import Problem
    from timeline.projections.knowledge import Knowledge

    from .checked_files import CheckedFiles

COLUMNS: Final = (
    "severity",
    "code",
    "subject",
    "name",
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
  timeline check --code long-vacancy             all that one rule finds

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
@click.option(
    "--code",
    multiple=True,
    type=click.Choice(list(RULES)),
    metavar="CODE",
    help="Only what this rule finds, and all of it; may be repeated.",
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
    code: tuple[str, ...],
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
    if asserts:
        if not known.is_everything:
            raise click.UsageError(t("asserts say announced-by: themselves"))
        _print_asserts(open_to_read(db), day, files, out, every=all_)
        return
    named = [text for text in files if not _is_file(text)]
    if named and len(named) < len(files):
        raise click.UsageError(
            t("files and names are checked apart: {named} is no file", named=named[0])
        )
    tl, checked = _timeline(() if named else files, db)
    findings = checked.findings if checked is not None else []
    posts = posts_of_all(tl.histories(known), named) if named else None
    tell_findings(findings, every=all_)
    found = tl.check(
        day,
        posts=posts,
        vacancy_days=vacancy_days,
        announced_by=announced_by,
        recorded_by=recorded_by,
    )
    told = _told(found, checked, ignore, code)
    _print(_Checked(tl, known, day, told, findings, every=all_ or bool(code)), out)
    sys.exit(1 if findings or any(p.rule.severity == "error" for p, _ in told) else 0)


def _is_file(text: str) -> bool:
    """Whether an argument is a file rather than a name: it is there, or is called like one."""
    return Path(text).exists() or text.endswith((".yaml", ".yml", ".jsonl", ".ndjson", ".json"))


def _timeline(files: Sequence[str], db: str | None) -> tuple[Timeline, CheckedFiles | None]:
    """Open what is to be checked: a log, or a copy in memory with the files added."""
    if not files:
        return open_to_read(db), None
    import timeline

    from .checked_files import CheckedFiles

    tl = open_to_read(db).in_memory() if db is not None else timeline.memory()
    return tl, CheckedFiles(tl, files)


def _told(
    problems: Iterable[Problem],
    checked: CheckedFiles | None,
    ignore: Sequence[str],
    only: Sequence[str],
) -> list[tuple[Problem, Place | None]]:
    """The problems that were asked for, each with its place in a file, if it has one."""
    wanted = [p for p in problems if p.code not in ignore and (not only or p.code in only)]
    if checked is None:
        return [(problem, None) for problem in wanted]
    return [(checked.said(problem), checked.place(problem.position)) for problem in wanted]


class _Checked(NamedTuple):
    """What was checked, and what was found."""

    timeline: Timeline
    known: Knowledge
    day: EdtfDate
    told: Sequence[tuple[Problem, Place | None]]
    findings: Sequence[Finding]
    every: bool


def _print(checked: _Checked, out: Output) -> None:
    tl, known, day, told, findings, every = checked
    histories = tl.histories(known)
    names = Names(histories, None, day.hi)
    if not out.is_table:
        answer = check_answer(histories, day, told, findings, names)
        if out.is_rows:
            answer["problems"] = [*answer["findings"], *answer["problems"]]
        out.write(answer, "problems", COLUMNS)
        return
    from timeline.views.check import CheckView
    from timeline.views.glyphs import glyphs_of
    from timeline.views.words import question

    counts = Counter(problem.rule.severity for problem, _ in told)
    refused = errors_in(findings)
    said = ", ".join(_counted(name, counts[name]) for name in counts)
    if refused:
        said = t("{refused} refused, as said above", refused=refused) + (
            t("; of the rest, {said}", said=said) if said else ""
        )
    dot = glyphs_of(out.ascii_only).dot
    title = [f"{tl.log.name}: {said or t('nothing found')}", question(day, known, dot)]
    empty = "" if refused else t("Nothing to mend.")
    out.draw(
        CheckView(
            histories, title, told, names, every=every, empty=empty, ascii_only=out.ascii_only
        )
    )


_COUNTED: Final = {
    "error": later("{n:,} error{plural}"),
    "warning": later("{n:,} warning{plural}"),
    "note": later("{n:,} note{plural}"),
}


def _counted(severity: str, count: int) -> str:
    return t(_COUNTED[severity], n=count, plural="s" * (count != 1))


def _print_asserts(
    tl: Timeline, day: EdtfDate, files: Sequence[str], out: Output, *, every: bool
) -> None:
    """Print the asserts that fail, and exit with 1 if there are any."""
    from .checked_files import failed_asserts

    failed = failed_asserts(tl, files)
    if out.is_table:
        tell_findings(failed, every=every, err=False)
    else:
        histories = tl.histories()
        answer = check_answer(histories, day, [], failed, Names(histories))
        out.write(answer, "findings", COLUMNS)
    sys.exit(1 if failed else 0)
