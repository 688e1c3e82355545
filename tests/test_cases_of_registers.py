"""Cases that registers brought, which answers of holders and bounds do not show."""

from __future__ import annotations

import pytest

import timeline
from timeline.events import Appointed, BadInput, EdtfDate

from .cases_worlds import INTRODUCED


@pytest.fixture
def tl() -> timeline.Timeline:
    found = timeline.memory()
    found.append_yaml_text(INTRODUCED)
    return found


def test_a_key_that_is_taken_is_an_error_in_its_place(tl: timeline.Timeline) -> None:
    with pytest.raises(BadInput, match="zzz") as refused:
        tl.append_yaml_text(
            "events:\n- {on: 2019-01-01, post: org/head, organization: zzz, title: Group head}\n"
        )
    (finding,) = refused.value.findings
    assert finding.place is not None
    assert (finding.place.line, finding.place.column) == (2, 50)


def test_two_facts_of_one_text_keep_their_notes_and_are_told(tl: timeline.Timeline) -> None:
    entry = "- {{on: 2020, appointed: ann, post: org/head, note: in cabinet {}}}\n"
    done = tl.append_yaml_text("events:\n" + entry.format("A") + entry.format("B"))
    assert [finding.code for finding in done.findings] == ["said-twice"]
    notes = {e.fact.note for e in tl.log.read() if isinstance(e.fact, Appointed)}
    assert notes == {"in cabinet A", "in cabinet B"}


def test_who_was_appointed_long_ago_is_presumed_to_hold_on(tl: timeline.Timeline) -> None:
    day = EdtfDate.parse("2024-01-01")
    tl.append_yaml_text("events:\n- {on: 1995-03-01, appointed: ann, post: org/head}\n")
    (holder,) = tl.as_of(day).holders("org/head")
    assert (holder.certainty, str(holder.tenure.last_seen)) == ("certain", "1995-03-01")
    assert holder.tenure.is_presumed(day.lo)
    tl.append_yaml_text("events:\n- {on: 2005-06-01, seen: ann, post: org/head}\n")
    (holder,) = tl.as_of(day).holders("org/head")
    assert str(holder.tenure.last_seen) == "2005-06-01"
    assert not holder.tenure.is_presumed(EdtfDate.parse("2005-06-01").lo)
    assert holder.tenure.is_presumed(day.lo)


def test_who_replaced_whom_in_a_board_stays_with_each(tl: timeline.Timeline) -> None:
    tl.append_yaml_text(
        "events:\n"
        "- {on: 2017-03-30, appointed: bob, post: org/pair}\n"
        "- {on: 2019-03-28, appointed: ann, post: org/pair}\n"
        "- {on: 2019-05-16, departed: ann, post: org/pair}\n"
        "- {on: 2019-05-16, departed: bob, post: org/pair}\n"
        "- {on: 2019-05-16, appointed: cyd, post: org/pair, replaces: ann}\n"
        "- {on: 2019-05-16, appointed: dan, post: org/pair, replaces: bob}\n"
    )
    replaced = {t.person: t.replaces for t in tl.succession("org/pair")}
    assert replaced == {"bob": None, "ann": None, "cyd": "ann", "dan": "bob"}


def test_a_renewal_has_a_term_of_its_own(tl: timeline.Timeline) -> None:
    tl.append_yaml_text(
        "events:\n"
        "- {on: 2021-01-20, appointed: ann, post: org/head, term-ends: 2022-11-08}\n"
        "- {on: 2022-11-09, appointed: ann, post: org/head, term-ends: 2023-01-03}\n"
    )
    (tenure,) = tl.succession("org/head")
    assert (tenure.renewals, str(tenure.term_ends)) == (1, "2023-01-03")


def test_who_came_and_went_on_one_day_stands_between_the_others(tl: timeline.Timeline) -> None:
    tl.append_yaml_text(
        "events:\n"
        "- {on: 2010-04-10, appointed: ann, post: org/head}\n"
        "- {on: 2010-07-08, change: ann -> bob, post: org/head}\n"
        "- {on: 2010-07-08, change: bob -> cyd, post: org/head}\n"
        "- {on: 2010-08-06, departed: cyd, post: org/head}\n"
    )
    told = [(t.person, str(t.start), str(t.end)) for t in tl.succession("org/head")]
    assert told == [
        ("ann", "2010-04-10", "2010-07-08"),
        ("bob", "2010-07-08", "2010-07-08"),
        ("cyd", "2010-07-08", "2010-08-06"),
    ]
