"""What the log said of some posts as it grew and was corrected: the steps of the recorded axis."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import attrs

from timeline.projections.answers.changed import people_concerned
from timeline.projections.histories import ancestors_in
from timeline.projections.knowledge import Knowledge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events import RecordedEvent
    from timeline.projections.histories import Asked, Histories
    from timeline.projections.posts import PostHistory

__all__ = ["Step", "said_shortly", "steps_of"]

MOST_STEPS: Final = 100
"""More than these nobody steps through."""

_WORK: Final = 20_000
"""So many histories are folded at the most."""

_REPAIRS: Final = ("corrected", "retracted", "merged")

_LENGTHS: Final = (len("2024-01-01"), len("2024-01"), len("2024"))
"""What is left of a moment as a day, a month and a year."""


@attrs.frozen(slots=True)
class Step:
    """A moment at which something was recorded, with what the log said from then on.

    Attributes:
        moment: the last one that counts, as the log writes moments.
        position: of the last event that counts.
        posts: those whose histories may have changed, each with its own; None for a post that was
            not on record.
    """

    moment: str
    position: int
    posts: tuple[tuple[str, PostHistory | None], ...]


def steps_of(timeline: Asked, histories: Histories, posts: Sequence[str]) -> tuple[Step, ...]:
    """The steps in which the log came to say of some posts what it says now, the first first.

    A step is what was recorded in one moment; where these are more than anybody steps through, or
    the posts are very many, it is a day, a month, a year or several.

    Args:
        timeline: whose log it is.
        histories: what is said in the end; what was recorded later is no step.
        posts: the ids of the posts.
    """
    knowledge = histories.knowledge
    events = [
        event
        for event in timeline.log.read(until=histories.position)
        if knowledge.has_recorded(event)
    ]
    last = {event.recorded: event.position for event in events}
    moments = _thinned([*last], min(MOST_STEPS, max(2, _WORK // max(1, len(posts)))))
    return tuple(_steps(timeline, histories, posts, events, {m: last[m] for m in moments}))


def _steps(
    timeline: Asked,
    histories: Histories,
    posts: Sequence[str],
    events: Sequence[RecordedEvent],
    moments: dict[str, int],
) -> Iterator[Step]:
    touched = _Touched(histories, posts)
    rest = iter(events)
    event = next(rest, None)
    for moment, position in moments.items():
        concerned: set[str] = set()
        while event is not None and event.position <= position:
            concerned.update(touched.posts(event))
            event = next(rest, None)
        if concerned:
            then = timeline.histories(Knowledge(histories.knowledge.announced_by, moment))
            found = ((post, then.history(post)) for post in posts if post in concerned)
            yield Step(moment, position, tuple(found))


class _Touched:
    """Finds those of some posts about which an event may say something."""

    def __init__(self, histories: Histories, posts: Sequence[str]) -> None:
        self._all = frozenset(posts)
        self._below: dict[str, set[str]] = {}
        ancestors = ancestors_in(histories)
        for post in posts:
            profile = histories.profile("post", post)
            homes = {p.parent for p in profile.patches if p.parent} if profile else ()
            for home in homes:
                for above in (home, *ancestors(home)):
                    self._below.setdefault(above, set()).add(post)

    def posts(self, event: RecordedEvent) -> Iterable[str]:
        """The posts; rather too many than one too few."""
        what, _, ident = event.subject.partition(":")
        # A death, or two ids that are one, may be of several posts; a repair may take either back.
        if event.fact.KIND in _REPAIRS or [*people_concerned(event.fact)]:
            return self._all
        if what == "person":
            return ()
        if what == "post":
            return self._all & {ident}
        if what == "organization" and event.fact.KIND != "organization":
            return self._below.get(ident, ())
        return self._all  # another parent, or a register of everything


def _thinned(moments: list[str], most: int) -> list[str]:
    """At most so many moments: the last one of each day, month or year, or some of these."""
    for length in (None, *_LENGTHS):
        kept = [*{moment[:length]: moment for moment in moments}.values()]
        if len(kept) <= most:
            return kept
    each = -(-len(kept) // most)
    return kept[::-1][::each][::-1]


def said_shortly(moments: Iterable[str]) -> list[str]:
    """Say moments as shortly as they stay apart: a day, with minutes, seconds or all there is."""
    found = [moment.replace("T", " ").removesuffix("Z") for moment in moments]
    for length in (10, 16, 19):
        short = [moment[:length] for moment in found]
        if max(Counter(short).values(), default=1) == 1:
            return short
    return found
