"""Which events of a log are wanted: by what they are about, their kind, day and text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import EdtfDate, What, canonical, fact_of, named_by, recorded_event

from ..knowledge import EVERYTHING, Knowledge
from ..spellings import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import EventLog, RecordedEvent, Row

    from ..histories import Histories

__all__ = ["Wanted", "selected"]

_TOGETHER: Final = 200
"""Of so many subjects each is read by itself; of more, the log is read as a whole."""


@attrs.frozen(slots=True)
class Wanted:
    """What events must have to be listed; every field that is given must hold.

    Attributes:
        after: they stand after this position.
        about: they are about one of these, or name it, given as kind and id; an organization
            stands for its posts too.
        kinds: they are of one of these kinds.
        on: they may have been effective on a day of this date.
        text: their body has it, whatever case, width and accents.
        knowledge: what must have recorded them.
    """

    after: int = 0
    about: tuple[tuple[What, str], ...] = ()
    kinds: frozenset[str] = frozenset()
    on: EdtfDate | None = None
    text: str | None = None
    knowledge: Knowledge = EVERYTHING


def selected(log: EventLog, histories: Histories, wanted: Wanted) -> Iterator[RecordedEvent]:
    """Yield the events that are wanted, in order.

    Of few posts and organizations the store reads nothing else; what is left out by its kind or its
    text is never made into an event.
    """
    subjects = _subjects(histories, wanted)
    people = [ident for what, ident in wanted.about if what == "person"]
    text = folded(wanted.text) if wanted.text is not None else None
    named = [canonical(person) for person in people]
    for row in _rows(log, subjects, people, wanted.after):
        if wanted.kinds and row.kind not in wanted.kinds:
            continue
        if subjects and row.subject not in subjects and not _has(row, named):
            continue
        if text is not None and text not in folded((row.body or "").replace("\n", " ")):
            continue
        event = recorded_event(row)
        if wanted.knowledge.has_recorded(event) and _fits(event, wanted, subjects, people):
            yield event


def _subjects(histories: Histories, wanted: Wanted) -> frozenset[str]:
    found = {f"{what}:{ident}" for what, ident in wanted.about}
    homes = [ident for what, ident in wanted.about if what == "organization"]
    found |= {f"post:{post}" for home in homes for post in histories.posts_of(home)}
    return frozenset(found)


def _rows(
    log: EventLog, subjects: frozenset[str], people: Sequence[str], after: int
) -> Iterator[Row]:
    if not subjects or people or len(subjects) > _TOGETHER:  # anybody's events may name a person
        yield from log.rows(after=after)
        return
    known = {row.position: row for s in sorted(subjects) for row in log.rows_about(s)}
    yield from (known[position] for position in sorted(known) if position > after)


def _has(row: Row, named: Sequence[str]) -> bool:
    return any(name in (row.body or "") for name in named)


def _fits(
    event: RecordedEvent, wanted: Wanted, subjects: frozenset[str], people: Sequence[str]
) -> bool:
    if subjects and event.subject not in subjects:
        named = {ident for _, what, ident in named_by(event.fact) if what == "person"}
        if not named & set(people):
            return False
    date = getattr(fact_of(event.fact), "effective", None)
    on = wanted.on
    return on is None or (date is not None and date.lo <= on.hi and date.hi >= on.lo)
