"""What happened at organizations and is no role change."""

from __future__ import annotations

import attrs

from timeline.events import EdtfDate

__all__ = ["MilestoneRecord"]


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
