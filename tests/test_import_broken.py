"""Files that are broken, or of another sort: a located error, and nothing is recorded."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import timeline
from timeline.events import BadInput, TimelineError

from .conftest import Run
from .importing import DATA, bring, write

MAP = 'organization: acme\npost: acme/ceo\nname: "{name}"\nstart: "{from}"\nend: "{to}"\n'
CSV = "name,from,to\nAnn,2001,2003\nBob,2003,\n"
WIKIDATA = (DATA / "wikidata" / "Q30533307.mandates.json").read_bytes()
POPOLO = json.dumps(
    {
        "persons": [{"id": "ann", "name": "Ann"}],
        "organizations": [{"id": "acme", "name": "Acme"}],
        "memberships": [{"person_id": "ann", "organization_id": "acme", "role": "chair"}],
    }
).encode()
FTM = b'{"id": "ann", "schema": "Person", "properties": {"name": ["Ann"]}}\n'
FORMATS = {
    "csv": CSV.encode(),
    "popolo": POPOLO,
    "wikidata": WIKIDATA,
    "ftm": FTM,
}
BREAKS = {
    "empty": b"",
    "blank": b"\n \n\n",
    "binary": bytes(range(256)) * 40,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "an archive": b"PK\x03\x04" + bytes(500),
    "mis-encoded": "name,from,to\nZo\xeb,2001,\xe9\n".encode("latin-1"),
    "a gigantic cell": b'name,from,to\nAnn,2001,"' + b"x" * 400_000 + b'"\n',
    "a quotation mark never closed": b'name,from,to\n"Ann,2001,2003\nBob,2003,\n',
    "one line without an end": b"x" * 3_000_000,
    "other JSON": b'{"a": [1, 2, 3]}\n',
    "a list": b"[1, 2]\n",
    "nested too deep": b"[" * 100_000,
    "a page": b"<!doctype html>\n<html><body>429 Too Many Requests</body></html>\n",
    "YAML": b"people:\n  ann: Ann\n",
}


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_file_is_refused_with_its_place(
    tmp_path: Path, format_name: str, broken: str
) -> None:
    tl = timeline.memory()
    path = write(tmp_path, "file.dat", BREAKS[broken])
    with pytest.raises(TimelineError) as refused:
        bring(format_name, path, tl=tl, **_arguments(tmp_path, format_name))
    assert f"{path}:" in str(refused.value) or f"{path}#" in str(refused.value)
    assert len(str(refused.value)) < 3_000
    assert tl.log.head().position == 0


def _arguments(folder: Path, format_name: str) -> dict[str, Any]:
    if format_name == "csv":
        return {"map": str(write(folder, "map.yaml", MAP))}
    if format_name == "wikidata":
        return {"post": "de/minister", "organization": "de"}
    return {}


def test_a_gigantic_cell_is_refused_whatever_another_package_allows(tmp_path: Path) -> None:
    """The limit of Python's reader is one for all of a process."""
    before = csv.field_size_limit(1 << 30)
    try:
        path = write(tmp_path, "t.csv", BREAKS["a gigantic cell"])
        with pytest.raises(BadInput, match=r"t\.csv:2:1: error: .* more than 131,072 characters"):
            bring("csv", path, **_arguments(tmp_path, "csv"))
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_whole_file_is_read(tmp_path: Path, format_name: str) -> None:
    """So that it is the break that the other tests show."""
    path = write(tmp_path, "file.dat", FORMATS[format_name])
    done = bring(format_name, path, **_arguments(tmp_path, format_name))
    assert done.tl.log.head().position > 0


@pytest.mark.parametrize("format_name", ["popolo", "wikidata", "ftm"])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.97])
def test_a_truncated_document_is_refused(tmp_path: Path, format_name: str, share: float) -> None:
    whole = FORMATS[format_name].rstrip()
    path = write(tmp_path, "file.dat", whole[: int(len(whole) * share)])
    tl = timeline.memory()
    with pytest.raises(BadInput) as refused:
        bring(format_name, path, tl=tl, **_arguments(tmp_path, format_name))
    assert str(path) in str(refused.value)
    assert tl.log.head().position == 0


