"""The compiled core says what Python says, byte for byte, or leaves it to Python."""

from __future__ import annotations

import hashlib
import json
import os
import random
import tempfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
from benchmarks.generate import generate
from timeline.events import (
    KINDS,
    Draft,
    Event,
    Intake,
    MemoryLog,
    compiled_core,
    event_to_dict,
    parse_date,
    read_jsonl,
    table_of_kinds,
)
from timeline.projections.fold.log_histories import LogHistories
from timeline.tables.rows import add_rows, no_rows
from timeline.tables.schema import VERSION
from timeline.verification import faults_of

from .fuzz_core import CASES, batch_of, seeds
from .strategies import Batches, logs

core: Any = compiled_core()
pytestmark = pytest.mark.skipif(core is None, reason="the core is not built")

MOMENT = "2026-01-31T12:00:00.000000Z"
ROW = ("position", "id", "kind", "version", "subject", "key", "body")
LINES = [json.dumps(body, ensure_ascii=False) for _, body in generate(2_000, seed=5)]


def rows_of_core(items: Sequence[str | Event], part: int) -> list[dict[str, Any]] | None:
    """The rows that the core makes of a batch; None where it leaves it to Python."""
    loading = core.Loading(table_of_kinds(), parse_date, part)
    loading.begin(MOMENT, os.urandom)
    try:
        rows = [*loading.take(list(items)), *loading.finish()]
    except core.NotPlain:
        return None
    assert loading.count == len(rows)
    before = bytes(32)
    for position, _, _, _, _, _, recorded, body, salt, digest, linked in rows:
        assert digest == hashlib.sha256(salt + body.encode()).digest()
        number = position.to_bytes(8, "big")
        before = hashlib.sha256(before + number + recorded.encode() + digest).digest()
        assert (recorded, linked) == (MOMENT, before)
    return [dict(zip(ROW, (*row[:6], row[7]), strict=True)) for row in rows]


def rows_of_python(items: Sequence[str | Event], part: int) -> list[dict[str, Any]] | None:
    """The rows that Python makes of it; None where there is something to be said."""
    log = MemoryLog()
    drafts = chain.from_iterable(
        read_jsonl([item]) if isinstance(item, str) else [Draft(item)] for item in items
    )
    with log.writing() as writer:
        intake = Intake(log, writer, part)
        for _ in intake.take(iter(drafts)):
            pass
    if len(intake.findings) or intake.already:
        return None
    return [{name: getattr(row, name) for name in ROW} for row in log.rows()]


def agrees(items: Sequence[str | Event], part: int = 10_000) -> bool:
    """Whether the core took a batch; if it did, just as Python does."""
    rows = rows_of_core(items, part)
    assert rows is None or rows == rows_of_python(items, part)
    return rows is not None


def lines_of(events: Sequence[Event]) -> list[str]:
    return [json.dumps(event_to_dict(event), ensure_ascii=False) for event in events]


def events_of(lines: Sequence[str]) -> list[Event]:
    return [d.event for d in read_jsonl(lines) if isinstance(d, Draft)]


@given(st.binary(max_size=300))
def test_the_digest_is_that_of_hashlib(data: bytes) -> None:
    assert core.sha256(data) == hashlib.sha256(data).digest()


def test_the_core_knows_every_field_that_it_takes() -> None:
    """A kind or a field that the core has no name for goes to Python: here are those that do."""
    one = {"kind": "appointed", "person": "ann", "post": "acme/ceo", "effective": "2018"}
    assert agrees([*NAMED, json.dumps(one)])
    assert {*KINDS} - {"covered", "merged"} >= {json.loads(line)["kind"] for line in LINES}
    for more in ({"apart": "2"}, {"continues": ["a"]}, {"nobody": "knows"}):
        assert not agrees([*NAMED, json.dumps(one | more)])


NAMED = [
    '{"kind": "person", "person": "ann", "names": {"en": "Ann"}}',
    '{"kind": "organization", "organization": "acme"}',
    '{"kind": "post", "post": "acme/ceo", "organization": "acme"}',
]


@pytest.mark.parametrize("part", [7, 100, 10_000])
@pytest.mark.parametrize("as_objects", [False, True], ids=["lines", "objects"])
def test_what_is_plain_is_taken(part: int, *, as_objects: bool) -> None:
    items: list[str | Event] = [*LINES]
    if as_objects:
        items = [*events_of(LINES)]
    assert agrees(items, part)


@given(logs(), st.integers(1, 9), st.booleans())
def test_random_logs_become_the_same_rows(batches: Batches, part: int, as_lines: bool) -> None:
    events = [event for batch in batches for event in batch]
    agrees(lines_of(events) if as_lines else events, part)
    agrees(lines_of(batches[0]) if as_lines else batches[0], part)


def folded_by_core(items: Sequence[str | Event]) -> tuple[set[Any], set[str]] | None:
    """The tables' rows that the core makes of a batch, and the subjects that it leaves."""
    loading = core.Loading(table_of_kinds(), parse_date, 10_000)
    loading.begin(MOMENT, os.urandom)
    try:
        loading.take(list(items))
        loading.finish()
    except core.NotPlain:
        return None
    found, left = set(), set()
    while (made := loading.fold(2)) is not None:
        found |= {(table, row) for table, rows in made[0].items() for row in rows}
        left |= set(made[1])
    return found, left


