"""Appending to a timeline, and asking it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

import timeline
from timeline.events import (
    Abolished,
    Appointed,
    Departed,
    Organization,
    Person,
    Post,
    RecordedEvent,
    Retracted,
    SqliteLog,
)
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.fold.projection import fold
from timeline.verification import faults_of

from .conftest import ACME
from .strategies import POSTS, Batches, logs

APPOINTED = "events:\n- {on: 2020-01-01, appointed: ann, post: acme/ceo}\n"


def test_the_readme_promise(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "org.db")
    file = tmp_path / "changes.yaml"
    file.write_text(ACME + APPOINTED, encoding="utf-8")
    assert tl.append_yaml(file) == timeline.Appended(added=7, already=0, position=7)
    assert tl.append_yaml(file) == timeline.Appended(added=0, already=7, position=7)
    holder = tl.as_of("2020-06-01").holder("acme/ceo")
    assert holder is not None
    assert (holder.person.name, str(holder.since), holder.until) == ("Ann Li", "2020-01-01", None)


def test_a_post_is_found_by_its_names_too(acme: timeline.Timeline) -> None:
    acme.append_yaml_text(APPOINTED)
    state = acme.as_of("2021")
    for name in ("acme/ceo", "Acme/CEO", "acme/CEO", "CEO"):
        assert state.holders(name) == state.holders()
    with pytest.raises(timeline.NotFound, match='did you mean "acme/ceo"'):
        state.holder("acme/coe")


def test_one_holder_is_not_picked_out_of_several(acme: timeline.Timeline) -> None:
    acme.append(
        [
            Appointed(person=person, post="acme/board", effective="2020-01-01")
            for person in ("ann", "bob")
        ]
    )
    state = acme.as_of("2021")
    assert [h.person.id for h in state.holders("acme/board")] == ["ann", "bob"]
    with pytest.raises(timeline.Ambiguous):
        state.holder("acme/board")
    assert state.holder("acme/ceo") is None


@pytest.mark.parametrize(
    ("events", "code"),
    [
        (
            [Departed(person="ann", post="acme/ceo", effective="2020")],
            "departure-without-appointment",
        ),
        (
            [
                Appointed(person="bob", post="acme/ceo", effective="2019"),
                Departed(person="ann", post="acme/ceo", effective="2020"),
            ],
            "departure-without-appointment",
        ),
        ([Appointed(person="dee", post="acme/ceo", effective="2020")], "unknown-person"),
        ([Appointed(person="ann", post="acme/cto", effective="2020")], "unknown-post"),
        ([Post(post="x/ceo", organization="x")], "unknown-organization"),
        (
            [
                Organization(organization="new", effective="2000"),
                Post(post="new/ceo", organization="new"),
                Appointed(person="ann", post="new/ceo", effective="1999-12-31"),
            ],
            "before-organization",
        ),
        (
            [
                Post(post="acme/cfo", organization="acme", effective="2000"),
                Appointed(person="ann", post="acme/cfo", effective="1999"),
            ],
            "before-post",
        ),
        (
            [
                Abolished(post="acme/ceo", effective="2000"),
                Appointed(person="ann", post="acme/ceo", effective="2001"),
            ],
            "after-end",
        ),
        (
            [
                Organization(organization="b"),
                Post(post="acme/ceo", organization="b", titles={"en": "CEO"}),
            ],
            "two-homes",
        ),
    ],
)
def test_contradictions_are_refused_or_with_leave_recorded(
    acme: timeline.Timeline, events: list[timeline.events.Event], code: str
) -> None:
    before = acme.log.head()
    with pytest.raises(timeline.BadInput) as refused:
        acme.append(events)
    assert code in {finding.code for finding in refused.value.findings}
    assert acme.log.head() == before
    done = acme.append(events, allow_conflicts=True)
    assert done.added == len(events)
    assert code in {finding.code for finding in done.findings}
    assert acme.append([Person(person="new", names={"en": "New"})]).findings == ()


def test_a_retraction_that_leaves_a_departure_hanging_is_refused(acme: timeline.Timeline) -> None:
    acme.append(
        [
            Appointed(person="ann", post="acme/ceo", effective="2018", key="start"),
            Departed(person="ann", post="acme/ceo", effective="2020", key="end"),
        ]
    )
    with pytest.raises(timeline.BadInput, match='"ann" does not hold acme/ceo'):
        acme.append([Retracted(event="start", why="another Ann")])
    assert (
        acme.append([Retracted(event=key, why="another Ann") for key in ("end", "start")]).added
        == 2
    )


def test_a_hand_over_says_who_held_the_post_before(acme: timeline.Timeline) -> None:
    acme.append_yaml_text("events:\n- {on: 2020-01-01, change: ann -> bob, post: acme/ceo}\n")
    for day, person, certainty in (
        ("2019-12-31", "ann", "certain"),
        ("2010-01-01", "ann", "possible"),
        ("2020-01-01", "bob", "certain"),
    ):
        holder = acme.as_of(day).holder("acme/ceo")
        assert holder is not None
        assert (holder.person.id, holder.certainty) == (person, certainty)


def test_asserts_that_fail_refuse_the_file(acme: timeline.Timeline) -> None:
    good = "asserts:\n- {as-of: 2020-06-01, post: acme/ceo, holder: ann}\n"
    acme.append_yaml_text(APPOINTED + good)
    head = acme.log.head()
    for bad in (
        "{as-of: 2020-06-01, post: acme/ceo, holder: bob}",
        "{as-of: 2019-06-01, post: acme/ceo, holder: ann}",
        "{as-of: 2020-06-01, post: acme/ceo, state: vacant}",
        "{as-of: 2020-06-01, post: acme/ceo, holder: ann, capacity: acting}",
        "{as-of: 2020-06-01, post: acme/ceo, holder: ann, certainty: possible}",
        "{as-of: 2020-06-01, post: acme/ceo, holder: ann, announced-by: 2019}",
        "{as-of: 2020-06-01, post: acme/ceo, holder: [ann, bob]}",
    ):
        event = "events:\n- {on: 2021, milestone: M, at: acme}\n"
        with pytest.raises(timeline.BadInput) as refused:
            acme.append_yaml_text(f"{event}asserts:\n- {bad}\n")
        (finding,) = refused.value.findings
        assert finding.code == "assert-failed"
        assert finding.place is not None
        assert finding.place.line == 4
        assert acme.log.head() == head


def test_a_dry_run_finds_everything_and_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    tl = timeline.open(path)
    assert tl.append_yaml_text(ACME + APPOINTED, dry_run=True).added == 7
    with pytest.raises(timeline.BadInput):
        tl.append_yaml_text(
            ACME + "events:\n- {on: 2020, departed: ann, post: CEO}\n", dry_run=True
        )
    with pytest.raises(timeline.BadInput):
        tl.append_yaml_text("people: [x]\n")
    assert not path.exists()


def test_two_mistakes_of_different_kinds_are_both_told(acme: timeline.Timeline) -> None:
    with pytest.raises(timeline.BadInput) as refused:
        acme.append_yaml_text(
            "events:\n"
            "- {on: 2020, appointed: an, post: acme/board}\n"
            "- {on: 2020, departed: bob, post: acme/ceo}\n"
        )
    codes = [finding.code for finding in refused.value.findings]
    assert codes == ["unknown-person", "departure-without-appointment"]


def test_jsonl_errors_are_located(acme: timeline.Timeline) -> None:
    lines = [
        '{"kind": "appointed", "person": "ann", "post": "acme/ceo", "effective": "2020-13"}',
        '{"kind": "appointed", "person": "ann", "post": "acme/ceo", "efective": "2020"}',
        '{"kind": "appointed", "kind": "departed"}',
        "{nonsense}",
        "[1]",
        "",
        "[" * 100_000,
    ]
    with pytest.raises(timeline.BadInput) as refused:
        acme.append_jsonl(lines, file="in.jsonl")
    places = [(f.place.line, f.place.column) for f in refused.value.findings if f.place]
    assert places == [(1, 73), (2, 1), (2, 72), (3, 1), (4, 2), (5, 1), (7, 1)]
    with pytest.raises(timeline.BadInput) as refused:
        acme.append_jsonl([lines[0].replace("-13", "").replace("ann", "an")], file="in.jsonl")
    assert str(refused.value).startswith(
        'in.jsonl:1:33: error: no person "an"; did you mean "ann"?\n'
    )


def test_recorded_is_kept_where_a_history_comes_from_elsewhere(acme: timeline.Timeline) -> None:
    line = '{"kind": "person", "person": "dee", "names": {"en": "Dee"}, "recorded": "%s"}'
    tl = timeline.memory()
    tl.append_jsonl([line % "2001-01-01T08:00:00+08:00"], keep_recorded=True)
    assert tl.log.find(1).recorded == "2001-01-01T00:00:00.000000Z"
    for bad in ("2001", "2001-01-01T00:00:00", "yesterday"):
        with pytest.raises(timeline.BadInput, match="recorded must be a moment"):
            tl.append_jsonl([line.replace("dee", "x") % bad], keep_recorded=True)


class TurnoverByYear:
    """A projection of one's own: how many departures each year has."""

    def initial(self) -> Counter[str]:
        return Counter()

    def apply(self, state: Counter[str], event: RecordedEvent) -> Counter[str]:
        if isinstance(event.fact, Departed):
            state[event.fact.effective.text[:4]] += 1
        return state


