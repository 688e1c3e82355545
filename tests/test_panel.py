"""The panel of firms and years: each cell by its definition, with bounds where it is open."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings

import timeline
from timeline.events import BadValue, EdtfDate
from timeline.exchange.exporting import WriteOptions
from timeline.exchange.forced_rules import RULES, Leaving
from timeline.exchange.panel_out import PANEL

from .strategies import Batches, logs

FIRM = """\
people:
  ann: {name: Ann, born: 1950}
  bob: {name: Bob, born: 1970-05}
  cyd: Cyd
organizations: {acme: Acme, group: Group, acme-east: {name: East, parent: acme}}
posts:
  acme/ceo: CEO
  acme/chair: {title: 董事长}
  acme-east/head: Head
  group/ceo: CEO
events:
  - {on: 2001-01-01, appointed: ann, post: acme/ceo}
  - {on: 2001-01-01, appointed: ann, post: acme/chair}
  - {on: 2000-01-01, appointed: bob, post: acme-east/head}
  - {on: 2003-06-30, change: ann -> bob, post: acme/ceo, reason: retired}
  - {on: 2005-12/2006-01, change: bob -> cyd, post: acme/ceo, reason: performance}
  - {on: 2005-07-01, departed: ann, post: acme/chair}
  - {on: 2005-07-01/2007-07-01, appointed: cyd, post: acme/chair}
