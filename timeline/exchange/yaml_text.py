"""The text of a YAML document of ours: a line an entry, all scalars as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["document"]

_PLAIN: Final = re.compile(r"[^\W_][\w./+~()%·’-]*(?: [\w./+~()%·’-]+)*")
"""Texts that need no quotation marks, in a line of their own or between commas."""

_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def document(parts: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a document.

    Args:
        parts: `people`, `organizations`, `posts` and `sources` as mappings, and `events` as a list;
            empty ones are left out.
    """
    for name, items in parts.items():
        if not items:
            continue
        yield f"{name}:"
        if isinstance(items, list):
            for item in items:
                yield from _entry(item)
        else:
            for key, value in items.items():
                yield f"  {_scalar(key)}: {_flow(value)}"
    if not any(parts.values()):
        yield "events: []"


def _entry(item: Mapping[str, Any]) -> Iterator[str]:
    """An entry of a list: in one line if it is short, else a line a key."""
    line = f"  - {_flow(item)}"
    if len(line) <= _WIDEST:
        yield line
        return
    lead = "  - "
    for key, value in item.items():
        yield f"{lead}{key}: {_flow(value)}"
        lead = "    "


_WIDEST: Final = 100


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(str(value))


def _scalar(text: str) -> str:
    """A text as a scalar that is read back as that very text, and as a text by every reader."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and not _is_number(text):
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def _is_number(text: str) -> bool:
    """Whether a reader of numbers would take the text for one; a year in EDTF is left as it is."""
    return bool(re.fullmatch(r"[\d.][\d.eE_+-]*", text)) and not re.fullmatch(r"[1-9]\d{3}", text)


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable() and char != "\ufeff":
        return char
    code = ord(char)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
