"""Every example in README and docs is run, and every command is documented."""

from __future__ import annotations

import doctest
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import timeline
from timeline.cli import COMMANDS
from timeline.events import read_jsonl, read_yaml

from .conftest import ROOT
from .screens import PAGES, SCREEN, screens


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_examples_run(page: Path) -> None:
    results = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert results.failed == 0


def test_the_docstring_examples_run() -> None:
    from timeline.events import EdtfDate

    for target in (timeline, EdtfDate.parse):
        finder = doctest.DocTestFinder(recurse=False)
        for test in finder.find(target, "example", globs={"EdtfDate": EdtfDate}):
            assert doctest.DocTestRunner().run(test).failed == 0


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What the commands of all pages print, from one process."""
    return screens()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_screens_are_what_the_command_prints(page: Path, printed: dict[str, str]) -> None:
    """`python -m tests.screens` writes them anew."""
    for command, shown in SCREEN.findall(page.read_text(encoding="utf-8")):
        assert printed[command] == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_yaml_examples_are_read(page: Path) -> None:
    known = "people: {ann: Ann, bob: Bob}\norganizations: {acme: Acme}\nposts: {acme/ceo: CEO}\n"
    for text in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        whole = text if "people:" in text else known + text
        assert not read_yaml(whole).findings


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_json_examples_are_appended(page: Path) -> None:
    for text in re.findall(r"```json\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        assert all(read_jsonl(text.splitlines()))
        assert timeline.memory().append_jsonl(text.splitlines()).added == len(text.splitlines())


def test_the_readme_example_is_appended_to_an_empty_log() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert timeline.memory().append_yaml_text(example).added == 7
    with pytest.raises(timeline.BadInput) as refused:
        timeline.memory().append_yaml_text(
            example.replace("zhang-jianfeng ->", "zhang-jianfen ->"), file="changes.yaml"
        )
    assert f"```text\n{refused.value}\n1 error; nothing of changes.yaml was appended\n```" in text


def test_every_command_has_a_page_with_its_options(helps: Mapping[str, str]) -> None:
    for name in COMMANDS:
        page = (ROOT / "docs" / "commands" / f"{name}.md").read_text(encoding="utf-8")
        for option in {*re.findall(r"--[a-z-]+", helps[name].split("Examples:")[0])} - {"--help"}:
            assert option in page, f"docs/commands/{name}.md says nothing of {option}"


def test_the_readme_has_the_command_that_ci_runs() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    command = "pip install -e '.[test]' && pytest -n auto --dist loadfile"
    assert f"<!-- test command -->\n```console\n$ {command}\n```" in text
    runs = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- test command -->" in runs, "it is read there"
