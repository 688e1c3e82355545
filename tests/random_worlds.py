"""Compare the product with the enumeration of worlds on thousands of random small logs.

`python -m tests.random_worlds --logs 10000 --seed 1` makes the logs, plainly at random and without
shrinking, so that thousands take minutes. Each log in which an answer differs is told with its
number and its shortest part that still differs; it becomes an `@example` in `test_worlds.py`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

import attrs

from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    UNKNOWN_PERSON,
    Abolished,
    Appointed,
    Cancelled,
    Corrected,
    Departed,
    EdtfDate,
    Person,
    Retracted,
    content_id,
)
from timeline.projections.answers.background import Background
from timeline.projections.answers.measures import measure

from .reference_answers import Answers
from .reference_events import facts_of
from .reference_records import FOREVER
from .strategies_worlds import KNOWN, OPEN, PEOPLE, POSTS, SPANS, Change, Role
from .test_worlds import (
    held_on,
    history_of,
    is_conflicting,
    is_dated,
    product_of,
    tenures_by_reference,
    tenures_of,
)

__all__ = ["differences", "main", "random_log"]

Batches: TypeAlias = list[list[Role]]
_REASONS: Final = ((), (), (), ("term-ended",), ("retired",), ("death",))
_CAPACITIES: Final = ("permanent", "permanent", "permanent", "acting")
_SEATS: Final = (2, 3, "unknown")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, and tell each log that differs; 1 if any does."""
    parser = argparse.ArgumentParser(prog="python -m tests.random_worlds", description=__doc__)
    parser.add_argument("--logs", type=int, default=1_000, help="how many (1000)")
    parser.add_argument("--seed", type=int, default=1, help="of the first log (1)")
    parser.add_argument("--events", type=int, default=3, help="in a log, repairs apart (3)")
    parser.add_argument("--vague", type=int, default=2, help="uncertain dates in a log (2)")
    asked = parser.parse_args(arguments)
    began, wrong = time.monotonic(), 0
    for seed in range(asked.seed, asked.seed + asked.logs):
        chance = random.Random(seed)  # noqa: S311 - for examples, and no secret
        batches, seats = random_log(chance, asked.events, asked.vague)
        if found := differences(batches, seats):
            wrong += 1
            print(told(seed, *shortest(batches, seats)), flush=True)  # noqa: T201 - a command
            print("   ", *found, sep="\n    ", flush=True)  # noqa: T201
    seconds = time.monotonic() - began
    print(f"{asked.logs - wrong} of {asked.logs} equal, in {seconds:.0f} s")  # noqa: T201
    return bool(wrong)


# --- logs ------------------------------------------------------------------------------------


def random_log(chance: random.Random, events: int, vague: int) -> tuple[Batches, Any]:
    """Batches of changes, each with a key of its own; and the seats of the board."""
    return _Maker(chance, vague).batches(events), chance.choice(_SEATS)


class _Maker:
    """Makes one log.

    Args:
        chance: where all choices come from.
        vague: how many entries may have an uncertain date.
    """

    def __init__(self, chance: random.Random, vague: int) -> None:
        self._chance = chance
        self._vague = vague
        post = chance.choice(POSTS)
        self._posts = [post] if chance.random() < 0.75 else [post, *POSTS]
        nameless = [UNKNOWN_PERSON] if chance.random() < 0.4 else []
        self._people = [*PEOPLE[: chance.randint(1, 3)], *nameless]
        self._changes: list[Change] = []

    def batches(self, events: int) -> Batches:
        told: Batches = []
        for _ in range(self._chance.randint(1, events)):
            new = self._entry()
            self._vague -= any(event.effective.lo < event.effective.hi for event in new)
            if len(self._changes) + len(new) > events:
                break
            keyed = [self._keyed(place, event) for place, event in enumerate(new)]
            self._changes += keyed
            if told and self._chance.random() < 0.5:
                told[-1] += keyed
            else:
                told.append([*keyed])
        for _ in range(self._chance.choice((0, 0, 0, 1, 1, 2))):
            if self._changes:
                told.append([self._repair()])
        if self._chance.random() < 0.1:
            told.append([self._death()])
        return told

    def _keyed(self, place: int, event: Change) -> Change:
        event = attrs.evolve(event, key=f"k{len(self._changes) + place}")
        own = [
            other.key
            for other in self._changes
            if isinstance(other, Appointed)
            and isinstance(event, Departed)
            and (other.person, other.post) == (event.person, event.post)
        ]
        if isinstance(event, Departed) and own and self._chance.random() < 0.25:
            return attrs.evolve(event, appointment=self._chance.choice(own))
        return event

    def _entry(self) -> list[Change]:
        kind, post = self._chance.random(), self._chance.choice(self._posts)
        if kind < 0.44:
            return [self._appointment(post)]
        if kind < 0.75:
            return [self._departure(post)]
        if kind < 0.94:
            left, new = self._departure(post), self._appointment(post)
            return [left, attrs.evolve(new, effective=left.effective)]
        return [Abolished(post=post, effective=self._chance.choice(KNOWN))]

    def _appointment(self, post: str) -> Appointed:
        person = self._chance.choice(self._people)
        others = [other for other in PEOPLE if other != person]
        return Appointed(
            person=person,
            post=post,
            effective=self._date(unknown=0.03),
            capacity=self._chance.choice(_CAPACITIES),
            replaces=self._chance.choice(others) if self._chance.random() < 0.12 else None,
        )

    def _departure(self, post: str) -> Departed:
        return Departed(
            person=self._chance.choice(self._people),
            post=post,
            effective=self._date(unknown=0.3),
            reasons=self._chance.choice(_REASONS),
        )

    def _date(self, *, unknown: float) -> str:
        if self._vague <= 0 or self._chance.random() < 0.5:
            return self._chance.choice(KNOWN)
        if self._chance.random() < unknown:
            return "unknown"
        return self._chance.choice(SPANS if self._chance.random() < 0.75 else OPEN)

    def _repair(self) -> Role:
        # The first of those with one text is named: a log may take the others for the same fact.
        said = {content_id(event): event for event in reversed(self._changes)}
        fact = self._chance.choice([*said.values()])
        assert fact.key is not None
        kind = self._chance.randint(0, 2)
        if kind == 0:
            return Retracted(event=fact.key, why="not so")
        if kind == 1:
            return Cancelled(event=fact.key, announced=self._chance.choice(KNOWN))
        new = attrs.evolve(fact, key=None, effective=self._chance.choice(KNOWN))
        if content_id(new) in said:
            return Retracted(event=fact.key, why="told before")
        return Corrected(event=fact.key, why="on another day", replacement=new)

    def _death(self) -> Any:
        person = self._chance.choice(PEOPLE)
        return Person(person=person, died=self._chance.choice((*KNOWN, *SPANS)))


