"""What an append refuses: facts that contradict the log, and asserts that do not come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from timeline.events import (
    UNKNOWN_PERSON,
    Assertion,
    Cancelled,
    Corrected,
    Entry,
    Event,
    EventLog,
    Finding,
    Origin,
    RecordedEvent,
    Retracted,
    What,
    nearest,
)

from .projections.histories import Histories, LogHistories
from .projections.posts import Conflict, PostHistory, PostState
from .projections.standing import Knowledge, stands
from .projections.state import State

__all__ = [
    "changed_subjects",
    "check_assertions",
    "check_references",
    "new_conflicts",
    "nobody_left",
    "withdrawn",
]

_REFERENCES: tuple[tuple[str, What], ...] = (
    ("person", "person"),
    ("replaces", "person"),
    ("post", "post"),
    ("organization", "organization"),
    ("parent", "organization"),
)
_INTRODUCES = {"person": "person", "organization": "organization", "post": "post"}


def check_references(entries: Sequence[Entry], histories: Histories) -> Iterator[Finding]:
    """The people, posts and organizations that entries name and nobody has introduced."""
    introduced = {
        (what, getattr(entry.event, what))
        for entry in entries
        if (what := _INTRODUCES.get(entry.event.KIND)) is not None
    }
    known: dict[tuple[str, str], bool] = dict.fromkeys(introduced, True)
    for entry in entries:
        fact = entry.event.replacement if isinstance(entry.event, Corrected) else entry.event
        for field, what in _references(fact):
            ident: str = getattr(fact, field)
            if (what, ident) not in known:
                known[what, ident] = histories.profile(what, ident) is not None
            if not known[what, ident]:
                yield _unknown(what, ident, field, entry.origin, introduced, histories)


def _references(fact: Event) -> Iterator[tuple[str, What]]:
    for field, what in _REFERENCES:
        if field == _INTRODUCES.get(fact.KIND):
            continue  # this is what it introduces
        ident = getattr(fact, field, None)
        if ident is not None and not (what == "person" and ident == UNKNOWN_PERSON):
            yield field, what


def _unknown(
    what: What,
    ident: str,
    field: str,
    origin: Origin | None,
    introduced: set[tuple[str, str]],
    histories: Histories,
) -> Finding:
    near = nearest(ident, [i for w, i in introduced if w == what]) or histories.near(what, ident)
    hint = f'did you mean "{near}"?' if near else f'introduce it first, with kind "{what}"'
    place = origin.place(field) if origin else None
    return Finding(f"unknown-{what}", f'no {what} "{ident}"', place, hint)


def withdrawn(repeated: Iterable[tuple[Entry, RecordedEvent]], log: EventLog) -> Iterator[Finding]:
    """Events of a batch that the log has and no longer counts; saying them again adds nothing."""
    held: dict[str, tuple[list[RecordedEvent], frozenset[str]]] = {}
    for entry, event in repeated:
        if event.subject not in held:
            about = list(log.about(event.subject))
            held[event.subject] = (about, stands(about))
        about, standing = held[event.subject]
        by = [other for other in about if other.id in standing and _undoes(other, event)]
        if event.id in standing and not by:
            continue
        message = f"this is on record at position {event.position}, and no longer counts"
        hint = f"to bring it back, retract position {by[-1].position}" if by else None
        place = entry.origin.place() if entry.origin else None
        yield Finding("withdrawn", message, place, hint, "warning")


def _undoes(other: RecordedEvent, event: RecordedEvent) -> bool:
    """Whether an event withdraws another, or is a later correction of the same event."""
    if isinstance(other.fact, (Retracted, Cancelled)):
        return other.fact.event == event.id
    if not (isinstance(other.fact, Corrected) and isinstance(event.fact, Corrected)):
        return False
    same = other.fact.event == event.fact.event
    return same and (other.recorded, other.id) > (event.recorded, event.id)


def nobody_left(entries: Iterable[Entry], now: Histories, log: EventLog) -> Iterator[Finding]:
    """Retractions of the only introduction of somebody or something that events speak of."""
    for entry in entries:
        if not isinstance(entry.event, Retracted):
            continue
        what, _, ident = log.find(entry.event.event).subject.partition(":")
        kind: What = what  # type: ignore[assignment]
        profile = now.profile(kind, ident)
        if profile is not None and profile.introduced:
            continue
        if _in_use(kind, ident, now):
            message = f'events speak of the {what} "{ident}", and this leaves it without a name'
            place = entry.origin.place("event") if entry.origin else None
            yield Finding(f"unknown-{what}", message, place, "retract those events too")


def _in_use(what: What, ident: str, now: Histories) -> bool:
    if what == "post":
        return now.history(ident) is not None
    if what == "organization":
        below = any(profile.parent == ident for profile in now.profiles("organization"))
        happened = any(record.organization == ident for record in now.milestones())
        return below or happened or bool(now.posts_of(ident))
    return any(t.person == ident for history in now.histories() for t in history.tenures)


def changed_subjects(recorded: Iterable[RecordedEvent], earlier: Histories) -> list[str]:
    """The subjects that events change: their own, and the posts of the organizations among them."""
    subjects: dict[str, None] = {}
    homes: set[str] = set()
    for event in recorded:
        subjects[event.subject] = None
        what, _, ident = event.subject.partition(":")
        if what == "organization" and event.fact.KIND != "milestone":
            homes.add(ident)
    for home in sorted(homes):
        subjects.update((f"post:{post}", None) for post in earlier.posts_of(home))
    return list(subjects)


def new_conflicts(
    now: Histories, earlier: Histories, entries: Sequence[Entry], posts: Iterable[str]
) -> Iterator[Finding]:
    """The conflicts in posts' histories that were not there before the entries."""
    places = _Places(entries)
    for post in posts:
        history = now.history(post)
        if history is None or not history.conflicts:
            continue
        known = _conflicts(earlier.history(post))
        for conflict in history.conflicts:
            if conflict not in known:
                yield places.finding(conflict, history)


