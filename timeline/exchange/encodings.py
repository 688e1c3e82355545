"""Encodings of text files that registers come in: what a file's bytes say of its own."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["bad_line", "encoding_of", "likely_encoding"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK: Final = 1 << 14


def encoding_of(path: Path, given: str | None = None) -> str:
    """The encoding that a file's byte-order mark tells; or else the one given, or UTF-8."""
    with path.open("rb") as raw:
        start = raw.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    return given or "utf-8"


def bad_line(path: Path, encoding: str) -> tuple[int, bytes]:
    """The line of the first bytes that are not in an encoding, and some bytes from there on."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as raw:
        while chunk := raw.read(_CHUNK):
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as fault:
                good = fault.object[: fault.start].decode(encoding, "replace")
                return line + good.count("\n"), fault.object[fault.start :] + raw.read(_CHUNK)
            except UnicodeError:  # UTF-16 without its mark
                return line, chunk
    return line, b""


def likely_encoding(sample: bytes) -> str:
    """The encoding that some bytes, which are not UTF-8, are most likely in."""
    if sample.count(0) * 4 > len(sample):
        return "utf-16-le"
    # Of Chinese every character is two bytes, of which the first is always beyond ASCII, and the
    # second mostly; a letter with an accent is one, and stands alone.
    runs = re.findall(rb"[\x80-\xff]+", sample)
    return "gb18030" if sum(map(len, runs)) >= 2 * len(runs) else "cp1252"
