"""Mistakes that people make, in names, in questions and in YAML, and what is said of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.events import read_yaml

from .conftest import Run

ORG = """\
people:
  ma: {name: 马云, en: Jack Ma}
  wu-y: {name: 吴泳铭, en: Eddie Wu}
  wu-z: {name: 吴泽明, en: Fan Wu}
organizations:
  group: {name: 阿里巴巴集团, en: Alibaba Group}
posts:
  group/ceo: {title: 首席执行官, en: CEO}
  group/cto: {title: 首席技术官, en: CTO}
events:
- {id: in, on: 2019-01-01, appointed: ma, post: group/ceo}
- {on: 2023-11-17, departed: ma, post: group/ceo}
- {on: 2023-11-22, appointed: ma, post: group/ceo}
"""

ASKED: list[tuple[str, str]] = [
    # a name
    ("succession 马云", "ma (马云) is a person; `timeline career ma` lists what they held"),
    ("career group/ceo", "is a post; `timeline succession group/ceo` lists who held it"),
    ("career Wu", '"Wu" may be any of wu-y (吴泳铭), wu-z (吴泽明)'),
    ("career jakc", 'no person "jakc"; did you mean "jack ma"?'),
    ("career group/coe", 'no person "group/coe"'),
    ("succession group/coe", 'did you mean "group/ceo"?'),
    ("succession group/cfo", 'no post "group/cfo"'),
    ("hsow", "No such command 'hsow'. Did you mean 'show'?"),
    ("event inn", 'no event "inn"'),
    ("--db own.db show", "--db comes after the command: timeline show --db ..."),
    # a difference
    ("diff 2023-11-31 2024", "November 2023 has 30 days"),
    ("diff 2023-11-01 2023-12-01", "no error: who is back makes a difference"),
    ("diff 2023 2024 --as-of 2024", "--as-of goes with --axis announced or recorded"),
    ("diff yesterdya today", "is not a date"),
]

WRITTEN: list[tuple[str, str]] = [
    # a meaning
    (
        "- {on: 2024, departed: ma, post: group/ceo, reason: fired}",
        'no reason "fired"; it is one of death, illness, dismissed-performance',
    ),
    (
        "- {on: 2024, fired: ma, post: group/ceo}",
        "; what happened is told by one of change, appointed, to, departed",
    ),
    ("- {on: 2024, departed: ma, post: group/ceo, reason: reitred}", 'did you mean "retired"?'),
    (
        "- {on: 2024, appointed: group/ceo, post: group/ceo}",
        "that is a post, and a person",
    ),
    ("- {on: 2024, appointed: ma, post: 马云}", "that is a person (ma), and a post is meant here"),
    ("- {on: 2024, appionted: ma, post: group/ceo}", 'did you mean "appointed"?'),
    ("- {on: 2024, apointed: ma, post: group/ceo}", 'unknown key "apointed"; did you mean'),
    ("- {on: 2024, appointed: wu, post: group/ceo}", 'no person "wu"; did you mean "wu-y"?'),
    ("- {on: 2024, appointed: wu-y, post: group}", "that is an organization, and a post is"),
    ("- {on: 2024-13-01, appointed: wu-y, post: group/ceo}", "there is no month 13; write 2024-01"),
    ("- {on: 01/02/2024, appointed: wu-y, post: group/ceo}", "write 2024-02-01 (day first)"),
    ("- {appointed: wu-y, post: group/ceo}", "when? a date that nobody knows is unknown"),
    ("- {on: 2024, appointed: wu-y}", "which post?; add post: ..."),
    ("- {on: 2024, change: ma => wu-y, post: group/ceo}", "a change is written like ann -> bob"),
    ("- {on: 2024, departed: wu-y, post: group/ceo}", "append the appointment too"),
    (
        "- {on: 2024, appointed: wu-y, post: group/cto, capacity: actign}",
        'no capacity "actign"; did you mean "acting"?',
    ),
    (
        "- {on: 2024, appointed: wu-y, post: group/cto, source: https://x.org: a}",
        'put the text into quotes: source: "https://x.org: a"',
    ),
    # YAML itself
    ("- on: 2024\n\tappointed: ma", "a tab stands in the indentation; YAML is indented by spaces"),
    (
        "- on: 2024\n  milestone: he said: no\n  at: group",
        "a colon with a space behind it stands in the text; put the text into quotes: milestone",
    ),
    ("- {on: 2024, milestone: A: B, at: group}", 'put the text into quotes: milestone: "A: B"'),
    ('- on: 2024\n  milestone: "open\n  at: group', 'this quotation mark (") is not closed'),
    ('- {on: 2024, milestone: "A" B, at: group}', "goes on behind its closing quotation mark"),
    ("- {on: 2024, milestone: A, at: group", "this { is not closed; close it with }"),
    ("---\nevents: []", "a second document begins here; a file is one"),
    (
        "- &a {on: 2024, milestone: A, at: group}\n- {<<: *a, on: 2025}",
        "<< takes keys from",
    ),
    ("- {on: [2024, 2025], milestone: A, at: group}", "a list stands where one is meant"),
    ("- {on: 2024, appointed: [ma, wu-y], post: group/ceo}", "for several, an entry for each"),
    ("- on: 2024\n    milestone: A", "begin it in column 3, as line 2"),
    ("- on 2024\n  milestone: A", "a colon with a space behind it is missing; write on: 2024"),
    ("- on: 2024\n  milestone: @A\n  at: group", 'must not begin with @; put it into quotes: "@A"'),
    (
        "- on：2024\n  milestone: A\n  at: group",
        "this is not the colon of YAML; write : ",
    ),
    ("-on: 2024", 'an entry begins with a space behind the -: "- on: ..."'),
]


@pytest.mark.parametrize(("command", "says"), ASKED)
def test_what_is_asked_wrong_is_told(invoke: Run, tmp_path: Path, command: str, says: str) -> None:
    db = str(tmp_path / "org.db")
    timeline.open(db).append_yaml_text(ORG)
    done = invoke(*command.split(" "), *(["--db", db] if " " in command else []))
    if says.startswith("no error"):
        assert (done.returncode, done.stderr) == (0, "")
        assert "returned" in done.stdout
        return
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("entries", "says"), WRITTEN)
def test_what_is_written_wrong_is_told_with_its_place(
    invoke: Run, tmp_path: Path, entries: str, says: str
) -> None:
    file, db = tmp_path / "new.yaml", str(tmp_path / "org.db")
    timeline.open(db).append_yaml_text(ORG)
    head = "" if entries.startswith("-on") else "events:\n"
    file.write_text(head + entries + "\n", encoding="utf-8")
    done = invoke("append", str(file), "--db", db)
    assert done.returncode == 1
    assert says in done.stderr
    assert f"{file}:" in done.stderr.split(" error: ")[0]


@given(
    st.lists(
        st.sampled_from([*"{}[]\"':,-#&*!|>@%`\\ \t\n：ab", "- ", ": ", "\n  ", "---\n", "<<: "]),
        max_size=30,
    ).map("".join)
)
def test_whatever_is_written_is_told_at_a_place_that_there_is(text: str) -> None:
    for finding in read_yaml(text, "f.yaml").findings:
        assert finding.message
        if finding.place is not None:
            lines = text.split("\n")
            assert 1 <= finding.place.line <= len(lines) + 1
            assert finding.place.column >= 1
