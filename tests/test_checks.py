"""Every rule of `check` finds its case."""

from __future__ import annotations

import re

import pytest

import timeline
from timeline.events import Appointed
from timeline.projections.answers.check import RULES

from .conftest import ACME, ROOT

CASES: dict[str, str] = {
    "overlap": "- {on: 2020-01-01, appointed: ann, post: acme/ceo}\n"
    "- {on: 2021-01-01, appointed: bob, post: acme/ceo}\n"
    "- {on: 2022-01-01, departed: ann, post: acme/ceo}\n",
    "departure-without-appointment": "- {on: 2020, departed: ann, post: acme/ceo}\n",
    "end-before-start": "- {on: 2020-05-01, appointed: ann, post: acme/ceo}\n"
    "- {on: 2019-05-01, departed: ann, post: acme/ceo}\n",
    "after-end": "- {on: 2019, abolished: acme/ceo}\n"
    "- {on: 2020, appointed: ann, post: acme/ceo}\n",
    "after-death": "- {on: 2019-05-01, appointed: ann, post: acme/ceo}\n"
    "- {on: 2020-05-01, departed: ann, post: acme/ceo, reason: death}\n"
    "- {on: 2021-05-01, appointed: ann, post: acme/ceo}\n",
    "contradiction": "",
    "wrong-predecessor": "- {on: 2020, appointed: ann, post: acme/board, replaces: bob}\n",
    "announced-after-effective": "- {on: 2020, announced: 2021, appointed: ann, post: acme/ceo}\n",
    "stale": "- {on: 1995-03-01, appointed: ann, post: acme/ceo}\n",
    "expected-end-passed": "- {on: 2020, appointed: ann, post: acme/ceo, term-ends: 2024}\n",
    "long-vacancy": "- {on: 2020-01-01, appointed: ann, post: acme/ceo}\n"
    "- {on: 2021-01-01, departed: ann, post: acme/ceo}\n",
    "no-source": "- {on: 2020, appointed: ann, post: acme/ceo}\n",
    "uncertain-order": "- {on: 2020, appointed: ann, post: acme/ceo}\n"
    "- {on: 2020-05-05, appointed: bob, post: acme/ceo}\n",
    "disputed": "- {id: x, on: 2020, appointed: ann, post: acme/ceo}\n"
    "- {disputes: x, field: effective, says: 2021, source: https://example.org}\n",
    "unknown-holder": "- {on: 2020, appointed: unknown, post: acme/ceo}\n",
    "unknown-start": "- {on: unknown, appointed: ann, post: acme/ceo}\n",
    "implied-end": "- {on: 2020, appointed: ann, post: acme/ceo}\n"
    "- {on: 2022, appointed: bob, post: acme/ceo}\n",
    "not-introduced": "- {on: 2020, appointed: nobody, post: acme/cfo}\n",
    "before-post": "",
    "before-organization": "",
    "before-birth": "",
    "two-homes": "",
    "similar-names": "",
}


@pytest.mark.parametrize("code", [code for code, events in CASES.items() if events])
def test_every_rule_finds_its_case(code: str) -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    assert [p for p in tl.check("2026-01-01") if p.code == code] == []
    tl.append_yaml_text("events:\n" + CASES[code], allow_conflicts=True)
    found = [problem for problem in tl.check("2026-01-01") if problem.code == code]
    assert found, tl.check("2026-01-01")
    assert all(problem.message for problem in found)


def test_rules_about_introductions_find_their_cases() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(
        "people: {a: José García, b: Jose  Garcia}\n"
        "organizations: {o: {name: O, founded: 2000}, n: N}\n"
        "posts: {o/x: X, o/z: Z, o/y: {title: Y, created: 2005}}\n"
    )
    tl.append(
        [
            Appointed(person="a", post="o/x", effective="1999"),
            Appointed(person="b", post="o/y", effective="2004"),
            timeline.events.Post(post="o/z", organization="n", titles={"en": "Z"}),
        ],
        allow_conflicts=True,
    )
    codes = {problem.code for problem in tl.check("2026-01-01")}
    assert {"similar-names", "before-organization", "before-post", "two-homes"} <= codes


def test_nobody_holds_a_post_before_they_are_born() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(
        "people:\n  ann: {name: Ann, born: 1980-05-01}\n"
        "organizations: {acme: Acme}\nposts: {acme/ceo: {title: CEO}}\n"
        "events:\n- {on: 1979, appointed: ann, post: acme/ceo}\n",
        allow_conflicts=True,
    )
    [found] = [p for p in tl.check("2026-01-01") if p.code == "before-birth"]
    assert found.message == "ann, born 1980-05-01, takes acme/ceo on 1979"


def test_the_page_of_checks_lists_every_rule() -> None:
    assert set(CASES) == set(RULES)
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    assert rows == [(c, r.severity, r.says, r.mend) for c, r in RULES.items()]
