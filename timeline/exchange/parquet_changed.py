"""Which organizations' posts may have another history, or had one, since a position of the log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from timeline.events import Merged, Organization, Post, canonical, range_of
from timeline.projections.fold.deaths import told_dead
from timeline.projections.fold.post_fold import EVERYTHING_COVERED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from timeline.events import EventLog
    from timeline.projections.histories import Asked

__all__ = ["changed_homes"]


def changed_homes(timeline: Asked, since: int) -> set[str] | None:
    """The organizations (and "", if such a post is one) of posts that may have changed.

    A post that has moved counts at each of its organizations. None means all.
    """
    log = timeline.log
    changed = [*log.subjects(after=since)]
    if EVERYTHING_COVERED in changed:
        return None
    named = {s.partition(":")[2] for s in changed if s.startswith("organization:")}
    homes = _with_all_below(named, log) if named else set()
    posts = {s for s in changed if s.startswith("post:")} | _posts_of(_told_of(changed, log), log)
    for post in sorted(posts):
        homes |= _homes_of(post, log)
    return homes


def _homes_of(subject: str, log: EventLog) -> set[str]:
    """Every organization in which a post was ever introduced, or its id says it is; and none."""
    said = {fact.organization for fact in _facts(subject, log) if isinstance(fact, Post)}
    return said | {subject.partition(":")[2].rpartition("/")[0], ""}


def _facts(subject: str, log: EventLog) -> Iterator[Any]:
    for event in log.about(subject):
        yield getattr(event.fact, "replacement", event.fact)


def _with_all_below(named: Collection[str], log: EventLog) -> set[str]:
    """Some organizations, and all that were ever said to be below one of them."""
    below: dict[str, set[str]] = {}
    for subject, events in log.by_subject(log.head().position, range_of("organization")):
        for event in events:
            fact = getattr(event.fact, "replacement", event.fact)
            if isinstance(fact, Organization) and fact.parent is not None:
                below.setdefault(fact.parent, set()).add(subject.partition(":")[2])
    found, waiting = set(named), [*named]
    while waiting:
        further = below.get(waiting.pop(), set()) - found
        found |= further
        waiting += further
    return found


def _told_of(changed: Collection[str], log: EventLog) -> set[str]:
    """Those whose death some subjects may tell of, and those who are, or were, one with them."""
    people: set[str] = set()
    for subject in changed:
        if subject.startswith(("person:", "post:")):
            for fact in _facts(subject, log):
                people.update(told_dead(fact))
                if isinstance(fact, Merged):
                    people.add(fact.into)
    if not people:
        return people
    pairs = {
        (row.subject.partition(":")[2], fact.into)
        for row in log.rows_by_subject(range_of("person"))
        if row.kind == "merged"
        for fact in _facts(row.subject, log)
        if isinstance(fact, Merged)
    }
    before = 0
    while len(people) > before:
        before = len(people)
        people |= {one for one, into in pairs if into in people}
    return people


def _posts_of(people: set[str], log: EventLog) -> set[str]:
    """The posts of which some event names one of some people; all about posts is read for it."""
    if not people:
        return set()
    names = {canonical(person) for person in people}
    return {
        row.subject
        for row in log.rows_by_subject(range_of("post"))
        if row.body is not None and not names.isdisjoint(_NAMED.findall(row.body))
    }


_NAMED: Final = re.compile(r'"(?:person|replaces)":("(?:[^"\\]|\\.)*")')
"""A person in an event's canonical JSON."""
