"""What is loaded when, and under which name."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT, Run

HEAVY = ("rich.table", "rich.console", "pendulum", "sqlite_utils", "yaml")


def loaded(code: str, home: Path) -> set[str]:
    """The modules that are loaded once some code has run."""
    script = f"{code}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={"HOME": str(home)},
        cwd=home,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def command(*args: str) -> str:
    return f"""
import sys
from timeline.cli import main
try:
    main({list(args)!r})
except SystemExit as done:
    assert done.code == 0, done.code
"""


@pytest.fixture
def db(run: Run, tmp_path: Path) -> str:
    path = str(tmp_path / "own.db")
    run("init", "--seed", "--db", path)
    return path


OF_ANY = "__main__ cli cli.language cli.output events events.language"
"""What every command loads of ours, without `timeline.` before it."""
OF_JSON = f"""
{OF_ANY} cli.asking cli.days cli.naming cli.options cli.show core frames histories notebook
questions events.checkpoint events.dates events.errors events.jsontext events.log events.ordinals
events.patience events.rows events.sqlite events.sqlite_connections events.sqlite_errors
events.sqlite_schema events.text events.vocabulary projections projections.holders
projections.knowledge projections.naming projections.plain projections.posts projections.profiles
projections.record projections.spellings projections.state projections.tenures projections.worlds
tables tables.columns tables.reader tables.records tables.rule tables.schema
"""
OF_TABLE = f"""
{OF_JSON} cli.terminal events.edtf projections.answers projections.answers.bars
projections.answers.chains projections.milestones projections.names views views.axis views.cells
views.choice views.glyphs views.lanes views.links views.marks views.palette views.people
views.picture views.rows views.show views.view views.words
"""
STARTS = {
    "help": (["--help"], "click", OF_ANY, {"click._textwrap", "locale", "textwrap"}),
    "json": (
        ["show", "--format", "json"],
        "click, attrs, sqlite3, json",
        OF_JSON,
        {"bisect", "locale"},
    ),
    "table": (
        ["show", "--format", "table"],
        "click, attrs, sqlite3, json, rich.cells",
        OF_TABLE,
        {"colorsys", "locale", "string", "zlib"},
    ),
}
"""Each with its arguments, the libraries that it stands on, what it may load of ours, and what it
may load beside those libraries. Another module costs every user of the command its time: load it
where it is needed, or say here why not."""


@pytest.mark.parametrize("name", STARTS)
def test_the_command_loads_nothing_more_than_this(name: str, home: Path, db: str) -> None:
    arguments, libraries, ours, others = STARTS[name]
    if arguments[0] == "show":
        arguments = [*arguments, "--as-of", "2023-09-10", "--db", db]
    code = f"import sys; sys.argv = {['timeline', *arguments]}; import timeline.__main__ as it"
    found = loaded(f"{code}\ntry: it.main()\nexcept SystemExit: pass", home)
    mine = {name.removeprefix("timeline.") for name in found if name.startswith("timeline.")}
    assert sorted(mine - {*ours.split()}) == []
    under = loaded(f"import {libraries}, gc, atexit", home)
    more = {name for name in found - under if not name.startswith(("timeline", "_", "rich._"))}
    assert sorted(more - others) == []


def test_help_loads_only_click(home: Path) -> None:
    modules = loaded(command("--help"), home)
    assert sorted(modules & {*HEAVY, "attr", "sqlite3"}) == []
    events = {name for name in modules if name.startswith("timeline.events.")}
    assert events == {"timeline.events.language"}


def test_show_on_a_database_loads_what_it_needs(home: Path, db: str) -> None:
    day = ("--db", db, "--as-of", "2023-09-10")
    table = loaded(command("show", *day, "--format", "table"), home)
    assert sorted(table & {*HEAVY, "difflib", "rich.text", "rich.segment"}) == []
    assert not {name for name in table if "postgres" in name or name.startswith("psycopg")}
    data = loaded(command("show", *day, "--format", "json"), home)
    assert sorted(data & {*HEAVY, "difflib", "platformdirs"}) == []


def test_importing_timeline_loads_nothing(home: Path) -> None:
    modules = loaded("import timeline, timeline.events", home)
    assert sorted(modules & {*HEAVY, "attr", "sqlite3", "click"}) == []


def test_nothing_imports_a_bare_events_or_seeds() -> None:
    for path in [*ROOT.glob("timeline/**/*.py"), *ROOT.glob("tests/*.py"), *ROOT.glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            assert not {name.partition(".")[0] for name in names} & {"events", "seeds"}, path


def test_the_wheel_has_one_name_and_lives_beside_the_package_called_events(tmp_path: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"),
            *("-w", str(tmp_path), str(ROOT)),
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    imported = [name for name in names if ".dist-info/" not in name and ".data/" not in name]
    assert {name.split("/")[0] for name in imported} == {"timeline"}
    assert {
        "timeline/py.typed",
        "timeline/events/log.py",
        "timeline/seeds/alibaba.yaml",
        "timeline/charts/state.js",
        "timeline/charts/page.css",
    } <= {*names}
    code = "import opensearchpy, events, timeline.events; assert events.Events"
    assert "opensearchpy" in loaded(code, tmp_path)


def test_functions_and_files_stay_small() -> None:
    sizes = []
    for path in [*ROOT.glob("events/*.py"), *ROOT.glob("timeline/**/*.py")]:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 500, f"{path} has grown"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                sizes.append((node.end_lineno or 0) - node.lineno + 1)
    sizes.sort()
    assert sizes[int(len(sizes) * 0.95)] <= 40
