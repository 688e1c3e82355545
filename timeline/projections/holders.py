"""Who holds a post on a day."""

from __future__ import annotations

from operator import attrgetter
from typing import Final

import attrs

from timeline.events import EdtfDate

from .posts import Certainty
from .profiles import Profile
from .record import Record
from .tenures import Tenure

__all__ = ["Holder", "by_person"]


@attrs.frozen(slots=True, repr=False, eq=False)
class Holder(Record):
    """Somebody who holds a post on a day.

    Attributes:
        person: who; `.name` is the name, `.id` the id.
        tenure: the whole tenure.
        certainty: `certain` or `possible`.
        organization: the id of the post's organization.
    """

    person: Profile
    tenure: Tenure
    certainty: Certainty
    organization: str

    def __eq__(self, other: object) -> bool:
        """Whether all fields are equal, wherever they were read."""
        return isinstance(other, Holder) and _fields(self) == _fields(other)

    def __hash__(self) -> int:
        return hash(_fields(self))

    @property
    def post(self) -> str:
        """The post's id."""
        return self.tenure.post

    @property
    def capacity(self) -> str:
        """`permanent`, `acting` or `interim`."""
        return self.tenure.capacity

    @property
    def since(self) -> EdtfDate:
        """The first day in."""
        return self.tenure.start

    @property
    def until(self) -> EdtfDate | None:
        """The first day out; None while no end is on record."""
        return self.tenure.end


_fields: Final = attrgetter("person", "tenure", "certainty", "organization")


def by_person(held: tuple[Tenure, Certainty]) -> tuple[str, int, str]:
    """Sort key of those who hold one post: person, start, capacity."""
    tenure = held[0]
    return tenure.person, tenure.start.lo, tenure.capacity
