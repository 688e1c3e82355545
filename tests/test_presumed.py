"""What nobody has seen is presumed, and every answer says so beside how certain it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import timeline

from .conftest import ACME, Run

FACTS = (
    "- {on: 1995-03-01, appointed: ann, post: acme/ceo, term-ends: 1999-03-01}\n"
    "- {on: 1999-03-01, appointed: ann, post: acme/ceo, term-ends: 2003-03-01}\n"
    "- {on: 2005-05, seen: ann, post: acme/ceo}\n"
    "- {on: 2000-01-01, appointed: bob, post: acme/board}\n"
    "- {on: 2004-01-01, appointed: cy, post: acme/board, replaces: bob}\n"
)


@pytest.fixture
def answers() -> Any:
    tl = timeline.memory()
    tl.append_yaml_text(ACME + "events:\n" + FACTS)
    return tl.answers()


def row(found: Any, rows: str, person: str) -> Any:
    return next(row for row in found[rows] if row["person"] == person)


def test_a_holder_is_presumed_after_the_last_sighting(answers: Any) -> None:
    held = row(answers.state("2005-05-01"), "holders", "ann")
    assert (held["presumed"], held["last_seen"]) == (False, "2005-05-01")
    held = row(answers.state("2005-05-02"), "holders", "ann")
    assert (held["presumed"], held["last_seen"], held["certainty"]) == (
        True,
        "2005-05-01",
        "certain",
    )
    assert (held["term_ends"], held["earlier_terms"]) == ("2003-03-01", ["1999-03-01"])


def test_a_chain_says_who_replaced_whom(answers: Any) -> None:
    chain = answers.succession("acme/board", "2020")
    assert row(chain, "tenures", "cy")["replaces"] == "bob"
    [change] = answers.diff("2001", "2006", posts=["acme/board"])["changes"]
    assert change["replaces"] == ["bob -> cy"]
    assert (change["before_presumed"], change["after_presumed"]) == (False, True)


def test_why_says_what_is_presumed_and_possible(answers: Any) -> None:
    said = answers.why("acme/ceo", "2020")["reasons"][0]["because"]
    assert said == ["presumed: nothing on record shows it after 2005-05-01"]


@pytest.mark.parametrize(("covered", "seen"), [("", "2010-01-01"), ("2018-12-31", "2018-12-31")])
def test_a_vacancy_is_presumed_likewise(covered: str, seen: str) -> None:
    register = f"- {{on: {covered}, covered: acme/ceo}}\n" if covered else ""
    tl = timeline.memory()
    tl.append_yaml_text(
        ACME
        + "events:\n"
        + FACTS
        + "- {on: 2010-01-01, departed: ann, post: acme/ceo}\n"
        + register
    )
    [vacant] = [v for v in tl.answers().state("2020")["vacancies"] if v["post"] == "acme/ceo"]
    assert (vacant["last_seen"], vacant["presumed"]) == (seen, True)
    [gap] = [v for v in tl.answers().vacancies("2020")["vacancies"] if v["post"] == "acme/ceo"]
    assert (gap["last_seen"], gap["presumed"]) == (seen, True)
    json.dumps(gap)


def test_a_career_says_when_somebody_lived_and_a_succession_what_a_post_continues() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(
        "people:\n  ann: {name: Ann, born: 1940, died: 2010-05-01}\n"
        "organizations: {acme: Acme}\n"
        "posts:\n  acme/head: {title: Head}\n  acme/ceo: {title: CEO, continues: acme/head}\n"
    )
    career = tl.answers().career("ann", "2020")
    assert (career["born"], career["died"]) == ("1940", "2010-05-01")
    assert tl.answers().succession("acme/ceo", "2020")["continues"] == ["acme/head"]


def test_a_post_that_nobody_holds_has_a_row(invoke: Run, tmp_path: Path) -> None:
    db = str(tmp_path / "org.db")
    assert invoke("append", "-", "--db", db, stdin=ACME + "events:\n" + FACTS).returncode == 0
    shown = ("show", "--as-of", "1900", "--db", db, "--format")
    rows = [json.loads(line) for line in invoke(*shown, "jsonl").stdout.splitlines()]
    assert {row["status"] for row in rows} == {"no-record"}
    assert {row["post"] for row in rows} >= {"acme/ceo", "acme/board"}
    assert "no-record" in invoke(*shown, "csv").stdout
