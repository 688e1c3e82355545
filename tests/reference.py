"""A second reading of `docs/semantics.md`: naive, slow, and independent of `timeline.projections`.

Every question reads the whole log again. Nothing here is clever, so that it can be held against
the page sentence by sentence; the comments quote it. Where the page leaves a choice, the comment
begins with "Choice".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    UNKNOWN_PERSON,
    Abolished,
    Appointed,
    Departed,
    Dissolved,
    EdtfDate,
    RecordedEvent,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

from .reference_facts import (
    Certainty,
    Ended,
    RefTenure,
    Status,
    _certainly_before,
    _creation,
    _Fact,
    _Known,
    _known_of,
    _on_one_known_day,
    _overlap,
    _possibly_after,
    _possibly_between,
    _seats,
    standing,
)

__all__ = [
    "RefTenure",
    "post_state",
    "standing",
    "tenure_order",
    "tenures",
    "unmatched_departures",
]

# --- one person's own events -----------------------------------------------------------------


class _Run(NamedTuple):
    """A tenure as its holder's own events tell it: an appointment and its renewals.

    `departure` ended it, or the holder's own `next` appointment, or neither.
    """

    person: str
    capacity: str
    appointments: tuple[_Fact, ...]
    departure: _Fact | None = None
    next: _Fact | None = None

    @property
    def latest(self) -> _Fact:
        return self.appointments[-1]


def _begin(fact: _Fact) -> _Run:
    appointment = _appointment(fact)
    return _Run(appointment.person, appointment.capacity, (fact,))


def _appointment(fact: _Fact) -> Appointed:
    assert isinstance(fact.content, Appointed)
    return fact.content


def _rank(fact: _Fact) -> int:
    """On one known day: departures, then acting and interim appointments, then permanent ones."""
    if isinstance(fact.content, Departed):
        return 0
    return 2 if _appointment(fact).capacity == "permanent" else 1


def _must_precede(one: _Fact, other: _Fact) -> bool:
    if _on_one_known_day(one.date, other.date):
        return _rank(one) < _rank(other)
    return _certainly_before(one.date, other.date)


def _own_order(fact: _Fact) -> tuple[int, int, int, str]:
    # Choice: "by date" is by the earliest day, then by the latest.
    return (fact.date.lo, fact.date.hi, _rank(fact), fact.id)


def _next_of(waiting: Sequence[_Fact], *, holds: bool) -> _Fact:
    """Of the events that no other must precede: a holder departs, a non-holder is appointed."""
    free = [fact for fact in waiting if not any(_must_precede(other, fact) for other in waiting)]
    wanted = [fact for fact in free if isinstance(fact.content, Departed) == holds]
    return min(wanted or free, key=_own_order)


def _own_runs(person: str, known: _Known) -> tuple[list[_Run], list[_Fact]]:
    """A person's tenures, and the departures when nothing was open."""
    own = [
        fact
        for fact in [*known.appointments, *known.departures]
        if getattr(fact.content, "person", None) == person
    ]
    waiting = own
    runs: list[_Run] = []  # in the order in which they began
    unmatched: list[_Fact] = []
    while waiting:
        fact = _next_of(waiting, holds=any(map(_is_open, runs)))
        waiting = [other for other in waiting if other.id != fact.id]
        if isinstance(fact.content, Appointed):
            runs = _appointed(runs, fact, known)
        elif any(map(_is_open, runs)):
            runs = _departed(runs, fact)
        else:
            unmatched.append(fact)
    return runs, unmatched


def _is_open(run: _Run) -> bool:
    return run.departure is None and run.next is None


def _departed(runs: Sequence[_Run], departure: _Fact) -> list[_Run]:
    if departure.content.person == UNKNOWN_PERSON:  # type: ignore[attr-defined]
        # "A departure ends the earliest that is open."
        earliest = next(run for run in runs if _is_open(run))
        return [run._replace(departure=departure) if run is earliest else run for run in runs]
    return [run._replace(departure=departure) if _is_open(run) else run for run in runs]


def _is_next_term(run: _Run, new: _Fact) -> bool:
    """Whether the run's term ended on the known day of a new appointment in that capacity."""
    departure = run.departure
    return (
        departure is not None
        and isinstance(departure.content, Departed)
        and "term-ended" in departure.content.reasons
        and _on_one_known_day(departure.date, new.date)
    )


