"""What goes out by a format, comes in to an empty log and goes out again, is what went out."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
from timeline.core import Timeline
from timeline.events import Appointed, Departed, Event, Source
from timeline.exchange.exporting import WriteOptions, exporter_of
from timeline.exchange.formats import ReadOptions, format_of
from timeline.exchange.recording import record
from timeline.exchange.tenure_rows import Ends

INTRODUCED = """\
people:
  ann: {name: 李安, en: Ann Li, identifiers: {wikidata: Q1}, born: 1960-03}
  bob: {name: Bob, died: "2021-02-03"}
  cyd: {name: Cyd, source: {url: "https://example.org/cyd"}}
organizations:
  acme: {name: 极致, en: Acme, founded: 1999}
  acme-east: {name: East, parent: acme}
posts:
  acme/ceo: {title: CEO, seats: unknown}
  acme/board: {title: Director, en: Board member, seats: 9}
  acme-east/chair: {title: Chair, seats: unknown, created: "2001"}
"""
PEOPLE = ("ann", "bob", "cyd")
POSTS = ("acme/ceo", "acme/board", "acme-east/chair")
STARTS = ("unknown", "2002", "2003-07", "2004-02-29")
ENDS = (None, "unknown", "2011", "2012-01", "2012-12-31", "2013-01-01")
SOURCES = ((), (Source(url="https://example.org/a", title="A"),))


@st.composite
def tenures(draw: st.DrawFn) -> list[Event]:
    """Each person holds each post once at most; the dates are those that registers have."""
    pairs = draw(st.sets(st.sampled_from([(p, q) for p in PEOPLE for q in POSTS]), max_size=6))
    events: list[Event] = []
    for number, (person, post) in enumerate(sorted(pairs)):
        begun = Appointed(
            person=person,
            post=post,
            effective=draw(st.sampled_from(STARTS)),
            capacity=draw(st.sampled_from(("permanent", "acting", "interim"))),
            sources=draw(st.sampled_from(SOURCES)),
            key=f"t{number}",
        )
        events.append(begun)
        if (end := draw(st.sampled_from(ENDS))) is not None:
            events.append(Departed(person=person, post=post, effective=end, appointment=begun.key))
    return events


def written(tl: Timeline, name: str, ends: Ends | None = None, **arguments: str) -> str:
    (file,) = exporter_of(name).files(tl, WriteOptions(ends=ends, arguments=arguments))
    return b"".join(file.pieces).decode()


def read_again(text: str, name: str, ends: Ends | None = None) -> Timeline:
    """An empty log into which an export has come."""
    tl = timeline.memory()
    if name == "yaml":
        tl.append_yaml_text(text, allow_conflicts=True)
        return tl
    with tempfile.TemporaryDirectory() as folder:
        file, arguments = Path(folder) / "reg.csv", {}
        file.write_text(text, encoding="utf-8")
        if name == "csv":
            table_map = Path(folder) / "map.yaml"
            table_map.write_text(written(tl, "csv", None, **{"print-map": ""}))
            arguments["map"] = str(table_map)
        reading = format_of(name).read([file], ReadOptions(ends, arguments=arguments))
        record(tl, lambda _: reading, "reg")
    return tl


def said(text: str, name: str) -> Any:
    """What a text says: neither the order of entities nor where events stand is a part of it."""
    if name == "ftm":
        return sorted(text.splitlines())
    if name == "csv":
        heading, *rows = [line.split(",") for line in text.splitlines()]
        own = ("events", "record", "renewals", "last_seen", "ended")
        at = [index for index, column in enumerate(heading) if column not in own]
        return sorted([row[index] for index in at] for row in rows)
    return text


@pytest.mark.parametrize(
    ("name", "ends"),
    [("yaml", None), ("popolo", None), ("popolo", "first-day-out"), ("ftm", None), ("csv", None)],
)
@given(events=tenures())
@settings(max_examples=settings().max_examples // 2)
def test_an_export_that_is_read_again_is_written_again(
    name: str, ends: Ends | None, events: list[Event]
) -> None:
    tl = timeline.memory()
    tl.append_yaml_text(INTRODUCED)
    tl.append(events, allow_conflicts=True)
    arguments = {"raw": ""} if name == "csv" else {}
    first = written(tl, name, ends, **arguments)
    again = written(read_again(first, name, ends), name, ends, **arguments)
    assert said(again, name) == said(first, name)


@pytest.mark.parametrize("name", ["popolo", "ftm"])
def test_ends_that_say_not_what_they_mean_are_written_again_too(name: str) -> None:
    """As the two formats are read and written if nobody says what their ends mean."""
    first = written(timeline.seed(), name)
    again = written(read_again(first, name), name)
    assert said(again, name) == said(first, name)


def test_entities_come_out_with_their_ids_and_what_no_event_has() -> None:
    entities: list[dict[str, Any]] = [
        {
            "id": "NK-ann",
            "schema": "Person",
            "properties": {
                "name": ["Ann Li"],
                "alias": ["安", "Annie"],
                "idNumber": ["7", "8"],
                "birthDate": ["1960"],
            },
        },
        {
            "id": "gov",
            "schema": "Organization",
            "properties": {"name": ["Gov"], "parent": ["state"]},
        },
        {
            "id": "state",
            "schema": "Organization",
            "properties": {"name": ["State"], "dissolutionDate": ["2020"]},
        },
        {
            "id": "Q30185",
            "schema": "Position",
            "properties": {
                "name": ["Mayor"],
                "organization": ["gov"],
                "numberOfSeats": ["1"],
                "wikidataId": ["Q30185"],
            },
        },
        {
            "id": "occ-1",
            "schema": "Occupancy",
            "properties": {
                "holder": ["NK-ann"],
                "post": ["Q30185"],
                "startDate": ["2001-03"],
                "status": ["ended"],
                "description": ["interim"],
                "constituency": ["North"],
            },
        },
    ]
    text = "".join(json.dumps(each) + "\n" for each in entities)
    out = [json.loads(line) for line in written(read_again(text, "ftm"), "ftm").splitlines()]
    assert sorted(out, key=lambda e: e["id"]) == sorted(entities, key=lambda e: e["id"])


def test_names_by_language_come_out_of_popolo_as_they_came_in() -> None:
    names = [{"name": "Ann Li", "lang": "en"}, {"name": "安", "lang": "zh"}]
    person = {"id": "ann", "name": "李安", "other_names": names}
    text = json.dumps({"persons": [person], "memberships": []})
    assert json.loads(written(read_again(text, "popolo"), "popolo"))["persons"] == [person]


UNNAMED = """\
people: {ann: Ann}
organizations: {acme: Acme}
posts: {acme/ceo: CEO}
events:
  - {person: bob, born: 1960}
  - {id: came, on: 2001, appointed: ann, post: acme/ceo}
  - {on: 2003, departed: ann, post: acme/ceo, appointment: came}
  - {id: later, on: 2005, appointed: ann, post: acme/ceo}
  - {id: left, on: 2006, departed: ann, post: acme/ceo, appointment: later}