# --- comparing -------------------------------------------------------------------------------


def differences(batches: Batches, seats: Any) -> list[str]:
    """What the product answers otherwise than the worlds do; nothing where all is equal."""
    tl = product_of(batches, seats)
    answers = Answers(facts_of(tl.log.read()))
    return (
        [text for post in POSTS for text in _differing(tl, answers, post)]
        if (is_dated(answers))
        else []
    )


def _differing(tl: Any, answers: Answers, post: str) -> Iterator[str]:
    days = answers.days()
    if answers.ties_posts(post):
        yield from _narrower(tl, answers, post, days)
        return
    for day in days:
        found, expected = held_on(tl, post, day), answers.holding(post, day)
        if found != expected:
            yield f"{post} on {EdtfDate.of_day(day)}: {found}, and not {expected}"
            break
    history = history_of(tl, post)
    if tenures_of(history) != tenures_by_reference(answers, post):
        yield f"{post}: {_tenures(tenures_of(history))}"
        yield f"and not {_tenures(tenures_by_reference(answers, post))}"
        return
    if is_conflicting(history) != answers.conflicting(post):
        yield f"{post}: conflicting is {is_conflicting(history)}"
    yield from _otherwise_measured(history, answers, post)


def _narrower(tl: Any, answers: Answers, post: str, days: Sequence[int]) -> Iterator[str]:
    """Days on which the product says more than the worlds do; less may be said."""
    if any(world.broken for world in answers.worlds(post)):
        return
    for day in days:
        found, expected = held_on(tl, post, day), answers.holding(post, day)
        may = {who: len(those) for who, those in found.items()}
        must = {who: "certain" in those for who, those in expected.items()}
        if any(may.get(who, 0) < len(those) for who, those in expected.items()) or any(
            "certain" in those and not must.get(who, False) for who, those in found.items()
        ):
            yield f"{post} on {EdtfDate.of_day(day)}: {found}, and not {expected}"
            return


def _otherwise_measured(history: Any, answers: Answers, post: str) -> Iterator[str]:
    """The counts and the lengths on a day in the middle."""
    if any(t.start.lo <= BEFORE_ALL or t.start.hi >= AFTER_ALL for t in history.tenures):
        return
    days = answers.days_about(post)
    day = max(1, days[len(days) // 2])
    found = measure([history], EdtfDate.of_day(day), Background.of([], lambda _: ()))
    worlds = [
        [
            (t.start, FOREVER if t.end is None else t.end)
            for t in tenures
            if t.capacity == "permanent" and t.start <= day
        ]
        for tenures in answers.tenures(post)
    ]
    if not any(worlds):
        return
    expected = {
        "tenures": [len(world) for world in worlds],
        "sitting": [sum(end > day for _, end in world) for world in worlds],
        "tenure_longest": [
            max((min(day, end) - start for start, end in world), default=0) for world in worlds
        ],
    }
    for name, values in expected.items():
        figure = found.figure(name)
        if (figure.low, figure.high) != (min(values), max(values)):
            yield (
                f"{post}: {name} is {figure.low} to {figure.high},"
                f" and not {min(values)} to {max(values)}"
            )


def _tenures(tenures: Sequence[Any]) -> str:
    return "; ".join(
        f"{person} {capacity} {_day(start[0])}..{_day(start[1])} to {_day(end[0])}..{_day(end[1])}"
        for person, capacity, start, end in tenures
    )


def _day(day: int) -> str:
    return str(EdtfDate.of_day(day))[5:] if BEFORE_ALL < day < AFTER_ALL else "none"


def shortest(batches: Batches, seats: Any) -> tuple[Batches, Any]:
    """The log without all that can be left out so that it still differs."""
    for batch in batches:
        for event in batch:
            fewer = [[e for e in other if e is not event] for other in batches]
            fewer = [other for other in fewer if other]
            if fewer and _still_differs(fewer, seats):
                return shortest(fewer, seats)
    return batches, seats


def _still_differs(batches: Batches, seats: Any) -> bool:
    try:
        return bool(differences(batches, seats))
    except Exception:
        return False


def told(seed: int, batches: Batches, seats: Any) -> str:
    """A log as an example says it."""
    lines = [f"seed {seed}, seats {seats}"]
    for batch in batches:
        lines += [f"  {_event(event)}" for event in batch]
        lines.append("  -")
    return "\n".join(lines[:-1])


def _event(event: Role) -> str:
    said = {
        field.name: value
        for field in attrs.fields(type(event))
        if (value := getattr(event, field.name)) not in (None, (), "", {})
    }
    return f"{type(event).__name__}({', '.join(f'{k}={v}' for k, v in said.items())})"


if __name__ == "__main__":
    sys.exit(main())
