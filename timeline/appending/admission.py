"""What an append refuses: facts that contradict the log, and asserts that do not come out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import (
    Appointed,
    Cancelled,
    Corrected,
    Departed,
    Finding,
    NamesSeen,
    Retracted,
    Words,
    named_by,
    t,
)
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.knowledge import Knowledge
from timeline.projections.standing import stands
from timeline.projections.state import State

from .edited import edited
from .places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events import (
        Assertion,
        Batch,
        Entry,
        EventLog,
        Passage,
        RecordedEvent,
        What,
    )
    from timeline.projections.histories import Histories
    from timeline.projections.posts import Conflict, PostHistory, PostState

__all__ = ["Admission", "check_assertions"]

_KINDS: Final[tuple[What, ...]] = ("person", "organization", "post")
_REPAIRS: Final = ("retracted", "cancelled", "corrected")
_KEPT: Final = 10_000
"""How many names, and repeated events, are kept of a batch; a stream may have any number."""


_POSITION: Final = re.compile(r" \(#(\d+)\)")
"""How a conflict names the position of the event that it contradicts."""
_PLACES: Final = 20
"""At how many places a name that nobody introduced is kept; the others are counted."""


class Admission:
    """Looks at a batch while it goes in, part by part, and says what is wrong with it.

    Args:
        log: the log, the parts of the batch among it as they come.
        earlier: the histories before the batch.
        places: what is told where each event was read, if somebody asks for it later.
    """

    def __init__(self, log: EventLog, earlier: Histories, places: Places | None = None) -> None:
        self._log = log
        self._earlier = earlier
        self._before = earlier.position
        self._known = NamesSeen()
        self._names: dict[What, list[str]] = {kind: [] for kind in _KINDS}
        self._near: dict[What, Words] = {}  # made once all names are in
        self._unknown: dict[tuple[What, str], tuple[list[tuple[str, Passage | None]], int]] = {}
        self._repeated: list[tuple[Entry, RecordedEvent]] = []
        self._retractions: list[Entry] = []
        self._edited: list[Finding] = []
        self._places = places or Places(self._before)
        self._about: tuple[str, list[RecordedEvent]] = ("", [])

    def look_at(self, batch: Batch) -> None:
        """Look at a part of the batch, which is in the log now."""
        self._places.keep(batch.new)
        self._retractions += [e for e in batch.new if isinstance(e.event, Retracted)]
        for entry, event in batch.repeated:
            if len(self._repeated) < _KEPT or self._log.has(event.subject, _REPAIRS):
                self._repeated.append((entry, event))
        self._look_for_names(batch.new)
        self._edited += edited(batch, self._log, self._before)

    def findings(self, now: Histories) -> Iterator[Finding]:
        """What is wrong with the batch as a whole, once all of it is in the log."""
        for (what, ident), (places, count) in self._unknown.items():
            if not self._is_introduced(what, ident):
                for field, origin in places[:-1]:
                    yield self._unknown_name(what, ident, field, origin)
                last = self._unknown_name(what, ident, *places[-1])
                yield attrs.evolve(last, times=1 + count - len(places))
        yield from self._edited
        yield from withdrawn(self._repeated, self._log)
        yield from nobody_left(self._retractions, now, self._log)

    def new_conflicts(self, history: PostHistory) -> Iterator[Finding]:
        """The conflicts in a post's history that were not there before the batch."""
        before = self._earlier.history(history.post)
        known = frozenset(before.conflicts) if before else frozenset()
        for conflict in history.conflicts:
            if conflict not in known:
                yield self._conflict(conflict, history)

    # --- names

    def _look_for_names(self, entries: Sequence[Entry]) -> None:
        """Note who and what entries name that nobody has introduced yet."""
        known = self._known
        for entry in entries:
            what = entry.event.INTRODUCES
            if what is not None:
                ident: str = getattr(entry.event, what)
                known.add(f"{what}:{ident}")
                if len(self._names[what]) < _KEPT:
                    self._names[what].append(ident)
        for entry in entries:
            for field, what, named in named_by(entry.event):
                if f"{what}:{named}" in known:
                    continue
                if self._is_introduced(what, named):
                    known.add(f"{what}:{named}")
                else:
                    places, count = self._unknown.get((what, named), ([], 0))
                    if count < _PLACES:
                        places.append((field, entry.origin))
                    self._unknown[what, named] = places, count + 1
        known.settle()

    def _is_introduced(self, what: What, ident: str) -> bool:
        """Whether the log knew of it before the batch, or the batch introduces it."""
        if self._before and self._earlier.knows(what, ident):
            return True
        return self._log.has(f"{what}:{ident}", (what,), after=self._before)

    def _unknown_name(self, what: What, ident: str, field: str, origin: Passage | None) -> Finding:
        if what not in self._near:
            self._near[what] = Words(self._names[what])
        near = self._near[what].nearest(ident) or self._earlier.near(what, ident)
        hint = (
            t('did you mean "{near}"?', near=near)
            if near
            else t('introduce it first, with kind "{what}"', what=what)
        )
        place = origin.place(field) if origin else None
        return Finding(
            f"unknown-{what}", t('no {what} "{ident}"', what=t(what), ident=ident), place, hint
        )

    # --- places

    def _conflict(self, conflict: Conflict, history: PostHistory) -> Finding:
        """Make a finding of a conflict, at the place in a file where it is best shown."""
        origin = self._places.of(self._log.find(conflict.event).position)
        field = "person" if conflict.code == "departure-without-appointment" else "effective"
        if origin is None:  # an event of the log no longer fits; something here made it so
            origin, field = self._place_about(conflict, history), ""
        place = origin.place(field) if origin else None
        message, hint = self._as_recorded(conflict)
        return Finding(conflict.code, message, place, hint)

    def _as_recorded(self, conflict: Conflict) -> tuple[str, str]:
        """The message and the hint, by what the log has: what is refused gets no position."""
        own = self._log.find(conflict.event)
        named = _POSITION.search(conflict.message)
        of_log = named is None or int(named[1]) <= self._before
        if of_log and own.position > self._before:
            return conflict.message, conflict.hint
        rival = own if own.position <= self._before else self._rival(own, conflict)
        message = (
            conflict.message if of_log or named is None else conflict.message.replace(named[0], "")
        )
        if rival is None:
            return message, t("both are in this batch: mend one of the two entries")
        fact = rival.fact
        if not isinstance(fact, Appointed | Departed):
            return message, conflict.hint
        name = fact.key or str(rival.position)
        told = t(
            "; the log has {kind} {person} on {effective} (#{position})",
            kind=fact.KIND,
            person=fact.person,
            effective=fact.effective,
            position=rival.position,
        )
        return message + told, (
            t(
                "if it is the same change on another day, correct it "
                "(`timeline correct {name} effective=DATE`, or `timeline sync` the edited file); "
                "if it was a plan that was overtaken, withdraw it (cancels: {name}); "
                "if sources disagree, say so (disputes: {name})",
                name=name,
            )
        )

    def _rival(self, own: RecordedEvent, conflict: Conflict) -> RecordedEvent | None:
        """What the log has against an event of the batch: the same change first, of another day."""
        events = [self._log.find(ident) for ident in conflict.events]
        against = [
            e
            for e in (*events, *self._log.about(own.subject))
            if e.position <= self._before and isinstance(e.fact, Appointed | Departed)
        ]
        person = getattr(own.fact, "person", None)
        same = [
            e
            for e in against
            if e.fact.KIND == own.fact.KIND and getattr(e.fact, "person", "") == person
        ]
        return next(iter(same or against), None)

    def _place_about(self, conflict: Conflict, history: PostHistory) -> Passage | None:
        """The place of what the batch says of an event, or else of its post or organization."""
        if self._about[0] != history.post:  # the conflicts of one post come together
            events: list[RecordedEvent] = []
            for subject in (f"post:{history.post}", f"organization:{history.organization}"):
                events += (e for e in self._log.about(subject) if e.position > self._before)
            self._about = history.post, events
        known = self._about[1]
        said = [e for e in known if getattr(e.fact, "event", None) == conflict.event]
        return next(filter(None, (self._places.of(e.position) for e in (*said, *known))), None)


