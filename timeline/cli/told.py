"""What was done, told to whoever did it: the event, old and new, and who holds what now."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from timeline.appending.resting import posts_resting_on
from timeline.events import (
    REFERRING,
    Appointed,
    Corrected,
    Departed,
    EdtfDate,
    fact_of,
    shortened,
    t,
)
from timeline.projections.answers.event import field_changes
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.names import Names
from timeline.projections.standing import stand
from timeline.views.words import said

from .days import today
from .output import tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.core import Timeline
    from timeline.events import Event, RecordedEvent
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

__all__ = ["event_line", "other_half", "tell_changes", "tell_fields"]

_FEW: Final = 50
"""Of so many events at most it is told what they changed."""
_POSTS: Final = 20
"""How many posts are told."""


def event_line(tl: Timeline, event: RecordedEvent) -> str:
    """Say an event in one line: position, date, and what it says, with names beside ids."""
    names = Names(tl.histories())
    fact = fact_of(event.fact)
    date = getattr(fact, "effective", None)
    dated = f"{date} " if date is not None else ""

    def called(person: str) -> str:
        name = names.person(person)
        return f"{name} ({person})" if name != person else person

    return f"#{event.position} {t(event.fact.KIND)}: {dated}{said(fact, called)}"


def tell_fields(before: Event, after: Event) -> None:
    """Tell the fields in which a correction differs from what it corrects, old → new."""
    for field, old, new in field_changes(before, after):
        tell(f"  {t(field)}: {_value(old)} → {_value(new)}")


def _value(value: Any) -> str:
    if value is None:
        return t("nothing")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return shortened(str(value))


def other_half(tl: Timeline, event: RecordedEvent, before: Event, after: Event) -> str | None:
    """Say that a correction moves one half of a hand-over only; None if it does not.

    The other half is a departure or an appointment at the same post that was recorded together
    with it, on the date that it had.
    """
    if not isinstance(before, (Appointed, Departed)):
        return None
    moved = [f for f, _, _ in field_changes(before, after) if f in ("effective", "post")]
    if not moved:
        return None
    for other in tl.log.about(event.subject):
        fact = tl.standing(other.id) if other.fact.KIND not in REFERRING else None
        halves = isinstance(fact, (Appointed, Departed)) and fact.KIND != before.KIND
        if halves and other.recorded == event.recorded and fact.effective == before.effective:  # type: ignore[union-attr]
            values = " ".join(f"{field}={getattr(after, field)}" for field in moved)
            return t(
                "this is one half of a hand-over; the other is {event_line}\n"
                "  to correct it too: timeline correct {position} {values} --why ...",
                event_line=event_line(tl, other),
                position=other.position,
                values=values,
            )
    return None


def _halves_left(tl: Timeline, events: Sequence[RecordedEvent], before: int) -> Iterator[str]:
    """Say of which hand-overs the corrections of a batch move one half only."""
    for event in events:
        if not isinstance(event.fact, Corrected):
            continue
        target = tl.log.find(event.fact.event)
        about = [e for e in tl.log.about(target.subject) if e.position <= before]
        was = {standing.id: standing.fact for standing in stand(about)}.get(target.id)
        now = tl.standing(target.id)
        if was is not None and now is not None:
            half = other_half(tl, target, was, now)
            if half is not None:
                yield half


def tell_changes(tl: Timeline, before: int) -> None:
    """Tell what the events after a position changed about who holds what, and who holds it now."""
    if tl.log.head().position - before > _FEW:
        return
    events = list(tl.log.read(after=before))
    for half in _halves_left(tl, events, before):
        tell(t("warning: {half}", half=half), err=True)
    earlier, now = LogHistories(tl.log, position=before), tl.histories()
    subjects = {event.subject for event in events}
    posts = {ident for what, _, ident in (s.partition(":") for s in subjects) if what == "post"}
    posts.update(posts_resting_on(subjects, tl.log, now))
    names = Names(now)
    told = 0
    for post in sorted(posts):
        history, was = now.history(post), earlier.history(post)
        lines = list(_tenures(was, history, names))
        if not lines:
            continue
        told += 1
        if told > _POSTS:
            tell(t("  ... and more posts; timeline diff shows them"))
            return
        known = history or was
        assert known is not None  # noqa: S101 - it has tenures
        tell(f"  {post} ({names.post(known)}), {_now(history, names)}")
        for line in lines:
            tell(f"    {line}")


def _tenures(was: PostHistory | None, now: PostHistory | None, names: Names) -> Iterator[str]:
    """Say whose tenures changed, old → new."""
    old, new = _spans(was), _spans(now)
    for person in sorted({*old, *new}, key=names.person):
        before, after = sorted(old[person]), sorted(new[person])
        gone = [span for span in before if span not in after]
        come = [span for span in after if span not in before]
        if gone or come:
            parts = [", ".join(gone)] if gone else []
            parts.append(", ".join(come) or t("not any more"))
            yield f"{names.person(person)} ({person}): {' → '.join(parts)}"


def _spans(history: PostHistory | None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for tenure in history.tenures if history is not None else ():
        found[tenure.person].append(_span(tenure))
    return found


def _span(tenure: Tenure) -> str:
    capacity = "" if tenure.capacity == "permanent" else f" ({t(tenure.capacity)})"
    if tenure.end is None:
        return t("since {start}{capacity}", start=tenure.start, capacity=capacity)
    return t("{start} to {end}{capacity}", start=tenure.start, end=tenure.end, capacity=capacity)


def _now(history: PostHistory | None, names: Names) -> str:
    if history is None:
        return t("not on record any more")
    state = history.on(EdtfDate.of_day(today()))
    if not state.holding:
        return {"vacant": t("vacant now"), "no-such-post": t("abolished now")}.get(
            state.status, "held by nobody on record now"
        )
    return t("held now by {people}", people=_people((t for t, _ in state.holding), names))


def _people(tenures: Iterable[Tenure], names: Names) -> str:
    return ", ".join(names.person(person) for person in dict.fromkeys(t.person for t in tenures))
