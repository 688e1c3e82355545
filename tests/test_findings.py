"""What is wrong is told with an end, however much of it there is."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.events import BadInput, Draft, Finding, Place, read_jsonl, read_yaml, told

from .conftest import Run

limits: Any = importlib.import_module("timeline.events.limits")
Findings: Any = importlib.import_module("timeline.events.findings").Findings
LARGEST_YAML, LONGEST_LINE = limits.LARGEST_YAML, limits.LONGEST_LINE
LONGEST_NAME, LONGEST_TEXT = limits.LONGEST_NAME, limits.LONGEST_TEXT


def refused(text: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        timeline.memory().append_yaml_text(text)
    return caught.value


@pytest.mark.parametrize("entry", ["x", "[]", "{a: b}", "{on: 2020}", "{on: q, appointed: p}"])
def test_one_long_line_of_mistakes_is_told_in_short(entry: str) -> None:
    text = f"events: [{', '.join([entry] * 4_000)}]"
    found = refused(text)
    assert found.errors >= 4_000
    assert len(str(found)) < 30_000, "and not the line once for each"


def test_a_long_text_is_told_in_short() -> None:
    for text in (
        f"events: [{{on: 2020, appointed: {'x' * 90_000}, post: {'y' * 90_000}}}]",
        f"{'k' * 90_000}: 1",
        f"events: [{{on: {'9' * 90_000}, milestone: m, at: a}}]",
    ):
        assert len(str(refused(text))) < 5_000


def test_what_is_repeated_is_told_once_with_its_lines() -> None:
    lines = "".join("- {on: 2020, milestone: m, at: acme}\n" for _ in range(30))
    said = str(refused("events:\n" + lines))
    assert said.count('no organization "acme"') == 1
    assert "the same 29 more times, in lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, ..." in said


def test_twenty_of_a_kind_are_told_and_the_rest_on_request(invoke: Run, home: Path) -> None:
    lines = "".join(f"- {{on: 2020, milestone: m, at: acme{n}}}\n" for n in range(50))
    (home / "bad.yaml").write_text("events:\n" + lines, encoding="utf-8")
    few = invoke("append", "bad.yaml", "--db", "log.db")
    assert few.returncode == 1
    assert few.stderr.count("no organization") == 20
    assert "... and 30 more of unknown-organization; --all tells them" in few.stderr
    assert "50 errors; nothing of bad.yaml was appended" in few.stderr
    every = invoke("append", "bad.yaml", "--db", "log.db", "--all")
    assert every.stderr.count("no organization") == 50
    checked = invoke("check", "bad.yaml", "--format", "table", "--ignore", "not-introduced")
    assert checked.stdout.count("event has no source") == 5
    assert "and 45 more; --code no-source tells them" in checked.stdout
    checked = invoke("check", "bad.yaml", "--format", "table", "--all")
    assert checked.stdout.count("event has no source") == 50


def test_ten_thousand_of_a_kind_are_kept_and_the_rest_is_counted() -> None:
    found = Findings(most=3)
    for n in range(10):
        found.append(Finding("a", f"message {n}"))
    found.append(Finding("b", "other"))
    assert len(found) == 4
    assert found.total == 11
    assert sum(finding.times for finding in found.counted()) == 11
    assert BadInput(found.counted()).errors == 11


@given(st.text(max_size=2_000), st.integers(1, 2_000), st.integers(1, 2_000))
def test_the_caret_stands_under_what_is_meant(line: str, column: int, length: int) -> None:
    line = "".join(char if char.isprintable() and char.isascii() else "x" for char in line)
    place = Place.within("f", 1, column, line, length)
    shown, pointer = place.pointer().split("\n")
    assert len(shown) < 220
    assert len(pointer) < 240
    if column <= len(line):
        assert shown[pointer.index("^")] == line[column - 1]


def test_every_finding_is_told_where_all_are_asked_for() -> None:
    found = [Finding("a", "same", Place("f", n, 1)) for n in range(50)]
    assert len(list(told(found, None))) == 50


LONG = [
    ("text", {"kind": "milestone", "organization": "a", "effective": "2020"}, "title"),
    ("name", {"kind": "person", "names": {"en": "A"}}, "person"),
    ("key", {"kind": "person", "person": "a", "names": {"en": "A"}}, "key"),
]


@pytest.mark.parametrize(("what", "body", "field"), LONG)
def test_what_is_too_long_is_refused_in_json(
    what: str, body: dict[str, object], field: str
) -> None:
    most = LONGEST_TEXT if what == "text" else LONGEST_NAME
    for length, right in ((most, True), (most + 1, False)):
        (found,) = read_jsonl([json.dumps({**body, field: "x" * length})])
        assert isinstance(found, Draft) == right
        if isinstance(found, Finding):
            assert f"{field} has {most + 1:,} characters" in str(found)
            assert len(str(found)) < 600


def test_what_is_too_long_is_refused_in_yaml() -> None:
    document = read_yaml(f"people: {{a: {{name: A, note: {'x' * (LONGEST_TEXT + 1)}}}}}")
    assert "note has 100,001 characters" in str(document.findings[0])
    document = read_yaml("#" * (LARGEST_YAML + 1))
    assert document.findings[0].code == "too-large"
    assert "64 MiB" in str(document.findings[0])


def test_a_file_without_an_end_is_not_read_to_it(invoke: Run) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("there is none here")
    for arguments in (("/dev/zero",), ("/dev/zero", "--jsonl")):
        done = invoke("append", *arguments, "--db", "log.db")
        assert done.returncode == 1
        assert "MiB" in done.stderr


def test_a_line_too_long_is_refused() -> None:
    (found,) = read_jsonl(['{"kind": "' + "x" * LONGEST_LINE + '"}'])
    assert isinstance(found, Finding)
    assert found.code == "too-long"
