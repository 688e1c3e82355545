"""What a log has of everybody: which facts stand, whoever stated them, and what is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import subject_of
from timeline.projections.standing import stand

from .held import fact_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.events import Event, EventLog
    from timeline.projections.standing import Standing

__all__ = ["Others"]


@attrs.frozen
class _About:
    """What stands of one subject: in the log's order, and by the ids of the facts' texts."""

    standing: Sequence[Standing]
    by_text: dict[str, Standing]


class Others:
    """Looks up what a log has, which holds still.

    Args:
        log: the log.

    Attributes:
        position: of its last event.
    """

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.position = log.head().position
        self._known: dict[str, _About] = {}

    def stating(self, fact: Event) -> Standing | None:
        """The event that states this very fact and stands; None if there is none."""
        subject = subject_of(fact)
        if subject is None or not self.position:
            return None
        return self._about(subject).by_text.get(fact_id(fact))

    def by_hand(self, fact: Event) -> list[Standing]:
        """What no register has stated and stands, of the subject of a fact."""
        subject = subject_of(fact)
        standing = () if subject is None else self._about(subject).standing
        return [each for each in standing if each.fact.origin is None]

    def called(self, key: str) -> Standing | None:
        """The event that bears a key, if it is a fact that stands."""
        for row in self._log.rows_by("key", [key]) if self.position else ():
            standing = self._about(row.subject).standing
            return next((each for each in standing if each.id == row.id), None)
        return None

    def bearing(self, key: str) -> str | None:
        """The id of the event that bears a key for ever, whether or not it stands."""
        rows = self._log.rows_by("key", [key]) if self.position else []
        return rows[0].id if rows else None

    def has(self, ident: str) -> bool:
        """Whether an event of this id is on record, whether or not it stands."""
        return bool(self.position and self._log.rows_by("id", [ident]))

    def _about(self, subject: str) -> _About:
        if subject not in self._known:
            if len(self._known) >= _SUBJECTS:
                self._known.pop(next(iter(self._known)))
            standing = stand(self._log.about(subject))
            by_text = {fact_id(each.fact): each for each in standing}
            self._known[subject] = _About(standing, by_text)
        return self._known[subject]


_SUBJECTS: Final = 1_000
"""How many subjects are remembered while statements are looked up."""
