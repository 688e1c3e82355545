"""Who followed whom at a post on a day: what `replaces` says, and nothing by guess."""

from __future__ import annotations

import pytest

from timeline.events import EdtfDate
from timeline.projections.answers.chains import vacancies
from timeline.projections.state import State
from timeline.views.show import ShowView

from .measured import histories_of

BOARD = (
    "on: 2000-01-01, appointed: ann, post: acme/board",
    "on: 2000-01-01, appointed: bob, post: acme/board",
)
OUT = tuple(f"on: 2001-01-01, departed: {who}, post: acme/board" for who in ("ann", "bob"))
IN = tuple(f"on: 2001-01-01, appointed: {who}, post: acme/board" for who in ("cy", "dee"))


def told_on(day: str, *events: str) -> list[str]:
    histories = histories_of(*events)
    asked = EdtfDate.parse(day)
    view = ShowView(histories, asked, State(asked, histories).posts, title="log", until=asked.hi)
    lines = [line.plain.rstrip() for line in view.lines(100)]
    first = lines.index(f"On {day}") + 1
    return [line.strip().partition("   ")[0] for line in lines[first : lines.index("", first)]]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param((*OUT, *IN), ["Ann, Bob → departed", "→ Cy, Dee"], id="nothing says whom"),
        pytest.param(
            (*OUT, f"{IN[0]}, replaces: bob", IN[1]),
            ["Bob → Cy", "Ann → departed", "→ Dee"],
            id="one is told",
        ),
        pytest.param(
            (*OUT, f"{IN[0]}, replaces: bob", f"{IN[1]}, replaces: ann"),
            ["Bob → Cy", "Ann → Dee"],
            id="both are told",
        ),
        pytest.param(OUT, ["Ann, Bob → departed"], id="nobody came"),
    ],
)
def test_in_a_board_only_replaces_tells_who_followed_whom(
    changes: tuple[str, ...], told: list[str]
) -> None:
    assert told_on("2001-01-01", *BOARD, *changes) == told


def test_in_a_post_of_one_seat_who_comes_follows_who_left() -> None:
    ann = "on: 2000-01-01, appointed: ann, post: acme/ceo"
    assert told_on("2001-01-01", ann, "on: 2001-01-01, appointed: bob, post: acme/ceo") == [
        "Ann → Bob"
    ]


@pytest.mark.parametrize(("replaces", "predecessor"), [("", "bob"), (", replaces: ann", "ann")])
def test_the_predecessor_of_a_vacancy_is_who_is_replaced(replaces: str, predecessor: str) -> None:
    later = (OUT[0], OUT[1].replace("2001", "2002"), IN[0].replace("2001", "2003") + replaces)
    history = histories_of(*BOARD, *later).history("acme/board")
    assert history is not None
    (gap,) = vacancies(history, EdtfDate.parse("2004"))
    assert (gap.predecessors, gap.successors) == ((predecessor,), ("cy",))
