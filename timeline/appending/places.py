"""Where the events of a batch were read: file, line and column by position in the log."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

from timeline.events import LineOrigin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events import Entry, Passage

__all__ = ["Places"]

_KEPT: Final = 10_000
"""Of how many events of a stream everything is kept; of more, one would keep all of it."""


class Places:
    """Where the events of a batch were read, by their positions in the log.

    Of the first events everything is kept; of a stream's others the file and the number of the
    line, for a whole file need not fit into memory.

    Args:
        before: the position of the log before the batch.
    """

    def __init__(self, before: int) -> None:
        self._before = before
        self._kept: list[Passage | None] = []
        self._lines = array("Q")
        self._files = array("L")
        self._names: dict[str, int] = {}

    def keep(self, entries: Iterable[Entry]) -> None:
        """Take in the next events, in the order in which the log took them."""
        for entry in entries:
            line = _line_of(entry.origin)
            if not self._lines and (len(self._kept) < _KEPT or line is None):
                self._kept.append(entry.origin)
            else:
                file, number = line or ("", 0)
                self._lines.append(number)
                self._files.append(self._names.setdefault(file, len(self._names)))

    def of(self, position: int) -> Passage | None:
        """Where the event at a position was read; None if it was not, or was there before."""
        index = position - self._before - 1
        if not 0 <= index < len(self._kept) + len(self._lines):
            return None
        if index < len(self._kept):
            return self._kept[index]
        index -= len(self._kept)
        if not self._lines[index]:
            return None
        return LineOrigin([*self._names][self._files[index]], self._lines[index], "")


def _line_of(origin: Passage | None) -> tuple[str, int] | None:
    """The file and the line of what is a whole line, 0 where nobody says; None for all others."""
    if origin is None:
        return "", 0
    if isinstance(origin, LineOrigin):
        return origin.file, origin.number
    line = getattr(origin, "line", None)  # a row of a register
    return (origin.file, line) if isinstance(line, int) else None  # type: ignore[attr-defined]
