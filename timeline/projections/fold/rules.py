"""What a day's facts make of who holds a post: the rules of a world.

A world is an account of a post in which every fact has its day. It is read day by day. What the
facts of one day make of those who held the post when it began is `Rules.outcomes`: as a rule one
way, or more where a departure may end one of several tenures, or where a rule or a default has to
give, for its price (see `prices`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .day_order import depends_on_order, usual_next
from .facts import gives_way
from .prices import ANY_ORDER, APART, BROKEN, FIRST_KNOWN, HALVES, NO_DAY, SET_ASIDE, STAND_IN
from .states import Moment, Open, Outcome, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .facts import Fact
    from .ties import Ties

__all__ = ["Rules", "TooWide"]

WORK: Final = 200_000
"""How many facts may be looked at in one search, about a second: many people who all hold a
post of one seat until one day have more ways out of it than can be tried."""
_ONE_DAY: Final = 200
"""How many facts one day may have in a search, each of which is a step deeper."""


class TooWide(Exception):
    """A search would take too long: a knot has too many days to try, or a day too many facts."""


class Rules:
    """What the facts about a post leave open, day by day.

    Args:
        ties: of the facts.
        limit: the most that a world may cost.
        excused: whose departures may be set aside at no cost.
    """

    def __init__(self, ties: Ties, limit: int, excused: frozenset[str] = frozenset()) -> None:
        self.ties = ties
        self.facts = ties.facts
        self.limit = limit
        self._most = limit
        self._any_order = False
        self._work = 0
        self._holding = 0  # how many held the post as permanent holders when the day began
        self._existed = True  # whether there was the post when the day began
        self._excused = excused
        self._links, self._halves, self._twins = ties.links, ties.halves, ties.twins
        self._leaves, self._comes, self._together = ties.leaves, ties.comes, ties.together
        self._some_day = ties.some_day
        self._has_ties = bool(self._together or self._halves or self._twins or ties.are_any_after)

    # --- a day ------------------------------------------------------------------------------

    def outcomes(
        self, state: State, placed: int, group: Sequence[Fact], spent: int = 0
    ) -> list[Outcome]:
        """What a day may make of a state; nothing, if any way costs too much.

        Args:
            state: at the end of the day before.
            placed: the facts that have happened, a bit for each number.
            group: the facts of this day.
            spent: what the days before cost.

        Raises:
            TooWide: the day has too many facts, or the search has taken too long.
        """
        if len(group) > _ONE_DAY:
            raise TooWide
        self._most = self.limit - spent
        first = Moment(*state, placed, placed)
        first.cost = self._cost_of_day(placed, group)
        if first.cost > self._most:
            return []
        self._holding = len([t for t in state.open if t.capacity == "permanent"])
        self._existed = state.exists
        if len(group) == 1:
            ways = self._alone(first, group[0])
        else:
            held = {tenure.facts[0] for tenure in state.open}
            self._any_order = bool(self.limit) and depends_on_order(group)
            ways = self._run(first, tuple(group), held, None)
        made = [last.outcome() for last in ways]
        return made if len(made) < 2 else _cheapest(made)

    def _cost_of_day(self, placed: int, group: Sequence[Fact]) -> int:
        """The price of what is today, or not, without regard to the order within the day."""
        if not self._has_ties:
            return 0
        today = 0
        for fact in group:
            today |= 1 << fact.number
        for fact in group if self._twins else ():
            twin = self._twins.get(fact.number)
            if twin is not None and not (today | placed) >> twin & 1:
                return self._most + 1
        return sum(self._price_of(fact, placed, today) for fact in group)

    def _price_of(self, fact: Fact, placed: int, today: int) -> int:
        """The price of a fact that is today, beside the others that are, or have been."""
        happened, cost = today | placed, 0
        for other in self._together.get(fact.number, ()):
            if not happened >> other & 1:
                cost += APART
        for departure in self._halves.get(fact.number, ()):
            if not happened >> departure & 1:
                cost += HALVES
        for person in fact.after:
            comes = list(self._named(person))
            if comes and not any(placed >> c.number & 1 for c in comes):
                cost += HALVES
        return cost

    def _alone(self, moment: Moment, fact: Fact) -> Iterator[Moment]:
        """Every way through a day of one fact."""
        self._work += 1
        if self._work > WORK:
            raise TooWide
        for after in self._happen(moment, fact):
            after.cost += NO_DAY * len(after.brief)
            if after.cost <= self._most:
                yield after

    def _run(
        self, moment: Moment, rest: tuple[Fact, ...], held: set[int], last: Fact | None
    ) -> Iterator[Moment]:
        """Every way through the rest of a day."""
        if not rest:
            moment.cost += NO_DAY * len(moment.brief)
            if moment.cost <= self._most:
                yield moment
            return
        self._work += len(rest)
        if self._work > WORK:
            raise TooWide
        for fact, is_usual in self._next(moment, rest, held, last):
            cost = 0 if is_usual or not moment.is_usual else ANY_ORDER
            if moment.cost + cost > self._most:
                continue
            left = tuple(other for other in rest if other is not fact)
            before = moment.copy()
            before.cost += cost
            before.is_usual = before.is_usual and is_usual
            for after in self._happen(before, fact):
                if after.cost <= self._most:
                    yield from self._run(after, left, held, fact)

    def _next(
        self, moment: Moment, rest: Sequence[Fact], held: set[int], last: Fact | None
    ) -> Iterator[tuple[Fact, bool]]:
        """The facts that may come next, and whether that is the usual order."""
        if self._twins:
            rest = [
                f
                for f in rest
                if moment.placed >> self._twins.get(f.number, f.number) & 1
                or f.number not in self._twins
            ]
        usual = usual_next(moment, rest, held, last)
        for fact in usual:
            yield fact, True
        if self._any_order:
            for fact in rest:
                if fact not in usual:
                    yield fact, False

    def _happen(self, moment: Moment, fact: Fact) -> Iterable[Moment]:
        if fact.kind == "appointed":
            return self._appointed(moment, fact)
        if fact.kind == "departed":
            return self._departed(moment, fact)
        if fact.kind == "begins":
            moment.placed |= 1 << fact.number
            moment.began = moment.began or not moment.exists
            moment.exists = True
            if fact.seats is not None:
                moment.seats = fact.seats
            return (moment,)
        return self._ended(moment, fact)

    # --- one fact ---------------------------------------------------------------------------

    def _appointed(self, moment: Moment, fact: Fact) -> Iterator[Moment]:
        if not moment.exists:
            moment.cost += BROKEN
        if fact.owner in moment.dead:
            moment.cost += BROKEN
        if fact.replaces is not None and not self._has_held(moment, fact):
            moment.cost += BROKEN
        moment.began = True
        ended, stay = self._pushed_out(moment, fact)
        moments = [moment]
        for tenure in ended:
            moments = [m for old in moments for m in self._end_or_outlast(old, tenure, fact)]
        for one in moments:
            if one.cost <= self._most:
                for other in self._with_a_seat(one, fact, stay):
                    self._take(other, fact, stay)
                    other.placed |= 1 << fact.number
                    yield other

    def _with_a_seat(self, moment: Moment, fact: Fact, stay: int) -> Iterator[Moment]:
        """In a full post of several seats, somebody may have left on a day that nobody knows."""
        if not self._some_day or moment.seats < 2 or not self._is_full(moment, fact, stay):
            yield moment
            return
        freed = False
        for departure in self._some_day:
            if moment.placed >> departure.number & 1:
                continue
            for tenure in moment.open:
                mine = tenure.owner == departure.owner and tenure.capacity == "permanent"
                link = self._links.get(departure.number)
                mine = mine and (link is None or link in tenure.facts)
                if mine and tenure.owner != fact.owner and tenure.facts[0] not in moment.fresh:
                    other = moment.copy()
                    other.close(tenure, departure)
                    other.placed |= 1 << departure.number
                    freed = True
                    yield other
        if not freed:
            yield moment

    def _has_held(self, moment: Moment, fact: Fact) -> bool:
        """Whether the one who is replaced has held the post, if that may be at all."""
        comes = [c for c in self._named(fact.replaces) if c.lo <= fact.hi and c is not fact]
        return not comes or any(moment.placed >> c.number & 1 for c in comes)

    def _named(self, person: str | None) -> Iterator[Fact]:
        for owner, comes in self._comes.items():
            if comes[0].person == person:
                yield from comes
                if owner == person:
                    return

    def _pushed_out(self, moment: Moment, fact: Fact) -> tuple[list[Open], int]:
        """The tenures that an appointment ends, and how many others of its kind fill the post."""
        ended, stay = [], 0
        for tenure in moment.open:
            person = self.facts[tenure.facts[0]].person
            is_fresh = tenure.facts[0] in moment.fresh
            goes = not is_fresh and gives_way(tenure.capacity == "permanent", not fact.is_stand_in)
            if tenure.owner == fact.owner:
                if goes and tenure.capacity != fact.capacity:
                    ended.append(tenure)
            elif (fact.replaces is not None and person == fact.replaces) or (
                moment.seats == 1 and goes
            ):
                ended.append(tenure)
            elif (tenure.capacity != "permanent") == fact.is_stand_in:
                stay += not tenure.outlasts
        return ended, stay

    def _end_or_outlast(self, moment: Moment, tenure: Open, by: Fact) -> Iterator[Moment]:
        """The tenure ends here; or not, where a departure of its own is still to come."""
        if tenure.outlasts:
            yield moment
            return
        if self._departures_to_come(moment, tenure):
            beside = by.kind == "appointed" and not by.is_stand_in and by.replaces is None
            price = STAND_IN if beside and tenure.capacity != "permanent" else BROKEN
            if moment.cost + price <= self._most:
                other = moment.copy()
                other.cost += price
                if price == BROKEN:
                    others = [t for t in other.open if t is not tenure]
                    other.open = (*others, tenure._replace(outlasts=True))
                yield other
        self._end(moment, tenure, by)
        yield moment

    def stays_until(self, tenure: Open, placed: int) -> int | None:
        """The earliest day of a departure that is to come of who is named; None if there is none.

        Args:
            tenure: that goes on.
            placed: the facts that have happened, a bit for each number.
        """
        days = [
            departure.lo
            for departure in self._leaves.get(self.facts[tenure.facts[0]].person, ())
            if not placed >> departure.number & 1
            and self._links.get(departure.number, tenure.facts[0]) in tenure.facts
        ]
        return min(days, default=None)

    def ever_stands_in(self, owner: str) -> bool:
        """Whether somebody is appointed to stand in."""
        return any(fact.is_stand_in for fact in self._comes.get(owner, ()))

    def _departures_to_come(self, moment: Moment, tenure: Open) -> bool:
        for departure in self._leaves.get(self.facts[tenure.facts[0]].person, ()):
            if moment.placed >> departure.number & 1:
                continue
            link = self._links.get(departure.number)
            if link is None or link in tenure.facts:
                return True
        return False

    def _end(self, moment: Moment, tenure: Open, by: Fact) -> None:
        moment.close(tenure, by)
        if tenure.facts[0] in moment.fresh and self.facts[tenure.facts[-1]].lo < by.hi:
            moment.brief = (*moment.brief, tenure.facts[0])

    def _take(self, moment: Moment, fact: Fact, stay: int) -> None:
        """The appointment itself: a renewal of what goes on or ended today, or a new tenure."""
        number = fact.number
        renewed = self._renewed(moment, fact)
        moment.left = tuple(
            t for t in moment.left if t is not renewed and not self._comes_between(moment, t, fact)
        )
        if renewed is None:
            if self._is_full(moment, fact, stay):
                moment.cost += BROKEN
            moment.open = (*moment.open, Open((number,), fact.owner, fact.capacity))
            moment.starts = (*moment.starts, number)
            moment.fresh |= {number}
            return
        if renewed not in moment.open:
            moment.ends = tuple([e for e in moment.ends if e[0] != renewed.facts[0]])
            moment.brief = tuple([t for t in moment.brief if t != renewed.facts[0]])
        others = [t for t in moment.open if t is not renewed]
        moment.open = (*others, renewed._replace(facts=(*renewed.facts, number)))
        moment.renewals = (*moment.renewals, (renewed.facts[0], number))
        moment.fresh |= {renewed.facts[0]}

    def _renewed(self, moment: Moment, fact: Fact) -> Open | None:
        for tenure in (*moment.open, *moment.left):
            if tenure.owner == fact.owner and tenure.capacity == fact.capacity:
                return tenure
        return None

    def _comes_between(self, moment: Moment, tenure: Open, fact: Fact) -> bool:
        """Whether an appointment would have ended a tenure that a departure ended before it."""
        if tenure.owner == fact.owner:
            return gives_way(tenure.capacity == "permanent", not fact.is_stand_in)
        if fact.replaces == self.facts[tenure.facts[0]].person:
            return True
        return moment.seats == 1 and gives_way(tenure.capacity == "permanent", not fact.is_stand_in)

    def _is_full(self, moment: Moment, fact: Fact, stay: int) -> bool:
        """Whether the seats are taken by others who stay."""
        if not moment.exists or not moment.seats:
            return False
        if moment.seats == 1:
            return stay > 0
        if fact.is_stand_in:
            return False
        holders = {t.owner for t in moment.open if t.capacity == "permanent" and not t.outlasts}
        return len(holders | {fact.owner}) > moment.seats

    def _departed(self, moment: Moment, fact: Fact) -> Iterator[Moment]:
        price = 0 if fact.person in self._excused else BROKEN + SET_ASIDE
        for other_half in self._together.get(fact.number, ()):
            if (moment.placed & ~moment.before) >> other_half & 1:
                moment.cost += APART  # on one day the departure comes first
        moment.placed |= 1 << fact.number
        if moment.cost + price <= self._most:
            other = moment.copy()
            other.cost += price
            yield from self._die(other, fact)
        leaving = self._leaving(moment, fact)
        if not leaving:
            if moment.cost + FIRST_KNOWN <= self._most and self._is_first_known(moment, fact):
                moment.cost += FIRST_KNOWN
                moment.starts = (*moment.starts, -1 - fact.number)
                moment.ends = (*moment.ends, (-1 - fact.number, fact.number))
                moment.began = True
                yield from self._die(moment, fact)
            return
        for those in leaving:
            one = moment.copy()
            for tenure in those:
                self._end(one, tenure, fact)
                if fact.ends_term:
                    one.left = (*one.left, tenure)
            yield from self._die(one, fact)

    def _die(self, moment: Moment, fact: Fact) -> Iterator[Moment]:
        """Whoever died holds nothing more, of whatever tenure the departure is."""
        if fact.kind == "departed" and not (fact.deadly and fact.owner == fact.person):
            yield moment
            return
        if fact.owner not in moment.dead:
            moment.dead = tuple(sorted((*moment.dead, fact.owner)))
        moments = [moment]
        for tenure in moment.open:
            if tenure.owner == fact.owner:
                moments = [m for old in moments for m in self._end_or_outlast(old, tenure, fact)]
        yield from moments

    def _leaving(self, moment: Moment, fact: Fact) -> list[list[Open]]:
        """The tenures that a departure ends: all that the person holds, or the one it names.

        Of several nameless holders, any one.
        """
        is_named = fact.owner == fact.person
        link = self._links.get(fact.number)
        mine = [t for t in moment.open if self.facts[t.facts[0]].person == fact.person]
        if link is not None:
            mine = [t for t in mine if link in t.facts]
        if is_named:
            return [mine] if mine else []
        return [[t] for t in mine]

    def _is_first_known(self, moment: Moment, fact: Fact) -> bool:
        """Whether a departure is half of a change, and there was a seat on the day before."""
        if not (self._existed and moment.exists) or fact.owner in moment.dead:
            return False
        if fact.number in self._links or any(c.lo <= fact.hi for c in self._named(fact.person)):
            return False
        if not any(fact.number in those for those in self._halves.values()):
            return False
        held = self._holding + len([t for t in moment.starts if t < 0])
        return not moment.seats or held < moment.seats

    def _ended(self, moment: Moment, fact: Fact) -> Iterator[Moment]:
        """The end of the post, or the death of somebody who may hold it."""
        moment.placed |= 1 << fact.number
        moment.left = ()
        if fact.kind == "death":
            yield from self._die(moment, fact)
            return
        moment.exists = False
        moments = [moment]
        for tenure in moment.open:
            moments = [m for old in moments for m in self._end_or_outlast(old, tenure, fact)]
        yield from moments


def _cheapest(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Of the outcomes that differ by their costs alone, the cheapest."""
    found: dict[tuple[object, ...], Outcome] = {}
    for made in outcomes:
        key = made[:1] + made[2:]
        if key not in found or made.cost < found[key].cost:
            found[key] = made
    return list(found.values())
