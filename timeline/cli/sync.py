"""`timeline sync`."""

from __future__ import annotations

import sys
from typing import Final

import click

from .options import database_option, user_database
from .registers import plan_options, tell

EPILOG: Final = """\b
Examples:
  timeline sync history/                  a folder of YAML in git
  timeline sync org.yaml people.yaml --as org
  timeline sync history/ --dry-run --exit-code    is the log in step?

The log then says what the files say: an edited entry is corrected, one that is gone is
retracted, and what others recorded stays. Entries are known by `id:`, else by their fact, and
at last as the nearest entry of the same verb, post and person.
"""


@click.command("sync", epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--as", "register", metavar="NAME", help="The register's name; by default the path.")
@click.option("--allow-conflicts", is_flag=True, help="Record facts that contradict the log.")
@plan_options
@database_option
def command(
    paths: tuple[str, ...],
    register: str | None,
    allow_conflicts: bool,
    db: str | None,
    dry_run: bool,
    yes: bool,
    exit_code: bool,
    format_: str | None,
    report: str | None,
) -> None:
    """Make the log say what YAML files say now, by new events, corrections and retractions."""
    import timeline
    from timeline.exchange.syncing import sync

    tl = timeline.open(db or user_database())
    done = tell(
        lambda show: sync(
            tl,
            paths,
            register=register,
            dry_run=dry_run,
            much_may_go=yes,
            allow_conflicts=allow_conflicts,
            show=show,
        ),
        tl,
        dry_run=dry_run,
        format_=format_,
        report=report,
    )
    if exit_code and not done.is_in_step:
        sys.exit(1)
