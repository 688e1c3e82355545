"""SQLite and PostgreSQL answer every question alike, whatever the log: rows, tables, order."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
from benchmarks.forms import write_jsonl
from benchmarks.generate import generate
from timeline.events import GENESIS, EdtfDate, Organization, Person, Post
from timeline.exchange.as_of import as_of_sql
from timeline.projections.answers.find import find
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.plain import holder_rows
from timeline.tables.reader import TableHistories
from timeline.tables.schema import SCHEMAS
from timeline.verification import faults_of

from .postgres import Server
from .strategies import Batches, as_of_dates, logs

FEW = settings(max_examples=max(15, settings().max_examples - 1_000), deadline=None)
"""Each example fills two databases. The long campaign takes a thousand."""

Pair = tuple[timeline.Timeline, timeline.Timeline]


class Engines:
    """A log in PostgreSQL that is emptied again and again, and an empty file to be copied.

    A schema of its own for each log would take longer than all that is asked of it.
    """

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._url = server.new_url()
        for place in (self._url, folder / "empty.db"):
            with timeline.open(place) as tl:
                tl.create()

    @contextmanager
    def both(self) -> Iterator[Pair]:
        """A log in a file and one in PostgreSQL, empty, with clocks that agree."""
        begin = f"UPDATE head SET (position, hash, recorded) = (0, '\\x{GENESIS.hex()}', '')"  # noqa: S608
        self._server.change(self._url, [f"TRUNCATE {', '.join(['events', *SCHEMAS])}", begin])
        file = self._folder / "log.db"
        for old in self._folder.glob("log.db*"):
            old.unlink()
        shutil.copyfile(self._folder / "empty.db", file)
        with (
            timeline.open(file, clock=ticking()) as one,
            timeline.open(self._url, clock=ticking()) as other,
        ):
            yield one, other


@pytest.fixture(scope="module")
def engines(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Engines:
    return Engines(postgres, tmp_path_factory.mktemp("engines"))


def ticking() -> Callable[[], datetime]:
    """A clock that goes on by an hour whenever it is read."""
    hours = iter(range(100_000))
    return lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=next(hours))


def stored(tl: timeline.Timeline) -> dict[str, list[Any]]:
    """The rows of the log, without what is random in them, and of its tables."""
    rows = {"events": [row[:8] for row in tl.log.rows()]}
    connection: Any = tl.log.connection()
    for name, columns in SCHEMAS.items():
        query = f"SELECT {', '.join(columns)} FROM {name}"  # noqa: S608 - our own names
        rows[name] = sorted(connection.execute(query).fetchall(), key=repr)
    return rows


def answers(tl: timeline.Timeline, days: list[EdtfDate], **known: Any) -> list[Any]:
    """States, differences, summaries and problems, as the command prints them."""
    asked = tl.answers(**known)
    found: list[Any] = [asked.state(day) for day in days]
    found += [asked.vacancies(as_of=day) for day in days]
    found += [asked.check(day) for day in days]
    histories = tl.histories()
    found += [[*histories.summaries(day, by_post=by)] for day in days for by in (False, True)]
    found += [[*map(repr, histories.holding(day))] for day in days]
    for what in ("person", "organization", "post"):
        found += [sorted(histories.spellings(what).splitlines()), [*histories.profiles(what)]]
        found += [histories.near(what, "bobb"), histories.ids(what, "Ann")]
    for text in (None, "a", "b", "Ann", "ceo", "张", "?:x"):
        found.append([*map(repr, find(histories, text, days[0]))])
    return [*found, histories.milestones(), histories.posts(), [*histories.homes()]]


@FEW
@given(data=st.data(), batches=logs(), days=st.lists(as_of_dates(), min_size=1, max_size=3))
def test_two_engines_store_and_answer_alike(
    engines: Engines, data: st.DataObject, batches: Batches, days: list[EdtfDate]
) -> None:
    with engines.both() as pair:
        done = [[tl.append(batch, allow_conflicts=True) for batch in batches] for tl in pair]
        assert done[0] == done[1]
        one, other = pair
        assert stored(one) == stored(other)
        assert answers(one, days) == answers(other, days)
        moment = data.draw(st.sampled_from([None, *(e.recorded_at for e in one.log.read())]))
        known: dict[str, Any] = {"announced_by": data.draw(as_of_dates()), "recorded_by": moment}
        for day in days:
            assert one.answers(**known).state(day) == other.answers(**known).state(day)
        tables = other.histories()
        assert isinstance(tables, TableHistories)
        assert [*tables.histories()] == [*LogHistories(other.log).histories()]


VIEWED = "organization post person capacity since since_written until until_written term_ends"
VIEWED += " replaces last_seen certainty"


def viewed(tl: timeline.Timeline, day: EdtfDate, engine: str) -> list[tuple[Any, ...]]:
    """What the view `holders` says of a day, in a log's own database."""
    connection: Any = tl.log.connection()
    for statement in as_of_sql(engine).split(";")[:-1]:
        connection.execute(statement)
    values = (str(day.earliest), str(day.latest))
    connection.execute("UPDATE question SET first = ?, last = ?", values)
    names = VIEWED.replace(" ", ", ")
    query = f"SELECT {names}, presumed, conflicting FROM holders"  # noqa: S608 - our own names
    rows = connection.execute(query).fetchall()
    for what in ("VIEW holders", "TABLE question"):
        connection.execute(f"DROP {what}")
    return sorted(((*row[:-2], bool(row[-2]), bool(row[-1])) for row in rows), key=repr)


