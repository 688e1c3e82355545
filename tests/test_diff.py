"""A diff tells what came and went in between, and who came for whom, by seat."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import timeline

from .conftest import ROOT, Run

ORG = """\
people: {sam: Sam Altman, mira: Mira Murati, emmett: Emmett Shear, greg: Greg, ilya: Ilya,
  bret: Bret, larry: Larry, adam: Adam}
organizations: {openai: OpenAI}
posts: {openai/ceo: CEO, openai/cto: CTO, openai/board: {title: Director, seats: unknown}}
events:
- {on: 2019-03-01, appointed: sam, post: openai/ceo}
- {on: 2020, appointed: greg, post: openai/cto}
- {on: 2015-12-11, appointed: greg, post: openai/board}
- {on: 2015-12-11, appointed: ilya, post: openai/board}
- {on: 2018-04-01, appointed: adam, post: openai/board}
- {on: 2023-11-17, departed: sam, post: openai/ceo}
- {on: 2023-11-18, appointed: mira, post: openai/ceo, capacity: interim}
- {on: 2023-11-20, change: mira -> emmett, post: openai/ceo, capacity: interim}
- {on: 2023-11-22, change: emmett -> sam, post: openai/ceo}
- {on: 2023-11-17, departed: greg, post: openai/board}
- {on: 2023-11-21, departed: ilya, post: openai/board}
- {on: 2023-11-21, appointed: bret, post: openai/board}
- {on: 2023-11-29, appointed: larry, post: openai/board}
"""


@pytest.fixture
def tl() -> timeline.Timeline:
    tl = timeline.memory()
    tl.append_yaml_text(ORG)
    return tl


def told(change: object) -> list[str]:
    return [
        f"{step.since} {' '.join(t.person for t, _ in step.state.holding) or step.state.status}"
        for step in change.between  # type: ignore[attr-defined]
    ]


def test_who_is_back_makes_a_difference(tl: timeline.Timeline) -> None:
    [change] = tl.diff("2023-11-01", "2023-12-01", posts=["openai/ceo"])
    assert change.change == "returned"
    assert told(change) == ["2023-11-17 vacant", "2023-11-18 mira", "2023-11-20 emmett"]
    assert change.seats == (("sam", None, "mira", "emmett", "sam"),)
    assert len(change.events) == 6
    [backwards] = tl.diff("2023-12-01", "2023-11-01", posts=["openai/ceo"])
    assert told(backwards) == told(change)[::-1]


def test_a_post_on_which_nothing_happened_is_not_told(tl: timeline.Timeline) -> None:
    assert {c.post for c in tl.diff("2023-11-01", "2023-12-01")} == {"openai/ceo", "openai/board"}
    assert tl.diff("2023-12-01", "2024-12-01") == ()


def test_an_uncertain_hand_over_is_one_step(tl: timeline.Timeline) -> None:
    tl.append_yaml_text("events:\n- {on: 2022-06, change: greg -> bret, post: openai/cto}\n")
    [change] = tl.diff("2022-01-01", "2023-01-01", posts=["openai/cto"])
    assert (told(change), change.seats) == ([], (("greg", "bret"),))


def test_a_post_of_many_seats_tells_who_came_for_whom(tl: timeline.Timeline) -> None:
    [change] = tl.diff("2023-11-01", "2023-12-01", posts=["openai/board"])
    assert set(change.seats) == {("ilya", "bret"), ("greg", None), (None, "larry")}
    tl.append_yaml_text(
        "events:\n- {on: 2024-01-05, departed: adam, post: openai/board}\n"
        "- {on: 2024-02-01, appointed: mira, post: openai/board, replaces: adam}\n"
    )
    [change] = tl.diff("2024-01-01", "2024-03-01", posts=["openai/board"])
    assert change.seats == (("adam", "mira"),), "as was stated, a month later"


def test_expectations_are_told_by_seat_too(tl: timeline.Timeline) -> None:
    tl.append_yaml_text(
        "events:\n- {on: 2024-03-01, announced: 2024-01-01, change: sam -> mira,"
        " post: openai/ceo}\n"
    )
    [change] = tl.diff(
        "2023-12-01", "2024-02-01", axis="announced", as_of="2024-04-01", posts=["openai/ceo"]
    )
    assert (change.seats, change.between) == ((("sam", "mira"),), ())


@pytest.mark.parametrize("width", [40, 60, 80])
def test_nothing_of_it_is_cut(invoke: Run, tmp_path: Path, width: int) -> None:
    db = str(tmp_path / "org.db")
    timeline.open(db).append_yaml_text(ORG)
    ask = ("diff", "2023-11-01", "2023-12-01", "--db", db)
    shown = invoke(*ask, "--format", "table", "--width", str(width)).stdout
    table = " ".join(shown[shown.index("Post") :].split())
    assert "…" not in table
    for name in ("2023-11-17", "vacant", "Mira", "Murati", "Emmett", "Shear"):
        assert name in table
    assert max(map(len, shown.splitlines())) <= width


def test_every_format_has_it(invoke: Run, tmp_path: Path) -> None:
    db = str(tmp_path / "org.db")
    timeline.open(db).append_yaml_text(ORG)
    ask = ("diff", "2023-11-01", "2023-12-01", "openai/ceo", "--db", db, "--format")
    whole = json.loads(invoke(*ask, "json").stdout)
    schema = json.loads((ROOT / "docs" / "schemas" / "diff.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(whole)
    [row] = whole["changes"]
    assert row["between"] == ["2023-11-17=(vacant)", "2023-11-18=mira", "2023-11-20=emmett"]
    assert row["seats"] == ["sam->->mira->emmett->sam"]
    for format_ in ("csv", "tsv", "jsonl"):
        assert "sam->->mira->emmett->sam" in invoke(*ask, format_).stdout