_REPAIRING: Final = (Retracted, Cancelled, Corrected)


def withdrawn(repeated: Iterable[tuple[Entry, RecordedEvent]], log: EventLog) -> Iterator[Finding]:
    """Events of a batch that the log has and no longer counts; saying them again adds nothing."""
    held: dict[str, tuple[frozenset[str], dict[str, list[RecordedEvent]]]] = {}
    for entry, event in repeated:
        if event.subject not in held:
            about = list(log.about(event.subject))
            standing = stands(about)
            repairs: dict[str, list[RecordedEvent]] = {}
            for other in about:
                if other.id in standing and isinstance(other.fact, _REPAIRING):
                    repairs.setdefault(other.fact.event, []).append(other)
            held[event.subject] = (standing, repairs)
        standing, repairs = held[event.subject]
        targets = {event.id}
        if isinstance(event.fact, Corrected):  # a later correction of the same event counts instead
            targets.add(event.fact.event)
        near = [other for target in targets for other in repairs.get(target, ())]
        near.sort(key=lambda other: other.position)
        by = [other for other in near if _undoes(other, event)]
        if event.id in standing and not by:
            continue
        message = t(
            "this is on record at position {position}, and no longer counts",
            position=event.position,
        )
        hint = (
            t("to bring it back, retract position {position}", position=by[-1].position)
            if by
            else None
        )
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
    asked: set[str] = set()
    for entry in entries:
        if not isinstance(entry.event, Retracted):
            continue
        subject = log.find(entry.event.event).subject
        if subject in asked:  # however many retractions it had, one tells
            continue
        asked.add(subject)
        what, _, ident = subject.partition(":")
        kind: What = what  # type: ignore[assignment]
        profile = now.profile(kind, ident)
        if profile is not None and profile.introduced:
            continue
        if _in_use(kind, ident, now):
            message = t(
                'events speak of the {what} "{ident}", and this leaves it without a name',
                what=t(what),
                ident=ident,
            )
            place = entry.origin.place("event") if entry.origin else None
            yield Finding(f"unknown-{what}", message, place, t("retract those events too"))


