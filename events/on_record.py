"""Events of a log that a batch refers to, looked up many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .recorded import recorded_event

if TYPE_CHECKING:
    from collections.abc import Collection

    from .log import EventLog
    from .recorded import RecordedEvent
    from .rows import Row

__all__ = ["OnRecord"]


class OnRecord:
    """What a log that holds still has of some references: each as `EventLog.find` finds it.

    To ask a server for one after the other takes a way there and back for each.

    Args:
        log: the log.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._keyed: dict[str, Row | None] = {}
        self._by_id: dict[str, Row] = {}

    def look_up(self, references: Collection[str]) -> None:
        """Read the events that have one of these for a key, or for an id."""
        self._keyed.update(dict.fromkeys(references))
        for row in self._log.rows_by("key", references):
            self._keyed[row.key or ""] = self._by_id[row.id] = row
        for row in self._log.rows_by("id", references):
            self._by_id[row.id] = row

    def has_key(self, key: str) -> bool:
        """Whether an event has this key."""
        if key not in self._keyed:
            self.look_up([key])
        return self._keyed[key] is not None

    def find(self, reference: str) -> RecordedEvent:
        """The event that a reference stands for.

        Raises:
            NotFound: there is none.
            Ambiguous: it begins several ids.
        """
        row = self._keyed.get(reference) or self._by_id.get(reference)
        return recorded_event(row) if row is not None else self._log.find(reference)