@pytest.mark.parametrize(
    "text",
    [
        '{"persons": 5, "memberships": []}',
        '{"persons": {"a": 1}, "memberships": []}',
        '{"persons": ["a"], "memberships": []}',
        '{"memberships": [null]}',
        '{"persons": [{"id": "ann"}]}',
    ],
)
def test_lists_of_popolo_that_are_none_refuse_the_file(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "p.json", text)
    with pytest.raises(BadInput, match=r"p\.json:1:1: error: this is no Popolo document"):
        bring("popolo", path)


def test_an_empty_file_of_entries_is_no_register_that_lost_them_all(
    invoke: Run, home: Path
) -> None:
    """A program that was stopped while it wrote leaves such files."""
    write(home, "org.yaml", "people: {ann: Ann}\n")
    assert invoke("sync", "org.yaml", "--db", "own.db").returncode == 0
    write(home, "org.yaml", " \n")
    done = invoke("sync", "org.yaml", "--db", "own.db")
    assert (done.returncode, "org.yaml:1:1: error: this file is empty" in done.stderr) == (1, True)
    with timeline.open(home / "own.db") as tl:
        assert tl.log.head().position == 1
    write(home, "org.yaml", "events: []\n")
    assert invoke("sync", "org.yaml", "--db", "own.db").returncode == 0


def test_what_was_set_aside_is_not_said_to_be_in_the_log(invoke: Run, home: Path) -> None:
    write(home, "map.yaml", MAP)
    write(home, "t.csv", "name,from,to\nAnn,soon,\n")
    done = invoke("import", "csv", "t.csv", "--map", "map.yaml", "--db", "own.db")
    assert "nothing to record of what could be read; 1 set aside" in done.stdout


@pytest.mark.parametrize("cut", ["Bob,2003", "Bob", '"Bo'])
def test_a_table_that_ends_within_a_row_is_refused(tmp_path: Path, cut: str) -> None:
    """Its last cells may have held an end: the tenure would seem to go on."""
    tl = timeline.memory()
    path = write(tmp_path, "t.csv", "name,from,to\nAnn,2001,2003\n" + cut)
    with pytest.raises(BadInput, match=r"t\.csv:3:1: error: "):
        bring("csv", path, tl=tl, map=str(write(tmp_path, "map.yaml", MAP)))
    assert tl.log.head().position == 0


def test_a_fault_after_many_good_rows_records_nothing(tmp_path: Path) -> None:
    rows = "name,from,to\n" + "".join(f"P{n},{1000 + n},\n" for n in range(5_000))
    path = write(tmp_path, "t.csv", rows.encode() + b'Ann,"2001\n')
    tl = timeline.memory()
    with pytest.raises(BadInput, match=r"t\.csv:5002:1: error: .* never be closed"):
        bring("csv", path, tl=tl, map=str(write(tmp_path, "map.yaml", MAP)))
    assert tl.log.head().position == 0


def test_the_command_says_what_is_wrong_and_makes_no_database(invoke: Run, home: Path) -> None:
    write(home, "bad.json", b"{")
    done = invoke("import", "popolo", "bad.json", "--db", "own.db")
    assert done.returncode == 1
    assert "bad.json:1:2: error: not JSON" in done.stderr
    assert "nothing was appended" in done.stderr
    assert not (home / "own.db").exists()
    for missing in ("nowhere.json", "."):
        done = invoke("import", "popolo", missing, "--db", "own.db")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"error: {missing}: ")
    assert not (home / "own.db").exists()


def test_a_wrong_format_of_every_file_at_hand_is_refused(tmp_path: Path) -> None:
    """Nothing is taken for what it is not."""
    for path in DATA.rglob("*.*"):
        for format_name in ("popolo", "wikidata", "ftm"):
            if format_name == "wikidata" == path.parent.name:
                continue
            tl = timeline.memory()
            with pytest.raises(TimelineError):
                bring(format_name, path, tl=tl, **_arguments(tmp_path, format_name))
            assert tl.log.head().position == 0
