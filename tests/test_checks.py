"""Every rule of `check` finds its case."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

import timeline
from timeline.events import Appointed
from timeline.projections.answers.check import RULES

from .conftest import ACME, ROOT, Run

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
    "- {on: 2021-01-01, departed: ann, post: acme/ceo}\n"
    "- {on: 2024-01-01, appointed: bob, post: acme/ceo}\n",
    "never-filled": "- {on: 2020-01-01, appointed: ann, post: acme/ceo}\n"
    "- {on: 2021-01-01, departed: ann, post: acme/ceo}\n",
    "shared-day": "- {on: 2020-01-01, appointed: ann, post: acme/ceo}\n"
    "- {last-day: 2021-05-03, departed: ann, post: acme/ceo}\n"
    "- {on: 2021-05-03, appointed: bob, post: acme/ceo}\n",
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


NAMESAKES = """\
people: {a1: Ann Li, a2: ann li, b1: Bob, b2: Bob, c1: Cy, c2: Cy, d1: Dee, d2: Dee, e1: Eve,
  e2: Eve}
organizations: {top: Top, left: {name: Left, parent: top}, right: {name: Right, parent: top}}
posts: {top/x: X, left/x: X, left/y: Y, right/x: X, right/y: Y}
events:
- {on: 2000-01-01, appointed: a1, post: left/x}
- {on: 2002-01-01, change: a1 -> a2, post: left/x}
- {on: 2003-01-01, change: a2 -> b1, post: left/x}
- {on: 2003-01-01, appointed: b2, post: right/x}
- {on: 2004-01-01, change: b2 -> c1, post: right/x}
- {on: 2005-01-01, departed: c1, post: right/x}
- {on: 2024-01-01, appointed: c2, post: right/x}
- {on: 2000-01-01, appointed: d1, post: top/x}
- {on: 2000-01-01, appointed: d2, post: right/y}
- {on: 2000-01-01, appointed: e1, post: left/y}
"""


def test_namesakes_are_told_where_their_times_and_organizations_meet() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(NAMESAKES)
    found = [p.message for p in tl.check("2026-01-01") if p.code == "similar-names"]
    assert found == [
        '"a1" and "a2" have nearly the same name, Ann Li',  # one after the other
        '"d1" and "d2" have nearly the same name, Dee',  # one above the other
        '"e1" and "e2" have nearly the same name, Eve',  # one holds nothing
    ], "not b, at two organizations; nor c, twenty years apart"


def test_an_overlap_of_two_days_is_no_shared_day() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    tl.append_yaml_text(
        "events:\n" + CASES["shared-day"].replace("2021-05-03, app", "2021-05-02, app"),
        allow_conflicts=True,
    )
    codes = [p.code for p in tl.check("2026-01-01")]
    assert "overlap" in codes
    assert "shared-day" not in codes


def many(tmp_path: Path, count: int) -> str:
    """A database of posts that were vacated long ago, and of nothing else that is wrong."""
    posts = "".join(f"  acme/p{n}: {{title: P{n}}}\n" for n in range(count))
    events = "".join(
        f"- {{on: 2000-01-01, appointed: ann, post: acme/p{n}, source: https://example.org}}\n"
        f"- {{on: 2001-01-01, departed: ann, post: acme/p{n}}}\n"
        for n in range(count)
    )
    tl = timeline.open(tmp_path / "org.db")
    tl.append_yaml_text(
        f"people: {{ann: Ann}}\norganizations: {{acme: Acme}}\nposts:\n{posts}events:\n{events}"
    )
    return str(tmp_path / "org.db")


def test_counts_come_first_and_then_a_few_of_each(invoke: Run, tmp_path: Path) -> None:
    db = many(tmp_path, 30)
    check = ("check", "--db", db, "--as-of", "2005-01-01", "--format", "table")
    shown = invoke(*check, "--width", "80").stdout.splitlines()
    counts = [line.split()[:3] for line in shown if line.startswith("30  ")]
    assert counts == [["30", "warning", "never-filled"], ["30", "warning", "no-source"]]
    text = "\n".join(shown)
    assert "30 posts: Acme: P0 (acme/p0), Acme: P1 (acme/p1)" in text
    assert "and 25 more; --code never-filled" in " ".join(text.split())
    assert "  ... and 25 more; --code no-source tells them" in shown
    only = invoke(*check, "--code", "never-filled").stdout
    assert only.count("has been vacant since 2001-01-01") == 30
    assert "no-source" not in only
    every = invoke(*check, "--all").stdout
    assert every.count("this departed event has no source") == 30


FILE = """\
people: {ann: Ann Li, bob: Bob}
organizations: {acme: Acme}
posts:
  acme/ceo: {title: CEO}
