"""The view of `log`: one event a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cells import fit
from .view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .cells import Line

__all__ = ["LogView"]

_CELLS = ("kind", "effective")


class LogView(View):
    """A rich renderable of events given as rows: position, day, id, kind, date, and words."""

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        recorded_by: str | None,
        title: str,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._rows = rows
        self._bound = f"recorded by {recorded_by}" if recorded_by else "all that is recorded"
        self._title = title

    def strips(self, width: int) -> Iterator[Line]:
        """One line per event, cut at the width."""
        yield self.line(f"{self._title} {self.glyphs.dot} {self._bound}", width, "bold")
        digits = len(str(self._rows[-1]["position"])) if self._rows else 1
        for row in self._rows:
            head = f"{row['position']:>{digits}}  {row['recorded'][:10]}  {row['id'][:8]}"
            cells = [fit(row[name] or "", 12, self.glyphs.ellipsis) for name in _CELLS]
            yield self.runs([(f"{head}  ", "dim"), ("  ".join([*cells, row["says"]]), "")], width)
