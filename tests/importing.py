"""Registers brought into a timeline, as `timeline import` brings them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import attrs

import timeline
from timeline.core import Timeline
from timeline.events import EdtfDate
from timeline.exchange.formats import ReadOptions, format_of
from timeline.exchange.plan import Plan
from timeline.exchange.recording import Recorded, record

from .conftest import ROOT

__all__ = ["DATA", "Imported", "bring", "write"]

DATA: Final = ROOT / "tests" / "data"


@attrs.frozen
class Imported:
    """What came of bringing a register in.

    Attributes:
        tl: the timeline.
        done: what was recorded.
        notes: each as `kind: record: message`.
    """

    tl: Timeline
    done: Recorded
    notes: list[str]


def bring(
    format_name: str,
    *files: Path,
    tl: Timeline | None = None,
    register: str = "reg",
    ends: Any = None,
    snapshot: str | None = None,
    source: str | None = None,
    recorded: str | None = None,
    much_may_go: bool = False,
    **arguments: str,
) -> Imported:
    """Bring a register into a timeline, or into a new one in memory."""
    tl = timeline.memory() if tl is None else tl
    day = EdtfDate.parse(snapshot) if snapshot else None
    options = ReadOptions(ends, day, source, arguments)
    notes: list[str] = []

    def show(plan: Plan) -> None:
        notes.extend(f"{note.kind}: {note.record}: {note.message}" for note in plan.notes)

    done = record(
        tl,
        lambda _: format_of(format_name).read(files, options),
        register,
        recorded=recorded,
        much_may_go=much_may_go,
        show=show,
    )
    return Imported(tl, done, notes)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
