"""The event behind an answer, its evidence, and the chain of causes back to its root."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import attrs

from timeline.events import (
    Abolished,
    Cited,
    Corrected,
    Departed,
    Disputed,
    Dissolved,
    EdtfDate,
    Organization,
    Post,
    RecordedEvent,
    Source,
    t,
)

from ..posts import Certainty, PostHistory, PostState
from ..standing import Standing, stand, stands
from ..tenures import Tenure
from .repaired import told_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..knowledge import Knowledge

__all__ = ["Explanation", "Reason", "Relation", "explain"]

Relation: TypeAlias = Literal["event", "left", "because", "dispute", "citation", "correction"]


@attrs.frozen(slots=True, eq=False)
class Reason:
    """One step of an explanation.

    Causes may be shared. An event is told in full where it comes first, as `walk` goes; wherever
    it comes again, nothing is below it.

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
    below: tuple[Reason, ...] = attrs.field(repr=lambda below: t("<{n} below>", n=len(below)))

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Reason]]:
        """This step and all below it, each with its depth."""
        waiting = [(depth, self)]  # a chain of causes has any length: no recursion
        while waiting:
            depth, reason = waiting.pop()
            yield depth, reason
            waiting += [(depth + 1, each) for each in reversed(reason.below)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reason) and _steps(self) == _steps(other)

    def __hash__(self) -> int:
        return hash((self.relation, self.position, self.event))

    def __reduce__(self) -> tuple[Any, ...]:
        return _tree, (_steps(self),)


_Step: TypeAlias = "tuple[Relation, int, RecordedEvent, Standing | None, tuple[Source, ...]]"
"""A `Reason` without what is below it."""


_Next: TypeAlias = "tuple[int, Relation, RecordedEvent] | tuple[int, _Step] | str"
"""What is to be told next: an event, a step that is ready, or the id of an event that is done."""


def _steps(reason: Reason) -> list[tuple[int, _Step]]:
    """What `walk` gives, without what is below each."""
    return [
        (depth, (step.relation, step.position, step.event, step.content, step.sources))
        for depth, step in reason.walk()
    ]


def _tree(steps: Sequence[tuple[int, _Step]]) -> Reason:
    """The first of some steps, with all others below it, from what `_steps` gives."""
    waiting: dict[int, list[Reason]] = {}
    for depth, step in reversed(steps):
        below = waiting.pop(depth + 1, [])
        waiting.setdefault(depth, []).append(Reason(*step, tuple(reversed(below))))
    return waiting[steps[0][0]][0]


@attrs.frozen(slots=True)
class Explanation:
    """Why a post is what it is on a day.

    Attributes:
        post: its id.
        holder: whom the reason is about; None if it is about a post that nobody holds.
        reason: the event behind it, and what is behind that.
        certainty: of the answer.
        last_seen: the last day on which something on record shows it so.
        presumed: whether that is before the day of the answer.
        conflicting: whether it rests on facts that cannot all be true.
        remarks: what makes it only possible, presumed or conflicting, and what repairs of the post
            changed about it, each in one sentence.
    """

    post: str
    holder: str | None
    reason: Reason
    certainty: Certainty
    last_seen: EdtfDate | None = None
    presumed: bool = False
    conflicting: bool = False
    remarks: tuple[str, ...] = ()


class _About:
    """What was recorded about one subject.

    Attributes:
        standing: the facts that stand.
        content: those by the ids of their events.
        counted: the events that count, repairs among them, in the log's order.
    """

    def __init__(self, events: Iterable[RecordedEvent], knowledge: Knowledge) -> None:
        known = [event for event in events if knowledge.has_recorded(event)]
        self.standing = stand(known, knowledge)
        self.content = {standing.id: standing for standing in self.standing}
        self._remarks: dict[str, list[RecordedEvent]] = {}
        counted = stands(known, knowledge)
        self.counted = [event for event in known if event.id in counted]
        for event in self.counted:
            if isinstance(event.fact, (Disputed, Cited, Corrected)):
                self._remarks.setdefault(event.fact.event, []).append(event)

    def causes(self, event: RecordedEvent) -> Iterator[str]:
        """The ids of the causes of an event that became known later."""
        for other in self._remarks.get(event.id, ()):
            if isinstance(other.fact, Cited):
                yield from other.fact.because

    def remarks(self, event: RecordedEvent) -> Iterator[_Step]:
        """The disputes, citations and corrections of an event, in the log's order."""
        relations: dict[type, Relation] = {
            Disputed: "dispute",
            Cited: "citation",
            Corrected: "correction",
        }
        for other in self._remarks.get(event.id, ()):
            yield relations[type(other.fact)], other.position, other, None, other.fact.sources


class _Log:
    """What an explanation looks up; each subject is read once."""

    def __init__(
        self,
        about: Callable[[str], Iterable[RecordedEvent]],
        find: Callable[[str | int], RecordedEvent],
        knowledge: Knowledge,
    ) -> None:
        self.find = find
        self._read = about
        self._knowledge = knowledge
        self._subjects: dict[str, _About] = {}

    def about(self, subject: str) -> _About:
        """What was recorded about a subject."""
        if subject not in self._subjects:
            self._subjects[subject] = _About(self._read(subject), self._knowledge)
        return self._subjects[subject]

    def meant(self, reference: str | int) -> RecordedEvent:
        """An event; of a correction, what it corrected is what people mean."""
        event = self.find(reference)
        return self.find(event.fact.event) if isinstance(event.fact, Corrected) else event


