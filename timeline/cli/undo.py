"""`timeline undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from timeline.events import Retracted, t

from .options import database_option, open_to_write
from .output import tell, tell_findings
from .told import event_line, tell_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.events import EventLog, RecordedEvent

EPILOG: Final = """\b
Examples:
  timeline undo --dry-run                   what the last append did, and undo would take back
  timeline undo --db org.db                 take it back; once more brings it back again
  timeline undo 48 49 --why "wrong file"    take back these events
"""

_TOLD: Final = 20
"""How many events are told one by one."""


@click.command("undo", epilog=EPILOG)
@click.argument("events", nargs=-1, metavar="[EVENT]...")
@click.option("--why", default="undone", show_default=True, help="Why it is taken back.")
@click.option("--dry-run", is_flag=True, help="Check everything, and add nothing.")
@click.option(
    "--allow-conflicts", is_flag=True, help="Record it even if it leaves a contradiction."
)
@database_option
def command(
    events: tuple[str, ...], why: str, dry_run: bool, allow_conflicts: bool, db: str | None
) -> None:
    """Take back the last append, or some events, by retractions. Everything stays in the log.

    An append is all that was recorded at one moment. To undo a second time takes the undoing back.
    """
    tl = open_to_write(db)
    found = [tl.log.find(event) for event in events] if events else _last_batch(tl.log)
    if not found:
        raise click.ClickException(t("{name} is empty; there is nothing to undo", name=tl.log.name))
    references = events or [event.id for event in reversed(found)]
    repairs = [Retracted(event=reference, why=why) for reference in references]
    before = tl.log.head().position
    done = tl.append(repairs, dry_run=dry_run, allow_conflicts=allow_conflicts)
    if not done.added:
        raise click.ClickException(
            t("these very retractions are on record; give another --why to take it back again")
        )
    tell_findings(done.findings)
    would = t("would take back") if dry_run else t("took back")
    count = t("{added} event{more}", added=done.added, more="s" * (done.added != 1))
    tell(
        t(
            "{would} {count} of {name}; position {position}",
            would=would,
            count=count,
            name=tl.log.name,
            position=done.position,
        )
    )
    for event in found[:_TOLD]:
        tell(f"  {event_line(tl, event)}")
    if len(found) > _TOLD:
        tell(
            t(
                "  ... and {more} more; timeline log --after {before} lists them",
                more=len(found) - _TOLD,
                before=before,
            )
        )
    if not dry_run:
        tell_changes(tl, before)


def _last_batch(log: EventLog) -> Sequence[RecordedEvent]:
    """The events that were recorded together last, in order."""
    position = log.head().position
    if not position:
        return []
    (last,) = log.read(after=position - 1)
    first = position
    while first > 1 and next(log.rows(after=first - 2, until=first - 1)).recorded == last.recorded:
        first -= 1
    return list(log.read(after=first - 1))
