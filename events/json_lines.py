"""JSON Lines that can be read twice: as they are, by the compiled core, and as drafts."""

from __future__ import annotations

import pickle
import tempfile
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Final

from .jsonl import read_jsonl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .batch import Draft
    from .findings import Finding

__all__ = ["JsonLines"]

_PART: Final = 10_000
"""How many lines are held at once; those before them wait on the disk."""


class JsonLines:
    """Events as lines, each a draft or what is wrong with it.

    Whoever takes the lines in parts can still have all of them as drafts: a stream is read once,
    and what was taken of it is kept.

    Args:
        lines: the lines.
        file: what they are called in findings.
        keep_recorded: whether each says when it was recorded.
    """

    def __init__(self, lines: Iterable[str], file: str, *, keep_recorded: bool = False) -> None:
        self.keep_recorded = keep_recorded
        self._lines = iter(lines)
        self._file = file
        self._last: list[str] = []
        self._spool: IO[bytes] | None = None

    def __iter__(self) -> Iterator[Draft | Finding]:
        lines = chain(self._taken(), self._lines)
        return read_jsonl(lines, self._file, keep_recorded=self.keep_recorded)

    def parts(self) -> Iterator[list[str]]:
        """The lines that are left, so many at once as are held."""
        while part := list(islice(self._lines, _PART)):
            if self._last:
                self._spool = self._spool or tempfile.TemporaryFile()  # noqa: SIM115 - see `close`
                pickle.dump(self._last, self._spool)
            self._last = part
            yield part

    def close(self) -> None:
        """Forget what was taken."""
        self._last = []
        if self._spool is not None:
            self._spool.close()
            self._spool = None

    def _taken(self) -> Iterator[str]:
        if self._spool is not None:
            end = self._spool.tell()
            self._spool.seek(0)
            while self._spool.tell() < end:
                yield from pickle.load(self._spool)  # noqa: S301 - what we have just written
        last, self._last = self._last, []
        yield from last
        self.close()
