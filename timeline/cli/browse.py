"""`timeline browse`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import click

from timeline.events import t
from timeline.projections.knowledge import Knowledge

from .asking import as_of_option
from .days import read_day, read_moment, today
from .naming import posts_argument, posts_of_all
from .options import (
    ascii_option,
    database_option,
    knowledge_options,
    language_option,
    open_to_read,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.events import EdtfDate
    from timeline.projections.histories import Histories

EPILOG: Final = """\b
Examples:
  timeline browse
  timeline browse alibaba-cloud --as-of 2022-12-01   then n, for the next change
  timeline browse zhang-yong --announced-by 2023-08-01
"""


@click.command("browse", epilog=EPILOG)
@posts_argument
@as_of_option("The day to begin with")
@knowledge_options
@language_option
@ascii_option
@click.option(
    "--no-mouse", is_flag=True, help="Leave the mouse to the terminal, which selects text with it."
)
@database_option
def command(
    what: tuple[str, ...],
    as_of: EdtfDate,
    announced_by: EdtfDate | None,
    recorded_by: str | None,
    db: str | None,
    language: str | None,
    ascii_: bool,
    no_mouse: bool,
) -> None:
    """Move through time on a full screen: lanes and state side by side.

    The arrow keys move by day, `n` and `p` by change; `/` finds, enter says why, `?` lists keys.
    It needs a terminal, and the extra `browse`: pip install 'role-timeline[browse]'.
    """
    _need_terminal()
    _need_textual()
    from timeline.browse.app import Browser, BrowseRequest

    timeline = open_to_read(db)
    knowledge = Knowledge.of(announced_by, recorded_by)

    def choose(histories: Histories) -> Sequence[str] | None:
        return posts_of_all(histories, what) if what else None

    choose(timeline.histories(knowledge))  # what is not known is an error now, not on the screen
    plain = ascii_ or not (sys.stdout.encoding or "").lower().startswith("utf")
    question = BrowseRequest(
        timeline=timeline,
        choose=choose,
        day=as_of,
        knowledge=knowledge,
        today=today(),
        read_day=read_day,
        read_moment=read_moment,
        language=language,
        ascii_only=plain,
    )
    browser = Browser(question)
    browser.run(mouse=not no_mouse)
    sys.exit(browser.return_code or 0)


def _need_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        raise click.UsageError(
            t("browse needs a terminal that can draw; `timeline show` prints the same to a pipe")
        )


def _need_textual() -> None:
    from importlib.util import find_spec

    if find_spec("textual") is None:
        raise click.ClickException(
            t(
                "browse needs the package textual, which is not installed: "
                "pip install 'role-timeline[browse]'"
            )
        )
