"""What repairs changed: the answer of a day before a correction, and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.events import Cancelled, Corrected, Retracted, later, t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from timeline.events import EdtfDate, RecordedEvent

    from ..posts import Certainty, PostHistory
    from ..tenures import Tenure

__all__ = ["told_changes"]

_TOLD: Final = 3
"""How many repairs that changed an answer are told, the latest ones."""
_ASKED: Final = 12
"""Of how many repairs it is asked what they changed; each is a fold of the post."""
_SAYS: Final = {
    Corrected: later("changed by correction #{position}: before it, {before}; after it, {after}"),
    Retracted: later("changed by retraction #{position}: before it, {before}; after it, {after}"),
    Cancelled: later("changed by cancellation #{position}: before it, {before}; after it, {after}"),
}


def told_changes(
    events: Iterable[RecordedEvent], day: EdtfDate, at: Callable[[int], PostHistory | None]
) -> tuple[str, ...]:
    """What the latest repairs changed about who holds a post on a day, in a sentence each.

    Args:
        events: that count, about the post.
        day: the day.
        at: gives the post's history as of a position of the log.
    """
    repairs = [event for event in events if type(event.fact) in _SAYS]
    found: list[str] = []
    for event in repairs[: -_ASKED - 1 : -1]:
        before, after = (_told(at(event.position - back), day) for back in (1, 0))
        if before != after and len(found) < _TOLD:
            says = t(_SAYS[type(event.fact)])
            found.append(says.format(position=event.position, before=before, after=after))
    return tuple(found)


def _told(history: PostHistory | None, day: EdtfDate) -> str:
    """Who held a post, in words."""
    state = history.on(day) if history is not None else None
    if state is None or state.status == "no-record":
        return t("nothing was on record")
    if state.status == "vacant":
        return t("nobody held it")
    if state.status == "no-such-post":
        return t("there was no such post")
    return ", ".join(_holders(state.holding))


def _holders(holding: Iterable[tuple[Tenure, Certainty]]) -> Iterator[str]:
    for tenure, certainty in holding:
        person, start = tenure.person, tenure.start
        if certainty == "certain":
            yield t("{person} since {start}", person=person, start=start)
        else:
            yield t("{person} possibly, since {start}", person=person, start=start)
