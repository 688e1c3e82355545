"""Which posts' histories rest on what was said of something else: an organization, a death."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from timeline.events import Merged, named_by
from timeline.projections.fold.deaths import people_told_dead
from timeline.tables.schema import OTHERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from timeline.events import EventLog, RecordedEvent
    from timeline.projections.histories import Histories

__all__ = ["posts_resting_on"]


def posts_resting_on(changed: Collection[str], log: EventLog, earlier: Histories) -> Iterator[str]:
    """The posts that may have another history since something else has changed.

    Args:
        changed: the subjects that a batch says something of.
        log: the log, the batch in it.
        earlier: the histories before the batch.
    """
    if "everything:" in changed:
        yield from earlier.posts()
        return
    organizations = sorted(s.partition(":")[2] for s in changed if s.startswith("organization:"))
    if organizations and earlier.position:
        for organization in _with_all_below(organizations, log, earlier):
            yield from earlier.posts_once_of(organization)
    people = {
        person
        for subject in changed
        if subject.startswith(("person:", "post:"))
        for person in people_told_dead(log, subject)
    }
    for subject in changed:  # an id that is given up, or taken back: whose posts these were
        if subject.startswith("person:"):
            people |= {e.fact.into for e in log.about(subject) if isinstance(e.fact, Merged)}
    if people:
        yield from _posts_of_people(people, log, earlier)


def _with_all_below(organizations: list[str], log: EventLog, earlier: Histories) -> Collection[str]:
    """Some organizations, and those below each that a register covers, or covered before."""
    covered = {o for o in organizations if log.has(f"organization:{o}", ("covered",))}
    found = dict.fromkeys(organizations)
    if not covered:
        return found
    below: dict[str, list[str]] = {}
    for profile in earlier.profiles("organization"):
        if profile.parent is not None:
            below.setdefault(profile.parent, []).append(profile.id)
    waiting = sorted(covered)
    while waiting:
        for organization in below.get(waiting.pop(), ()):
            if organization not in covered:
                covered.add(organization)
                found[organization] = None
                waiting.append(organization)
    return found


def _posts_of_people(people: set[str], log: EventLog, earlier: Histories) -> Iterator[str]:
    """The posts that some people hold, or held, or left."""
    connection = log.connection()
    if connection is not None:
        for person in sorted(people):
            query = "SELECT DISTINCT post FROM tenures WHERE person = ?"
            yield from (post for (post,) in connection.execute(query, (person,)).fetchall())
        query = f"SELECT post, record FROM posts WHERE {OTHERS}"  # noqa: S608 - our own text
        for post, record in connection.execute(query).fetchall():
            if not people.isdisjoint(json.loads(record)["others"]):
                yield post
        return
    for history in earlier.histories():
        if any(tenure.person in people for tenure in history.tenures) or (
            history.conflicts and _is_named(people, log.about(f"post:{history.post}"))
        ):
            yield history.post


def _is_named(people: set[str], about: Iterable[RecordedEvent]) -> bool:
    """Whether an event about a post names one of some people."""
    named = (
        ident for event in about for _, what, ident in named_by(event.fact) if what == "person"
    )
    return not people.isdisjoint(named)
