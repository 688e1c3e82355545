"""Which facts stand: of all that was recorded, what counts at a point of knowledge, as repaired.

`corrected` and `retracted` repair the log, whenever they were made: only the recorded date looks
behind them. `cancelled` is a fact of the world: it counts from its own announcement on. Each of
them counts only while it stands itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from timeline.events import (
    REFERRING,
    Cancelled,
    Cited,
    Corrected,
    Disputed,
    Retracted,
)

from .knowledge import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timeline.events import (
        AnyRecorded,
        Event,
        Source,
    )

    from .knowledge import Knowledge

__all__ = ["Standing", "stand", "stands"]


@attrs.define(slots=True, eq=False)  # as good as frozen, and made in a third of the time
class Standing:
    """A fact that stands. Nobody changes it.

    Attributes:
        id: of the event that first stated it.
        fact: its content, after corrections.
        positions: of that event and of the corrections that made the content what it is.
        recorded: when it was first recorded.
        disputes: what sources say against it, as (field, what they say).
        cited: the sources that were added to it later.
    """

    id: str
    fact: Event
    positions: tuple[int, ...]
    recorded: str
    disputes: tuple[tuple[str, str], ...] = ()
    cited: tuple[Source, ...] = ()


def stand(events: Iterable[AnyRecorded], knowledge: Knowledge = EVERYTHING) -> list[Standing]:
    """The facts that stand among all the events about a subject.

    The events come in the log's order, and so do the facts.
    """
    known, about = _known(events, knowledge)
    if about:
        return _Repairs(about, knowledge).standing(known)
    if knowledge.announced_by is not None:
        known = [event for event in known if knowledge.has_announced(event.fact)]
    return [Standing(e.id, e.fact, (e.position,), e.recorded) for e in known]


def stands(events: Iterable[AnyRecorded], knowledge: Knowledge = EVERYTHING) -> frozenset[str]:
    """The ids of the events that stand among all those about a subject, repairs among them.

    The events come in the log's order.
    """
    known, about = _known(events, knowledge)
    return _Repairs(about, knowledge).ids(known)


def _known(
    events: Iterable[AnyRecorded], knowledge: Knowledge
) -> tuple[list[AnyRecorded], dict[str, list[AnyRecorded]]]:
    """The events recorded within the bound, and those of them about another, by its id."""
    known = events if type(events) is list else list(events)
    if knowledge.recorded_by is not None:
        known = [event for event in known if knowledge.has_recorded(event)]
    about: dict[str, list[AnyRecorded]] = {}
    for event in known:
        if event.fact.KIND in REFERRING:
            about.setdefault(event.fact.event, []).append(event)  # type: ignore[union-attr]
    return known, about


class _Repairs:
    """Answers whether an event stands, and with what content, from the events about it."""

    def __init__(self, about: dict[str, list[AnyRecorded]], knowledge: Knowledge) -> None:
        self._about = about
        self._knowledge = knowledge
        self._standing: dict[str, bool] = {}

    def standing(self, events: Sequence[AnyRecorded]) -> list[Standing]:
        found = []
        # What is said about an event comes after it in the log: decide the last first, so that no
        # chain of repairs is deeper than one step.
        for event in reversed(events):
            if event.id not in self._about:  # nothing is said of it: it stands as it is
                fact = event.fact
                if fact.KIND not in REFERRING and self._knowledge.has_announced(fact):
                    found.append(Standing(event.id, fact, (event.position,), event.recorded))
            elif self._stands(event) and event.fact.KIND not in REFERRING:
                fact, positions = self._content(event)
                if self._knowledge.has_announced(fact):
                    found.append(self._with_remarks(event, fact, positions))
        return found[::-1]

    def _decide(self, event: AnyRecorded) -> bool:
        for other in self._about.get(event.id, ()):
            if not self._standing.get(other.id, True):  # all of them are decided, but in a circle
                continue
            if isinstance(other.fact, Retracted):
                return False
            if isinstance(other.fact, Cancelled) and self._knowledge.has_announced(other.fact):
                return False
        return True

    def ids(self, events: Sequence[AnyRecorded]) -> frozenset[str]:
        """The ids of those that stand."""
        return frozenset(event.id for event in reversed(events) if self._stands(event))

    def _stands(self, event: AnyRecorded) -> bool:
        if event.id not in self._standing:
            self._settle(event)
        return self._standing[event.id]

    def _settle(self, event: AnyRecorded) -> None:
        """Decide what is said of an event, and then the event.

        A repair may have been recorded before what it repairs, and a chain of them has any length:
        no recursion.
        """
        waiting, begun = [event], set[str]()
        while waiting:
            last = waiting[-1]
            if last.id in begun:
                self._standing[waiting.pop().id] = self._decide(last)
                continue
            begun.add(last.id)
            above = self._about.get(last.id, ())
            waiting += [o for o in above if o.id not in self._standing and o.id not in begun]

    def _content(self, event: AnyRecorded) -> tuple[Event, tuple[int, ...]]:
        """The content after the last correction that stands; a batch's own order counts nothing."""
        corrections = [
            other
            for other in self._about.get(event.id, ())
            if isinstance(other.fact, Corrected) and self._stands(other)
        ]
        if not corrections:
            return event.fact, (event.position,)
        last = max(corrections, key=lambda other: (other.recorded, other.id))
        assert isinstance(last.fact, Corrected)  # noqa: S101 - as chosen above
        return last.fact.replacement, (event.position, last.position)

    def _with_remarks(
        self, event: AnyRecorded, fact: Event, positions: tuple[int, ...]
    ) -> Standing:
        others = [other for other in self._about.get(event.id, ()) if self._stands(other)]
        disputes = {(o.fact.field, o.fact.says) for o in others if isinstance(o.fact, Disputed)}
        cited = [source for o in others if isinstance(o.fact, Cited) for source in o.fact.sources]
        return Standing(
            event.id, fact, positions, event.recorded, tuple(sorted(disputes)), tuple(cited)
        )
