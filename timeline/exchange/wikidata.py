"""Wikidata's statements about one position, as its query service answers in JSON.

A statement is a tenure: who held the position (P39), from when (P580) to when (P582), each with a
precision, and in what nature (P5102). Precisions are Wikidata's: 11 is a day, 10 a month, 9 a year,
8 a decade, 7 a century.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from timeline.events import (
    BadDate,
    BadInput,
    BadValue,
    EdtfDate,
    Finding,
    Organization,
    Person,
    Place,
    Post,
    Source,
    decode_text,
)

from .statements import Note, Reading
from .tenure_rows import Introduction, TenureRow, statements_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from .formats import ReadOptions
    from .statements import Statement

__all__ = ["WIKIDATA"]

ENTITY: Final = "http://www.wikidata.org/entity/"
NATURES: Final = {"Q4676846": "acting", "Q4895105": "interim"}
"""Values of "nature of statement" (P5102) that are capacities: acting, and ad interim."""

DAY, MONTH, YEAR, DECADE, CENTURY = 11, 10, 9, 8, 7
