"""What a post itself says: since when there is one, with how many seats, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from .facts import Fact
from .states import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timeline.events import EdtfDate

    from ..profiles import Profile
    from ..standing import Standing

__all__ = ["Existence", "existence_of"]


@attrs.define(slots=True, eq=False)
class Existence:
    """What a post itself says of who may hold it.

    Attributes:
        seats: how many it has to begin with; 0 where that is not known.
        begins: when it was created, or its organization founded.
        ends: what ends it.
        later: what introductions say of it from a later date on.
        deaths: when people died, by their ids, as far as anything but their departure from this
            post tells.
    """

    seats: int
    begins: EdtfDate | None
    ends: Sequence[Standing]
    later: Sequence[Fact]
    deaths: Mapping[str, EdtfDate]

    @property
    def is_plain(self) -> bool:
        """Whether it is one of the same seats all the time, which ends once at most."""
        return not self.later and len(self.ends) < 2

    @property
    def is_single(self) -> bool:
        """Whether it has one seat at any time, so that its holders push each other out."""
        return self.seats == 1 or any(fact.seats == 1 for fact in self.later)

    def first(self) -> State:
        """The state before all facts."""
        return State(self.begins is None, self.seats)

    def facts(self) -> list[Fact]:
        """The facts that say so, numbered by nobody yet."""
        found = [Fact.of_end(standing) for standing in self.ends]
        if self.begins is not None:
            found.append(Fact.of_beginning("", self.begins, None))
        return [*found, *self.later]


def existence_of(
    profile: Profile,
    begins: EdtfDate | None,
    ends: Sequence[Standing],
    deaths: Mapping[str, EdtfDate],
) -> Existence:
    """What a post's introductions say, and what ends it."""
    patches = profile.patches
    if len(patches) == 1:
        return Existence(_number(patches[0].seats), begins, ends, (), deaths)
    seats, later = 1, []
    for place, patch in enumerate(patches):
        if place and patch.effective is not None:
            said = None if patch.seats is None else _number(patch.seats)
            if said is not None or ends:
                later.append(Fact.of_beginning(str(place), patch.effective, said))
        elif patch.seats is not None:
            seats = _number(patch.seats)
    return Existence(seats, begins, ends, later, deaths)


def _number(seats: object) -> int:
    """A number of seats, as said in an introduction: one unless it says otherwise."""
    if seats is None:
        return 1
    return seats if isinstance(seats, int) else 0
