"""What is packed, installed and declared about the project."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import yaml

import timeline

from .conftest import ROOT, Run

SHELLS = {"bash": "bash/timeline", "zsh": "zsh/_timeline", "fish": "fish/timeline.fish"}
ROOMS = ("tests", "docs", "benchmarks", "examples", "seeds", "events", "timeline", "core")
COMPILED = {".pyc", ".so", ".pyd"}
MADE = {"__pycache__", "build", "dist", ".hypothesis", ".mypy_cache", ".pytest_cache", ".git"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution and a wheel that was made of it."""
    folder = tmp_path_factory.mktemp("built")
    code = "import sys; from setuptools import build_meta as b; b.build_sdist(sys.argv[1])"
    source = folder / "source"
    left_out = shutil.ignore_patterns(*MADE, "*.egg-info", "*.so", ".ruff_cache")
    shutil.copytree(ROOT, source, ignore=left_out)
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, cwd=source)
    (packed,) = folder.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"),
            *("-w", str(folder), str(unpacked)),
        ],
        check=True,
    )
    return folder


def test_the_source_distribution_holds_what_its_tests_need(built: Path) -> None:
    (unpacked,) = (built / "unpacked").iterdir()
    here = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and not MADE & {*path.parts} and path.suffix not in COMPILED
    }
    there = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*")}
    assert here - there == set()
    assert {"README.md", "pyproject.toml", "setup.py", "cli.py", ".ci/run", "SECURITY.md"} <= there


@pytest.mark.parametrize(
    "environment", [{"CC": "/bin/false", "CXX": "/bin/false"}, {"TIMELINE_PURE": "1"}]
)
def test_it_is_built_without_a_compiler_too(
    built: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    """And all of it works: what the compiled core does, Python does."""
    (unpacked,) = (built / "unpacked").iterdir()
    source = tmp_path / "source"
    shutil.copytree(unpacked, source, ignore=shutil.ignore_patterns("build"))
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "-q"),
            *("--target", str(tmp_path / "site"), str(source)),
        ],
        check=True,
        env={**os.environ, **environment},
    )
    held = (tmp_path / "site" / "timeline").glob("_core*")
    assert [path for path in held if path.suffix in COMPILED] == []
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\nimport timeline.core\n"
    code += "from timeline.events import compiled_core\nassert compiled_core() is None\n"
    code += "print(timeline.core.seed().as_of('2023-09-10').post('alibaba-group/ceo').status)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code_with_paths(code)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "held\n"


def test_tests_run_from_the_source_distribution(built: Path) -> None:
    (unpacked,) = (built / "unpacked").iterdir()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_dates.py"],
        cwd=unpacked,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_man_page_and_completions_are_installed(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shared = {name.partition("/data/")[2] for name in archive.namelist() if "/data/" in name}
    assert shared == {
        "share/man/man1/timeline.1",
        "share/bash-completion/completions/timeline",
        "share/zsh/site-functions/_timeline",
        "share/fish/vendor_completions.d/timeline.fish",
    }


@pytest.mark.parametrize("shell", SHELLS)
def test_the_completion_that_is_installed_is_what_the_command_prints(
    invoke: Run, shell: str
) -> None:
    """`timeline completion SHELL > docs/completions/…` writes it anew."""
    installed = (ROOT / "docs" / "completions" / SHELLS[shell]).read_text(encoding="utf-8")
    assert invoke("completion", shell).stdout == installed


def test_bash_completes_by_what_completion_prints(run: Run, home: Path) -> None:
    (home / "completion").write_text(run("completion", "bash").stdout, encoding="utf-8")
    (home / "timeline").write_text(
        f'#!/bin/sh\nexec {sys.executable} -m timeline "$@"\n', encoding="utf-8"
    )
    (home / "timeline").chmod(0o755)
    script = "source ./completion; COMP_WORDS=(timeline succ); COMP_CWORD=1\n"
    script += "_timeline_completion timeline; echo ${COMPREPLY[@]}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
        env={"HOME": str(home), "PATH": f"{home}:{os.environ['PATH']}"},
    )
    assert done.stdout.split() == ["succession"]


def test_the_version_is_said_once(run: Run) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "timeline", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-1] == timeline.__version__
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == timeline.__version__


def test_what_a_package_index_shows_has_no_link_that_leads_nowhere() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    page = config["metadata"]["long_description"].removeprefix("file:").strip()
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]*)\)", text)
    assert all(link.startswith("https://") for link in links)


@pytest.mark.parametrize("left", ["", "__all__ = ['Timeline']\n", None])
def test_another_package_of_the_name_is_told_with_the_way_out(
    tmp_path: Path, left: str | None
) -> None:
    """`pip install timeline` brings another one, and writes over this one's first file."""
    site = tmp_path / "site"
    shutil.copytree(ROOT / "timeline", site / "timeline")
    shutil.copytree(ROOT / "events", site / "timeline" / "events")
    first = site / "timeline" / "__init__.py"
    first.unlink() if left is None else first.write_text(left, encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(site)!r}); from timeline.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code_with_paths(code), "show"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "pip uninstall timeline" in done.stderr
    assert "Traceback" not in done.stderr


def code_with_paths(code: str) -> str:
    """Code that finds what is installed, but for this package's own finder."""
    return f"import sys; sys.path += {[p for p in sys.path if 'site-packages' in p]!r}\n{code}"


def test_the_hook_for_pre_commit_runs_a_command_that_is_there(invoke: Run, home: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    program, *arguments = hook["entry"].split()
    assert program == "timeline"
    text = "people: {ann: Ann}\norganizations: {acme: Acme}\nposts: {acme/ceo: CEO}\nevents:\n"
    (home / "good.yaml").write_text(
        text + "- {on: 2018, appointed: ann, post: acme/ceo}\n", encoding="utf-8"
    )
    (home / "bad.yaml").write_text(
        text + "- {on: 2018, apointed: ann, post: acme/ceo}\n", encoding="utf-8"
    )
    assert invoke(*arguments, "good.yaml").returncode == 0
    assert invoke(*arguments, "bad.yaml").returncode == 1
