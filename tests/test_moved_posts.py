"""Posts that move between organizations: what is said of one that they left counts on."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

import timeline
from timeline.events import (
    Appointed,
    Covered,
    Departed,
    Dissolved,
    Event,
    Organization,
    Person,
    Post,
    Retracted,
)
from timeline.projections.answers.changed import Changed
from timeline.projections.answers.event import in_full
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.tenures import Tenure
from timeline.verification import faults_of

Batches = list[list[Event]]
ORGANIZATIONS = ("acme", "bolt", "core")
POSTS = ("one", "two")
DAYS = ("2001", "2002-05", "2003-07-07", "2004-04-04", "2005")

_days = st.sampled_from(DAYS)
_posts = st.sampled_from(POSTS)
_people = st.sampled_from(("ann", "bob"))
_homes = st.sampled_from(ORGANIZATIONS)
_facts: st.SearchStrategy[Event] = st.one_of(
    st.builds(Post, post=_posts, organization=_homes, effective=_days),
    st.builds(Post, post=_posts, organization=_homes, effective=_days),
    st.builds(Dissolved, organization=_homes, effective=_days),
    st.builds(Organization, organization=_homes, effective=_days, parent=st.none() | _homes),
    st.builds(Covered, organization=_homes, effective=_days),
    st.builds(Appointed, person=_people, post=_posts, effective=_days),
    st.builds(
        Departed,
        person=_people,
        post=_posts,
        effective=_days,
        reasons=st.sampled_from(((), ("death",))),
    ),
    st.builds(Person, person=_people, died=_days, names=st.just({"en": "A"})),
)


@st.composite
def logs(draw: st.DrawFn) -> Batches:
    """Posts and people, and then facts one by one, some of them retracted."""
    told: Batches = [
        [
            *(Organization(organization=home) for home in ORGANIZATIONS),
            *(Post(post=post, organization="acme") for post in POSTS),
            *(Person(person=person, names={"en": person}) for person in ("ann", "bob")),
        ]
    ]
    for fact in draw(st.lists(_facts, min_size=1, max_size=7)):
        told.append([fact])
        if draw(st.integers(0, 5)) == 5:
            told.append([Retracted(event="@last", why="not so")])
    return told


def append(tl: timeline.Timeline, batch: list[Event]) -> None:
    for fact in batch:
        if isinstance(fact, Retracted):
            fact = Retracted(event=str(tl.log.head().position), why=fact.why)
        tl.append([fact], allow_conflicts=True)


def dissolved_where_it_was() -> Batches:
    return [
        [
            Organization(organization="acme"),
            Organization(organization="bolt"),
            Post(post="one", organization="bolt"),
            Person(person="ann", names={"en": "Ann"}),
        ],
        [Appointed(person="ann", post="one", effective="2000")],
        [Post(post="one", organization="acme", effective="2004-04-04")],
        [Dissolved(organization="bolt", effective="2003-07-07")],
    ]


@example(dissolved_where_it_was())
@given(logs())
def test_tables_say_at_each_moment_what_a_rebuild_says(batches: Batches) -> None:
    with TemporaryDirectory() as folder, timeline.open(Path(folder) / "log.db") as tl:
        for batch in batches:
            append(tl, batch)
            assert list(faults_of(tl)) == []


def told(tenure: Tenure) -> tuple[object, ...]:
    return tenure.person, tenure.capacity, tenure.start, tenure.end, tenure.ended, tenure.reasons


@example(dissolved_where_it_was())
@given(logs())
def test_changes_lead_to_what_is_now_and_each_event_shows_its_own(batches: Batches) -> None:
    tl = timeline.memory()
    for batch in batches:
        append(tl, batch)
    held: dict[str, list[tuple[object, ...]]] = {}
    by_event: dict[int, list[Changed]] = {}
    for change in tl.changes():
        by_event.setdefault(change.event.position, []).append(change)
        tenures = held.setdefault(change.post, [])
        for tenure in change.before:
            tenures.remove(told(tenure))
        tenures += map(told, change.after)
    for post in POSTS:
        history = tl.histories().history(post)
        now = sorted({*map(told, history.tenures if history else ())}, key=repr)
        assert sorted(held.get(post, []), key=repr) == now
    for event in tl.log.read():
        found = in_full(tl.log, event.position, lambda p: LogHistories(tl.log, position=p))
        assert list(found.changes) == by_event.get(event.position, [])


def test_an_introduction_without_a_date_takes_the_place_of_another() -> None:
    """It moves nothing, so that what befalls the organization that was named first is no end."""
    tl = timeline.memory()
    first = [
        Organization(organization="acme", effective="2001-12-31"),
        Organization(organization="bolt"),
        Post(post="one", organization="acme"),
        Person(person="ann", names={"en": "Ann"}),
    ]
    tl.append(first)
    tl.append([Appointed(person="ann", post="one", effective="2001%")], allow_conflicts=True)
    tl.append([Post(post="one", organization="bolt")], allow_conflicts=True)
    tl.append([Dissolved(organization="acme", effective="2010")], allow_conflicts=True)
    (tenure,) = tl.succession("one")
    assert (str(tenure.start), tenure.end) == ("2001%", None)
