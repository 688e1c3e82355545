"""A log is let go as soon as nobody holds its timeline, without a search for garbage."""

from __future__ import annotations

import gc
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import timeline
from timeline.events import SqliteLog
from timeline.projections.fold.log_histories import LogHistories
from timeline.verification import faults_of

Use: TypeAlias = Callable[[timeline.Timeline], Any]

FACTS = """\
people: {ann: Ann, bob: {name: Bob, died: 2022}}
organizations: {acme: Acme}
posts: {acme/ceo: CEO}
events:
- {on: 2020-01-01, appointed: ann, post: acme/ceo}
- {on: 2021, appointed: bob, post: acme/ceo}
"""
MORE = """\
people: {cy: Cy}
events:
- {on: 2023, appointed: cy, post: acme/ceo}
"""

USES: dict[str, Use] = {
    "append": lambda tl: tl.append_yaml_text(MORE),
    "rebuild": lambda tl: tl.rebuild(),
    "verify": lambda tl: deque(faults_of(tl)),
    "as of": lambda tl: tl.as_of("2021-06-01").holders(),
    "as announced": lambda tl: tl.as_of("2021-06-01", announced_by="2020-06-01").holders(),
    "succession": lambda tl: [*tl.succession("acme/ceo")],
    "career": lambda tl: [*tl.career("bob")],
    "vacancies": lambda tl: [*tl.vacancies("2024-01-01")],
    "diff": lambda tl: tl.diff("2020-06-01", "2022-06-01"),
    "why": lambda tl: tl.why("acme/ceo", "2021-06-01"),
    "check": lambda tl: [*tl.check("2024-01-01")],
    "stats": lambda tl: tl.stats("2024-01-01").figures,
    "fold": lambda tl: [*LogHistories(tl.log).histories()],
}


@pytest.fixture
def no_garbage_sought() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_garbage_sought")
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_log_is_let_go_with_its_timeline(tmp_path: Path, use: Use) -> None:
    tl = timeline.open(tmp_path / "log.db")
    tl.append_yaml_text(FACTS)
    use(tl)
    assert isinstance(tl.log, SqliteLog)
    log = weakref.ref(tl.log)
    del tl
    assert log() is None
