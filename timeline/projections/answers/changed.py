"""What each event of a log changed in who holds what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from timeline.events import (
    Departed,
    Event,
    EventLog,
    Merged,
    Person,
    RecordedEvent,
    What,
    fact_of,
    named_by,
)

from ..posts import PostHistory
from ..tenures import Tenure

__all__ = ["Changed", "Touched", "changed_by", "people_concerned"]


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


def people_concerned(event: Event) -> Iterator[str]:
    """The people for whom what an event says may change more than one post, by id.

    That is whoever has died, and two ids that are one person.
    """
    fact = fact_of(event)
    if isinstance(fact, Merged):
        yield from (fact.person, fact.into)
    if isinstance(fact, Person) and fact.died is not None:
        yield fact.person
    if isinstance(fact, Departed) and "death" in fact.reasons:
        yield fact.person


class Touched:
    """Finds the posts about which an event may say something.

    That is the post that it is about; of what concerns an organization, every post that an event
    has put into it; and of what concerns a person (two ids that are one, a death), every post that
    an event names with them, for a death ends all that they hold. Whether these events stand makes
    no difference: what they say may be what the event has undone.

    Args:
        log: whose events they are.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._posts_with: dict[tuple[What, str], set[str]] | None = None

    def posts(self, event: RecordedEvent) -> Sequence[str]:
        """The ids of the posts, sorted."""
        what, _, ident = event.subject.partition(":")
        found = {ident} if what == "post" else set()
        if what == "organization":
            found |= self._with("organization", ident)
        for person in self._concerned(event):
            found |= self._with("person", person)
        return sorted(found)

    def _concerned(self, event: RecordedEvent) -> Iterator[str]:
        """The people for whom an event may change more than one post."""
        yield from people_concerned(event.fact)
        about = getattr(event.fact, "event", None)
        if about is not None:  # what repairs an event may take a death back
            yield from self._concerned(self._log.find(about))

    def _with(self, what: What, ident: str) -> set[str]:
        """The posts that some event, whether it stands or not, names together with another."""
        if self._posts_with is None:
            self._posts_with = {}
            for event in self._log.read():
                self._note(event)
        return self._posts_with.get((what, ident), set())

    def _note(self, event: RecordedEvent) -> None:
        """Note the posts that an event is about or names, with whom else it names."""
        assert self._posts_with is not None  # noqa: S101 - as made before
        named = [(what, ident) for _, what, ident in named_by(event.fact)]
        what, _, ident = event.subject.partition(":")
        posts = {name for kind, name in named if kind == "post"}
        if what == "post":
            posts.add(ident)
        for other in named if posts else ():
            if other[0] != "post":
                self._posts_with.setdefault(other, set()).update(posts)


def _tenures(history: PostHistory | None) -> dict[tuple[object, ...], Tenure]:
    """The tenures by who holds from when to when: another source alone changes nothing."""
    held = history.tenures if history is not None else ()
    return {(t.person, t.capacity, t.start, t.end, t.ended, t.reasons): t for t in held}
