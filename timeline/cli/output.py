"""Answers as text for programs: JSON, JSON Lines, CSV and TSV."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from timeline.events import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TextIO

    from timeline.events import Finding

__all__ = [
    "help_width",
    "silence",
    "tell",
    "tell_findings",
    "terminal_columns",
    "write_json",
    "write_rows",
    "write_tsv",
]


def tell(text: str, *, err: bool = False) -> None:
    """Print lines for people: harmless on a terminal, and no matter whether anybody reads them.

    What was done is done, so a stream that is closed or full ends nothing; it is left alone then.
    """
    from timeline.events import printable  # `--help` needs none of it

    lines = "\n".join(map(printable, text.split("\n")))
    stream = sys.stderr if err else sys.stdout
    try:
        print(lines, file=stream, flush=True)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        print(lines.encode(encoding, "backslashreplace").decode(encoding), file=stream, flush=True)
    except (OSError, ValueError):
        silence(stream)


def tell_findings(findings: Iterable[Finding], *, every: bool = False, err: bool = True) -> None:
    """Print what was found, the first 20 of each kind, or everything."""
    from timeline.events import told

    for text in told(findings, None if every else 20, t("; --all tells them")):
        tell(text, err=err)


def silence(stream: TextIO) -> None:
    """Let a stream go to nowhere; what it still holds would fail again when Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def terminal_columns() -> int:
    """How many cells a line of the terminal has, or 80 where there is none.

    `shutil` tells it too, and loads what reads archives.
    """
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def help_width() -> int:
    """How many cells a line of help has: as COLUMNS says, or the terminal, and 98 at most."""
    columns = os.environ.get("COLUMNS", "")
    is_told = columns.isascii() and columns.isdecimal() and len(columns) < 6 and int(columns) > 0
    return max(50, min(int(columns) if is_told else terminal_columns(), 100) - 2)


def write_json(answer: Mapping[str, Any]) -> None:
    """One object, indented."""
    _put(_json(answer, indent=2) + "\n")


def write_rows(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], format_: str, *, raw: bool = False
) -> None:
    """Flat rows, as JSON Lines, CSV or TSV.

    A cell of CSV or TSV whose text a spreadsheet would take for a formula begins with an
    apostrophe, unless it is to be `raw`.
    """
    if format_ == "jsonl":
        for row in rows:
            _put(_json(row) + "\n")
        return
    if format_ == "csv":
        import csv
        import io

        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(row.get(name), raw) for name in columns] for row in rows)
        _put(text.getvalue())
        return
    _put("\t".join(columns) + "\n")
    for row in rows:
        write_tsv(row, columns, raw=raw)


def write_tsv(row: Mapping[str, Any], columns: Sequence[str], *, raw: bool = False) -> None:
    """One row of TSV."""
    _put("\t".join(_tsv(_cell(row.get(name), raw)) for name in columns) + "\n")


def _put(text: str) -> None:
    """Write data as it is into a pipe or a file, and harmless on a terminal."""
    if sys.stdout.isatty():
        from timeline.events import printable

        lines = text.split("\n")
        text = "\n".join("\t".join(map(printable, line.split("\t"))) for line in lines)
    sys.stdout.write(text)


def _json(value: Any, indent: int | None = None) -> str:
    import json  # `--help` and tables need none of it

    encodes = (sys.stdout.encoding or "").lower().startswith("utf")
    return json.dumps(value, ensure_ascii=not encodes, indent=indent)


def _cell(value: Any, raw: bool) -> str:
    """Write a value into one cell: None as nothing, a list as its items with spaces between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()  # as JSON says it
    if isinstance(value, (int, float)):
        return str(value)
    text = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    if raw:
        return text
    from timeline.exchange.cells import harmless  # `--help` needs none of it

    return harmless(text)


def _tsv(text: str) -> str:
    """A cell of TSV: what would end it is written as an escape, as PostgreSQL's COPY does."""
    if not any(char in text for char in "\\\t\n\r"):
        return text
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t")
    return escaped.replace("\n", "\\n").replace("\r", "\\r")
