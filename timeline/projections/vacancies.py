"""Posts that nobody holds on a day."""

from __future__ import annotations

import attrs

from timeline.events import EdtfDate

from .posts import Certainty

__all__ = ["Vacancy"]


@attrs.frozen(slots=True)
class Vacancy:
    """A post that nobody holds on a day.

    Attributes:
        post: its id.
        organization: the id of its organization.
        since: since when nobody does, where that is known.
        certainty: `possible` where an uncertain date decides whether it was vacant yet.
    """

    post: str
    organization: str
    since: EdtfDate | None
    certainty: Certainty
