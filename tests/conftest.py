"""What several test modules need: a clean place to run the command in, and a small organization."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import settings

import timeline

Run: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]

# `pytest --hypothesis-profile long` looks harder, for half an hour or so.
settings.register_profile("default", deadline=None, max_examples=150)
settings.register_profile("long", deadline=None, max_examples=10_000)
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
        clean = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT / "tests" / "plain"),
            **(env or {}),
        }
        return subprocess.run(
            [sys.executable, "-c", "from timeline.cli import main; main()", *args],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env=clean,
            cwd=home,
            timeout=60,
            check=False,
        )

    return run_command


@pytest.fixture
def acme() -> timeline.Timeline:
    """A timeline in memory with three people, a post of one seat and a board of three."""
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    return tl
