"""What a world costs that does without a default or breaks a rule.

The worlds that count are the cheapest ones. The prices are so far apart that no number of lesser
ones outweighs a greater one: first the fewest broken rules, then the fewest departures set aside,
and so on down to the order within a day.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ANY_ORDER",
    "APART",
    "BROKEN",
    "DEFAULTS",
    "FIRST_KNOWN",
    "HALVES",
    "NO_DAY",
    "SET_ASIDE",
    "STAND_IN",
    "broken",
]

ANY_ORDER: Final = 1
"""A day whose facts did not happen in the usual order."""
HALVES: Final = 1 << 16
"""A change of which the appointment came before the departure."""
APART: Final = 1 << 32
"""A departure from and an appointment to a post with one date as written that was not one day."""
NO_DAY: Final = 1 << 48
"""A tenure, or what a renewal adds to one, of no day, though its own dates leave it one."""
FIRST_KNOWN: Final = 1 << 64
"""Somebody who held the post before the first appointment on record."""
STAND_IN: Final = 1 << 80
"""A stand-in who goes on beside the permanent holder, up to a departure of their own."""
SET_ASIDE: Final = 1 << 96
"""A stated departure that ends nothing."""
BROKEN: Final = 1 << 112
"""A rule that is broken."""
DEFAULTS: Final = SET_ASIDE - 1
"""The most that a world without a contradiction costs."""


def broken(cost: int) -> int:
    """How many rules a world breaks, by its cost."""
    return cost // BROKEN