"""


def panel(text: str = FIRM, **arguments: str) -> list[dict[str, str]]:
    tl = timeline.memory()
    tl.append_yaml_text(text)
    return rows_of(tl, **arguments)


def rows_of(tl: timeline.Timeline, **arguments: str) -> list[dict[str, str]]:
    (file,) = PANEL.files(tl, WriteOptions(arguments=arguments))
    return [*csv.DictReader(io.StringIO(b"".join(file.pieces).decode()))]


def columns(rows: list[dict[str, str]], *names: str) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_who_held_another_post_there_before_came_from_inside() -> None:
    """Bob had headed a part of the firm; Ann became chair and chief on one day."""
    rows = panel(years="2002-2005", post="acme/ceo")
    assert columns(rows, "holder", "inside_low", "inside_high", "inside_posts") == [
        ("ann", "0", "0", ""),
        ("bob", "1", "1", "acme-east/head"),
        ("bob", "1", "1", "acme-east/head"),
        ("", "0", "1", "acme-east/head acme/chair"),
    ]


def test_a_post_elsewhere_is_not_inside() -> None:
    moved = FIRM.replace("posts:", "posts:\n  bolt/ceo: {title: CEO, organization: group}", 1)
    moved += "  - {on: 1999, appointed: ann, post: bolt/ceo}\n"
    (row,) = panel(moved, years="2001-2001", post="acme/ceo")
    assert (row["inside_low"], row["inside_high"]) == ("0", "0")


def test_who_is_chair_too_is_both() -> None:
    rows = panel(years="2002-2007", post="acme/ceo")
    assert columns(rows, "duality_low", "duality_high", "duality_posts") == [
        ("1", "1", "acme/chair"),
        ("0", "0", ""),
        ("0", "0", ""),
        ("0", "1", "acme/chair"),
        ("0", "1", "acme/chair"),
        ("1", "1", "acme/chair"),
    ]


def test_what_is_no_firm_with_a_chair_has_no_duality() -> None:
    chair, head = (panel(years="2002-2002", post=p)[0] for p in ("acme/chair", "acme-east/head"))
    assert (chair["duality_low"], head["duality_low"]) == ("", "")
    (named,) = panel(years="2002-2002", post="acme/chair", chair="acme/ceo")
    assert (named["duality_low"], named["duality_posts"]) == ("1", "acme/ceo")


def test_a_year_may_end_on_another_day() -> None:
    """And what happened in it is what happened in the twelve months up to that day."""
    rows = panel(years="2003-2004", post="acme/ceo", on="06-29")
    assert columns(rows, "as_of", "holder", "turnovers_low") == [
        ("2003-06-29", "ann", "0"),
        ("2004-06-29", "bob", "1"),
    ]
    rows = panel(years="2003-2004", post="acme/ceo", on="02-29")
    assert columns(rows, "as_of") == [("2003-02-28",), ("2004-02-29",)]


def test_a_turnover_is_forced_by_a_rule_of_a_name() -> None:
    by_default = panel(years="2003-2006", post="acme/ceo")
    asked = panel(years="2003-2006", post="acme/ceo", forced="parrino")
    names = ("forced_rule", "forced_low", "forced_high")
    assert columns(by_default, *names) == [
        ("dismissed", "0", "0"),
        ("dismissed", "0", "0"),
        ("dismissed", "0", "1"),
        ("dismissed", "0", "1"),
    ]
    assert columns(asked, *names)[0] == ("parrino", "1", "1"), "53 years old, and told on the day"
    tl = timeline.memory()
    tl.append_yaml_text(FIRM)
    (departed,) = (e for e in tl.log.read() if getattr(e.fact, "reasons", ()) == ("retired",))
    assert asked[0]["forced_events"] == str(departed.position)


@pytest.mark.parametrize(
    ("left", "reasons", "announced", "born", "verdict"),
    [
        ("2003-06-30", {"dismissed-conduct"}, None, "1930", (True, True)),
        ("2003-06-30", {"death"}, None, "1970", (False, False)),
        ("2003-06-30", {"new-opportunity", "resigned"}, None, "1970", (False, False)),
        ("2003-06-30", {"resigned"}, None, "1970", (True, True)),
        ("2003-06-30", {"resigned"}, None, "1930", (False, False)),
        ("2003-06-30", {"resigned"}, None, "1943", (False, True)),
        ("2003-06-30", {"resigned"}, None, None, (False, True)),
        ("2003-06-30", {"retired"}, "2002-06-30", "1970", (False, False)),
        ("2003-06-30", {"retired"}, "2003", "1970", (True, True)),
        ("2003-06-30", {"retired"}, "2002-12/2003-01", "1970", (False, True)),
        ("2003-06-30", set(), None, "1970", (False, True)),
    ],
)
def test_parrinos_rule(
    left: str, reasons: set[str], announced: str | None, born: str | None, verdict: object
) -> None:
    leaving = Leaving(EdtfDate.parse(left), frozenset(reasons), parsed(announced), parsed(born))
    assert RULES["parrino"](leaving) == verdict


def parsed(text: str | None) -> EdtfDate | None:
    return None if text is None else EdtfDate.parse(text)


@given(logs(max_events=10))
@settings(max_examples=settings().max_examples // 6)
def test_each_low_is_at_most_its_high_and_years_share_no_day(batches: Batches) -> None:
    tl = timeline.memory()
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    for rule in RULES:
        rows = rows_of(tl, years="1999-2006", on="06-30", forced=rule)
        for row in rows:
            for name in ("turnovers", "forced", "tenure_years", "inside", "duality"):
                low, high = row[f"{name}_low"], row[f"{name}_high"]
                assert (low == "") == (high == "")
                assert low == "" or float(low) <= float(high), (name, row)
            assert int(row["forced_low"]) <= int(row["turnovers_low"])
            assert int(row["forced_high"]) <= int(row["turnovers_high"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"years": "2002"}, "no span of years"),
        ({"on": "02-30"}, "no day of a year"),
        ({"on": "June"}, "no day of a year"),
        ({"forced": "parino"}, 'did you mean "parrino"'),
        ({"post": "acme/cto"}, "no post"),
        ({"chair": "acme/cto"}, "no post"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(BadValue, match=said):
        panel(**{"years": "2002-2003", **wrong})


def test_the_years_follow_each_other_without_a_gap() -> None:
    from timeline.exchange.panel_out import _Year

    for month, day in ((2, 29), (6, 30), (12, 31)):
        years = [_Year.ending(year, month, day) for year in range(1999, 2006)]
        for one, following in pairwise(years):
            assert following.first == one.last + 1
        assert date.fromordinal(years[0].first) - timedelta(1) >= date(1998, 1, 1)


RENAMED = """\
people: {ann: Ann}
organizations: {acme: Acme}
posts:
  acme/ceo: CEO
  acme/head: {title: Head, continues: acme/ceo}
events:
  - {on: 2001-01-01, appointed: ann, post: acme/ceo}
  - {on: 2003-06-30, departed: ann, post: acme/ceo}
  - {on: 2003-06-30, appointed: ann, post: acme/head}
"""


def test_whoever_goes_on_in_a_post_that_continues_theirs_is_no_turnover() -> None:
    (row,) = panel(RENAMED, years="2003-2003", post="acme/ceo")
    assert (row["turnovers_low"], row["turnovers_high"]) == ("0", "0")
    other = RENAMED.replace(", continues: acme/ceo", "")
    (row,) = panel(other, years="2003-2003", post="acme/ceo")
    assert (row["turnovers_low"], row["turnovers_high"]) == ("1", "1")
