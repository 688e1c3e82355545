"""Tests that everybody runs are the same every time, and the campaign's are new each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from . import campaign
from .conftest import ROOT


def test_what_everybody_runs_takes_the_same_examples_every_time() -> None:
    assert settings.get_profile("default").derandomize
    assert not settings.get_profile("campaign").derandomize


def test_a_campaign_takes_the_modules_that_hold_properties() -> None:
    found = [path.name for path in campaign.properties((ROOT / "tests").glob("test_*.py"))]
    assert "test_answers_of_worlds.py" in found
    assert "test_imports.py" not in found


def test_a_campaign_without_time_has_one_round() -> None:
    (seed,) = campaign.rounds(0)
    assert 0 <= seed < 1 << 32


def test_a_property_that_fails_is_told_with_its_seed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n", encoding="utf-8")
    path = tmp_path / "test_wrong.py"
    path.write_text(
        "from hypothesis import given, strategies as st\n"
        "@given(st.integers())\n"
        "def test_all_numbers_are_small(n): assert n < 1000\n"
        "def test_is_not_run(): raise AssertionError('an example, and no property')\n",
        encoding="utf-8",
    )
    assert campaign.main(["--seed", "7", str(path)]) == 1
    told = capfd.readouterr().out
    assert f"again: python -m tests.campaign --seed 7 {path}" in told
    assert "1 failed" in told