def test_a_projection_of_ones_own_goes_on_from_where_it_was() -> None:
    tl = timeline.seed()
    whole = tl.project(TurnoverByYear())
    assert whole["2023"] == 4
    half = fold(TurnoverByYear(), tl.log.read(until=40))
    assert tl.project(TurnoverByYear(), half, after=40) == whole


@settings(max_examples=25)
@given(logs())
def test_tables_kept_up_to_date_equal_a_rebuild(batches: Batches) -> None:
    with TemporaryDirectory() as folder:
        tl = timeline.open(Path(folder) / "org.db")
        for batch in batches:
            tl.append(batch, allow_conflicts=True)
        check_tables(tl)
        assert isinstance(tl.log, SqliteLog)
        tl.log.close()


def check_tables(tl: timeline.Timeline) -> None:
    assert list(faults_of(tl)) == []
    held, folded = tl.histories(), LogHistories(tl.log)
    if tl.log.head().position:
        assert type(held).__name__ == "TableHistories"
    for post in POSTS:
        assert held.history(post) == folded.history(post)
    tl.rebuild()
    assert list(faults_of(tl)) == []


def test_who_comes_back_to_stand_in_has_not_held_the_post_all_along(
    acme: timeline.Timeline,
) -> None:
    acme.append_yaml_text(
        "events:\n"
        "- {on: 2005-01-01, appointed: ann, post: acme/ceo}\n"
        "- {on: 2011-01-01, appointed: bob, post: acme/ceo}\n"
        "- {on: 2019-12-31, departed: bob, post: acme/ceo}\n"
        "- {on: 2020-01-01, appointed: ann, post: acme/ceo, capacity: acting}\n"
        "- {on: 2020-09-01, departed: ann, post: acme/ceo}\n"
    )
    assert [(t.person, str(t.start), str(t.end), t.ended) for t in acme.succession("acme/ceo")] == [
        ("ann", "2005-01-01", "2011-01-01", "succeeded"),
        ("bob", "2011-01-01", "2019-12-31", "departed"),
        ("ann", "2020-01-01", "2020-09-01", "departed"),
    ]


