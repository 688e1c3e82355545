"""Databases that earlier versions wrote are read for ever, and their hashes hold."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import blake2s, sha256
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import pytest

import timeline
from timeline.events import MemoryLog, Milestone, Row, SqliteLog, check_chain
from timeline.tables.schema import VERSION
from timeline.verification import faults_of

from .conftest import ROOT

GOLDEN = ROOT / "tests" / "golden"
HASHES: dict[str, list[str]] = json.loads((GOLDEN / "hashes.json").read_text(encoding="utf-8"))
"""The hash of each event of each stored database, as its version of timeline wrote it."""


@pytest.fixture(params=HASHES)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of one stored database."""
    return Path(shutil.copy(GOLDEN / request.param, tmp_path))


def test_every_stored_database_has_its_hashes() -> None:
    assert {path.name for path in GOLDEN.glob("*.db")} == {*HASHES}
    assert f"log-1-tables-{VERSION}.db" in HASHES, "python -m tests.golden_log writes one"


def test_a_stored_database_is_as_it_was_written(db: Path) -> None:
    with timeline.open(db) as tl:
        assert [event.hash.hex() for event in tl.log.read()] == HASHES[db.name]
        found = list(faults_of(tl))
        assert [fault for fault in found if fault.severity == "error"] == []
        current = db.name == f"log-1-tables-{VERSION}.db"
        assert [fault.severity for fault in found] == ([] if current else ["note"])


def test_a_stored_database_answers_and_takes_more(db: Path) -> None:
    with timeline.open(db) as tl:
        assert [h.person.id for h in tl.as_of("2019").holders("acme/ceo")] == ["ann"]
        assert str(tl.succession("acme/ceo")[0].start) == "2018-04"
        assert [h.person.id for h in tl.as_of("2021").holders("acme/ceo")] == ["bob"]
        before = tl.log.head()
        tl.append([Milestone(organization="acme", title="A fire", effective="2024")])
        assert list(faults_of(tl, before)) == []
        tl.rebuild()
        assert list(faults_of(tl, before)) == []


def test_the_chain_is_what_the_docs_say(db: Path) -> None:
    """SHA-256(salt, body) and SHA-256(hash before, position, recorded, digest): docs/log.md."""
    with SqliteLog(db) as log:
        rows = list(log.rows())
    before = bytes(32)
    for row in rows:
        assert row.salt is not None
        assert row.body is not None
        assert len(row.salt) == 16
        assert row.digest == sha256(row.salt + row.body.encode()).digest()
        place = row.position.to_bytes(8, "big") + row.recorded.encode()
        assert row.hash == sha256(before + place + row.digest).digest()
        before = row.hash


def test_new_events_are_chained_in_the_same_way() -> None:
    log = MemoryLog()
    for number in range(3):
        log.append([Milestone(organization="a", title=f"{number}", effective="2020")])
    before = bytes(32)
    for row in log.rows():
        assert_salted(row)
        place = row.position.to_bytes(8, "big") + row.recorded.encode()
        assert row.hash == sha256(before + place + row.digest).digest()
        before = row.hash
    assert len({row.salt for row in log.rows()}) == 3


def assert_salted(row: Row) -> None:
    assert row.salt is not None
    assert row.body is not None
    assert len(row.salt) == 16, "shorter, an erased body could be found again by trying"
    assert row.digest == sha256(row.salt + row.body.encode()).digest()


Link: TypeAlias = Callable[[bytes, int, str, bytes], bytes]

link: Link = import_module("timeline.events.chain").link

OTHER_LINKS: dict[str, Link] = {
    "without the hash before": lambda b, p, r, d: sha256(eight(p) + r.encode() + d).digest(),
    "without the position": lambda b, p, r, d: sha256(b + r.encode() + d).digest(),
    "without recorded": lambda b, p, r, d: sha256(b + eight(p) + d).digest(),
    "without the digest": lambda b, p, r, d: sha256(b + eight(p) + r.encode()).digest(),
    "by another digest": lambda b, p, r, d: blake2s(b + eight(p) + r.encode() + d).digest(),
    "in another order": lambda b, p, r, d: sha256(d + b + eight(p) + r.encode()).digest(),
}


def eight(position: int) -> bytes:
    return position.to_bytes(8, "big")


@pytest.mark.parametrize("other", OTHER_LINKS)
def test_another_chain_does_not_hold(db: Path, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.events.chain.link", OTHER_LINKS[other])
    with SqliteLog(db) as log:
        assert len(list(check_chain(log))) >= len(HASHES[db.name])


def test_another_digest_of_a_body_does_not_hold(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in (
        lambda salt, body: blake2s(salt + body.encode()).digest(),
        lambda salt, body: sha256(body.encode()).digest(),
        lambda salt, body: sha256(salt[:8] + body.encode()).digest(),
    ):
        monkeypatch.setattr("timeline.events.chain.digest", other)
        with SqliteLog(db) as log:
            assert len(list(check_chain(log))) == len(HASHES[db.name])


def test_what_is_recorded_moves_the_hash(db: Path) -> None:
    """Every part of a link counts, so that no event can be moved or dated anew."""
    with SqliteLog(db) as log:
        rows = list(log.rows())
    for one, other in pairwise(rows):
        good = link(one.hash, other.position, other.recorded, other.digest)
        assert good == other.hash
        for parts in (
            (bytes(32), other.position, other.recorded, other.digest),
            (one.hash, other.position + 1, other.recorded, other.digest),
            (one.hash, other.position, "2026-01-01T00:00:00.000001Z", other.digest),
            (one.hash, other.position, other.recorded, one.digest),
        ):
            assert link(*parts) != other.hash
