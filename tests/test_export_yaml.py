"""YAML that is exported reads back: into a new log, and into the register it came of."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
from timeline.events import (
    REFERRING,
    Appointed,
    Covered,
    Departed,
    Event,
    Merged,
    Milestone,
    Organization,
    Person,
    Seen,
    Source,
    event_to_dict,
)
from timeline.exchange.exporting import WriteOptions
from timeline.exchange.syncing import sync
from timeline.exchange.yaml_out import YAML
from timeline.projections.standing import stand

from .conftest import ACME
from .strategies import PEOPLE, POSTS, dates, logs

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


def facts(tl: Timeline) -> Counter[str]:
    """All facts that stand and are no introductions, which may become one."""
    found = Counter[str]()
    for subject in tl.log.subjects():
        for standing in stand(tl.log.about(subject)):
            if standing.fact.INTRODUCES is None:
                body = event_to_dict(standing.fact)
                for name in ("key", "apart", "appointment"):
                    body.pop(name, None)
                found[repr(sorted(body.items()))] += 1
    return found


def of(batches: Batches) -> Timeline:
    """A log that says all facts together and repairs them later.

    For a file is appended as one batch: which facts were appended together is what it loses.
    """
    events = [event for batch in batches for event in batch]
    tl = timeline.memory()
    tl.append([e for e in events if e.KIND not in REFERRING], allow_conflicts=True)
    for event in events:
        if event.KIND in REFERRING:
            tl.append([event], allow_conflicts=True)
    return tl


@st.composite
def logs_of_all_kinds(draw: st.DrawFn) -> Batches:
    """A random log, with what it says beside appointments and departures."""
    batches = draw(logs(max_events=10))
    appointed = [e for batch in batches for e in batch if isinstance(e, Appointed)]
    report = Source(title="Report")
    more: list[Event] = []
    for number in range(draw(st.integers(0, 4))):
        day = draw(dates())
        person, post = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(POSTS))
        on, at = draw(st.sampled_from(((post, None), (None, "acme"), (None, None))))
        choices: list[Event] = [
            Seen(person=person, post=post, effective=day, sources=(report,)),
            Covered(effective=day, sources=(report,), post=on, organization=at),
            Person(person=person, born=day),
            Person(person=person, died=day),
            Merged(person=person, into=f"{person}-2", why="one of them was misspelt"),
            Milestone(organization="bolt", title="outage", effective=day),
            Organization(organization="acme", continues=("bolt",), effective=day),
        ]
        choices += [
            Departed(
                person=one.person,
                post=one.post,
                effective=day,
                appointment=one.key,
                reasons=("resigned", "illness"),
                reason_code="csmar/4",
            )
            for one in appointed
        ]
        more.append(attrs.evolve(draw(st.sampled_from(choices)), key=f"m{number}"))
    twins = [Person(person=f"{person}-2", names={"und": "Twin"}) for person in PEOPLE]
    return [*batches, [*twins, *more]]


@given(logs_of_all_kinds())
@settings(max_examples=settings().max_examples // 2)
def test_an_export_appended_to_a_new_log_gives_equal_answers(batches: Batches) -> None:
    tl = of(batches)
    text = exported(tl)
    again = timeline.memory()
    again.append_yaml_text(text, allow_conflicts=True)
    assert answers(again) == answers(tl), text
    assert dict(facts(again)) == dict(facts(tl)), text
    assert exported(again) == text


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