def test_names_change_from_a_date_on(acme: timeline.Timeline) -> None:
    acme.append_yaml_text(
        "events:\n"
        "- {on: 2020-01-01, organization: acme, name: Apex}\n"
        "- {on: 2020-01-01, person: ann, name: Ann Wu}\n"
        "- {on: 2010, appointed: ann, post: acme/ceo}\n"
    )
    profile = acme.as_of("2021").holders("Apex/CEO")[0].person
    assert profile.name == "Ann Wu"
    assert profile.name_in(on=acme.as_of("2019").as_of.hi) == "Ann Li"
    assert (profile.name_in("zh"), profile.name_in("both")) == ("李安", "Ann Wu")


def test_everything_public_is_there() -> None:
    for module in (timeline, timeline.events):
        for name in module.__all__:
            assert getattr(module, name) is not None
        assert set(module.__all__) - {"__version__"} == set(module._HOME_OF)
        with pytest.raises(AttributeError):
            module.nothing  # noqa: B018


def test_a_withdrawn_fact_is_not_brought_back_without_a_word(acme: timeline.Timeline) -> None:
    acme.append_yaml_text(APPOINTED)
    acme.append([Retracted(event="7", why="another Ann")])
    assert acme.as_of("2021").holder("acme/ceo") is None
    (finding,) = acme.append_yaml_text(APPOINTED).findings
    assert (finding.severity, finding.code) == ("warning", "said-again")
    assert "position 8 took it back" in str(finding)
    assert acme.as_of("2021").holder("acme/ceo") is not None


