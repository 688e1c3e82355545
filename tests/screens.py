"""Write the screens in README and docs anew: `python -m tests.screens`."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from .conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SCREEN = re.compile(r"<!-- screen: timeline (.*?) -->\n```text\n(.*?)```", re.DOTALL)

ON_A_DAY = """
from datetime import UTC, date, datetime
from functools import partial
import timeline.events
from timeline.cli import days, main
moment = datetime(2024, 1, 1, tzinfo=UTC)
timeline.events.MemoryLog = partial(timeline.events.MemoryLog, clock=lambda: moment)
days.today = lambda: date(2024, 1, 1)
main()
"""
"""Runs the command on a day on which the screens always look the same."""


def main() -> None:
    """Run every command that a page shows, in an empty home folder."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for command, shown in SCREEN.findall(text):
            head = f"<!-- screen: timeline {command} -->\n```text\n"
            text = text.replace(f"{head}{shown}```", f"{head}{screen(command)}```")
        page.write_text(text, encoding="utf-8")


def screen(command: str) -> str:
    """What a command prints; a table, unless it says another format."""
    if " --format " not in command:
        command += " --format table"
    with tempfile.TemporaryDirectory() as home:
        shown = printed(command, Path(home))
    return "\n".join(line.rstrip() for line in shown.splitlines()) + "\n"


def printed(command: str, home: Path, **terminal: str) -> str:
    """What a command prints in a home folder, exactly."""
    done = subprocess.run(
        program(command),
        capture_output=True,
        encoding="utf-8",
        cwd=home,
        env=environment(home, **terminal),
        check=True,
    )
    return done.stdout


def program(command: str) -> list[str]:
    """The process that runs a command."""
    return [sys.executable, "-c", ON_A_DAY, *shlex.split(command)]


def environment(home: Path, **terminal: str) -> dict[str, str]:
    """What the process knows of the machine: next to nothing."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **terminal}


if __name__ == "__main__":
    main()
