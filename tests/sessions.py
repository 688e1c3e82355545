"""Write what the commands of tutorial and how-tos print anew: `python -m tests.sessions`.

A page is a session: from its top to its end, in one folder. A fence with a title
(`yaml title="tea.yaml"`) writes that file; a `console` fence runs its lines after `$ `, and shows
what they print; `<!-- day: 2024-02-01 -->` says what day it is from there on (2024-01-01 before).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from .conftest import ROOT

__all__ = ["SESSIONS", "played", "steps_of"]

DOCS: Final = ROOT / "docs"
SESSIONS: Final = sorted(
    page
    for folder in (DOCS, DOCS / "zh")
    for page in (*folder.glob("tutorial.md"), *folder.glob("howto/*.md"))
)
PARTS: Final = re.compile(
    r"<!-- day: (?P<day>[0-9-]+) -->"
    r'|```\w+ title="(?P<file>[^"]+)"\n(?P<text>.*?)```'
    r"|```console\n(?P<console>.*?)```",
    re.DOTALL,
)


def steps_of(page: str) -> list[dict[str, str]]:
    """What a page does, in its order."""
    return [step for part in PARTS.finditer(page) for step in _steps(part)]


def _steps(part: re.Match[str]) -> Iterator[dict[str, str]]:
    if part["day"]:
        yield {"day": part["day"]}
    elif part["file"]:
        yield {"file": part["file"], "text": part["text"]}
    else:
        for line in part["console"].splitlines():
            if line.startswith("$ "):
                yield {"run": line[2:]}


def played(page: Path) -> str:
    """The page, with what its commands print in the place of what it shows."""
    answers = iter(_all_played()[page])
    text = page.read_text(encoding="utf-8")
    return PARTS.sub(lambda part: _told(part, answers), text)


def _told(part: re.Match[str], answers: Iterator[str]) -> str:
    if part["console"] is None:
        next(answers)
        return part[0]
    lines = []
    for line in part["console"].splitlines():
        if line.startswith("$ "):
            lines += [line, *map(str.rstrip, next(answers).splitlines())]
    return "```console\n" + "".join(f"{line}\n" for line in lines) + "```"


@cache
def _all_played() -> dict[Path, list[str]]:
    """What the steps of all pages print, from one process."""
    asked: list[dict[str, Any]] = [
        {
            "language": "zh_CN.UTF-8" if "zh" in page.relative_to(DOCS).parts else "C.UTF-8",
            "steps": steps_of(page.read_text(encoding="utf-8")),
        }
        for page in SESSIONS
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.playing"],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": os.devnull, "PYTHONUTF8": "1"},
        check=True,
    )
    return dict(zip(SESSIONS, json.loads(done.stdout), strict=True))


def main() -> None:
    """Run every session, and write its page."""
    for page in SESSIONS:
        page.write_text(played(page), encoding="utf-8")


if __name__ == "__main__":
    main()
