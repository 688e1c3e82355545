"""People of whom the same is known are looked through in one order, and answers stay the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import timeline
from timeline.events import Appointed, Departed, Event, Organization, Person, Post
from timeline.projections.fold import ties, worlds

PEOPLE = ("ann", "bob", "cyd", "dan", "eve")
DAYS = ("2001", "2001-05", "2001-05-03", "2002", "2002-05-03", "unknown")
Known = tuple[str, str | None, str]
"""When somebody was appointed, when they departed, and in which capacity."""

known = st.tuples(
    st.sampled_from(DAYS),
    st.none() | st.sampled_from(DAYS),
    st.sampled_from(("permanent", "permanent", "permanent", "acting")),
)


@st.composite
def registers(draw: st.DrawFn) -> list[list[Event]]:
    """Some people of a few sorts, in one batch or each in their own."""
    sorts = draw(st.lists(known, min_size=1, max_size=2))
    who = draw(st.lists(st.sampled_from(sorts), min_size=2, max_size=4))
    seats = draw(st.sampled_from((1, 1, 1, 2)))
    first: list[Event] = [
        Organization(organization="acme"),
        Post(post="acme/ceo", organization="acme", seats=seats),
        *(Person(person=person, names={"en": person}) for person in PEOPLE),
    ]
    batches = [list(facts_of(person, *sort)) for person, sort in zip(PEOPLE, who, strict=False)]
    together = draw(st.booleans())
    return [first, [fact for batch in batches for fact in batch]] if together else [first, *batches]


def facts_of(person: str, since: str, until: str | None, capacity: str) -> list[Event]:
    facts: list[Event] = [
        Appointed(person=person, post="acme/ceo", effective=since, capacity=capacity)
    ]
    if until is not None:
        facts.append(Departed(person=person, post="acme/ceo", effective=until))
    return facts


def answers(batches: list[list[Event]]) -> object:
    """Each tenure's bounds and days, and what contradicts; the joint worlds are not among them."""
    tl = timeline.memory()
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    history = tl.histories().history("acme/ceo")
    assert history is not None
    assert history.is_exact
    tenures = [
        (t.person, t.capacity, str(t.start), str(t.end), t.ended, t.days, t.conflicting)
        for t in history.tenures
    ]
    return sorted(tenures, key=repr), history.held, [c.code for c in history.conflicts]


def figures(batches: list[list[Event]], day: str) -> dict[str, tuple[object, object] | None]:
    """What the tenures come to together; None for what is not said to be exact."""
    tl = timeline.memory()
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    names = ("tenures", "sitting", "turnovers", "tenure_mean", "tenure_longest", "vacancy_days")
    measured = tl.stats(day)
    found = {name: measured.figure(name) for name in names}
    return {name: (f.low, f.high) if f.exact else None for name, f in found.items()}


def last_may_leave() -> list[list[Event]]:
    """Of two whose order nobody knows, one left some day; one order of them never ended so."""
    first: list[Event] = [
        Organization(organization="acme"),
        Post(post="acme/ceo", organization="acme"),
        *(Person(person=person, names={"en": person}) for person in PEOPLE),
    ]
    stays = facts_of("ann", "2001-05", None, "permanent")
    return [first, stays, facts_of("bob", "2001-05", "unknown", "permanent")]


@example(last_may_leave())
@given(registers())
def test_one_order_says_what_all_orders_say(batches: list[list[Event]]) -> None:
    found = answers(batches)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ties, "alike", lambda facts, links, halves: [])
        patch.setattr(worlds, "STEPS", 100_000)
        assert found == answers(batches)


@given(registers(), st.sampled_from(("2001-05-03", "2001-12-31", "2002-06-01", "2010-01-01")))
def test_one_order_comes_to_what_all_orders_come_to(batches: list[list[Event]], day: str) -> None:
    found = figures(batches, day)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ties, "alike", lambda facts, links, halves: [])
        patch.setattr(worlds, "STEPS", 100_000)
        expected = figures(batches, day)
    for name, bounds in found.items():
        if bounds is not None and expected[name] is not None:
            assert bounds == pytest.approx(expected[name]), name


def test_people_alike_have_joint_figures() -> None:
    batches = [last_may_leave()[0], *(facts_of(p, "2001", "2002", "permanent") for p in PEOPLE)]
    assert figures(batches, "2010-01-01")["tenure_mean"] is not None


def test_a_dozen_undated_holders_take_nothing_back() -> None:
    """Of a real register: nine holders of no known day made a known tenure possible for ever."""
    tl = timeline.memory()
    undated = [f"u{number}" for number in range(12)]
    tl.append(
        [
            Organization(organization="acme"),
            Post(post="acme/ceo", organization="acme"),
            *(Person(person=p, names={"en": p}) for p in (*PEOPLE, *undated)),
            Appointed(person="ann", post="acme/ceo", effective="1909"),
            Departed(person="ann", post="acme/ceo", effective="1933"),
            Appointed(person="bob", post="acme/ceo", effective="1959"),
            *(Appointed(person=p, post="acme/ceo", effective="unknown") for p in undated),
            *(Departed(person=p, post="acme/ceo", effective="unknown") for p in undated),
        ]
    )
    history = tl.histories().history("acme/ceo")
    assert history is not None
    assert history.is_exact
    holders = {h.person.id: h.certainty for h in tl.as_of("1920-06-01").holders()}
    assert holders == {"ann": "certain"}
    between = {h.person.id: h.certainty for h in tl.as_of("1940-06-01").holders()}
    assert between == dict.fromkeys(undated, "possible")
