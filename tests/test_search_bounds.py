"""How the search through worlds grows with what a post has: counted in calls, never in seconds.

`docs/limits.md` states the bounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from timeline.events import (
    Appointed,
    Departed,
    EdtfDate,
    Event,
    MemoryLog,
    Organization,
    Person,
    Post,
)
from timeline.projections.fold.log_histories import LogHistories

from .test_bounds import calls_of, grows_evenly

if TYPE_CHECKING:
    from collections.abc import Callable

    from timeline.projections.posts import PostHistory

POST = "acme/post"
FIRST = 650_000
"""The day of the first appointment, as an ordinal."""


def folding(events: list[Event], seats: int = 1) -> Callable[[], PostHistory]:
    """A fold of a post with some facts about it."""
    log = MemoryLog()
    people = sorted({e.person for e in events if isinstance(e, Appointed | Departed)})
    log.append([Organization(organization="acme", names={"en": "Acme"})])
    log.append([Post(post=POST, organization="acme", titles={"en": "Post"}, seats=seats)])
    log.append([Person(person=person, names={"en": person}) for person in people])
    log.append(events)

    def fold() -> PostHistory:
        history = LogHistories(log).history(POST)
        assert history is not None
        return history

    return fold


def came(number: int, day: str | EdtfDate) -> Event:
    return Appointed(person=f"p{number}", post=POST, effective=day)


def left(number: int, day: str | EdtfDate) -> Event:
    return Departed(person=f"p{number}", post=POST, effective=day)


def one_after_the_other(count: int) -> list[Event]:
    """So many holders of ten days each."""
    return [came(number, EdtfDate.of_day(FIRST + 10 * number)) for number in range(count)]


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_contradiction_is_found_among_the_facts_around_it(place: str) -> None:
    def contradicting(count: int) -> Callable[[], object]:
        who = {"first": 0, "middle": (count - 1) // 2, "last": count - 2}[place]
        late = left(who, EdtfDate.of_day(FIRST + 10 * who + 12))
        fold = folding([*one_after_the_other(count), late])
        (conflict,) = fold().conflicts
        assert len(conflict.events) == 3
        return fold

    grows_evenly(contradicting, 60)


def test_a_board_with_one_too_many_is_looked_at_around_that_day() -> None:
    def board(count: int) -> Callable[[], object]:
        events = [came(n, EdtfDate.of_day(FIRST + 10 * n)) for n in range(count)]
        events += [left(n, EdtfDate.of_day(FIRST + 10 * n + 15)) for n in range(count)]
        third, fourth = (EdtfDate.of_day(FIRST + 10 * (count // 2) + n) for n in (2, 3))
        fold = folding([*events, came(count, third), left(count, fourth)], seats=2)
        assert [conflict.code for conflict in fold().conflicts] == ["overlap"]
        return fold

    grows_evenly(board, 60)


def test_holders_of_known_years_grow_evenly() -> None:
    """Each left in some year, and the next came then."""

    def years(count: int) -> Callable[[], object]:
        events = [came(n, f"{1000 + 2 * n}-03-01") for n in range(count)]
        events += [left(n, str(1002 + 2 * n)) for n in range(count)]
        fold = folding(events)
        assert fold().is_exact
        return fold

    grows_evenly(years, 60)


def test_a_post_of_a_thousand_vague_holders_ends_and_says_that_it_is_not_exact() -> None:
    """They come in windows of decades that lie over each other; the search gives up in time."""
    events = [came(n, f"{1900 + n % 50}/{1950 + n % 40}") for n in range(1000)]
    fold = folding(events)
    assert not fold().is_exact
    assert calls_of(fold) < 1_000_000
