"""`timeline append`."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from timeline.core import is_json_lines
from timeline.events import BadInput, bounded, decode_lines, decode_text, read_bytes, shortened, t

from .options import all_option, database_option, user_database
from .output import tell, tell_findings
from .told import tell_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from timeline.appending.append import Appended
    from timeline.core import Timeline

EPILOG: Final = """\b
Examples:
  timeline append changes.yaml
  timeline append 2022.yaml 2023.yaml --db org.db
  timeline append --dry-run changes.yaml         check, and add nothing
  cat changes.yaml | timeline append -
  generate | timeline append - --jsonl

A file whose name ends in .jsonl, .ndjson or .json is read as JSON Lines, any other as YAML.
Appending a file twice adds nothing the second time.
"""


@click.command("append", epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Check everything, and add nothing.")
@click.option("--allow-conflicts", is_flag=True, help="Record facts that contradict the log.")
@click.option("--jsonl", is_flag=True, help="Read JSON Lines, whatever the file is called.")
@click.option(
    "--keep-recorded",
    is_flag=True,
    help="Take `recorded` from the lines (JSON Lines only), for a history kept elsewhere.",
)
@click.option(
    "--expected",
    metavar="any|empty|POSITION",
    default="any",
    help="Append only if the log is there.",
)
@all_option
@database_option
def command(
    files: tuple[str, ...],
    dry_run: bool,
    allow_conflicts: bool,
    jsonl: bool,
    keep_recorded: bool,
    expected: str,
    all_: bool,
    db: str | None,
) -> None:
    """Add the events of files to the log; `-` is standard input.

    Each file goes in whole or not at all. What the log has already is not added again.
    """
    import timeline

    tl = timeline.open(db or user_database())
    if dry_run and len(files) > 1:  # a later file may build on an earlier one
        tl = tl.in_memory()
    for file in files:
        position = _expected(expected) if file == files[0] else "any"
        options: dict[str, Any] = {
            "expected": position,
            "allow_conflicts": allow_conflicts,
            "dry_run": dry_run and len(files) == 1,
        }
        before = tl.log.head().position
        try:
            done = _append(tl, file, jsonl, keep_recorded, options)
        except BadInput as refused:
            tell_findings(refused.findings, every=all_)
            plural = "s" * (refused.errors != 1)
            tell(
                t(
                    "{errors} error{plural}; nothing of {file} was appended",
                    errors=refused.errors,
                    plural=plural,
                    file=file,
                ),
                err=True,
            )
            sys.exit(1)
        tell_findings(done.findings, every=all_)
        tell(_said(file, done, tl.log.name, dry_run))
        if done.added and not dry_run:
            tell_changes(tl, before)


def _append(
    tl: Timeline, file: str, jsonl: bool, keep_recorded: bool, options: dict[str, Any]
) -> Appended:
    with contextlib.ExitStack() as files:
        source = _standard_input() if file == "-" else files.enter_context(Path(file).open("rb"))
        if jsonl or keep_recorded or is_json_lines(file):
            shown = files.enter_context(_progress(source, file))
            lines = decode_lines(shown, file)
            return tl.append_jsonl(lines, file=file, keep_recorded=keep_recorded, **options)
        return tl.append_yaml_text(
            decode_text(read_bytes(source, file), file), file=file, **options
        )


def _standard_input() -> BinaryIO:
    from . import CLOSED

    if 0 in CLOSED:
        raise click.ClickException(t("-: standard input is closed"))
    return sys.stdin.buffer


_LONG: Final = 1 << 22
"""How many bytes take long enough to read that one wants to see how far it is."""


@contextlib.contextmanager
def _progress(source: BinaryIO, file: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file; of a long one with a bar, where somebody looks at standard error."""
    size = os.fstat(source.fileno()).st_size if file != "-" else 0
    if size < _LONG or not sys.stderr.isatty():
        yield source
        return
    with click.progressbar(length=size, label=file, file=sys.stderr) as bar:
        yield _counted(source, bar.update)


def _counted(source: BinaryIO, update: Callable[[int], None]) -> Iterator[bytes]:
    waiting = 0
    for line in bounded(source):
        waiting += len(line)
        if waiting > 1 << 16:
            update(waiting)
            waiting = 0
        yield line
    update(waiting)


def _expected(text: str) -> str | int:
    if text in ("any", "empty"):
        return text
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    raise click.BadParameter(
        t("{text!r} is not any, empty or a position", text=shortened(text)), param_hint="--expected"
    )


def _said(file: str, done: Appended, database: str, dry_run: bool) -> str:
    did = t("would add") if dry_run else t("added")
    count = t("{added} event{more}", added=done.added, more="s" * (done.added != 1))
    already = t(", {already} already there", already=done.already) if done.already else ""
    return t(
        "{file}: {did} {count} to {database}{already}; position {position}",
        file=file,
        did=did,
        count=count,
        database=database,
        already=already,
        position=done.position,
    )