def test_an_introduction_that_is_needed_cannot_be_retracted(acme: timeline.Timeline) -> None:
    acme.append_yaml_text(APPOINTED)
    for position, code in (("1", "person"), ("4", "organization"), ("5", "post")):
        with pytest.raises(timeline.BadInput) as refused:
            acme.append([Retracted(event=position, why="w")])
        assert [f.code for f in refused.value.findings] == [f"unknown-{code}"]
    acme.append([Retracted(event="3", why="nobody speaks of Cy")])


def test_to_cancel_a_change_cancels_both_of_its_events(acme: timeline.Timeline) -> None:
    acme.append_yaml_text(
        APPOINTED + "- {id: plan, on: 2022-01-01, announced: 2021-06-01,"
        " change: ann -> bob, post: acme/ceo}\n"
    )
    acme.append_yaml_text("events:\n- {cancels: plan, announced: 2021-09-01}\n")
    for announced_by, person in (("2021-07", "bob"), ("2021-10", "ann")):
        holder = acme.as_of("2023", announced_by=announced_by).holder("acme/ceo")
        assert holder is not None
        assert holder.person.id == person


def test_a_vague_predecessor_who_left_does_not_come_after(acme: timeline.Timeline) -> None:
    acme.append_yaml_text(
        "events:\n"
        "- {on: unknown, appointed: ann, post: acme/ceo}\n"
        "- {on: 2005-06-01, change: ann -> bob, post: acme/ceo}\n"
    )
    holder = acme.as_of("2007").holder("acme/ceo")
    assert holder is not None
    assert (holder.person.id, holder.certainty, holder.until) == ("bob", "certain", None)


def test_who_comes_and_goes_on_one_day_had_a_tenure_of_no_day(acme: timeline.Timeline) -> None:
    events = [
        Appointed(person="ann", post="acme/ceo", effective="2001-01-01"),
        Departed(person="ann", post="acme/ceo", effective="2001-01-01"),
    ]
    acme.append(events)
    (tenure,) = acme.succession("acme/ceo")
    assert (str(tenure.start), str(tenure.end)) == ("2001-01-01", "2001-01-01")
    assert [acme.as_of(day).holder("acme/ceo") for day in ("2000-12-31", "2001-01-01")] == [
        None,
        None,
    ]


def test_readers_see_nothing_of_a_batch_that_is_refused(acme: timeline.Timeline) -> None:
    import threading

    seen: list[int] = []
    with acme.log.writing() as writer:
        from timeline.events import prepare

        writer.add(prepare([Person(person="x", names={"en": "X"})], acme.log).new)
        thread = threading.Thread(target=lambda: seen.append(acme.log.head().position))
        thread.start()
        thread.join()
        assert acme.log.head().position == 7
    assert seen == [6]


def test_an_export_goes_back_in_with_the_same_ids(acme: timeline.Timeline) -> None:
    from timeline.events import write_json

    acme.append_yaml_text(APPOINTED)
    copy = timeline.memory()
    copy.append_jsonl(map(write_json, acme.log.read()), keep_recorded=True)
    assert [(e.id, e.recorded) for e in copy.log.read()] == [
        (e.id, e.recorded) for e in acme.log.read()
    ]
