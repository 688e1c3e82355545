"""`timeline import`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from .days import DAY
from .options import database_option, user_database
from .registers import plan_options, tell

if TYPE_CHECKING:
    from timeline.events import EdtfDate

EPILOG: Final = """\b
Examples:
  timeline import csv --guess officers.csv > map.yaml       a map to edit
  timeline import csv officers.csv --map map.yaml --as officers --dry-run
  timeline import csv officers.csv --map map.yaml --as officers
  timeline import popolo councils.json --as nsw --snapshot 2017-01-01
  timeline import wikidata Q14211.json --post uk/prime-minister --organization uk

What is to be recorded is printed first. Importing a later version of a register records what
changed: new facts, corrections, and retractions of what is gone.
"""


@click.command("import", epilog=EPILOG)
@click.argument("format_name", metavar="FORMAT")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "--as", "register", metavar="NAME", help="The register's name; by default the file's."
)
@click.option("--map", "map_", metavar="FILE", help="csv: which column is what, in YAML.")
@click.option("--guess", is_flag=True, help="csv: print a map to edit, and import nothing.")
@click.option("--post", metavar="ID", help="wikidata: the id of the post.")
@click.option("--organization", metavar="ID", help="wikidata: the id of its organization.")
@click.option("--seats", metavar="N", help="How many seats the posts have: a number, or unknown.")
@click.option("--print-query", metavar="QID", help="wikidata: print the query of a position.")
@click.option(
    "--ends",
    type=click.Choice(["last-day", "first-day-out", "unstated"]),
    help="What an end date means; each format has its default.",
)
@click.option("--snapshot", type=DAY, metavar="DAY", help="When the register was taken.")
@click.option("--source", metavar="TITLE", help="The source of all facts that name none.")
@plan_options
@database_option
def command(
    format_name: str,
    files: tuple[str, ...],
    register: str | None,
    guess: bool,
    print_query: str | None,
    ends: Any,
    snapshot: EdtfDate | None,
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
    from timeline.exchange.recording import record

    form = format_of(format_name)
    if print_query is not None:
        click.echo(form.query(print_query))  # type: ignore[attr-defined]
        return
    if not files:
        raise click.UsageError("Missing argument 'FILE...'.")
    if guess:
        click.echo(form.guess([Path(file) for file in files]), nl=False)  # type: ignore[attr-defined]
        return
    given = {name.rstrip("_"): text for name, text in arguments.items() if text is not None}
    unknown = given.keys() - form.arguments.keys()
    if unknown:
        raise click.UsageError(f"{format_name} takes no --{min(unknown)}")
    options = ReadOptions(ends, snapshot, source, given)
    reading = form.read([Path(file) for file in files], options)
    tl = timeline.open(db or user_database())
    done = tell(
        lambda show: record(
            tl,
            lambda _: reading,
            register or Path(files[0]).stem,
            dry_run=dry_run,
            much_may_go=yes,
            show=show,
        ),
        tl,
        dry_run=dry_run,
        format_=format_,
        report=report,
    )
    if exit_code and not done.is_in_step:
        sys.exit(1)
