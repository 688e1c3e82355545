"""How the work grows with what comes in: counted in calls, never in seconds.

`docs/limits.md` states the bounds.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable
from typing import Any

import pytest

import timeline
from timeline.events import (
    Appointed,
    Corrected,
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
    read_jsonl,
)


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
