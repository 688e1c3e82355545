"""YAML that is exported reads back: into a new log, and into the register it came of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from hypothesis import given, settings

import timeline
from timeline.events import Corrected, Event, Post
from timeline.exchange.exporting import WriteOptions
from timeline.exchange.syncing import sync
from timeline.exchange.yaml_out import YAML

from .conftest import ACME
from .strategies import logs

if TYPE_CHECKING:
    from timeline.core import Timeline

    from .strategies import Batches


def exported(tl: Timeline, **arguments: str) -> str:
    (file,) = YAML.files(tl, WriteOptions(arguments=arguments))
    return b"".join(file.pieces).decode()


def answers(tl: Timeline) -> object:
    """Who held what, with all that does not depend on positions."""
    return [
        (
            h.post,
            h.organization,
            t.person,
            t.capacity,
            t.start,
            t.end,
            t.ended,
            t.reasons,
            t.term_ends,
        )
        for h in tl.histories().histories()
        for t in h.tenures
    ]


def of(batches: Batches) -> Timeline:
    tl = timeline.memory()
    for batch in batches:
        tl.append(map(sayable, batch), allow_conflicts=True)
    return tl


def sayable(event: Event) -> Event:
    """An event that an entry can say: an introduction from a date on says something new."""
    if isinstance(event, Corrected):
        return attrs.evolve(event, replacement=sayable(event.replacement))
    if isinstance(event, Post):
        home = event.post.partition("/")[0]
        return attrs.evolve(event, organization=home, seats=event.seats or 1)
    return event


@given(logs())
@settings(max_examples=60)
def test_an_export_appended_to_a_new_log_gives_equal_answers(batches: Batches) -> None:
    tl = of(batches)
    text = exported(tl)
    again = timeline.memory()
    again.append_yaml_text(text, allow_conflicts=True)
    assert answers(again) == answers(tl), text


ORG = (
    ACME
    + """\
sources:
  report: {title: Report, url: "https://example.org/report"}
events:
  - id: crisis
    on: 2019-05
    milestone: "A: crisis, # and more"
    at: acme
    source: report
  - {id: first, on: 2018, appointed: ann, post: acme/ceo, source: report, note: "yes"}
  - on: 2020-02-01
    change: ann -> bob
    post: acme/ceo
    because: crisis
    reason: performance
    source: {ref: report, quote: "\\"so\\" it was"}
  - {on: 2020-03, appointed: cy, post: acme/board, capacity: acting, term-ends: 2021}
  - {disputes: first, field: on, says: 2017, source: report}
  - {corrects: first, why: a slip, on: 2018-01, appointed: ann, post: acme/ceo}
"""
)


def test_an_export_synced_into_its_register_says_nothing_new(tmp_path: Path) -> None:
    file = tmp_path / "org.yaml"
    file.write_text(ORG)
    tl = timeline.memory()
    assert sync(tl, [file], register="org").counts["added"] > 10
    for text in (exported(tl), exported(tl, register="org")):
        file.write_text(text)
        done = sync(tl, [file], register="org", dry_run=True)
        assert dict(done.counts) == {}, text
    assert "change: " in exported(tl)
    assert "bob" in str(answers(tl))


def test_an_export_into_a_folder_is_a_file_for_each_organization(tmp_path: Path) -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ORG)
    files = {f.name: b"".join(f.pieces) for f in YAML.files(tl, WriteOptions(into_folder=True))}
    assert sorted(files) == ["acme.yaml", "people.yaml"]
    for name, text in files.items():
        (tmp_path / name).write_bytes(text)
    again = timeline.memory()
    sync(again, [tmp_path])
    assert answers(again) == answers(tl)


def test_an_export_appended_to_its_own_log_adds_nothing() -> None:
    tl = timeline.seed()
    assert tl.append_yaml_text(exported(tl)).added == 0
