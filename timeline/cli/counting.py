"""How far a long work is, in one line that is written again and again, on a terminal only."""

from __future__ import annotations

import sys
import time
from typing import Final

__all__ = ["Counter"]

_PAUSE: Final = 0.2
"""Seconds between two lines: what is faster nobody reads."""


class Counter:
    """Counts something on standard error while it goes on, if somebody looks at it.

    Args:
        what: what is counted, in the plural.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = time.monotonic() + _PAUSE
        self._shown = 0

    def show(self, count: int) -> None:
        """Tell the count, if some time has gone by since it was told last."""
        if count % 64 == 0 and time.monotonic() >= self._next and sys.stderr.isatty():
            line = f"{count:,} {self._what}"
            sys.stderr.write(f"\r{line}")
            sys.stderr.flush()
            self._shown = max(self._shown, len(line))
            self._next = time.monotonic() + _PAUSE

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0

    def __enter__(self) -> Counter:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()
