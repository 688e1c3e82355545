"""Small histories with their right answers, for the reference and the product alike."""

from __future__ import annotations

from typing import Final, NamedTuple

from timeline.events import EdtfDate

from .reference_events import date_of
from .reference_records import FOREVER

__all__ = ["CASES", "INTRODUCED", "Case"]

INTRODUCED: Final = """\
people: {ann: Ann, bob: Bob, cyd: Cyd, dan: Dan}
organizations: {org: Org, sub: Sub}
posts:
  org/head: Head
  org/cfo: CFO
  org/board: {title: Director, seats: 3}
  org/pair: {title: Partner, seats: 2}
  sub/head: Sub Head
"""


class Case(NamedTuple):
    """A history of one post and what is so.

    Attributes:
        says: what the case is about.
        events: as YAML, one entry a line, appended in one go.
        holding: by day, who holds the post; a name in brackets is only possible.
        tenures: person, start and end of each; the end is empty where none is on record.
        post: the post that is asked about.
        conflicting: whether the facts contradict.
    """

    says: str
    events: str
    holding: dict[str, str]
    tenures: tuple[str, ...]
    post: str = "org/head"
    conflicting: bool = False

    def right_tenures(self) -> list[tuple[str, int, int, int, int]]:
        """The person, and the bounds of start and end, of each tenure."""
        return [_right_tenure(told) for told in self.tenures]


def _right_tenure(told: str) -> tuple[str, int, int, int, int]:
    person, start, *end = told.split()
    began = date_of(EdtfDate.parse(start))
    if not end:
        return person, began.lo, began.hi, FOREVER, FOREVER
    left = date_of(EdtfDate.parse(end[0]))
    return person, began.lo, began.hi, left.lo, left.hi


