"""A question of one post, or of a few, reads no more of a large log than of a small one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import timeline
from benchmarks import forms
from benchmarks.generate import generate
from timeline.cli.naming import posts_of_all
from timeline.projections.plain import state_answer
from timeline.projections.state import State

DAY = "2015-07-01"


def database(path: Path, events: int) -> timeline.Timeline:
    lines = path.with_suffix(".jsonl")
    with lines.open("w", encoding="utf-8") as out:
        forms.write_jsonl(generate(events), out)
    tl = timeline.open(path)
    tl.append_file(lines)
    return tl


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> tuple[timeline.Timeline, timeline.Timeline]:
    """A log, and one of ten times its events that begins with the same ones."""
    folder = tmp_path_factory.mktemp("logs")
    return database(folder / "small.db", 400), database(folder / "large.db", 4_000)


def steps(tl: timeline.Timeline, ask: Callable[[timeline.Timeline], object]) -> int:
    """How many instructions of its machine SQLite takes for a question; a row is some thirty."""
    connection: Any = tl.log.connection()
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    connection.set_progress_handler(count, 1)
    try:
        ask(tl)
    finally:
        connection.set_progress_handler(None, 1)
    return taken


def shown(posts: list[str]) -> Callable[[timeline.Timeline], object]:
    """What `timeline show POST… --format json` asks."""

    def ask(tl: timeline.Timeline) -> object:
        state = State(timeline.EdtfDate.parse(DAY), tl.histories())
        named = posts_of_all(tl.histories(), posts)
        return state_answer(state, tuple(map(state.post, named)))

    return ask


@pytest.mark.parametrize("count", [1, 10])
def test_posts_by_name_read_as_much_of_a_log_ten_times_as_long(
    logs: tuple[timeline.Timeline, timeline.Timeline], count: int
) -> None:
    small, large = logs
    posts = [post for post in small.histories().posts() if post in {*large.histories().posts()}]
    few, many = (steps(tl, shown(posts[:count])) for tl in (small, large))
    assert few > 0
    assert many <= 1.5 * few + 50
    everything = steps(large, lambda tl: tl.as_of(DAY).posts)
    assert many < everything / 5
