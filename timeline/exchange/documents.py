"""JSON documents of registers, and where their parts stand."""

from __future__ import annotations

import json
from json.decoder import JSONDecodeError
from typing import TYPE_CHECKING, Any

import attrs

from timeline.events import BadInput, Finding, Place, decode_text, t

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["JsonPassage", "read_json", "refuse"]


@attrs.frozen
class JsonPassage:
    """A part of a JSON document: its file, and the way to it.

    Attributes:
        file: the file's name.
        path: like `memberships[3]`.
    """

    file: str
    path: str

    def place(self, field: str = "") -> Place:
        """Where it stands: JSON documents of registers are told by the way, not by the line."""
        return Place(f"{self.file}#{self.path}{'.' if field else ''}{field}", 1, 1)


def read_json(path: Path) -> Any:
    """The JSON document of a file.

    Raises:
        BadInput: it is none, or not in UTF-8; says where.
        OSError: it cannot be read.
    """
    text = decode_text(path.read_bytes(), path)
    try:
        return json.loads(text)
    except JSONDecodeError as fault:
        excerpt = text.split("\n")[fault.lineno - 1]
        place = Place.within(str(path), fault.lineno, fault.colno, excerpt)
        raise BadInput(
            [Finding("not-json", t("not JSON: {msg}", msg=t(fault.msg)), place)]
        ) from None
    except (ValueError, RecursionError) as fault:  # a number too long, or nested too deep
        raise refuse(path, t("not JSON that can be read: {fault}", fault=fault)) from None


def refuse(path: Path, message: str, hint: str | None = None) -> BadInput:
    """What to raise where a file is not what it should be."""
    return BadInput([Finding("wrong-format", message, Place(str(path), 1, 1), hint)])
