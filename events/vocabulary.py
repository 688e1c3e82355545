"""The words of the event kinds that others need without the kinds themselves."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CAPACITIES", "REASONS", "UNKNOWN_PERSON", "UNKNOWN_SEATS", "What"]

What: TypeAlias = Literal["person", "organization", "post"]
"""What has an id and names."""

CAPACITIES: Final = ("permanent", "acting", "interim")
"""In what capacity a post is held."""

REASONS: Final[Mapping[str, int | None]] = MappingProxyType(
    {
        "death": 1,
        "illness": 2,
        "dismissed-performance": 3,
        "dismissed-conduct": 4,
        "retired": 5,
        "resigned": None,
        "new-opportunity": 6,
        "transferred": None,
        "term-ended": None,
        "reorganised": None,
        "acquired": None,
        "other": 7,
        "unstated": 8,
    }
)
"""Why a post was left, each with its code in the open CEO dismissal database (Gentry, Harrison,
Quigley and Boivie, Strategic Management Journal 2021), where it has one."""

UNKNOWN_PERSON: Final = "unknown"
"""The id of a holder whom nobody has named. Two appointments of it may be two people."""

UNKNOWN_SEATS: Final = "unknown"
"""What stands for the number of seats of a post where a register does not say how many it has."""
