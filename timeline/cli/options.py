"""The options that go with every question: what they choose, and how its answer is printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import click

from timeline.events import t
from timeline.projections.knowledge import Knowledge

from .days import DAY, MOMENT
from .output import tell, terminal_columns, write_json, write_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timeline.core import Timeline
    from timeline.projections.histories import Histories
    from timeline.views.view import View

__all__ = [
    "FORMATS",
    "Output",
    "all_option",
    "ascii_option",
    "database_option",
    "knowledge_options",
    "language_option",
    "open_to_read",
    "open_to_write",
    "output_options",
]

F = TypeVar("F", bound=Callable[..., Any])

_WIDEST: Final = 10_000
"""How many cells a line may have."""

FORMATS: Final = ("table", "json", "jsonl", "csv", "tsv")


def _database(context: click.Context, param: click.Parameter, path: str | None) -> str | None:
    """Read a database's path or URL; what names none is a usage error."""
    if path is not None:
        from timeline.events import BadValue, SqliteLog

        try:
            if _is_url(path):
                from timeline.events import Address

                Address(path)
                return path
            SqliteLog.check_path(path)
        except BadValue as fault:
            no_name = path in ("", ":memory:")
            hint = t("give the path of a file, like org.db") if no_name else fault.hint
            raise click.BadParameter(f"{fault.message}; {hint}", context, param) from None
        path = os.path.expanduser(path)  # TIMELINE_DB may be set where no shell does it
    return path


database_option: Final = click.option(
    "--db",
    type=click.Path(dir_okay=False),
    callback=_database,
    envvar="TIMELINE_DB",
    show_envvar=True,
    help="The database; by default the one in your user data folder.",
)


language_option: Final = click.option(
    "--name",
    "language",
    type=click.Choice(["zh", "en", "both"]),
    help="The language of names; by default the one they were first written in.",
)

ascii_option: Final = click.option(
    "--ascii", "ascii_", is_flag=True, help="Draw with ASCII characters only."
)


all_option: Final = click.option(
    "--all", "all_", is_flag=True, help="Tell every mistake, and not the first 20 of a kind."
)


def knowledge_options(command: F) -> F:
    """Add `--announced-by` and `--recorded-by`."""
    announced = click.option(
        "--announced-by", type=DAY, metavar="DAY", help="Count only what was announced by then."
    )
    recorded = click.option(
        "--recorded-by", type=MOMENT, metavar="DAY", help="Count only what the log held by then."
    )
    return announced(recorded(command))


def output_options(command: F) -> F:
    """Add the options that say how an answer is printed."""
    options = (
        click.option(
            "--format",
            "format_",
            type=click.Choice(FORMATS),
            help="By default table on a terminal and tsv in a pipe.",
        ),
        click.option(
            "--width",
            type=click.IntRange(20, _WIDEST),
            metavar="CELLS",
            help="Of a line; by default the terminal's, or COLUMNS.",
        ),
        ascii_option,
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help="By default on a terminal; NO_COLOR and FORCE_COLOR count too.",
        ),
        click.option(
            "--no-pager",
            "paged",
            flag_value=False,
            type=bool,
            default=True,
            help="Print at once, even more than the terminal shows.",
        ),
        click.option(
            "--raw",
            is_flag=True,
            help="CSV and TSV as they are: no apostrophe before what a spreadsheet would compute.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def user_database() -> str:
    """The database in the user's data folder."""
    from platformdirs import user_data_path

    return str(user_data_path("timeline") / "timeline.db")


def open_to_read(db: str | None) -> Timeline:
    """The timeline that a question is asked of; the bundled one if there is no database yet."""
    import timeline

    path = db or user_database()
    tl = _opened(path)
    if tl is not None:
        return tl
    if db is not None:
        name = database_name(path)
        raise click.ClickException(
            t(
                "there is no database {path}; make one with: timeline append FILE --db {path}",
                path=name,
            )
        )
    tl = timeline.seed()
    tell(
        t(
            "timeline: no database yet, so this is the bundled log of Alibaba; "
            "`timeline append FILE` starts your own"
        ),
        err=True,
    )
    return tl


def open_to_complete(db: str | None) -> Histories:
    """What a shell completes from: the same as a question is asked of, without a word."""
    import timeline

    tl = _opened(db or os.environ.get("TIMELINE_DB") or user_database())
    return (timeline.seed() if tl is None else tl).histories()


def open_to_write(db: str | None) -> Timeline:
    """The timeline that a repair is appended to; it must be there."""
    path = db or user_database()
    tl = _opened(path)
    if tl is None:
        name = database_name(path)
        raise click.ClickException(
            t("there is no database {path}, and so nothing to repair", path=name)
        )
    return tl


def _opened(path: str) -> Timeline | None:
    """The timeline of a database; None if there is none."""
    import timeline

    if not _is_url(path):
        return timeline.open(path) if os.path.exists(path) else None
    tl = timeline.open(path)
    return tl if tl.log.exists else None


def is_database(path: str) -> bool:
    """Whether there is a database."""
    return _opened(path) is not None


def database_name(path: str) -> str:
    """What to call a database: its path, or its URL without a password."""
    if not _is_url(path):
        return path
    from timeline.events import Address

    return Address(path).name


def _is_url(path: str) -> bool:
    """Whether a path is a URL of PostgreSQL's; for the path of a file nothing is loaded."""
    if "://" not in path:
        return False
    from timeline.events import is_url

    return is_url(path)


def knowledge(announced_by: Any, recorded_by: str | None) -> Knowledge:
    """The point of knowledge that the options name."""
    return Knowledge.of(announced_by, recorded_by)


class Output(NamedTuple):
    """How an answer is to be printed, as the options say."""

    format: str | None
    width: int | None
    color: str
    ascii: bool = False
    paged: bool = True
    raw: bool = False

    @property
    def chosen(self) -> str:
        """The format that was asked for, or the one that suits where the answer goes."""
        return self.format or ("table" if sys.stdout.isatty() else "tsv")

    @property
    def is_table(self) -> bool:
        """Tell whether a table is asked for, for a person to read."""
        return self.chosen == "table"

    @property
    def is_rows(self) -> bool:
        """Tell whether flat rows are asked for (jsonl, csv, tsv)."""
        return self.chosen not in ("table", "json")

    @property
    def ascii_only(self) -> bool:
        """Whether lines are drawn with ASCII characters."""
        return self.ascii or not (sys.stdout.encoding or "").lower().startswith("utf")

    def draw(self, view: View) -> None:
        """Print a view for a person to read."""
        from .terminal import color_depth, put

        put(view.strips(_line_width(self.width)), color_depth(self.color), self.paged)

    def write(self, answer: Mapping[str, Any], rows: str, columns: Sequence[str]) -> None:
        """Print an answer for a program: whole as JSON, or the rows under one of its keys."""
        if self.chosen == "json":
            write_json(answer)
        else:
            write_rows(answer[rows], columns, self.chosen, raw=self.raw)


def _line_width(width: int | None) -> int:
    """How many cells a line has: as asked, as COLUMNS says, as the terminal says, or 80."""
    if width is not None:
        return width
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdecimal() and len(columns) < 6 and int(columns) >= 20:
        return min(int(columns), _WIDEST)
    return max(20, terminal_columns())
