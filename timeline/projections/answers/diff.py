"""What differs between two answers: of two days, or of two points of knowledge about one day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from timeline.events import EdtfDate

from ..posts import PostState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..posts import PostHistory

__all__ = ["Axis", "Change", "between_days", "between_knowledge"]

Axis: TypeAlias = Literal["effective", "announced", "recorded"]


@attrs.frozen(slots=True)
class Change:
    """What differs about a post between two days, or two points of knowledge.

    Attributes:
        post: its id.
        organization: the id of its organization.
        change: `gained` and `lost` say that it is held where it was not, and the other way;
            `changed`, that others hold it, or that it is unheld in another way.
        before: what the post was; None if nothing was known of it.
        after: what it is.
        via: who held it in between, and at neither end.
        dates: the days on which it changed: took effect, was announced, or was recorded.
        events: the positions of the events that did it.
        days: the days of the two answers.
    """

    post: str
    organization: str
    change: Literal["gained", "lost", "changed"]
    before: PostState | None
    after: PostState | None
    via: tuple[str, ...]
    dates: tuple[EdtfDate, ...]
    events: tuple[int, ...]
    days: tuple[EdtfDate, EdtfDate]

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
    """What changed between two days, from what is known now."""
    for history in histories:
        before, after = history.on(first), history.on(second)
        if _same(before, after):
            continue
        lo, hi = min(first.lo, second.lo), max(first.hi, second.hi)
        steps: list[tuple[EdtfDate, int | None]] = [
            (date, position)
            for tenure in history.tenures
            for date, position in ((tenure.start, tenure.began_by), (tenure.end, tenure.ended_by))
            if date is not None and position is not None and date.lo <= hi and date.hi > lo
        ]
        steps += [
            (date, absence.by)
            for absence in history.absences
            for date in (absence.start, absence.end)
            if date is not None and date.lo <= hi and date.hi > lo
        ]
        ends = {*_people(before), *_people(after)}
        via = [t.person for t in history.tenures if t.certainty(lo, hi) and t.person not in ends]
        yield _change(
            before,
            after,
            dict.fromkeys(via),
            [date for date, _ in steps],
            [position for _, position in steps if position is not None],
            (first, second),
        )


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
        if not _same(before, after):
            known = learnt(before, after)
            yield _change(
                before,
                after,
                {},
                [day for _, day in known],
                [at for at, _ in known],
                (as_of, as_of),
            )


def _by_day(date: EdtfDate) -> tuple[int, int]:
    return date.lo, date.hi


def _people(state: PostState | None) -> tuple[str, ...]:
    held = state.holding if state is not None else ()
    return tuple(sorted(tenure.person for tenure, _ in held))


def _same(before: PostState | None, after: PostState | None) -> bool:
    """Whether the same people hold the post in the same capacities, or it is unheld alike."""
    if before is None or after is None:
        return before is after or (before or after).status == "no-record"  # type: ignore[union-attr]
    held = [sorted((t.person, t.capacity) for t, _ in s.holding) for s in (before, after)]
    return before.status == after.status and held[0] == held[1]


def _change(
    before: PostState | None,
    after: PostState | None,
    via: Iterable[str],
    dates: Iterable[EdtfDate],
    events: Iterable[int],
    days: tuple[EdtfDate, EdtfDate],
) -> Change:
    state = after or before
    assert state is not None  # noqa: S101 - two absent states are the same
    held = [s is not None and s.status == "held" for s in (before, after)]
    kind: Literal["gained", "lost", "changed"] = "changed"
    if held[0] != held[1]:
        kind = "gained" if held[1] else "lost"
    return Change(
        state.history.post,
        state.history.organization,
        kind,
        before,
        after,
        tuple(via),
        tuple(sorted(set(dates), key=_by_day)),
        tuple(sorted(set(events))),
        days,
    )
