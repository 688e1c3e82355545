"""The compiled core under the sanitizers: lines and batches changed at random, for some time.

`python -m tests.fuzz_core --seconds 300` builds the core with AddressSanitizer and
UndefinedBehaviorSanitizer, into a folder of its own, and gives it what is in `tests/data/core/` and
in the benchmark's events, changed a little. Whatever the core takes, Python must take just so. The
first batch that is wrong is written into that folder, to be kept as a case.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import Any

from .conftest import ROOT

__all__ = ["CASES", "batch_of", "seeds"]

CASES = Path(__file__).parent / "data" / "core"
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-O1", "-g"]
SIGNS = ['"', "\\", "{", "}", "[", "]", ",", ":", "null", "\\ud83d", "\\u0000", "\\u0041", "1e3"]
SIGNS += [
    "é",
    "\u3000",
    "\x7f",
    "\x00",
    "\U0010ffff",
    "\ufeff",
    "99999999999999999999",
    "-1",
    "[[[[",
]


def seeds() -> list[list[str]]:
    """Batches to begin with: those that are kept, and some of the benchmark's."""
    from benchmarks.generate import generate

    kept = [path.read_text(encoding="utf-8").split("\n") for path in sorted(CASES.glob("*.jsonl"))]
    made = [json.dumps(body, ensure_ascii=False) for _, body in generate(400, seed=7)]
    return [*kept, made[:40], made[:200], made]


def batch_of(chance: random.Random, batches: list[list[str]]) -> list[str]:
    """A batch that is changed in some places."""
    lines = [*chance.choice(batches)]
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        place = chance.randrange(len(lines))
        change = chance.random()
        if change < 0.15:
            lines.insert(place, chance.choice(lines))
        elif change < 0.25 and len(lines) > 1:
            del lines[place]
        elif change < 0.4:
            other = chance.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        else:
            lines[place] = _changed(chance, lines[place], chance.choice(lines))
    return lines


def _changed(chance: random.Random, line: str, other: str) -> str:
    start = chance.randint(0, len(line))
    end = min(len(line), start + chance.choice([0, 0, 1, 2, 8, 40]))
    from_other = chance.randint(0, len(other))
    put = chance.choice([*SIGNS, "", other[from_other : from_other + chance.randint(0, 30)]])
    return line[:start] + put + line[end:]


def _fuzz(seconds: float, seed: int) -> None:
    """Give the core one batch after the other, and hold it to Python."""
    from .test_core import agrees, agrees_in_tables, events_of, rows_of_core

    chance, batches = random.Random(seed), seeds()  # noqa: S311 - nothing is secret here
    end, count, taken = time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        lines = batch_of(chance, batches)
        try:
            took = agrees(lines, chance.choice([3, 50, 10_000]))
            if took:
                agrees_in_tables(events_of(lines))
                _fold_damaged(chance, rows_of_core(lines, 10_000) or [])
        except AssertionError:
            case = CASES / f"differs-{seed}-{count}.jsonl"
            case.write_text("\n".join(lines), encoding="utf-8")
            raise
        count, taken = count + 1, taken + took
    sys.stdout.write(f"{count} batches, of which the core took {taken}\n")


def _fold_damaged(chance: random.Random, rows: list[dict[str, Any]]) -> None:
    """Fold rows of a file that somebody has damaged: whatever comes of it, the process lives on."""
    from timeline.events import compiled_core, parse_date, table_of_kinds

    core = compiled_core()
    found: list[Any] = []
    for row in sorted(rows, key=lambda row: (row["subject"], row["position"])):
        cells: list[Any] = [row[name] for name in ("subject", "position", "id")]
        cells += ["2026-01-31T12:00:00.000000Z", row["body"]]
        if chance.random() < 0.05:
            place = chance.randrange(5)
            cells[place] = chance.choice([None, -1, 1 << 80, b"", "", 1.5, "post:", cells[place]])
        if chance.random() < 0.05 and isinstance(cells[4], str):
            cells[4] = _changed(chance, cells[4], str(cells[0]))
        found.append(tuple(cells))
    stored = core.Stored(table_of_kinds(), parse_date, ["p1"])
    for method, part in ((stored.know, found[: len(found) // 3]), (stored.fold, found)):
        try:
            method(part)
        except core.NotPlain:
            continue


def _build(folder: Path) -> Path:
    """Build the core with the sanitizers."""
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    built = folder / f"_core{suffix}"
    include = [f"-I{sysconfig.get_path(name)}" for name in ("include", "platinclude")]
    command = ["g++", "-std=c++20", "-shared", "-fPIC", *SANITIZERS, "-D_GLIBCXX_ASSERTIONS"]
    subprocess.run(
        [*command, *include, str(ROOT / "core" / "whole.cpp"), "-o", str(built)], check=True
    )
    return built


def _library(name: str) -> str:
    done = subprocess.run(
        ["g++", f"-print-file-name={name}"], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def main() -> None:
    """Build, and fuzz in a process that the sanitizers watch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    asked: Any = parser.parse_args()
    if asked.inside is not None:
        import timeline

        timeline.__path__.insert(0, asked.inside)  # before a core that is built without them
        _fuzz(asked.seconds, asked.seed)
        return
    with tempfile.TemporaryDirectory() as folder:
        _build(Path(folder))
        environment = {
            **os.environ,
            "LD_PRELOAD": f"{_library('libasan.so')} {_library('libstdc++.so')}",
            # Python keeps what it has interned, which is no leak.
            "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=1:handle_abort=1",
            "PYTHONMALLOC": "malloc",  # so that each block is watched
        }
        inside = [sys.executable, "-m", "tests.fuzz_core", "--inside", folder]
        more = ["--seconds", str(asked.seconds), "--seed", str(asked.seed)]
        raise SystemExit(subprocess.run([*inside, *more], env=environment, check=False).returncode)


if __name__ == "__main__":
    main()
