"""A question as the command line puts it: the options that all questions share, in one place."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from timeline.events import EdtfDate, t
from timeline.projections.knowledge import Knowledge

from .days import DAY, today
from .options import (
    Output,
    database_option,
    knowledge_options,
    language_option,
    open_to_read,
    output_options,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from timeline.core import Timeline
    from timeline.projections.histories import Histories

__all__ = ["Clip", "Question", "as_of_option", "clip_options", "question"]


class Question:
    """What the common options say, and what follows from them, each looked up once."""

    def __init__(
        self,
        *,
        announced_by: EdtfDate | None,
        recorded_by: str | None,
        db: str | None,
        language: str | None,
        out: Output | None = None,
    ) -> None:
        self.announced_by = announced_by
        self.recorded_by = recorded_by
        self.db = db
        self.language = language
        self.out = out or Output(None, None, "auto")
        self.files: list[str] = []
        """What is asked in the place of a database, where a command takes files."""

    @functools.cached_property
    def timeline(self) -> Timeline:
        """The timeline that is asked."""
        if self.files:
            from .plain_files import timeline_of_files

            return timeline_of_files(self.files, keep_recorded=self.recorded_by is not None)
        return open_to_read(self.db)

    @functools.cached_property
    def knowledge(self) -> Knowledge:
        """What counts."""
        return Knowledge.of(self.announced_by, self.recorded_by)

    @functools.cached_property
    def histories(self) -> Histories:
        """What every answer is made of."""
        return self.timeline.histories(self.knowledge)


def question(command: Callable[..., None]) -> Callable[..., None]:
    """Add the common options to a command; it gets one `Question`, as its first argument."""

    @functools.wraps(command)
    def run(
        *args: Any,
        announced_by: EdtfDate | None,
        recorded_by: str | None,
        db: str | None,
        language: str | None,
        format_: str | None,
        width: int | None,
        ascii_: bool,
        color: str,
        paged: bool,
        raw: bool,
        **own: Any,
    ) -> None:
        asked = Question(
            announced_by=announced_by,
            recorded_by=recorded_by,
            db=db,
            language=language,
            out=Output(format_, width, color, ascii_, paged, raw),
        )
        command(asked, *args, **own)

    return knowledge_options(language_option(output_options(database_option(run))))


def as_of_option(says: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add `--as-of`, which is today unless it is given."""
    return click.option(
        "--as-of",
        type=DAY,
        metavar="DAY",
        default=lambda: EdtfDate.of_day(today()),
        help=f"{says}; by default today.",
    )


class Clip(NamedTuple):
    """The first and the last day to draw, as ordinals; None where everything known is drawn."""

    first: int | None
    last: int | None


def clip_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--from` and `--to` to a command, which gets them as a `Clip`."""

    @functools.wraps(command)
    def run(*args: Any, first: EdtfDate | None, last: EdtfDate | None, **own: Any) -> None:
        if first is not None and last is not None and first.lo > last.hi:
            raise click.UsageError(t("--from {first} is after --to {last}", first=first, last=last))
        begins = first.lo if first is not None else None
        ends = last.hi if last is not None else None
        command(*args, clip=Clip(begins, ends), **own)

    begin = click.option("--from", "first", type=DAY, metavar="DAY", help="Draw from this day on.")
    end = click.option("--to", "last", type=DAY, metavar="DAY", help="Draw up to this day.")
    return begin(end(run))
