"""A log goes elsewhere hash for hash, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

import timeline
from timeline.core import Timeline
from timeline.events import BadInput, Draft, line_of

from .conftest import Run
from .strategies import Batches, logs


def exported(tl: Timeline) -> list[bytes]:
    """The lines of a log, as the command prints them."""
    return [json.dumps(line_of(row), ensure_ascii=False).encode() + b"\n" for row in tl.log.rows()]


def seed() -> Timeline:
    return timeline.seed("alibaba")


@given(logs())
@settings(max_examples=25)
def test_a_log_is_the_same_elsewhere(batches: Batches) -> None:
    """Positions, ids, moments, bodies, salts and hashes."""
    tl, other = timeline.memory(), timeline.memory()
    for batch in batches:
        tl.append([Draft(event) for event in batch], allow_conflicts=True)
    other.append_log(exported(tl))
    assert [*other.log.rows()] == [*tl.log.rows()]


def test_the_rest_is_added_to_a_log_that_holds_the_beginning() -> None:
    tl, other = seed(), timeline.memory()
    lines = exported(tl)
    assert other.append_log(lines[:10]).added == 10
    assert other.append_log(lines) == timeline.Appended(len(lines) - 10, 10, len(lines))
    assert other.append_log(lines).added == 0
    assert other.append_log(lines[:5]).added == 0
    assert other.log.head() == tl.log.head()


def test_another_log_is_refused() -> None:
    tl, other = seed(), seed()
    with pytest.raises(BadInput, match=r"<lines>:1:1: error: .* has another event at 1"):
        other.append_log(exported(tl))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[3:], "<lines>:1:1: error: its hash does not follow"),
        (lambda lines: [*lines[:4], *lines[5:]], "<lines>:5:1: error: its hash does not follow"),
        (lambda lines: [*lines[:4], lines[4][:60]], "<lines>:5:1: error: this is no line of a log"),
        (lambda lines: [line.replace(b"zhang", b"zheng") for line in lines], "its id is"),
        (lambda lines: [line.replace(b'"salt"', b'"salz"') for line in lines], "has no salt"),
        (lambda lines: [line.replace(b'"recorded"', b'"when"') for line in lines], "'recorded'"),
        (lambda lines: [b"\xff\n"], "<lines>:1:1: error: this is no line of a log"),
        (lambda lines: [b"[]\n"], "<lines>:1:1: error: this is no line of a log"),
        (lambda lines: [b"[" * 100_000], "<lines>:1:1: error: this is no line of a log"),
    ],
)
def test_lines_that_do_not_hang_together_are_refused(change: object, said: str) -> None:
    other = timeline.memory()
    with pytest.raises(BadInput) as refused:
        other.append_log(change(exported(seed())))  # type: ignore[operator]
    assert said in str(refused.value)
    assert other.log.head().position == 0


def test_a_note_changed_on_the_way_shows_in_the_hash() -> None:
    tl = timeline.memory()
    tl.append_yaml_text("people: {ann: {name: Ann, note: checked}}\norganizations: {acme: Acme}\n")
    lines = [line.replace(b"checked", b"trusted") for line in exported(tl)]
    assert lines != exported(tl)
    with pytest.raises(BadInput, match="its hash does not follow"):
        timeline.memory().append_log(lines)


def test_a_checkpoint_of_the_one_passes_on_the_other(invoke: Run, home: Path) -> None:
    invoke("init", "--seed", "--db", "one.db")
    with timeline.open(home / "one.db") as tl:
        tl.log.head().save(home / "kept.json")
    printed = invoke("export", "log", "--db", "one.db").stdout
    (home / "log.jsonl").write_text(printed, encoding="utf-8")
    done = invoke("import", "log", "log.jsonl", "--db", "two.db")
    assert done.returncode == 0
    assert invoke("verify", "--db", "two.db", "--checkpoint", "kept.json").returncode == 0
    assert invoke("export", "log", "--db", "two.db").stdout == printed
    question = ("show", "--as-of", "2023-10-01", "--format", "json")
    assert invoke(*question, "--db", "two.db").stdout == invoke(*question, "--db", "one.db").stdout
    assert (
        invoke("import", "log", "log.jsonl", "--db", "two.db", "--ends", "last-day").returncode == 2
    )
