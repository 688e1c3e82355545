"""Printing an answer: a view for a person; JSON, JSON Lines, CSV or TSV for a program."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.events import printable

from .options import chosen_format, line_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.histories import Histories
    from timeline.views.view import View

__all__ = ["Output", "echo", "write_json", "write_rows"]


def echo(histories: Histories, as_of: EdtfDate | None = None) -> dict[str, Any]:
    """The question's dates and the log's position, which every answer begins with."""
    knowledge = histories.knowledge
    return {
        "as_of": as_of.text if as_of is not None else None,
        "announced_by": knowledge.announced_by.text if knowledge.announced_by else None,
        "recorded_by": knowledge.recorded_by,
        "position": histories.position,
    }


class Output(NamedTuple):
    """How an answer is to be printed, as the options say."""

    format: str | None
    width: int | None
    color: str
    ascii: bool = False
    paged: bool = True

    @property
    def is_table(self) -> bool:
        """Tell whether a table is asked for, for a person to read."""
        return chosen_format(self.format) == "table"

    @property
    def is_rows(self) -> bool:
        """Tell whether flat rows are asked for (jsonl, csv, tsv)."""
        return chosen_format(self.format) not in ("table", "json")

    @property
    def ascii_only(self) -> bool:
        """Whether lines are drawn with ASCII characters."""
        return self.ascii or not (sys.stdout.encoding or "").lower().startswith("utf")

    def draw(self, view: View) -> None:
        """Print a view for a person to read."""
        from .terminal import color_depth, put

        put(view.strips(line_width(self.width)), color_depth(self.color), self.paged)

    def write(self, answer: Mapping[str, Any], rows: str, columns: Sequence[str]) -> None:
        """Print an answer for a program: whole as JSON, or the rows under one of its keys."""
        format_ = chosen_format(self.format)
        if format_ == "json":
            write_json(answer)
        else:
            write_rows(answer[rows], columns, format_)


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
