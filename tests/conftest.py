"""What several test modules need: a clean place to run the command in, and a small organization."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch

import pytest
from hypothesis import settings

import timeline
from timeline.cli import COMMANDS, main

from .browser import alibaba as alibaba
from .browser import driver as driver
from .postgres import Server, postgres_server

Run: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]

# What everybody runs is the same every time: a fault that is there fails for all, or for none.
# `python -m tests.campaign` looks for new ones, with other examples each time.
settings.register_profile(
    "default", deadline=None, max_examples=60, derandomize=True, database=None
)
settings.register_profile(
    "campaign", deadline=None, max_examples=2_000, derandomize=False, print_blob=True
)
settings.load_profile("default")

ROOT = Path(__file__).parent.parent

ACME = """\
people:
  ann: {name: Ann Li, zh: 李安}
  bob: Bob
  cy: Cy
organizations:
  acme: Acme
posts:
  acme/ceo: {title: CEO}
  acme/board: {title: Director, seats: 3}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def run(home: Path) -> Run:
    """Run the command in an empty home folder, as a user would: `run("show", "--as-of", …)`."""

    def run_command(
        *args: str, stdin: str | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from timeline.cli import main; main()", *args],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env={**plain_environment(home), **(env or {})},
            cwd=home,
            timeout=60,
            check=False,
        )

    return run_command


@pytest.fixture
def invoke(home: Path) -> Run:
    """What `run` does, in this process, where a question takes a twentieth of the time.

    For all that does not depend on a process of its own: what is loaded, encodings, terminals,
    pipes and signals do.
    """
    return partial(invoked, home)


@pytest.fixture(scope="session")
def helps(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The help of every command, by its name."""
    home = tmp_path_factory.mktemp("home")
    done = {name: invoked(home, name, "--help") for name in COMMANDS}
    assert {answer.returncode for answer in done.values()} == {0}
    return {name: answer.stdout for name, answer in done.items()}


def invoked(
    home: Path, *args: str, stdin: str | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, in a home folder."""
    read, out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(3))
    read.write(stdin or "")
    read.seek(0)
    known = {**plain_environment(home), **(env or {})}
    with patch.dict(os.environ, known, clear=True), pytest.MonkeyPatch.context() as place:
        place.chdir(home)
        for name, stream in (("stdin", read), ("stdout", out), ("stderr", err)):
            place.setattr(sys, name, stream)
        try:
            main([*args])
            code: Any = 0
        except SystemExit as done:
            code = done.code or 0
    said = []
    for stream in (out, err):
        stream.seek(0)
        said.append(stream.read())
    return subprocess.CompletedProcess([*args], code, *said)


def plain_environment(home: Path) -> dict[str, str]:
    """What a process knows of the machine, in which it finds no pandas."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT / "tests" / "plain"),
    }


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server; the tests that want one are skipped where there is none."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def acme() -> timeline.Timeline:
    """A timeline in memory with three people, a post of one seat and a board of three."""
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    return tl
