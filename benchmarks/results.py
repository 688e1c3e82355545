"""What came of the rows: kept as JSON from run to run, and written out as a table."""

from __future__ import annotations

import json
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeAlias

from .measure import Measured
from .rows import ROWS, Benchmark

__all__ = ["judge", "line", "load", "store", "table", "versions"]

Result: TypeAlias = dict[str, Any]

_HEAD: Final = (
    "| row | what | against | events | ours | theirs | ratio | bar | |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


def judge(row: Benchmark, measured: Measured, events: int, peer_events: int, rounds: int) -> Result:
    """The figures of a row, and whether it reaches its bar."""
    ours, theirs = measured.ours, measured.theirs
    if row.measure == "memory":
        ratio = ours.peak / theirs.peak
    elif row.measure == "rate":
        ratio = theirs.seconds / ours.seconds
    elif row.measure == "each":
        ratio = (ours.seconds / events) / (theirs.seconds / peer_events)
    else:
        ratio = ours.seconds / theirs.seconds
    reached = None
    if row.bar is not None:
        reached = ratio >= row.bar if row.measure == "rate" else ratio <= row.bar
    return {
        "events": events,
        "peer_events": peer_events,
        "rounds": rounds,
        "ours": _figure(row, ours.seconds, ours.peak, events),
        "theirs": _figure(row, theirs.seconds, theirs.peak, peer_events),
        "ratio": ratio,
        "reached": reached,
        "peaks": [ours.peak, theirs.peak],
    }


def _figure(row: Benchmark, seconds: float, peak: int, events: int) -> str:
    if row.measure == "memory":
        return f"{peak / 1e6:,.0f} MB"
    if row.measure == "rate":
        return f"{min(events, _counted(row, events)) / seconds:,.0f} events/s"
    if row.measure == "each":
        return f"{seconds / events * 1e6:,.1f} µs"
    if seconds < 0.001:
        return f"{seconds * 1e6:,.1f} µs"
    return f"{seconds * 1e3:,.0f} ms" if seconds < 10 else f"{seconds:,.1f} s"


def _counted(row: Benchmark, events: int) -> int:
    """How many events a row's job is about; one at a time, it is not all."""
    return 2000 if row.name == "append-one" else events


def line(row: Benchmark, result: Result) -> str:
    """A row in one line, for the terminal."""
    bar = "" if row.bar is None else f"{'≥' if row.measure == 'rate' else '≤'} {row.bar:g}"
    passed = {None: "", True: "reached", False: "MISSED"}[result["reached"]]
    figures = f"{result['ours']} : {result['theirs']}"
    return f"{row.name:18} {figures:38} {result['ratio']:8.2f}  {bar:7} {passed}"


def load(path: Path) -> dict[str, Result]:
    """The results by row; none yet is an empty answer."""
    found: dict[str, Result] = json.loads(path.read_text()) if path.exists() else {}
    return found


def store(path: Path, name: str, result: Result) -> None:
    """Keep the result of one row."""
    path.write_text(json.dumps({**load(path), name: result}, indent=1))


def table(results: dict[str, Result]) -> str:
    """The results as Markdown, in the order of the rows."""
    lines = [_HEAD]
    for row in ROWS:
        if (result := results.get(row.name)) is None:
            continue
        bar = "" if row.bar is None else f"{'≥' if row.measure == 'rate' else '≤'} {row.bar:g}"
        passed = {None: "", True: "yes", False: "**no**"}[result["reached"]]
        events = f"{result['events']:,}" if result["events"] else ""
        against = f"{row.against} ({row.lacks})" if row.lacks else row.against
        cells = [row.name, row.what, against, events, result["ours"], result["theirs"]]
        lines.append("| " + " | ".join([*cells, f"{result['ratio']:.2f}", bar, passed]) + " |\n")
    return "".join(lines)


def versions() -> str:
    """What was measured on: the language and the peers, and no machine."""
    names = ("attrs", "click", "eventsourcing", "PyYAML", "rich", "sqlite-utils")
    found = [f"{platform.python_implementation()} {platform.python_version()}"]
    found.append(f"SQLite {sqlite3.sqlite_version}")
    found += [f"{name} {version(name)}" for name in names]
    told = subprocess.run(["hledger", "--version"], capture_output=True, text=True, check=False)  # noqa: S607
    found.append(told.stdout.split(",")[0].strip())
    return ", ".join(found)
