"""What the generated events are worded with."""

from __future__ import annotations

from typing import Final

__all__ = [
    "FATES",
    "HAPPENED",
    "PUBLISHERS",
    "REASONS",
    "SEVERAL_SEATS",
    "STEMS",
    "SYLLABLES",
    "TITLES",
]

SYLLABLES: Final = [
    "ba",
    "be",
    "do",
    "du",
    "fa",
    "gi",
    "ka",
    "ke",
    "lo",
    "ma",
    "mi",
    "na",
    "no",
    "pa",
    "ri",
    "ro",
    "sa",
    "se",
    "ta",
    "to",
    "va",
    "ve",
    "zo",
    "zu",
]
STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
TITLES: Final = (
    ("ceo", "Chief executive", "首席执行官"),
    ("chair", "Chair", "董事长"),
    ("cfo", "Chief financial officer", "首席财务官"),
    ("cto", "Chief technology officer", "首席技术官"),
    ("board", "Director", "董事"),
    ("counsel", "General counsel", "总法律顾问"),
    ("secretary", "Secretary", "秘书长"),
    ("auditor", "Auditor", "审计长"),
    ("region", "Regional head", "大区总经理"),
    ("council", "Council member", "理事"),
)
SEVERAL_SEATS: Final = ("board",)
REASONS: Final = (
    "retired",
    "new-opportunity",
    "dismissed-performance",
    "illness",
    "death",
    "other",
)
PUBLISHERS: Final = ("Gazette", "Annual report", "Company register", "Evening paper", "公报")
HAPPENED: Final = ("Outage", "Merger plan", "Audit", "Move of the head office", "New strategy")

FATES: Final = (
    ("renewed", 0.12),
    ("corrected", 0.03),
    ("cancelled", 0.03),
    ("cited", 0.03),
    ("disputed", 0.015),
    ("retracted", 0.006),
)
"""What may be said of an appointment later, and how often it is."""
