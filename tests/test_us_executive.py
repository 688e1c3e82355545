"""The example makes a log of a real data set, and published figures come out of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

import timeline
from timeline.projections.posts import PostHistory
from timeline.verification import faults_of

TESTS = Path(__file__).parent
SCRIPT = TESTS.parent / "examples" / "us_executive.py"
DATA = TESTS / "data" / "us_executive.yaml"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(DATA)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def tl(lines: list[str]) -> timeline.Timeline:
    tl = timeline.memory()
    tl.append_jsonl(lines)
    return tl


def history(tl: timeline.Timeline, post: str) -> PostHistory:
    found = tl.histories().history(post)
    assert found is not None
    return found


def tenures(tl: timeline.Timeline, post: str, person: str) -> list[tuple[str, str | None, int]]:
    """Start, first day out and renewals of each tenure of a person in a post."""
    return [
        (str(tenure.start), None if tenure.end is None else str(tenure.end), tenure.renewals)
        for tenure in history(tl, post).tenures
        if tenure.person == person
    ]


def gaps(of: Iterable[timeline.Tenure]) -> list[tuple[str, int]]:
    """The runs of days with no holder, from the first start to the last: first day and length."""
    found: list[tuple[str, int]] = []
    held_until: int | None = None
    for tenure in sorted(of, key=lambda tenure: tenure.start.lo):
        assert tenure.start.is_day
        assert tenure.end is None or tenure.end.is_day
        start = tenure.start.lo
        if held_until is not None and held_until < start:
            found.append((date.fromordinal(held_until).isoformat(), start - held_until))
        end = date.max.toordinal() if tenure.end is None else tenure.end.lo
        held_until = max(end, held_until or end)
    return found


def who(tl: timeline.Timeline, post: str, day: str) -> str:
    state = tl.as_of(day).post(post)
    held = ", ".join(f"{tenure.person} {certainty}" for tenure, certainty in state.holding)
    return held or f"{state.status} {state.certainty}"


def test_all_of_the_data_goes_in(lines: list[str], tl: timeline.Timeline) -> None:
    kinds = [json.loads(line)["kind"] for line in lines]
    counts = {kind: kinds.count(kind) for kind in kinds}
    # Two of the 131 terms go on.
    expected = {"organization": 1, "post": 2, "person": 80, "appointed": 131, "departed": 129}
    assert counts == expected
    assert tl.log.head().position == sum(expected.values())


def test_every_event_has_a_source(tl: timeline.Timeline) -> None:
    url = "https://github.com/unitedstates/congress-legislators"
    assert {source.url for event in tl.log.read() for source in event.fact.sources} == {url}
    assert all(event.fact.sources for event in tl.log.read())


def test_the_vice_presidency_was_vacant_eighteen_times(tl: timeline.Timeline) -> None:
    found = gaps(history(tl, "us/vice-president").tenures)
    assert len(found) == 18
    assert max(found, key=lambda gap: gap[1]) == ("1841-04-04", 1430)


def test_the_presidency_never_was(tl: timeline.Timeline) -> None:
    assert gaps(history(tl, "us/president").tenures) == []


@pytest.mark.parametrize(
    ("post", "person", "expected"),
    [
        ("us/president", "george-washington", [("1789-04-30", "1797-03-04", 1)]),
        ("us/president", "franklin-delano-roosevelt", [("1933-03-04", "1945-04-12", 3)]),
        (
            "us/president",
            "grover-cleveland",
            [("1885-03-04", "1889-03-04", 0), ("1893-03-04", "1897-03-04", 0)],
        ),
        (
            "us/president",
            "donald-j-trump",
            [("2017-01-20", "2021-01-20", 0), ("2025-01-20", None, 0)],
        ),
        # Succeeded, and then elected: one presidency.
        ("us/president", "theodore-roosevelt", [("1901-09-14", "1909-03-04", 1)]),
        # Under two presidents.
        ("us/vice-president", "george-clinton", [("1805-03-04", "1812-04-20", 1)]),
    ],
)
def test_a_reelection_is_no_new_tenure(
    tl: timeline.Timeline, post: str, person: str, expected: list[tuple[str, str | None, int]]
) -> None:
    assert tenures(tl, post, person) == expected


@pytest.mark.parametrize(
    ("post", "day", "answer"),
    [
        ("us/president", "1789-04-25", "no-record certain"),
        ("us/vice-president", "1789-04-25", "john-adams certain"),
        ("us/vice-president", "1789-04-20", "no-record certain"),
        ("us/president", "1841-04-04", "john-tyler certain"),
        ("us/president", "1974-08-08", "richard-milhous-nixon certain"),
        ("us/vice-president", "1974-08-08", "gerald-rudolph-ford-jr certain"),
        ("us/president", "1974-08-09", "gerald-rudolph-ford-jr certain"),
        ("us/vice-president", "1974-08-09", "vacant certain"),
        ("us/vice-president", "1974-12-19", "nelson-aldrich-rockefeller certain"),
    ],
)
def test_who_held_what(tl: timeline.Timeline, post: str, day: str, answer: str) -> None:
    assert who(tl, post, day) == answer


def test_a_vacancy_says_since_when(tl: timeline.Timeline) -> None:
    assert str(tl.as_of("1974-08-09").post("us/vice-president").since) == "1974-08-09"
    assert str(tl.as_of("1845-03-03").post("us/vice-president").since) == "1841-04-04"


@pytest.mark.parametrize("post", ["us/president", "us/vice-president"])
def test_a_term_that_goes_on_has_an_expected_end_only(tl: timeline.Timeline, post: str) -> None:
    *ended, last = history(tl, post).tenures
    assert (last.end, str(last.term_ends)) == (None, "2029-01-20")
    assert {tenure.ended for tenure in ended} == {"departed"}
    assert {tenure.term_ends for tenure in ended} == {None}


def test_no_reason_is_guessed(tl: timeline.Timeline) -> None:
    ends = {
        str(tenure.end): tenure.reasons
        for post in ("us/president", "us/vice-president")
        for tenure in history(tl, post).tenures
    }
    assert ends["1797-03-04"] == ("term-ended",)
    assert ends["1865-04-15"] == ends["1973-10-10"] == ends["1974-08-09"] == ()


def test_appending_twice_adds_nothing(lines: list[str]) -> None:
    tl = timeline.memory()
    first, second = tl.append_jsonl(lines), tl.append_jsonl(lines)
    assert (first.added, first.already, first.findings) == (len(lines), 0, ())
    assert (second.added, second.already, second.findings) == (0, len(lines), ())
    assert first.position == second.position


def test_the_log_and_its_tables_verify(lines: list[str], tmp_path: Path) -> None:
    in_memory, in_file = timeline.memory(), timeline.open(tmp_path / "us.db")
    for tl in (in_memory, in_file):
        tl.append_jsonl(lines)
        assert list(faults_of(tl)) == []


def test_the_facts_do_not_contradict_each_other(tl: timeline.Timeline) -> None:
    assert [conflict for h in tl.histories().histories() for conflict in h.conflicts] == []
