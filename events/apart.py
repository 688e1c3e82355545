"""Which fact each event of a batch states: one of the log's, one of the batch's, or another one.

An id comes from what is said: who, what, when. Two facts may be said in the same words, like two
directors whom nobody has named, on one day. So the first fact of a text has the id of the text, and
each other one is told `apart`: by the key that its author gave it, or else by a number.

What the log no longer says is not on record: said again, it is another fact too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from .account import Accounts
from .content import content_id, identify
from .entries import Entry, subject_of
from .findings import Finding
from .kinds import Cancelled, Corrected, Retracted
from .language import t
from .vocabulary import UNKNOWN_PERSON

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .batch import Draft, Parts
    from .event import Event
    from .log import EventLog
    from .recorded import RecordedEvent
    from .rows import Row

__all__ = ["Facts"]


class _Held(NamedTuple):
    """Who has an id: its key, whether this batch brought it, and its row, if the log has one."""

    key: str | None
    is_new: bool
    row: Row | None


class Facts:
    """Gives each fact of a part of a batch its id.

    Args:
        drafts: the part, with what is about other events.
        log: the log as it is.
        parts: what the parts of the batch know of each other.
        findings: takes what is worth saying.
    """

    def __init__(
        self, drafts: Sequence[Draft], log: EventLog, parts: Parts, findings: list[Finding]
    ) -> None:
        self._log = log
        self._parts = parts
        self._findings = findings
        self._held: dict[str, _Held] = {}
        self._accounts = Accounts(log)
        self._numbers: dict[tuple[str, str], int] = {}
        self._repairs = {_repair(draft.event) for draft in drafts} - {None}
        self._texts: set[str] = set()
        self._asked: set[str] = set()

    def entries(self, drafts: Sequence[Draft]) -> list[Entry]:
        """The facts with their ids, in their order; two entries of one id are one fact."""
        told = [(draft, *identify(draft.event)) for draft in drafts]
        self._texts = {ident for _, ident, _ in told}
        self._asked |= self._texts
        for row in self._log.rows_by("id", self._texts):
            self._held[row.id] = _Held(row.key, row.position > self._parts.before, row)
        keyed = self._keyed(drafts)
        return [self._entry(*each, keyed) for each in told]

    def rows(self, idents: Iterable[str]) -> dict[str, Row]:
        """The rows of the log that have some of these ids; those looked up before are at hand."""
        found = {row.id: row for row in self._log.rows_by("id", set(idents) - self._asked)}
        for ident, held in self._held.items():
            if held.row is not None:
                found[ident] = held.row
        return found

    def _keyed(self, drafts: Iterable[Draft]) -> dict[str, Row]:
        keys = [draft.event.key for draft in drafts if draft.event.key is not None]
        return {row.key or "": row for row in self._log.rows_by("key", keys)} if keys else {}

    def _entry(self, draft: Draft, ident: str, text: str, keyed: dict[str, Row]) -> Entry:
        event, origin, recorded = draft
        held = self._held.get(ident)
        if event.apart is None:
            if (row := keyed.get(event.key or "")) is not None and row.id != ident:
                if self._is_now(row, ident):
                    return Entry(row.id, event, origin, recorded)
                if row.id == _apart(event, event.key)[0]:
                    held, ident = None, row.id
            elif held is not None:
                ident, token = self._among(draft, ident, held)
                if token is not None:
                    event, text = attrs.evolve(event, apart=token), ""
            elif (other := self._corrected_to(event)) is not None:
                return Entry(other, event, origin, recorded)
            if _may_be_two(event):
                self._parts.claim(_telling(draft), _apart(event, None)[0] if event.apart else ident)
        self._held.setdefault(ident, _Held(event.key, True, None))
        return Entry(ident, event, origin, recorded, text or None)

    def _among(self, draft: Draft, ident: str, held: _Held) -> tuple[str, str | None]:
        """The id of a fact whose text somebody has, and what tells it apart, if it is another."""
        key = draft.event.key
        if key is None:
            return self._unnamed(draft, ident, held)
        if key == held.key:
            return ident, None
        is_named_later = held.key is None and not (
            _may_be_two(draft.event) and (held.is_new or self._parts.has_claimed(ident))
        )
        if is_named_later:
            return ident, None
        return _apart(draft.event, key)[0], key

    def _unnamed(self, draft: Draft, text: str, held: _Held) -> tuple[str, str | None]:
        """The id of a fact that has no key: as often as a file says it, it is another."""
        earlier = 0
        if _may_be_two(draft.event):
            earlier = self._parts.count(_telling(draft), text)
            if held.key is not None and held.is_new:
                earlier += 1
        if earlier:
            self._tell_twice(draft)
        key = _telling(draft), text
        if key in self._numbers:  # the numbers before are taken
            number, earlier = self._numbers[key] + 1, 0
            token: str | None = str(number)
            ident = _apart(draft.event, token)[0]
        else:
            ident, number, token = text, 1, None
        while (holder := self._holder(ident)) is not None:
            gone = self._gone(holder)
            if gone is None and not earlier:
                break
            earlier -= gone is None
            if gone is not None:
                self._tell_again(draft, holder, gone)
            number += 1
            ident, token = _apart(draft.event, str(number))[0], str(number)
        if _may_be_two(draft.event):
            self._numbers[key] = number
        return ident, token

    def _holder(self, ident: str) -> _Held | None:
        if ident not in self._held:
            self._asked.add(ident)
            for row in self._log.rows_by("id", [ident]):
                self._held[ident] = _Held(row.key, row.position > self._parts.before, row)
        return self._held.get(ident)

    # --- what the log says now

    def _gone(self, held: _Held) -> RecordedEvent | None:
        """What took back an earlier statement of a fact, if the log no longer says it.

        What the batch says too takes nothing back: the log says the same as the batch.
        """
        if held.row is None or held.is_new or not self._parts.is_whole:
            return None
        for other in self._accounts.of(held.row.subject).taken_back_by(held.row.id):
            if _repair(other.fact) not in self._repairs and other.id not in self._texts:
                return other
        return None

    def _is_now(self, row: Row, text: str) -> bool:
        """Whether corrections have made an event say what the text says."""
        if not self._parts.is_whole:
            return False
        return self._accounts.of(row.subject).corrected_to(text) == row.id

    def _corrected_to(self, event: Event) -> str | None:
        """The event that corrections have made say this, if there is one."""
        if not self._parts.before or not self._parts.is_whole:
            return None
        subject = subject_of(event) or ""
        if subject not in self._accounts and not self._log.has(subject, ("corrected",)):
            return None
        return self._accounts.of(subject).corrected_to(content_id(event))

    # --- findings

    def _tell_twice(self, draft: Draft) -> None:
        message = t("this is said twice in the same words, and is taken for two facts")
        hint = t("give one of them an id: to tell them apart, or leave one out")
        self._warn("said-twice", message, draft, hint)

    def _tell_again(self, draft: Draft, held: _Held, gone: RecordedEvent) -> None:
        position = held.row.position if held.row is not None else 0
        message = t(
            "position {position} said this, and position {later} took it back",
            position=position,
            later=gone.position,
        )
        self._warn("said-again", message, draft, t("it is recorded anew"))

    def _warn(self, code: str, message: str, draft: Draft, hint: str) -> None:
        place = draft.origin.place() if draft.origin else None
        self._findings.append(Finding(code, message, place, hint, "warning"))


def _apart(event: Event, token: str | None) -> tuple[str, str]:
    return identify(attrs.evolve(event, apart=token))


def _may_be_two(event: Event) -> bool:
    """Whether two facts may be said so: somebody whom nobody has named, or a day left open."""
    fact: Any = event
    if event.KIND not in ("appointed", "departed"):
        return False
    return fact.person == UNKNOWN_PERSON or not fact.effective.is_day


def _telling(draft: Draft) -> str:
    """The file and its sources: what another source says again is another telling of one fact."""
    file = draft.origin.place().file if draft.origin is not None else ""
    return f"{file}\0{hash(draft.event.sources)}"


def _repair(event: Event) -> tuple[str, str] | None:
    """What a repair or a cancellation says, whatever it calls the event."""
    if isinstance(event, Cancelled):
        return event.KIND, event.announced.text
    if isinstance(event, (Corrected, Retracted)):
        return event.KIND, event.why
    return None
