"""Where answers get the histories that they are made of: any log, at any point of knowledge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

import attrs

from timeline.events import (
    UNKNOWN_PERSON,
    Appointed,
    EdtfDate,
    EventLog,
    Milestone,
    NameIndex,
    RecordedEvent,
    What,
)

from .posts import PostHistory, post_history
from .profiles import Patch, Profile, profile_of
from .standing import EVERYTHING, Knowledge, Standing, stand

__all__ = ["Histories", "LogHistories", "MilestoneRecord", "ancestors_in", "unknown_person"]


@attrs.frozen(slots=True)
class MilestoneRecord:
    """Something that happened at an organization.

    Attributes:
        id: of its event.
        organization: the id.
        title: what happened.
        date: when.
        events: the positions behind it.
    """

    id: str
    organization: str
    title: str
    date: EdtfDate
    events: tuple[int, ...]


class Histories(Protocol):
    """All histories at one position of a log and one point of knowledge; a `Directory` too."""

    @property
    def knowledge(self) -> Knowledge:
        """What counts."""
        ...

    @property
    def position(self) -> int:
        """The position up to which the log was read."""
        ...

    def posts(self) -> Sequence[str]:
        """The ids of all posts, sorted."""
        ...

    def posts_of(self, organization: str) -> Sequence[str]:
        """The ids of an organization's posts, sorted."""
        ...

    def history(self, post: str) -> PostHistory | None:
        """The history of one post; None if there is no such id."""
        ...

    def histories(self) -> Iterator[PostHistory]:
        """The histories of all posts, sorted by id."""
        ...

    def profile(self, what: What, ident: str) -> Profile | None:
        """Who or what an id stands for; None if there is no such id."""
        ...

    def profiles(self, what: What) -> Iterator[Profile]:
        """All people, organizations or posts, sorted by id."""
        ...

    def milestones(self) -> Sequence[MilestoneRecord]:
        """What happened, the earliest first."""
        ...

    def ids(self, what: What, text: str) -> Sequence[str]:
        """The ids that a text may stand for: the id itself, or those that bear it as a name."""
        ...

    def near(self, what: What, text: str) -> str | None:
        """The id or name that was probably meant."""
        ...

    def organization_of(self, post: str) -> str | None:
        """The organization that a post belongs to."""
        ...


def unknown_person() -> Profile:
    """The holder whom nobody has named."""
    return Profile("person", UNKNOWN_PERSON, (Patch(None, {"en": "unknown", "zh": "不详"}),))


class LogHistories:
    """Histories folded from the events of a log."""

    def __init__(
        self, log: EventLog, knowledge: Knowledge = EVERYTHING, position: int | None = None
    ) -> None:
        self._log = log
        self._knowledge = knowledge
        self._position = log.head().position if position is None else position

    @property
    def knowledge(self) -> Knowledge:
        """What counts."""
        return self._knowledge

    @property
    def position(self) -> int:
        """The position up to which the log was read."""
        return self._position

    def posts(self) -> Sequence[str]:
        """The ids of all posts, sorted."""
        return [history.post for history in self.histories()]

    def posts_of(self, organization: str) -> Sequence[str]:
        """The ids of an organization's posts, sorted."""
        return [h.post for h in self.histories() if h.organization == organization]

    def history(self, post: str) -> PostHistory | None:
        """The history of one post; None if there is no such id."""
        about = self._standing(f"post:{post}")
        profile = profile_of("post", post, about)
        home = profile.parent if profile else None
        return post_history(post, about, self._standing(f"organization:{home}") if home else ())

    def size(self) -> tuple[int, int]:
        """How many posts there are, and how many tenures at most, without folding any."""
        found = self._by_subject
        posts = [events for subject, events in found.items() if subject.startswith("post:")]
        return len(posts), sum(isinstance(e.fact, Appointed) for events in posts for e in events)

    def histories(self) -> Iterator[PostHistory]:
        """The histories of all posts, sorted by id."""
        for subject in sorted(self._by_subject):
            if subject.startswith("post:"):
                history = self.history(subject[5:])
                if history is not None:
                    yield history

    def profile(self, what: What, ident: str) -> Profile | None:
        """Who or what an id stands for; None if there is no such id."""
        if what == "person" and ident == UNKNOWN_PERSON:
            return unknown_person()
        if what == "post":
            history = self.history(ident)
            return history.profile if history else None
        return profile_of(what, ident, self._standing(f"{what}:{ident}"))

    def profiles(self, what: What) -> Iterator[Profile]:
        """All people, organizations or posts, sorted by id."""
        for subject in sorted(self._by_subject):
            kind, _, ident = subject.partition(":")
            if kind == what and (profile := self.profile(what, ident)) is not None:
                yield profile

    def milestones(self) -> Sequence[MilestoneRecord]:
        """What happened, the earliest first."""
        found = [
            record
            for subject in self._by_subject
            if subject.startswith("organization:")
            for record in milestones_of(self._standing(subject))
        ]
        return sorted(found, key=lambda m: (m.date.lo, m.date.hi, m.organization, m.title))

    def milestones_at(self, organization: str) -> list[MilestoneRecord]:
        """What happened at one organization, in the log's order."""
        return milestones_of(self._standing(f"organization:{organization}"))

    def ids(self, what: What, text: str) -> Sequence[str]:
        """The ids that a text may stand for: the id itself, or those that bear it as a name."""
        return self._names.ids(what, text)

    def near(self, what: What, text: str) -> str | None:
        """The id or name that was probably meant."""
        return self._names.near(what, text)

    def organization_of(self, post: str) -> str | None:
        """The organization that a post belongs to."""
        profile = self.profile("post", post)
        return profile.parent if profile else None

    @cached_property
    def _by_subject(self) -> dict[str, list[RecordedEvent]]:
        """All events, read once, for the answers that need every subject."""
        found: dict[str, list[RecordedEvent]] = {}
        for event in self._log.read(until=self._position):
            found.setdefault(event.subject, []).append(event)
        return found

    def _standing(self, subject: str) -> list[Standing]:
        if "_by_subject" in self.__dict__:
            events = self._by_subject.get(subject, [])
        else:
            events = [e for e in self._log.about(subject) if e.position <= self._position]
        return stand(events, self._knowledge)

    @cached_property
    def _names(self) -> NameIndex:
        index = NameIndex()
        homes: dict[str, list[str]] = {}
        for profile in self.profiles("person"):
            index.add("person", profile.id, profile.all_names())
        for profile in self.profiles("organization"):
            homes[profile.id] = profile.all_names()
            index.add("organization", profile.id, homes[profile.id])
        for profile in self.profiles("post"):
            home = profile.parent or ""
            index.add_post(profile.id, home, profile.all_names(), homes.get(home, ()))
        return index


def ancestors_in(histories: Histories) -> Callable[[str], Sequence[str]]:
    """Gives an organization's ancestors, the nearest first, each once even in a circle."""

    def ancestors(organization: str) -> Sequence[str]:
        found: list[str] = []
        profile = histories.profile("organization", organization)
        while profile and profile.parent and profile.parent not in (organization, *found):
            found.append(profile.parent)
            profile = histories.profile("organization", profile.parent)
        return found

    return ancestors


def milestones_of(standing: Sequence[Standing]) -> list[MilestoneRecord]:
    """The milestones among what stands about an organization."""
    return [
        MilestoneRecord(s.id, s.fact.organization, s.fact.title, s.fact.effective, s.positions)
        for s in standing
        if isinstance(s.fact, Milestone)
    ]