@FEW
@given(batches=logs(), day=as_of_dates().filter(lambda day: bool(day.earliest and day.latest)))
def test_a_view_in_the_database_says_who_holds_what(
    engines: Engines, batches: Batches, day: EdtfDate
) -> None:
    with engines.both() as pair:
        for tl, engine in zip(pair, ("sqlite", "postgresql"), strict=True):
            for batch in batches:
                tl.append(batch, allow_conflicts=True)
            rows = holder_rows(tl.as_of(day), tl.as_of(day).holders())
            names = [*VIEWED.split(), "presumed", "conflicting"]
            wanted = sorted((tuple(row[name] for name in names) for row in rows), key=repr)
            assert viewed(tl, day, engine) == wanted


ALIKE = """\
people: {ann: Ann, cyd: Cyd, dan: Dan}
organizations: {acme: Acme, bolt: Bolt}
posts: {acme/board: {title: Director, seats: 3}, bolt/ceo: CEO}
events:
- {on: 2001, appointed: cyd, post: bolt/ceo}
- {on: 2002-05-02, appointed: unknown, post: bolt/ceo}
- {on: 2001/.., appointed: cyd, post: bolt/ceo}
- {on: 2001, milestone: M, at: acme, id: m2}
- {on: 2001, milestone: M, at: acme, id: m1}
"""


def test_what_is_alike_stands_in_one_order(engines: Engines) -> None:
    """Found by the property above: two holders that no column of the order told apart."""
    day = EdtfDate.parse("2002-05-01/2002-05-02")
    with engines.both() as pair:
        for tl in pair:
            tl.append_yaml_text(ALIKE, allow_conflicts=True)
        one, other = pair
        assert len([*one.histories().holding(day)]) > 2
        assert answers(one, [day]) == answers(other, [day])


WORDS = (
    "Zoe",
    "abe",
    "Abe",
    "änne",
    "Änne",
    "ß",
    "张勇",
    "a-b",
    "a_b",
    "a b",
    "a.b",
    "é",
    "é",
    "𝕏",
)
"""Which a locale would sort otherwise than their characters' numbers do."""


def test_texts_are_sorted_by_their_characters_numbers(engines: Engines) -> None:
    batch = [
        *(Organization(organization=word, names={"en": word, "zh": word * 2}) for word in WORDS),
        *(Person(person=word, names={"en": f"{word}\n100% {word}?:x"}) for word in WORDS),
        *(Post(post=f"{a}/{b}", organization=a) for a in WORDS[:4] for b in WORDS[4:8]),
    ]
    with engines.both() as pair:
        for tl in pair:
            tl.append(batch, allow_conflicts=True)
        one, other = pair
        assert list(one.histories().posts()) == list(other.histories().posts())
        day = EdtfDate.parse("2020")
        assert stored(one) == stored(other)
        assert answers(one, [day]) == answers(other, [day])
        for word in (*WORDS, "100% Zoe?:x", "aenne"):
            assert one.histories().ids("person", word) == other.histories().ids("person", word)
            assert one.histories().near("person", word) == other.histories().near("person", word)


def test_a_log_of_several_parts_is_taken_and_verified_alike(engines: Engines) -> None:
    """More events than are fetched, copied or admitted at once."""
    lines = StringIO()
    write_jsonl(generate(11_000), lines)
    with engines.both() as pair:
        for tl in pair:
            tl.append_jsonl(lines.getvalue().splitlines())
        one, other = pair
        assert stored(one) == stored(other)
        assert list(faults_of(other)) == []
        for count in (1, 3, 8):
            assert one.log.shares(count) == other.log.shares(count)


@pytest.fixture(autouse=True)
def _engines(engines: Engines) -> None:
    """Start it, or skip, before an example is drawn."""
