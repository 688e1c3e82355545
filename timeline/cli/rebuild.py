"""`timeline rebuild`."""

from __future__ import annotations

from typing import Final

import click

from timeline.events import t

from .options import database_option, user_database

EPILOG: Final = """\b
Examples:
  timeline rebuild
  timeline rebuild --db register.db --workers 4

Take it where `timeline verify` finds the tables wrong, or made by another version of timeline.
"""


@click.command("rebuild", epilog=EPILOG)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    metavar="N",
    help="Share the rebuild out among N processes.",
)
@database_option
def command(workers: int, db: str | None) -> None:
    """Make the tables of a database anew from its log, which stays as it is."""
    import timeline

    with timeline.open(db or user_database(), must_exist=True) as tl:
        tl.rebuild(workers=workers)
        click.echo(
            t(
                "{name}: tables made anew from {position} events",
                name=tl.log.name,
                position=tl.log.head().position,
            )
        )
