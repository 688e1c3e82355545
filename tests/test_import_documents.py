"""Popolo and FollowTheMoney: what is read of their documents, field by field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from timeline.events import (
    Abolished,
    Appointed,
    BadInput,
    Covered,
    Departed,
    Dissolved,
    Organization,
    Person,
    Post,
    Seen,
)

from .importing import Imported, bring, write


def facts(done: Imported, kind: type[Any]) -> list[Any]:
    return [event.fact for event in done.tl.log.read() if isinstance(event.fact, kind)]


# --- Popolo --------------------------------------------------------------------------------------

POPOLO: dict[str, Any] = {
    "persons": [
        {
            "id": "ann",
            "name": "Ann Li",
            "identifiers": [{"scheme": "wikidata", "identifier": "Q1"}],
            "birth_date": "1960-03",
            "sources": [{"url": "https://example.org/ann"}],
        },
        {"id": "bob", "name": "Bob"},
    ],
    "organizations": [
        {"id": "council", "name": "Council", "founding_date": "1900"},
        {"id": "old", "name": "Old", "dissolution_date": "1950-01-01"},
    ],
    "posts": [
        {"id": "mayor", "organization_id": "council", "label": "Mayor", "end_date": "2020-01-01"}
    ],
    "memberships": [
        {
            "id": "m1",
            "person_id": "ann",
            "post_id": "mayor",
            "start_date": "2010-09",
            "end_date": "2012",
        },
        {
            "person_id": "bob",
            "organization_id": "council",
            "role": "councillor",
            "area_id": "north",
        },
        {"person_id": "bob", "organization_id": "council"},
    ],
}


def popolo(folder: Path, document: Any = POPOLO, **more: Any) -> Imported:
    return bring("popolo", write(folder, "p.json", json.dumps(document)), **more)


def test_a_membership_is_a_tenure_of_its_post_or_role(tmp_path: Path) -> None:
    done = popolo(tmp_path)
    found = {(f.person, f.post, f.effective.text, f.note) for f in facts(done, Appointed)}
    assert found == {
        ("ann", "mayor", "2010-09", None),
        ("bob", "council/councillor", "unknown", "area_id: north"),
        ("bob", "council/member", "unknown", None),
    }
    (departed,) = facts(done, Departed)
    assert departed.effective.text == "2012-01-01/2013-01-01"
    assert done.done.records == 3


def test_people_and_organizations_keep_what_is_said_of_them(tmp_path: Path) -> None:
    done = popolo(tmp_path)
    ann = next(fact for fact in facts(done, Person) if fact.person == "ann")
    assert (ann.born.text, dict(ann.identifiers)) == ("1960-03", {"wikidata": "Q1"})
    assert ann.sources[0].url == "https://example.org/ann"
    founded = {fact.organization: fact.effective for fact in facts(done, Organization)}
    assert founded["council"].text == "1900"
    assert facts(done, Dissolved)[0].organization == "old"
    assert facts(done, Abolished)[0].post == "mayor"
    assert {fact.seats for fact in facts(done, Post)} == {"unknown"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"post_id": "nowhere"}, 'no post "nowhere"'),
        ({"start_date": "2010-31-01"}, "2010-31-01"),
        ({"start_date": 2010}, "a date is a text"),
        ({"person_id": None}, "person_id is missing"),
        ({"post_id": None}, "organization_id is missing"),
        ({"sources": "a page"}, "sources must be a list of objects"),
        ({"person_id": [1]}, "person_id must be an id"),
    ],
)
def test_a_membership_that_cannot_be_read_is_told(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    document = json.loads(json.dumps(POPOLO))
    document["memberships"][0].update(changed)
    (note,) = popolo(tmp_path, document).notes
    assert note.startswith("set-aside: memberships[0]: ")
    assert said in note


def test_who_is_a_member_on_behalf_of_whom_is_not_a_member_of_it(tmp_path: Path) -> None:
    member = {"person_id": "ann", "on_behalf_of_id": "party"}
    (note,) = popolo(tmp_path, {**POPOLO, "memberships": [member]}).notes
    assert "organization_id is missing" in note
    assert "not of what" in note


def test_memberships_within_people_and_people_within_memberships_are_read(tmp_path: Path) -> None:
    """As other programs write them; ids may be numbers, and lists null."""
    council, post = {"id": 7, "name": "Council"}, {"id": "mayor", "organization_id": 7}
    document = {
        "persons": [
            {
                "id": 1,
                "name": "Ann",
                "memberships": [{"id": "m1", "organization_id": 7, "start_date": "2001"}],
            }
        ],
        "organizations": None,
        "memberships": [
            {"id": "m1", "person_id": 1, "organization_id": 7, "start_date": "2001"},
            {"person": {"id": "bob", "name": "Bob"}, "organization": council, "role": "clerk"},
            {"person_id": "bob", "post": post, "start_date": "2005"},
        ],
    }
    done = popolo(tmp_path, document)
    found = {(f.person, f.post, f.effective.text) for f in facts(done, Appointed)}
    assert found == {
        ("1", "7/member", "2001"),
        ("bob", "7/clerk", "unknown"),
        ("bob", "mayor", "2005"),
    }
    assert {fact.person for fact in facts(done, Person)} == {"1", "bob"}
    assert (done.notes, done.done.records) == ([], 3)


def test_a_document_of_people_with_their_memberships_is_one(tmp_path: Path) -> None:
    person = {"id": "ann", "name": "Ann", "memberships": [{"organization_id": "council"}]}
    document = {"persons": [person], "organizations": POPOLO["organizations"]}
    assert len(facts(popolo(tmp_path, document), Appointed)) == 1


def test_two_documents_are_one_register(tmp_path: Path) -> None:
    other = {**POPOLO, "memberships": [{"person_id": "ann", "organization_id": "council"}]}
    files = [
        write(tmp_path, "a.json", json.dumps(POPOLO)),
        write(tmp_path, "b.json", json.dumps(other)),
    ]
    done = bring("popolo", *files)
    assert done.done.records == 4
    assert len(facts(done, Appointed)) == 4


def test_all_memberships_of_the_councillors_are_read(tmp_path: Path) -> None:
    """Most of them without dates, as in the document of New South Wales."""
    size = 40
    people = [{"id": f"p{n}", "name": f"P {n}"} for n in range(size)]
    members = [
        {"person_id": f"p{n}", "organization_id": "council", "role": "councillor"}
        | ({"end_date": "2016-05-12"} if n % 9 == 0 else {})
        for n in range(size)
    ]
    council = [{"id": "council", "name": "Council"}]
    made = {"persons": people, "organizations": council, "memberships": members}
    file = write(tmp_path, "p.json", json.dumps(made))
    done = bring("popolo", file)
    found = facts(done, Appointed)
    assert done.done.records == len(found) == size
    assert {fact.effective.text for fact in found} == {"unknown"}
    assert len(facts(done, Departed)) == sum("end_date" in member for member in members)
    assert done.notes == []
    assert bring("popolo", file, tl=done.tl).done.is_in_step


def test_an_end_after_the_snapshot_is_expected(tmp_path: Path) -> None:
    """And the register is complete for each of its posts through that day."""
    done = popolo(tmp_path, snapshot="2011-06-01", source="Council")
    assert facts(done, Departed) == []
    mayor = next(fact for fact in facts(done, Appointed) if fact.post == "mayor")
    assert mayor.term_ends.text == "2012"
    covered = {(fact.post, fact.effective.text) for fact in facts(done, Covered)}
    assert covered == {
        ("mayor", "2011-06-01"),
        ("council/councillor", "2011-06-01"),
        ("council/member", "2011-06-01"),
    }
    assert facts(done, Covered)[0].sources[0].title == "Council"


# --- FollowTheMoney ------------------------------------------------------------------------------


def entity(ident: str, schema: str, **properties: Any) -> dict[str, Any]:
    lists = {
        name: values if isinstance(values, list) else [values]
        for name, values in properties.items()
    }
    return {"id": ident, "schema": schema, "properties": lists}


ENTITIES = [
    entity(
        "o1", "Occupancy", holder="ann", post="mayor", startDate="2010-09", endDate="2012-01-05"
    ),
    entity(
        "ann",
        "Person",
        name=["Ann Li", "李安"],
        birthDate=["1960", "1960-03-04"],
        wikidataId="Q1",
        idNumber=["7", "8"],
        sourceUrl="https://example.org/ann",
    ),
    entity("bob", "Person", name="Bob"),
    entity("acme", "Company", name="Acme", incorporationDate="1999", dissolutionDate="2020"),
    entity("city", "PublicBody", name="City"),
    entity("mayor", "Position", name="Mayor", organization="city", numberOfSeats="1"),
    entity("judge", "Position", name="Judge", country="de"),
    entity("o2", "Occupancy", holder="bob", post="judge", status="ended"),
    entity("o3", "Occupancy", holder="ann", post="judge", status="current", declarationDate="2019"),
    entity("d1", "Directorship", director="ann", organization="acme", role="Chair"),
    entity("m1", "Membership", member="bob", organization="acme", startDate="2001"),
    entity("e1", "Employment", employee="bob", employer="city", role="Clerk"),
    entity("a1", "Address", full="Main Street 1"),
]


def ftm(folder: Path, entities: list[dict[str, Any]] = ENTITIES, **more: Any) -> Imported:
    text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in entities)
    return bring("ftm", write(folder, "e.json", text), **more)


def test_links_are_tenures(tmp_path: Path) -> None:
    done = ftm(tmp_path)
    found = {(f.person, f.post, f.effective.text, f.origin.record) for f in facts(done, Appointed)}
    assert found == {
        ("ann", "mayor", "2010-09", "o1"),
        ("bob", "judge", "unknown", "o2"),
        ("ann", "judge", "unknown", "o3"),
        ("ann", "acme/Chair", "unknown", "d1"),
        ("bob", "acme/member", "2001", "m1"),
        ("bob", "city/Clerk", "unknown", "e1"),
    }
    ends = {(f.person, f.post, f.effective.text) for f in facts(done, Departed)}
    assert ends == {("ann", "mayor", "2012-01-05/2012-01-06"), ("bob", "judge", "unknown")}
    assert done.done.records == 6
    assert done.notes == [
        "set-aside: Address: 1 of these entities are neither who nor where, nor a tenure"
    ]


def test_entities_keep_what_is_said_of_them(tmp_path: Path) -> None:
    done = ftm(tmp_path)
    ann = next(fact for fact in facts(done, Person) if fact.person == "ann")
    assert (dict(ann.names), ann.note) == ({"und": "Ann Li"}, "name: 李安")
    assert ann.born.text == "1960-03-04"
    assert dict(ann.identifiers) == {"wikidata": "Q1", "idNumber": "7", "idNumber-2": "8"}
    homes = {fact.post: (fact.organization, fact.seats) for fact in facts(done, Post)}
    assert homes["mayor"] == ("city", 1)
    assert homes["judge"] == ("country/de", "unknown")
    assert facts(done, Dissolved)[0].effective.text == "2020"
    (seen,) = facts(done, Seen)
    assert (seen.person, seen.post, seen.effective.text) == ("ann", "judge", "2019")


def test_the_order_of_entities_changes_nothing(tmp_path: Path) -> None:
    done = ftm(tmp_path)
    assert ftm(tmp_path, ENTITIES[::-1], tl=done.tl).done.is_in_step


def test_entities_within_entities_are_read(tmp_path: Path) -> None:
    holder, post = entity("ann", "Person", name="Ann"), entity("mayor", "Position", name="Mayor")
    nested = entity("o1", "Occupancy", holder=holder, post=post)
    done = ftm(tmp_path, [nested], organization="city")
    (fact,) = facts(done, Appointed)
    assert (fact.person, fact.post) == ("ann", "mayor")
    assert facts(done, Post)[0].organization == "city"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (entity("o", "Occupancy", holder="ann"), "it needs holder and post"),
        (entity("o", "Occupancy", holder="a", post="p", startDate="May"), "May"),
        (entity("p", "Position", name="P"), "names no organization"),
    ],
)
def test_an_entity_that_cannot_be_read_is_told(
    tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    done = ftm(tmp_path, [entity("x", "Person", name="X"), wrong])
    (note,) = done.notes
    assert note.startswith(f"set-aside: {tmp_path}/e.json:2: ")
    assert said in note


def test_a_line_that_is_no_entity_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"e\.json:2:1: error: this line is no entity"):
        ftm(tmp_path, [ENTITIES[1], {"id": "x", "schema": "Person"}])
