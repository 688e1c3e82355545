"""A register watched over years, and a format that another distribution brings."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

import pytest

import timeline
from timeline.cli import counting
from timeline.events import BadValue, NotFound, TimelineError
from timeline.exchange.formats import format_names, format_of
from timeline.exchange.watching import moment_on

from .conftest import Run
from .importing import bring, write

MAP = """\
organization: acme
post: "acme/{post}"
seats: unknown
name: "{name}"
start: "{from}"
end: "{to}"
"""
SNAPSHOTS = {
    "2015-06-30": "post,name,from,to\nceo,Ann,2010,\nboard,Bob,2011,\n",
    "2016-06-30": "post,name,from,to\nceo,Ann,2010,2016-02-01\nboard,Bob,2011,\n"
    "ceo,Cy,2016-02-01,\n",
    "2017-06-30": "post,name,from,to\nceo,Ann,2010,2016-02-01\nceo,Cy,2016-02-01,\n",
}


@pytest.fixture
def watched(invoke: Run, home: Path) -> Run:
    """A log that took three snapshots of a register, each on its day."""
    write(home, "map.yaml", MAP)
    for day, rows in SNAPSHOTS.items():
        write(home, "t.csv", rows)
        done = invoke(
            *("import", "csv", "t.csv", "--map", "map.yaml", "--db", "own.db"),
            *("--keep-recorded", day, "--snapshot", day),
        )
        assert done.returncode == 0, done.stderr
    return invoke


def test_what_a_register_said_on_a_day(watched: Run) -> None:
    def held(day: str) -> set[str]:
        shown = watched(
            *("show", "--as-of", "2016-05-01", "--recorded-by", day),
            *("--db", "own.db", "--format", "tsv"),
        )
        head, *lines = (line.split("\t") for line in shown.stdout.splitlines())
        return {line[head.index("person")] for line in lines}

    assert held("2015-12-31") == {"Ann", "Bob"}
    assert held("2016-12-31") == {"Bob", "Cy"}
    assert held("2017-12-31") == {"Cy"}


def test_which_rows_vanished_shows_in_a_diff(watched: Run) -> None:
    question = ("--axis", "recorded", "--as-of", "2016-05-01", "--db", "own.db")
    shown = watched("diff", "2016-12-31", "2017-12-31", *question)
    assert "Bob" in shown.stdout
    assert "Ann" not in shown.stdout


def test_snapshots_come_in_order(watched: Run, home: Path) -> None:
    args = ("import", "csv", "t.csv", "--map", "map.yaml", "--db", "own.db", "--as", "other")
    late = watched(*args, "--keep-recorded", "2014-01-01")
    assert late.returncode == 1
    assert (
        "the log has recorded events on 2017-06-30; take the snapshots in the order" in late.stderr
    )
    ahead = watched(*args, "--keep-recorded", "2999-01-01")
    assert ahead.returncode == 1
    assert "in the future" in ahead.stderr
    same = watched(*args, "--keep-recorded", "2017-06-30")
    assert same.returncode == 0
    assert watched("verify", "--db", "own.db").returncode == 0


def test_the_time_of_the_file_is_kept(invoke: Run, home: Path) -> None:
    write(home, "map.yaml", MAP)
    file = write(home, "t.csv", SNAPSHOTS["2015-06-30"])
    os.utime(file, (1_435_000_000, 1_435_000_000))
    done = invoke(
        *("import", "csv", "t.csv", "--map", "map.yaml", "--db", "own.db"),
        *("--keep-recorded", "file"),
    )
    assert done.returncode == 0
    with timeline.open(home / "own.db") as tl:
        assert {e.recorded for e in tl.log.read()} == {"2015-06-22T19:06:40.000000Z"}


def test_moments_of_one_day_follow_each_other(tmp_path: Path) -> None:
    map_file = write(tmp_path, "map.yaml", MAP)
    file = write(tmp_path, "t.csv", SNAPSHOTS["2015-06-30"])
    tl = timeline.memory()
    first = moment_on("2015-06-30", tl.log)
    bring("csv", file, tl=tl, map=str(map_file), recorded=first)
    assert (first, moment_on("2015-06-30", tl.log)) == (
        "2015-06-30T00:00:00.000000Z",
        "2015-06-30T00:00:00.000001Z",
    )
    with pytest.raises(BadValue, match="in the order of their days"):
        moment_on("2015-06-29", tl.log)


# --- formats of others ---------------------------------------------------------------------------

PLUGIN = '''
from timeline.events import Appointed, Organization, Person, Post
from timeline.exchange.statements import Reading, Statement

class Words:
    """Lines like "ann ceo 2001-05-01"."""
    arguments = {"organization": "whose the posts are", "capacity": "of all"}
    def read(self, files, options):
        home = options.arguments["organization"]
        said = [Statement(Organization(organization=home, names={"und": home}), home)]
        for file in files:
            for line in file.read_text().splitlines():
                person, title, day = line.split()
                post = f"{home}/{title}"
                how = options.arguments.get("capacity", "permanent")
                fact = Appointed(person=person, post=post, effective=day, capacity=how)
                said += [
                    Statement(Post(post=post, organization=home), post),
                    Statement(Person(person=person, names={"und": person}), person),
                    Statement(fact, line),
                ]
        return Reading(said, records=len(said))

WORDS = Words()
'''


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A distribution as an installer lays it out: two formats, of which one cannot be loaded."""
    place = tmp_path / "site"
    info = place / "words_format-1.0.dist-info"
    info.mkdir(parents=True)
    write(place, "words_format.py", PLUGIN)
    write(info, "METADATA", "Metadata-Version: 2.1\nName: words-format\nVersion: 1.0\n")
    points = "[timeline.formats]\nwords = words_format:WORDS\nbroken = words_format:NOTHING\n"
    write(info, "entry_points.txt", points)
    monkeypatch.syspath_prepend(place)
    return place


def test_another_distribution_brings_a_format(plugin: Path, invoke: Run, home: Path) -> None:
    write(home, "t.txt", "ann ceo 2001-05-01\n")
    args = ("import", "words", "t.txt", "--organization", "acme", "--db", "own.db")
    done = invoke(*args, "--set", "capacity=acting")
    assert done.returncode == 0, done.stderr
    shown = invoke("show", "--as-of", "2002-01-01", "--db", "own.db", "--format", "tsv")
    assert "acme/ceo\theld\tann\tann\tacting" in shown.stdout
    assert invoke(*args, "--set", "colour=red").returncode == 2
    assert "words" in format_names()


def test_a_format_that_cannot_be_loaded_is_named(plugin: Path) -> None:
    with pytest.raises(TimelineError, match="the format broken cannot be loaded from words_format"):
        format_of("broken")


def test_an_unknown_format_is_not_found() -> None:
    with pytest.raises(NotFound, match='did you mean "popolo"'):
        format_of("popollo")


# --- how far it is -------------------------------------------------------------------------------


class Screen(io.StringIO):
    """Standard error that somebody looks at, or not."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_count_is_shown_on_a_terminal_only(
    is_terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen(is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    moments = iter(range(1_000))
    monkeypatch.setattr(time, "monotonic", lambda: next(moments))
    with counting.Counter("records read") as counter:
        for count in range(1, 1_281):
            counter.show(count)
    said = screen.getvalue()
    assert ("\r1,280 records read" in said) == is_terminal
    assert said.endswith(" \r") if is_terminal else not said