CASES: Final = (
    Case(
        "somebody appointed and gone on one day, another follows",
        """
        - {on: 2007-07-09, appointed: ann, post: org/board}
        - {on: 2007-07-09, departed: ann, post: org/board}
        - {on: 2007-07-09, appointed: bob, post: org/board}
        """,
        {"1950-01-01": "", "2007-07-08": "", "2007-07-09": "bob", "2007-07-10": "bob"},
        ("ann 2007-07-09 2007-07-09", "bob 2007-07-09"),
        post="org/board",
    ),
    Case(
        "appointed and gone on one day, nobody else",
        """
        - {on: 2024-03-05, appointed: ann, post: org/head}
        - {on: 2024-03-05, departed: ann, post: org/head}
        """,
        {"2024-03-04": "", "2024-03-05": "", "2024-03-06": ""},
        ("ann 2024-03-05 2024-03-05",),
    ),
    Case(
        "an uncertain departure and one order that fits",
        """
        - {on: 1868-11-17, appointed: ann, post: org/head}
        - {on: 1874-01-27, departed: ann, post: org/head}
        - {on: 1874-05-28, appointed: ann, post: org/head}
        - {on: "1874", departed: ann, post: org/head}
        """,
        {"1874-03-01": "", "1874-05-28": "ann", "1874-12-30": "(ann)", "1900-01-01": ""},
        ("ann 1868-11-17 1874-01-27", "ann 1874-05-28 1874-05-29/1874-12-31"),
    ),
    Case(
        "an end of unknown date before known successors",
        """
        - {on: 2010-01-01, appointed: ann, post: org/head}
        - {on: unknown, departed: ann, post: org/head}
        - {on: 2015-01-01, appointed: bob, post: org/head}
        - {on: 2018-01-01, change: bob -> cyd, post: org/head}
        """,
        {"2014-12-31": "ann", "2015-01-01": "bob", "2018-01-01": "cyd"},
        ("ann 2010-01-01 2015-01-01", "bob 2015-01-01 2018-01-01", "cyd 2018-01-01"),
    ),
    Case(
        "a vague end beside an exact successor",
        """
        - {on: 2010-01-01, appointed: ann, post: org/head}
        - {on: "2015", departed: ann, post: org/head}
        - {on: 2015-03-01, appointed: bob, post: org/head}
        """,
        {"2014-12-31": "ann", "2015-02-01": "(ann)", "2015-03-01": "bob", "2015-06-01": "bob"},
        ("ann 2010-01-01 2015-01-01/2015-03-01", "bob 2015-03-01"),
    ),
    Case(
        "what follows tells when the one before ended",
        """
        - {on: 2015-03-01, appointed: ann, post: org/head}
        - {on: "2020", departed: ann, post: org/head}
        - {on: 2020-06-15, appointed: bob, post: org/head}
        - {on: "2021", departed: bob, post: org/head}
        - {on: "2021", appointed: cyd, post: org/head}
        - {on: 2021-02-10, departed: cyd, post: org/head}
        """,
        {"2020-11-30": "bob", "2021-02-09": "cyd", "2021-02-10": "", "2021-06-01": ""},
        (
            "ann 2015-03-01 2020-01-01/2020-06-15",
            "bob 2020-06-15 2021-01-01/2021-02-09",
            "cyd 2021-01-01/2021-02-09 2021-02-10",
        ),
    ),
    Case(
        "two unknown people on one day",
        """
        - {on: 2018-01-01, appointed: unknown, post: org/board, note: union, id: union}
        - {on: 2018-01-01, appointed: unknown, post: org/board, note: investor, id: investor}
        """,
        {"2017-12-31": "", "2018-01-01": "unknown unknown"},
        ("unknown 2018-01-01", "unknown 2018-01-01"),
        post="org/board",
    ),
    Case(
        "two stints in one year",
        """
        - {on: "2018", appointed: ann, post: org/head}
        - {on: "2018", departed: ann, post: org/head}
        - {on: "2018", appointed: ann, post: org/head, id: again}
        - {on: "2020", departed: ann, post: org/head}
        """,
        {"2017-12-31": "", "2018-06-01": "(ann)", "2019-01-01": "ann", "2020-06-01": "(ann)"},
        ("ann 2018 2020",),
    ),
    Case(
        "the dead",
        """
        - {on: 2018-01-01, appointed: ann, post: org/head}
        - {on: 2018-01-01, appointed: ann, post: org/cfo}
        - {on: 2019-06-01, departed: ann, post: org/head, reason: death}
        """,
        {"2019-05-31": "ann", "2019-06-01": "", "2021-01-01": ""},
        ("ann 2018-01-01 2019-06-01",),
        post="org/cfo",
    ),
    Case(
        "the last day of a term is the first of the next",
        """
        - {on: 1999-01-03, appointed: ann, post: org/head}
        - {last-day: 2001-01-03, departed: ann, post: org/head, reason: term-ended}
        - {on: 2001-01-03, appointed: ann, post: org/head}
        """,
        {"2001-01-02": "ann", "2001-01-03": "ann", "2001-06-01": "ann"},
        ("ann 1999-01-03",),
    ),
    Case(
        "a chain within a day",
        """
        - {on: 2010-04-10, appointed: ann, post: org/head}
        - {on: 2010-07-08, departed: ann, post: org/head}
        - {on: 2010-07-08, appointed: bob, post: org/head}
        - {on: 2010-07-08, departed: bob, post: org/head}
        - {on: 2010-07-08, appointed: cyd, post: org/head}
        - {on: 2010-08-06, departed: cyd, post: org/head}
        """,
        {"2010-07-07": "ann", "2010-07-08": "cyd", "2010-08-06": ""},
        (
            "ann 2010-04-10 2010-07-08",
            "bob 2010-07-08 2010-07-08",
            "cyd 2010-07-08 2010-08-06",
        ),
    ),
    Case(
        "two departures in one month",
        """
        - {on: 2000-01-01, appointed: ann, post: org/head}
        - {on: 2000-06, departed: ann, post: org/head, id: first}
        - {on: 2000-06-20, appointed: ann, post: org/head}
        - {on: 2000-06, departed: ann, post: org/head, id: second}
        """,
        {"2000-05-31": "ann", "2000-06-10": "(ann)", "2000-06-20": "ann", "2000-06-30": ""},
        (
            "ann 2000-01-01 2000-06",  # one tenure, if she left and came back on the 20th
            "ann 2000-06-20 2000-06-21/2000-06-30",
        ),
    ),
    Case(
        "each replaces one of a pair",
        """
        - {on: 2019-03-28, appointed: ann, post: org/pair}
        - {on: 2017-03-30, appointed: bob, post: org/pair}
        - {on: 2019-05-16, departed: ann, post: org/pair}
        - {on: 2019-05-16, departed: bob, post: org/pair}
        - {on: 2019-05-16, appointed: cyd, post: org/pair, replaces: ann}
        - {on: 2019-05-16, appointed: dan, post: org/pair, replaces: bob}
        """,
        {"2019-05-15": "ann bob", "2019-05-16": "cyd dan"},
        (
            "ann 2019-03-28 2019-05-16",
            "bob 2017-03-30 2019-05-16",
            "cyd 2019-05-16",
            "dan 2019-05-16",
        ),
        post="org/pair",
    ),
    Case(
        "an appointment renewed before its term ends",
        """
        - {on: 2021-01-20, appointed: ann, post: org/head, term-ends: 2022-11-08}
        - {on: 2022-11-09, appointed: ann, post: org/head, term-ends: 2023-01-03}
        """,
        {"2021-01-19": "", "2022-11-08": "ann", "2022-11-09": "ann", "2023-06-01": "ann"},
        ("ann 2021-01-20",),
    ),
    Case(
        "a departure that can only be later than the successor",
        """
        - {on: 2010-01-01, appointed: ann, post: org/head}
        - {on: 2015-01-01, appointed: bob, post: org/head}
        - {on: 2017-01-01, departed: ann, post: org/head}
        """,
        {"2014-12-31": "ann", "2016-01-01": "ann bob", "2017-01-01": "bob"},
        ("ann 2010-01-01 2017-01-01", "bob 2015-01-01"),
        conflicting=True,
    ),
    Case(
        "two departures of one tenure that cannot both be true",
        """
        - {on: 2010-01-01, appointed: ann, post: org/head}
        - {on: 2012-01-01, departed: ann, post: org/head}
        - {on: 2014-01-01, departed: ann, post: org/head}
        """,
        {"2011-12-31": "ann", "2013-01-01": "(ann)", "2014-01-01": ""},
        ("ann 2010-01-01 2012-01-01/2014-01-01",),
        conflicting=True,
    ),
    Case(
        "a departure told twice, once more vaguely",
        """
        - {on: 2010-01-01, appointed: ann, post: org/head}
        - {on: 2012-06-01, departed: ann, post: org/head, id: exact}
        - {on: "2012", departed: ann, post: org/head, id: vague, reason: retired}
        """,
        {"2012-05-31": "ann", "2012-06-01": ""},
        ("ann 2010-01-01 2012-06-01",),
    ),
    Case(
        "an appointment told twice, once more vaguely",
        """
        - {on: "2010", appointed: ann, post: org/head, id: vague}
        - {on: 2010-06-01, appointed: ann, post: org/head, id: exact}
        - {on: 2012-06-01, departed: ann, post: org/head}
        """,
        {"2010-05-31": "", "2010-06-01": "ann", "2012-06-01": ""},
        ("ann 2010-06-01 2012-06-01",),
    ),
    Case(
        "a hand-over is the first thing known",
        """
        - {on: 2010-06-01, change: ann -> bob, post: org/head}
        """,
        {"1990-01-01": "(ann)", "2010-05-31": "ann", "2010-06-01": "bob"},
        ("ann ../2010-05-31 2010-06-01", "bob 2010-06-01"),
    ),
    Case(
        "a hand-over from somebody while another certainly held the post",
        """
        - {on: 2005-01-01, appointed: cyd, post: org/head}
        - {on: 2010-06-01, change: ann -> bob, post: org/head}
        """,
        {"2010-05-31": "cyd", "2010-06-01": "bob"},
        ("cyd 2005-01-01 2010-06-01", "bob 2010-06-01"),
        conflicting=True,
    ),
    Case(
        "a stand-in goes on for some weeks beside the new permanent holder",
        """
        - {on: 2010-01-01, appointed: ann, post: org/head, capacity: acting}
        - {on: 2010-06-01, appointed: bob, post: org/head}
        - {on: 2010-07-01, departed: ann, post: org/head}
        """,
        {"2010-05-31": "ann", "2010-06-15": "ann bob", "2010-07-01": "bob"},
        ("ann 2010-01-01 2010-07-01", "bob 2010-06-01"),
    ),
    Case(
        "a departure of unknown day frees a seat for whom it makes room",
        """
        - {on: 2000-01-01, appointed: ann, post: org/pair}
        - {on: 2000-01-01, appointed: bob, post: org/pair}
        - {on: unknown, departed: ann, post: org/pair}
        - {on: 2010-01-01, appointed: cyd, post: org/pair}
        """,
        {"2005-01-01": "(ann) bob", "2010-01-01": "bob cyd"},
        (
            "ann 2000-01-01 2000-01-02/2010-01-01",
            "bob 2000-01-01",
            "cyd 2010-01-01",
        ),
        post="org/pair",
    ),
)
