from __future__ import annotations

import json
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.events import (
    KINDS,
    Appointed,
    BadDate,
    BadValue,
    Corrected,
    Departed,
    Disputed,
    Event,
    MemoryLog,
    Milestone,
    NewerLog,
    Person,
    Source,
    canonical,
    content_id,
    event_from_dict,
    event_to_dict,
    find_faults,
)

from .strategies import Batches, logs

content = import_module("timeline.events.content")
wire = import_module("timeline.events.wire")

GOLDEN = Path(__file__).parent / "golden"


def golden(version: int) -> list[dict[str, Any]]:
    lines = (GOLDEN / f"events-v{version}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_golden_files_have_every_kind_of_their_version() -> None:
    came_later = {"seen", "covered", "merged"}
    assert {entry["event"]["kind"] for entry in golden(1)} == set(KINDS) - came_later
    assert {entry["event"]["kind"] for entry in golden(2)} == set(KINDS)


def test_the_newest_golden_file_has_every_field() -> None:
    for kind, cls in KINDS.items():
        told = {n for e in golden(2) if e["event"]["kind"] == kind for n in e["event"]}
        everywhere = {"key", "apart", "note", "sources", "origin"}
        assert {field.name for field in attrs.fields(cls)} - everywhere <= told


def without_version(body: dict[str, Any]) -> dict[str, Any]:
    return {
        name: without_version(value) if name == "replacement" else value
        for name, value in body.items()
        if name != "version"
    }


@pytest.mark.parametrize("entry", golden(1), ids=lambda entry: entry["event"]["kind"])
def test_what_version_1_wrote_is_read_for_ever(entry: dict[str, Any]) -> None:
    for event in (event_from_dict(entry["event"]), wire.revive(entry["event"])):
        assert content_id(event) == entry["id"]
        assert without_version(event_to_dict(event)) == without_version(entry["event"])


@pytest.mark.parametrize("entry", golden(2), ids=lambda entry: entry["event"]["kind"])
def test_what_version_2_wrote_is_read_for_ever(entry: dict[str, Any]) -> None:
    for event in (event_from_dict(entry["event"]), wire.revive(entry["event"])):
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
        ({"kind": "post", "post": "p", "organization": "o", "version": 0}, ["version"]),
        ({"kind": "post", "post": "p", "organization": "o", "version": ""}, ["version"]),
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
        (
            {
                "kind": "dissolved",
                "organization": "o",
                "effective": "2020",
                "because": ["ok", "half \ud800"],
            },
            ["because"],
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
        event_from_dict({"kind": "person", "version": 3, "person": "a", "names": {"en": "A"}})


def test_an_old_version_is_brought_up_to_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(body: dict[str, Any]) -> dict[str, Any]:
        body["names"] = {"und": body.pop("name")}
        return body

    monkeypatch.setattr(Person, "VERSION", 3)
    monkeypatch.setattr(Person, "READS", 3)
    monkeypatch.setitem(wire.UPCASTERS, ("person", 1), lambda body: body)
    monkeypatch.setitem(wire.UPCASTERS, ("person", 2), rename)
    event = event_from_dict({"kind": "person", "person": "ann", "name": "Ann"})
    assert event == Person(person="ann", names={"und": "Ann"})
    assert event_to_dict(event)["version"] == 3


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


_NOT_TEXT: Literal["Cs"] = "Cs"


def words() -> st.SearchStrategy[str]:
    """Texts that are hard to write: quotes, controls, other planes, whatever UTF-8 can say."""
    return st.text(st.characters(exclude_categories=(_NOT_TEXT,)), min_size=1, max_size=8).filter(
        lambda text: bool(text.strip())
    )


def sources() -> st.SearchStrategy[tuple[Source, ...]]:
    some = st.none() | words()
    dates = st.sampled_from((None, "2020", "2020-01~"))
    one = st.builds(Source, title=words(), publisher=some, published=dates, url=some, quote=some)
    return st.lists(one, max_size=2).map(tuple)


def wordy_events() -> st.SearchStrategy[Event]:
    """Events whose texts, names and sources are hard to write."""
    named = st.dictionaries(words(), words(), min_size=1, max_size=3)
    more = {"note": st.none() | words(), "sources": sources()}
    causes = st.lists(st.sampled_from(("k1", "it's", '"原因"')), max_size=2)
    return st.one_of(
        st.builds(Person, person=st.just("ann"), names=named, identifiers=named, **more),
        st.builds(
            Milestone,
            organization=st.just("acme"),
            title=words(),
            effective=st.just("2020-01"),
            because=causes,
            **more,
        ),
        st.builds(Disputed, event=st.just("k"), field=words(), says=words(), **more),
    )


def check_text(event: Event) -> None:
    """The unrolled writer and readers against what they stand for."""
    body = event_to_dict(event)
    ident, text = content.identify(event)
    assert text == canonical(body)
    assert json.loads(text) == body
    fact = {name: body[name] for name in event.IDENTITY if name in body}
    if isinstance(event, Appointed):
        fact["capacity"] = event.capacity
    whole = canonical(without_version({**fact, "kind": event.KIND}))
    assert ident == sha256(whole.encode()).hexdigest()[:32]
    read = (event_from_dict(body), wire.revive(body))
    assert read == (event, event)
    assert [type(each) for each in read] == [type(event)] * 2
    bare = wire.revive(body, bare=True)
    assert bare == attrs.evolve(event, note=None, sources=())


@given(logs())
def test_every_event_is_written_and_read_in_one_way(batches: Batches) -> None:
    for batch in batches:
        for event in batch:
            check_text(event)


@given(wordy_events())
def test_every_text_is_written_and_read_in_one_way(event: Event) -> None:
    check_text(event)


def test_the_key_of_an_unrolled_reader_may_be_null_or_of_an_export() -> None:
    body = {"kind": "person", "person": "ann", "names": {"en": "Ann"}, "note": None, "id": "x"}
    assert event_from_dict(body) == Person(person="ann", names={"en": "Ann"})
    for value in ("x", None):
        with pytest.raises(BadValue, match="nmes"):
            event_from_dict({**body, "nmes": value})
        (other,) = find_faults({**body, "reasons": value})
        assert other.message == 'unknown key "reasons"'
        (fault,) = find_faults({**body, "nmes": value})
        assert (fault.field, fault.hint) == ("nmes", 'did you mean "names"?')
