"""Finding by any part of a name, and what a name on the command line may be."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.events import Ambiguous, EdtfDate, NotFound, What
from timeline.projections import spellings
from timeline.projections.answers.find import find
from timeline.projections.knowledge import Knowledge
from timeline.projections.naming import KINDS, named
from timeline.projections.spellings import folded, matches

from .conftest import Run

ORG = """\
people:
  wu-y: {name: 吴泳铭, en: Eddie Wu}
  zoe: {name: Zoë Müller-Strauß}
  wu-z: {name: 吴泽明, en: Fan Yu}
  ma: {name: 马云, en: Jack Ma}
organizations:
  group: {name: 阿里巴巴集团, en: Alibaba Group}
  cloud: {name: 阿里云, en: Alibaba Cloud, parent: group}
posts:
  group/ceo: {title: 首席执行官, en: CEO}
  cloud/head: {title: CEO}
  cloud/cto: {title: 首席技术官, en: CTO}
events:
- {on: 2019-01-01, appointed: ma, post: group/ceo}
- {on: 2023-01-01, change: ma -> wu-y, post: group/ceo}
- {on: 2023-01-01, appointed: zoe, post: cloud/cto, capacity: acting}
"""
DAY = EdtfDate.parse("2024-01-01")


@pytest.fixture(params=["memory", "database", "recorded"])
def histories(request: pytest.FixtureRequest, tmp_path: Path) -> object:
    """The same log in every place where names are read from."""
    tl = timeline.memory() if request.param == "memory" else timeline.open(tmp_path / "org.db")
    tl.append_yaml_text(ORG)
    by = "2999-01-01" if request.param == "recorded" else None
    return tl.histories(Knowledge.of(recorded_by=by))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("吴", ["wu-y", "wu-z"]),
        ("WU", ["wu-y", "wu-z"]),
        ("ｅｄｄｉｅ", ["wu-y"]),
        ("eddiewu", ["wu-y"]),
        ("wu eddie", ["wu-y"]),
        ("吴 泳铭", ["wu-y"]),
        ("eddie 泳", ["wu-y"]),
        ("zoe", ["zoe"]),
        ("ZOE\u0308", ["zoe"]),
        ("muller", ["zoe"]),
        ("STRAUSS", ["zoe"]),
        ("首席", ["cloud/cto", "group/ceo"]),
        ("cloud", ["cloud"]),
        ("阿里云 cto", ["cloud/cto"]),
        ("nobody", []),
        ("", []),
    ],
)
def test_any_part_of_a_name_finds(histories: object, text: str, found: list[str]) -> None:
    got = [item.profile.id for item in find(histories, text, DAY)]  # type: ignore[arg-type]
    assert sorted(got) == found


def test_all_is_found_with_what_it_is_on_the_day(histories: object) -> None:
    by_id = {item.profile.id: item for item in find(histories, None, DAY)}  # type: ignore[arg-type]
    assert len(by_id) == 9
    assert [t.post for _, t in by_id["wu-y"].held] == ["group/ceo"]
    assert by_id["ma"].held == ()
    assert by_id["cloud/head"].within == ("cloud", "group")
    assert by_id["group"].organizations == ("cloud",)
    assert by_id["cloud"].posts == ("cloud/cto", "cloud/head")
    state = by_id["cloud/cto"].state
    assert state is not None
    assert [t.person for t, _ in state.holding] == ["zoe"]


@given(st.text(max_size=20), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_folding_is_idempotent_and_blind_to_normal_forms(text: str, form: str) -> None:
    known = folded(text)
    assert folded(known) == known
    assert folded(unicodedata.normalize(form, text)) == known  # type: ignore[arg-type]


@given(
    st.lists(st.text(min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=6), st.data()
)
def test_every_part_of_every_name_finds_it(names: list[str], data: st.DataObject) -> None:
    tl = timeline.memory()
    from timeline.events import Person

    kept = [name for name in names if "\x00" not in name and name.isprintable()]
    tl.append([Person(person=f"p{i}", names={"und": name}) for i, name in enumerate(kept)])
    for index, name in enumerate(kept):
        start = data.draw(st.integers(0, len(name) - 1))
        part = name[start : data.draw(st.integers(start + 1, len(name)))]
        if folded(part) and folded(part) in folded(name):
            assert f"p{index}" in matches(tl.histories(), "person", part)


@pytest.mark.parametrize(
    ("text", "kinds", "found"),
    [
        ("泳", KINDS, ("person", "wu-y")),
        ("jack", ("person",), ("person", "ma")),
        ("group", KINDS, ("organization", "group")),
        ("alibaba cloud", KINDS, ("organization", "cloud")),
        ("group ceo", ("post",), ("post", "group/ceo")),
    ],
)
def test_a_part_that_one_thing_has_is_enough(
    histories: object, text: str, kinds: tuple[What, ...], found: tuple[str, str]
) -> None:
    assert named(histories, text, kinds) == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("succession 马云", 'no post "马云"; ma (马云) is a person; `timeline career ma` lists'),
        (
            "career 首席技术",
            'no person "首席技术"; cloud/cto (首席技术官) is a post; `timeline succ',
        ),
        ("career wu", '"wu" may be any of wu-y (吴泳铭), wu-z (吴泽明)'),
        ("show CEO", '"CEO" may be any of cloud/head (post, CEO), group/ceo (post, 首席执行官)'),
        ("career zeo", 'no person "zeo"; did you mean "zoe"?'),
        ("career 阿里巴巴", 'no person "阿里巴巴"; group (阿里巴巴集团) is an organization'),
    ],
)
def test_a_wrong_name_is_told_what_it_is(
    invoke: Run, tmp_path: Path, command: str, says: str
) -> None:
    db = str(tmp_path / "org.db")
    timeline.open(db).append_yaml_text(ORG)
    done = invoke(*command.split(" "), "--db", db)
    assert done.returncode == 1
    assert says in done.stderr


def test_the_errors_keep_what_they_are_about(histories: object) -> None:
    with pytest.raises(Ambiguous) as several:
        named(histories, "吴", ("person",))  # type: ignore[arg-type]
    assert several.value.candidates == ("wu-y", "wu-z")
    with pytest.raises(NotFound) as none:
        named(histories, "马云", ("post",))  # type: ignore[arg-type]
    assert none.value.hint is not None


def test_a_log_with_people_alone_can_be_searched(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "org.db")
    tl.append_yaml_text("people: {ann: Ann Li}\n")
    assert [item.profile.id for item in find(tl.histories(), "li", DAY)] == ["ann"]
    assert find(tl.histories(), "nobody", DAY) == []


def test_find_has_every_format(invoke: Run, tmp_path: Path) -> None:
    import jsonschema

    from .conftest import ROOT

    db = str(tmp_path / "org.db")
    timeline.open(db).append_yaml_text(ORG)
    whole = json.loads(invoke("find", "ma", "--db", db, "--format", "json").stdout)
    schema = json.loads((ROOT / "docs" / "schemas" / "find.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(whole)
    assert [row["id"] for row in whole["found"]] == ["ma"]
    for format_ in ("csv", "tsv", "jsonl", "table"):
        assert "马云" in invoke("find", "ma", "--db", db, "--format", format_).stdout
    tree = invoke("find", "group", "--db", db, "--format", "table").stdout
    assert "  CTO" in tree or "首席技术官" in tree
    assert "Nothing is called" in invoke("find", "x9", "--db", db, "--format", "table").stdout


@pytest.mark.parametrize("text", ["王五 00017", "wangwu00017", "nobody", "p-00017"])
def test_looking_through_names_is_no_work_a_name(tmp_path: Path, text: str) -> None:
    """Of twice as many people the same few are found by as many calls: no name has one."""
    from timeline.events import Person

    from .test_bounds import calls_of

    def work(count: int) -> int:
        tl = timeline.open(tmp_path / f"{count}.db")
        tl.append(
            Person(person=f"p-{n:05}", names={"zh": f"王五 {n:05}", "en": f"Wang Wu {n:05}"})
            for n in range(count)
        )
        histories = tl.histories()
        return calls_of(lambda: find(histories, text, DAY))

    few, many = work(1_000), work(2_000)
    assert many <= few + 20, f"{few} calls for 1,000 people, {many} for 2,000"
    assert many < 1_000


def test_the_spaces_are_those_of_the_pattern() -> None:
    found = {chr(code) for code in range(0x11000) if re.fullmatch(spellings._SPACE, chr(code))}
    assert found - {" "} == spellings._SPACES
