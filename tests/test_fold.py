"""The fold: what the worlds say of a post, what contradicts, and what is kept of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import timeline
from timeline.events import (
    Appointed,
    Covered,
    Departed,
    EdtfDate,
    Event,
    MemoryLog,
    Merged,
    Organization,
    Person,
    Post,
    Retracted,
    Seen,
    SqliteLog,
)
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.posts import PostHistory
from timeline.projections.worlds import extremes, sum_of_lengths

HEAD = "org/head"


def introductions(seats: Any = None) -> list[Event]:
    return [
        Organization(organization="top", names={"en": "Top"}),
        Organization(organization="org", names={"en": "Org"}, parent="top"),
        Post(post=HEAD, organization="org", titles={"en": "Head"}, seats=seats),
        Post(post="org/cfo", organization="org", titles={"en": "CFO"}),
        *(Person(person=p, names={"en": p.title()}) for p in ("ann", "bob", "cyd")),
    ]


def came(person: str, day: str, post: str = HEAD, **more: Any) -> Appointed:
    return Appointed(person=person, post=post, effective=day, **more)


def left(person: str, day: str, post: str = HEAD, **more: Any) -> Departed:
    return Departed(person=person, post=post, effective=day, **more)


def history(*events: Event, seats: int | str | None = None, post: str = HEAD) -> PostHistory:
    log = MemoryLog()
    log.append(introductions(seats))
    log.append(list(events))
    found = LogHistories(log).history(post)
    assert found is not None
    return found


def bounds(found: PostHistory) -> list[str]:
    return [f"{t.person} {t.start} {t.end or ''}".strip() for t in found.tenures]


def holding(found: PostHistory, day: str) -> set[tuple[str, str]]:
    date = EdtfDate.parse(day)
    return {(tenure.person, sure) for tenure, sure in found.holding(date.lo, date.hi)}


FACTS = (
    came("ann", "2015-03-01"),
    left("ann", "2020"),
    came("bob", "2020-06-15"),
    left("bob", "2021"),
    came("cyd", "2021"),
    left("cyd", "2021-02-10"),
)


def test_what_follows_tells_when_the_one_before_ended() -> None:
    assert bounds(history(*FACTS)) == [
        "ann 2015-03-01 2020-01-01/2020-06-15",
        "bob 2020-06-15 2021-01-01/2021-02-09",
        "cyd 2021-01-01/2021-02-09 2021-02-10",
    ]


def test_lengths_are_bounded_over_all_worlds_together() -> None:
    found = history(*FACTS)
    (graph,) = found.worlds
    until = EdtfDate.parse("2022-01-01").lo
    low, high = extremes(graph, sum_of_lengths(until), lambda _: (until, until), [until])
    assert (low / 3, round(high / 3, 1)) == (656.0, 724.3)


def test_a_contradiction_names_facts_of_which_none_can_be_left_out() -> None:
    facts = [
        came("ann", "2010-01-01", key="a"),
        came("bob", "2012-01-01", key="b"),
        left("ann", "2014-01-01", key="c"),
        came("cyd", "2020-01-01", key="d"),
    ]
    found = history(*facts)
    (conflict,) = found.conflicts
    assert conflict.code == "overlap"
    assert len(conflict.events) == 3
    assert [t.conflicting for t in found.tenures] == [True, True, False]
    for missing in (1, 2):
        assert history(*(f for n, f in enumerate(facts) if n != missing)).conflicts == ()


def test_a_knot_too_large_says_so_and_is_never_narrower() -> None:
    many = [came("ann", "2018", key=f"k{n}") for n in range(2)]
    few = [came(p, "2018", key=p) for p in ("ann", "bob", "cyd")]
    assert history(*few).is_exact
    log = MemoryLog()
    log.append(introductions())
    log.append([Person(person=f"p{n}", names={"en": f"P {n}"}) for n in range(1000)])
    log.append([*many, *(came(f"p{n}", "2018") for n in range(1000)), came("bob", "2020-01-01")])
    found = LogHistories(log).history(HEAD)
    assert found is not None
    assert not found.is_exact
    assert holding(found, "2020-01-01") == {("bob", "certain")}
    assert len(holding(found, "2019-01-01")) > 1000


def test_more_people_than_can_be_looked_through_in_a_board_are_not_called_exact() -> None:
    """Each by themselves may hold it; together they are more than it has seats."""
    board = "o/board"
    log = MemoryLog()
    log.append([Organization(organization="o", names={"en": "O"})])
    log.append([Post(post=board, organization="o", titles={"en": "D"}, seats=3)])
    people = [f"p{n}" for n in range(1000)]
    log.append([Person(person=p, names={"en": p}) for p in people])
    log.append([Appointed(person=p, post=board, effective="2018") for p in people])
    found = LogHistories(log).history(board)
    assert found is not None
    assert not found.is_exact
    assert len(holding(found, "2018-06-01")) == len(people)


@pytest.mark.parametrize(
    ("seats", "day", "expected"),
    [
        ("unknown", "2019-01-01", {("ann", "certain"), ("bob", "certain")}),
        (None, "2019-01-01", {("bob", "certain")}),
    ],
)
def test_nobody_is_pushed_out_where_seats_are_unknown(
    seats: str | None, day: str, expected: set[tuple[str, str]]
) -> None:
    found = history(came("ann", "2010-01-01"), came("bob", "2015-01-01"), seats=seats)
    assert holding(found, day) == expected
    assert found.conflicts == ()


def test_a_tenure_is_last_seen_on_the_latest_day_that_shows_it() -> None:
    seen = Seen(person="ann", post=HEAD, effective="2005-06")
    (tenure,) = history(came("ann", "1995-03-01"), seen).tenures
    assert str(tenure.last_seen) == "2005-06-01"
    assert not tenure.is_presumed(EdtfDate.parse("2005-06-01").lo)
    assert tenure.is_presumed(EdtfDate.parse("2005-06-02").lo)


@pytest.mark.parametrize(
    "what", [{"post": HEAD}, {"organization": "org"}, {"organization": "top"}, {}]
)
def test_a_complete_register_shows_what_goes_on(what: dict[str, str]) -> None:
    covered = Covered(effective="2024-05-01", **what)  # type: ignore[arg-type]
    (tenure,) = history(came("ann", "1995-03-01"), covered).tenures
    assert str(tenure.last_seen) == "2024-05-01"


def test_death_ends_all_that_somebody_holds(tmp_path: Path) -> None:
    with_tables = timeline.open(tmp_path / "own.db")
    with_tables.append(introductions())
    with_tables.append([came("ann", "2018-01-01"), came("ann", "2018-01-01", "org/cfo")])
    died = left("ann", "2019-06-01", reasons=("death",), key="died")
    with_tables.append([died])
    for post in (HEAD, "org/cfo"):
        assert with_tables.as_of("2021").holder(post) is None
        assert [str(t.end) for t in with_tables.succession(post)] == ["2019-06-01"]
    assert [t.ended for t in with_tables.succession("org/cfo")] == ["died"]
    with_tables.append([Retracted(event="died", why="a namesake")])
    assert [t.ended for t in with_tables.succession("org/cfo")] == [None]
    assert with_tables.as_of("2021").holder("org/cfo") is not None


def test_a_person_who_died_by_their_own_entry_holds_nothing_later(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "own.db")
    tl = timeline.Timeline(log)
    tl.append(introductions())
    tl.append([came("ann", "2018-01-01")])
    tl.append([Person(person="ann", died="2020-02-02")])
    assert [str(t.end) for t in tl.succession(HEAD)] == ["2020-02-02"]
    assert tl.as_of("2021").holder(HEAD) is None


def test_two_ids_that_are_one_person_have_one_history(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "own.db")
    tl.append(introductions("unknown"))
    tl.append([came("ann", "2018-01-01"), came("bob", "2020-01-01")])
    tl.append([Merged(person="bob", into="ann", why="a misspelt name", key="one")])
    assert [(t.person, t.renewals) for t in tl.succession(HEAD)] == [("ann", 1)]
    assert list(tl.histories().histories()) == list(LogHistories(tl.log).histories())
    tl.append([Retracted(event="one", why="two people after all")])
    assert [t.person for t in tl.succession(HEAD)] == ["ann", "bob"]


def test_a_post_that_moves_is_held_on() -> None:
    log = MemoryLog()
    log.append(introductions())
    log.append([came("ann", "2018-01-01")])
    log.append([Post(post=HEAD, organization="top", effective="2020-01-01")])
    found = LogHistories(log).history(HEAD)
    assert found is not None
    assert (bounds(found), found.conflicts, found.organization) == (["ann 2018-01-01"], (), "top")


def test_earlier_ends_of_terms_and_who_was_replaced_are_kept() -> None:
    first = came("ann", "2021-01-20", term_ends="2022-11-08", replaces="bob")
    (_, tenure) = history(
        came("bob", "2019-01-01"), first, came("ann", "2022-11-09", term_ends="2023-01-03")
    ).tenures
    assert (tenure.replaces, [str(day) for day in tenure.earlier_terms]) == ("bob", ["2022-11-08"])
    assert str(tenure.term_ends) == "2023-01-03"


def test_a_date_that_others_narrow_is_kept_as_written() -> None:
    tenure = history(*FACTS).tenures[0]
    assert (str(tenure.end), str(tenure.end_written)) == ("2020-01-01/2020-06-15", "2020")
    assert tenure.start_written is None
