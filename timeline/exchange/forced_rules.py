"""Rules by which a turnover counts as forced, each by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

import attrs

from timeline.projections.answers.turnover import YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeline.events import EdtfDate

__all__ = ["RULES", "Leaving"]

Verdict: TypeAlias = tuple[bool, bool]
"""Whether a turnover was forced for certain, and whether it possibly was."""

DISMISSED: Final = frozenset({"dismissed-performance", "dismissed-conduct"})
EXCUSED: Final = frozenset(
    {"death", "illness", "new-opportunity", "transferred", "acquired", "reorganised", "term-ended"}
)
"""The reasons by which Parrino's rule counts a turnover as voluntary."""

_SIXTY: Final = 60 * YEAR
_HALF_A_YEAR: Final = 182


@attrs.frozen
class Leaving:
    """How somebody left a post.

    Attributes:
        left: the first day out.
        reasons: those that are stated.
        announced: when it was made public; None where nobody says, which is the day itself.
        born: when the person was born, if that is known.
    """

    left: EdtfDate
    reasons: frozenset[str]
    announced: EdtfDate | None = None
    born: EdtfDate | None = None

    @property
    def is_explained(self) -> bool:
        """Whether a reason is stated that is one."""
        return bool(self.reasons - {"unstated"})

    def is_under_sixty(self) -> Verdict:
        """Whether the person was younger than sixty, for certain and possibly."""
        if self.born is None:
            return False, True
        return self.left.hi - self.born.lo < _SIXTY, self.left.lo - self.born.hi < _SIXTY

    def is_sudden(self) -> Verdict:
        """Whether it was announced less than half a year before, for certain and possibly."""
        known = self.announced or self.left
        if known == self.left:
            return True, True
        return self.left.hi - known.lo < _HALF_A_YEAR, self.left.lo - known.hi < _HALF_A_YEAR


class Rule(Protocol):
    """A rule: its verdict on how somebody left."""

    def __call__(self, leaving: Leaving) -> Verdict:
        """Whether the turnover was forced."""
        ...


def dismissed(leaving: Leaving) -> Verdict:
    """Forced where a stated reason is a dismissal; possibly where no reason is stated."""
    forced = bool(DISMISSED & leaving.reasons)
    return forced, forced or not leaving.is_explained


def parrino(leaving: Leaving) -> Verdict:
    """Parrino's rule (Journal of Financial Economics 46, 1997).

    Forced is a dismissal; and who leaves before the age of sixty, unless by death, illness or for
    another position, and unless retiring by an announcement of half a year before. Where no reason
    is stated nobody knows whether there was such a one.
    """
    if DISMISSED & leaving.reasons:
        return True, True
    if EXCUSED & leaving.reasons:
        return False, False
    sure, possible = leaving.is_under_sixty()
    if "retired" in leaving.reasons:
        sudden, maybe_sudden = leaving.is_sudden()
        sure, possible = sure and sudden, possible and maybe_sudden
    return sure and leaving.is_explained, possible


RULES: Final[Mapping[str, Rule]] = {"dismissed": dismissed, "parrino": parrino}
