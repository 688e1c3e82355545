"""Colours by the environment, and the pager, in a terminal of its own."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from timeline.cli.terminal import Depth, color_depth, rendered
from timeline.views.palette import PALETTE

from .conftest import Run

ASKED = ("show", "--as-of", "2023-09-10", "--width", "80")


def on_a_terminal(home: Path, lines: int, *args: str, **env: str) -> str:
    """What the command prints on a terminal of so many lines."""
    control, terminal = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", "from timeline.cli import main; main()", *args],
        stdin=terminal,
        stdout=terminal,
        stderr=subprocess.DEVNULL,
        cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **env},
    )
    os.close(terminal)
    found = b""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if select.select([control], [], [], 0.1)[0]:
            try:
                found += os.read(control, 1 << 16)
            except OSError:  # the other end is closed
                break
        elif process.poll() is not None:
            break
    process.wait(10)
    os.close(control)
    assert process.returncode == 0
    return found.decode()


@pytest.fixture
def pager(home: Path) -> str:
    """A pager that says that it was asked."""
    path = home / "pager"
    path.write_text('#!/bin/sh\necho "paged, LESS=$LESS"; cat\n')
    path.chmod(0o755)
    return str(path)


def test_a_pager_shows_what_overflows_the_terminal(home: Path, pager: str) -> None:
    shown = on_a_terminal(home, 24, *ASKED, PAGER=pager)
    assert shown.startswith("paged, LESS=FRX")
    assert "吴泳铭" in shown
    assert shown.replace("\r", "").endswith("\n")


def test_nothing_is_paged_that_fits(home: Path, pager: str) -> None:
    assert "paged" not in on_a_terminal(home, 100, *ASKED, PAGER=pager)


@pytest.mark.parametrize(
    ("args", "env"),
    [
        (("--no-pager",), {}),
        (("--format", "json"), {}),
        (("--format", "tsv"), {}),
        ((), {"TIMELINE_PAGER": ""}),
        ((), {"TERM": "dumb"}),
        ((), {"TIMELINE_PAGER": "cat"}),
    ],
)
def test_a_pager_can_be_left_out(
    home: Path, pager: str, args: tuple[str, ...], env: Mapping[str, str]
) -> None:
    shown = on_a_terminal(home, 5, *ASKED, *args, **{"PAGER": pager, **env})
    assert "paged" not in shown
    assert "吴泳铭" in shown


def test_our_own_pager_goes_before_everyones(home: Path, pager: str) -> None:
    assert "paged" in on_a_terminal(home, 5, *ASKED, PAGER="cat", TIMELINE_PAGER=pager)


def test_without_the_pager_all_is_printed(home: Path) -> None:
    assert "吴泳铭" in on_a_terminal(home, 5, *ASKED, PAGER="no-such-program")


def test_a_pager_may_stop_reading(home: Path) -> None:
    assert on_a_terminal(home, 5, *ASKED, PAGER="head -1").count("\n") == 1


def test_a_pipe_is_never_paged(run: Run, pager: str) -> None:
    done = run(*ASKED, "--format", "table", env={"PAGER": pager})
    assert "paged" not in done.stdout
    assert "\x1b" not in done.stdout


def test_colours_on_a_terminal(home: Path) -> None:
    env = {"TERM": "xterm-256color", "PAGER": "cat"}
    assert "\x1b[38;5;" in on_a_terminal(home, 99, *ASKED, **env)
    assert "\x1b[38;2;" in on_a_terminal(home, 99, *ASKED, **env, COLORTERM="truecolor")
    assert "\x1b" not in on_a_terminal(home, 99, *ASKED, PAGER="cat", TERM="dumb")
    assert "\x1b" not in on_a_terminal(home, 99, *ASKED, **env, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(home, 99, *ASKED, "--color", "never", **env)


@pytest.mark.parametrize(
    ("color", "env", "depth"),
    [
        ("auto", {}, 0),
        ("auto", {"FORCE_COLOR": "1"}, 16),
        ("auto", {"FORCE_COLOR": "0"}, 0),
        ("auto", {"FORCE_COLOR": "1", "TERM": "xterm-256color"}, 256),
        ("auto", {"FORCE_COLOR": "3"}, 16_777_216),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, 0),
        ("always", {"NO_COLOR": "1"}, 16),
        ("always", {"COLORTERM": "truecolor"}, 16_777_216),
        ("never", {"FORCE_COLOR": "1"}, 0),
    ],
)
def test_the_environment_chooses_the_colours(
    monkeypatch: pytest.MonkeyPatch, color: str, env: Mapping[str, str], depth: Depth
) -> None:
    """Standard output is no terminal here."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TERM", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert color_depth(color) == depth


@pytest.mark.parametrize("depth", [16, 256, 16_777_216])
def test_every_colour_stays_another_at_every_depth(depth: Depth) -> None:
    lines = {rendered([("x", color)], depth) for color in PALETTE}
    assert len(lines) == len(PALETTE)
    tags = {rendered([("x", f"#000000 on {color}")], depth) for color in PALETTE}
    assert len(tags) == len(PALETTE)
    assert all(text.endswith("mx\x1b[0m") for text in lines | tags)


def test_no_style_is_no_sequence() -> None:
    line = [("a", "bold"), ("b", ""), ("c", "dim #d55e00")]
    assert rendered(line, 0) == "abc"
    assert rendered(line, 16) == "\x1b[1ma\x1b[0mb\x1b[2;31mc\x1b[0m"
