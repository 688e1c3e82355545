"""What differs between two answers: of two days, or of two points of knowledge about one day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from timeline.events import EdtfDate

from ..posts import PostState
from .diff_between import Seat, Step, people_of, same, seats_of, steps_between

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..posts import PostHistory

__all__ = ["Axis", "Change", "between_days", "between_knowledge"]

Kind: TypeAlias = Literal["gained", "lost", "changed", "returned"]
Axis: TypeAlias = Literal["effective", "announced", "recorded"]


@attrs.frozen(slots=True)
class Change:
    """What differs about a post between two days, or two points of knowledge.

    Attributes:
        post: its id.
        organization: the id of its organization.
        change: `gained` and `lost` say that it is held where it was not, and the other way;
            `changed`, that others hold it, or that it is unheld in another way; `returned`, that
            it is as it was, and was something else in between.
        before: what the post was; None if nothing was known of it.
        after: what it is.
        dates: the days on which it changed: took effect, was announced, or was recorded.
        events: the positions of the events that did it.
        days: the days of the two answers.
        via: who held it in between, and at neither end.
        between: what it was in between, in turn.
        seats: who left and who came, by seat.
    """

    post: str
    organization: str
    change: Kind
    before: PostState | None
    after: PostState | None
    dates: tuple[EdtfDate, ...]
    events: tuple[int, ...]
    days: tuple[EdtfDate, EdtfDate]
    via: tuple[str, ...] = ()
    between: tuple[Step, ...] = ()
    seats: tuple[Seat, ...] = ()

    @property
    def presumed(self) -> tuple[bool, bool]:
        """Whether it was, and is, so only as far as anybody saw it last."""
        one, other = (
            state is not None
            and (state.presumed_on(day) or any(t.presumed_on(day) for t, _ in state.holding))
            for state, day in zip((self.before, self.after), self.days, strict=True)
        )
        return one, other

    @property
    def replaces(self) -> tuple[str, ...]:
        """Who came for whom, as far as that was stated, each like `ann -> bob`."""
        held = self.after.holding if self.after is not None else ()
        known = {tenure.began_by for tenure, _ in self.before.holding} if self.before else set()
        return tuple(
            f"{tenure.replaces} -> {tenure.person}"
            for tenure, _ in held
            if tenure.replaces is not None and tenure.began_by not in known
        )


def between_days(
    histories: Iterable[PostHistory], first: EdtfDate, second: EdtfDate
) -> Iterator[Change]:
    """What changed between two days, from what is known now; what came and went again too."""
    lo, hi = min(first.lo, second.lo), max(first.hi, second.hi)
    for history in histories:
        before, after = history.on(first), history.on(second)
        turns = [*_turns(history, lo, hi)]
        if not turns and same(before, after):
            continue
        between = steps_between(history, first, second) if turns else ()
        if not between and same(before, after):
            continue
        held = {t.began_by for t, _ in before.holding}
        began = [
            t for t in history.tenures if t.began_by not in held and t.certainty(lo, hi) is not None
        ]
        states = [before, *(step.state for step in between), after]
        ends = {*people_of(before), *people_of(after)}
        via = [t.person for t in history.tenures if t.certainty(lo, hi) and t.person not in ends]
        yield _change(
            before,
            after,
            (first, second),
            via=tuple(dict.fromkeys(via)),
            between=between,
            seats=seats_of(history, states, began),
            dates=[date for date, _ in turns],
            events=[position for _, position in turns if position is not None],
        )


def _turns(history: PostHistory, lo: int, hi: int) -> Iterator[tuple[EdtfDate, int | None]]:
    """The dates in some days on which a post changed hands, or came or ceased, each with its event.

    Days are ordinals.
    """
    for tenure in history.tenures:
        for date, position in ((tenure.start, tenure.began_by), (tenure.end, tenure.ended_by)):
            if date is not None and position is not None and date.lo <= hi and date.hi > lo:
                yield date, position
    for absence in history.absences:
        for date in (absence.start, absence.end):
            if date is not None and date.lo <= hi and date.hi > lo:
                yield date, absence.by


def between_knowledge(
    pairs: Iterable[tuple[PostHistory | None, PostHistory | None]],
    as_of: EdtfDate,
    learnt: Callable[[PostState | None, PostState | None], Iterable[tuple[int, EdtfDate]]],
) -> Iterator[Change]:
    """What changed about one day between two points of knowledge.

    Args:
        pairs: each post's history at the one and at the other.
        as_of: the day.
        learnt: gives the positions of the events that became known in between about a post that
            changed, each with the day.
    """
    for one, other in pairs:
        before = one.on(as_of) if one is not None else None
        after = other.on(as_of) if other is not None else None
        if not same(before, after):
            known = learnt(before, after)
            held = {t.began_by for t, _ in before.holding} if before is not None else set()
            began = [t for t, _ in after.holding if t.began_by not in held] if after else []
            history = other or one
            assert history is not None  # noqa: S101 - two absent states are the same
            yield _change(
                before,
                after,
                (as_of, as_of),
                seats=seats_of(history, [before, after], began),
                dates=[day for _, day in known],
                events=[at for at, _ in known],
            )


def _by_day(date: EdtfDate) -> tuple[int, int]:
    return date.lo, date.hi


def _change(
    before: PostState | None,
    after: PostState | None,
    days: tuple[EdtfDate, EdtfDate],
    *,
    dates: Iterable[EdtfDate],
    events: Iterable[int],
    **more: Any,
) -> Change:
    state = after or before
    assert state is not None  # noqa: S101 - two absent states are the same
    held = [s is not None and s.status == "held" for s in (before, after)]
    kind: Kind = "changed"
    if held[0] != held[1]:
        kind = "gained" if held[1] else "lost"
    elif same(before, after):
        kind = "returned"
    return Change(
        state.history.post,
        state.history.organization,
        kind,
        before,
        after,
        dates=tuple(sorted(set(dates), key=_by_day)),
        events=tuple(sorted(set(events))),
        days=days,
        **more,
    )
