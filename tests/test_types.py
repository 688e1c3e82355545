"""What type checkers and libraries that read annotations see of the public names."""

from __future__ import annotations

import importlib
import subprocess
import sys
import typing
import zipfile
from pathlib import Path
from typing import Any

import attrs
import cattrs
import pytest

import timeline
import timeline.events

from .conftest import ROOT

ANSWERS = sorted((ROOT / "timeline" / "projections" / "answers").glob("[!_]*.py"))
MODULES = [
    timeline,
    timeline.events,
    *(importlib.import_module(f"timeline.projections.answers.{path.stem}") for path in ANSWERS),
]
RECORDS: set[type] = {
    found
    for module in MODULES
    for name in module.__all__
    if isinstance(found := getattr(module, name), type)
    and (attrs.has(found) or hasattr(found, "_fields"))
}


@pytest.mark.parametrize("record", sorted(RECORDS, key=str))
def test_the_annotations_of_a_public_record_resolve(record: type) -> None:
    hints = typing.get_type_hints(record)
    fields = [field.name for field in attrs.fields(record)] if attrs.has(record) else []
    assert {*fields} <= {*hints}


def test_what_the_lazy_names_stand_for_is_what_a_type_checker_reads() -> None:
    for module in (timeline, timeline.events):
        assert not hasattr(module, "nothing_of_this_name")
        assert {*module.__all__} <= {*dir(module)}
        for name in module.__all__:
            assert getattr(module, name) is not None


@pytest.fixture
def seed(tmp_path: Path) -> timeline.Timeline:
    tl = timeline.open(tmp_path / "seed.db")
    tl.append_seed()
    return tl


def test_records_are_taken_apart_and_put_together_by_cattrs(seed: timeline.Timeline) -> None:
    state = seed.as_of("2023-09-10")
    found: list[Any] = [
        *state.holders(),
        *state.vacancies(),
        *seed.succession("alibaba-cloud/head"),
        *seed.vacancies("2023-09-10"),
    ]
    for record in found:
        kind = record.__class__  # of a record that was read from a table: what it stands for
        plain = cattrs.unstructure(record, unstructure_as=kind)
        assert cattrs.structure(plain, kind) == record


PROGRAMS = {
    "timeline.opne('x.db')": "opne",
    "timeline.open('x.db').frobnicate()": "frobnicate",
    "from timeline.events import EdtfDat": "EdtfDat",
    "timeline.events.Persn(person='x')": "Persn",
    "timeline.events.Person(persn='x', names={})": "persn",
    "timeline.seed().as_of('2023').holder('x').person": "None",
    "timeline.seed().as_of(2023)": "as_of",
    "timeline.seed().diff('2022', '2023', axis='anounced')": "diff",
    "timeline.seed().rebuild(worker=2)": "rebuild",
}
SOUND = """\
import timeline
import timeline.events
from timeline.events import Appointed, EdtfDate, Person
with_names: timeline.Timeline = timeline.seed()
holder = with_names.as_of("2023-09-10").holder("alibaba-cloud/head")
name: str = holder.person.name if holder is not None else ""
since: list[EdtfDate] = [tenure.start for tenure in with_names.career("zhang-yong")]
facts = [Person(person="x", names={"en": "X"}), Appointed(person="x", post="y", effective="2020")]
position: int = with_names.append(facts).position
"""


SETTINGS = """\
[mypy]
strict = True
follow_imports = silent
[mypy-altair.*,numpy.*,pandas.*,polars.*,pyarrow.*,rich.*,textual.*]
follow_imports = skip
"""
"""Libraries that only some answers are given to are not read: they are far larger than ours."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as it is installed."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"),
            *("-w", str(folder), str(ROOT)),
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def checked(installed: Path, folder: Path, programs: list[str]) -> dict[str, str]:
    """What a strict mypy says of each of some programs, by the name of its file."""
    for number, text in enumerate(programs):
        (folder / f"program_{number}.py").write_text(text, encoding="utf-8")
    (folder / "mypy.ini").write_text(SETTINGS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *sorted(path.name for path in folder.glob("program_*.py"))],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env={"MYPYPATH": str(installed), "HOME": str(folder), "PATH": ""},
        check=False,
    )
    said: dict[str, str] = {}
    for line in (done.stdout + done.stderr).splitlines():
        said[line.partition(":")[0]] = said.get(line.partition(":")[0], "") + line + "\n"
    return said


def test_a_misspelling_is_a_type_checker_s_error(installed: Path, tmp_path: Path) -> None:
    head = "import timeline\nimport timeline.events\n"
    texts = [SOUND, *(head + program + "\n" for program in PROGRAMS)]
    said = checked(installed, tmp_path, texts)
    assert "program_0.py" not in said, said["program_0.py"]
    for number, (program, word) in enumerate(PROGRAMS.items(), 1):
        assert word in said.get(f"program_{number}.py", ""), program
