"""Logs that were once answered otherwise than the enumeration of worlds does, and some new ones."""

from __future__ import annotations

import random
from typing import Any

import pytest

from timeline.events import EdtfDate, Person, Retracted

from .random_worlds import Batches, differences, main, random_log, told
from .test_worlds import BOARD, came, left


def _day(day: int) -> str:
    return f"2018-03-0{day}"


def _span(first: int, last: int) -> str:
    return f"{_day(first)}/{_day(last)}"


def died(person: str, day: str) -> Any:
    return Person(person=person, died=EdtfDate.parse(day))


FOUND: list[tuple[str, Batches]] = [
    (
        "an appointment that may be after the day of the question, and a departure of no known day",
        [[left("a", "ann", "unknown", post=BOARD)], [came("b", "ann", _span(4, 7), post=BOARD)]],
    ),
    (
        "a tenure that goes on has a day at least, if its departure is of no known day",
        [
            [left("a", "unknown", "unknown", post=BOARD), came("b", "ann", _day(6), post=BOARD)],
            [came("c", "unknown", _span(1, 3), post=BOARD)],
        ],
    ),
    (
        "nobody is first known after their death",
        [
            [left("a", "bob", _day(8), reasons=("death",)), came("b", "ann", _day(8))],
            [died("bob", _span(1, 4))],
        ],
    ),
    (
        "a death and a hand-over of no known day",
        [
            [
                left("a", "bob", "2018-03-05/..", post=BOARD),
                came("b", "ann", "2018-03-05/..", post=BOARD, replaces="cyd"),
            ],
            [died("bob", _span(4, 5))],
        ],
    ),
    (
        "two tellings of one death",
        [
            [came("a", "ann", _day(1))],
            [left("b", "ann", _span(2, 6), reasons=("death",))],
            [died("ann", _span(5, 8))],
        ],
    ),
    (
        "two tellings of one death, and the earlier days of one are among those of neither",
        [
            [
                left("a", "ann", _span(5, 6), post=BOARD, reasons=("death",)),
                came("b", "ann", _day(4), post=BOARD),
            ],
            [died("ann", _span(3, 5))],
        ],
    ),
    (
        "a departure on the day after a death",
        [[came("a", "ann", _day(1))], [left("b", "ann", _day(6))], [died("ann", _day(5))]],
    ),
    (
        "two deaths of one person, of whom no appointment is on record",
        [
            [left("a", "bob", _day(7), reasons=("death",)), came("b", "cyd", _day(7))],
            [left("c", "bob", _span(3, 5), reasons=("death",))],
        ],
    ),
    (
        "a death at another post comes first",
        [
            [came("a", "ann", _span(1, 4), post=BOARD)],
            [left("b", "ann", _day(5), reasons=("death",))],
            [died("ann", _day(8))],
        ],
    ),
    (
        "a departure names an appointment that was retracted",
        [
            [came("a", "bob", _span(2, 5), capacity="acting")],
            [
                left("b", "bob", "2018-03-07/..", appointment="a"),
                came("c", "ann", "2018-03-07/.."),
            ],
            [Retracted(event="a", why="not so")],
        ],
    ),
    (
        "of two nameless departures, the one of no known day is doubted",
        [
            [
                left("a", "unknown", "unknown", post=BOARD),
                came("b", "unknown", "unknown", post=BOARD, replaces="cyd"),
                left("c", "unknown", _day(5), post=BOARD, reasons=("retired",)),
            ],
        ],
    ),
    (
        "somebody comes and goes on the day on which another takes the seat",
        [
            [
                left("a", "bob", _day(3), reasons=("death",)),
                came("b", "bob", _day(3)),
                came("c", "ann", _span(2, 4)),
            ]
        ],
    ),
    (
        "whoever followed on a day that nobody knows has died",
        [
            [came("a", "cyd", _day(1), post=BOARD)],
            [
                left("b", "cyd", "unknown", post=BOARD, reasons=("retired",)),
                came("c", "bob", "unknown", post=BOARD, capacity="acting"),
            ],
            [died("bob", _day(3))],
        ],
    ),
]


@pytest.mark.parametrize("batches", [b for _, b in FOUND], ids=[says for says, _ in FOUND])
def test_what_once_differed_is_as_in_the_worlds(batches: Batches) -> None:
    for seats in (2, "unknown"):
        assert differences(batches, seats) == []


def test_random_logs_are_as_in_the_worlds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--logs", "150", "--seed", "77"]) == 0
    assert "150 of 150 equal" in capsys.readouterr().out


def test_a_seed_makes_one_log() -> None:
    one, other = (random_log(random.Random(5), 4, 2) for _ in range(2))  # noqa: S311
    assert told(5, *one) == told(5, *other)
    assert told(5, *one) != told(6, *random_log(random.Random(6), 4, 2))  # noqa: S311
