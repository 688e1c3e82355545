"""Histories folded from the events of a log, at any point of knowledge."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from timeline.events import (
    UNKNOWN_PERSON,
    Milestone,
    NameIndex,
    range_of,
)

from ..holders import Holder, by_person
from ..knowledge import EVERYTHING
from ..milestones import MilestoneRecord
from ..profiles import Profile, unknown_person
from ..spellings import SEPARATOR
from ..standing import stand
from .deaths import Deaths, Telling
from .post_fold import COME_AND_GO, PostFold
from .posts import post_profile
from .profiles import profile_of

if TYPE_CHECKING:  # a log of which all is drawn needs none
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from timeline.events import (
        AnyRecorded,
        EdtfDate,
        EventLog,
        RecordedEvent,
        SubjectRange,
        What,
    )

    from ..knowledge import Knowledge
    from ..posts import PostHistory, PostState
    from ..standing import Standing
    from ..summaries import Summary
    from ..tenures import Tenure

__all__ = ["FoldedSubject", "LogHistories", "milestones_of"]


class FoldedSubject(NamedTuple):
    """What is known of one subject now; nothing, if nothing stands any more.

    Attributes:
        what: a person, an organization or a post.
        ident: its id.
        profile: of a person or an organization.
        history: of a post.
        milestones: what happened at an organization.
        others: who is said to have left a post, of whom no tenure of it is known; by their ids.
    """

    what: What
    ident: str
    profile: Profile | None = None
    history: PostHistory | None = None
    milestones: Sequence[MilestoneRecord] = ()
    others: Sequence[str] = ()


class LogHistories:
    """Histories folded from the events of a log."""

    reads_people: Final = False

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

    def posts_once_of(self, organization: str) -> Sequence[str]:
        """The ids of the posts that belong to an organization, or once did, sorted."""
        return [h.post for h in self.histories() if organization in h.profile.parents]

    def history(self, post: str) -> PostHistory | None:
        """The history of one post; None if there is no such id."""
        return self._fold.history(post, self._standing(f"post:{post}"))

    def on(self, post: str, day: EdtfDate) -> PostState | None:
        """What one post is on a day; None if there is no such id."""
        history = self.history(post)
        return history.on(day) if history is not None else None

    def size(self) -> tuple[int, int]:
        """How many posts there are, and how many tenures at most, without reading any event."""
        posts, appointments = set(), 0
        for row in self._log.rows_by_subject(range_of("post")):
            posts.add(row.subject)
            appointments += row.kind == "appointed"
        return len(posts), appointments

    def summaries(self, day: EdtfDate, *, by_post: bool = False) -> Sequence[Summary]:
        """A summary of each organization that has posts, or of each post; sorted by id."""
        from ..summaries import summarised

        return summarised(self.histories(), day, by_post)

    def histories(self) -> Iterator[PostHistory]:
        """The histories of all posts, sorted by id; one is in memory at a time."""
        for change in self.everything("post"):
            if change.history is not None:
                yield change.history

    def holding(self, day: EdtfDate) -> Iterable[Holder]:
        """Who holds what on a day, for certain or possibly; by post, then person."""
        held = [
            (tenure, certainty, history.organization)
            for history in self.histories()
            for tenure, certainty in sorted(history.holding(day.lo, day.hi), key=by_person)
        ]
        people = self._people({tenure.person for tenure, _, _ in held})
        for tenure, certainty, organization in held:
            who = people.get(tenure.person) or Profile("person", tenure.person, ())
            yield Holder(who, tenure, certainty, organization)

    def profile(self, what: What, ident: str) -> Profile | None:
        """Who or what an id stands for; None if there is no such id."""
        if what == "person" and ident == UNKNOWN_PERSON:
            return unknown_person()
        if what == "post":
            return post_profile(ident, self._standing(f"post:{ident}"))
        return profile_of(what, ident, self._standing(f"{what}:{ident}"))

    def _people(self, idents: Iterable[str]) -> dict[str, Profile]:
        """The profiles of some people, by their ids."""
        found = {UNKNOWN_PERSON: unknown_person()}
        for change in self.changed(f"person:{ident}" for ident in idents):
            if change.profile is not None:
                found[change.ident] = change.profile
        return found

    def knows(self, what: What, ident: str) -> bool:
        """Whether there is somebody or something of an id."""
        nobody = what == "person" and ident == UNKNOWN_PERSON
        return not nobody and self.profile(what, ident) is not None

    def profiles(self, what: What) -> Iterator[Profile]:
        """All people, organizations or posts, sorted by id."""
        for change in self.everything(what):
            profile = change.history.profile if change.history else change.profile
            if profile is not None:
                yield profile

    def held_by(self, person: str) -> Iterator[tuple[PostHistory, Tenure]]:
        """The tenures of one person, each with its post's history; by post, then as in it."""
        for history in self.histories():
            for tenure in history.tenures:
                if tenure.person == person:
                    yield history, tenure

    def milestones(self, organizations: Collection[str] | None = None) -> Sequence[MilestoneRecord]:
        """What happened, the earliest first; at some organizations, or anywhere."""
        changes = self.everything("organization")
        if organizations is not None:
            changes = self.changed(f"organization:{ident}" for ident in sorted(organizations))
        found = [m for change in changes for m in change.milestones]
        return sorted(found, key=lambda m: (m.date.lo, m.date.hi, m.organization, m.title))

    def everything(
        self, what: What | None = None, events: Iterable[RecordedEvent] | None = None
    ) -> Iterator[FoldedSubject]:
        """All people, say, or all subjects: sorted, and one in memory at a time.

        Where all `events` of the log are at hand, they are not read again.
        """
        if events is None:
            yield from self.within(range_of(what))
            return
        for subject, about in _by_subject(events):
            yield self._change(subject, about)

    def within(self, span: SubjectRange) -> Iterator[FoldedSubject]:
        """The subjects of a span, likewise."""
        for subject, about in self._log.by_subject(self._last, span):
            yield self._change(subject, about)

    def changed(self, subjects: Iterable[str]) -> Iterator[FoldedSubject]:
        """Some subjects, like `post:acme/ceo`."""
        for subject, about in self._log.bare(subjects, self._position):
            yield self._change(subject, about)

    def ids(self, what: What, text: str) -> Sequence[str]:
        """The ids that a text may stand for: the id itself, or those that bear it as a name."""
        if self.knows(what, text):  # one subject is read, and not all that have names
            return (text,)
        return self._names.ids(what, text)

    def near(self, what: What, text: str) -> str | None:
        """The id or name that was probably meant."""
        return self._names.near(what, text)

    def spellings(self, what: What) -> str:
        """A line for every id, and one for each of its names."""
        lines: list[str] = []
        for profile in self.profiles(what):
            names = (name.replace("\n", " ") for name in profile.all_names())
            lines += [profile.id, *(f"{profile.id}{SEPARATOR}{name}" for name in names)]
        return "\n".join(lines)

    def homes(self) -> Iterator[tuple[str, str]]:
        """Every post that belongs to an organization, with that one."""
        return ((p.id, p.parent) for p in self.profiles("post") if p.parent is not None)

    def organization_of(self, post: str) -> str | None:
        """The organization that a post belongs to."""
        profile = self.profile("post", post)
        return profile.parent if profile else None

    def _change(self, subject: str, events: Sequence[AnyRecorded]) -> FoldedSubject:
        kind, _, ident = subject.partition(":")
        what: What = kind  # type: ignore[assignment]
        about = stand(events, self._knowledge)
        if what == "post":
            history = self._fold.history(ident, about)
            return FoldedSubject(what, ident, history=history, others=_others(history, about))
        happened = milestones_of(about) if what == "organization" else ()
        return FoldedSubject(what, ident, profile_of(what, ident, about), milestones=happened)

    @cached_property
    def _fold(self) -> PostFold:
        # It must not hold these histories: they hold it, and a log in a circle is closed late.
        standing = partial(_standing, self._log, self._knowledge, self._position)
        return PostFold(standing, Deaths(Telling(self._log, self._position), standing))

    def _standing(self, subject: str) -> list[Standing]:
        return _standing(self._log, self._knowledge, self._position, subject)

    @cached_property
    def _last(self) -> int:
        """The position of the last event that counts, as far as the recorded date goes."""
        moment = self._knowledge.last_moment
        if moment is None:
            return self._position
        return min(self._position, self._log.position_at(moment))

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


def _standing(log: EventLog, knowledge: Knowledge, position: int, subject: str) -> list[Standing]:
    """What stands about a subject."""
    for _, events in log.bare([subject], position):
        return stand(events, knowledge)
    return []


def _others(history: PostHistory | None, about: Iterable[Standing]) -> Sequence[str]:
    """Who is named in what stands about a post, and has no tenure; only where that contradicts."""
    if history is None or not history.conflicts:
        return ()
    named = {s.fact.person for s in about if s.fact.KIND in COME_AND_GO}  # type: ignore[attr-defined]
    return sorted(named - {tenure.person for tenure in history.tenures})


def milestones_of(standing: Sequence[Standing]) -> list[MilestoneRecord]:
    """The milestones among what stands about an organization."""
    return [
        MilestoneRecord(s.id, s.fact.organization, s.fact.title, s.fact.effective, s.positions)
        for s in standing
        if isinstance(s.fact, Milestone)
    ]


def _by_subject(events: Iterable[RecordedEvent]) -> Iterator[tuple[str, Sequence[AnyRecorded]]]:
    found: dict[str, list[AnyRecorded]] = {}
    for event in events:
        found.setdefault(event.subject, []).append(event)
    for subject in sorted(found):
        yield subject, found[subject]
