"""Which page stands where: the four parts of the site, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from timeline.cli import COMMANDS

__all__ = ["CHINESE", "ENGLISH", "HOW_TOS", "Tree"]

Tree: TypeAlias = "str | Mapping[str, Tree | Sequence[Tree]] | Sequence[Tree]"
"""Pages by their paths in the site, and parts with their titles."""

HOW_TOS: Final = (
    "cancelled-plan",
    "correction",
    "return",
    "co-heads",
    "acting",
    "merge-people",
    "folder-in-git",
    "register",
)
"""The short pages that both languages have, in the order of the site."""

_HOW_TO_PAGES: Final[list[Tree]] = [f"howto/{name}.md" for name in HOW_TOS]

ENGLISH: Final[list[Tree]] = [
    {"timeline": "index.md"},
    {"Tutorial": "tutorial.md"},
    {"How-to": [*_HOW_TO_PAGES, "recipes.md", "charts.md"]},
    {
        "Reference": [
            {"Commands": ["commands/index.md", *(f"commands/{name}.md" for name in COMMANDS)]},
            "yaml.md",
            "checks.md",
            "reasons.md",
            "measures.md",
            "exchange.md",
            {"JSON": "schemas/index.md"},
            {
                "Python": [
                    "embedding.md",
                    "api/timeline.md",
                    "api/timeline.events.md",
                    "api/timeline.views.md",
                    "api/timeline.charts.md",
                ]
            },
            "limits.md",
            "stability.md",
            "changelog.md",
        ]
    },
    {
        "Explanation": [
            "semantics.md",
            "log.md",
            "architecture.md",
            "stores.md",
            "performance.md",
            {"Glossary": "glossary.md"},
            "contributing.md",
        ]
    },
]

CHINESE: Final[list[Tree]] = [
    {"timeline": "index.md"},
    {"教程": "tutorial.md"},
    {"操作指南": _HOW_TO_PAGES},
    {"参考": ["commands.md", {"术语表": "glossary.md"}]},
]
