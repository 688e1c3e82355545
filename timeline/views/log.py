"""The view of `log`: one event a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult

from .cells import fit, join

__all__ = ["LogView"]


class LogView:
    """A rich renderable of events given as rows: position, day, id, kind, date, and words."""

    def __init__(
        self, rows: Sequence[Mapping[str, Any]], recorded_by: str | None, title: str
    ) -> None:
        self._rows = rows
        self._bound = f"recorded by {recorded_by}" if recorded_by else "all that is recorded"
        self._title = title

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """One line per event, cut at the console's width."""
        width = options.max_width
        yield join([(fit(f"{self._title} · {self._bound}", width).rstrip(), "bold")])
        digits = len(str(self._rows[-1]["position"])) if self._rows else 1
        for row in self._rows:
            head = f"{row['position']:>{digits}}  {row['recorded'][:10]}  {row['id'][:8]}"
            cells = [head, fit(row["kind"], 12), fit(row["effective"] or "", 12), row["says"]]
            yield join([(fit("  ".join(cells), width).rstrip(), "")])
