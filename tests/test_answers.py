"""Answers as plain values are what the command prints, and each event's changes add up."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import timeline
from timeline.events import MemoryLog, Person
from timeline.projections.answers.event import in_full
from timeline.projections.fold.log_histories import LogHistories

from .conftest import Run
from .strategies import Batches, logs

DAY = "2023-10-01"
HEAD = "alibaba-cloud/head"
ANSWERS: dict[tuple[str, ...], Any] = {
    ("show",): lambda a: a.state(DAY),
    ("show", HEAD): lambda a: a.state(DAY, posts=[HEAD]),
    ("succession", HEAD): lambda a: a.succession(HEAD, DAY),
    ("career", "张勇"): lambda a: a.career("张勇", DAY),
    ("vacancies", "--min-days", "30"): lambda a: a.vacancies(DAY, min_days=30),
    ("why", HEAD): lambda a: a.why(HEAD, DAY),
    ("stats", HEAD, "--two-year-rule"): lambda a: a.stats(DAY, [HEAD], two_year_rule=True),
    ("stats", HEAD, "--until-seen"): lambda a: a.stats(DAY, [HEAD], until_seen=True),
    ("check", "--vacancy-days", "100"): lambda a: a.check(DAY, vacancy_days=100),
}


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = str(tmp_path / "seed.db")
    timeline.open(path).append_seed()
    return path


def printed(invoke: Run, db: str, *arguments: str) -> Any:
    done = invoke(*arguments, "--db", db, "--format", "json")
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
@pytest.mark.parametrize("announced_by", [None, "2023-08-01"])
def test_an_answer_is_what_the_command_prints(
    invoke: Run, db: str, arguments: tuple[str, ...], announced_by: str | None
) -> None:
    told = ("--announced-by", announced_by) if announced_by else ()
    answers = timeline.open(db).answers(announced_by=announced_by)
    expected = printed(invoke, db, *arguments, "--as-of", DAY, *told)
    assert json.loads(json.dumps(ANSWERS[arguments](answers))) == expected


def test_a_diff_and_a_log_are_what_the_command_prints(invoke: Run, db: str) -> None:
    answers = timeline.open(db).answers()
    days = ("2022-12-28", "2023-09-10")
    assert answers.diff(*days) == printed(invoke, db, "diff", *days)
    about = {"axis": "announced", "as_of": DAY}
    options = ("--axis", "announced", "--as-of", DAY)
    assert answers.diff(*days, **about) == printed(invoke, db, "diff", *days, *options)  # type: ignore[arg-type]
    assert answers.log(after=40) == printed(invoke, db, "log", "--after", "40")


def test_a_state_tells_its_rows(invoke: Run, db: str) -> None:
    state = timeline.open(db).as_of(DAY)
    expected = printed(invoke, db, "show", "--as-of", DAY)
    assert state.to_dict() == expected
    assert state.rows() == expected["holders"]
    assert state.rows("en")[0]["name"] == state.holders()[0].person.name_in("en")


def test_names_are_in_the_language_that_was_asked_for(invoke: Run, db: str) -> None:
    answers = timeline.open(db).answers(language="en")
    expected = printed(invoke, db, "succession", HEAD, "--as-of", DAY, "--name", "en")
    assert answers.succession(HEAD, DAY) == expected


def test_check_tells_what_is_wrong_with_a_file_and_where(invoke: Run, home: Path) -> None:
    text = "people: {ann: Ann}\norganizations: {acme: Acme}\nposts: {acme/ceo: CEO}\n"
    text += "events:\n- {on: 2018, appointed: ann, post: acme/ceo}\n"
    text += "- {on: 2021-02-30, departed: ann, post: acme/ceo}\n"
    (home / "org.yaml").write_text(text, encoding="utf-8")
    done = invoke("check", "org.yaml", "--format", "json")
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["severity"], finding["code"]) == ("error", "bad-date")
    assert (finding["file"], finding["line"], finding["column"]) == ("org.yaml", 6, 8)
    rows = invoke("check", "org.yaml", "--format", "jsonl").stdout.splitlines()
    assert json.loads(rows[0]) == finding


def test_a_moment_without_a_time_zone_is_refused() -> None:
    tl = timeline.seed()
    with pytest.raises(timeline.BadDate, match="no time zone"):
        tl.as_of("2023", recorded_by=datetime(2023, 1, 1))
    assert tl.as_of("2023", recorded_by=datetime.now(UTC)).holders()


def test_changes_say_who_took_what_from_whom(acme: timeline.Timeline) -> None:
    acme.append_yaml_text(
        "events:\n- {on: 2018, appointed: ann, post: acme/ceo}\n"
        "- {id: end, on: 2020-01-01, departed: ann, post: acme/ceo}\n"
    )
    position = acme.log.head().position
    acme.append_yaml_text("events: [{cites: end, source: https://example.org}]")
    acme.append_yaml_text("events: [{on: 2020-03-01, appointed: bob, post: acme/ceo}]")
    (found,) = acme.changes(after=position)
    assert (found.event.position, found.post, found.organization) == (
        position + 2,
        "acme/ceo",
        "acme",
    )
    assert ([t.person for t in found.before], [t.person for t in found.after]) == ([], ["bob"])


@given(logs(max_events=8))
def test_changes_one_after_the_other_lead_to_what_is_now(batches: Batches) -> None:
    log = MemoryLog()
    for batch in batches:
        log.append(batch)
    tl = timeline.Timeline(log)
    held: dict[str, list[Any]] = {}

    def told(tenure: timeline.Tenure) -> tuple[Any, ...]:
        t = tenure
        return t.person, t.capacity, t.start.text, t.end, t.ended, t.reasons

    for change in tl.changes():
        tenures = held.setdefault(change.post, [])
        for tenure in change.before:
            tenures.remove(told(tenure))
        tenures += map(told, change.after)
    now = LogHistories(log).histories()
    expected = {h.post: sorted({*map(told, h.tenures)}, key=repr) for h in now if h.tenures}
    assert {p: sorted(tenures, key=repr) for p, tenures in held.items() if tenures} == expected


def test_an_event_loop_follows_a_log_and_goes_on(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "own.db")
    people = [Person(person=f"p{n}", names={"en": "P"}) for n in range(3)]
    tl.append(people[:1])

    async def add() -> None:  # in the same loop, which following must not hold
        for person in people[1:]:
            await asyncio.sleep(0.02)
            tl.append([person])

    async def seen() -> list[int]:
        positions: list[int] = []
        adding = asyncio.create_task(add())
        async for event in tl.log.follow_async(poll_seconds=0.01):
            positions.append(event.position)
            if event.position == len(people):
                break
        await adding
        return positions

    assert asyncio.run(asyncio.wait_for(seen(), 20)) == [1, 2, 3]


def test_a_death_at_one_post_is_told_at_the_other() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(
        "people: {ann: Ann}\norganizations: {acme: Acme}\nposts: {acme/ceo: CEO, acme/cfo: CFO}\n"
        "events:\n"
        "  - {appointed: ann, post: acme/ceo, on: 2001-01-01}\n"
        "  - {appointed: ann, post: acme/cfo, on: 2001-01-01}\n"
        "  - {departed: ann, post: acme/ceo, on: 2004-01-01, reason: death, id: end}\n"
    )
    death = tl.log.find("end")
    touched = [change.post for change in tl.changes() if change.event == death]
    found = in_full(tl.log, "end", lambda position: LogHistories(tl.log, position=position))
    assert touched == [change.post for change in found.changes] == ["acme/ceo", "acme/cfo"]
