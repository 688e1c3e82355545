"""Succession, career, vacancies, diff, why and check: by hand, and against the naive reference."""

from __future__ import annotations

import itertools
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import timeline
from timeline.events import (
    AFTER_ALL,
    Appointed,
    Corrected,
    Departed,
    Dissolved,
    EdtfDate,
    MemoryLog,
    Organization,
    Person,
    Post,
    RecordedEvent,
    Retracted,
    Source,
)

from . import reference
from .conftest import ACME, ROOT, Run
from .strategies import ORGANIZATIONS, POSTS, Batches, as_of_dates, logs

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


def timeline_of(batches: Batches) -> timeline.Timeline:
    log = MemoryLog()
    for batch in batches:
        log.append(batch)
    return timeline.Timeline(log)


# --- against the reference -----------------------------------------------------------------------


@given(logs(), as_of_dates())
def test_careers_are_the_tenures_of_a_person(batches: Batches, announced_by: EdtfDate) -> None:
    tl = timeline_of(batches)
    events = list(tl.log.read())
    tenures = [t for p in POSTS for t in reference.tenures(p, events, announced_by, None)]
    for person in ("ann", "bob", "cyd", "dan"):
        expected = sorted(
            (t.post, t.start.text, t.end.text if t.end else "", t.capacity)
            for t in tenures
            if t.person == person and t.start.lo < AFTER_ALL
        )
        if not tl.histories().ids("person", person):
            continue  # its introduction was retracted
        found = sorted(
            (t.post, t.start.text, t.end.text if t.end else "", t.capacity)
            for t in tl.career(person, announced_by=announced_by)
        )
        assert found == expected


FIRST, LAST = date(1997, 1, 1).toordinal(), date(2008, 1, 1).toordinal()


