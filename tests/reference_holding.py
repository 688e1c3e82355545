"""What one event does to who holds what: the rules of holding, one function a rule.

Every function takes a state and gives the states that may follow: several where a world may
choose, and one more broken rule where the event does not fit. Names of broken rules begin with
the kind of break; a set of them, so that one trouble is counted once.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from .reference_records import (
    NEVER,
    PERMANENT,
    UNKNOWN,
    Appointment,
    Closing,
    Death,
    Departure,
    Facts,
    Happening,
    Opening,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["IMPLIED", "Setting", "State", "Tenure", "are_halves", "happen", "would_end"]

How: TypeAlias = Literal["departed", "succeeded", "closed", "died"]
IMPLIED: Final = frozenset({"succeeded", "closed", "died"})


class Tenure(NamedTuple):
    """One person holding one post in one world, [start, end).

    `outlasts` says that it went on where something else should have ended it; `overlaps`, that it
    is a stand-in's and went on beside a permanent holder, which breaks no rule.
    """

    id: str
    post: str
    person: str
    capacity: str
    start: int
    appointments: tuple[str, ...]
    latest: int
    end: int | None = None
    ender: str | None = None
    how: How | None = None
    outlasts: bool = False
    overlaps: bool = False
    term_ended: bool = False
    again: tuple[str, ...] = ()
    predecessor: str | None = None


class State(NamedTuple):
    """Who holds what, after the events that have passed."""

    tenures: tuple[Tenure, ...] = ()
    broken: frozenset[str] = frozenset()
    dead: frozenset[str] = frozenset()
    passed: tuple[tuple[str, int], ...] = ()
    unusual: frozenset[tuple[str, int]] = frozenset()

    def open_in(self, post: str) -> list[Tenure]:
        return [t for t in self.tenures if t.post == post and t.end is None]

    def breaking(self, *rules: str) -> State:
        return self._replace(broken=self.broken | set(rules))

    def changed(self, *tenures: Tenure) -> State:
        """With tenures in the place of those that began with the same appointment."""
        new = {tenure.id: tenure for tenure in tenures}
        kept = tuple(new.pop(tenure.id, tenure) for tenure in self.tenures)
        return self._replace(tenures=(*kept, *new.values()))


class Setting(NamedTuple):
    """What does not change while a world is played: the facts, and the day of each."""

    facts: Facts
    days: Mapping[str, int]

    def seats(self, post: str, day: int) -> int | None:
        """How many may hold a post permanently; None where nobody knows. One if nobody says."""
        said = [
            (NEVER if o.date is None else self.days[o.id], o.id, o.seats)
            for o in self.facts.openings
            if o.post == post and o.seats is not None
        ]
        counting = [seats for since, _, seats in sorted(said) if since <= day]
        return (counting[-1] or None) if counting else 1

    def exists(self, post: str, day: int, state: State) -> bool:
        """Whether there is the post on a day, after what has passed of it."""
        openings = [o for o in self.facts.openings if o.post == post]
        begun = [self.days[o.id] for o in openings if o.date is not None]
        if len(begun) == len(openings) > 0:
            if day < min(begun):
                return False
        elif any(day < self.days[f.id] for f in self.facts.foundings if post in f.posts):
            return False
        passed = {ident for ident, _ in state.passed}
        closed = [
            self.days[c.id] for c in self.facts.closings if post in c.posts and c.id in passed
        ]
        return all(any(end < o <= day for o in begun) for end in closed)

    def first_day(self, post: str) -> int:
        """The first day on which a post can have been held."""
        openings = [o for o in self.facts.openings if o.post == post]
        begun = [self.days[o.id] for o in openings if o.date is not None]
        if len(begun) == len(openings) > 0:
            return min(begun)
        founded = [self.days[f.id] for f in self.facts.foundings if post in f.posts]
        return max(founded, default=NEVER)

    def alive(self, person: str, day: int, state: State) -> bool:
        born = [self.days[b.id] for b in self.facts.born if b.person == person]
        return all(day >= b for b in born) and person not in state.dead

    def may_depart(self, tenure: Tenure) -> bool:
        """Whether a departure of a day that is not unknown may end a tenure that outlasts."""
        departures = self.facts.departures_of(tenure.person, tenure.post)
        return any(not departure.date.is_unknown for departure in departures)


def happen(event: Happening, day: int, state: State, setting: Setting) -> Iterator[State]:
    """Every state that may follow."""
    state = state._replace(passed=(*state.passed, (event.id, day)))
    match event:
        case Appointment():
            yield from _appoint(event, day, state, setting)
        case Departure():
            yield from _depart(event, day, state, setting)
        case Closing():
            over = [t for post in event.posts for t in state.open_in(post)]
            yield from _end(over, event, "closed", day, state, setting)
        case Death():
            yield from _die(event, day, state, setting)
        case Opening():
            yield _reseat(event, day, state, setting)
        case _:
            yield state


# --- ends that are implied -------------------------------------------------------------------


def _end(
    tenures: Sequence[Tenure], event: Happening, how: How, day: int, state: State, setting: Setting
) -> Iterator[State]:
    """End some tenures: each ends, or goes on where a departure of its own is stated."""
    choices = [list(_ended_or_not(tenure, event, how, day, setting)) for tenure in tenures]
    for chosen in product(*choices):
        rules = [f"outlasts:{tenure.id}" for tenure in chosen if tenure.outlasts]
        yield state.changed(*chosen).breaking(*rules)


def _ended_or_not(
    tenure: Tenure, event: Happening, how: How, day: int, setting: Setting
) -> Iterator[Tenure]:
    # "... ends that holder's tenure on that day, unless a departure of their own is stated that
    # no world can put by then". Beside somebody of the same capacity, or beyond an end, that
    # breaks a rule; a stand-in beside a permanent holder does not.
    if not tenure.outlasts:
        yield tenure._replace(end=day, ender=event.id, how=how)
    if setting.may_depart(tenure):
        if _may_stand_beside(tenure, event):
            yield tenure._replace(overlaps=True)
        else:
            yield tenure._replace(outlasts=True)


def _may_stand_beside(tenure: Tenure, event: Happening) -> bool:
    return (
        isinstance(event, Appointment)
        and event.person != tenure.person
        and event.replaces != tenure.person
        and event.capacity == PERMANENT != tenure.capacity
    )


def would_end(new: Appointment, tenure: Tenure, day: int, seats: int | None) -> bool:
    """Whether an appointment of a day ends a tenure that is open."""
    if new.person == tenure.person != UNKNOWN:
        # A person's own permanent appointment ends what they held for a time, and one for a time
        # ends another for a time.
        if new.capacity == tenure.capacity or tenure.latest >= day:
            return False
        return new.capacity == PERMANENT or tenure.capacity != PERMANENT
    if new.replaces == tenure.person != UNKNOWN:
        return True
    # "In a post of several seats nobody is pushed out by guess."
    if seats != 1:
        return False
    # "An appointment does not end a tenure that began or was renewed that day, unless `replaces`
    # names it."
    if tenure.latest >= day:
        return False
    # "An `acting` or `interim` appointment ends only an earlier acting or interim one; a
    # permanent one ends them all."
    return new.capacity == PERMANENT or tenure.capacity != PERMANENT


def _die(event: Death | Departure, day: int, state: State, setting: Setting) -> Iterator[State]:
    # "Death ends all that they hold."
    held = [t for t in state.tenures if t.person == event.person and t.end is None]
    dead = state._replace(dead=state.dead | {event.person})
    yield from _end(held, event, "died", day, dead, setting)


def _reseat(event: Opening, day: int, state: State, setting: Setting) -> State:
    """Fewer seats than are held permanently is a break."""
    seats = setting.seats(event.post, day)
    held = [t for t in state.open_in(event.post) if t.capacity == PERMANENT and not t.outlasts]
    return state.breaking(f"full:{event.id}") if seats and len(held) > seats else state


# --- appointments ----------------------------------------------------------------------------


def _appoint(new: Appointment, day: int, state: State, setting: Setting) -> Iterator[State]:
    # "Nothing is held before its post began, after it ended, or by the dead."
    if not setting.exists(new.post, day, state):
        state = state.breaking(f"outside:{new.id}")
    if not setting.alive(new.person, day, state):
        state = state.breaking(f"dead:{new.id}")
    if _misses_whom_it_replaces(new, state, setting):
        state = state.breaking(f"replaces:{new.id}")
    seats = setting.seats(new.post, day)
    for leaving in _leaving(new, day, state, seats):
        for after in _end(leaving, new, "succeeded", day, state, setting):
            begun = _seated(new, day, after, setting)
            yield _naming(new, begun, _followed(new, state, leaving))


def _leaving(new: Appointment, day: int, state: State, seats: int | None) -> Iterator[list[Tenure]]:
    """Whom an appointment ends; of several unknown people in a board, any one is replaced."""
    held = state.open_in(new.post)
    leaving = [tenure for tenure in held if would_end(new, tenure, day, seats)]
    unknown = [t for t in held if t.person == UNKNOWN and t not in leaving]
    if new.replaces != UNKNOWN or not unknown:
        yield leaving
        return
    for tenure in unknown:
        yield [*leaving, tenure]


def _misses_whom_it_replaces(new: Appointment, state: State, setting: Setting) -> bool:
    """Whether the replaced has not held yet, though an appointment may have come before."""
    if new.replaces is None:
        return False
    may_precede = any(
        a.date.lo <= new.date.hi
        for a in setting.facts.appointments_of(new.replaces, new.post)
        if a.id != new.id
    )
    held = [t for t in state.tenures if (t.post, t.person) == (new.post, new.replaces)]
    return may_precede and not held


def _followed(new: Appointment, state: State, leaving: Sequence[Tenure]) -> str | None:
    """The tenure that `replaces` names: the one that it ends, or the last that ended before."""
    if new.replaces is None:
        return None
    ended = [t for t in leaving if t.person == new.replaces]
    held = [t for t in state.tenures if (t.post, t.person) == (new.post, new.replaces)]
    found = ended or sorted(held, key=lambda t: (t.end is None, t.end or 0))
    return found[-1].id if found else None


def _naming(new: Appointment, state: State, predecessor: str | None) -> State:
    named = [t._replace(predecessor=predecessor) for t in state.tenures if t.id == new.id]
    return state.changed(*named)


def _seated(new: Appointment, day: int, state: State, setting: Setting) -> State:
    """The appointment renews what its person holds, or begins a tenure."""
    if new.person != UNKNOWN:  # "unknown" may be several people: none renews another
        for tenure in state.open_in(new.post):
            if (tenure.person, tenure.capacity) == (new.person, new.capacity):
                return state.changed(_renewed(tenure, new, day))
        for tenure in reversed(state.tenures):
            if _has_just_left(tenure, new, day, state, setting):
                again = (*tenure.again, new.id)
                resumed = tenure._replace(end=None, ender=None, how=None, again=again)
                return _within_seats(new, state.changed(_renewed(resumed, new, day)), day, setting)
    who = new.person, new.capacity
    begun = state.changed(Tenure(new.id, new.post, *who, day, (new.id,), day))
    return _within_seats(new, begun, day, setting)


def _within_seats(new: Appointment, after: State, day: int, setting: Setting) -> State:
    full = _is_too_full(new, after, setting.seats(new.post, day))
    return after.breaking(f"full:{new.id}") if full else after


def _renewed(tenure: Tenure, new: Appointment, day: int) -> Tenure:
    return tenure._replace(
        appointments=(*tenure.appointments, new.id), latest=day, term_ended=False
    )


def _has_just_left(
    tenure: Tenure, new: Appointment, day: int, state: State, setting: Setting
) -> bool:
    # "A departure (of no reason but `term-ended` or `unstated`) and an appointment of the same
    # person on the same day in the same capacity, is a renewal."
    if (tenure.post, tenure.person, tenure.capacity) != (new.post, new.person, new.capacity):
        return False
    if not tenure.term_ended or (tenure.end, tenure.how) != (day, "departed"):
        return False
    # Choice: unless somebody came in between who would have ended it.
    passed = [ident for ident, _ in state.passed]
    between = set(passed[passed.index(tenure.ender or "") + 1 :])
    seats = setting.seats(new.post, day)
    return not any(
        other.id in between and other.post == new.post and would_end(other, tenure, day, seats)
        for other in setting.facts.appointments
        if other.person != new.person
    )


def _is_too_full(new: Appointment, state: State, seats: int | None) -> bool:
    # "A post of one seat has one permanent holder and one stand-in at a time." In one of several
    # "it has at most its seats' number of permanent holders on any day".
    if seats is None:
        return False
    held = [t for t in state.open_in(new.post) if not t.outlasts]
    permanent = [t for t in held if t.capacity == PERMANENT]
    if new.capacity == PERMANENT:
        return len(permanent) > seats
    return seats == 1 and len(held) - len(permanent) > 1


# --- departures ------------------------------------------------------------------------------


def _depart(left: Departure, day: int, state: State, setting: Setting) -> Iterator[State]:
    for after in _left(left, day, state, setting):
        if "death" in left.reasons and left.person != UNKNOWN:
            yield from _die(left, day, after, setting)
        else:
            yield after


def _left(left: Departure, day: int, state: State, setting: Setting) -> Iterator[State]:
    found = list(_what_it_ends(left, day, state))
    for tenures in found:
        yield state.changed(*(_departed(tenure, left, day) for tenure in tenures))
    if left.date.is_unknown:
        return
    if not found:
        yield from _first_known(left, day, state, setting)
    # Any stated departure may be set aside: that is one broken rule.
    yield state.breaking(f"nothing:{left.id}")


def _departed(tenure: Tenure, left: Departure, day: int) -> Tenure:
    return tenure._replace(end=day, ender=left.id, how="departed", term_ended=left.ends_a_term)


def _what_it_ends(left: Departure, day: int, state: State) -> Iterator[list[Tenure]]:
    """The tenures that a departure may end, each choice a list."""
    held = [
        t
        for t in state.tenures
        if (t.post, t.person) == (left.post, left.person)
        # Who died that day may be said to have left that day as well.
        and (t.end is None or (t.how == "died" and t.end == day))
    ]
    if left.appointment is not None:
        held = [tenure for tenure in held if left.appointment in tenure.appointments]
    if left.person == UNKNOWN:
        yield from ([tenure] for tenure in held)
    elif held:
        yield held


def _first_known(left: Departure, day: int, state: State, setting: Setting) -> Iterator[State]:
    # "A hand-over whose predecessor has no appointment on record that may come before it says
    # that they held the post on the day before, since a day not on record."
    own = setting.facts.appointments_of(left.person, left.post)
    if left.appointment is not None or any(a.date.lo <= left.date.hi for a in own):
        return
    if left.person in state.dead:  # "nothing is held ... by the dead", on the eve neither
        return
    if not any(are_halves(left, a, setting.facts) for a in setting.facts.appointments):
        return
    eve, first = day - 1, setting.first_day(left.post)
    if not setting.exists(left.post, eve, state):
        return
    begun = _room_since(left.post, eve, state, setting.seats(left.post, eve))
    if begun is None or max(first, begun) > eve:
        return
    for start in {max(first, begun), eve}:
        tenure = Tenure(
            *(f"first:{left.id}", left.post, left.person, PERMANENT, start, (), start),
            end=day,
            ender=left.id,
            how="departed",
        )
        yield state.changed(tenure)


def are_halves(left: Departure, new: Appointment, facts: Facts) -> bool:
    """Whether they are the halves of a change.

    That is "a departure and another's appointment to the same post with the same date as written,
    appended together". Choice: in a post of several seats, or of nobody knows how many, only where
    nobody else comes or goes with that date and batch. A register that is appended whole has many,
    and says nothing of who followed whom. Nor are they where both come and go with that date.
    """
    if new.post != left.post or new.person == left.person:
        return False
    together = new.told & left.told
    if all(o.seats in (1, None) for o in facts.openings if o.post == left.post):
        return any(not _both_come_and_go(left, new, telling, facts) for telling in together)
    return any(len(_who_moves(left.post, telling, facts)) == 2 for telling in together)


def _both_come_and_go(
    left: Departure, new: Appointment, telling: tuple[str, str], facts: Facts
) -> bool:
    """Whether either could be the one who follows; then neither does. Choice."""
    moving = _who_moves(new.post, telling, facts)
    who = (left.person, new.person)
    return (
        UNKNOWN not in who
        and {(kind, person) for kind in (Departure, Appointment) for person in who} <= moving
    )


def _who_moves(post: str, telling: tuple[str, str], facts: Facts) -> set[tuple[type, str]]:
    """Who comes to a post and who goes, by the facts of one date as written and batch."""
    return {
        (type(x), x.id if x.person == UNKNOWN else x.person)
        for x in facts.changes
        if x.post == post and telling in x.told
    }


def _room_since(post: str, eve: int, state: State, seats: int | None) -> int | None:
    """Since when one more could hold a post without a break up to a day; None if not even then."""
    if seats is None:
        return NEVER
    held = [t for t in state.tenures if t.post == post and t.capacity == PERMANENT]
    days = sorted({NEVER, eve, *(t.start for t in held), *(t.end for t in held if t.end)})
    since = None
    for day in reversed([day for day in days if day <= eve]):
        holding = [t for t in held if t.start <= day and (t.end is None or day < t.end)]
        if len(holding) >= seats:
            break
        since = day
    return since