events:
- {on: 2020-01-01, appointed: ann, post: acme/ceo}
- {on: 2021-05-09, departed: ann, post: acme/ceo}
- {on: 2021-05-03, appointed: bob, post: acme/ceo}
"""


@pytest.mark.parametrize("on_top", [False, True])
def test_what_a_file_says_is_told_by_line_and_column(
    invoke: Run, tmp_path: Path, on_top: bool
) -> None:
    file, db = tmp_path / "org.yaml", str(tmp_path / "org.db")
    file.write_text(FILE, encoding="utf-8")
    timeline.open(db).append_seed()
    more = ["--db", db] if on_top else []
    found = json.loads(invoke("check", str(file), *more, "--format", "json").stdout)
    schema = json.loads((ROOT / "docs" / "schemas" / "check.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(found)
    own = [row for row in found["problems"] if row["file"] is not None]
    assert all(row["position"] is None and row["file"] == str(file) for row in own)
    [overlap] = [row for row in own if row["code"] == "overlap"]
    assert (overlap["line"], overlap["column"], overlap["name"]) == (7, 3, "CEO")
    assert f"({file}:8)" in overlap["message"]
    assert "#" not in overlap["message"]
    others = [row for row in found["problems"] if row["file"] is None]
    assert bool(others) == on_top, "the log's own problems keep their positions"
    shown = invoke("check", str(file), *more, "--format", "table", "--width", "300").stdout
    assert f"{file}:7:3  Ann Li (ann) leaves Acme: CEO (acme/ceo)" in shown


def test_asserts_obey_the_format(invoke: Run, tmp_path: Path) -> None:
    file, db = tmp_path / "org.yaml", str(tmp_path / "org.db")
    timeline.open(db).append_seed()
    file.write_text(
        "asserts:\n- {as-of: 2023-12-01, post: alibaba-cloud/head, holder: ma-yun}\n",
        encoding="utf-8",
    )
    done = invoke("check", "--asserts", str(file), "--db", db, "--format", "json")
    assert done.returncode == 1
    [finding] = json.loads(done.stdout)["findings"]
    assert (finding["code"], finding["line"], finding["column"]) == ("assert-failed", 2, 57)
    row = json.loads(
        invoke("check", "--asserts", str(file), "--db", db, "--format", "jsonl").stdout
    )
    assert row["line"] == 2


def test_the_work_of_check_grows_evenly_and_is_little_for_each_event(tmp_path: Path) -> None:
    from .test_bounds import calls_of

    def work(count: int) -> int:
        tl = timeline.open(tmp_path / f"{count}.db")
        tl.append_yaml_text(
            "people: {ann: Ann, bob: Bob}\norganizations: {acme: Acme}\n"
            "posts: {" + ", ".join(f"acme/p{n}: P{n}" for n in range(count // 20)) + "}\n"
            "sources: {s: {title: S}}\nevents:\n"
            + "".join(
                f"- {{on: {1900 + k}-01-01, change: {a} -> {b}, post: acme/p{n}, source: s}}\n"
                for n in range(count // 20)
                for k, (a, b) in enumerate([("ann", "bob"), ("bob", "ann")] * 5)
            ),
            allow_conflicts=True,
        )
        return calls_of(lambda: tl.check("1911-01-01"))

    work(40)
    few, many = work(400), work(800)
    assert many < 2.3 * few
    assert many < 60 * 800, "calls for each event"
