"""What came and went between two days: the states in between, and who came for whom, by seat."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from timeline.events import EdtfDate

from ..posts import PostState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..posts import PostHistory
    from ..tenures import Tenure

__all__ = ["Seat", "Step", "bounds_of", "people_of", "same", "seats_of", "steps_between"]


class Step(NamedTuple):
    """What a post was from a day on, between the two days that are compared.

    Attributes:
        since: the first day on which it was so.
        state: what it was.
    """

    since: EdtfDate
    state: PostState


Seat: TypeAlias = tuple[str | None, ...]
"""Who held one seat, one after the other; None where nobody did, or nothing tells who."""


def same(before: PostState | None, after: PostState | None) -> bool:
    """Whether the same people hold the post in the same capacities, or it is unheld alike."""
    if before is None or after is None:
        return before is after or (before or after).status == "no-record"  # type: ignore[union-attr]
    return before.status == after.status and _holding(before) == _holding(after)


def _holding(state: PostState) -> list[tuple[str, str]]:
    return sorted((tenure.person, tenure.capacity) for tenure, _ in state.holding)


def people_of(state: PostState | None) -> tuple[str, ...]:
    """The ids of a state's holders, sorted."""
    held = state.holding if state is not None else ()
    return tuple(sorted({tenure.person for tenure, _ in held}))


def bounds_of(history: PostHistory, after: int, before: int) -> list[int]:
    """The days between two others on which a post's state may change, sorted, as ordinals."""
    dates = [history.profile.created, *history.left]
    dates += [date for t in history.tenures for date in (t.start, t.end)]
    dates += [date for absence in history.absences for date in (absence.start, absence.end)]
    found = {day for date in dates if date is not None for day in (date.lo, date.hi)}
    found.update(day for span in history.held for day in span)
    return sorted(day for day in found if after < day < before)


def steps_between(history: PostHistory, first: EdtfDate, second: EdtfDate) -> tuple[Step, ...]:
    """What a post was between two days, where that was neither what it was before nor after.

    A time in which one may have left and another may have come is no step of its own.
    """
    early, late = sorted((first, second), key=lambda day: (day.lo, day.hi))
    days = bounds_of(history, early.hi, late.lo)
    if not days:
        return ()
    found: list[Step] = []
    last = history.on(early)
    for day in days:
        state = history.on(EdtfDate.of_day(day))
        if not same(last, state):
            found.append(Step(EdtfDate.of_day(day), state))
            last = state
    # The answer at the end is no step in between.
    ends = [history.on(early), *(step.state for step in found), history.on(late)]
    if found and same(found[-1].state, ends[-1]):
        found.pop()
        ends.pop(-2)
    kept = [
        step
        for index, step in enumerate(found, 1)
        if not _is_blur(ends[index - 1], step.state, ends[index + 1])
    ]
    return tuple(kept[::-1] if first.lo > second.lo else kept)


def _is_blur(before: PostState, state: PostState, after: PostState) -> bool:
    """Whether a state is only that one may still hold the post, and the next already."""
    people = {*people_of(state)}
    one, other = {*people_of(before)}, {*people_of(after)}
    return (
        one != other
        and people == one | other
        and any(certainty == "possible" for _, certainty in state.holding)
    )


def seats_of(
    history: PostHistory, states: Sequence[PostState | None], began: Iterable[Tenure]
) -> tuple[Seat, ...]:
    """Who left and who came, by seat; whoever stayed is not told.

    Of a post that never had two holders the states are its one seat. Of others somebody came for
    whom they replaced, as was stated, or for the only one who left on the day on which only they
    came; where neither tells, a seat of its own says that one left and that another came.

    Args:
        history: the post's.
        states: what it was, from the first of the two points to the second.
        began: the tenures that began in between or hold at the end, and not at the beginning.
    """
    people = [people_of(state) for state in states]
    if all(len(found) < 2 for found in people):
        seat = [found[0] if found else None for found in people]
        turns = [who for index, who in enumerate(seat) if not index or who != seat[index - 1]]
        return (tuple(turns),) if len(turns) > 1 else ()
    return tuple(_Seats(history, people[0], people[-1], began))


class _Seats:
    """Chains of those who came for one another, of a post of several seats."""

    def __init__(
        self,
        history: PostHistory,
        first: Sequence[str],
        last: Sequence[str],
        began: Iterable[Tenure],
    ) -> None:
        self._last = {*last}
        self._chains: list[list[str | None]] = [[person] for person in first]
        self._left = {t.person: t.end for t in history.tenures if t.end is not None}
        for tenure in sorted(began, key=lambda t: (t.start.lo, t.start.hi, t.person)):
            self._seat(tenure)

    def _seat(self, tenure: Tenure) -> None:
        chain = self._chain_of(tenure)
        if chain is None:
            self._chains.append([None, tenure.person])
        elif chain[-1] != tenure.person:
            chain.append(tenure.person)

    def _chain_of(self, tenure: Tenure) -> list[str | None] | None:
        """The seat that somebody took; None if nothing tells which."""
        wanted = [tenure.person, *([tenure.replaces] if tenure.replaces is not None else [])]
        for person in wanted:
            for chain in self._chains:
                if chain[-1] == person:
                    return chain
        if tenure.replaces is not None:
            return None
        free = [
            chain
            for chain in self._chains
            if chain[-1] is not None and self._left.get(chain[-1]) == tenure.start
        ]
        return free[0] if len(free) == 1 else None

    def __iter__(self) -> Iterator[Seat]:
        for chain in self._chains:
            if chain[-1] not in self._last:
                chain.append(None)
            if len(chain) > 1:
                yield tuple(chain)
