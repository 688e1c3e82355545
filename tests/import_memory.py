"""Measure that a table of any size is read and recorded in the same memory.

`python -m tests.import_memory 20000 40000`; with the other tests it would take too long.
"""

from __future__ import annotations

import sys
import tempfile
import tracemalloc
from pathlib import Path

import timeline
from timeline.exchange.formats import ReadOptions, format_of
from timeline.exchange.recording import record

from .importing import write

__all__ = ["MAP", "peak_of", "table"]

MAP = """\
organization: "{org}"
post: "{org}/ceo"
seats: unknown
person: "{id}"
name: "{name}"
start: "{start}"
end: "{end}"
ends: first-day-out
record: "{id}"
"""


def table(folder: Path, rows: int) -> Path:
    """A table with a person a row, a few of them to a post."""
    lines = (
        f"o{n % 400},p{n},Person {n},{1900 + n // 400}-01-02,{1900 + n // 400}-12-{n % 28 + 1:02}\n"
        for n in range(rows)
    )
    return write(folder, f"{rows}.csv", "org,id,name,start,end\n" + "".join(lines))


def peak_of(folder: Path, rows: int) -> int:
    """The most bytes that a first import of so many rows holds, by Python's own count.

    What SQLite keeps of its files has a bound of its own (`_WRITER_KIB`).
    """
    path, table_map = table(folder, rows), write(folder, "map.yaml", MAP)
    counted: list[int] = []
    options = ReadOptions(arguments={"map": str(table_map)}, progress=counted.append)
    tl = timeline.open(folder / f"{rows}.db")
    tracemalloc.start()
    try:
        done = record(tl, lambda _: format_of("csv").read([path], options), "reg")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert done.appended is not None
    assert done.appended.added > 3 * rows
    assert counted == [*range(1, rows + 1)], "it tells how far it is"
    return peak


def main() -> None:
    """Compare two sizes, both beyond what is held at once; it takes minutes."""
    small, large = (int(size) for size in sys.argv[1:3] or (20_000, 40_000))
    with tempfile.TemporaryDirectory() as folder:
        peak_of(Path(folder), 50)  # loads what is loaded once
        peaks = [peak_of(Path(folder), rows) for rows in (small, large)]
    for rows, peak in zip((small, large), peaks, strict=True):
        print(f"{rows:>9,} rows: {peak / 1e6:.1f} MB at most")  # noqa: T201
    sys.exit(peaks[1] > peaks[0] * 1.1)


if __name__ == "__main__":
    main()
