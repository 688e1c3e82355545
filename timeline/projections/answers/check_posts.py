"""The rules of `check` about one post: who held it when, and what is open about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    UNKNOWN_PERSON,
    Appointed,
    Departed,
    EdtfDate,
    t,
)

from ..posts import PostHistory
from ..standing import Standing
from ..tenures import Tenure
from .chains import vacancies
from .check_rules import Problem

if TYPE_CHECKING:
    from timeline.events import Event


__all__ = ["OF_A_POST", "STALE_DAYS", "Case"]


@attrs.frozen
class Case:
    """One post: its history, and what stands about it.

    Attributes:
        history: the post's.
        standing: the facts about it.
        as_of: the day up to which it is looked at.
        vacancy_days: how long a vacancy may last.
    """

    history: PostHistory
    standing: tuple[Standing, ...]
    as_of: EdtfDate
    vacancy_days: int

    @cached_property
    def of_people(self) -> Mapping[str, Sequence[Tenure]]:
        """The tenures of each person."""
        found: dict[str, list[Tenure]] = {}
        for tenure in self.history.tenures:
            found.setdefault(tenure.person, []).append(tenure)
        return found

    def problem(self, code: str, position: int | None, message: str) -> Problem:
        """A problem of this post."""
        return Problem(code, f"post:{self.history.post}", position, message)


def _overlap(case: Case) -> Iterator[Problem]:
    """Sweep over the days on which somebody certainly begins or stops to hold the post.

    Only where not all worlds were looked through: otherwise the contradictions say it.
    A stand-in beside a permanent holder is no overlap: each kind has the seats for itself.
    """
    for permanent in (True, False) if not case.history.is_exact else ():
        chosen = [t for t in case.history.tenures if (t.capacity == "permanent") == permanent]
        yield from _too_many(case, chosen)


def _too_many(case: Case, tenures: Sequence[Tenure]) -> Iterator[Problem]:
    steps: list[tuple[int, int, Tenure]] = []
    for tenure in tenures:
        first, last = tenure.start.hi, tenure.end.lo if tenure.end is not None else None
        if first < AFTER_ALL and (last is None or first < last):
            steps.append((first, 1, tenure))
            if last is not None:
                steps.append((last, 0, tenure))
    holding: dict[int, Tenure] = {}
    holders: Counter[str | int] = Counter()  # two nameless holders are two people
    for day, begins, tenure in sorted(steps, key=lambda step: (step[0], step[1], step[2].began_by)):
        who = tenure.person if tenure.person != UNKNOWN_PERSON else tenure.began_by
        if not begins:
            del holding[id(tenure)]
            holders[who] -= 1
            if not holders[who]:
                del holders[who]
            continue
        holding[id(tenure)] = tenure
        holders[who] += 1
        if 0 < case.history.profile.seats(day) < len(holders):
            some = islice(dict.fromkeys(held.person for held in holding.values()), _NAMED + 1)
            people = _few(sorted(some), len(holders))
            message = t(
                "{people}: {n} hold {post} on {day}",
                people=people,
                n=len(holders),
                post=tenure.post,
                day=EdtfDate.of_day(day),
            )
            gone = {t.person for t in holding.values() if t.end and t.end.lo == t.end.hi == day + 1}
            is_shared = len(holders) - len(gone) <= case.history.profile.seats(day)
            yield case.problem("shared-day" if is_shared else "overlap", tenure.began_by, message)


_NAMED: Final = 8
"""How many people a message names; of a post of many seats it would be as long as the log."""


def _few(people: Sequence[str], count: int) -> str:
    if len(people) <= _NAMED:
        return ", ".join(people)
    return t("{listed} and {more} more", listed=", ".join(people[:_NAMED]), more=count - _NAMED)


def _conflicts(case: Case) -> Iterator[Problem]:
    if not case.history.conflicts:
        return
    standing = {found.id: found for found in case.standing}
    for conflict in case.history.conflicts:
        own = standing.get(conflict.event)
        facts = [standing[ident].fact for ident in conflict.events if ident in standing]
        shared = conflict.code == "overlap" and _share_a_day(facts)
        code = "shared-day" if shared else conflict.code
        yield case.problem(code, own.positions[-1] if own else None, conflict.message)


def _share_a_day(facts: Sequence[Event]) -> bool:
    """Whether somebody is gone on the day after somebody came: an end that was a first day out."""
    came = {f.effective.lo for f in facts if isinstance(f, Appointed) and f.effective.is_day}
    left = {f.effective.lo for f in facts if isinstance(f, Departed) and f.effective.is_day}
    return any(day + 1 in left for day in came)


def _end_before_start(case: Case) -> Iterator[Problem]:
    """Find departures that end nothing, of people who came later and have not left since."""
    unmatched = {
        conflict.event for conflict in case.history.conflicts if conflict.code == _UNMATCHED
    }
    for standing in case.standing:
        fact = standing.fact
        if not isinstance(fact, Departed) or standing.id not in unmatched:
            continue
        for tenure in case.of_people.get(fact.person, ()):
            if tenure.start.lo > fact.effective.hi and tenure.ended != "departed":
                message = t(
                    "{person} leaves on {effective}, and comes on {start}",
                    person=fact.person,
                    effective=fact.effective,
                    start=tenure.start,
                )
                yield case.problem("end-before-start", standing.positions[-1], message)


_UNMATCHED: Final = "departure-without-appointment"


def _wrong_predecessor(case: Case) -> Iterator[Problem]:
    for standing in case.standing:
        fact = standing.fact
        if not isinstance(fact, Appointed) or fact.replaces is None:
            continue
        day = fact.effective
        held = [
            tenure
            for tenure in case.of_people.get(fact.replaces, ())
            if tenure.start.lo < day.hi and (tenure.end is None or tenure.end.hi >= day.lo)
        ]
        if not held:
            message = t(
                '"{replaces}" does not hold {post} until {day}',
                replaces=fact.replaces,
                post=fact.post,
                day=day,
            )
            yield case.problem("wrong-predecessor", standing.positions[-1], message)


def _expected_end(case: Case) -> Iterator[Problem]:
    for tenure in case.history.tenures:
        due = tenure.term_ends
        if due is not None and tenure.end is None and due.hi <= case.as_of.lo:
            message = t(
                "{person} was to hold {post} until {due}",
                person=tenure.person,
                post=tenure.post,
                due=due,
            )
            yield case.problem("expected-end-passed", tenure.began_by, message)


def _stale(case: Case) -> Iterator[Problem]:
    """Find what goes on by silence alone; known days only, for `unknown` was never seen."""
    day, post = case.as_of.lo, case.history.post
    state = case.history.on(case.as_of)
    for tenure, _ in state.holding:
        seen = tenure.last_seen
        if seen is not None and BEFORE_ALL < seen.hi < day - STALE_DAYS:
            message = t(
                "{person} holds {post}, and was last seen on {seen}",
                person=tenure.person,
                post=post,
                seen=seen,
            )
            yield case.problem("stale", tenure.began_by, message)
    seen = state.last_seen
    if seen is not None and BEFORE_ALL < seen.hi < day - STALE_DAYS:
        yield case.problem(
            "stale",
            None,
            t("{post} is vacant, and was last seen so on {seen}", post=post, seen=seen),
        )


STALE_DAYS: Final = 3652
"""How long nothing may show a state to go on: ten years, longer than most terms of office."""


def _long_vacancy(case: Case) -> Iterator[Problem]:
    for gap in vacancies(case.history, case.as_of, case.vacancy_days):
        if gap.until is None:
            message = t(
                "{post} has been vacant since {since}, for {days} days",
                post=gap.post,
                since=gap.since,
                days=gap.days,
            )
            yield case.problem("never-filled", None, message)
            continue
        message = t(
            "{post} was vacant from {since} until {until}, for {days} days",
            post=gap.post,
            since=gap.since,
            until=gap.until,
            days=gap.days,
        )
        yield case.problem("long-vacancy", None, message)


def _open_questions(case: Case) -> Iterator[Problem]:
    """Find what is worth a look in a tenure, though it is no mistake."""
    ends = {standing.positions[-1]: standing for standing in case.standing}
    for tenure in case.history.tenures:
        if tenure.person == UNKNOWN_PERSON:
            message = t(
                "nobody has named who held {post} from {start}",
                post=tenure.post,
                start=tenure.start,
            )
            yield case.problem("unknown-holder", tenure.began_by, message)
        if tenure.start.lo <= BEFORE_ALL:
            message = t(
                "nothing says since when {person} held {post}",
                person=tenure.person,
                post=tenure.post,
            )
            yield case.problem("unknown-start", tenure.began_by, message)
        if tenure.ended == "succeeded" and tenure.end is not None:
            by = ends.get(tenure.ended_by or 0)
            if by is not None and by.fact.effective != tenure.end:  # type: ignore[attr-defined]
                message = t(
                    "{person} may have left {post} at any time in {end}",
                    person=tenure.person,
                    post=tenure.post,
                    end=tenure.end,
                )
                yield case.problem("uncertain-order", tenure.began_by, message)
            else:
                message = t(
                    "{person} left {post} by {end}, as the successor shows",
                    person=tenure.person,
                    post=tenure.post,
                    end=tenure.end,
                )
                yield case.problem("implied-end", tenure.began_by, message)


OF_A_POST: Final[tuple[Callable[[Case], Iterable[Problem]], ...]] = (
    _overlap,
    _conflicts,
    _end_before_start,
    _wrong_predecessor,
    _expected_end,
    _stale,
    _long_vacancy,
    _open_questions,
)
"""The rules of a post: each yields what it finds."""
