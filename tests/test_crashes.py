"""A few rounds of kill -9; `python -m tests.crashes` runs hundreds."""

from __future__ import annotations

from pathlib import Path

from .crashes import rounds


def test_what_a_killed_writer_was_told_is_there_and_whole(tmp_path: Path) -> None:
    assert rounds(tmp_path / "org.db", 4, seed=20_260_101) > 0
