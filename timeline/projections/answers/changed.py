"""What each event of a log changed in who holds what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from timeline.events import RecordedEvent

from ..posts import PostHistory
from ..tenures import Tenure

__all__ = ["Changed", "changed_by"]


@attrs.frozen(slots=True)
class Changed:
    """What an event changed about who holds a post, on whatever day.

    A tenure that was given an end, another capacity or another date is among both the tenures that
    were and those that are.

    Attributes:
        event: the event.
        post: the id of the post.
        organization: the id of its organization.
        before: the tenures that the log said before the event and does not say after it.
        after: the tenures that it says after the event and did not say before.
    """

    event: RecordedEvent
    post: str
    organization: str
    before: tuple[Tenure, ...]
    after: tuple[Tenure, ...]


def changed_by(
    event: RecordedEvent, posts: Iterable[str], history: Callable[[str, int], PostHistory | None]
) -> Iterator[Changed]:
    """Yield what an event changed about some posts, by post.

    Args:
        event: the event.
        posts: those that it may have changed.
        history: gives a post's history at a position of the log.
    """
    for post in posts:
        one, other = (history(post, event.position - back) for back in (1, 0))
        known = other or one
        if known is None:
            continue
        before, after = (_tenures(found) for found in (one, other))
        gone = tuple(t for key, t in before.items() if key not in after)
        new = tuple(t for key, t in after.items() if key not in before)
        if gone or new:
            yield Changed(event, post, known.organization, gone, new)


def _tenures(history: PostHistory | None) -> dict[tuple[object, ...], Tenure]:
    """The tenures by who holds from when to when: another source alone changes nothing."""
    held = history.tenures if history is not None else ()
    return {(t.person, t.capacity, t.start, t.end, t.ended, t.reasons): t for t in held}
