"""Days in the words of a question, wherever and whenever it is asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

import timeline
from timeline.cli import days
from timeline.cli.days import read_day, read_moment
from timeline.events import BadDate, Person, SqliteLog

from .conftest import Run

ZONES = ("UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata")
MOMENTS = tuple(datetime(2024, 2, 28, hour, tzinfo=UTC) for hour in range(0, 24, 3))


def _same(moment: datetime) -> datetime:
    return moment


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A time zone that this process is in."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(days, "now", lambda: moment)


@pytest.mark.parametrize(
    ("zone", "moment", "here", "recorded"),
    [
        ("Pacific/Kiritimati", datetime(2024, 2, 28, 10, tzinfo=UTC), "2024-02-29", "2024-02-28"),
        ("America/Los_Angeles", datetime(2024, 3, 1, 7, tzinfo=UTC), "2024-02-29", "2024-03-01"),
        ("UTC", datetime(2024, 2, 29, 23, tzinfo=UTC), "2024-02-29", "2024-02-29"),
    ],
    indirect=["zone"],
)
def test_today_is_the_day_it_is_here_but_the_utc_day_for_what_is_recorded(
    zone: str, moment: datetime, here: str, recorded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, moment)
    assert read_day("today").text == here
    assert read_moment("today") == recorded
    for words, by in (("yesterday", -1), ("tomorrow", 1), ("2 weeks ago", -14), ("in 3 days", 3)):
        for said, read in ((here, read_day(words).text), (recorded, read_moment(words))):
            assert read == (datetime.fromisoformat(said) + timedelta(by)).date().isoformat(), zone


def test_today_never_hides_what_was_recorded_a_minute_ago(
    zone: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, invoke: Run
) -> None:
    for moment in MOMENTS:
        path = tmp_path / f"{moment:%H}.db"
        yesterday, minute = moment - timedelta(1), moment - timedelta(minutes=1)
        for when, who in ((yesterday, "ann"), (minute, "bob")):
            log = SqliteLog(path, clock=partial(_same, when))
            timeline.Timeline(log).append([Person(person=who, names={"en": who})])
        at(monkeypatch, moment)
        shown = [
            invoke("log", "--db", str(path), "--recorded-by", day, "--format", "csv").stdout
            for day in ("yesterday", "today")
        ]
        assert ["ann" in rows for rows in shown] == [True, True], (zone, moment)
        assert ["bob" in rows for rows in shown] == [
            minute.date() < moment.date(),
            True,
        ], (zone, moment)


def test_diff_reads_its_days_as_its_axis_has_them(
    monkeypatch: pytest.MonkeyPatch, invoke: Run
) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    at(monkeypatch, datetime(2024, 3, 1, 7, tzinfo=UTC))
    try:
        for axis, day in (("effective", "2024-02-29"), ("recorded", "2024-03-01")):
            done = invoke("diff", "2020", "today", "--axis", axis, "--format", "json")
            assert f'"to": "{day}"' in done.stdout, done.stderr
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("  Today ", "2024-03-31"),
        ("tomorrow", "2024-04-01"),
        ("1 month ago", "2024-02-29"),
        ("in 1 month", "2024-04-30"),
        ("in  2 years", "2026-03-31"),
        ("0 days ago", "2024-03-31"),
    ],
)
def test_words_count_by_the_calendar(words: str, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, datetime(2024, 3, 31, 12, tzinfo=UTC))
    assert read_day(words).text == day


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("3000 years ago", "before year 1"),
        ("in 9000 years", "after year 9999"),
        ("in 3 days ago", "not in EDTF"),
        ("3 days", "not in EDTF"),
        ("next week", "not in EDTF"),
        ("unknown", "a beginning and an end"),
        ("2018/..", "a beginning and an end"),
    ],
)
def test_anything_else_is_no_day(words: str, why: str) -> None:
    with pytest.raises(BadDate, match=why):
        read_day(words)
