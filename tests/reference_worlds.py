"""Every world that a small log allows, found by trying them all (DESIGN, section 3.3).

A world gives every date one of its days, every day an order of its events, and every departure
what it ends. All are played, one event after the other, and those that cost least are kept; they
are the worlds. `Cost` says what is dear; each part of it is a sum, so that what does not fit in
one place changes no answer in another.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import count, groupby, permutations, product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .reference_days import dates_of, days_of
from .reference_holding import IMPLIED, Setting, State, Tenure, are_halves, happen, would_end
from .reference_records import (
    FOREVER,
    UNKNOWN,
    Appointment,
    Closing,
    Death,
    Departure,
    Facts,
    Founding,
    Happening,
    Opening,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Cost", "World", "worlds_of"]


class Cost(NamedTuple):
    """What a world costs; the worlds are those that cost least, compared from the left."""

    broken: int
    """Rules that are broken: "those that break the fewest rules"."""
    set_aside: int
    """Departures that end nothing: "a stated departure before an implied end"."""
    overlapping: int
    """Stand-ins who go on beside a permanent holder: "that no world can put by then"."""
    first_known: int
    """Tenures without an appointment: "only where no world is left otherwise"."""
    of_no_day: int
    """Tenures of no day: "only where its own dates leave it none, or no world is left"."""
    parted: int
    """Same dates as written that are not "one day, departure first"."""
    reversed: int
    """Halves of a change of which the appointment comes first."""
    unusual: int
    """Days whose order is not the usual one of 3.7."""


class World(NamedTuple):
    """What happened, if it happened so."""

    cost: Cost
    tenures: tuple[Tenure, ...]
    broken: frozenset[str]
    days: frozenset[tuple[str, int]]
    """The day of each fact, by id."""


@lru_cache(maxsize=1000)
def worlds_of(facts: Facts) -> list[World]:
    """The worlds of some facts, each once. There is always one."""
    for most_broken in count():
        found = _cheapest(facts, most_broken, usual=True)
        if not found or any(found[0].cost):
            # "Where no such order leaves a world, any that does."
            found = _cheapest(facts, most_broken, usual=False)
        if found:
            return found
    raise AssertionError("a log breaks as many rules as it has events, at most")


def _cheapest(facts: Facts, most_broken: int, *, usual: bool) -> list[World]:
    """Those that cost least of the worlds that break so many rules at most; possibly none."""
    best: dict[tuple[object, ...], World] = {}
    least: Cost | None = None
    for world in _all(facts, _Limits(most_broken, usual)):
        if least is None or world.cost < least:
            best, least = {}, world.cost
        if world.cost == least:
            best.setdefault((frozenset(world.tenures), world.broken, world.days), world)
    return list(best.values())


class _Limits(NamedTuple):
    """Which worlds are not tried."""

    most_broken: int
    usual: bool


def _all(facts: Facts, limits: _Limits) -> Iterator[World]:
    dates = dates_of(facts)
    choices = {i: _choices(i, facts) for i in dates}
    ids = list(choices)
    alike = _alike(facts)
    for days in product(*choices.values()):
        given = {ident: day for ident, day in zip(ids, days, strict=True) if day is not None}
        if not all(_in_turn(group, given) for group in alike) or not _die_once(facts, given):
            continue
        setting = Setting(facts, given)
        for state in _played(_by_day(facts, given), State(), setting, limits):
            at = {ident: index for index, (ident, _) in enumerate(state.passed)}
            if all(_in_turn(group, at) for group in alike):
                yield from _world(state, setting, limits)


def _alike(facts: Facts) -> list[list[str]]:
    """The ids of facts that say the same, in order; which of them comes first is no difference.

    Choice: they come in the order of their ids in every world, so that each begins or ends the same
    tenure in all of them.
    """
    linked = {d.appointment for d in facts.departures}
    groups: dict[Any, list[str]] = {}
    for fact in facts.changes:
        if fact.id not in linked:
            groups.setdefault(fact._replace(id=""), []).append(fact.id)
    return [sorted(ids) for ids in groups.values() if len(ids) > 1]


def _die_once(facts: Facts, days: Mapping[str, int]) -> bool:
    """Whether departures for one death, which were read as of one date, are on one day."""
    found: dict[tuple[str, int, int], set[int]] = {}
    for left in facts.departures:
        if "death" in left.reasons and left.person != UNKNOWN and not left.date.is_unknown:
            found.setdefault((left.person, *left.date[:2]), set()).add(days[left.id])
    return all(len(those) == 1 for those in found.values())


def _in_turn(ids: Sequence[str], at: Mapping[str, int]) -> bool:
    places = [at.get(ident, FOREVER) for ident in ids]
    return places == sorted(places)


def _choices(ident: str, facts: Facts) -> Sequence[int | None]:
    """The days that a fact may have; None is for a departure that something else was."""
    days = days_of(dates_of(facts)[ident], facts)
    vague = any(d.id == ident and d.date.is_unknown for d in facts.departures)
    return [None, *days] if vague else days


# --- one day after the other, and the orders within a day -------------------------------------


def _by_day(facts: Facts, days: Mapping[str, int]) -> list[tuple[int, list[Happening]]]:
    happened: list[Happening] = [*facts.openings, *facts.foundings, *facts.changes]
    happened += [*facts.closings, *facts.deaths]
    dated = sorted((days[e.id], e.id, e) for e in happened if e.id in days)
    return [(day, [e for _, _, e in of]) for day, of in groupby(dated, key=lambda d: d[0])]


def _played(
    days: Sequence[tuple[int, list[Happening]]], state: State, setting: Setting, limits: _Limits
) -> Iterator[State]:
    if len(state.broken) > limits.most_broken:
        return
    if not days:
        yield state
        return
    day, events = days[0]
    for order in permutations(events):
        unusual = {post for post in _posts(order) if not _is_usual(order, post, state)}
        if limits.usual and unusual:
            continue
        marked = state._replace(unusual=state.unusual | {(post, day) for post in unusual})
        for after in _through(order, day, marked, setting):
            yield from _played(days[1:], after, setting, limits)


def _through(
    order: Sequence[Happening], day: int, state: State, setting: Setting
) -> Iterator[State]:
    if not order:
        yield state
        return
    for after in happen(order[0], day, state, setting):
        yield from _through(order[1:], day, after, setting)


def _posts(order: Sequence[Happening]) -> set[str]:
    return {post for event in order for post in _at(event)}


def _at(event: Happening) -> tuple[str, ...]:
    match event:
        case Death():
            return ("",)
        case Closing() | Founding():
            return event.posts
        case _:
            return (event.post,)


_FIRST: Final = (Opening, Founding)
_LAST: Final = (Closing, Death)


def _is_usual(order: Sequence[Happening], post: str, state: State) -> bool:
    """Whether the events of one day at one post come in the order of 3.7.

    "Introductions; departures of those who held when the day began; appointments, each followed by
    the departure of who came and went that day, where who is replaced is replaced before coming
    back; then ends."
    """
    events = [event for event in order if post in _at(event) or isinstance(event, _LAST)]
    held = {tenure.person for tenure in state.open_in(post)}
    stages = [0]
    gone: set[str] = set()
    for before, event in zip([None, *events], events, strict=False):
        match event:
            case Opening() | Founding():
                stages.append(0)
            case Departure() if event.person in held and event.person not in gone:
                gone.add(event.person)
                stages.append(1)
            case Departure():
                came = isinstance(before, Appointment) and before.person == event.person
                comes = any(isinstance(e, Appointment) and e.person == event.person for e in events)
                if comes and not came:
                    return False
                stages.append(2 if comes else 1)
            case Appointment():
                stages.append(2)
            case _:
                stages.append(3)
    return stages == sorted(stages) and _replaced_first(events, held)


def _replaced_first(events: Sequence[Happening], held: set[str]) -> bool:
    appointed = [event for event in events if isinstance(event, Appointment)]
    for index, event in enumerate(appointed):
        earlier = {other.person for other in appointed[:index]}
        if event.replaces in held and event.replaces in earlier:
            return False
    return True


# --- what a world that was played to its end is worth -----------------------------------------


def _world(state: State, setting: Setting, limits: _Limits) -> Iterator[World]:
    """The world of a state, or none if it is not to be counted."""
    if any((t.outlasts or t.overlaps) and t.how != "departed" for t in state.tenures):
        return
    if any(_takes_another_end(d, state, setting) for d in setting.facts.departures):
        return
    broken = state.broken | {f"nothing:{ident}" for ident in _absorbed_by_none(state, setting)}
    if len(broken) > limits.most_broken:
        return
    dated = {d.id for d in setting.facts.departures if not d.date.is_unknown}
    cost = Cost(
        broken=len(broken),
        # Choice: one of unknown day says the least, and is the first to be doubted.
        set_aside=sum(rule.startswith("nothing:") and rule[8:] in dated for rule in broken),
        overlapping=sum(t.overlaps for t in state.tenures),
        first_known=sum(t.id.startswith("first:") for t in state.tenures),
        of_no_day=sum(_is_needlessly_empty(t, setting.facts) for t in state.tenures),
        parted=_parted(state, setting.facts),
        reversed=_reversed(state, setting.facts),
        unusual=len(state.unusual),
    )
    yield World(cost, state.tenures, broken, frozenset(setting.days.items()))


def _takes_another_end(left: Departure, state: State, setting: Setting) -> bool:
    """Whether an `unknown` departure was given a day where something else ends the tenure.

    "Where a succession, `replaces`, an abolition or a death ends it, it ended then ... It never
    parts a tenure that would be one without it."
    """
    if not left.date.is_unknown or left.id not in setting.days:
        return False
    passed = [ident for ident, _ in state.passed]
    later = set(passed[passed.index(left.id) + 1 :])
    ended = [tenure for tenure in state.tenures if tenure.ender == left.id]
    return not ended or any(_something_else_ends(tenure, later, setting) for tenure in ended)


def _something_else_ends(tenure: Tenure, later: set[str], setting: Setting) -> bool:
    facts = setting.facts
    renewed = any(
        a.capacity == tenure.capacity and a.id in later and a.person != UNKNOWN
        for a in facts.appointments_of(tenure.person, tenure.post)
    )
    succeeded = any(
        a.id in later
        and a.post == tenure.post
        and would_end(a, tenure, setting.days[a.id], setting.seats(a.post, setting.days[a.id]))
        for a in facts.appointments
    )
    closed = any(c.id in later and tenure.post in c.posts for c in facts.closings)
    died = any(d.id in later and d.person == tenure.person for d in facts.deaths) or any(
        d.id in later and d.person == tenure.person and "death" in d.reasons
        for d in facts.departures
    )
    return renewed or succeeded or closed or died


def _absorbed_by_none(state: State, setting: Setting) -> list[str]:
    """The `unknown` departures without a day for which no implied end is left."""
    free = [tenure for tenure in state.tenures if tenure.how in IMPLIED]
    alone = []
    for left in setting.facts.departures:
        if left.id in setting.days:
            continue
        fitting = [
            t
            for t in free
            if (t.post, t.person) == (left.post, left.person)
            and (left.appointment is None or left.appointment in t.appointments)
        ]
        if fitting:
            free.remove(fitting[0])
        else:
            alone.append(left.id)
    return alone


def _is_needlessly_empty(tenure: Tenure, facts: Facts) -> bool:
    # "In a world a tenure has no day only where its own dates leave it none." Choice: nor has
    # what a renewal adds to it.
    if tenure.end != tenure.latest or not tenure.appointments:
        return False
    dates = dates_of(facts)
    end = dates.get(tenure.ender or "")
    return end is None or dates[tenure.appointments[-1]].lo < end.hi


def _parted(state: State, facts: Facts) -> int:
    # "A departure from and an appointment to one post, of one person, with the same date as
    # written (not `unknown`), are one day, departure first."
    at = {ident: (day, index) for index, (ident, day) in enumerate(state.passed)}
    pairs = [
        (at[left.id], at[new.id])
        for left in facts.departures
        for new in facts.appointments_of(left.person, left.post)
        if new.date.text == left.date.text != UNKNOWN and left.person != UNKNOWN
    ]
    return sum(one[0] != other[0] or one[1] > other[1] for one, other in pairs)


def _reversed(state: State, facts: Facts) -> int:
    # "The appointment is not before the departure."
    at = {ident: index for index, (ident, _) in enumerate(state.passed)}
    pairs = [
        (at[left.id], at[new.id])
        for left in facts.departures
        for new in facts.appointments
        if left.id in at and are_halves(left, new, facts)
    ]
    return sum(one > other for one, other in pairs)