def _appointed(runs: Sequence[_Run], new: _Fact, known: _Known) -> list[_Run]:
    appointment = _appointment(new)
    if appointment.person == UNKNOWN_PERSON:
        return [*runs, _begin(new)]  # "none renews another"
    same = [run for run in runs if run.capacity == appointment.capacity]
    latest = same[-1] if same else None
    after: list[_Run] = []
    renewed = False
    for run in runs:
        if run is latest and _is_next_term(run, new):
            renewal = (*run.appointments, new)
            after.append(run._replace(appointments=renewal, departure=None))
            renewed = True
        elif not _is_open(run):
            after.append(run)
        elif run.capacity == appointment.capacity:
            if _is_interrupted(run, new, known):
                after.append(run._replace(next=new))
            else:
                after.append(run._replace(appointments=(*run.appointments, new)))
                renewed = True
        elif _ends_other_capacity(run, new) or _is_interrupted(run, new, known):
            after.append(run._replace(next=new))
        else:
            after.append(run)
    return after if renewed else [*after, _begin(new)]


def _ends_other_capacity(run: _Run, new: _Fact) -> bool:
    if _on_one_known_day(run.latest.date, new.date):
        return False
    return _appointment(new).capacity == "permanent" or run.capacity != "permanent"


def _is_interrupted(run: _Run, new: _Fact, known: _Known) -> bool:
    return any(
        _possibly_between(_by_then(fact, known), run.latest.date, new.date)
        for fact in _enders(run, known)
    )


# --- ends that are implied -------------------------------------------------------------------


def _enders(run: _Run, known: _Known) -> list[_Fact]:
    """Others' appointments and ends of the post, possibly after the latest appointment."""
    return [
        fact
        for fact in [*known.appointments, *known.ends]
        if _would_end(fact, run, known) and _comes_after(fact, run.latest, known)
    ]


def _by_then(fact: _Fact, known: _Known) -> EdtfDate:
    """When a candidate took effect: an appointment, before the departure that followed it."""
    if not isinstance(fact.content, Appointed):
        return fact.date
    own = _in_order(fact.content.person, known)
    after = own[[other.id for other in own].index(fact.id) + 1 :]
    departures = [other.date for other in after if isinstance(other.content, Departed)]
    date = fact.date
    if not departures or not date.lo < departures[0].hi < AFTER_ALL:
        return date
    return EdtfDate(date.text, date.lo, min(date.hi, departures[0].hi - 1))


def _in_order(person: str, known: _Known) -> list[_Fact]:
    """A person's events in the order in which they took effect."""
    waiting = [
        fact
        for fact in [*known.appointments, *known.departures]
        if getattr(fact.content, "person", None) == person
    ]
    ordered: list[_Fact] = []
    held = 0
    while waiting:
        fact = _next_of(waiting, holds=held > 0)
        waiting = [other for other in waiting if other.id != fact.id]
        ordered.append(fact)
        if isinstance(fact.content, Departed):
            held = max(0, held - 1)
        else:
            held = held + 1 if person == UNKNOWN_PERSON else 1
    return ordered


def _would_end(fact: _Fact, run: _Run, known: _Known) -> bool:
    content = fact.content
    if not isinstance(content, Appointed):
        return True
    # Choice: one appointment of `unknown` is somebody else's to another.
    if content.person == run.person != UNKNOWN_PERSON:
        return False
    if any(fact.id == own.id for own in run.appointments):
        return False
    if content.replaces == run.person:
        return True
    # Choice: "the appointment" whose latest day says how many seats is the successor's.
    if _seats(known, content.effective.hi) != 1:
        return False
    return content.capacity == "permanent" or run.capacity != "permanent"


def _comes_after(fact: _Fact, latest: _Fact, known: _Known) -> bool:
    # "If the holder `replaces` somebody, that person's appointments with overlapping dates came
    # before." Choice: what counts is whom the latest appointment replaces.
    if (
        isinstance(fact.content, Appointed)
        and fact.content.person == _appointment(latest).replaces
        and _overlap(fact.date, latest.date)
    ):
        return False
    return _possibly_after(_by_then(fact, known), latest.date)


