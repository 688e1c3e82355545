"""The man page is what the commands say of themselves."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from types import ModuleType

import click
import pytest

from timeline.cli import COMMANDS, cli

from .conftest import ROOT

PAGE = ROOT / "docs" / "timeline.1"


@pytest.fixture(scope="module")
def make_man() -> ModuleType:
    """The script, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("make_man", ROOT / "docs" / "make_man.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_man_page_is_what_the_script_prints(make_man: ModuleType) -> None:
    """`python docs/make_man.py > docs/timeline.1` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == make_man.page()


def test_the_man_page_has_every_command_and_option() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    options = {"--help", *(name for param in cli.params for name in param.opts)}
    for name in COMMANDS:
        assert f'.SS "timeline {name}' in text
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        for param in command.params:
            if isinstance(param, click.Option):
                options.update(param.opts)
    for option in options:
        assert re.search(rf"\\fB{option}(,? |,?\\fR)", text), option


def test_lines_with_text_are_no_requests() -> None:
    macros = {".TH", ".SH", ".SS", ".PP", ".TP", ".EX", ".EE", ".br", ".nh", ".nr", ".ad", '.\\"'}
    for line in PAGE.read_text(encoding="ascii").splitlines():
        assert not line.startswith("'")
        assert not line.startswith(".") or line.split()[0] in macros


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_sets_the_page_without_a_warning() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", str(PAGE)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
