"""A register as it was on many days: when a log is to say that it took each snapshot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from timeline.events import BadValue, t

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from timeline.events import EventLog

__all__ = ["moment_of_files", "moment_on"]


def moment_on(text: str, log: EventLog) -> str:
    """The moment at which a log takes the snapshot of a day, or of a moment.

    Several snapshots of one day follow each other by a microsecond.

    Args:
        text: a day, like 2017-05-01, or a moment with its zone.
        log: the log, which may hold earlier snapshots.

    Raises:
        BadValue: the log has recorded something later.
    """
    is_day = "T" not in text
    wanted = datetime.fromisoformat(text)
    wanted = wanted.replace(tzinfo=UTC) if is_day else wanted.astimezone(UTC)
    head = log.head().position
    for row in log.rows(after=head - 1, until=head) if head else ():
        last = datetime.fromisoformat(row.recorded)
        if last >= wanted and is_day and last.date() == wanted.date():
            wanted = last + timedelta(microseconds=1)
        elif last >= wanted:
            hint = t("take the snapshots in the order of their days, into a log of their own")
            raise BadValue(
                "recorded", t("the log has recorded events on {date}", date=last.date()), hint
            )
    return wanted.isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of_files(files: Sequence[Path]) -> str:
    """When the newest of some files was last changed, to the second."""
    newest = max(file.stat().st_mtime for file in files)
    return datetime.fromtimestamp(int(newest), UTC).isoformat()