def _conflicts(history: PostHistory | None) -> frozenset[Conflict]:
    return frozenset(history.conflicts) if history else frozenset()


class _Places:
    """Finds the place in a file that a conflict is best shown at."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._origins: dict[str, Origin | None] = {}
        for entry in entries:
            self._origins[getattr(entry.event, "event", entry.id)] = entry.origin
            self._origins[entry.id] = entry.origin

    def finding(self, conflict: Conflict, history: PostHistory) -> Finding:
        origin = self._origins.get(conflict.event)
        field = "person" if conflict.code == "departure-without-appointment" else "effective"
        if origin is None:  # an event of the log no longer fits; something here made it so
            origin = next((e.origin for e in self._entries if _is_about(e, history)), None)
            field = ""
        return Finding(
            conflict.code, conflict.message, origin.place(field) if origin else None, conflict.hint
        )


def _is_about(entry: Entry, history: PostHistory) -> bool:
    fact = entry.event.replacement if isinstance(entry.event, Corrected) else entry.event
    home = getattr(fact, "organization", None)
    return getattr(fact, "post", None) == history.post or home == history.organization


def check_assertions(
    assertions: Iterable[Assertion], histories: LogHistories, log: EventLog
) -> Iterator[Finding]:
    """The asserts that do not come out of the log."""
    for assertion in assertions:
        at = histories
        if assertion.announced_by is not None:
            at = LogHistories(log, Knowledge.of(assertion.announced_by), histories.position)
        state = State(assertion.as_of, at).post(assertion.post)
        if (message := _contradiction(assertion, state)) is not None:
            yield Finding("assert-failed", message, assertion.place)


def _contradiction(assertion: Assertion, state: PostState) -> str | None:
    certain = assertion.certainty == "certain"
    when = f"as of {assertion.as_of}"
    if assertion.announced_by is not None:
        when += f", announced by {assertion.announced_by}"
    found = ", ".join(f"{t.person} ({t.capacity}, {c})" for t, c in state.holding) or state.status
    message = f"{when} the log says of {assertion.post}: {found}"
    if assertion.state is not None:
        right = state.status == assertion.state and (not certain or state.certainty == "certain")
        if not right:
            return message
    holding = [t for t, c in state.holding if c == assertion.certainty]
    if assertion.holders is not None:
        right = tuple(sorted(t.person for t in holding)) == assertion.holders
        if not right or (certain and len(holding) < len(state.holding)):
            return message
    if assertion.capacity is not None and any(t.capacity != assertion.capacity for t in holding):
        return message
    return None
