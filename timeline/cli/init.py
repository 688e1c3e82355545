"""`timeline init`."""

from __future__ import annotations

from typing import Final

import click

from timeline.events import t

from .options import database_option, user_database
from .output import tell

EPILOG: Final = """\b
Examples:
  timeline init
  timeline init --db org.db
  timeline init --db org.db --seed               with the bundled log in it
"""


@click.command("init", epilog=EPILOG)
@click.option("--seed", "seeded", is_flag=True, help="Put the bundled log into it.")
@database_option
def command(seeded: bool, db: str | None) -> None:
    """Make an empty database of your own; change nothing of one that is there."""
    import timeline

    tl = timeline.open(db or user_database())
    tl.create()
    if seeded:
        tl.append_seed()
    tell(t("{path}: position {position}", path=tl.log.name, position=tl.log.head().position))
