"""The peer `eventsourcing`: `python -m benchmarks.sourced F.jsonl F.db` appends a file.

An application with one aggregate for each person, post, organization.

It stores each event's content with its aggregate, in order, with optimistic concurrency, and can
replay it. It does not check people, posts or dates, give content ids, refuse a change of the
table, chain hashes, or keep tenures: a replay gives each aggregate's events, folded into counts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

__all__ = ["Register", "Subject", "open_register"]


class Subject(Aggregate):
    """A person, post or organization, and what was said of it."""

    def __init__(self, subject: str, body: dict[str, Any]) -> None:
        self.subject = subject
        self.said = 1

    @staticmethod
    def create_id(subject: str, body: dict[str, Any]) -> UUID:
        """The aggregate's id, from what it is about."""
        return uuid5(NAMESPACE_URL, subject)

    @event("Recorded")
    def record(self, body: dict[str, Any]) -> None:
        """Take one more event about it."""
        self.said += 1


class Register(Application[UUID]):
    """The log of all subjects. It keeps the aggregates at hand, which is its quickest way."""

    def __init__(self, env: dict[str, str]) -> None:
        super().__init__(env)
        self._subjects: dict[str, Subject] = {}
        self._of_key: dict[str, str] = {}

    def told(self, body: dict[str, Any]) -> Subject:
        """The aggregate of an event, which has taken it and is not saved yet."""
        name = self._subject(body)
        if "key" in body:
            self._of_key[body["key"]] = name
        subject = self._subjects.get(name)
        if subject is None:
            subject = self._subjects[name] = Subject(name, body)
        else:
            subject.record(body)
        return subject

    def _subject(self, body: dict[str, Any]) -> str:
        if "event" in body:
            return self._of_key[body["event"]]
        for name in ("post", "person", "organization"):
            if name in body:
                return f"{name}:{body[name]}"
        raise AssertionError(body)

    def append(self, lines: Iterable[str], batch: int) -> int:
        """Save all events, so many with each `save`; says how many they were."""
        count = 0
        waiting: dict[UUID, Subject] = {}
        for line in lines:
            subject = self.told(json.loads(line))
            waiting[subject.id] = subject
            count += 1
            if count % batch == 0:
                self.save(*waiting.values())
                waiting.clear()
        self.save(*waiting.values())
        return count

    def replay(self) -> int:
        """Make every aggregate anew, each from its events; says how many events that were."""
        return sum(self.repository.get(subject.id).said for subject in self._subjects.values())

    def page_through(self) -> int:
        """The same from the notifications, in the log's order, page by page: its quickest way."""
        subjects: dict[UUID, Subject | None] = {}
        for stored in self._stored():
            subjects[stored.originator_id] = stored.mutate(subjects.get(stored.originator_id))
        return sum(subject.said for subject in subjects.values() if subject is not None)

    def _stored(self) -> Iterator[Any]:
        start = 1
        while page := self.recorder.select_notifications(start, 1000):
            for notification in page:
                yield self.mapper.to_domain_event(notification)
            start = page[-1].id + 1


def open_register(path: Path) -> Register:
    """The application on a SQLite file; it uses WAL, and SQLite's default synchronous=FULL."""
    return Register({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})


def main() -> None:
    """Append a file to a new database, a thousand events with each save; print how many."""
    path, database = map(Path, sys.argv[1:])
    with path.open(encoding="utf-8") as lines:
        print(open_register(database).append(lines, 1000))  # noqa: T201 - read by the runner


if __name__ == "__main__":
    main()