def _implied_end(run: _Run, known: _Known) -> tuple[EdtfDate | None, Ended | None]:
    latest = run.latest.date
    own = [] if run.next is None else [run.next]
    others = [(fact, _by_then(fact, known)) for fact in _enders(run, known)]
    candidates = [*others, *((fact, fact.date) for fact in own)]
    if not candidates:
        return None, None
    day_after = BEFORE_ALL if latest.lo <= BEFORE_ALL else latest.lo + 1
    earliest = min(max(date.lo, day_after) for _, date in candidates)
    # Choice: the own next appointment certainly comes after, for it was put into that order:
    # the tenure "ends (at the latest with the new appointment)".
    certain = [
        date
        for fact, date in others
        if _certainly_before(latest, date) or getattr(fact.content, "replaces", None) == run.person
    ] + [fact.date for fact in own]
    last = max(min((date.hi for date in certain), default=AFTER_ALL), earliest)
    begun = [(fact, date) for fact, date in candidates if date.lo <= last]
    first, _ = min(begun, key=lambda held: (held[1].hi, held[1].lo, held[0].id))
    one_date = len({date.text for _, date in begun}) == 1
    if one_date and (first.date.lo, first.date.hi) == (earliest, last):
        return first.date, _how(first)
    return EdtfDate.between(earliest, last), _how(first)


def _how(fact: _Fact) -> Ended:
    match fact.content:
        case Abolished():
            return "abolished"
        case Dissolved():
            return "dissolved"
        case _:
            return "succeeded"


# --- tenures ---------------------------------------------------------------------------------


def tenures(
    post: str,
    events: Iterable[RecordedEvent],
    announced_by: EdtfDate | None,
    recorded_by: str | None,
) -> list[RefTenure]:
    """Every tenure of a post, by start, then by end, person and capacity."""
    return _tenures(_known_of(post, events, announced_by, recorded_by))


def unmatched_departures(
    post: str,
    events: Iterable[RecordedEvent],
    announced_by: EdtfDate | None,
    recorded_by: str | None,
) -> set[str]:
    """The ids of the departures from a post that are conflicts."""
    known = _known_of(post, events, announced_by, recorded_by)
    unmatched = {fact.id for person in _people(known) for fact in _own_runs(person, known)[1]}
    return unmatched - {fact.id for fact in _hand_overs(known)}


def _people(known: _Known) -> list[str]:
    facts = [*known.appointments, *known.departures]
    return sorted({fact.content.person for fact in facts})  # type: ignore[attr-defined]


def _tenures(known: _Known) -> list[RefTenure]:
    runs = [run for person in _people(known) for run in _own_runs(person, known)[0]]
    first = [_first_tenure(fact, known) for fact in _hand_overs(known)]
    return sorted([*first, *(_tenure(run, known) for run in runs)], key=tenure_order)


def tenure_order(tenure: RefTenure) -> tuple[int | str, ...]:
    """An order in which to compare tenures; no two tenures that differ are equal in it."""
    start, end = tenure.start, tenure.end
    bounds = (AFTER_ALL + 1, AFTER_ALL + 1) if end is None else (end.lo, end.hi)
    who = (tenure.person, tenure.capacity, tenure.ended or "", tenure.renewals)
    return (start.lo, start.hi, *bounds, *who, start.text, "" if end is None else end.text)


def _tenure(run: _Run, known: _Known) -> RefTenure:
    start, renewals = run.appointments[0].date, len(run.appointments) - 1
    end: EdtfDate | None
    ended: Ended | None
    if run.departure is not None:
        end, ended = run.departure.date, "departed"
    else:
        end, ended = _implied_end(run, known)
    return RefTenure(known.post, run.person, run.capacity, start, end, ended, renewals)


def _hand_overs(known: _Known) -> list[_Fact]:
    """The departures that are the first thing known of the post."""
    unmatched = [fact for person in _people(known) for fact in _own_runs(person, known)[1]]
    first = [
        fact
        for fact in unmatched
        if all(fact.date.lo <= other.date.lo for other in [*known.appointments, *known.ends])
        # Choice: "the very same date" is as written.
        and any(
            other.date == fact.date and other.content.person != fact.content.person  # type: ignore[attr-defined]
            for other in known.appointments
        )
    ]
    return [fact for fact in first if len(first) <= _seats(known, fact.date.hi)]


def _first_tenure(departure: _Fact, known: _Known) -> RefTenure:
    # "Any day from the creation of the post, or the founding of its organization."
    creation = _creation(known) or known.founding
    eve = AFTER_ALL if departure.date.hi >= AFTER_ALL else departure.date.hi - 1
    earliest = min(BEFORE_ALL if creation is None else creation.lo, eve)
    start = EdtfDate.between(earliest, eve)
    person: str = departure.content.person  # type: ignore[attr-defined]
    return RefTenure(known.post, person, "permanent", start, departure.date, "departed", 0)


# --- what a post is on a day -----------------------------------------------------------------


