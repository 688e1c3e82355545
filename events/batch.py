"""What an append would add: references resolved, known facts told apart from new ones.

This knows ids, keys and references. What the facts mean is the projections' business.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import attrs

from .apart import Facts
from .content import identify
from .entries import Entry, references, subject_of, target_of
from .errors import Ambiguous, BadInput, NotFound
from .findings import Finding, Passage
from .jsontext import canonical
from .kinds import (
    REFERRING,
    Appointed,
    Cancelled,
    Cited,
    Corrected,
    Departed,
    Disputed,
    Event,
    Retracted,
)
from .language import t
from .names_seen import NamesSeen
from .on_record import OnRecord
from .recorded import RecordedEvent, recorded_event
from .remarks import Remarks, joined, repeated
from .text import Words, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .findings import Severity
    from .log import EventLog

__all__ = ["Batch", "Draft", "prepare"]

AnEvent = TypeVar("AnEvent", bound=Event)


class Draft(NamedTuple):
    """An event as it was read, its references still as the author wrote them.

    Attributes:
        event: the event.
        origin: where it was read.
        recorded: when a log elsewhere recorded it, where that is to be kept.
    """

    event: Event
    origin: Passage | None = None
    recorded: str | None = None


@attrs.define
class Batch:
    """What is to be written of a batch, and what is wrong with it.

    Attributes:
        new: the entries that the log does not have.
        already: how many of the batch's events the log has.
        repeated: those, each with the event as the log has it.
        findings: what is wrong.
    """

    new: list[Entry] = attrs.field(factory=list)
    already: int = 0
    repeated: list[tuple[Entry, RecordedEvent]] = attrs.field(factory=list)
    findings: list[Finding] = attrs.field(factory=list)

    def refuse_errors(self) -> None:
        """Raise BadInput with all findings if any is an error."""
        if any(finding.severity == "error" for finding in self.findings):
            raise BadInput(self.findings)


@attrs.define
class Parts:
    """What the parts of one batch know of each other.

    Attributes:
        before: the position of the log before the batch; no later one can be referred to.
        is_whole: whether the batch comes in one part.
        corrected: what corrects which event, by the event and the moment of the correction.
        aliases: the ids of facts that are on record, by keys that are not.
    """

    before: int
    is_whole: bool = True
    corrected: dict[tuple[str, str | None], str] = attrs.field(factory=dict)
    aliases: dict[str, str] = attrs.field(factory=dict)
    _claims: NamesSeen = attrs.field(factory=NamesSeen)
    _counts: dict[str, int] = attrs.field(factory=dict)

    def claim(self, telling: str, text: str) -> None:
        """Note that a fact of a text was told once more, by a file from its sources."""
        said = f"{telling}\0{text}"
        if said in self._claims:
            self._counts[said] = self._counts.get(said, 1) + 1
        self._claims.add(said)
        self._claims.add(text)

    def count(self, telling: str, text: str) -> int:
        """How often a file has told a fact of a text so far, from the same sources."""
        said = f"{telling}\0{text}"
        return self._counts.get(said, 1) if said in self._claims else 0

    def has_claimed(self, text: str) -> bool:
        """Whether any file of the batch has told a fact of a text so far."""
        return text in self._claims

    def settle(self) -> None:
        """Put what was noted where it takes little room: after each part."""
        self._claims.settle()


def prepare(events: Iterable[Event | Draft], log: EventLog, parts: Parts | None = None) -> Batch:
    """Resolve and sort out a batch against a log that holds still.

    `parts` is given, and goes from one call to the next, where the batch comes in parts.
    """
    parts = Parts(log.head().position) if parts is None else parts
    drafts = [event if isinstance(event, Draft) else Draft(event) for event in events]
    batch = Batch()
    _check_moments(drafts, log, batch)
    facts = Facts(drafts, log, parts, batch.findings)
    entries = _Resolver(drafts, log, batch.findings, parts).entries(facts)
    fresh = _with_free_keys(_distinct(entries, batch, parts), log, batch)
    known = facts.rows(entry.id for entry in fresh)
    remarks = Remarks(log)
    for entry in fresh:
        row = known.get(entry.id)
        if row is None:
            batch.new.append(entry)
        else:
            batch.already += 1
            if entry.event.key is not None and entry.event.key != row.key:
                parts.aliases[entry.event.key] = entry.id
            recorded = recorded_event(row)
            batch.repeated.append((entry, recorded))
            batch.findings += repeated(entry, recorded, remarks)
            if (citation := remarks.cited(entry, recorded)) is not None:
                batch.new.append(_entry(citation, entry.origin, entry.recorded))
    _check_corrections(batch, parts.corrected)
    if any(entry.recorded for entry in batch.new):
        batch.new.sort(key=lambda entry: entry.recorded or "")
    return batch


def _check_moments(drafts: Sequence[Draft], log: EventLog, batch: Batch) -> None:
    """Report moments that run backwards in the file, or before the end of the log."""
    if not any(draft.recorded for draft in drafts):
        return
    last = next(log.rows(after=log.head().position - 1), None)
    before = last.recorded if last is not None else ""
    for draft in drafts:
        moment = draft.recorded or before
        if moment < before:
            place = draft.origin.place("recorded") if draft.origin else None
            message = t(
                "recorded {moment} is before {before}, the event before it",
                moment=moment,
                before=before,
            )
            batch.findings.append(Finding("recorded-order", message, place))
        before = max(moment, before)


def _check_corrections(batch: Batch, corrected: dict[tuple[str, str | None], str]) -> None:
    """Report two corrections of one event: a batch has no order that would tell the last one."""
    for entry in batch.new:
        if isinstance(entry.event, Corrected):
            target = entry.event.event
            if corrected.setdefault((target, entry.recorded), entry.id) != entry.id:
                message = t(
                    "two corrections of event {target}: which is the last?", target=target[:8]
                )
                hint = t("append them one after the other")
                _find(batch, "two-corrections", message, entry, "event", hint)


def _half(event: Event) -> str:
    """The key of the departure in a change whose key is what an event refers to."""
    return f"{target_of(event)}-departed"


_REMARKS: Final = frozenset({"key", "note", "sources"})


class _Resolver:
    """Turns keys, positions and prefixes into ids, in whatever order the events stand."""

    def __init__(
        self, drafts: Sequence[Draft], log: EventLog, findings: list[Finding], parts: Parts
    ) -> None:
        self._parts = parts
        self._drafts = drafts
        self._on_record = OnRecord(log)
        self._findings = findings
        self._keys = {draft.event.key: draft for draft in drafts if draft.event.key is not None}
        self._words = Words(self._keys)
        self._ids: dict[str, Event] = {}
        self._found: dict[str, str | None] = {}

    def entries(self, told: Facts) -> list[Entry]:
        """The batch's entries: facts first, then the events about events, each after its target."""
        facts = [draft for draft in self._drafts if draft.event.KIND not in REFERRING]
        entries = told.entries(facts)
        self._ids = {entry.id: entry.event for entry in entries}
        keys = {entry.event.key: entry.id for entry in entries if entry.event.key is not None}
        self._found = {**self._parts.aliases, **keys}
        self._on_record.look_up(self._outside())
        referring = [draft for draft in self._drafts if draft.event.KIND in REFERRING]
        for draft in self._each_after_its_target(referring):
            for whole in self._with_halves(draft):
                if entry := self._referring(whole):
                    entries.append(entry)
        # Last, for a cause may be a repair or a cancellation; no id depends on a cause.
        return [self._with_references(entry) for entry in entries]

    def _outside(self) -> set[str]:
        """What the drafts refer to, as far as the batch itself does not say what that is."""
        said = {reference for draft in self._drafts for reference in references(draft.event)}
        halves = {
            _half(draft.event)
            for draft in self._drafts
            if isinstance(draft.event, (Cancelled, Retracted))
        }
        return (said | halves) - self._found.keys() - self._ids.keys() - self._keys.keys()

    def _each_after_its_target(self, drafts: Sequence[Draft]) -> Iterator[Draft]:
        """The drafts, round by round, each once what it refers to is found; reports the others.

        A key counts as found when the next round begins, so each draft is looked at once for each
        key that it waits for.
        """
        missing = {index: self._coming(draft) for index, draft in enumerate(drafts)}
        waiting: dict[str, list[int]] = {}
        for index, keys in missing.items():
            for key in keys:
                waiting.setdefault(key, []).append(index)
        ready = [index for index, keys in missing.items() if not keys]
        while ready:
            following: list[int] = []
            for index in ready:
                yield drafts[index]
                for other in waiting.pop(drafts[index].event.key or "", ()):
                    missing[other].discard(drafts[index].event.key or "")
                    if not missing[other]:
                        following.append(other)
                del missing[index]
            ready = sorted(following)
        for index in missing:  # keys that lead to each other
            self._report(drafts[index].origin, "event", target_of(drafts[index].event))

    def _coming(self, draft: Draft) -> set[str]:
        """The keys of the batch that an event refers to and that stand for nothing yet."""
        return {
            reference
            for reference in references(draft.event)  # what a correction refers to is in its id
            if reference in self._keys
            and reference not in self._found
            and reference != draft.event.key
        }

    def _with_halves(self, draft: Draft) -> list[Draft]:
        """A repair or cancellation of a change by the change's id is about both of its events."""
        if not isinstance(draft.event, (Cancelled, Retracted)):
            return [draft]
        half = _half(draft.event)
        if half not in self._keys and not self._on_record.has_key(half):
            return [draft]
        other = attrs.evolve(draft.event, event=half, key=None)
        return [draft, Draft(other, draft.origin, draft.recorded)]

    def _referring(self, draft: Draft) -> Entry | None:
        event = draft.event
        target = self._resolve(target_of(event), draft.origin, "event")
        if event.key is not None:
            self._found[event.key] = None
        if target is None:
            return None
        if isinstance(event, Corrected):
            target, event = self._correction(event, target, draft.origin)
        if isinstance(event, Cancelled):
            self._check_cancels(target, draft.origin)
        if isinstance(event, Disputed):
            self._check_field(event, target, draft.origin)
        if isinstance(event, Cited):
            event = self._resolved(event, draft.origin)
        event = attrs.evolve(event, event=target)  # type: ignore[call-arg]
        entry = _entry(event, draft.origin, draft.recorded)
        self._ids[entry.id] = event
        if event.key is not None:
            self._found[event.key] = entry.id
        return entry

    def _correction(
        self, event: Corrected, target: str, origin: Passage | None
    ) -> tuple[str, Corrected]:
        """A correction of a correction is another correction of what that one corrected."""
        fact = self._event(target)
        while isinstance(fact, Corrected):
            target = fact.event
            fact = self._event(target)
        if fact.KIND != event.replacement.KIND:
            message = t(
                'a "{kind}" cannot stand where a "{kind2}" stood',
                kind=event.replacement.KIND,
                kind2=fact.KIND,
            )
            self._find("correction-of-another-kind", message, origin, "replacement")
        elif subject_of(fact) != subject_of(event.replacement):
            message = t(
                "this event is about {subject_of}, and a correction cannot move it",
                subject_of=subject_of(fact),
            )
            hint = t("retract it, and append it anew where it belongs")
            self._find("correction-elsewhere", message, origin, "replacement", hint)
        inner = self._resolved(event.replacement, origin)
        return target, attrs.evolve(event, replacement=inner)

    def _check_cancels(self, target: str, origin: Passage | None) -> None:
        fact = self._event(target)
        if not fact.IS_PLAN:
            message = t("a {kind} event announces nothing that could be cancelled", kind=fact.KIND)
            self._find("not-a-plan", message, origin, "event", t("retract it, if it is wrong"))

    def _check_field(self, event: Disputed, target: str, origin: Passage | None) -> None:
        known = [f.name for f in attrs.fields(type(self._event(target))) if f.name not in _REMARKS]
        if event.field not in known:
            guess = nearest(event.field, known)
            hint = (
                t('did you mean "{guess}"?', guess=guess)
                if guess
                else t("it has {listed}", listed=", ".join(known))
            )
            self._find(
                "unknown-field",
                t('the event has no "{field}"', field=event.field),
                origin,
                "field",
                hint,
            )

    def _event(self, event_id: str) -> Event:
        return self._ids.get(event_id) or self._on_record.find(event_id).fact

    def _with_references(self, entry: Entry) -> Entry:
        event = self._resolved(entry.event, entry.origin)
        return entry if event is entry.event else entry._replace(event=event, text=None)

    def _resolved(self, event: AnEvent, origin: Passage | None) -> AnEvent:
        """The event with the ids of the other events that it names beside the one it is about."""
        found: dict[str, Any] = {}
        for field in event.REFERS:
            value: str | tuple[str, ...] | None = getattr(event, field)
            if isinstance(value, str):
                found[field] = self._appointment(event, value, origin)
            elif value:
                ids = [self._resolve(reference, origin, field) for reference in value]
                found[field] = tuple(dict.fromkeys(filter(None, ids)))
        return attrs.evolve(event, **found) if found else event

    def _appointment(self, event: Event, reference: str, origin: Passage | None) -> str | None:
        """The id of the appointment that a departure says it ends."""
        ident = self._resolve(reference, origin, "appointment")
        while ident is not None and isinstance(fact := self._event(ident), Corrected):
            ident = fact.event
        if ident is None:
            return None
        fact = self._event(ident)
        ends = isinstance(fact, Appointed) and isinstance(event, Departed)
        if not (ends and (fact.person, fact.post) == (event.person, event.post)):  # type: ignore[attr-defined]
            message = t(
                '"{reference}" is no appointment of this person to this post', reference=reference
            )
            hint = t("name the appointment that this departure ends")
            self._find("not-their-appointment", message, origin, "appointment", hint)
        return ident

    def _resolve(self, reference: str, origin: Passage | None, field: str) -> str | None:
        """The id that a reference stands for; reports it if there is none."""
        if reference in self._ids:
            return reference
        if reference not in self._found:
            try:
                self._found[reference] = self._id_on_record(reference)
            except NotFound:
                self._report(origin, field, reference)
                return None
            except Ambiguous as several:
                self._find("ambiguous-event", str(several), origin, field)
                return None
        return self._found[reference]

    def _id_on_record(self, reference: str) -> str:
        """The id of an event of the log; one of this batch has no position yet to be named by."""
        event = self._on_record.find(reference)
        if event.position > self._parts.before and reference not in (event.id, event.fact.key):
            raise NotFound("event", reference)
        return event.id

    def _report(self, origin: Passage | None, field: str, reference: str) -> None:
        guess = self._words.nearest(reference)
        guess = guess if guess != reference else None
        hint = (
            t('did you mean "{guess}"?', guess=guess)
            if guess
            else t("name it by its id, key or position")
        )
        self._find(
            "unknown-event", t('no event "{reference}"', reference=reference), origin, field, hint
        )

    def _find(
        self, code: str, message: str, origin: Passage | None, field: str, hint: str | None = None
    ) -> None:
        place = origin.place(field) if origin else None
        self._findings.append(Finding(code, message, place, hint))


