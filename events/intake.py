"""A batch on its way into a log, in parts: no batch has to fit into memory.

The order of a batch counts nothing, so what refers to an event that has not come yet waits until
everything else is in.
"""

from __future__ import annotations

import pickle
import re
import tempfile
from array import array
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import chain, islice
from typing import TYPE_CHECKING, ClassVar, Final

from .batch import Parts, prepare
from .content import content_id
from .entries import target_of
from .findings import Finding, Findings
from .kinds import REFERRING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .batch import Batch, Draft
    from .log import EventLog, Writer
    from .recorded import RecordedEvent

__all__ = ["Intake"]


class Intake:
    """Takes one batch into a log, within one block of `writing`.

    A fact that stands twice in one part is one event with the sources of both; where the second
    comes in a later part, its sources become a `cited` event, as they would in a later batch.

    Args:
        log: the log.
        writer: its writer.
        part: how many events are held at once.

    Attributes:
        added: how many events the log took.
        already: how many of the batch's events it had.
        findings: what is wrong.
        unread: whether something could not be read at all.
        recorded: the new events in the log, as long as there are no more of them than are held at
            once; None from then on.
    """

    PART: ClassVar = 10_000

    def __init__(self, log: EventLog, writer: Writer, part: int = PART) -> None:
        self.added = 0
        self.already = 0
        self.unread = False
        self.findings = Findings()
        self.recorded: list[RecordedEvent] | None = []
        self._log = log
        self._writer = writer
        self._part = part
        self._known_parts = Parts(log.head().position)

    def take(self, drafts: Iterable[Draft | Finding]) -> Iterator[Batch]:
        """Put drafts into the log, and give each part once it is there.

        What a reader found wrong comes among the drafts, and goes to the findings.
        """
        sound = self._sound(drafts)
        first, following = list(islice(sound, self._part)), list(islice(sound, 1))
        if not following:
            yield self._put(first)
            return
        with ExitStack() as files:
            waiting = files.enter_context(_Waiting(spills=not isinstance(drafts, Sequence)))
            for part in self._parts(chain(first, following, sound)):
                first.clear()
                yield self._put(self._ready(part, waiting, repairs=False))
            while held := len(waiting):
                before = waiting
                waiting = files.enter_context(_Waiting(spills=before.spills, turns=before.turns))
                for part in self._parts(before.turned()):
                    yield self._put(self._ready(part, waiting, repairs=not before.facts))
                if len(waiting) == held:  # nothing of it refers to an event that is there
                    yield self._put(list(waiting))
                    return

    def _sound(self, drafts: Iterable[Draft | Finding]) -> Iterator[Draft]:
        for draft in drafts:
            if isinstance(draft, Finding):
                self.findings.append(draft)
                self.unread = True
            else:
                yield draft

    def _parts(self, drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
        stream = iter(drafts)
        part: list[Draft] = []
        for draft in stream:
            # What has one kept moment has no order, and so goes in together.
            if len(part) >= self._part and not _same_moment(part[-1], draft):
                yield part
                part = []
            part.append(draft)
        if part:
            yield part

    def _put(self, drafts: Sequence[Draft]) -> Batch:
        batch = prepare(drafts, self._log, self._known_parts)
        self.findings += batch.findings
        self.already += batch.already
        if any(finding.code == "recorded-order" for finding in batch.findings):
            batch.new.clear()  # the log would not take them
        recorded = self._writer.add(batch.new)
        self.added += len(recorded)
        if self.recorded is not None:
            if len(self.recorded) + len(recorded) > self._part:
                self.recorded = None
            else:
                self.recorded += recorded
        return batch

    def _ready(self, drafts: Sequence[Draft], waiting: _Waiting, *, repairs: bool) -> list[Draft]:
        """Pick the drafts that refer to nothing, or to what is there; the rest waits.

        What is about another event waits for all facts, for it may be about several of them.
        """
        ready: list[Draft] = []
        unsure: list[Draft] = []
        for draft in drafts:
            (unsure if _references(draft) else ready).append(draft)
        if not unsure:
            return ready
        known = self._known(ready, unsure)
        going = _leading_on([d for d in unsure if repairs or not _repairs(d)], known)
        left = {id(draft) for draft in unsure} - going
        for draft in unsure:
            if id(draft) in left:
                waiting.put(draft)
        return [draft for draft in drafts if id(draft) not in left]  # in the order of the file

    def _known(self, ready: Sequence[Draft], unsure: Sequence[Draft]) -> set[str]:
        """Collect the wanted keys and ids that the log, or a draft that is ready, has."""
        wanted = {reference for draft in unsure for reference in _references(draft)}
        known = {draft.event.key for draft in ready if draft.event.key is not None}
        if any(map(_ID.fullmatch, wanted)):
            known.update(content_id(draft.event) for draft in ready)
        known.update(self._known_parts.aliases.keys() & wanted)
        known.update(row.key or "" for row in self._log.rows_by("key", wanted - known))
        known.update(row.id for row in self._log.rows_by("id", wanted - known))
        return known


_ID: Final = re.compile("[0-9a-f]{32}")


def _references(draft: Draft) -> tuple[str, ...]:
    if draft.event.KIND in REFERRING:
        return (target_of(draft.event),)
    causes: tuple[str, ...] = getattr(draft.event, "because", ())
    return causes


def _leading_on(drafts: Sequence[Draft], known: set[str]) -> set[int]:
    """The drafts, by `id`, that refer to what is known, or to each other and so at last to that.

    Each is looked at once for each reference that it waits for.
    """
    missing: dict[int, int] = {}
    waiting: dict[str, list[Draft]] = {}
    ready: list[Draft] = []
    for draft in drafts:
        unknown = set(_references(draft)) - known
        for reference in unknown:
            waiting.setdefault(reference, []).append(draft)
        missing[id(draft)] = len(unknown)
        if not unknown:
            ready.append(draft)
    going: set[int] = set()
    while ready:
        draft = ready.pop()
        going.add(id(draft))
        for name in (draft.event.key or "", content_id(draft.event)):
            for other in waiting.pop(name, ()):
                missing[id(other)] -= 1
                if not missing[id(other)]:
                    ready.append(other)
    return going


def _repairs(draft: Draft) -> bool:
    """Tell whether a draft is about another event and has no moment of its own."""
    return draft.event.KIND in REFERRING and draft.recorded is None


def _same_moment(one: Draft, other: Draft) -> bool:
    return one.recorded is not None and one.recorded == other.recorded


class _Waiting:
    """Drafts that wait; those of a stream on the disk, for there may be many.

    Attributes:
        spills: whether they wait on the disk.
        turns: whether they may come out in another order: none has a moment of its own.
        facts: how many of them are about no other event.
    """

    def __init__(self, *, spills: bool, turns: bool = True) -> None:
        self.spills = spills
        self.turns = turns
        self.facts = 0
        self._starts = array("Q")
        self._held: list[Draft] = []
        self._file = tempfile.TemporaryFile() if spills else None  # noqa: SIM115 - closed on exit

    def __enter__(self) -> _Waiting:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def put(self, draft: Draft) -> None:
        """Keep a draft."""
        self.facts += not _repairs(draft)
        self.turns = self.turns and draft.recorded is None
        if self._file is None:
            self._held.append(draft)
        else:
            self._starts.append(self._file.tell())
            pickle.dump(draft, self._file)

    def __len__(self) -> int:
        return len(self._starts) or len(self._held)

    def __iter__(self) -> Iterator[Draft]:
        return self._each(range(len(self)))

    def turned(self) -> Iterator[Draft]:
        """The drafts, the last first if they turn.

        Causes that stand behind what they caused, in part after part, are found in two rounds.
        """
        return self._each(reversed(range(len(self))) if self.turns else range(len(self)))

    def _each(self, order: Iterable[int]) -> Iterator[Draft]:
        for index in order:
            if self._file is None:
                yield self._held[index]
            else:
                self._file.seek(self._starts[index])
                yield pickle.load(self._file)  # noqa: S301 - what we have just written ourselves
