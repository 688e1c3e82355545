"""Files shown without a database: `timeline show FILE…`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import timeline
from timeline.cli.plain_files import file_arguments
from timeline.projections.naming import KINDS

from .conftest import ROOT, Run

SEED = ROOT / "seeds" / "alibaba.yaml"
DAY = ("--as-of", "2023-09-10")
PEOPLE = "people:\n  ann: {name: Ann}\n"
POSTS = """\
organizations:
  acme: {name: Acme}
posts:
  acme/ceo: {title: CEO}
events:
  - appointed: ann
    post: acme/ceo
    on: 2020-01-01
"""


@pytest.fixture
def lines(tmp_path: Path, invoke: Run) -> Path:
    """The events of the bundled log as JSON Lines, each with its moment."""
    path = tmp_path / "seed.jsonl"
    invoke("init", "--seed", "--db", str(tmp_path / "seed.db"))
    path.write_text(invoke("log", "--format", "jsonl", "--db", str(tmp_path / "seed.db")).stdout)
    return path


def answer(text: str) -> dict[str, Any]:
    """The state in a JSON answer, without what differs between a file and a log."""
    found: dict[str, Any] = json.loads(text)
    for holder in found["holders"]:
        del holder["events"]
    del found["position"]
    return found


@pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv", "tsv"])
def test_a_file_is_shown_as_the_log_that_it_makes(
    invoke: Run, tmp_path: Path, format_: str
) -> None:
    db = str(tmp_path / "own.db")
    invoke("append", str(SEED), "--db", db)
    drawn = ("--format", format_, "--width", "250")
    options = (*DAY, "--announced-by", "2023-08-01", "--held", *drawn)
    shown = invoke("show", str(SEED), "alibaba-cloud", *options).stdout
    stored = invoke("show", "alibaba-cloud", "--db", db, *options).stdout
    assert shown.replace(str(SEED), "LOG") == stored.replace(db, "LOG")


def test_lines_and_standard_input_are_the_same(invoke: Run, lines: Path) -> None:
    options = (*DAY, "--format", "json")
    said = answer(invoke("show", str(SEED), *options).stdout)
    assert answer(invoke("show", str(lines), *options).stdout) == said
    for path in (SEED, lines):
        piped = invoke("show", "-", *options, stdin=path.read_text(encoding="utf-8"))
        assert answer(piped.stdout) == said


def test_nothing_is_kept_and_no_database_is_read(invoke: Run, tmp_path: Path) -> None:
    db = tmp_path / "other.db"
    held = invoke("show", str(SEED), *DAY, env={"TIMELINE_DB": str(db)}).stdout
    assert "wu-yongming" in held
    assert not db.exists()
    refused = invoke("show", str(SEED), "--db", str(db))
    assert refused.returncode == 2
    assert "asked by itself" in refused.stderr


def test_files_of_a_folder_belong_together(invoke: Run, tmp_path: Path) -> None:
    folder = tmp_path / "register"
    folder.mkdir()
    (folder / "b.yaml").write_text(PEOPLE)
    (folder / "a.yml").write_text(POSTS)
    (folder / "notes.txt").write_text("no YAML")
    rows = invoke("show", f"{folder}/", "--as-of", "2021", "--format", "csv").stdout
    assert "acme,acme/ceo,held,ann,Ann," in rows
    both = invoke(
        "show", str(folder / "a.yml"), str(folder / "b.yaml"), "acme/ceo", "--format", "csv"
    )
    assert "acme,acme/ceo,held,ann,Ann," in both.stdout


def test_a_mistake_is_told_with_its_place_and_nothing_is_shown(invoke: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(PEOPLE + POSTS.replace("appointed: ann", "appointed: anne"))
    refused = invoke("show", str(wrong))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"{wrong}:8:16: error: " in refused.stderr
    assert "nothing is shown" in refused.stderr


def test_recorded_by_needs_moments(invoke: Run, lines: Path) -> None:
    refused = invoke("show", str(SEED), "--recorded-by", "2020")
    assert refused.returncode == 2
    assert "does not say when it was recorded" in refused.stderr
    early = invoke("show", str(lines), "--recorded-by", "2020", "--format", "json").stdout
    assert json.loads(early)["holders"] == []
    late = invoke("show", str(lines), *DAY, "--recorded-by", "tomorrow", "--format", "json").stdout
    assert json.loads(late)["holders"]


def test_what_is_a_file_is_told_by_the_text_alone(
    invoke: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "acme").mkdir()
    shutil.copy(SEED, home / "acme" / "ceo")
    assert file_arguments(["acme", "acme/ceo", "Acme/CEO", "马云"])[0] == []
    monkeypatch.chdir(home)
    for text in ("./acme", "acme/", ".", "-", str(home), "./acme/ceo"):
        assert file_arguments([text, "acme/ceo"]) == ([text], ["acme/ceo"])
    assert "吴泳铭" in invoke("show", "./acme/ceo", *DAY).stdout
    for text in ("nothing.yaml", "acme/nothing.YML", "./nothing", "nothing.jsonl"):
        refused = invoke("show", text)
        assert refused.returncode == 1
        assert f"there is no file {text}" in refused.stderr


def test_an_id_of_a_log_is_never_a_file() -> None:
    histories = timeline.seed().histories()
    ids = [profile.id for what in KINDS for profile in histories.profiles(what)]
    assert file_arguments(ids) == ([], ids)