def agrees_in_tables(events: Sequence[Event]) -> float:
    """Which share of the subjects the core has folded; each just as Python does."""
    made = folded_by_core(events)
    if made is None:
        return 0
    log = MemoryLog()
    log.append(events)
    rows, count = no_rows(), 0
    for change in LogHistories(log).everything():
        count += 1
        if f"{change.what}:{change.ident}" not in made[1]:
            add_rows(rows, change)
    assert made[0] == {(table, row) for table, rows in rows.items() for row in rows}
    return 1 - len(made[1]) / count


@given(logs(max_events=24))
def test_random_logs_are_folded_to_the_same_rows(batches: Batches) -> None:
    agrees_in_tables([event for batch in batches for event in batch])
    agrees_in_tables(batches[0])


def test_the_core_fills_the_tables_of_today() -> None:
    """Whoever changes their rules changes `core/rows.hpp` too, or Python fills them."""
    assert core.TABLES_VERSION == VERSION


def test_most_subjects_are_folded_by_the_core() -> None:
    assert agrees_in_tables(events_of(LINES)) > 0.95


ODD = st.sampled_from(
    [
        '"',
        "\\",
        "{",
        "}",
        "null",
        "\\ud83d",
        "\\u0041",
        "é",
        "\u3000",
        "\x7f",
        "1e3",
        "-1",
        " ",
        ",",
    ]
)


@st.composite
def changed_lines(draw: st.DrawFn) -> list[str]:
    """A few good lines, and one of them with signs put in, left out or doubled."""
    lines = [*NAMED, draw(st.sampled_from(LINES[-1500:]))]
    place = draw(st.integers(0, len(lines) - 1))
    line = lines[place]
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(line)))
        end = draw(st.integers(start, min(len(line), start + 3)))
        line = line[:start] + draw(ODD | st.text(max_size=2)) + line[end:]
    lines[place] = line
    return lines


@pytest.mark.parametrize("case", sorted(CASES.glob("*.jsonl")), ids=lambda case: case.stem)
def test_what_the_fuzzer_starts_from_is_said_the_same(case: Path) -> None:
    lines = case.read_text(encoding="utf-8").split("\n")
    if agrees(lines):
        agrees_in_tables(events_of(lines))


def test_the_fuzzer_changes_what_it_is_given() -> None:
    """`python -m tests.fuzz_core --seconds 300` runs it under the sanitizers."""
    chance, batches = random.Random(1), seeds()  # noqa: S311 - nothing is secret here
    assert sum(agrees(batch_of(chance, batches)) for _ in range(60)) > 5


@given(changed_lines())
def test_a_line_that_the_core_reads_says_to_python_the_same(lines: list[str]) -> None:
    agrees(lines)


def stored(path: Path) -> list[tuple[Any, ...]]:
    """What the tables of a database say, and its log but for its salts and moments."""
    tl = timeline.open(path, must_exist=True)
    connection = tl.log.connection()
    assert connection is not None
    assert list(faults_of(tl)) == []
    names = ("people", "organizations", "posts", "tenures", "milestones", "names", "progress")
    found: list[tuple[Any, ...]] = []
    for name in names:
        found += sorted(connection.execute(f"SELECT * FROM {name}"), key=repr)  # noqa: S608
    found += connection.execute(f"SELECT {', '.join(ROW)} FROM events")  # noqa: S608
    made = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name")
    found += made
    tl.close()
    return found


def test_a_first_load_makes_the_same_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with timeline.open(tmp_path / "quick.db") as tl:
        quick = tl.append_jsonl(iter(LINES))
    monkeypatch.setenv("TIMELINE_PURE", "1")
    with timeline.open(tmp_path / "pure.db") as tl:
        assert tl.append_jsonl(iter(LINES)) == quick
    assert stored(tmp_path / "quick.db") == stored(tmp_path / "pure.db")


@given(logs(max_events=24))
@settings(max_examples=min(60, settings().max_examples // 10), deadline=None)
def test_a_rebuild_by_the_core_is_what_python_makes(batches: Batches) -> None:
    """`verify` folds by Python alone, and compares."""
    with tempfile.TemporaryDirectory() as folder, timeline.open(Path(folder) / "log.db") as tl:
        for batch in batches:
            tl.append(batch, allow_conflicts=True)
        tl.rebuild()
        assert list(faults_of(tl)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_rebuild_makes_the_same_tables(tmp_path: Path, workers: int) -> None:
    with timeline.open(tmp_path / "log.db") as tl:
        tl.append_jsonl(iter(LINES))
    before = stored(tmp_path / "log.db")
    with timeline.open(tmp_path / "log.db") as tl:
        tl.rebuild(workers=workers)
    assert {*map(repr, stored(tmp_path / "log.db"))} == {*map(repr, before)}


@pytest.mark.parametrize("place", [0, 900, 1999])
def test_what_is_not_plain_is_told_as_ever(tmp_path: Path, place: int) -> None:
    """The whole batch goes the way of Python, whatever the core took before."""
    lines = [*LINES[:place], LINES[place].replace('"kind"', '"kin"'), *LINES[place + 1 :]]
    with timeline.open(tmp_path / "log.db") as tl, pytest.raises(timeline.BadInput) as refused:
        tl.append_jsonl(iter(lines), file="f.jsonl")
    assert any(f"f.jsonl:{place + 1}:" in str(f.place) for f in refused.value.findings)
    with timeline.open(tmp_path / "log.db") as tl:
        assert tl.log.head().position == 0
