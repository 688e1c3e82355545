"""Make the pictures of README and docs anew: `python -m docs.make_pictures`.

It needs what the tests of pictures need: Chromium with its driver, a font with Chinese characters,
and tmux for the screen of `timeline browse`.
"""

from __future__ import annotations

import base64
import shlex
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from docs.terminal_svg import svg_of
from tests.browser import browser, resize, visit
from tests.screens import environment, printed, program
from timeline.cli import COMMANDS

__all__ = ["main"]

FOLDER = Path(__file__).parent / "pictures"

AS_OF = "--as-of 2023-09-10"

SCREENS = {"show": f"show {AS_OF} --width 100"}
"""Screens that a command prints, by the name of their picture."""

BROWSE = ("browse", f"browse {AS_OF}", (100, 30))
"""The screen that stays: its picture, its command, its columns and lines."""

TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""What the screens are drawn for."""

WINDOWS = {"page-desktop": (1280, 800), "page-phone": (390, 844)}
"""Windows in which the page is photographed."""


def main() -> None:
    """Make them all."""
    FOLDER.mkdir(exist_ok=True)
    for name, command in SCREENS.items():
        _write(f"{name}.svg", svg_of(_printed(command), f"timeline {command}"))
    if "browse" in COMMANDS:
        name, command, size = BROWSE
        _write(f"{name}.svg", svg_of(_captured(command, size), f"timeline {command}"))
    _run(f"chart {AS_OF} -o {FOLDER / 'chart.svg'}")
    _run(f"chart {AS_OF} -o {FOLDER / 'chart.png'} --scale 1")
    with tempfile.TemporaryDirectory() as folder, browser() as driver:
        page = Path(folder) / "page.html"
        _run(f"chart {AS_OF} -o {page}")
        for name, size in WINDOWS.items():
            visit(driver, page, size)
            _photograph(driver, FOLDER / f"{name}.png", size)


def _write(name: str, text: str) -> None:
    (FOLDER / name).write_text(text, encoding="utf-8")


def _run(command: str) -> str:
    """What a command prints, on the day on which all screens of the docs are made."""
    with tempfile.TemporaryDirectory() as home:
        return printed(command, Path(home), **TERMINAL)


def _printed(command: str) -> str:
    return _run(f"{command} --format table --color always")


def _captured(command: str, size: tuple[int, int]) -> str:
    """What a full-screen command shows in a terminal of so many columns and lines."""
    with tempfile.TemporaryDirectory() as home:
        tmux = ["tmux", "-S", f"{home}/socket"]
        columns, lines = map(str, size)
        known = environment(Path(home), **TERMINAL)
        started = [*tmux, "new-session", "-d", "-x", columns, "-y", lines]
        started.append(shlex.join(program(command)))
        subprocess.run(started, env=known, cwd=home, check=True)
        shown = ""
        try:
            for _ in range(100):  # until two looks in a row see the same, and something
                time.sleep(0.3)
                looked = subprocess.run(
                    [*tmux, "capture-pane", "-e", "-p"],
                    env=known,
                    capture_output=True,
                    encoding="utf-8",
                    check=True,
                ).stdout
                if looked == shown and looked.strip():
                    break
                shown = looked
        finally:
            subprocess.run([*tmux, "kill-server"], env=known, check=False)
    return shown


def _photograph(driver: Any, path: Path, size: tuple[int, int]) -> None:
    resize(driver, size)
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    path.write_bytes(base64.b64decode(shot["data"]))


if __name__ == "__main__":
    main()
