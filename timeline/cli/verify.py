"""`timeline verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from timeline.events import t

from .options import database_option, is_database, open_to_read, user_database
from .output import tell

EPILOG: Final = """\b
Examples:
  timeline verify
  timeline verify --db org.db --checkpoint org.checkpoint
  timeline verify --db register.db --workers 4

A checkpoint is the position and hash of the last event. Keep the file elsewhere: a log whose tail
was cut looks whole by itself, and only a checkpoint shows it.
"""


@click.command("verify", epilog=EPILOG)
@click.option(
    "--checkpoint",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Compare with the checkpoint in this file, then save the new one there.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    metavar="N",
    help="Share the rebuild out among N processes.",
)
@database_option
def command(checkpoint: Path | None, workers: int, db: str | None) -> None:
    """Prove that the log is as it was written, and that the tables say what it says.

    Checks the database and its indexes, the hash chain, the positions, each event against its
    digest and id, the triggers that keep the log append-only, and the projection against a rebuild.
    Exits with 1 on any fault; what it could not check, it says.
    """
    from timeline.events import Checkpoint
    from timeline.verification import faults_of

    if checkpoint is not None and not is_database(db or user_database()):
        raise click.ClickException(t("a checkpoint is of a database, and there is none yet"))
    tl = open_to_read(db)
    saved = Checkpoint.load(checkpoint) if checkpoint and checkpoint.exists() else None
    faults = 0
    for fault in faults_of(tl, saved, workers=workers):
        faults += fault.severity == "error"
        tell(f"{tl.log.name}: {fault}")
    if faults:
        tell(t("{faults} fault{more}", faults=faults, more="s" * (faults != 1)), err=True)
        sys.exit(1)
    head = tl.log.head()
    tell(
        t(
            "{name}: {position} events, all as they were written",
            name=tl.log.name,
            position=head.position,
        )
    )
    tell(t("head {hash}", hash=head.hash.hex()))
    if checkpoint is not None:
        head.save(checkpoint)
        since = t("it was at {position}", position=saved.position) if saved else t("the first one")
        tell(
            t(
                "checkpoint {checkpoint}: position {position}; {since}",
                checkpoint=checkpoint,
                position=head.position,
                since=since,
            ),
            err=True,
        )
