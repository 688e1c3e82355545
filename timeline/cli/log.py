"""`timeline log`."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from timeline.events import KINDS, english, t
from timeline.projections.answers.log import Wanted, selected
from timeline.projections.answers.rows import event_row, log_answer
from timeline.projections.knowledge import Knowledge
from timeline.projections.names import Names
from timeline.views.glyphs import glyphs_of
from timeline.views.words import said

from .days import DAY, MOMENT
from .naming import named, posts_argument
from .options import Output, database_option, open_to_read, output_options
from .output import write_json, write_rows, write_tsv

if TYPE_CHECKING:
    from collections.abc import Callable

    from timeline.core import Timeline
    from timeline.events import EdtfDate, RecordedEvent
    from timeline.projections.histories import Histories

COLUMNS: Final = ("position", "recorded", "id", "kind", "subject", "effective", "announced", "says")

EPILOG: Final = """\b
Examples:
  timeline log
  timeline log --after 40
  timeline log 张勇 --kind departed              the departures of one person
  timeline log alibaba-cloud --on 2023-09        what happened there in a month
  timeline log --text 云栖大会                   what cites a source, or says something in a note
  timeline log --format jsonl > events.jsonl     every field, with ids and hashes
  timeline log --follow --format jsonl           and then each new event, from any process
  timeline log --follow --resume place           go on where the last run stopped
"""


@click.command("log", epilog=EPILOG)
@posts_argument
@click.option(
    "--after",
    type=click.IntRange(0),
    default=0,
    metavar="POSITION",
    help="Begin after it.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(list(KINDS)),
    metavar="KIND",
    help="Only events of this kind; may be repeated.",
)
@click.option("--on", type=DAY, metavar="DAY", help="Only what may have been so on that day.")
@click.option("--text", metavar="TEXT", help="Only events with it in a name, note, or source.")
@click.option("--follow", is_flag=True, help="Go on with each new event, until interrupted.")
@click.option(
    "--resume",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --follow: go on from the place kept in this file, and keep it there.",
)
@click.option("--recorded-by", type=MOMENT, metavar="DAY", help="Only what the log held by then.")
@output_options
@database_option
def command(
    what: tuple[str, ...],
    after: int,
    kinds: tuple[str, ...],
    on: EdtfDate | None,
    text: str | None,
    follow: bool,
    resume: Path | None,
    recorded_by: str | None,
    db: str | None,
    format_: str | None,
    width: int | None,
    ascii_: bool,
    color: str,
    paged: bool,
    raw: bool,
) -> None:
    """List the events in the order in which they were recorded, the newest last.

    With names, only those about these posts, organizations (and their posts) or people.

    Corrected and retracted events stay where they are; the repair stands below them.
    """
    if resume is not None and not follow:
        raise click.UsageError(t("--resume goes with --follow"))
    if follow and (what or kinds or on is not None or text is not None):
        raise click.UsageError(t("--follow tells every event; it goes with none of the filters"))
    if follow and recorded_by is not None:
        raise click.UsageError(t("--follow is about what comes, and --recorded-by about what was"))
    tl = open_to_read(db)
    out = Output(format_, width, color, ascii_, paged, raw)
    arrow = glyphs_of(out.ascii_only).arrow
    after = min(after, 1 << 62)
    if follow:
        _follow(tl, after, resume, out.chosen, arrow, raw=raw)
        return
    histories = tl.histories()
    about = tuple(named(histories, one) for one in what)
    bound = Knowledge.of(recorded_by=recorded_by)
    wanted = Wanted(after, about, frozenset(kinds), on, text, bound)
    events = selected(tl.log, histories, wanted)
    if out.chosen == "table":
        from timeline.views.log import LogView

        names = Names(histories)
        called, titled = _called(names), _titled(names, histories)
        shown = [_row(event, arrow, called, titled) for event in events]
        out.draw(LogView(shown, recorded_by, tl.log.name, out.ascii_only))
    elif out.chosen == "json":
        write_json({**log_answer(events, after, recorded_by), **_filters(wanted)})
    elif out.chosen == "jsonl":
        write_rows(map(event_row, events), (), "jsonl")
    else:
        with english():
            write_rows((_row(event, arrow) for event in events), COLUMNS, out.chosen, raw=raw)


def _filters(wanted: Wanted) -> dict[str, Any]:
    """What was asked for beside the position, as far as it was."""
    filters = {
        "about": [f"{what}:{ident}" for what, ident in wanted.about],
        "kinds": sorted(wanted.kinds),
        "on": wanted.on.text if wanted.on is not None else None,
        "text": wanted.text,
    }
    return {name: value for name, value in filters.items() if value}


def _follow(
    tl: Timeline, after: int, resume: Path | None, format_: str, arrow: str, *, raw: bool
) -> None:
    """Print each event as it comes, at once."""
    if format_ in ("json", "csv"):
        raise click.UsageError(
            t("--follow has no end, and so no {format}; take jsonl or tsv", format=format_)
        )
    events = tl.log.subscribe(resume).events() if resume else tl.log.follow(after)
    for event in events:
        if format_ == "jsonl":
            write_rows([event_row(event)], (), "jsonl")
        else:
            with english():
                write_tsv(_row(event, arrow), COLUMNS, raw=raw)
        sys.stdout.flush()


def _called(names: Names) -> Callable[[str], str]:
    """Gives a person's name with the id behind it."""

    def called(person: str) -> str:
        name = names.person(person)
        return f"{name} ({person})" if name != person else person

    return called


def _titled(names: Names, histories: Histories) -> Callable[[str], str]:
    """Gives a post's title with the id behind it."""

    @cache
    def titled(post: str) -> str:
        profile = histories.profile("post", post)
        title = names.short(profile) if profile is not None else post
        return f"{title} ({post})" if title != post else post

    return titled


def _row(
    event: RecordedEvent,
    arrow: str,
    called: Callable[[str], str] = str,
    titled: Callable[[str], str] = str,
) -> dict[str, Any]:
    fact: Any = event.fact
    about, says = getattr(fact, "event", None), said(fact, called, arrow, titled)
    effective, announced = getattr(fact, "effective", None), getattr(fact, "announced", None)
    return {
        "position": event.position,
        "recorded": event.recorded,
        "id": event.id,
        "kind": fact.KIND,
        "subject": event.subject,
        "effective": effective.text if effective else None,
        "announced": announced.text if announced else None,
        "says": f"{about[:8]}: {says}" if about else says,
    }
