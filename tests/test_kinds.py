"""Every kind goes the whole way: its words, its schema, its YAML, its refusal of unknown names."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import jsonschema
import pytest

import timeline
from timeline.events import (
    CODE_LISTS,
    KINDS,
    REASONS,
    BadInput,
    BadValue,
    Event,
    Labels,
    MemoryLog,
    Person,
    code_list,
    content_id,
    event_from_dict,
    event_to_dict,
    named_by,
    read_yaml,
    reasons_of_code,
    yaml_schema,
)
from timeline.views.words import said

BEFORE = """\
people: {ann: Ann, bob: Bob}
organizations: {acme: Acme, apex: Apex}
posts: {acme/ceo: CEO, acme/cto: CTO, apex/ceo: Head}
events:
  - {id: m, on: 2019-01-01, milestone: Outage, at: acme}
  - {id: in, on: 2019, appointed: ann, post: acme/ceo}
"""

WRITTEN: dict[str, tuple[str, dict[str, Any]]] = {
    "person": (
        "{on: 2020, person: ann, name: Ann Li, born: 1960-04, died: 2021}",
        {"person": "ann", "names": {"und": "Ann Li"}, "effective": "2020"}
        | {"born": "1960-04", "died": "2021"},
    ),
    "organization": (
        "{on: 2020, organization: acme, name: Acme II, parent: apex, continues: apex}",
        {"organization": "acme", "names": {"und": "Acme II"}, "parent": "apex"}
        | {"effective": "2020", "continues": ["apex"]},
    ),
    "post": (
        "{on: 2020, post: acme/cto, organization: apex, seats: unknown, continues: [apex/ceo]}",
        {"post": "acme/cto", "organization": "apex", "seats": "unknown"}
        | {"effective": "2020", "continues": ["apex/ceo"]},
    ),
    "appointed": (
        "{on: 2020, appointed: bob, to: acme/ceo, capacity: acting, replaces: ann, because: m}",
        {"person": "bob", "post": "acme/ceo", "capacity": "acting", "replaces": "ann"}
        | {"effective": "2020", "because": ["m"]},
    ),
    "departed": (
        "{on: 2020, departed: ann, from: acme/ceo, appointment: in, reason-code: csmar/5}",
        {"person": "ann", "post": "acme/ceo", "effective": "2020", "appointment": "in"}
        | {"reason_code": "csmar/5", "reasons": ["resigned"]},
    ),
    "seen": (
        "{on: 2020, seen: ann, post: acme/ceo, announced: 2021}",
        {"person": "ann", "post": "acme/ceo", "effective": "2020", "announced": "2021"},
    ),
    "covered": (
        "{on: 2020, covered: acme}",
        {"organization": "acme", "effective": "2020"},
    ),
    "abolished": ("{on: 2020, abolished: acme/cto}", {"post": "acme/cto", "effective": "2020"}),
    "dissolved": (
        "{on: 2020, dissolved: apex, because: [m, in]}",
        {"organization": "apex", "effective": "2020", "because": ["m", "in"]},
    ),
    "milestone": (
        "{on: 2020, milestone: Spin-off, at: acme}",
        {"organization": "acme", "title": "Spin-off", "effective": "2020"},
    ),
    "cancelled": ("{cancels: in, announced: 2018}", {"event": "in", "announced": "2018"}),
    "cited": (
        "{cites: in, source: {title: R}, note: in cabinet B}",
        {"event": "in", "sources": [{"title": "R"}], "note": "in cabinet B"},
    ),
    "disputed": (
        "{disputes: in, field: on, says: 2018}",
        {"event": "in", "field": "effective", "says": "2018"},
    ),
    "corrected": (
        "{corrects: in, why: a slip, on: 2018, appointed: ann, post: acme/ceo}",
        {"event": "in", "why": "a slip"}
        | {
            "replacement": {
                "kind": "appointed",
                "version": 2,
                "effective": "2018",
                "person": "ann",
                "post": "acme/ceo",
            }
        },
    ),
    "retracted": ("{retracts: in, why: not so}", {"event": "in", "why": "not so"}),
    "merged": (
        "{merged: bob, into: ann, why: one person}",
        {"person": "bob", "into": "ann", "why": "one person"},
    ),
}
"""An entry of each kind in YAML, and what it says as JSON."""


def event_of(kind: str) -> Event:
    entry, _ = WRITTEN[kind]
    document = read_yaml(f"{BEFORE}  - {entry}\n")
    assert not document.findings
    return document.drafts[-1].event


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_in_yaml(kind: str) -> None:
    event = event_of(kind)
    assert event_to_dict(event) == {"kind": kind, "version": 2, **WRITTEN[kind][1]}
    assert event_from_dict(event_to_dict(event)) == event
    entry: Any = WRITTEN[kind][0]
    import yaml

    document = yaml.load(f"events: [{entry}]", Loader=yaml.BaseLoader)  # noqa: S506 - texts alone
    jsonschema.Draft202012Validator(yaml_schema()).validate(document)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_appended_and_told(kind: str) -> None:
    tl = timeline.memory()
    tl.append_yaml_text(BEFORE, allow_conflicts=True)
    tl.append_yaml_text(f"events:\n  - {WRITTEN[kind][0]}\n", allow_conflicts=True)
    added = list(tl.log.read())[-1]
    assert kind == added.fact.KIND
    assert said(added.fact)
    assert (
        tl.append_yaml_text(f"events:\n  - {WRITTEN[kind][0]}\n", allow_conflicts=True).added == 0
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_refuses_an_unknown_name(kind: str) -> None:
    event = event_of(kind)
    for field, what, _ in named_by(event):
        value: Any = getattr(event, field, None)
        if kind == "corrected" or what == event.INTRODUCES:
            continue
        named: Any = {field: ("zzz",) if isinstance(value, tuple) else "zzz"}
        wrong = attrs.evolve(event, **named)
        tl = timeline.memory()
        tl.append_yaml_text(BEFORE)
        with pytest.raises(BadInput, match=f'no {what} "zzz"'):
            tl.append([wrong])


@pytest.mark.parametrize("kind", KINDS)
def test_no_event_can_be_changed_and_every_one_is_hashed_and_carried(kind: str) -> None:
    event = event_of(kind)
    for carried in (pickle.loads(pickle.dumps(event)), copy.deepcopy(event)):  # noqa: S301 - ours
        assert carried == event
        assert hash(carried) == hash(event)
        assert content_id(carried) == content_id(event)
    for field in attrs.fields(type(event)):
        with pytest.raises(AttributeError):
            setattr(event, field.name, None)
        assert not isinstance(getattr(event, field.name), (list, set))
        if isinstance(value := getattr(event, field.name), dict):
            assert isinstance(value, Labels)


def test_names_that_an_event_gives_out_change_nothing() -> None:
    log = MemoryLog()
    log.append([Person(person="ann", names={"en": "Ann"})])
    fact: Any = next(iter(log.read())).fact
    names = fact.names
    changes: tuple[Callable[[], object], ...] = (
        lambda: names.update(en="X"),
        lambda: names.__setitem__("en", "X"),
        lambda: names.pop("en"),
        lambda: names.popitem(),
        lambda: names.clear(),
        lambda: names.setdefault("zh", "X"),
        lambda: names.__delitem__("en"),
        lambda: names.__ior__({"en": "X"}),
    )
    for change in changes:
        with pytest.raises(TypeError, match="never changes"):
            change()
    assert names == {"en": "Ann"}
    assert type(names | {"zh": "安"}) is Labels


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{on: 2019-01-01, post: acme/ceo, organization: zzz, title: Head}", 'organization "zzz"'),
        ("{on: 2020, departed: ann, post: acme/ceo, from: acme/cto}", "two ways"),
        ("{on: 2020, covered: zzz}", 'no organization "zzz"'),
        ("{on: 2020, seen: ann}", "which post?"),
        ("{merged: bob, into: ann}", "why?"),
        ("{merged: bob, into: bob, why: w}", "one id already"),
        ("{on: 2020, departed: ann, post: acme/ceo, reason-code: csmar/77}", 'no code "77"'),
        ("{on: 2020, departed: ann, post: acme/ceo, reason-code: ceo-dismissal/9}", "nobody left"),
        ("{on: 2020, departed: ann, post: acme/ceo, reason-code: four}", "no code of a list"),
        ("{on: 2020, post: acme/ceo, seats: many}", "write unknown"),
        (f"{{on: 2020, post: acme/ceo, seats: {'9' * 5000}}}", "whole number"),
    ],
)
def test_no_key_is_taken_and_not_used(entry: str, says: str) -> None:
    findings = read_yaml(f"{BEFORE}  - {entry}\n").findings
    assert any(says in str(finding) for finding in findings), findings


def test_an_entry_may_be_about_several_posts() -> None:
    text = f"{BEFORE}  - {{id: out, on: 2020, departed: ann, post: [acme/ceo, acme/cto]}}\n"
    first, second = (draft.event for draft in read_yaml(text).drafts[-2:])
    assert (first.key, second.key) == ("out", "out#2")
    assert [first.post, second.post] == ["acme/ceo", "acme/cto"]  # type: ignore[attr-defined]


def test_a_person_without_a_name_fills_in_what_is_known_of_one() -> None:
    tl = timeline.memory()
    with pytest.raises(BadInput, match="has no name"):
        tl.append_yaml_text("people: {ann: {born: 1960}}")
    tl.append_yaml_text("people: {ann: Ann}")
    assert tl.append_yaml_text("people: {ann: {born: 1960}}").added == 1


@pytest.mark.parametrize("name", CODE_LISTS)
def test_a_list_of_codes_leads_to_reasons_of_ours(name: str) -> None:
    known = code_list(name)
    assert known.title
    assert known.loses
    assert known.reasons.keys() == known.says.keys()
    for code, reasons in known.reasons.items():
        assert reasons
        assert set(reasons) <= set(REASONS)
        assert reasons_of_code(f"{name}/{code}") == reasons
    if name == "ceo-dismissal":
        ours = {reason: code for reason, code in REASONS.items() if code is not None}
        assert {reasons[0]: int(code) for code, reasons in known.reasons.items()} == ours


def test_a_list_that_nobody_knows_fills_in_nothing() -> None:
    assert reasons_of_code("home-made/4") == ()
    with pytest.raises(BadValue, match='did you mean "csmar"'):
        code_list("csmr")
