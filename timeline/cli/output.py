"""Answers as text for programs: JSON, JSON Lines, CSV and TSV."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from timeline.events import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["write_json", "write_rows"]


def write_json(answer: Mapping[str, Any]) -> None:
    """One object, indented."""
    _put(_json(answer, indent=2) + "\n")


def write_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], format_: str) -> None:
    """Flat rows, as JSON Lines, CSV or TSV."""
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
        writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
        _put(text.getvalue())
        return
    _put("\t".join(columns) + "\n")
    for row in rows:
        _put("\t".join(_tsv(_cell(row.get(name))) for name in columns) + "\n")


def _put(text: str) -> None:
    """Write data as it is into a pipe or a file, and harmless on a terminal."""
    if sys.stdout.isatty():
        lines = text.split("\n")
        text = "\n".join("\t".join(map(printable, line.split("\t"))) for line in lines)
    sys.stdout.write(text)


def _json(value: Any, indent: int | None = None) -> str:
    encodes = (sys.stdout.encoding or "").lower().startswith("utf")
    return json.dumps(value, ensure_ascii=not encodes, indent=indent)


def _cell(value: Any) -> str:
    """Write a value into one cell: None as nothing, a list as its items with spaces between."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return str(value)


def _tsv(text: str) -> str:
    """A cell of TSV: what would end it is written as an escape, as PostgreSQL's COPY does."""
    if not any(char in text for char in "\\\t\n\r"):
        return text
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t")
    return escaped.replace("\n", "\\n").replace("\r", "\\r")
