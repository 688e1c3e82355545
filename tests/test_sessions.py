"""Tutorial and how-tos show what their commands print, in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import ROOT
from .sessions import SESSIONS, played, steps_of

NAMES = [str(page.relative_to(ROOT / "docs")) for page in SESSIONS]


@pytest.mark.parametrize("page", SESSIONS, ids=NAMES)
def test_a_session_shows_what_its_commands_print(page: Path) -> None:
    """`python -m tests.sessions` writes them anew."""
    assert page.read_text(encoding="utf-8") == played(page)


@pytest.mark.parametrize("page", SESSIONS, ids=NAMES)
def test_a_session_runs_a_command_and_no_console_is_left_out(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert any("run" in step for step in steps_of(text))
    assert text.count("```console\n") == text.count("```console\n$ ")


def test_there_are_a_tutorial_and_the_same_how_tos_in_both_languages() -> None:
    english = {name for name in NAMES if not name.startswith("zh/")}
    assert {name.removeprefix("zh/") for name in NAMES if name.startswith("zh/")} == english
    assert {"tutorial.md", "howto/cancelled-plan.md", "howto/register.md"} < english