def _entry(event: Event, origin: Passage | None, recorded: str | None) -> Entry:
    if isinstance(event, Cited) and event.apart is None and not event.sources:
        words = canonical([event.note, *event.because])  # without a source, these are what it says
        event = attrs.evolve(event, apart=sha256(words.encode()).hexdigest()[:16])
    ident, text = identify(event)
    return Entry(ident, event, origin, recorded, text)


def _distinct(entries: Iterable[Entry], batch: Batch, parts: Parts) -> list[Entry]:
    """Join the entries that state one fact; the sources, notes and causes of both are kept."""
    found: dict[str, Entry] = {}
    more: list[Entry] = []
    for entry in entries:
        first = found.setdefault(entry.id, entry)
        if first is entry:
            continue
        batch.already += 1
        if entry.event.key is not None and entry.event.key != first.event.key:
            parts.aliases[entry.event.key] = entry.id
        merged, citation, findings = joined(first, entry)
        batch.findings += findings
        found[entry.id] = merged
        if citation is not None:
            more.append(_entry(citation, entry.origin, entry.recorded))
    return [*found.values(), *{entry.id: entry for entry in more}.values()]


def _with_free_keys(entries: Sequence[Entry], log: EventLog, batch: Batch) -> list[Entry]:
    """The entries whose keys stand for no other fact; reports the rest."""
    kept: list[Entry] = []
    keyed: dict[str, str] = {}
    for row in log.rows_by("key", [entry.event.key for entry in entries if entry.event.key]):
        keyed[row.key or ""] = row.id
    for entry in entries:
        key = entry.event.key
        if key is not None and keyed.setdefault(key, entry.id) != entry.id:
            _find(
                batch,
                "key-taken",
                t(
                    'the id "{key}" already stands for another fact ({keyed})',
                    key=key,
                    keyed=keyed[key][:8],
                ),
                entry,
                "key",
                t("choose another, or correct that event"),
            )
        else:
            kept.append(entry)
    return kept


def _find(
    batch: Batch,
    code: str,
    message: str,
    entry: Entry,
    field: str,
    hint: str | None = None,
    severity: Severity = "error",
) -> None:
    place = entry.origin.place(field) if entry.origin else None
    batch.findings.append(Finding(code, message, place, hint, severity))
