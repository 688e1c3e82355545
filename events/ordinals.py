"""The ordinals that stand for a bound that a date does not have."""

from __future__ import annotations

from datetime import date
from typing import Final

__all__ = ["AFTER_ALL", "BEFORE_ALL"]

BEFORE_ALL: Final = 0
"""The ordinal that stands for "no earliest day": one before 0001-01-01."""
AFTER_ALL: Final = date.max.toordinal() + 1
"""The ordinal that stands for "no latest day": one after 9999-12-31."""
