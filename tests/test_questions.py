"""Succession, career, vacancies, diff, why and check, by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import timeline
from timeline.events import (
    Appointed,
    Corrected,
    Departed,
    Retracted,
    Source,
)

from .conftest import ACME, ROOT, Run

STORY = (
    ACME
    + """\
events:
- {id: crash, on: 2019-12-01, milestone: Crash, at: acme, source: {title: News, quote: it crashed}}
- {on: 2018-01-01, appointed: ann, post: acme/ceo, source: https://example.org/1}
- on: 2020-01-01
  announced: 2019-12-10
  departed: ann
  post: acme/ceo
  reason: performance
  because: crash
  source: https://example.org/2
- {id: bob-ceo, on: 2020-03-01, announced: 2020-02-01, appointed: bob, post: acme/ceo, source: https://example.org/3}
- {disputes: bob-ceo, field: capacity, says: acting, source: https://example.org/4}
"""
)


@pytest.fixture
def tl() -> timeline.Timeline:
    found = timeline.memory()
    found.append_yaml_text(STORY)
    return found


# --- by hand -------------------------------------------------------------------------------------


def test_a_vacancy_has_its_days_and_its_neighbours(tl: timeline.Timeline) -> None:
    (gap,) = tl.vacancies("2026-01-01", posts=["acme/ceo"])
    assert (str(gap.since), str(gap.until), gap.days, gap.days_most) == (
        "2020-01-01",
        "2020-03-01",
        60,
        60,
    )
    assert (gap.predecessors, gap.successors) == (("ann",), ("bob",))
    assert tl.vacancies("2026-01-01", min_days=61) == ()
    (until_now,) = tl.vacancies("2020-01-31")
    assert (until_now.days, str(until_now.until)) == (30, "2020-03-01")
    (expected,) = tl.vacancies("2026-01-01", announced_by="2020-01-15")
    assert (expected.days, expected.until) == (2192, None)


def test_a_correction_is_seen_by_the_recorded_date_alone(tl: timeline.Timeline) -> None:
    before = tl.log.find(tl.log.head().position).recorded
    replacement = Appointed(person="bob", post="acme/ceo", effective="2020-02-01")
    tl.append([Corrected(event="bob-ceo", why="the filing says February", replacement=replacement)])
    after = tl.log.find(tl.log.head().position).recorded
    old, new = (tl.as_of("2020-02-15", recorded_by=moment) for moment in (before, after))
    assert (old.holder("acme/ceo"), new.holder("acme/ceo").person.id) == (None, "bob")  # type: ignore[union-attr]
    (change,) = tl.diff(before, after, axis="recorded", as_of="2020-02-15")
    assert (change.change, change.events) == ("gained", (tl.log.head().position,))
    assert [e.fact.KIND for e in tl.log.read()].count("appointed") == 2, "nothing is overwritten"
    tl.append([Retracted(event=str(tl.log.head().position), why="it said March after all")])
    assert tl.as_of("2020-02-15").holder("acme/ceo") is None


def test_a_cancelled_plan_was_expected_until_it_was_cancelled(tl: timeline.Timeline) -> None:
    tl.append_yaml_text(
        "events:\n"
        "- {id: plan, on: 2022-01-01, announced: 2021-06-01, change: bob -> cy, post: acme/ceo}\n"
        "- {cancels: [plan, plan-departed], announced: 2021-11-01}\n"
    )
    for announced_by, person in (("2021-05", "bob"), ("2021-10", "cy"), ("2021-11-01", "bob")):
        holder = tl.as_of("2022-06-01", announced_by=announced_by).holder("acme/ceo")
        assert holder is not None
        assert holder.person.id == person


def test_why_goes_back_to_the_root_cause(tl: timeline.Timeline) -> None:
    (vacant,) = tl.why("acme/ceo", "2020-02-01")
    steps = [(depth, s.relation, s.event.fact.KIND) for depth, s in vacant.reason.walk()]
    assert (vacant.holder, steps) == (
        None,
        [(0, "event", "departed"), (1, "because", "milestone")],
    )
    assert [s.quote for s in vacant.reason.below[0].sources] == ["it crashed"]
    (bob,) = tl.why("bob", "2021")
    assert [s.relation for _, s in bob.reason.walk()] == ["event", "dispute"]
    cloud = timeline.seed().why("alibaba-cloud/head", "2023-01-15")[0].reason
    because = [s for _, s in cloud.walk() if s.relation == "because"]
    assert because[-1].event.fact.title == "香港机房宕机超过十二小时"  # type: ignore[union-attr]


def test_a_circle_of_causes_ends() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(
        ACME
        + "events:\n"
        + "- {id: a, on: 2020, appointed: ann, post: acme/ceo, because: b}\n"
        + "- {id: b, on: 2020, milestone: B, at: acme, because: a}\n"
    )
    (answer,) = tl.why("acme/ceo", "2021")
    assert len(list(answer.reason.walk())) == 2


# --- the commands --------------------------------------------------------------------------------


@pytest.fixture
def db(invoke: Run, tmp_path: Path) -> str:
    path = str(tmp_path / "org.db")
    assert invoke("append", "-", "--db", path, stdin=STORY).returncode == 0
    return path


def answer(run: Run, *args: str, code: int = 0) -> Any:
    done = run(*args, "--format", "json")
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def test_correct_and_retract_repair_the_log(run: Run, invoke: Run, db: str) -> None:
    done = run("correct", "bob-ceo", "effective=2020-02-01", "--why", "February", "--db", db)
    assert done.returncode == 0, done.stderr
    held = answer(invoke, "show", "--as-of", "2020-02-15", "--db", db)["holders"]
    assert [row["person"] for row in held] == ["bob"]
    again = invoke("correct", "bob-ceo", "capacity=interim", "--why", "they said so", "--db", db)
    assert again.returncode == 0, again.stderr
    (row,) = answer(invoke, "show", "--as-of", "2020-02-15", "--db", db)["holders"]
    assert (row["capacity"], row["since"]) == ("interim", "2020-02-01"), "on top of the first"
    back = invoke("correct", "bob-ceo", "effective=2020-02-01", "--why", "February", "--db", db)
    assert (back.returncode, "says so already" in back.stderr) == (1, True)
    for bad in (["nothing", "a=b"], ["bob-ceo", "a=b"], ["bob-ceo", "effective=2020-13"]):
        assert invoke("correct", *bad, "--why", "w", "--db", db).returncode == 1
    assert invoke("correct", "bob-ceo", "effective", "--why", "w", "--db", db).returncode == 2
    assert invoke("retract", "bob-ceo", "--db", db).returncode == 2
    assert run("retract", "bob-ceo", "--why", "never", "--db", db).returncode == 0
    assert answer(invoke, "show", "--as-of", "2020-02-15", "--db", db)["holders"] == []
    assert invoke("verify", "--db", db).returncode == 0
    withdrawn = invoke("correct", "bob-ceo", "effective=2020", "--why", "w", "--db", db)
    assert (withdrawn.returncode, "was withdrawn" in withdrawn.stderr) == (1, True)
    assert invoke("retract", "bob-ceo", "--why", "never", "--db", db).returncode == 1


def test_diff_exits_as_asked(invoke: Run, db: str) -> None:
    same = invoke("diff", "2018-02-01", "2018-03-01", "--exit-code", "--db", db)
    assert same.returncode == 0
    other = answer(invoke, "diff", "2018-02-01", "2021", "--exit-code", "--db", db, code=1)
    (change,) = other["changes"]
    assert (change["before"], change["after"], change["change"]) == (["ann"], ["bob"], "changed")
    for usage in (
        ["2018", "2020", "--as-of", "2019"],
        ["2018", "2020", "--axis", "announced", "--announced-by", "2019"],
        ["2018T10:00", "2020"],
    ):
        assert invoke("diff", *usage, "--db", db).returncode == 2


def test_check_looks_at_files_by_themselves(invoke: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(STORY)
    bad.write_text("events:\n- {on: 2024, departed: ann, post: acme/ceo}\n")
    assert invoke("check", str(good)).returncode == 0
    done = invoke("check", str(good), str(bad))
    assert done.returncode == 1
    assert "departure-without-appointment" in done.stdout
    (tmp_path / "broken.yaml").write_text("events: [")
    broken = invoke("check", str(tmp_path / "broken.yaml"))
    assert (broken.returncode, "not YAML" in broken.stderr) == (1, True)


def test_check_asserts(invoke: Run, db: str, tmp_path: Path) -> None:
    file = tmp_path / "asserts.yaml"
    file.write_text("asserts:\n- {as-of: 2021, post: acme/ceo, holder: bob}\n")
    assert invoke("check", "--asserts", str(file), "--db", db).returncode == 0
    file.write_text("asserts:\n- {as-of: 2021, post: acme/ceo, holder: ann}\n")
    failed = invoke("check", "--asserts", str(file), "--db", db, "--format", "table")
    assert (failed.returncode, "asserts.yaml:2:41" in failed.stdout) == (1, True)
    assert invoke("check", "--asserts", "--db", db).returncode == 2


@pytest.mark.parametrize(
    "command",
    [
        ["succession", "acme/ceo"],
        ["career", "Ann Li"],
        ["vacancies"],
        ["why", "acme/ceo", "--as-of", "2021"],
        ["diff", "2018-02-01", "2021"],
        ["check"],
        ["stats"],
        ["show"],
        ["log"],
    ],
    ids=lambda command: command[0],
)
def test_every_answer_has_its_formats_and_its_schema(
    run: Run, invoke: Run, db: str, command: list[str]
) -> None:
    import jsonschema

    whole = answer(run, *command, "--db", db)
    path = ROOT / "docs" / "schemas" / f"{command[0]}.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(whole)
    lists = (name for name, value in whole.items() if isinstance(value, list))
    main = next(name for name in lists if name != "continues")  # that echoes the question
    rows = whole[main]
    assert rows, "an example that shows nothing"
    lines = invoke(*command, "--db", db, "--format", "jsonl").stdout.splitlines()
    told = [json.loads(line) for line in lines]
    assert [row for row in told if row.get("status", "held") == "held"] == rows
    for start, format_ in ((invoke, "csv"), (invoke, "tsv"), (run, "table")):
        done = start(*command, "--db", db, "--format", format_)
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) > 1


def test_shells_complete_names(run: Run) -> None:
    env = {"_TIMELINE_COMPLETE": "bash_complete", "COMP_CWORD": "2"}
    done = run(env={**env, "COMP_WORDS": "timeline show alibaba-cloud/"})
    assert "plain,alibaba-cloud/head" in done.stdout.splitlines()
    done = run(env={**env, "COMP_WORDS": "timeline career 张"})
    assert sorted(done.stdout.splitlines()) == ["plain,张勇", "plain,张建锋"]


def test_a_source_may_be_cited_by_hand(tl: timeline.Timeline) -> None:
    same = Departed(
        person="ann",
        post="acme/ceo",
        effective="2020-01-01",
        reasons=["dismissed-performance"],
        sources=[Source(title="Another paper")],
    )
    assert tl.append([same]).added == 1
    (vacant,) = tl.why("acme/ceo", "2020-02-01")
    assert [s.title or s.url for s in vacant.reason.sources] == [
        "https://example.org/2",
        "Another paper",
    ]


def test_why_explains_that_there_is_no_such_post(tl: timeline.Timeline) -> None:
    tl.append_yaml_text(
        "events:\n"
        "- {on: 2021-01-01, departed: bob, post: acme/ceo}\n"
        "- {on: 2022-01-01, abolished: acme/ceo}\n"
        "- {on: 2024-01-01, post: acme/ceo, title: CEO again}\n"
    )
    for day, kind in (("2021-06-01", "departed"), ("2023", "abolished"), ("2024-06-01", "post")):
        (answer,) = tl.why("acme/ceo", day)
        assert (answer.holder, answer.reason.event.fact.KIND) == (None, kind)
    (change,) = tl.diff("2021-06-01", "2023-06-01")
    assert (change.change, len(change.events)) == ("changed", 1)


def test_a_repeated_repair_that_no_longer_counts_is_told(tl: timeline.Timeline) -> None:
    repair = "events:\n- {retracts: bob-ceo, why: w}\n"
    tl.append_yaml_text(repair)
    tl.append([Retracted(event=str(tl.log.head().position), why="no")])
    (finding,) = tl.append_yaml_text(repair).findings
    assert finding.code == "withdrawn"


def test_retract_takes_both_halves_of_a_change(invoke: Run, db: str) -> None:
    change = "events:\n- {id: x, on: 2022-01-01, change: bob -> cy, post: acme/ceo}\n"
    invoke("append", "-", "--db", db, stdin=change)
    assert invoke("retract", "x", "--why", "never", "--db", db).returncode == 0
    held = answer(invoke, "show", "--as-of", "2023", "--db", db)["holders"]
    assert [row["person"] for row in held] == ["bob"]


def test_an_introduction_cannot_be_cancelled(tl: timeline.Timeline) -> None:
    with pytest.raises(timeline.BadInput, match="announces nothing"):
        tl.append_yaml_text("events:\n- {cancels: '1', announced: 2020}\n")


def test_a_stand_in_beside_the_holder_is_no_overlap(tl: timeline.Timeline) -> None:
    tl.append_yaml_text(
        "events:\n- {on: 2021-01-01, appointed: cy, post: acme/ceo, capacity: acting}\n"
        "- {on: 2021-05-01, departed: cy, post: acme/ceo}\n"
    )
    assert not [p for p in tl.check("2026-01-01") if p.code == "overlap"]
