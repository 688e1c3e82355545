"""`timeline retract`."""

from __future__ import annotations

from typing import Final

import click

from timeline.events import Retracted, t

from .options import database_option, open_to_write
from .output import tell, tell_findings
from .told import event_line, tell_changes

EPILOG: Final = """\b
Examples:
  timeline retract 27 --why "another person of that name"
  timeline retract 48 49 --why "it did not happen" --db org.db

EVENT is a position, an id or four or more digits of its beginning, or the author's own id. A
retraction can be retracted.
"""


@click.command("retract", epilog=EPILOG)
@click.argument("events", nargs=-1, required=True, metavar="EVENT...")
@click.option("--why", required=True, help="Why it should not have been recorded.")
@click.option("--dry-run", is_flag=True, help="Check everything, and add nothing.")
@click.option(
    "--allow-conflicts", is_flag=True, help="Record it even if it leaves a contradiction."
)
@database_option
def command(
    events: tuple[str, ...], why: str, dry_run: bool, allow_conflicts: bool, db: str | None
) -> None:
    """Withdraw events from all answers by other events. They stay in the log."""
    tl = open_to_write(db)
    found = {event.position: event for event in map(tl.log.find, events)}
    before = tl.log.head().position
    repairs = [Retracted(event=event, why=why) for event in events]  # a change's id means both
    done = tl.append(repairs, dry_run=dry_run, allow_conflicts=allow_conflicts)
    if not done.added:
        raise click.ClickException(t("this very retraction is on record; nothing was added"))
    tell_findings(done.findings)
    would = t("would retract") if dry_run else t("retracted")
    positions = ", ".join(map(str, found))
    tell(
        t(
            "{would} {positions} of {name}; position {position}",
            would=would,
            positions=positions,
            name=tl.log.name,
            position=done.position,
        )
    )
    for event in found.values():
        tell(f"  {event_line(tl, event)}")
    if not dry_run:
        tell_changes(tl, before)
