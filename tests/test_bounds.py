"""How the work grows with what comes in: counted in calls, never in seconds.

`docs/limits.md` states the bounds.
"""

from __future__ import annotations

import json
import pickle
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.events import (
    Appointed,
    BadInput,
    Corrected,
    Departed,
    Draft,
    Event,
    Finding,
    Intake,
    MemoryLog,
    Milestone,
    Organization,
    Person,
    Post,
    Retracted,
    Source,
    SqliteLog,
    Words,
    nearest,
    read_jsonl,
)
from timeline.projections.answers.background import Background
from timeline.projections.answers.chains import vacancies
from timeline.projections.answers.measures import measure

from .conftest import Run


def calls_of(work: Callable[[], object]) -> int:
    """How many functions of Python a piece of work calls."""
    count = 0

    def see(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def grows_evenly(work: Callable[[int], Callable[[], object]], size: int) -> None:
    """Check that twice as much takes no more than about twice the calls."""
    work(2)()  # what is made once is made now
    few, many = (calls_of(work(each)) for each in (size, 2 * size))
    assert many < 2.6 * few, f"{few} calls for {size}, {many} for twice as much"


def acme() -> timeline.Timeline:
    tl = timeline.memory()
    tl.append(
        [
            Organization(organization="acme", names={"en": "Acme"}),
            Person(person="ann", names={"en": "Ann"}),
            Post(post="acme/ceo", organization="acme"),
        ]
    )
    return tl


def appointed(**more: Any) -> Appointed:
    return Appointed(person="ann", post="acme/ceo", effective="2020", **more)


def milestone(key: str, *because: str) -> Milestone:
    return Milestone(
        organization="acme", title=key, effective="2019", key=key, because=list(because)
    )


# --- one in another, one because of another --------------------------------------------------


def test_a_correction_in_a_correction_is_refused_before_it_is_read() -> None:
    def nested(depth: int) -> Callable[[], list[Draft | Finding]]:
        body: dict[str, object] = {"kind": "person", "person": "ann", "names": {"en": "Ann"}}
        for _ in range(depth):
            body = {"kind": "corrected", "event": "abcd", "why": "w", "replacement": body}
        line = json.dumps(body)
        return lambda: list(read_jsonl([line]))

    (found,) = nested(20)()
    assert isinstance(found, Finding)
    assert found.message == "a corrected event replaces nothing"
    assert calls_of(nested(20)) < calls_of(nested(2)) + 200


def why(causes: list[Event], last: str) -> Callable[[], list[int]]:
    tl = acme()
    tl.append([*causes, appointed(because=[last])])

    def ask() -> list[int]:
        (answer,) = tl.why("acme/ceo", "2021")
        return [reason.position for _, reason in answer.reason.walk()]

    return ask


def test_causes_that_are_shared_are_each_told_once() -> None:
    def layers(count: int) -> Callable[[], list[int]]:
        causes: list[Event] = [milestone("a0"), milestone("b0")]
        for n in range(1, count):
            causes += [milestone(f"{side}{n}", f"a{n - 1}", f"b{n - 1}") for side in "ab"]
        return why(causes, f"a{count - 1}")

    told = layers(100)()
    assert len(set(told)) == 200, "every cause"
    assert len(told) < 400, "each in full once, and named at most once by each that it caused"
    grows_evenly(layers, 50)


def test_a_chain_of_causes_has_any_length() -> None:
    def chain(count: int) -> Callable[[], list[int]]:
        causes = [milestone(f"m{n}", *([f"m{n - 1}"] if n else [])) for n in range(count)]
        return why(list(causes), f"m{count - 1}")

    assert len(chain(2000)()) == 2001
    grows_evenly(chain, 100)


def test_an_explanation_of_any_depth_is_copied() -> None:
    tl = acme()
    causes = [milestone(f"m{n}", *([f"m{n - 1}"] if n else [])) for n in range(2000)]
    tl.append([*causes, appointed(because=["m1999"])])
    (answer,) = tl.why("acme/ceo", "2021")
    again = pickle.loads(pickle.dumps(answer))  # noqa: S301 - our own
    told = [[(depth, r.position) for depth, r in a.reason.walk()] for a in (answer, again)]
    assert told[0] == told[1]
    assert "<1 below>" in repr(answer)


# --- chains of repairs -----------------------------------------------------------------------


def retractions(count: int, *, backwards: bool) -> Callable[[], object]:
    tl = acme()
    batch: list[Event] = [appointed(key="r0")]
    batch += [Retracted(event=f"r{n - 1}", why="w", key=f"r{n}") for n in range(1, count)]
    if backwards:
        batch.reverse()
    return lambda: (tl.append(batch), tl.append(batch), tl.succession("acme/ceo"))


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_retractions_is_followed_step_by_step(backwards: bool) -> None:
    grows_evenly(lambda count: retractions(count, backwards=backwards), 100)
    tl = acme()
    batch: list[Event] = [appointed(key="r0")]
    batch += [Retracted(event=f"r{n - 1}", why="w", key=f"r{n}") for n in range(1, 2001)]
    tl.append(batch[::-1] if backwards else batch)
    assert len(tl.succession("acme/ceo")) == 1, "an even number of retractions takes nothing away"


def test_a_chain_of_repairs_that_were_recorded_backwards_is_followed() -> None:
    log = MemoryLog()
    log.append([appointed(key="r0")])
    log.append([Retracted(event=f"r{n - 1}", why="w", key=f"r{n}") for n in range(1, 2001)])
    from timeline.projections.standing import stand, stands

    events = list(log.read())
    assert len(stand(events)) == len(stand(events[::-1])) == 1
    assert stands(events) == stands(events[::-1])


def test_many_corrections_of_one_event() -> None:
    def corrections(count: int) -> Callable[[], object]:
        tl = acme()
        tl.append([appointed(key="a")])
        log = tl.log
        for n in range(count):
            log.append([Corrected(event="a", why=f"w{n}", replacement=appointed())])
        return lambda: (tl.succession("acme/ceo"), tl.why("acme/ceo", "2021"), tl.check("2021"))

    grows_evenly(corrections, 100)


def test_other_sources_of_many_facts_about_one_post() -> None:
    def cited(count: int) -> Callable[[], object]:
        tl = acme()
        days = [timeline.EdtfDate.of_day(700_000 + n) for n in range(count)]
        one, other = (
            [
                Milestone(
                    organization="acme", title="M", effective=day, sources=[Source(title=title)]
                )
                for day in days
            ]
            for title in ("one", "other")
        )
        tl.append(one)
        return lambda: (tl.append(other), tl.append(other))

    grows_evenly(cited, 100)


# --- causes behind what they caused ----------------------------------------------------------


def backwards(count: int, part: int) -> Callable[[], object]:
    log = MemoryLog()
    chain = [Draft(milestone(f"m{n}", *([f"m{n - 1}"] if n else []))) for n in range(count)]

    def take() -> None:
        with log.writing() as writer:
            intake = Intake(log, writer, part)
            for _ in intake.take(iter(chain[::-1])):
                pass
            assert not intake.findings
            assert intake.added == count

    return take


@pytest.mark.parametrize("part", [20, 10_000])
def test_causes_in_reverse_go_in_step_by_step(part: int) -> None:
    grows_evenly(lambda count: backwards(count, part), 200)


# --- one post of many tenures ----------------------------------------------------------------


def long_post(count: int, people: int, gap: int = 0) -> timeline.Timeline:
    """A post that is chair and CEO at once, with so many tenures of a day or two each."""
    tl = timeline.memory()
    batch: list[Event] = [Organization(organization="acme"), Post(
        post="acme/chair", organization="acme", titles={"en": "Chair and CEO"})]  # fmt: skip
    batch += [Person(person=f"p{n}", names={"en": f"P{n}"}) for n in range(people)]
    tl.append(batch)
    batch = []
    for n in range(count):
        first = timeline.EdtfDate.of_day(700_000 + (2 + gap) * n)
        out = timeline.EdtfDate.of_day(700_002 + (2 + gap) * n)
        who = f"p{n % people}"
        batch.append(Appointed(person=who, post="acme/chair", effective=first, replaces=None))
        batch.append(Departed(person=who, post="acme/chair", effective=out))
    tl.append(batch)
    return tl


@pytest.mark.parametrize(("people", "gap"), [(1, 3), (7, 0), (50, 3)])
def test_questions_of_a_post_of_many_tenures(people: int, gap: int) -> None:
    def asked(count: int) -> Callable[[], object]:
        tl = long_post(count, people, gap)
        histories = tl.histories()
        history = histories.history("acme/chair")
        assert history is not None
        background = Background.around(histories, [history])
        day = timeline.EdtfDate.parse("2030-01-01")
        return lambda: (measure([history], day, background), vacancies(history, day))

    grows_evenly(asked, 60)


def test_an_overlap_of_many_names_a_few() -> None:
    def crowd(count: int) -> Callable[[], list[str]]:
        tl = acme()
        tl.append([Person(person=f"p{n}", names={"en": "P"}) for n in range(count)])
        tl.append([Post(post="acme/board", organization="acme", seats=1)])
        batch: list[Event] = []
        for n in range(count):
            batch.append(Appointed(person=f"p{n}", post="acme/board", effective=f"20{n % 10:02}"))
            batch.append(Departed(person=f"p{n}", post="acme/board", effective="2030-01-01"))
        tl.append(batch, allow_conflicts=True)
        found = [p.message for p in tl.check("2021") if p.code == "overlap"]
        return lambda: found

    assert all(len(message) < 120 for message in crowd(60)())


# --- a question of one reads that one --------------------------------------------------------

ONE: tuple[tuple[str, ...], ...] = (
    ("show", "acme/ceo", "--format", "json"),
    ("show", "acme/ceo", "--format", "table"),
    ("show", "ann", "--format", "json"),
    ("show", "acme", "--format", "json"),
    ("succession", "acme/ceo"),
    ("career", "ann", "--format", "json"),
    ("career", "ann", "--format", "table"),
    ("why", "acme/ceo"),
    ("why", "ann"),
    ("check", "acme/ceo"),
    ("check", "ann"),
    ("stats", "acme/ceo", "--format", "json"),
    ("stats", "acme", "--format", "table"),
    ("vacancies", "acme/ceo"),
    ("vacancies", "acme"),
    ("diff", "2019", "2021", "acme/ceo"),
    ("diff", "2019", "2021", "ann"),
    ("diff", "2019", "2021", "acme/ceo", "--axis", "announced", "--as-of", "2022"),
    ("show", "acme/ceo", "--announced-by", "2022", "--format", "json"),
    ("succession", "acme/ceo", "--announced-by", "2022"),
    ("why", "acme/ceo", "--announced-by", "2022"),
)


@pytest.fixture(scope="module")
def logs_of_two_sizes(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """One organization, alone among few others and among many."""
    paths = []
    for others in (3, 150):
        path = str(tmp_path_factory.mktemp("logs") / "log.db")
        tl = timeline.open(path)
        batch: list[Event] = [
            Organization(organization="acme", names={"en": "Acme"}),
            Person(person="ann", names={"en": "Ann"}),
            Person(person="bob", names={"en": "Bob"}),
            Post(post="acme/ceo", organization="acme"),
            appointed(),
            Appointed(person="bob", post="acme/ceo", effective="2021-06"),
        ]
        for n in range(others):
            batch += [
                Organization(organization=f"o{n}"),
                Person(person=f"p{n}", names={"en": f"P{n}"}),
                Post(post=f"o{n}/ceo", organization=f"o{n}"),
                Appointed(person=f"p{n}", post=f"o{n}/ceo", effective="2020"),
                Milestone(organization=f"o{n}", title="M", effective="2020"),
            ]
        tl.append(batch)
        paths.append(path)
    return paths[0], paths[1]


@pytest.mark.parametrize("question", ONE, ids=" ".join)
def test_a_question_of_one_reads_that_one(
    question: tuple[str, ...],
    logs_of_two_sizes: tuple[str, str],
    invoke: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection_of = SqliteLog.connection

    def counted(log: SqliteLog) -> sqlite3.Connection | None:
        connection = connection_of(log)
        if connection is not None:
            connection.set_progress_handler(lambda: 0, 20)  # a call for each 20 steps of SQLite
        return connection

    monkeypatch.setattr(SqliteLog, "connection", counted)

    def ask(path: str) -> Callable[[], None]:
        def run() -> None:
            done = invoke(*question, "--db", path)
            assert done.returncode == 0 or question[0] == "check", done.stderr

        return run

    few, many = logs_of_two_sizes
    ask(few)()
    assert calls_of(ask(many)) < 1.15 * calls_of(ask(few)) + 50


# --- what was probably meant -----------------------------------------------------------------


def test_a_suggestion_does_not_look_at_every_name() -> None:
    def asked(count: int) -> Callable[[], object]:
        words = Words(f"person-{n:06}" for n in range(count))
        words.nearest("persom-000000")
        return lambda: words.nearest("persn-000123")

    assert asked(20_000)() == "person-000123"
    assert calls_of(asked(20_000)) < 1.2 * calls_of(asked(2_000)) + 50


def test_suggestions_for_many_mistakes_end() -> None:
    words = Words(f"person-{n:06}" for n in range(2_000))
    mistakes = [f"persom-{n:06}" for n in range(2_000)]
    answers = [words.nearest(text) for text in mistakes]
    assert answers[0] == "person-000000"
    assert answers[-1] is None, "a thousand hints are enough"
    assert words.nearest(mistakes[0]) == answers[0], "and what was answered stays answered"


@given(st.lists(st.text("abcd-", min_size=1, max_size=8), max_size=30), st.text("abcd-"))
def test_of_few_words_the_nearest_is_found(words: list[str], text: str) -> None:
    if text in words:
        assert nearest(text, words) == (text or None)
    assert nearest(text, words) in {None, *words}


def test_typos_are_looked_up_in_one_index(tmp_path: Path) -> None:
    def typos(count: int) -> Callable[[], object]:
        tl = timeline.open(tmp_path / f"{count}.db")
        tl.append([Person(person=f"person-{n:04}", names={"en": "P"}) for n in range(600)])
        text = "events:\n" + "".join(
            f"- {{on: 2020, appointed: persn-{n:04}, post: acme/ceo}}\n" for n in range(count)
        )

        def append() -> None:
            with pytest.raises(BadInput, match=r"did you mean"):
                tl.append_yaml_text(text)

        return append

    grows_evenly(typos, 20)
