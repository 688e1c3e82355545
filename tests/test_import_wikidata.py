"""Statements of Wikidata: every one is accounted for, as precisely as it is dated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from timeline.events import Appointed, BadInput, BadValue, Departed, Person, Post, TimelineError

from .conftest import Run
from .importing import DATA, Imported, bring, write

FOLDER = DATA / "wikidata"
POSITIONS = ("Q14211", "Q1769526", "Q30533307", "Q4763428", "Q56761097", "Q96424184")
ENTITY = "http://www.wikidata.org/entity/"


def position(qid: str, **more: Any) -> Imported:
    """Bring in all answers about one of the positions."""
    files = sorted(FOLDER.glob(f"{qid}.*.json"))
    return bring("wikidata", *files, post="x/post", organization="x", **more)


def bindings(qid: str) -> list[dict[str, Any]]:
    whole = json.loads((FOLDER / f"{qid}.mandates.json").read_text(encoding="utf-8"))
    return whole["results"]["bindings"]  # type: ignore[no-any-return]


def facts(done: Imported, kind: type[Any]) -> list[Any]:
    return [event.fact for event in done.tl.log.read() if isinstance(event.fact, kind)]


def value(binding: dict[str, Any], name: str) -> str:
    return str(binding.get(name, {}).get("value", ""))


@pytest.mark.parametrize("qid", POSITIONS)
def test_every_statement_is_an_appointment_and_every_end_a_departure(qid: str) -> None:
    done = position(qid)
    rows = bindings(qid)
    assert done.done.records == len(rows)
    assert not [note for note in done.notes if note.startswith("set-aside")]
    assert not [note for note in done.notes if note.startswith("joined")]
    appointed = facts(done, Appointed)
    people = sorted(value(row, "item").removeprefix(ENTITY) for row in rows)
    assert sorted(fact.person for fact in appointed) == people
    ended = sorted(
        value(row, "item").removeprefix(ENTITY) for row in rows if value(row, "end_date")
    )
    assert sorted(fact.person for fact in facts(done, Departed)) == ended
    acting = sum(value(row, "nature").endswith("Q4676846") for row in rows)
    assert sum(fact.capacity == "acting" for fact in appointed) == acting
    assert all(fact.sources[0].url.endswith(fact.person) for fact in appointed)


def test_months_and_years_stay_what_they_are() -> None:
    starts = {fact.effective.text for fact in facts(position("Q56761097"), Appointed)}
    assert {"2003-10", "1936-09-25", "1996"} <= starts
    ends = {fact.effective.text for fact in facts(position("Q96424184"), Departed)}
    assert {"2016-01-02/2016-01-03", "1964-01-01/1965-01-01", "1837-11-01/1837-12-01"} <= ends
    stated = facts(position("Q96424184", ends="first-day-out"), Departed)
    assert {"2016-01-02", "1964", "1837-11"} <= {fact.effective.text for fact in stated}


def test_overlaps_are_found_by_check() -> None:
    """Walpole's statement ends five days after Compton's begins."""
    codes = {finding.code for finding in position("Q14211").tl.check("2026-01-01")}
    assert "overlap" in codes


def test_the_position_is_what_its_own_answer_says() -> None:
    (post,) = facts(position("Q14211"), Post)
    assert (post.effective.text, post.seats) == ("1721-04-04", None)
    assert dict(post.identifiers) == {"wikidata": "Q14211"}


def test_a_second_import_records_nothing() -> None:
    done = position("Q1769526")
    assert position("Q1769526", tl=done.tl).done.is_in_step


# --- what a query of ours adds -------------------------------------------------------------------


def cell(text: str, kind: str = "literal") -> dict[str, str]:
    return {"type": kind, "value": text}


def answer(folder: Path, *rows: dict[str, Any]) -> Path:
    names = sorted({name for row in rows for name in row} | {"item", "statement"})
    whole = {"head": {"vars": names}, "results": {"bindings": rows}}
    return write(folder, "query.json", json.dumps(whole))


def statement(number: int, person: str = "Q1", **more: str) -> dict[str, Any]:
    row = {
        "statement": cell(f"{ENTITY}statement/{person}-{number}", "uri"),
        "item": cell(ENTITY + person, "uri"),
    }
    return {**row, **{name: cell(text) for name, text in more.items()}}


def brought(folder: Path, *rows: dict[str, Any], **more: Any) -> Imported:
    return bring("wikidata", answer(folder, *rows), post="x/p", organization="x", **more)


@pytest.mark.parametrize(
    ("moment", "precision", "date"),
    [
        ("2016-07-13T00:00:00Z", "11", "2016-07-13"),
        ("+2016-07-13T00:00:00Z", "11", "2016-07-13"),
        ("2016-07-01T00:00:00Z", "10", "2016-07"),
        ("2016-01-01T00:00:00Z", "9", "2016"),
        ("1990-01-01T00:00:00Z", "8", "199X"),
        ("1901-01-01T00:00:00Z", "7", "1901/2000"),
        ("2000-01-01T00:00:00Z", "7", "1901/2000"),
        ("2001-01-01T00:00:00Z", "6", "2001/3000"),
        ("2001-01-01T00:00:00Z", "4", "unknown"),
        ("2016-07-13T00:00:00Z", None, "2016-07-13"),
        ("2016-07-01T00:00:00Z", None, "2016-07"),
        ("2016-01-01T00:00:00Z", None, "2016"),
        ("http://www.wikidata.org/.well-known/genid/abc", None, "unknown"),
    ],
)
def test_a_date_is_as_precise_as_wikidata_says(
    tmp_path: Path, moment: str, precision: str | None, date: str
) -> None:
    more = {"start_date": moment} | ({"start_precision": precision} if precision else {})
    (fact,) = facts(brought(tmp_path, statement(1, **more)), Appointed)
    assert fact.effective.text == date


def test_a_date_before_the_year_one_sets_the_statement_aside(tmp_path: Path) -> None:
    done = brought(tmp_path, statement(1, start_date="-0044-03-15T00:00:00Z"))
    (note,) = done.notes
    assert note.startswith("set-aside: Q1-1: ")


def test_an_end_that_nobody_knows_is_an_end(tmp_path: Path) -> None:
    row = statement(1, start_date="2016-07-13T00:00:00Z")
    done = brought(tmp_path, {**row, "end_date": cell("t123", "bnode")})
    (fact,) = facts(done, Departed)
    assert fact.effective.text == "unknown"


def test_a_holder_whom_nobody_knows_is_unknown(tmp_path: Path) -> None:
    row = {**statement(1), "item": cell("t123", "bnode")}
    (fact,) = facts(brought(tmp_path, row), Appointed)
    assert fact.person == "unknown"


def test_rows_of_one_statement_are_one(tmp_path: Path) -> None:
    """Several values of a qualifier make a row each: of a date it is one of them."""
    done = brought(
        tmp_path,
        statement(1, start_date="2016-07-13T00:00:00Z", prev=ENTITY + "Q7"),
        statement(1, start_date="2016-07-20T00:00:00Z", prev=ENTITY + "Q8"),
        statement(2, start_date="2020-02-02T00:00:00Z", reference="https://example.org/a"),
        statement(2, start_date="2020-02-02T00:00:00Z", reference="https://example.org/b"),
    )
    first, second = facts(done, Appointed)
    assert first.effective.text == "2016-07-13/2016-07-20"
    assert first.note == "replaces: Q7\nreplaces: Q8"
    assert [source.url for source in second.sources][1:] == [
        "https://example.org/a",
        "https://example.org/b",
    ]
    assert done.done.records == 2


def test_names_come_in_both_languages(tmp_path: Path) -> None:
    row = statement(1, itemLabel_en="Ann Li", itemLabel_zh="李安", positionLabel_en="Mayor")
    done = brought(tmp_path, row, statement(2, person="Q2", itemLabel="Q2"))
    people = {fact.person: dict(fact.names) for fact in facts(done, Person)}
    assert people == {"Q1": {"en": "Ann Li", "zh": "李安"}, "Q2": {"und": "Q2"}}
    (post,) = facts(done, Post)
    assert dict(post.titles) == {"en": "Mayor"}


def test_the_statement_is_the_record(tmp_path: Path) -> None:
    done = brought(tmp_path, statement(1, start_date="2016-07-13T00:00:00Z"))
    again = brought(tmp_path, statement(1, start_date="2017-07-13T00:00:00Z"), tl=done.tl)
    assert again.done.counts == {"changed": 1}


def test_end_causes_are_reasons(tmp_path: Path) -> None:
    row = statement(1, end_date="2016-07-13T00:00:00Z")
    row["end_cause"] = cell(ENTITY + "Q796919", "uri")
    (fact,) = facts(brought(tmp_path, row), Departed)
    assert (fact.reasons, fact.reason_code) == (("resigned",), "wikidata/Q796919")


@pytest.mark.parametrize(("seats", "replaces"), [(None, None), ("3", "Q2"), ("unknown", "Q2")])
def test_who_is_replaced_counts_where_there_are_several_seats(
    tmp_path: Path, seats: str | None, replaces: str | None
) -> None:
    """In a post of one seat the succession says it, and with a gap it would contradict nothing."""
    more = {} if seats is None else {"seats": seats}
    rows = (
        statement(1, person="Q2", start_date="2010-02-03T00:00:00Z"),
        statement(1, start_date="2016-07-13T00:00:00Z", prev=ENTITY + "Q2"),
        statement(1, person="Q3", start_date="2016-07-13T00:00:00Z", prev=ENTITY + "Q99"),
    )
    done = brought(tmp_path, *rows, **more)
    found = {fact.person: fact.replaces for fact in facts(done, Appointed)}
    assert found == {"Q1": replaces, "Q2": None, "Q3": None}


def test_answers_about_two_positions_are_refused() -> None:
    files = [*FOLDER.glob("Q14211.*.json"), *FOLDER.glob("Q1769526.*.json")]
    with pytest.raises(BadInput, match="several positions: Q14211, Q1769526"):
        bring("wikidata", *files, post="x/post", organization="x")


def test_what_the_user_must_say_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="--post ID"):
        bring("wikidata", answer(tmp_path, statement(1)), organization="x")
    with pytest.raises(TimelineError, match="neither a number of seats"):
        brought(tmp_path, statement(1), seats="0")


def test_the_query_is_printed(invoke: Run) -> None:
    printed = invoke("import", "wikidata", "--print-query", "Q14211")
    assert "BIND(wd:Q14211 AS ?position)" in printed.stdout
    assert invoke("import", "wikidata", "--print-query", "Q14211 }").returncode == 1
    assert invoke("import", "popolo", "--print-query", "Q14211").returncode == 2
