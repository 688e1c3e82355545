"""The commands in Chinese, from their own help."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stdout

from timeline.cli import COMMANDS, main

__all__ = ["page"]


def page() -> str:
    """All commands on one page."""
    return "\n".join(["# 命令", "", *_lines(), ""])


def _lines() -> Iterator[str]:
    yield from ("每个命令的 `--help`。逐条说明（英文）见 [Commands](../commands/index.html)。", "")
    for name in COMMANDS:
        yield from (f"## {name}", "", "```text", _help(name).rstrip(), "```", "")


def _help(name: str) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        try:
            main([name, "--help", "--lang", "zh"])
        except SystemExit as done:
            if done.code:
                raise
    return out.getvalue()
