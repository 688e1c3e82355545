from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from timeline.events import (
    KINDS,
    Appointed,
    BadDate,
    BadValue,
    Corrected,
    Departed,
    MemoryLog,
    NewerLog,
    Person,
    Source,
    canonical,
    content_id,
    event_from_dict,
    event_to_dict,
    find_faults,
)

wire = import_module("timeline.events.wire")

GOLDEN = Path(__file__).parent / "golden"


def golden() -> list[dict[str, Any]]:
    lines = (GOLDEN / "events-v1.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_golden_file_has_every_kind_of_version_1() -> None:
    assert {entry["event"]["kind"] for entry in golden()} == set(KINDS)


@pytest.mark.parametrize("entry", golden(), ids=lambda entry: entry["event"]["kind"])
def test_what_version_1_wrote_is_read_for_ever(entry: dict[str, Any]) -> None:
    event = event_from_dict(entry["event"])
    assert content_id(event) == entry["id"]
    assert canonical(event_to_dict(event)) == canonical(entry["event"])


def test_an_id_comes_from_the_fact_and_not_from_its_sources() -> None:
    bare = Appointed(person="ann", post="acme/ceo", effective="2020-01")
    full = Appointed(
        person="ann",
        post="acme/ceo",
        effective="2020-01",
        announced="2019-12-20",
        because=["x"],
        note="n",
        key="k",
        sources=[Source(title="t")],
    )
    assert content_id(bare) == content_id(full)
    for other in (
        Appointed(person="ann", post="acme/ceo", effective="2020-01-01"),
        Appointed(person="ann", post="acme/ceo", effective="2020-01", capacity="acting"),
        Departed(person="ann", post="acme/ceo", effective="2020-01"),
    ):
        assert content_id(bare) != content_id(other)


def test_the_order_of_reasons_and_names_changes_no_id() -> None:
    one = Departed(person="a", post="b", effective="2020", reasons=("illness", "retired"))
    two = Departed(person="a", post="b", effective="2020", reasons=("retired", "illness"))
    assert content_id(one) == content_id(two)
    ann = Person(person="ann", names={"en": "Ann", "zh": "安"})
    assert content_id(ann) == content_id(Person(person="ann", names={"zh": "安", "en": "Ann"}))


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["kind"]),
        ({"kind": "apointed"}, ["kind"]),
        ({"kind": "appointed"}, ["effective", "person", "post"]),
        (
            {"kind": "appointed", "person": "", "post": 5, "effective": "2020-13"},
            ["effective", "person", "post"],
        ),
        (
            {"kind": "departed", "person": "a", "post": "b", "effective": "2020", "reasons": "ill"},
            ["reasons"],
        ),
        ({"kind": "departed", "person": "a", "post": "b", "effective": 2020}, ["effective"]),
        ({"kind": "person", "person": "unknown", "names": {"en": "U"}}, ["person"]),
        ({"kind": "person", "person": "a", "names": ["A"]}, ["names"]),
        ({"kind": "person", "person": "a\u0000", "names": {"en": "U"}}, ["person"]),
        ({"kind": "post", "post": "p", "organization": "o", "seats": 0}, ["seats"]),
        ({"kind": "cited", "event": "e", "sources": [{"publisher": "p"}]}, ["sources"]),
        ({"kind": "cited", "event": "e", "sources": [{"titel": "p"}]}, ["sources"]),
        ({"kind": "abolished", "post": "p", "effective": "2020", "efective": "2020"}, ["efective"]),
        (
            {
                "kind": "corrected",
                "event": "e",
                "why": "w",
                "replacement": {"kind": "cited", "event": "x"},
            },
            ["replacement"],
        ),
        (
            {
                "kind": "milestone",
                "organization": "o",
                "title": "t",
                "effective": "x",
                "because": [1],
            },
            ["because", "effective"],
        ),
    ],
)
def test_every_fault_of_an_event_is_found_with_its_field(
    body: dict[str, Any], fields: list[str]
) -> None:
    assert sorted(fault.field for fault in find_faults(body)) == fields
    with pytest.raises((BadValue, BadDate)):
        event_from_dict(body)


def test_an_unknown_key_brings_a_suggestion() -> None:
    body = {"kind": "abolished", "post": "p", "effective": "2020", "anounced": "2019"}
    with pytest.raises(BadValue, match='did you mean "announced"'):
        event_from_dict(body)


def test_an_event_of_a_later_version_is_not_misread() -> None:
    with pytest.raises(NewerLog):
        event_from_dict({"kind": "person", "version": 2, "person": "a", "names": {"en": "A"}})


def test_an_old_version_is_brought_up_to_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(body: dict[str, Any]) -> dict[str, Any]:
        body["names"] = {"und": body.pop("name")}
        return body

    monkeypatch.setattr(Person, "VERSION", 2)
    monkeypatch.setitem(wire.UPCASTERS, ("person", 1), rename)
    event = event_from_dict({"kind": "person", "person": "ann", "name": "Ann"})
    assert event == Person(person="ann", names={"und": "Ann"})
    assert event_to_dict(event)["version"] == 2


def test_what_an_export_adds_is_passed_over_when_it_is_read() -> None:
    log = MemoryLog()
    (event,) = log.append([Person(person="ann", names={"en": "Ann"})])
    body = {**event_to_dict(event.fact), "id": event.id, "position": 1, "recorded": event.recorded}
    assert event_from_dict(body) == event.fact


def test_a_correction_holds_the_whole_replacement() -> None:
    event = Corrected(
        event="e" * 32,
        why="the date was wrong",
        replacement=Appointed(person="ann", post="acme/ceo", effective="2020"),
    )
    assert event_from_dict(json.loads(canonical(event_to_dict(event)))) == event
