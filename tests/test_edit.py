"""Editing is told: the event, old and new, whose tenures changed, and who holds what now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import timeline

from .conftest import ACME, ROOT, Run

EVENTS = """\
events:
- {id: first, on: 2018-01-01, appointed: ann, post: acme/ceo, note: a note, source: {title: News}}
- {id: swap, on: 2020-01-01, change: ann -> bob, post: acme/ceo}
"""


@pytest.fixture
def db(tmp_path: Path) -> str:
    path = str(tmp_path / "org.db")
    timeline.open(path).append_yaml_text(ACME + EVENTS)
    return path


def test_append_names_the_database_and_who_holds_what(invoke: Run, db: str) -> None:
    text = "events:\n- {on: 2022-01-01, change: bob -> cy, post: acme/ceo}\n"
    done = invoke("append", "-", "--db", db, stdin=text).stdout
    assert f"-: added 2 events to {db}; position" in done
    assert "acme/ceo" in done
    assert "(bob): since 2020-01-01 → 2020-01-01 to 2022-01-01" in done
    assert "(cy): since 2022-01-01" in done
    assert "held now by" in done


def test_correcting_one_half_of_a_hand_over_says_so(invoke: Run, db: str) -> None:
    (half, other) = (e.position for e in timeline.open(db).log.read(after=0) if _swaps(e))
    done = invoke("correct", str(half), "effective=2019-12-01", "--why", "w", "--db", db)
    assert done.returncode == 0, done.stderr
    assert "effective: 2020-01-01 → 2019-12-01" in done.stdout
    assert f"timeline correct {other} effective=2019-12-01" in done.stderr
    done = invoke("correct", str(other), "effective=2019-12-01", "--why", "w", "--db", db)
    assert "half of a hand-over" not in done.stderr


def test_a_field_may_be_called_as_in_yaml(invoke: Run, db: str) -> None:
    done = invoke("correct", "first", "on=2018-02-01", "--why", "w", "--db", db)
    assert "effective: 2018-01-01 → 2018-02-01" in done.stdout


def test_the_log_names_posts_beside_their_ids(invoke: Run, db: str) -> None:
    shown = invoke("log", "--format", "table", "--width", "200", "--db", db).stdout
    assert "Ann Li (ann) → CEO (acme/ceo)" in shown
    rows = invoke("log", "--format", "tsv", "--db", db).stdout
    assert "ann → acme/ceo" in rows


def _swaps(event: object) -> bool:
    return str(getattr(event.fact, "effective", "")) == "2020-01-01"  # type: ignore[attr-defined]


def test_undo_takes_back_what_was_recorded_together_and_then_itself(invoke: Run, db: str) -> None:
    text = "events:\n- {on: 2022-01-01, change: bob -> cy, post: acme/ceo}\n"
    invoke("append", "-", "--db", db, stdin=text)
    held = ["show", "--as-of", "2023", "--db", db, "--format", "json"]

    def holders() -> list[str]:
        rows = json.loads(invoke(*held).stdout)["holders"]
        return [row["person"] for row in rows if row["post"] == "acme/ceo"]

    assert holders() == ["cy"]
    assert "would take back 2 events" in invoke("undo", "--dry-run", "--db", db).stdout
    assert holders() == ["cy"]
    for expected in (["bob"], ["cy"], ["bob"]):
        assert invoke("undo", "--db", db).returncode == 0
        assert holders() == expected


def test_one_event_is_shown_in_full(invoke: Run, db: str) -> None:
    import jsonschema

    invoke("correct", "first", "effective=2018-02-01", "--why", "the filing", "--db", db)
    shown = invoke("event", "first", "--db", db, "--format", "table", "--width", "60").stdout
    for text in ("a note", "News", "corrected by", "the filing", "What it changed at acme/ceo"):
        assert text in shown
    answer = json.loads(invoke("event", "first", "--db", db, "--format", "json").stdout)
    schema = json.loads((ROOT / "docs" / "schemas" / "event.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(answer)
    assert (answer["stands"], answer["now"]["effective"]) == (True, "2018-02-01")
    assert [row["change"] for row in answer["changes"]] == ["after"]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (["acme/ceo", "--kind", "appointed"], 2),
        (["ann"], 3),
        (["acme"], 6),
        (["--on", "2020", "--kind", "departed"], 1),
        (["--text", "ＮＥＷＳ"], 1),
        (["--kind", "departed", "--text", "bob"], 0),
    ],
)
def test_the_log_is_filtered(invoke: Run, db: str, filters: list[str], count: int) -> None:
    import jsonschema

    answer = json.loads(invoke("log", *filters, "--db", db, "--format", "json").stdout)
    schema = json.loads((ROOT / "docs" / "schemas" / "log.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(answer)
    assert len(answer["events"]) == count


def test_a_table_of_the_log_cuts_nothing(invoke: Run, db: str) -> None:
    long = "a fire that burnt for a very long time and that nobody could put out at all"
    text = f"events:\n- {{on: 2021, milestone: {long}, at: acme}}\n"
    invoke("append", "-", "--db", db, stdin=text)
    shown = invoke("log", "--db", db, "--format", "table", "--width", "50").stdout
    assert long in " ".join(shown.split())


def test_an_appended_correction_of_one_half_says_so_too(invoke: Run, db: str) -> None:
    text = (
        "events:\n- {corrects: swap, on: 2019-12-01, appointed: bob, post: acme/ceo, why: w}\n"
        "- {corrects: first, on: 2018-02-01, appointed: ann, post: acme/ceo, why: w}\n"
    )
    done = invoke("append", "-", "--db", db, "--allow-conflicts", stdin=text)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("half of a hand-over") == 1
    assert "departed: 2020-01-01" in done.stderr


def test_a_sync_tells_whose_tenures_changed_as_an_append_does(invoke: Run, tmp_path: Path) -> None:
    file, db = tmp_path / "org.yaml", str(tmp_path / "org.db")
    file.write_text(ACME + EVENTS, encoding="utf-8")
    first = invoke("sync", str(file), "--db", db).stdout
    assert "(ann): 2018-01-01 to 2020-01-01" in first
    assert "held now by" in first
    file.write_text(ACME + EVENTS.replace("2020-01-01", "2020-03-01"), encoding="utf-8")
    planned = invoke("sync", str(file), "--db", db, "--dry-run").stdout
    assert "held now by" not in planned
    done = invoke("sync", str(file), "--db", db)
    assert "(bob): since 2020-01-01 → since 2020-03-01" in done.stdout
    assert "half of a hand-over" not in done.stderr, "both halves were moved"
    assert "held now by" not in invoke("sync", str(file), "--db", db).stdout
