"""The words of the event kinds that others need without the kinds themselves."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CAPACITIES", "REASONS", "REFERRING", "UNKNOWN_PERSON"]

CAPACITIES: Final = ("permanent", "acting", "interim")
"""In what capacity a post is held."""

REASONS: Final[Mapping[str, int | None]] = MappingProxyType(
    {
        "death": 1,
        "illness": 2,
        "dismissed-performance": 3,
        "dismissed-conduct": 4,
        "retired": 5,
        "new-opportunity": 6,
        "other": 7,
        "unstated": 8,
        "term-ended": None,
        "reorganised": None,
        "acquired": None,
    }
)
"""Why a post was left, each with its code in the open CEO dismissal database (Gentry, Harrison,
Quigley and Boivie, Strategic Management Journal 2021), where it has one."""

UNKNOWN_PERSON: Final = "unknown"
"""The id of a holder whom nobody has named. Two appointments of it may be two people."""

REFERRING: Final = frozenset({"cancelled", "cited", "disputed", "corrected", "retracted"})
"""The kinds that are about another event, which `event` names."""
