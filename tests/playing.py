"""Play sessions: run the commands of pages, each page in an empty folder, by a clock of its own.

It is a process to itself (`python -m tests.playing < sessions.json`), for it sets the clock.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import timeline.events
from timeline.cli import days, main

BEGINNING: Final = datetime(2024, 1, 1, 8, tzinfo=UTC)
SHELL: Final = set("|>;&*$`")
"""What only a shell understands; a command without any of it runs in this process."""

TIMELINE: Final = """\
#!{python}
import sys
sys.path.insert(0, {root!r})
from tests import playing
playing.as_process({moment!r})
"""
"""The command as a program of its own, for a pipe."""


class Terminal(io.TextIOWrapper):
    """A stream that says that somebody is looking at it."""

    def isatty(self) -> bool:
        """Tell so."""
        return True


class Clock:
    """Says a moment, a minute later each time that a command begins."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """The present moment."""
        return self.moment


def as_process(moment: str) -> None:
    """Run the command line of this process at a moment."""
    _set(Clock(datetime.fromisoformat(moment)))
    main()


def _set(clock: Clock) -> None:
    timeline.events.now = clock
    days.now = clock


def play(steps: list[dict[str, str]], language: str) -> list[str]:
    """What each step of a session prints; nothing for one that only writes a file or sets a day."""
    clock = Clock(BEGINNING)
    _set(clock)
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as home:
        os.chdir(home)
        os.environ.update(HOME=home, LANG=language, COLUMNS="90", TERM="dumb", TZ="UTC")
        os.environ["PATH"] = f"{home}/.bin{os.pathsep}{before['PATH']}"
        try:
            return [_step(step, clock, home) for step in steps]
        finally:
            os.environ.clear()
            os.environ.update(before)
            os.chdir(os.sep)


def _step(step: dict[str, str], clock: Clock, home: str) -> str:
    if "file" in step:
        path = Path(step["file"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step["text"], encoding="utf-8")
        return ""
    if "day" in step:
        clock.moment = datetime.fromisoformat(step["day"]).replace(hour=8, tzinfo=UTC)
        return ""
    clock.moment += timedelta(minutes=1)
    command = step["run"]
    words = shlex.split(command, comments=True)
    if words[0] == "export" and "=" in words[1]:
        name, _, value = words[1].partition("=")
        os.environ[name] = value
        return ""
    if words[0] == "timeline" and not SHELL & set(command.partition(" #")[0]):
        return _timeline(words[1:])
    return _shell(command, clock, home)


def _timeline(words: list[str]) -> str:
    into = io.BytesIO()
    out = Terminal(into, "utf-8", write_through=True)
    err = io.TextIOWrapper(into, "utf-8", write_through=True)
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(words)
        except SystemExit:
            out.flush()
            err.flush()
    return into.getvalue().decode()


def _shell(command: str, clock: Clock, home: str) -> str:
    program = Path(home, ".bin", "timeline")
    program.parent.mkdir(exist_ok=True)
    root = str(Path(__file__).parent.parent)
    program.write_text(
        TIMELINE.format(python=sys.executable, root=root, moment=clock.moment.isoformat())
    )
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def _answers(sessions: list[dict[str, Any]]) -> list[list[str]]:
    return [play(session["steps"], session["language"]) for session in sessions]


if __name__ == "__main__":
    json.dump(_answers(json.load(sys.stdin)), sys.stdout)
