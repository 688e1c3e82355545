"""A stint: an appointment with its renewals and what ended it; and the tenure that it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate

from ..tenures import Tenure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..standing import Standing
    from ..tenures import DaysHeld, Ended

__all__ = ["NO_SIGHTINGS", "Sightings", "Stint", "day_of", "tenure_of", "tenure_order"]


@attrs.define(slots=True, eq=False)
class Stint:
    """What is known of a tenure, before it is put as one.

    Attributes:
        appointments: the first one, and the renewals; none where only a departure tells of it.
        behind: all the facts that it rests on, with those that say the same once more.
        start: the first day in.
        by: what ended it; None while nothing did, and for a death that no event here tells.
        end: the first day out.
        how: how it ended.
        days: on which it holds, where the bounds do not tell.
        seen: the latest day on which its own facts show it going on; None if no day is known.
        again: the departures that say once more what ended it.
    """

    appointments: list[Standing]
    behind: list[Standing]
    start: EdtfDate
    by: Standing | None = None
    end: EdtfDate | None = None
    how: Ended | None = None
    days: DaysHeld | None = None
    seen: EdtfDate | None = None
    again: Sequence[Standing] = ()


@attrs.define(slots=True, eq=False)
class Sightings:
    """What shows that somebody held a post, and begins and ends nothing.

    Attributes:
        seen: by person, the earliest and the latest day of each sighting.
        covered: the day through which a register is complete; `BEFORE_ALL` if none is.
    """

    seen: dict[str, list[tuple[int, int]]] = attrs.field(factory=dict)
    covered: int = BEFORE_ALL

    def last(self, stint: Stint, person: str) -> EdtfDate | None:
        """The last day on which something shows a stint going on."""
        if self is NO_SIGHTINGS:
            return stint.seen
        own = stint.seen.lo if stint.seen is not None else BEFORE_ALL
        last, end = own, stint.end
        for lo, hi in self.seen.get(person, ()):
            if lo > last and hi >= stint.start.lo and (end is None or lo < end.hi):
                last = lo
        if (end is None or end.hi >= AFTER_ALL) and stint.start.lo <= self.covered > last:
            last = self.covered
        return stint.seen if last == own else day_of(last)


NO_SIGHTINGS: Final = Sightings()


def tenure_of(post: str, stint: Stint, sightings: Sightings = NO_SIGHTINGS) -> Tenure:
    """The tenure that a stint comes to."""
    by, behind = stint.by, stint.behind
    gone: Any = by.fact if by is not None else None
    if by is not None and by not in behind:
        behind = [*behind, by]
    if not stint.appointments:
        return _before_all_appointments(post, stint, gone)
    first: Any = stint.appointments[0].fact
    last: Any = stint.appointments[-1].fact
    is_departure = stint.how == "departed"
    replaces: str | None = first.replaces
    earlier: tuple[EdtfDate, ...] = ()
    if len(stint.appointments) > 1:
        replaces, earlier = _of_renewals(stint.appointments)
    end = stint.end
    return Tenure(
        post,
        first.person,
        first.capacity,
        stint.start,
        end,
        stint.how,
        _reasons(gone, stint.again) if is_departure else (),
        first.announced,
        gone.announced if gone is not None else None,
        last.term_ends,
        len(stint.appointments) - 1,
        _disputes(stint.behind),
        _positions(behind),
        stint.appointments[0].positions[-1],
        by.positions[-1] if by is not None else None,
        replaces,
        earlier,
        sightings.last(stint, first.person),
        False,
        _written(first.effective, stint.start),
        _written(gone.effective, end) if gone is not None and end is not None else None,
        stint.days,
    )


def _before_all_appointments(post: str, stint: Stint, gone: Any) -> Tenure:
    """A tenure that only its departure tells of."""
    assert stint.by is not None  # noqa: S101 - the departure
    end = stint.end
    return Tenure(
        post,
        gone.person,
        "permanent",
        stint.start,
        end,
        "departed",
        _reasons(gone, stint.again),
        None,
        gone.announced,
        None,
        0,
        _disputes(stint.behind),
        _positions(stint.behind),
        stint.by.positions[-1],
        stint.by.positions[-1],
        last_seen=stint.seen,
        end_written=_written(gone.effective, end) if end is not None else None,
        days=stint.days,
    )


def _reasons(departure: Any, again: Sequence[Standing]) -> tuple[str, ...]:
    """Why somebody left, by all departures that are told as one."""
    if not again:
        return departure.reasons  # type: ignore[no-any-return]
    others: list[Any] = [standing.fact for standing in again]
    found = dict.fromkeys(reason for fact in (departure, *others) for reason in fact.reasons)
    return tuple([reason for reason in found if reason != "unstated"]) or tuple(found)


def day_of(ordinal: int) -> EdtfDate | None:
    """A day given as an ordinal; None if it is none."""
    return EdtfDate.of_day(ordinal) if BEFORE_ALL < ordinal < AFTER_ALL else None


def _written(date: EdtfDate, read: EdtfDate) -> EdtfDate | None:
    """A date as it was written, where it was read more narrowly."""
    if date is read or (date.lo == read.lo and date.hi == read.hi):
        return None
    return date


def _of_renewals(appointments: Sequence[Standing]) -> tuple[str | None, tuple[EdtfDate, ...]]:
    """Whose seat it is by any of the appointments, and the ends expected before the latest."""
    facts: list[Any] = [standing.fact for standing in appointments]
    replaces = next((fact.replaces for fact in facts if fact.replaces is not None), None)
    return replaces, tuple([f.term_ends for f in facts[:-1] if f.term_ends is not None])


def _disputes(facts: Sequence[Standing]) -> tuple[tuple[str, str], ...]:
    """What sources say against any of the facts, each once."""
    for fact in facts:
        if fact.disputes:
            return tuple(sorted({dispute for fact in facts for dispute in fact.disputes}))
    return ()


def _positions(behind: Sequence[Standing]) -> tuple[int, ...]:
    """The positions of all the events behind facts, in the log's order."""
    positions = behind[0].positions
    for fact in behind[1:]:
        positions += fact.positions
    return tuple(sorted(set(positions))) if len(positions) > 1 else positions


def tenure_order(tenure: Tenure) -> tuple[int, int, int, str, str, int]:
    """The order in which a post's tenures stand: by their starts, then by their ends."""
    start, end = tenure.start, tenure.end
    last = AFTER_ALL if end is None else end.hi
    return start.lo, start.hi, last, tenure.capacity, tenure.person, tenure.began_by
