"""`timeline import`."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from timeline.events import t

from .counting import Counter
from .days import DAY, MOMENT
from .options import database_option, user_database
from .registers import plan_options, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from timeline.core import Timeline
    from timeline.events import EdtfDate
    from timeline.exchange.formats import Format
    from timeline.exchange.plan import Plan
    from timeline.exchange.recording import Recorded
    from timeline.exchange.statements import Reading

EPILOG: Final = """\b
Examples:
  timeline import csv --guess officers.csv > map.yaml       a map to edit
  timeline import csv officers.csv --map map.yaml --as officers --dry-run
  timeline import csv officers.csv --map map.yaml --as officers
  timeline import popolo councils.json --as nsw --snapshot 2017-01-01
  timeline import wikidata --print-query Q14211             to paste and run there
  timeline import wikidata query.json --post uk/pm --organization uk
  timeline import log events.jsonl --db copy.db             hash for hash

What is to be recorded is printed first. Importing a later version of a register records what
changed: new facts, corrections, and retractions of what is gone.
"""


class KeptMoment(click.ParamType[str]):
    """A day, a moment, or `file`."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it; anything else is a usage error."""
        return str(value) if value == "file" else MOMENT.convert(value, param, ctx)


@click.command("import", epilog=EPILOG)
@click.argument("format_name", metavar="FORMAT")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "--as", "register", metavar="NAME", help="The register's name; by default the file's."
)
@click.option("--map", "map_", metavar="FILE", help="csv: which column is what, in YAML.")
@click.option("--guess", is_flag=True, help="csv: print a map to edit, and import nothing.")
@click.option("--post", metavar="ID", help="wikidata: the id of the post.")
@click.option("--organization", metavar="ID", help="wikidata, ftm: the id of the organization.")
@click.option("--seats", metavar="N", help="How many seats the posts have: a number, or unknown.")
@click.option("--print-query", metavar="QID", help="wikidata: print the query of a position.")
@click.option(
    "--set",
    "set_",
    multiple=True,
    metavar="NAME=TEXT",
    help="An option of a format that another package brings.",
)
@click.option(
    "--ends",
    type=click.Choice(["last-day", "first-day-out", "unstated"]),
    help="What an end date means; by default unstated: that day or the next.",
)
@click.option("--snapshot", type=DAY, metavar="DAY", help="When the register was taken.")
@click.option(
    "--keep-recorded",
    type=KeptMoment(),
    metavar="DAY",
    help="Record it as of that day, or as of when its `file` was changed.",
)
@click.option("--source", metavar="TITLE", help="The source of all facts that name none.")
@plan_options
@database_option
def command(
    format_name: str,
    files: tuple[str, ...],
    register: str | None,
    guess: bool,
    print_query: str | None,
    set_: tuple[str, ...],
    ends: Any,
    snapshot: EdtfDate | None,
    keep_recorded: str | None,
    source: str | None,
    db: str | None,
    dry_run: bool,
    yes: bool,
    exit_code: bool,
    format_: str | None,
    report: str | None,
    **arguments: str | None,
) -> None:
    """Let the log say what a register says: new facts, corrections, and retractions.

    FORMAT is csv, popolo, wikidata, ftm, log, or one that another package brings.
    """
    import timeline
    from timeline.exchange.formats import ReadOptions, format_of

    paths = [Path(file) for file in files]
    if format_name == "log":
        refused = {"--guess": guess, "--dry-run": dry_run, "--report": report, "--ends": ends}
        refused |= {"--snapshot": snapshot, "--keep-recorded": keep_recorded, **_named(arguments)}
        _import_log(timeline.open(db or user_database()), paths, refused)
        return
    form = format_of(format_name)
    if print_query is not None:
        click.echo(_ability(form, format_name, "query", "--print-query")(print_query), nl=False)
        return
    if not files:
        raise click.UsageError(t("Missing argument 'FILE...'."))
    if guess:
        click.echo(_ability(form, format_name, "guess", "--guess")(paths), nl=False)
        return
    tl = timeline.open(db or user_database())
    with Counter(t("records read")) as read:
        given = _arguments(form, format_name, set_, arguments)
        recorded = _recording(
            tl,
            lambda: form.read(paths, ReadOptions(ends, snapshot, source, given, read.show)),
            register or paths[0].stem,
            read,
            dry_run=dry_run,
            much_may_go=yes,
            recorded=_moment(keep_recorded, paths, tl),
        )
        done = tell(recorded, tl, dry_run=dry_run, format_=format_, report=report)
    if exit_code and not done.is_in_step:
        sys.exit(1)


def _recording(
    tl: Timeline, reading: Callable[[], Reading], register: str, read: Counter, **how: Any
) -> Callable[[Callable[[Plan], None]], Recorded]:
    """What records a register, with a count of what is read and then of what is recorded."""

    def recorded(show: Callable[[Plan], None]) -> Recorded:
        from timeline.exchange.recording import record

        def shown(plan: Plan) -> None:
            read.clear()
            show(plan)

        with Counter(t("events recorded")) as written:
            return record(
                tl, lambda _: reading(), register, show=shown, progress=written.show, **how
            )

    return recorded


def _moment(keep_recorded: str | None, files: Sequence[Path], tl: Timeline) -> str | None:
    """The moment at which the log is to say that it took the register; None for now."""
    from timeline.exchange.watching import moment_of_files, moment_on

    if keep_recorded is None:
        return None
    text = moment_of_files(files) if keep_recorded == "file" else keep_recorded
    return moment_on(text, tl.log)


def _ability(form: Format, format_name: str, name: str, option: str) -> Callable[[Any], str]:
    """What only some formats can do."""
    found: Callable[[Any], str] | None = getattr(form, name, None)
    if found is None:
        raise click.UsageError(
            t("{format_name} takes no {option}", format_name=format_name, option=option)
        )
    return found


def _arguments(
    form: Format, format_name: str, pairs: Sequence[str], arguments: Mapping[str, str | None]
) -> dict[str, str]:
    """What is given of the options that a format takes beside the common ones."""
    given = {name.removeprefix("--"): text for name, text in _named(arguments).items()}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise click.UsageError(t("--set takes NAME=TEXT, and not {pair}", pair=pair))
        given[name] = text
    unknown = given.keys() - form.arguments.keys()
    if unknown:
        raise click.UsageError(
            t("{format_name} takes no --{option}", format_name=format_name, option=min(unknown))
        )
    return given


def _named(arguments: Mapping[str, str | None]) -> dict[str, str]:
    """The options that were given, by the names that users know."""
    return {f"--{name.rstrip('_')}": text for name, text in arguments.items() if text is not None}


def _import_log(tl: Timeline, files: Sequence[Path], given: Mapping[str, Any]) -> None:
    """Add the events of another log, hash for hash."""
    wrong = [option for option, value in given.items() if value]
    if wrong:
        raise click.UsageError(t("log takes no {wrong}", wrong=wrong[0]))
    if len(files) != 1:
        raise click.UsageError(t("log takes one FILE, of one whole log"))
    with contextlib.ExitStack() as opened:
        lines = opened.enter_context(files[0].open("rb"))
        done = tl.append_log(lines, file=str(files[0]))
    already = t(", {already} already there", already=done.already) if done.already else ""
    click.echo(
        t(
            "{files}: added {added} events{already}; position {position}",
            files=files[0],
            added=done.added,
            already=already,
            position=done.position,
        )
    )
