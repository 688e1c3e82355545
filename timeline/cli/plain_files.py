"""Files that are asked without a database: read into memory, and gone when the answer is given."""

from __future__ import annotations

import sys
from itertools import chain
from typing import TYPE_CHECKING, Final

import click

from timeline.events import BadInput, later, t

from .output import tell, tell_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from timeline.appending.append import Reading
    from timeline.core import Timeline

__all__ = ["file_arguments", "timeline_of_files"]

_YAML: Final = (".yaml", ".yml")
_LINES: Final = (".jsonl", ".ndjson", ".json")
_STANDARD_INPUT: Final = "-"
_PLACES: Final = ("./", "../", "/", "~/")
"""How a path begins, in the slashes of every system."""


def file_arguments(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Which of some arguments are files or folders, and which are names.

    It is told by the text alone, so that no file that happens to lie here takes the place of a
    post or an organization: a file ends in `.yaml`, `.yml`, `.jsonl`, `.ndjson` or `.json`, or is
    written as a path (`./history`, `/srv/acme/`, `.`); `-` is standard input.

    Raises:
        ClickException: there is no such file.
    """
    files = [text for text in arguments if _is_file(text)]
    from pathlib import Path

    for file in files:
        if file != _STANDARD_INPUT and not Path(file).expanduser().exists():
            raise click.ClickException(
                t("there is no file {file}, and no name is written so", file=file)
            )
    return files, [text for text in arguments if not _is_file(text)]


def _is_file(text: str) -> bool:
    path = text.replace("\\", "/") if sys.platform == "win32" else text
    return (
        path in (_STANDARD_INPUT, ".", "..", "~")
        or path.lower().endswith((*_YAML, *_LINES, "/"))
        or path.startswith(_PLACES)
    )


def timeline_of_files(files: Sequence[str], *, keep_recorded: bool = False) -> Timeline:
    """A timeline in memory of what files say; leaves the command where one of them is wrong.

    YAML files belong together, in whatever order; they may name whom lines of JSON introduce.

    Args:
        files: files, and folders of YAML; `-` is standard input.
        keep_recorded: whether the moments that lines of JSON give are those of the log.
    """
    from timeline.appending.append import Options, append
    from timeline.core import Timeline
    from timeline.events import MemoryLog
    from timeline.histories import histories_of

    tl = Timeline(MemoryLog(", ".join(files)))
    try:
        for reading in _readings(tl, files, keep_recorded):
            done = append(tl.log, reading, Options("any", False, False), histories_of)
            tell_findings(done.findings)
    except BadInput as refused:
        tell_findings(refused.findings)
        plural = "s" * (refused.errors != 1)
        tell(t("{n} error{plural}; nothing is shown", n=refused.errors, plural=plural), err=True)
        sys.exit(1)
    return tl


def _readings(tl: Timeline, files: Sequence[str], keep_recorded: bool) -> Iterator[Reading]:
    """Yield what the lines of JSON say, a file at a time, and then what all YAML says."""
    from pathlib import Path

    from timeline.appending.append import Reading
    from timeline.events import decode_lines, read_jsonl
    from timeline.exchange.yaml_files import files_of

    texts: list[tuple[str, bytes]] = []
    for file in files:
        if file == _STANDARD_INPUT:
            texts.append((file, _standard_input()))
        elif file.lower().endswith(_LINES):
            with Path(file).expanduser().open("rb") as lines:
                drafts = read_jsonl(decode_lines(lines, file), file, keep_recorded=keep_recorded)
                yield Reading(drafts)
        else:
            texts += [(str(path), _bytes(path)) for path in files_of([Path(file).expanduser()])]
    for file, raw in texts:
        if _is_lines(file, raw):
            lines_of_it = decode_lines(raw.splitlines(keepends=True), file)
            yield Reading(read_jsonl(lines_of_it, file, keep_recorded=keep_recorded))
    if yaml := [(file, raw) for file, raw in texts if not _is_lines(file, raw)]:
        if keep_recorded:
            raise click.UsageError(t(_NOT_RECORDED, file=yaml[0][0]))
        yield _yaml(tl, yaml)


_NOT_RECORDED: Final = later(
    "{file} does not say when it was recorded, so --recorded-by has nothing to go by; append it to"
    " a database, or give JSON Lines with `recorded`"
)


def _yaml(tl: Timeline, texts: Sequence[tuple[str, bytes]]) -> Reading:
    from timeline.appending.append import Reading
    from timeline.events import decode_text, read_files

    decoded = [(file, decode_text(raw, file)) for file, raw in texts]
    documents = read_files(decoded, tl.histories())
    unsure = [document.unsure for document in documents]
    return Reading(
        [*chain.from_iterable(document.drafts for document in documents)],
        [finding for document in documents for finding in document.findings],
        [assertion for document in documents for assertion in document.assertions],
        None if None in unsure else frozenset().union(*filter(None, unsure)),
    )


def _is_lines(file: str, raw: bytes) -> bool:
    """Whether standard input is JSON Lines: each is an object, and YAML begins otherwise."""
    return file == _STANDARD_INPUT and raw.lstrip().startswith(b"{")


def _bytes(path: Path) -> bytes:
    from timeline.events import read_bytes

    with path.open("rb") as source:
        return read_bytes(source, str(path))


def _standard_input() -> bytes:
    from . import CLOSED

    if 0 in CLOSED:
        raise click.ClickException(t("-: standard input is closed"))
    return sys.stdin.buffer.read()
