"""What was learnt between two points of knowledge: the events that count at one of them only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from timeline.events import Cancelled, EdtfDate

from ..knowledge import announced_on
from ..standing import stand, stands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events import AnyRecorded, Event

    from ..knowledge import Knowledge

__all__ = ["Learnt", "learnt"]

_REMARKS: Final = frozenset({"cited", "disputed", "milestone"})
"""The kinds on which no answer about a post depends."""

_INTRODUCTIONS: Final = frozenset({"person", "organization", "post"})

_TELLING: Final = ("effective", "seats", "died")
"""The fields by which an introduction changes who holds what."""


class Learnt(NamedTuple):
    """An event that became known.

    Attributes:
        position: of the event.
        day: when its content was announced, or it was recorded.
    """

    position: int
    day: EdtfDate


def learnt(events: Iterable[AnyRecorded], one: Knowledge, other: Knowledge) -> Sequence[Learnt]:
    """The events that count at one of two points of knowledge and not at the other, in order.

    The two differ in what was announced, or in what was recorded. What a correction made of an
    event is announced as the correction says, and then both are given. Sources, disputes and
    milestones change no answer and are left out, and so are introductions that only name
    something, unless there is nothing else.

    Args:
        events: of some subjects, those of each in the log's order.
        one: the one point.
        other: the other.
    """
    found = {event.position: event for event in events if event.fact.KIND not in _REMARKS}
    about = [found[position] for position in sorted(found)]
    if one.last_moment == other.last_moment:
        return sorted({*_announced(about, one, other), *_called_off(about, one, other)}, key=_place)
    new = [event for event in about if one.has_recorded(event) != other.has_recorded(event)]
    telling = [event for event in new if _is_telling(event.fact)] or new
    return [Learnt(e.position, EdtfDate.parse(e.recorded[:10])) for e in telling]


def _announced(about: list[AnyRecorded], one: Knowledge, other: Knowledge) -> Iterator[Learnt]:
    """What is behind each fact that the public knew at one of the two points only."""
    for knowledge, less in ((one, other), (other, one)):
        for standing in stand(about, knowledge):
            if not less.has_announced(standing.fact):
                for position in standing.positions:
                    yield Learnt(position, announced_on(standing.fact))


def _called_off(about: list[AnyRecorded], one: Knowledge, other: Knowledge) -> Iterator[Learnt]:
    """The cancellations that the public knew of at one of the two points only."""
    standing = stands(about, one)
    for event in about:
        if (
            isinstance(event.fact, Cancelled)
            and event.id in standing
            and one.has_announced(event.fact) != other.has_announced(event.fact)
        ):
            yield Learnt(event.position, announced_on(event.fact))


def _place(found: Learnt) -> int:
    return found.position


def _is_telling(fact: Event) -> bool:
    """Whether a fact may change who holds what, and not only what something is called."""
    if fact.KIND not in _INTRODUCTIONS:
        return True
    return any(getattr(fact, name, None) is not None for name in _TELLING)