@given(logs(max_events=8), st.sampled_from(POSTS))
def test_vacancies_are_the_days_on_which_a_post_is_vacant(batches: Batches, post: str) -> None:
    tl = timeline_of(batches)
    if not tl.histories().ids("post", post):
        return
    until = EdtfDate.of_day(LAST)
    days = {
        day
        for gap in tl.vacancies(until, posts=[post])
        for day in range(gap.since.hi, gap.until.lo if gap.until is not None else LAST)
        if FIRST <= day < LAST
    }
    # Asking for each of 4,000 days takes long: the days about every bound are enough.
    bounds = {FIRST, LAST - 1, *days}
    events = list(tl.log.read())
    for tenure in reference.tenures(post, events, None, None):
        for bound in (tenure.start, tenure.end):
            if bound is not None:
                bounds |= {bound.lo, bound.hi}
    near = sorted({b + step for b in bounds for step in (-1, 0, 1)} & {*range(FIRST, LAST)})
    near = near[:: max(1, len(near) // 60)]
    for day in near:
        state = reference.post_state(post, events, EdtfDate.of_day(day), None, None)
        vacant = state is not None and state[:2] == ("vacant", "certain")
        assert (day in days) == vacant, EdtfDate.of_day(day)


@given(logs(), as_of_dates(), as_of_dates())
def test_a_diff_names_the_posts_whose_answer_differs(
    batches: Batches, first: EdtfDate, second: EdtfDate
) -> None:
    tl = timeline_of(batches)
    events = list(tl.log.read())
    found = {change.post for change in tl.diff(first, second)}
    assert found == {p for p in POSTS if held(p, events, first) != held(p, events, second)}
    assert tl.diff(first, first) == ()


def corrected_into_view() -> Batches:
    """An organization that was dissolved, as a correction says, before anybody had expected it."""
    day, later = EdtfDate.parse("2000-06-15"), EdtfDate.parse("2001-03-10")
    return [
        [
            Person(key="k0", person="ann", names={"en": "Ann"}),
            *(Organization(key=name, organization=name, names={}) for name in ORGANIZATIONS),
            Post(key="k1", post="acme/ceo", organization="acme"),
            Appointed(key="k2", person="ann", post="acme/ceo", effective="1999-01-01"),
            Dissolved(key="k3", organization="acme", effective=later),
        ],
        [
            Corrected(
                key="k4",
                event="k3",
                why="it was sooner",
                replacement=Dissolved(organization="acme", effective=day),
            )
        ],
    ]


@given(logs(), as_of_dates(), as_of_dates(), as_of_dates())
@example(
    corrected_into_view(),
    EdtfDate.parse("2000-06-15"),
    EdtfDate.parse("1999-12-31"),
    EdtfDate.parse("2000-06-15"),
)
def test_a_diff_of_expectations_names_the_posts_and_events(
    batches: Batches, first: EdtfDate, second: EdtfDate, day: EdtfDate
) -> None:
    tl = timeline_of(batches)
    events = list(tl.log.read())
    changes = tl.diff(first, second, axis="announced", as_of=day)
    expected = {p for p in POSTS if held(p, events, day, first) != held(p, events, day, second)}
    assert {change.post for change in changes} == expected
    assert all(change.events for change in changes), "something must have become known"


def test_a_diff_of_expectations_names_a_correction_with_what_it_corrects() -> None:
    tl = timeline_of(corrected_into_view())
    asked = tl.diff("1999-12-31", "2000-06-15", axis="announced", as_of="2000-06-15")
    (change,) = (change for change in asked if change.post == "acme/ceo")
    assert change.events == (6, 7)
    assert [day.text for day in change.dates] == ["2000-06-15"]


@given(logs(), as_of_dates(), st.data())
def test_a_diff_of_what_was_recorded_names_the_posts_and_events(
    batches: Batches, day: EdtfDate, data: st.DataObject
) -> None:
    tl = timeline_of(batches)
    moments = sorted({event.recorded for event in tl.log.read()})
    first, second = data.draw(st.lists(st.sampled_from(moments), min_size=2, max_size=2))
    changes = tl.diff(first, second, axis="recorded", as_of=day)
    events = list(tl.log.read())
    known = [[event for event in events if event.recorded <= bound] for bound in (first, second)]
    expected = {p for p in POSTS if held(p, known[0], day) != held(p, known[1], day)}
    assert {change.post for change in changes} == expected
    for change in changes:
        assert change.events, "something must have been recorded"
        bounds = min(first, second), max(first, second)
        assert all(bounds[0] < events[p - 1].recorded <= bounds[1] for p in change.events)


def held(
    post: str, events: list[RecordedEvent], day: EdtfDate, announced_by: EdtfDate | None = None
) -> Any:
    """The status of a post and who holds it in what capacity, by the reference."""
    state = reference.post_state(post, events, day, announced_by, None)
    if state is None:
        return "no-record", []
    return state[0], sorted((person, capacity) for person, capacity, _ in state[2])


@given(logs(), st.sampled_from(POSTS))
def test_overlaps_are_the_days_with_too_many_holders(batches: Batches, post: str) -> None:
    tl = timeline_of(batches)
    events = list(tl.log.read())
    tenures = reference.tenures(post, events, None, None)
    days = {t.start.hi for t in tenures if t.start.hi < AFTER_ALL}
    history = tl.histories().history(post)
    expected = False
    for day, permanent in itertools.product(days, (True, False)):
        holding = [
            (t.person, index if t.person == "unknown" else 0)
            for index, t in enumerate(tenures)
            if t.start.hi <= day
            and (t.end is None or day < t.end.lo)
            and (t.capacity == "permanent") == permanent
        ]
        if history is not None and len({*holding}) > history.profile.seats(day):
            expected = True
    found = [p for p in tl.check("2010") if (p.code, p.subject) == ("overlap", f"post:{post}")]
    assert bool(found) == expected


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
    failed = invoke("check", "--asserts", str(file), "--db", db)
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
