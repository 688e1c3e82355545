"""The browser in a real terminal: tmux types the keys and reads the screen."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import Run


def test_without_a_terminal_it_is_misuse(run: Run) -> None:
    done = run("browse")
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert done.stdout == ""


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Runs tmux on a server of its own, whose terminals are 80 by 24."""
    if shutil.which("tmux") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("tmux is not installed, and CI must drive the browser in a real terminal")
        pytest.skip("tmux is not installed; it drives the browser in a real terminal")
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "SHELL": "/bin/sh"}

    def call(*args: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", str(tmp_path / "tmux"), "-f", "/dev/null", *args],
            capture_output=True,
            encoding="utf-8",
            env={**env, "PS1": "prompt> "},
            check=True,
        )
        return done.stdout

    call("new-session", "-d", "-x", "80", "-y", "24", "sh")
    try:
        yield call
    finally:
        call("kill-server")


def await_text(tmux: Callable[..., str], *wanted: str) -> str:
    for _ in range(200):
        shown = tmux("capture-pane", "-p")
        if all(part in shown for part in wanted):
            return shown
        time.sleep(0.05)
    raise AssertionError(f"{wanted} does not come:\n{shown}")


@pytest.fixture
def command(tmp_path: Path) -> str:
    """What to type for `timeline browse`; it writes its process id beside itself."""
    program = f"'{sys.executable}' -c 'from timeline.cli import main; main()'"
    script = tmp_path / "browse"
    script.write_text(f"echo $$ >'{tmp_path}/pid'\nexec {program} browse \"$@\"\n")
    return f"sh '{script}'"


def test_in_a_real_terminal_it_moves_and_quits_cleanly(
    tmux: Callable[..., str], command: str
) -> None:
    await_text(tmux, "prompt>")
    tmux("send-keys", f"{command} --as-of 2022-12-01; echo code $?", "Enter")
    await_text(tmux, "as of 2022-12-01", "张建锋", "? help")
    tmux("send-keys", "n")
    shown = await_text(tmux, "as of 2022-12-29")
    (line,) = (line for line in shown.splitlines() if line.startswith("    总裁"))
    assert line.rstrip().endswith("2022-12-29")
    assert "▸张勇" in line
    tmux("send-keys", "q")
    shown = await_text(tmux, "code 0")
    assert shown.rstrip().endswith("prompt>")
    assert "as of" not in shown.replace("--as-of", "")  # the screen before is back
    tmux("send-keys", "echo still $((1 + 1)) here", "Enter")
    await_text(tmux, "still 2 here", "echo still")  # what is typed is echoed again
    assert tmux("display", "-p", "#{cursor_flag}#{alternate_on}#{mouse_any_flag}").strip() == "100"


@pytest.mark.parametrize("end", ["C-c", "kill"])
def test_however_it_ends_the_terminal_is_as_it_was(
    tmux: Callable[..., str], command: str, tmp_path: Path, end: str
) -> None:
    await_text(tmux, "prompt>")
    tmux("send-keys", f"{command} --as-of 2022-12-01; echo code $?", "Enter")
    await_text(tmux, "as of 2022-12-01", "? help")
    if end == "kill":
        tmux("send-keys", "slash")
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGTERM)
        await_text(tmux, "code 143")
    else:
        tmux("send-keys", end)
        await_text(tmux, "code 0")
    tmux("send-keys", "echo still $((1 + 1)) here", "Enter")
    await_text(tmux, "still 2 here", "echo still")
    assert tmux("display", "-p", "#{cursor_flag}#{alternate_on}").strip() == "10"


def test_without_textual_it_names_the_extra(tmux: Callable[..., str]) -> None:
    hidden = "import sys; sys.modules['textual'] = None; from timeline.cli import main; main()"
    await_text(tmux, "prompt>")
    tmux("send-keys", f"""'{sys.executable}' -c "{hidden}" browse; echo code $?""", "Enter")
    shown = await_text(tmux, "code 1")
    assert "pip install 'role-timeline[browse]'" in shown.replace("\n", "")


def test_a_dumb_terminal_and_a_name_that_is_none_are_errors(
    tmux: Callable[..., str], command: str
) -> None:
    await_text(tmux, "prompt>")
    tmux("send-keys", f"TERM=dumb {command}; echo code $?", "Enter")
    assert "needs a terminal" in await_text(tmux, "code 2")
    tmux("send-keys", f"clear; {command} zhang-yogn; echo code $?", "Enter")
    assert "zhang-yong" in await_text(tmux, "code 1")


def test_without_color_names_are_plain_and_the_selected_post_is_not(
    tmux: Callable[..., str], command: str
) -> None:
    await_text(tmux, "prompt>")
    tmux("send-keys", f"NO_COLOR=1 {command} --as-of 2022-12-01; echo code $?", "Enter")
    await_text(tmux, "as of 2022-12-01", "? help")
    shown = tmux("capture-pane", "-p", "-e")
    assert "[38;" not in shown
    assert "[48;" not in shown
    assert re.search(r"\[(0;)?7m(\x1b\[[34]9m)* +董事会主席", shown)
    tmux("send-keys", "n", "Enter")
    await_text(tmux, "as of 2022-12-29", "escape closes")
    tmux("send-keys", "q", "q")
    await_text(tmux, "code 0")


def test_it_can_be_suspended_and_goes_on_where_it_was(
    tmux: Callable[..., str], command: str
) -> None:
    await_text(tmux, "prompt>")
    tmux("send-keys", f"{command} --as-of 2022-12-01", "Enter")
    await_text(tmux, "as of 2022-12-01", "? help")
    tmux("send-keys", "C-z")
    await_text(tmux, "Stopped", "prompt>")
    tmux("send-keys", "fg", "Enter")
    await_text(tmux, "as of 2022-12-01", "? help")
    tmux("send-keys", "n")
    await_text(tmux, "as of 2022-12-29")
    tmux("send-keys", "q")
    await_text(tmux, "prompt> fg", "\nprompt>\n")  # what is typed before the shell asks is lost
    tmux("send-keys", "echo code $?", "Enter")
    await_text(tmux, "code 0")
