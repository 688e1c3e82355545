"""`timeline export`."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from timeline.events import t
from timeline.projections.knowledge import Knowledge

from .options import database_option, knowledge_options, open_to_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from timeline.events import EdtfDate
    from timeline.exchange.exporting import Exporter, OutFile, WriteOptions

EPILOG: Final = """\b
Examples:
  timeline export yaml -o org.yaml                   what `timeline sync` reads back
  timeline export yaml -o history/                   a folder, a file for each organization
  timeline export csv -o tenures.csv; timeline export csv --print-map > map.yaml
  timeline export parquet -o lake/; timeline export parquet -o lake/ --since 31
  timeline export log | sha256sum

docs/exchange.md says of each format, field by field, what is kept and what is lost.
"""


@click.command("export", epilog=EPILOG)
@click.argument("format_name", metavar="FORMAT")
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER",
    help="Where to; a folder ends in / or is there. By default standard output.",
)
@click.option("--register", metavar="NAME", help="yaml: only what a register says, as it said it.")
@click.option("--print-map", is_flag=True, help="csv, xlsx: print the map that reads it back.")
@click.option("--raw", is_flag=True, help="csv, xlsx: leave cells as they are, formulas or not.")
@click.option("--since", metavar="POSITION", help="parquet: add what came after that position.")
@click.option("--now", is_flag=True, help="parquet: only what is known now, not what was before.")
@click.option("--print-sql", metavar="ENGINE", help="parquet: print the SQL that asks the folder.")
@click.option("--years", metavar="FIRST-LAST", help="panel: the years, like 1992-2023.")
@click.option("--post", metavar="POST", help="panel: one post, by its id; by default all.")
@click.option("--on", metavar="MM-DD", help="panel: the day of the year; by default 12-31.")
@click.option("--forced", metavar="RULE", help="panel: which turnover is forced, by a rule's name.")
@click.option("--chair", metavar="POST,...", help="panel: the posts that are a chair.")
@click.option(
    "--ends",
    type=click.Choice(["last-day", "first-day-out", "unstated"]),
    help="popolo, wikidata, ftm: what the end dates shall mean.",
)
@knowledge_options
@database_option
def command(
    format_name: str,
    output: str | None,
    ends: Any,
    announced_by: EdtfDate | None,
    recorded_by: str | None,
    db: str | None,
    **given: Any,
) -> None:
    """Write the log, or what it says, for other programs.

    FORMAT is yaml, log, csv, xlsx, popolo, wikidata, ftm, parquet, panel, or one that another
    package brings.
    """
    from timeline.exchange.exporting import WriteOptions, exporter_of

    form = exporter_of(format_name)
    arguments = {
        name.replace("_", "-"): "" if value is True else str(value)
        for name, value in given.items()
        if value not in (None, False)
    }
    if unknown := arguments.keys() - form.arguments.keys():
        raise click.UsageError(
            t("{format_name} takes no --{option}", format_name=format_name, option=min(unknown))
        )
    options = WriteOptions(
        Knowledge.of(announced_by, recorded_by),
        ends,
        into_folder=output is not None and _is_folder(output),
        folder=Path(output) if output is not None else None,
        arguments=arguments,
        progress=_progress(),
    )
    files = form.files(open_to_read(db), options)
    if output is None:
        _write_out(form, files)
    else:
        _write(output, files, options, partial(getattr(form, "stays", _nothing), options=options))
    for line in options.left_out.lines():
        click.echo(t("not in {format_name}: {line}", format_name=format_name, line=line), err=True)


def _is_folder(output: str) -> bool:
    return output.endswith(("/", "\\")) or Path(output).is_dir()


def _nothing(_: str, *, options: WriteOptions) -> bool:
    return False


def _write(
    output: str,
    files: Iterable[OutFile],
    options: WriteOptions,
    stays: Callable[[str], bool],
) -> None:
    from timeline.exchange.targets import write_file, write_folder

    if options.into_folder:
        write_folder(Path(output), files, stays)
        return
    for file in files:  # there is one
        write_file(Path(output), file.pieces)


def _write_out(form: Exporter, files: Iterable[OutFile]) -> None:
    """Write into a pipe or a file as it is, and onto a terminal what is harmless."""
    from timeline.events import printable

    is_terminal = sys.stdout.isatty()
    if is_terminal and not form.is_text:
        raise click.UsageError(t("this is not for a terminal; say where to with -o"))
    for file in files:
        for piece in file.pieces:
            if is_terminal:
                cells = re.split(r"([\t\n])", piece.decode())
                sys.stdout.write("".join(c if c in "\t\n" else printable(c) for c in cells))
            else:
                sys.stdout.buffer.write(piece)
        sys.stdout.flush()


def _progress() -> Any:
    """Count on a terminal what is written; nowhere else."""
    if not sys.stderr.isatty():
        return lambda _: None

    def show(count: int) -> None:
        if count % 5_000 == 0:
            click.echo(f"\r{count} …", err=True, nl=False)

    return show
