"""Look for faults with examples that are new each time: `python -m tests.campaign --minutes 30`.

The tests that everybody runs take the same examples every time. This takes other ones, round after
round, until the time is up or a property fails. What it finds is mended, and kept as an
`@example` of the property that found it.
"""

from __future__ import annotations

import argparse
import secrets
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

__all__ = ["main", "properties", "rounds"]

TESTS: Final = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run rounds until the time is up; 1 if a property fails, and how to see that again."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="how long (30)")
    parser.add_argument("--seed", type=int, help="one round, of this seed")
    parser.add_argument("tests", nargs="*", help="files; by default all that have properties")
    asked = parser.parse_args(arguments)
    files = asked.tests or [str(path) for path in properties(TESTS.glob("test_*.py"))]
    seeds = [asked.seed] if asked.seed is not None else rounds(asked.minutes * 60)
    for seed in seeds:
        print(f"seed {seed}", flush=True)  # noqa: T201 - it is a command
        done = subprocess.run(pytest_of(seed, files), check=False)
        if done.returncode:
            again = ["python -m tests.campaign --seed", str(seed), *asked.tests]
            print("again:", " ".join(again))  # noqa: T201
            return 1
    return 0


def properties(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the test modules that hold properties, sorted."""
    for path in sorted(paths):
        if "from hypothesis import" in path.read_text(encoding="utf-8"):
            yield path


def rounds(seconds: float) -> Iterator[int]:
    """Yield a fresh seed at once, and then again until the time is up."""
    until = time.monotonic() + seconds
    yield secrets.randbelow(1 << 32)
    while time.monotonic() < until:
        yield secrets.randbelow(1 << 32)


def pytest_of(seed: int, files: Sequence[str]) -> list[str]:
    """The command of one round: the properties among the tests of some files."""
    return [
        *(sys.executable, "-m", "pytest", "-q", "-x", "-m", "hypothesis", "-p", "no:cacheprovider"),
        *("--hypothesis-profile", "campaign", "--hypothesis-seed", str(seed)),
        *files,
    ]


if __name__ == "__main__":
    sys.exit(main())
