"""What every log does. A new store is one line in `LOGS`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import attrs
import pytest

from timeline.events import (
    Ambiguous,
    AnyRecorded,
    Appointed,
    BadInput,
    BadValue,
    Cancelled,
    Checkpoint,
    Cited,
    Corrected,
    Departed,
    Disputed,
    Draft,
    Event,
    EventLog,
    MemoryLog,
    Milestone,
    NotFound,
    Person,
    PositionConflict,
    Post,
    PostgresLog,
    Retracted,
    Source,
    SqliteLog,
    check_chain,
    content_id,
    prepare,
    range_of,
)

from .stores import LinesLog

Make: TypeAlias = Callable[..., EventLog]

LOGS: dict[str, Callable[[Path], Make]] = {
    "memory": lambda _: lambda **options: MemoryLog(**options),
    "sqlite": lambda folder: lambda **options: SqliteLog(folder / "log.db", **options),
    "lines": lambda folder: lambda **options: LinesLog(folder / "lines.log", **options),
}


@pytest.fixture(params=[*LOGS, "postgres"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """What makes the log, or opens it anew, and closes it in the end."""
    found = LOGS[request.param](tmp_path) if request.param in LOGS else in_server(request)
    with ExitStack() as opened:
        yield lambda **options: opened.enter_context(found(**options))


def in_server(request: pytest.FixtureRequest) -> Make:
    url = request.getfixturevalue("postgres").new_url()
    return lambda **options: PostgresLog(url, **options)


@pytest.fixture
def log(make: Make) -> EventLog:
    return make()


def appointed(person: str = "ann", on: str = "2020", **more: object) -> Appointed:
    return Appointed(person=person, post="acme/ceo", effective=on, **more)  # type: ignore[arg-type]


EVENTS: list[Event] = [
    Person(person="ann", names={"en": "Ann"}),
    Post(post="acme/ceo", organization="acme"),
    appointed(key="start"),
]


def test_positions_count_from_one_without_a_hole(log: EventLog) -> None:
    assert log.head().position == 0
    assert [e.position for e in log.append(EVENTS)] == [1, 2, 3]
    assert [e.position for e in log.append([appointed("bob")])] == [4]
    assert [e.position for e in log.read()] == [1, 2, 3, 4]
    assert [e.position for e in log.read(after=1, until=3)] == [2, 3]
    assert log.head().position == 4


def test_what_is_read_is_what_was_appended(log: EventLog) -> None:
    log.append(EVENTS)
    assert [event.fact for event in log.read()] == EVENTS


def test_appending_twice_adds_nothing(log: EventLog) -> None:
    log.append(EVENTS)
    head = log.head()
    assert log.append(EVENTS) == []
    assert log.append([*EVENTS, *EVENTS]) == []
    assert log.head() == head


def test_one_batch_says_a_fact_once(log: EventLog) -> None:
    on = "2020-01-01"
    assert len(log.append([appointed(on=on), appointed(on=on)])) == 1


def test_what_may_have_happened_twice_is_two_facts_if_one_file_says_it_twice(
    log: EventLog,
) -> None:
    for batch in (
        [appointed(), appointed()],
        [appointed("unknown", "2019-01-01"), appointed("unknown", "2019-01-01")],
        [appointed("bob"), appointed("bob", key="again")],
        [appointed("cy", "2020-01-01", key="one"), appointed("cy", "2020-01-01", key="two")],
    ):
        prepared = prepare(batch, log)
        assert [f.code for f in prepared.findings] == (
            [] if any(event.key for event in batch) else ["said-twice"]
        )
        first, second = log.append(batch)
        assert first.id != second.id
        assert [event.id for event in (first, second)] == [
            content_id(event.fact) for event in (first, second)
        ]
        assert log.append(batch) == [], "and then both are on record"
        assert log.append(batch[:1]) == []


def test_a_second_note_and_a_cause_learnt_later_are_cited(log: EventLog) -> None:
    cause, first = log.append([milestone(), appointed(note="in cabinet A")])
    assert log.append([appointed(note="in cabinet A")]) == []
    (note,) = log.append([appointed(note="in cabinet B")])
    assert (note.fact.KIND, note.fact.event) == ("cited", first.id)  # type: ignore[union-attr]
    assert note.fact.note == "in cabinet B"
    (because,) = log.append([appointed(because=["outage"])])
    assert because.fact.because == (cause.id,)  # type: ignore[union-attr]
    again = [appointed(note="in cabinet B", because=["outage"]), appointed(note="in cabinet A")]
    assert log.append(again[:1]) == log.append(again[1:]) == []


def test_what_was_taken_back_is_new_when_it_is_said_again(log: EventLog) -> None:
    (first,) = log.append([appointed()])
    log.append([Retracted(event=first.id, why="not so")])
    (again,) = log.append([appointed()])
    assert again.fact.KIND == "appointed"
    assert log.append([appointed()]) == []
    log.append([Retracted(event=again.id, why="not so again")])
    assert len(log.append([appointed()])) == 1
    assert len({event.id for event in log.read()}) == 5


def test_a_file_that_says_and_takes_back_adds_nothing_the_second_time(log: EventLog) -> None:
    for batch in (
        [appointed(key="a"), Retracted(event="a", why="not so")],
        [appointed("bob"), Cancelled(event=content_id(appointed("bob")), announced="2019")],
    ):
        assert len(log.append(batch)) == 2
        assert log.append(batch) == []


def test_what_a_correction_says_is_on_record(log: EventLog) -> None:
    (first,) = log.append([appointed()])
    right = appointed(on="2020-03")
    log.append([Corrected(event=first.id, why="the month is known", replacement=right)])
    assert log.append([right]) == []
    (again,) = log.append([appointed()])
    assert again.id != first.id, "which no longer says so"


def test_a_name_that_is_changed_back_is_a_change(log: EventLog) -> None:
    one, other = (Person(person="ann", names={"en": name}) for name in ("Ann Li", "Ann Lee"))
    for person in (one, other, one, other):
        (added,) = log.append([person])
        assert attrs.evolve(added.fact, apart=None) == person
        assert log.append([person]) == []
    log.append([Person(person="ann", names={"en": "Ann Wu"}, effective="2020")])
    assert log.append([other]) == [], "a new name from a day on takes back no old one"


def test_a_departure_names_its_appointment_by_key_and_only_its_own(log: EventLog) -> None:
    first, out = log.append(
        [appointed(key="in"), Departed(**DEPARTED, appointment="in")]  # type: ignore[arg-type]
    )
    assert out.fact.appointment == first.id  # type: ignore[union-attr]
    assert log.append([Departed(**DEPARTED, appointment="1")]) == []  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="no appointment of this person"):
        log.append([Departed(**{**DEPARTED, "person": "bob"}, appointment="in")])  # type: ignore[arg-type]
    with pytest.raises(BadInput, match='no event "ni2"; did you mean "in2"'):
        log.append([appointed("bob", key="in2"), Departed(**DEPARTED, appointment="ni2")])  # type: ignore[arg-type]


DEPARTED = {"person": "ann", "post": "acme/ceo", "effective": "2021"}


def milestone() -> Milestone:
    return Milestone(organization="acme", title="Outage", effective="2019", key="outage")


def test_the_same_fact_from_another_source_becomes_a_citation(log: EventLog) -> None:
    one, two = Source(title="one"), Source(title="two")
    log.append([appointed(sources=[one])])
    (cited,) = log.append([appointed(sources=[one, two])])
    assert isinstance(cited.fact, Cited)
    assert (cited.fact.event, cited.fact.sources) == (log.find(1).id, (two,))
    assert log.append([appointed(sources=[two])]) == []


def test_two_statements_in_one_batch_keep_both_sources(log: EventLog) -> None:
    one, two = Source(title="one"), Source(title="two")
    (event,) = log.append([appointed(sources=[one]), appointed(sources=[two, one])])
    assert event.fact.sources == (one, two)


def test_one_fact_cannot_be_announced_twice(log: EventLog) -> None:
    log.append([appointed(announced="2019")])
    log.append([appointed()])  # says nothing else
    for change in ({"announced": "2018"}, {"term_ends": "2024"}, {"replaces": "bob"}):
        with pytest.raises(BadInput, match="on record at position 1"):
            log.append([appointed(**change)])
    assert log.head().position == 1


def test_events_are_found_by_key_id_prefix_and_position(log: EventLog) -> None:
    log.append(EVENTS)
    event = log.find("start")
    for reference in (event.id, event.id[:6], "3", 3):
        assert log.find(reference) == event
    for missing in ("stop", "0", "4", "", "ffffffffff", event.id[:3], "9" * 30):
        with pytest.raises(NotFound):
            log.find(missing)


def test_a_prefix_of_several_ids_is_ambiguous(log: EventLog) -> None:
    events = log.append([appointed(str(number)) for number in range(2000)])
    prefixes = [event.id[:4] for event in events]
    several = next(prefix for prefix in prefixes if prefixes.count(prefix) > 1)
    if not several.isdecimal():
        with pytest.raises(Ambiguous):
            log.find(several)


def test_references_are_stored_as_ids_wherever_the_event_stands(log: EventLog) -> None:
    events = log.append(
        [
            Cancelled(event="plan", announced="2019-12"),
            appointed(key="plan", because=["why"]),
            Milestone(organization="acme", title="M", effective="2019", key="why"),
        ]
    )
    by_kind = {event.fact.KIND: event for event in events}
    assert by_kind["cancelled"].fact.event == by_kind["appointed"].id  # type: ignore[union-attr]
    assert by_kind["appointed"].fact.because == (by_kind["milestone"].id,)  # type: ignore[union-attr]
    (causes,) = log.append(
        [
            appointed("bob", because=["off"]),
            Cancelled(event="plan", announced="2019-11", key="off"),
        ]
    )[:1]
    assert causes.fact.because == (log.find("off").id,)  # type: ignore[union-attr]
    log.append(
        [
            Corrected(
                event="plan",
                why="w",
                replacement=appointed(on="2020-02", because=["doubt", "why", "why"]),
            ),
            Disputed(event="plan", field="capacity", says="acting", key="doubt"),
        ]
    )
    replaced = next(e for e in log.read() if isinstance(e.fact, Corrected)).fact
    assert isinstance(replaced, Corrected)
    causes_of_it = (log.find("doubt").id, log.find("why").id)
    assert replaced.replacement.because == causes_of_it  # type: ignore[attr-defined]
    (retracted,) = log.append([Retracted(event="2", why="not so")])
    assert retracted.fact.event == log.find(2).id  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (Retracted(event="nothing", why="w"), 'no event "nothing"'),
        (Retracted(event="strt", why="w"), 'no event "strt"'),
        (appointed("bob", because=["nothing"]), 'no event "nothing"'),
        (appointed("bob", key="start"), "already stands for another fact"),
        (appointed("cy", "2021", key="cy"), "already stands for another fact"),
        (Retracted(event="loop", key="loop", why="w"), 'no event "loop"'),
        (
            Corrected(event="start", why="w", replacement=Person(person="a", names={"en": "A"})),
            "cannot stand where",
        ),
        (
            Corrected(
                event="start",
                why="w",
                replacement=Appointed(person="a", post="other", effective="2020"),
            ),
            "cannot move it",
        ),
    ],
)
def test_a_batch_with_a_bad_reference_is_refused_whole(
    log: EventLog, event: Event, says: str
) -> None:
    log.append(EVENTS)
    with pytest.raises(BadInput, match=says):
        log.append([appointed("cy", key="cy"), event])
    assert log.head().position == 3
    assert len(log.append([appointed("cy", key="cy")])) == 1


def test_a_correction_of_a_correction_corrects_the_first_event(log: EventLog) -> None:
    log.append(EVENTS)
    log.append([Corrected(event="start", why="w", replacement=appointed(on="2021"), key="c1")])
    (second,) = log.append([Corrected(event="c1", why="w", replacement=appointed(on="2022"))])
    assert second.fact.event == log.find("start").id  # type: ignore[union-attr]


def test_events_about_an_event_have_its_subject(log: EventLog) -> None:
    log.append(EVENTS)
    log.append([Cancelled(event="start", announced="2019", key="c")])
    log.append([Retracted(event="c", why="w"), appointed("bob")])
    log.append([Departed(person="ann", post="acme/cfo", effective="2020")])
    assert [e.position for e in log.about("post:acme/ceo")] == [2, 3, 4, 5, 6]
    assert [e.position for e in log.about("person:ann")] == [1]
    assert list(log.about("post:none")) == []


def test_expected_guards_against_another_writer(log: EventLog) -> None:
    log.append(EVENTS[:1], expected="empty")
    log.append(EVENTS[1:2], expected=1)
    for expected in ("empty", 1, 3):
        with pytest.raises(PositionConflict):
            log.append(EVENTS[2:], expected=expected)
    log.append(EVENTS[2:], expected="any")
    assert log.head().position == 3


def test_a_block_that_fails_leaves_nothing(log: EventLog) -> None:
    log.append(EVENTS[:1])
    head = log.head()

    def fail() -> None:
        with log.writing() as writer:
            writer.add(_entries(log))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert log.head() == head
    assert [e.position for e in log.read()] == [1]
    assert list(log.about("post:acme/ceo")) == []
    assert len(log.append(EVENTS)) == 2


def _entries(log: EventLog) -> list:  # type: ignore[type-arg]
    from timeline.events import prepare

    return prepare(EVENTS[1:], log).new


def test_recorded_never_runs_backwards_whatever_the_clock_does(make: Make) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ticks = iter([start, start - timedelta(days=400), start, start + timedelta(days=1)])
    log = make(clock=lambda: next(ticks))
    for number in range(4):
        log.append([appointed(str(number)), appointed(f"{number}b")])
    recorded = [event.recorded for event in log.read()]
    assert recorded == sorted(recorded)
    assert len(set(recorded)) == 4, "a moment tells batches apart"
    assert recorded[0] == "2026-01-01T00:00:00.000000Z"
    assert log.find(1).recorded_at == start


def test_moments_of_a_history_kept_elsewhere_are_kept(log: EventLog) -> None:
    days = ["2001-01-01T00:00:00.000000Z", "2002-01-01T00:00:00.000000Z"]
    log.append([Draft(appointed("a"), recorded=days[0]), Draft(appointed("b"), recorded=days[1])])
    two = [Draft(appointed("d"), recorded=days[1]), Draft(appointed("e"), recorded=days[0])]
    with pytest.raises(BadInput, match="is before"):
        log.append(two)
    assert [(e.recorded, e.fact.person) for e in log.read()] == [(days[0], "a"), (days[1], "b")]  # type: ignore[union-attr]
    with pytest.raises(BadInput, match="is before"):
        log.append([Draft(appointed("c"), recorded="2001-06-01T00:00:00.000000Z")])
    with pytest.raises(BadValue, match="in the future"):
        log.append([Draft(appointed("c"), recorded="2999-01-01T00:00:00.000000Z")])
    assert log.head().position == 2


def test_the_chain_holds_and_a_checkpoint_is_found_again(log: EventLog) -> None:
    log.append(EVENTS)
    checkpoint = log.head()
    log.append([appointed("bob")])
    assert list(check_chain(log)) == []
    assert list(check_chain(log, checkpoint)) == []
    assert list(check_chain(log, Checkpoint(0, bytes(32)))) == []
    assert "the log ends at 4" in str(next(check_chain(log, Checkpoint(5, bytes(32)))))
    assert "position 2" in str(next(check_chain(log, Checkpoint(2, bytes(32)))))


def test_equal_bodies_have_unequal_digests(tmp_path: Path) -> None:
    logs = MemoryLog(), MemoryLog()
    for log in logs:
        log.append(EVENTS)
    one, other = (next(log.rows()) for log in logs)
    assert one.body == other.body
    assert one.digest != other.digest, "nobody can find an erased body by trying"


def test_threads_may_append_and_read_at_once(log: EventLog) -> None:
    def work(name: str) -> Iterator[None]:
        for number in range(20):
            log.append([appointed(f"{name}{number}")])
            assert next(e.position for e in log.read()) == 1
            yield

    threads = [threading.Thread(target=lambda n=n: list(work(n))) for n in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [e.position for e in log.read()] == list(range(1, 81))
    assert list(check_chain(log)) == []


def test_an_empty_log_answers(log: EventLog) -> None:
    assert list(log.read()) == list(log.about("post:x")) == []
    assert log.head() == Checkpoint(0, bytes(32))
    assert log.append([]) == []
    assert list(check_chain(log)) == []


def test_a_subject_is_read_up_to_a_position(log: EventLog) -> None:
    log.append(EVENTS)
    log.append([appointed(on="2021"), Person(person="bob", names={"en": "Bob"})])
    head = log.head().position
    for until in range(head + 1):
        events = list(log.read(until=until))
        grouped = {subject: told(found) for subject, found in log.by_subject(until)}
        assert list(grouped) == sorted({event.subject for event in events})
        for subject, found in grouped.items():
            assert found == told(event for event in events if event.subject == subject)
        assert dict_of(log, [*grouped, "person:nobody"], until) == grouped
        people = {subject: found for subject, found in grouped.items() if subject[:7] == "person:"}
        assert {s: told(found) for s, found in log.by_subject(until, range_of("person"))} == people


def told(events: Iterable[AnyRecorded]) -> list[tuple[int, str, str, str]]:
    return [(event.position, event.id, event.recorded, event.fact.KIND) for event in events]


def dict_of(
    log: EventLog, subjects: list[str], until: int
) -> dict[str, list[tuple[int, str, str, str]]]:
    return {subject: told(found) for subject, found in log.bare(subjects, until)}


def test_a_moment_has_a_position(make: Make) -> None:
    log = make(clock=ticking())
    assert log.position_at("9999-12-31T00:00:00.000000Z") == 0
    for day in range(1, 8):
        log.append([appointed(on=f"2020-01-0{day}"), appointed("bob", f"2020-02-0{day}")])
    events = list(log.read())
    for event in events:
        last = max(e.position for e in events if e.recorded <= event.recorded)
        assert log.position_at(event.recorded) == last
    assert log.position_at("0001-01-01T00:00:00.000000Z") == 0
    assert log.position_at("9999-12-31T00:00:00.000000Z") == 14


def ticking() -> Callable[[], datetime]:
    """A clock that goes on by an hour whenever it is read."""
    hours = iter(range(1000))
    return lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=next(hours))
