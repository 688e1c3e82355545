"""What introductions say beside names: a person's life, and what a post goes on from."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from timeline.events import EdtfDate, Person, Post

from ..standing import stand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from timeline.events import EventLog, RecordedEvent

    from ..knowledge import Knowledge

__all__ = ["Life", "continued_by", "continued_in", "life_of"]


class Life(NamedTuple):
    """When a person was born and died, as far as their entries say.

    Attributes:
        born: when they were born; None if that is not on record.
        died: when they died, likewise.
    """

    born: EdtfDate | None = None
    died: EdtfDate | None = None

    def row(self) -> dict[str, str | None]:
        """The dates as they were written."""
        return {field: date.text if date else None for field, date in self._asdict().items()}

    def said(self) -> str:
        """The dates in words; empty if there are none."""
        return ", ".join(f"{field} {date}" for field, date in self._asdict().items() if date)


def life_of(about: Iterable[RecordedEvent], knowledge: Knowledge) -> Life:
    """The life of a person, from the events about them; of two dates the later entry's."""
    life = Life()
    for standing in stand(about, knowledge):
        fact = standing.fact
        if isinstance(fact, Person):
            life = Life(fact.born or life.born, fact.died or life.died)
    return life


def continued_by(about: Iterable[RecordedEvent], knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of the posts that a post goes on from, from the events about it."""
    posts = [s.fact for s in stand(about, knowledge) if isinstance(s.fact, Post)]
    return tuple(dict.fromkeys(post for fact in posts for post in fact.continues))


def continued_in(log: EventLog, knowledge: Knowledge) -> Callable[[str], tuple[str, ...]]:
    """Gives the posts that a post of a log goes on from, each looked up once."""
    return cache(lambda post: continued_by(log.about(f"post:{post}"), knowledge))
