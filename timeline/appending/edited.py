"""Entries of a file that was appended before and has been edited since: an append only adds them.

That is told, for what the log has of the earlier version stays, and `timeline sync` is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.events import UNKNOWN_PERSON, Appointed, Departed, Finding, t
from timeline.projections.standing import stand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timeline.events import Batch, EventLog
    from timeline.projections.standing import Standing

__all__ = ["edited"]

_MANY: Final = 1_000
"""Of how many new events each is looked at; a file that is edited by hand has fewer."""


def edited(batch: Batch, log: EventLog, before: int) -> Iterator[Finding]:
    """Warn of new entries that seem to be edited ones: the log has them, of another day.

    Most of their file is on record, and what the log has for them the file no longer says.

    Args:
        batch: the batch, which is in the log now.
        log: the log.
        before: its position before the batch.
    """
    fresh = [entry for entry in batch.new if isinstance(entry.event, (Appointed, Departed))]
    if not fresh or len(batch.new) > min(_MANY, len(batch.repeated)):
        return
    spoken_of = {event.id for _, event in batch.repeated}
    spoken_of |= {getattr(entry.event, "event", "") for entry in batch.new}
    known: dict[str, list[Standing]] = {}
    for entry in fresh:
        fact = entry.event
        assert isinstance(fact, (Appointed, Departed))  # noqa: S101 - chosen so above
        if fact.person == UNKNOWN_PERSON:
            continue
        if fact.post not in known:
            known[fact.post] = stand(log.about(f"post:{fact.post}"))
        for other in known[fact.post]:
            said = other.fact
            if (
                isinstance(said, (Appointed, Departed))
                and (said.KIND, said.person) == (fact.KIND, fact.person)
                and other.positions[0] <= before
                and other.id not in spoken_of
            ):
                place = entry.origin.place() if entry.origin else None
                message = t(
                    "the log has this on {effective} (#{position})",
                    effective=said.effective,
                    position=other.positions[0],
                )
                hint = t("if the entry was edited, `timeline sync` of the file corrects it instead")
                yield Finding("edited-entry", message, place, hint, "warning")
                break