def explain(
    history: PostHistory,
    as_of: EdtfDate,
    knowledge: Knowledge,
    about: Callable[[str], Iterable[RecordedEvent]],
    find: Callable[[str | int], RecordedEvent],
    at: Callable[[int], PostHistory | None] | None = None,
) -> list[Explanation]:
    """Why a post is what it is on a day: for each holder, or for the vacancy, the reason.

    Args:
        history: the post's.
        as_of: the day.
        knowledge: what counts.
        about: gives the events about a subject.
        find: gives an event by id or position.
        at: gives the post's history as of a position of the log, to tell what repairs changed.
    """
    log = _Log(about, find, knowledge)
    about_post = log.about(f"post:{history.post}")
    changed = told_changes(about_post.counted, as_of, at) if at is not None else ()
    state = history.on(as_of)
    found: list[Explanation] = []
    ends: dict[EdtfDate | None, set[int | None]] = {}
    for tenure in history.tenures if state.holding else ():
        ends.setdefault(tenure.end, set()).add(tenure.ended_by)
    for tenure, certainty in state.holding:
        left = ends.get(tenure.start, set())
        reason = _reason(tenure.began_by, log, {position for position in left if position})
        found.append(
            Explanation(
                history.post,
                tenure.person,
                reason,
                certainty,
                tenure.last_seen,
                tenure.presumed_on(as_of),
                tenure.conflicting,
                (*_doubts(history, tenure, certainty, as_of), *changed),
            )
        )
    if not state.holding and (position := _unheld(history, state, log, as_of)) is not None:
        reason = _reason(position, log)
        seen, presumed = state.last_seen, state.presumed_on(as_of)
        said = (*([_silence(seen)] if presumed else []), *changed)
        found.append(
            Explanation(history.post, None, reason, state.certainty, seen, presumed, False, said)
        )
    return found


def _doubts(
    history: PostHistory, tenure: Tenure, certainty: Certainty, day: EdtfDate
) -> Iterator[str]:
    """What makes it less than certain that somebody holds a post on a day, and still does."""
    start, end = tenure.start, tenure.end
    if certainty == "possible":
        begins, ends = start.hi > day.lo, end is not None and end.lo <= day.hi
        if begins:
            yield t("possible: it began at some time in {start}", start=start)
        if ends:
            yield t("possible: it ended at some time in {end}", end=end)
        if not begins and not ends:
            yield t("possible: the dates leave open what came first")
        if not history.is_exact:
            yield t("possible: not every order was looked through; it may be certain")
    if tenure.presumed_on(day):
        yield _silence(tenure.last_seen)
    if tenure.conflicting:
        yield from (
            t("conflicting: {value}", value=c.message) for c in history.conflicts[:_CONFLICTS]
        )


_CONFLICTS: Final = 3
"""How many contradictions an explanation tells; `check` tells all."""


def _silence(seen: EdtfDate | None) -> str:
    since = t("after {seen}", seen=seen) if seen is not None else t("on any day")
    return t("presumed: nothing on record shows it {since}", since=since)


def _unheld(history: PostHistory, state: PostState, log: _Log, as_of: EdtfDate) -> int | None:
    """The position of the event by which nobody holds a post, or by which there is none."""
    about = log.about(f"post:{history.post}").standing
    homes = history.profile.parents
    home = [s for ident in homes for s in log.about(f"organization:{ident}").standing]
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


def _reason(position: int, log: _Log, left: Iterable[int] = ()) -> Reason:
    """The event at a position, with all that is behind it."""
    root = log.meant(position)
    gone = [log.find(p) for p in sorted(left) if p != root.position]
    departures = [log.meant(event.id) for event in gone if _is_departure(event)]
    steps: list[tuple[int, _Step]] = []
    told: set[str] = set()
    above: set[str] = set()
    waiting: list[_Next] = [(0, "event", root)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):  # all that is below it has been told
            above.remove(item)
            continue
        if len(item) == 2:
            steps.append(item)
            continue
        depth, relation, event = item
        if event.id in above:  # causes in a circle
            continue
        about = log.about(event.subject)
        content = about.content.get(event.id)
        fact = content.fact if content is not None else event.fact
        sources = (*fact.sources, *(content.cited if content is not None else ()))
        said = (relation, event.position, event, content, tuple(dict.fromkeys(sources)))
        steps.append((depth, said))
        if event.id in told:
            continue
        told.add(event.id)
        above.add(event.id)
        waiting.append(event.id)
        causes = [
            log.meant(cause) for cause in (*getattr(fact, "because", ()), *about.causes(event))
        ]
        counted = [c for c in causes if c.id in log.about(c.subject).content]
        waiting += [(depth + 1, "because", cause) for cause in reversed(counted)]
        waiting += [(depth + 1, remark) for remark in reversed([*about.remarks(event)])]
        if not depth:
            waiting += [(1, "left", departure) for departure in reversed(departures)]
    return _tree(steps)