"""


@pytest.mark.parametrize(
    "repairs",
    [
        "events: [{retracts: came, why: a slip}]\n",
        "events: [{corrects: left, why: a slip, on: 2007, departed: ann, post: acme/ceo,"
        " appointment: later}]\n",
    ],
)
def test_yaml_reads_again_whatever_was_withdrawn_of_what_it_refers_to(repairs: str) -> None:
    """Who has no name, and whose appointment no longer stands, is written all the same."""
    tl = timeline.memory()
    tl.append_yaml_text(UNNAMED, allow_conflicts=True)
    tl.append_yaml_text(repairs, allow_conflicts=True)
    text = written(tl, "yaml")
    again = read_again(text, "yaml")
    assert written(again, "yaml") == text
    assert "person: bob, born: 1960" in text


def test_memberships_come_out_as_they_came_in_however_little_they_say() -> None:
    """Most without a date, some by one person twice, as in registers of local councils."""
    council = {"id": "council", "name": "Council"}
    ids = [f"p{n}" for n in range(10, 30)]
    seat = {"organization_id": "council", "role": "councillor"}
    members = [
        {"person_id": ident, **seat, "on_behalf_of_id": f"of-{ident}"}
        | ({"start_date": f"20{ident[1:]}"} if number % 3 == 0 else {})
        | ({"end_date": f"2031-05-{ident[1:]}"} if number % 6 == 0 else {})
        for number, ident in enumerate(ids)
    ]
    members += [{"person_id": ident, **seat} for ident in ids[1::3]]
    people = [{"id": ident, "name": ident.title()} for ident in ids]
    text = json.dumps({"persons": people, "organizations": [council], "memberships": members})
    out = json.loads(written(read_again(text, "popolo"), "popolo"))["memberships"]
    assert sorted(map(sorted_items, out)) == sorted(map(sorted_items, members))


def sorted_items(membership: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(membership.items())
