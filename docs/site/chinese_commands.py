"""The commands in Chinese, from their own help."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.cli import COMMANDS

__all__ = ["page"]


def page() -> str:
    """All commands on one page."""
    return "\n".join(["# 命令", "", *_lines(), ""])


def _lines() -> Iterator[str]:
    for name, says in COMMANDS.items():
        yield f"## {name}"
        yield from ("", says, "")