class _Gap(NamedTuple):
    """A time when the post did not exist: [begin, end), each None where it has no bound."""

    begin: EdtfDate | None
    end: EdtfDate | None


def post_state(
    post: str,
    events: Iterable[RecordedEvent],
    as_of: EdtfDate,
    announced_by: EdtfDate | None,
    recorded_by: str | None,
) -> tuple[Status, Certainty, list[tuple[str, str, Certainty]]] | None:
    """What a post is on a day, how certainly, and who holds it; None if nothing is known of it.

    Choice: where there is no record, that is "certain".
    """
    known = _known_of(post, events, announced_by, recorded_by)
    abolitions = [fact for fact in known.ends if isinstance(fact.content, Abolished)]
    if not (known.introductions or known.appointments or known.departures or abolitions):
        return None
    found = _tenures(known)
    gaps = _gaps(known)
    changes = _changes(found, known)
    days = _days(as_of, found, gaps, changes)

    holders: list[tuple[str, str, Certainty]] = sorted(
        (tenure.person, tenure.capacity, certainty)
        for tenure in found
        if (certainty := _holds(tenure, days)) is not None
    )
    certainly_none = all(any(_certainly_in(day, gap) for gap in gaps) for day in days)
    possibly_none = any(any(_possibly_in(day, gap) for gap in gaps) for day in days)
    certainly_changed = all(any(date.hi <= day for date in changes) for day in days)
    possibly_changed = any(any(date.lo <= day for date in changes) for day in days)

    if holders:
        held_for_certain = any(certainty == "certain" for _, _, certainty in holders)
        return "held", "certain" if held_for_certain else "possible", holders
    if certainly_none:
        return "no-such-post", "certain", []
    if certainly_changed:
        return "vacant", "possible" if possibly_none else "certain", []
    if possibly_none:
        return "no-such-post", "possible", []
    if possibly_changed:
        return "vacant", "possible", []
    return "no-record", "certain", []


def _gaps(known: _Known) -> list[_Gap]:
    # "Without that, it cannot be older than its organization."
    beginning = _creation(known) or known.founding
    before = [] if beginning is None else [_Gap(None, beginning)]
    return before + [_Gap(end.date, _new_beginning(end.date, known)) for end in known.ends]


def _new_beginning(end: EdtfDate, known: _Known) -> EdtfDate | None:
    later = [
        introduction.effective
        for introduction in known.introductions
        if introduction.effective is not None and introduction.effective.lo > end.hi
    ]
    return later[0] if later else None


def _changes(found: Sequence[RefTenure], known: _Known) -> list[EdtfDate]:
    """The ends of tenures, the departures, and the beginnings of the post."""
    creation = _creation(known)
    # Choice: a new beginning after an end is a beginning too.
    again = [_new_beginning(end.date, known) for end in known.ends]
    dates = [
        *(tenure.end for tenure in found),
        *(departure.date for departure in known.departures),
        creation,
        *again,
    ]
    return [date for date in dates if date is not None]


def _days(
    as_of: EdtfDate, found: Sequence[RefTenure], gaps: Sequence[_Gap], changes: Sequence[EdtfDate]
) -> list[int]:
    """Of the days of a date, those that matter: its bounds, and those about any other bound."""
    first, last = max(as_of.lo, BEFORE_ALL + 1), min(as_of.hi, AFTER_ALL - 1)
    dates = [
        *(date for tenure in found for date in (tenure.start, tenure.end)),
        *(date for gap in gaps for date in gap),
        *changes,
    ]
    bounds = [bound for date in dates if date is not None for bound in (date.lo, date.hi)]
    near = {bound + step for bound in bounds for step in (-1, 0, 1)}
    return sorted({first, last} | {day for day in near if first <= day <= last})


def _holds(tenure: RefTenure, days: Sequence[int]) -> Certainty | None:
    """Certain on every one of the days, or possible on at least one, or neither."""
    start, end = tenure.start, tenure.end
    if all(start.hi <= day and (end is None or day < end.lo) for day in days):
        return "certain"
    if any(start.lo <= day and (end is None or day < end.hi) for day in days):
        return "possible"
    return None


def _certainly_in(day: int, gap: _Gap) -> bool:
    return (gap.begin is None or gap.begin.hi <= day) and (gap.end is None or day < gap.end.lo)


def _possibly_in(day: int, gap: _Gap) -> bool:
    return (gap.begin is None or gap.begin.lo <= day) and (gap.end is None or day < gap.end.hi)
