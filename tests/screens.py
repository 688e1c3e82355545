"""Write the screens in README and docs anew: `python -m tests.screens`."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from .conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").rglob("*.md"))]
SCREEN = re.compile(r"<!-- screen: timeline (.*?) -->\n```text\n(.*?)```", re.DOTALL)

ON_A_DAY = """
from datetime import UTC, datetime
from functools import partial
import timeline.events
from timeline.cli import days, main
moment = datetime(2024, 1, 1, tzinfo=UTC)
timeline.events.MemoryLog = partial(timeline.events.MemoryLog, clock=lambda: moment)
days.now = lambda: moment.replace(hour=12)  # the same day in every zone but the last
"""
"""Makes it a day on which the screens always look the same."""

EACH = """
import io, json, os, shlex, sys, tempfile
shown, out = [], sys.stdout
for command in sys.argv[1:]:
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOME"] = home
        os.chdir(home)
        sys.stdout = io.TextIOWrapper(io.BytesIO(), "utf-8")
        try:
            main(shlex.split(command))
        except SystemExit as done:
            assert not done.code, command
        sys.stdout.seek(0)
        shown.append(sys.stdout.read())
        os.chdir(os.sep)
json.dump(shown, out)
"""
"""Runs several commands one after the other, each in an empty home folder."""


def main() -> None:
    """Run every command that a page shows."""
    shown = screens()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for command, before in SCREEN.findall(text):
            head = f"<!-- screen: timeline {command} -->\n```text\n"
            text = text.replace(f"{head}{before}```", f"{head}{shown[command]}```")
        page.write_text(text, encoding="utf-8")


def screens() -> dict[str, str]:
    """What each command of a page prints; a table, unless it says another format."""
    pages = [page.read_text(encoding="utf-8") for page in PAGES]
    commands = list(dict.fromkeys(c for page in pages for c, _ in SCREEN.findall(page)))
    asked = [c if " --format " in c else f"{c} --format table" for c in commands]
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", ON_A_DAY + EACH, *asked],
            capture_output=True,
            cwd=home,
            env=environment(Path(home)),
            check=True,
        )
    found = (text.splitlines() for text in json.loads(done.stdout))
    texts = ("".join(f"{line.rstrip()}\n" for line in lines) for lines in found)
    return dict(zip(commands, texts, strict=True))


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
    return [sys.executable, "-c", f"{ON_A_DAY}main()", *shlex.split(command)]


def environment(home: Path, **terminal: str) -> dict[str, str]:
    """What the process knows of the machine: next to nothing."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **terminal}


if __name__ == "__main__":
    main()