def _in_use(what: What, ident: str, now: Histories) -> bool:
    if what == "post":
        return now.history(ident) is not None
    if what == "organization":
        below = any(profile.parent == ident for profile in now.profiles("organization"))
        happened = any(record.organization == ident for record in now.milestones())
        return below or happened or bool(now.posts_of(ident))
    return any(t.person == ident for history in now.histories() for t in history.tenures)


def check_assertions(
    assertions: Iterable[Assertion], histories: LogHistories, log: EventLog
) -> Iterator[Finding]:
    """Find the assertions that the log does not bear out."""
    for assertion in assertions:
        at = histories
        if assertion.announced_by is not None:
            at = LogHistories(log, Knowledge.of(assertion.announced_by), histories.position)
        state = State(assertion.as_of, at).post(assertion.post)
        if (message := _contradiction(assertion, state)) is not None:
            yield Finding("assert-failed", message, assertion.place)


def _contradiction(assertion: Assertion, state: PostState) -> str | None:
    certain = assertion.certainty == "certain"
    when = t("as of {as_of}", as_of=assertion.as_of)
    if assertion.announced_by is not None:
        when += t(", announced by {announced_by}", announced_by=assertion.announced_by)
    found = ", ".join(f"{t.person} ({t.capacity}, {c})" for t, c in state.holding) or state.status
    message = t(
        "{when} the log says of {post}: {found}", when=when, post=assertion.post, found=found
    )
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
