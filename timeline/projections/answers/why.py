"""The event behind an answer, its evidence, and the chain of causes back to its root."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from timeline.events import (
    Abolished,
    Cited,
    Corrected,
    Departed,
    Disputed,
    Dissolved,
    Organization,
    Post,
    RecordedEvent,
    Source,
)

from ..posts import Certainty
from ..standing import Standing, stand, stands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from timeline.events import EdtfDate

    from ..knowledge import Knowledge
    from ..posts import PostHistory, PostState

__all__ = ["Explanation", "Reason", "Relation", "explain"]

Relation: TypeAlias = Literal["event", "left", "because", "dispute", "citation", "correction"]


@attrs.frozen(slots=True)
class Reason:
    """One step of an explanation.

    Attributes:
        relation: what it is to the step above: the `event` behind the answer, the departure of
            whom it replaced (`left`), a cause (`because`), or what was recorded about it.
        position: of the event.
        event: the event as it was recorded.
        content: what stands of it after corrections.
        sources: where it was read, with those cited later.
        below: what is said of it, and what caused it.
    """

    relation: Relation
    position: int
    event: RecordedEvent
    content: Standing | None
    sources: tuple[Source, ...]
    below: tuple[Reason, ...]

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Reason]]:
        """Yield this reason and all below it, each with its depth from 0."""
        yield depth, self
        for reason in self.below:
            yield from reason.walk(depth + 1)


@attrs.frozen(slots=True)
class Explanation:
    """Why a post is what it is on a day.

    Attributes:
        post: its id.
        holder: whom the reason is about; None if it is about a post that nobody holds.
        reason: the event behind it, and what is behind that.
        certainty: of the answer.
    """

    post: str
    holder: str | None
    reason: Reason
    certainty: Certainty


@attrs.frozen(slots=True)
class _Log:
    """What an explanation looks up: events about a subject, and one event by id or position."""

    about: Callable[[str], Iterable[RecordedEvent]]
    find: Callable[[str | int], RecordedEvent]
    knowledge: Knowledge


def explain(
    history: PostHistory,
    as_of: EdtfDate,
    knowledge: Knowledge,
    about: Callable[[str], Iterable[RecordedEvent]],
    find: Callable[[str | int], RecordedEvent],
) -> list[Explanation]:
    """Why a post is what it is on a day: for each holder, or for the vacancy, the reason.

    Args:
        history: the post's.
        as_of: the day.
        knowledge: what counts.
        about: gives the events about a subject.
        find: gives an event by id or position.
    """
    log = _Log(about, find, knowledge)
    state = history.on(as_of)
    found: list[Explanation] = []
    for tenure, certainty in state.holding:
        left = {t.ended_by for t in history.tenures if t.end == tenure.start and t != tenure}
        reason = _reason("event", tenure.began_by, log, frozenset(), left)
        found.append(Explanation(history.post, tenure.person, reason, certainty))
    if not state.holding and (position := _unheld(history, state, log, as_of)) is not None:
        reason = _reason("event", position, log, frozenset())
        found.append(Explanation(history.post, None, reason, state.certainty))
    return found


def _unheld(history: PostHistory, state: PostState, log: _Log, as_of: EdtfDate) -> int | None:
    """The position of the event by which nobody holds a post, or by which there is none."""
    about = stand(log.about(f"post:{history.post}"), log.knowledge)
    home = stand(log.about(f"organization:{history.organization}"), log.knowledge)
    if state.status == "no-such-post":
        kinds: tuple[type, ...] = (Abolished, Dissolved)
        known = [s for s in (*about, *home) if isinstance(s.fact, kinds)]
        past = [s for s in known if s.fact.effective.hi <= as_of.hi]  # type: ignore[attr-defined]
        if past:
            return max(past, key=lambda s: s.fact.effective.hi).positions[-1]  # type: ignore[attr-defined]
        begins = [s for s in (*about, *home) if isinstance(s.fact, (Post, Organization))]
        return begins[0].positions[-1] if begins else None
    ended = [t.ended_by for t in history.tenures if t.end == state.since and t.ended_by is not None]
    began = [
        s.positions[-1]
        for s in about
        if isinstance(s.fact, (Post, Departed)) and s.fact.effective == state.since
    ]
    return next(iter([*ended, *began]), None) if state.status == "vacant" else None


def _is_departure(event: RecordedEvent) -> bool:
    fact = event.fact.replacement if isinstance(event.fact, Corrected) else event.fact
    return isinstance(fact, Departed)


def _reason(
    relation: Relation,
    reference: str | int,
    log: _Log,
    above: frozenset[str],
    left: Iterable[int | None] = (),
) -> Reason:
    event = log.find(reference)
    if isinstance(event.fact, Corrected):  # what it corrected is what people mean
        event = log.find(event.fact.event)
    about = [e for e in log.about(event.subject) if log.knowledge.has_recorded(e)]
    standing = stands(about, log.knowledge)
    content = next((s for s in stand(about, log.knowledge) if s.id == event.id), None)
    fact = content.fact if content is not None else event.fact
    seen = above | {event.id}
    below = [
        _reason("left", position, log, seen)
        for position in sorted({p for p in left if p is not None})
        if position != event.position and _is_departure(log.find(position))
    ]
    below += _remarks(event, [other for other in about if other.id in standing])
    causes = [log.find(cause) for cause in getattr(fact, "because", ())]
    below += [
        _reason("because", cause.id, log, seen)
        for cause in causes
        if cause.id not in seen and _counts(cause, log)
    ]
    sources = (*fact.sources, *(content.cited if content is not None else ()))
    return Reason(
        relation, event.position, event, content, tuple(dict.fromkeys(sources)), tuple(below)
    )


def _counts(event: RecordedEvent, log: _Log) -> bool:
    return any(s.id == event.id for s in stand(log.about(event.subject), log.knowledge))


def _remarks(event: RecordedEvent, about: Iterable[RecordedEvent]) -> Iterator[Reason]:
    """The disputes, citations and corrections of an event, in the log's order."""
    relations: dict[type, Relation] = {
        Disputed: "dispute",
        Cited: "citation",
        Corrected: "correction",
    }
    for other in about:
        relation = relations.get(type(other.fact))
        if relation is not None and other.fact.event == event.id:  # type: ignore[attr-defined]
            yield Reason(relation, other.position, other, None, other.fact.sources, ())
