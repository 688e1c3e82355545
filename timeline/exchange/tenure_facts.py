"""Tenures with the facts that they follow from, as formats with a row a tenure need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, Appointed, Departed, EdtfDate
from timeline.projections.standing import stand

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from timeline.events import Source
    from timeline.projections.histories import Asked, Histories
    from timeline.projections.posts import PostHistory
    from timeline.projections.standing import Standing
    from timeline.projections.tenures import Tenure

    from .exporting import WriteOptions
    from .tenure_rows import Ends

__all__ = ["TenureFacts", "facts_of_tenures", "prefix_of", "register_end"]


@attrs.frozen
class TenureFacts:
    """A tenure, and the facts that it follows from.

    Attributes:
        history: of the post.
        tenure: the tenure.
        appointments: those that began it and renewed it, the earliest first; none if only an end
            is on record.
        departure: that ended it, if one did.
    """

    history: PostHistory
    tenure: Tenure
    appointments: tuple[Standing, ...]
    departure: Standing | None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where all of it was read, each source once."""
        behind = [*self.appointments, *([self.departure] if self.departure else [])]
        found = (source for fact in behind for source in (*fact.fact.sources, *fact.cited))
        return tuple(dict.fromkeys(found))

    @property
    def notes(self) -> str | None:
        """The remarks on it, one a line."""
        behind = [*self.appointments, *([self.departure] if self.departure else [])]
        return "\n".join(dict.fromkeys(f.fact.note for f in behind if f.fact.note)) or None

    @property
    def reason_code(self) -> str | None:
        """The register's own code for why the post was left."""
        fact = self.departure.fact if self.departure else None
        return fact.reason_code if isinstance(fact, Departed) else None


def facts_of_tenures(
    timeline: Asked, histories: Histories, options: WriteOptions
) -> Iterator[TenureFacts]:
    """The tenures of all posts, sorted by post and start, each with the facts behind it."""
    count = 0
    for history in histories.histories():
        if not history.tenures:
            continue
        standing = stand(timeline.log.about(f"post:{history.post}"), options.knowledge)
        at = {position: fact for fact in standing for position in fact.positions}
        begins = {at[t.began_by].id for t in history.tenures if t.began_by in at}
        for tenure in history.tenures:
            count += 1
            options.progress(count)
            yield _with_facts(history, tenure, at, begins)


def _with_facts(
    history: PostHistory, tenure: Tenure, at: dict[int, Standing], begins: Collection[str]
) -> TenureFacts:
    """A tenure with its facts; what begins another one, and may be a renewal, is that one's."""
    behind = {at[p].id: at[p] for p in (tenure.began_by, *tenure.events) if p in at}
    own = at[tenure.began_by].id if tenure.began_by in at else None
    behind = {ident: f for ident, f in behind.items() if ident == own or ident not in begins}
    begun = [f for f in behind.values() if isinstance(f.fact, Appointed)]
    mine = [f for f in begun if f.fact.person == tenure.person] or begun[:1]  # type: ignore[attr-defined]
    mine.sort(key=_by_day)
    left = at.get(tenure.ended_by) if tenure.ended_by is not None else None
    departure = left if left is not None and isinstance(left.fact, Departed) else None
    return TenureFacts(history, tenure, tuple(mine), departure)


def _by_day(fact: Standing) -> tuple[int, int, int]:
    date: EdtfDate = fact.fact.effective  # type: ignore[attr-defined]
    return date.lo, date.hi, fact.positions[0]


def prefix_of(lo: int, hi: int) -> str | None:
    """The narrowest of a day, a month or a year that holds all days of a date; None if none does.

    Args:
        lo: the date's earliest day, as an ordinal.
        hi: its latest day.
    """
    if lo <= BEFORE_ALL or hi >= AFTER_ALL:
        return None
    first, last = EdtfDate.of_day(lo).text, EdtfDate.of_day(hi).text
    return next((first[:length] for length in (10, 7, 4) if first[:length] == last[:length]), None)


def register_end(out: EdtfDate, ends: Ends) -> str | None:
    """The end date that a register would give, a prefix, for the first day out.

    Args:
        out: the first day out of the post.
        ends: what end dates of the register mean. With `unstated`, what was read so comes out as it
            was; of any other date the last day in is given, which reads as that day or the next, or
            what holds the first day out, whichever is narrower.
    """
    if ends == "first-day-out":
        return prefix_of(out.lo, out.hi)
    if ends == "unstated" and (as_read := _unstated(out)) is not None:
        return as_read
    if out.lo <= BEFORE_ALL + 1 or out.hi >= AFTER_ALL:
        return None
    last = prefix_of(out.lo - 1, out.hi - 1)
    if ends == "last-day":
        return last
    return max(filter(None, (last, prefix_of(out.lo, out.hi))), key=len, default=None)


def _unstated(out: EdtfDate) -> str | None:
    """The date of which `out` is "that day or the next"; None if there is none."""
    if out.lo <= BEFORE_ALL or out.hi >= AFTER_ALL or out.is_day:
        return None
    first = EdtfDate.of_day(out.lo).text
    for length in (10, 7, 4):
        date = EdtfDate.parse(first[:length])
        if (date.lo, date.hi + 1) == (out.lo, out.hi):
            return first[:length]
    return None
