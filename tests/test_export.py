"""What goes out by `timeline export` is whole, valid for its readers, and comes in again equal."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

import timeline
from timeline.events import EdtfDate, canonical
from timeline.exchange.exporting import WriteOptions, exporter_names, exporter_of
from timeline.exchange.formats import ReadOptions, format_of
from timeline.exchange.recording import record
from timeline.exchange.tenure_facts import register_end

from .conftest import Run


def written(tl: timeline.Timeline, name: str, **arguments: str) -> str:
    (file,) = exporter_of(name).files(tl, WriteOptions(arguments=arguments))
    return b"".join(file.pieces).decode()


def test_a_log_goes_out_with_all_that_its_hashes_cover() -> None:
    tl = timeline.seed()
    rows = [*tl.log.rows()]
    for line, row in zip(written(tl, "log").splitlines(), rows, strict=True):
        said = json.loads(line)
        salt = bytes.fromhex(said.pop("salt"))
        assert bytes.fromhex(said.pop("hash")) == row.hash
        for name in ("position", "id", "recorded"):
            said.pop(name)
        assert sha256(salt + canonical(said).encode()).digest() == row.digest


def test_a_table_comes_in_again_by_the_map_that_is_printed_with_it(tmp_path: Path) -> None:
    tl = timeline.seed()
    (tmp_path / "t.csv").write_text(written(tl, "csv", raw=""))
    (tmp_path / "map.yaml").write_text(written(tl, "csv", **{"print-map": ""}))
    options = ReadOptions(arguments={"map": str(tmp_path / "map.yaml")})
    again = timeline.memory()
    reading = format_of("csv").read([tmp_path / "t.csv"], options)
    record(again, lambda _: reading, "t")
    pairs = [
        [
            (t.post, t.person, t.capacity, t.start, t.end)
            for h in each.histories().histories()
            for t in h.tenures
        ]
        for each in (tl, again)
    ]
    assert pairs[0] == pairs[1]


POPOLO = {
    "persons": [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}],
    "organizations": [{"id": "acme", "name": "Acme"}],
    "posts": [{"id": "p1", "label": "Chair", "organization_id": "acme"}],
    "memberships": [
        {
            "id": "m1",
            "person_id": "ann",
            "organization_id": "acme",
            "post_id": "p1",
            "start_date": "2001",
            "end_date": "2004-05",
        },
        {
            "id": "m2",
            "person_id": "bob",
            "organization_id": "acme",
            "role": "member",
            "on_behalf_of_id": "x",
            "end_date": "2004-05-06",
        },
        {"person_id": "ann", "organization_id": "acme", "role": "member"},
    ],
}


def test_popolo_comes_out_as_it_came_in(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(json.dumps(POPOLO))
    tl = timeline.memory()
    reading = format_of("popolo").read([tmp_path / "p.json"], ReadOptions())
    record(tl, lambda _: reading, "p")
    out = json.loads(written(tl, "popolo"))

    def told(document: dict[str, list[dict[str, str]]], part: str) -> list[str]:
        return sorted(json.dumps(item, sort_keys=True) for item in document[part])

    for part in POPOLO:
        assert told(out, part) == told(POPOLO, part)


@pytest.mark.parametrize("text", ["2001-05-31", "2001-12", "2001"])
def test_an_end_that_says_not_what_it_means_comes_out_as_it_was(text: str) -> None:
    end = EdtfDate.parse(text)
    assert register_end(EdtfDate.between(end.lo, end.hi + 1), "unstated") == text


def test_followthemoney_takes_what_is_written() -> None:
    ftm = pytest.importorskip("followthemoney")
    lines = written(timeline.seed(), "ftm").splitlines()
    for line in lines:
        entity = ftm.model.get_proxy(json.loads(line), cleaned=False)
        entity.schema.validate(entity.to_dict())
    assert lines == written(timeline.seed(), "ftm").splitlines()


def test_quickstatements_say_how_precise_a_date_is() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(
        "people: {Q1: Ann}\norganizations: {acme: A}\n"
        "posts: {acme/ceo: {title: CEO, identifiers: {wikidata: Q2}}}\n"
        "events:\n  - {on: 2001-03, appointed: Q1, post: acme/ceo, capacity: acting}\n"
    )
    said = written(tl, "wikidata").rstrip("\n").split("\t")
    assert said == ["Q1", "P39", "Q2", "P580", "+2001-03-00T00:00:00Z/10", "P5102", "Q4676846"]


def test_an_export_is_a_whole_file_or_none(run: Run, tmp_path: Path) -> None:
    for name in exporter_names():
        target = tmp_path / ("lake/" if name == "parquet" else f"out.{name}")
        more = ["--years", "2020-2021"] if name == "panel" else []
        done = run("export", name, *more, "-o", f"{target}/" if name == "parquet" else str(target))
        assert done.returncode in (0, 1), done.stderr  # an extra may be missing
        assert target.exists() == (done.returncode == 0)
    assert not [*tmp_path.rglob(".export-*")]


def test_a_panel_has_bounds_where_dates_leave_a_cell_open() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(
        "people: {ann: Ann, bob: Bob}\norganizations: {acme: A}\nposts: {acme/ceo: CEO}\n"
        "events:\n  - {on: 2001-01-01, appointed: ann, post: acme/ceo}\n"
        "  - {on: 2002-12/2003-01, change: ann -> bob, post: acme/ceo, reason: performance}\n"
    )
    lines = written(tl, "panel", years="2001-2003").splitlines()
    assert lines[1:] == [
        "acme,acme/ceo,2001,2001-12-31,held,ann,,0,0,dismissed,0,0,,0.997,0.997,0,0,,,,",
        "acme,acme/ceo,2002,2002-12-31,held,,ann bob,0,1,dismissed,0,1,6,,,0,0,,,,",
        "acme,acme/ceo,2003,2003-12-31,held,bob,,0,1,dismissed,0,1,6,0.914,1.081,0,0,,,,",
    ]


def test_a_folder_holds_what_the_last_export_wrote(invoke: Run, home: Path) -> None:
    """And what nobody exported stays where it is."""
    (home / "a.yaml").write_text("organizations: {acme: Acme, bolt: Bolt}\n")
    invoke("append", "a.yaml", "--db", "own.db")
    invoke("export", "yaml", "-o", "out/", "--db", "own.db")
    (home / "out" / "mine.txt").write_text("mine")
    assert {path.name for path in (home / "out").glob("*.yaml")} == {"acme.yaml", "bolt.yaml"}
    invoke("retract", "2", "--why", "there is no Bolt", "--db", "own.db")
    assert invoke("export", "yaml", "-o", "out/", "--db", "own.db").returncode == 0
    assert sorted(p.name for p in (home / "out").glob("[!.]*")) == ["acme.yaml", "mine.txt"]


def test_parquet_since_a_position_adds_to_the_earlier_events(invoke: Run, home: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")

    def positions() -> list[int]:
        found: list[int] = []
        for path in (home / "lake" / "events").rglob("*.parquet"):
            found += pq.ParquetFile(path).read(columns=["position"]).column("position").to_pylist()
        return sorted(found)

    for number in (1, 2, 3):
        (home / "a.yaml").write_text(f"organizations: {{acme{number}: Acme}}\n")
        invoke("append", "a.yaml", "--db", "own.db")
        since = ("--since", str(number - 1)) if number > 1 else ()
        invoke("export", "parquet", "-o", "lake/", *since, "--db", "own.db")
        assert positions() == [*range(1, number + 1)]
    invoke("export", "parquet", "-o", "lake/", "--db", "own.db")
    assert positions() == [1, 2, 3], "the whole log is there once"
