"""Printing an answer: one object that echoes its question, flat rows in a list, or a view."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from .options import chosen_format, line_width
from .output import write_json, write_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.histories import Histories
    from timeline.views.view import View

__all__ = ["Output", "echo"]


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
    raw: bool = False

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
            write_rows(answer[rows], columns, format_, raw=self.raw)
