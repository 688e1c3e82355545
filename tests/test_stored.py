"""What is read from the tables, when it is asked, equals what a fold of the log makes."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
from timeline.events import Corrected, EdtfDate, Person, SqliteLog
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.state import State
from timeline.projections.tenures import Tenure
from timeline.tables.columns import COLUMNS
from timeline.tables.reader import TableHistories
from timeline.tables.records import StoredHistory

from .strategies import Batches, as_of_dates, logs

FEWER = settings(max_examples=min(60, settings().max_examples // 10), deadline=None)
"""Each example makes a database."""


@contextmanager
def recorded(batches: Batches) -> Iterator[timeline.Timeline]:
    """A database of some batches, whatever they contradict."""
    with tempfile.TemporaryDirectory() as folder:
        tl = timeline.open(Path(folder) / "log.db")
        for batch in batches:
            tl.append(batch, allow_conflicts=True)
        yield tl
        assert isinstance(tl.log, SqliteLog)
        tl.log.close()


def both(tl: timeline.Timeline) -> tuple[TableHistories, LogHistories]:
    """The histories in the tables, and those that the log says."""
    tables = tl.histories()
    assert isinstance(tables, TableHistories)
    return tables, LogHistories(tl.log)


@FEWER
@given(logs())
def test_histories_and_profiles_are_those_of_a_fold(batches: Batches) -> None:
    with recorded(batches) as tl:
        tables, folded = both(tl)
        assert list(tables.histories()) == list(folded.histories())
        assert [tables.history(post) for post in tables.posts()] == list(folded.histories())
        for what in ("person", "organization"):
            assert list(tables.profiles(what)) == list(folded.profiles(what))
        for one, other in zip(tables.histories(), folded.histories(), strict=True):
            assert hash(one) == hash(other)
            assert pickle.loads(pickle.dumps(one)) == other  # noqa: S301 - ours


@FEWER
@given(logs(), st.lists(as_of_dates(), min_size=1, max_size=4))
def test_states_and_holders_are_those_of_a_fold(batches: Batches, days: list[EdtfDate]) -> None:
    with recorded(batches) as tl:
        tables, folded = both(tl)
        for day in days:
            assert list(tables.holding(day)) == list(folded.holding(day))
            for history in folded.histories():
                assert tables.on(history.post, day) == history.on(day)
            assert State(day, tables).vacancies() == State(day, folded).vacancies()
            for holder in tables.holding(day):
                assert pickle.loads(pickle.dumps(holder)) == holder  # noqa: S301 - ours


def test_every_field_of_a_tenure_is_read_from_one_column() -> None:
    read = [column.field for column in COLUMNS if column.field and column.reads]
    assert sorted(read) == sorted(field.name for field in attrs.fields(Tenure))
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)


def test_a_field_of_what_was_read_cannot_be_set(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "seed.db")
    tl.append_seed()
    history = tl.histories().history("alibaba-cloud/head")
    assert history is not None
    for record in (history, history.profile, history.tenures[0], *tl.as_of("2023-01-15").holders()):
        kind: Any = record.__class__
        for field in attrs.fields(kind):
            with pytest.raises(AttributeError):
                setattr(record, field.name, None)


def test_a_state_that_was_asked_for_stays_when_the_log_grows(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "seed.db")
    tl.append_seed()
    before = tl.as_of("2023-10-01").post("alibaba-cloud/head")
    tenures = len(tl.histories().history("alibaba-cloud/head").tenures)  # type: ignore[union-attr]
    assert isinstance(before.history, StoredHistory)
    tl.append_yaml_text(
        "people: {x: X}\nevents:\n- {on: 2024-01-01, appointed: x, post: alibaba-cloud/head}\n"
    )
    assert len(before.history.tenures) == tenures
    after = tl.histories().history("alibaba-cloud/head")
    assert after is not None
    assert len(after.tenures) == tenures + 1


def test_a_name_that_was_corrected_is_not_found_any_more(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "acme.db")
    tl.append([Person(person="ann", names={"en": "Ann Lee"}, key="ann")])
    assert tl.histories().ids("person", "ann lee") == ("ann",)
    right = Person(person="ann", names={"en": "Ann Li"})
    tl.append([Corrected(event="ann", why="a slip", replacement=right)])
    assert isinstance(tl.histories(), TableHistories)
    assert tl.histories().ids("person", "ann lee") == ()
    assert tl.histories().ids("person", "ann li") == ("ann",)


def test_what_a_holder_s_row_lacks_is_read_when_it_is_asked(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "seed.db")
    tl.append_seed()
    held = {holder.post: holder for holder in tl.as_of("2023-01-15").holders()}
    tl.append_yaml_text("people: {x: X}\n")  # the tables have moved on
    whole = timeline.seed().as_of("2023-01-15")
    for post, holder in held.items():
        tenure = whole.holder(post).tenure  # type: ignore[union-attr]
        assert (holder.tenure.ended, holder.tenure.reasons) == (tenure.ended, tenure.reasons)
        assert holder.tenure == tenure


def test_what_was_read_from_a_table_evolves_as_what_was_folded_does(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "seed.db")
    tl.append_seed()
    whole = timeline.seed()
    day = "2023-01-15"
    (stored, *_), (folded, *_) = tl.as_of(day).holders(), whole.as_of(day).holders()

    def history(one: timeline.Timeline) -> object:
        return one.histories().history(stored.post)

    assert type(stored) is not type(folded)
    pairs: list[tuple[Any, Any, dict[str, Any]]] = [
        (stored, folded, {"organization": "elsewhere"}),
        (stored.person, folded.person, {"id": "somebody"}),
        (stored.tenure, folded.tenure, {"end": EdtfDate.parse("2024"), "ended": "departed"}),
        (history(tl), history(whole), {"tenures": ()}),
        (tl.as_of(day).post(stored.post).history, history(whole), {"tenures": ()}),
    ]
    for read, made, changes in pairs:
        assert attrs.evolve(read) == made
        assert attrs.evolve(read, **changes) == attrs.evolve(made, **changes)
        assert attrs.evolve(read, **changes) != read
        assert attrs.asdict(read) == attrs.asdict(made)
        assert repr(read).startswith(f"{type(made).__name__}(")
        assert isinstance(read, type(made))
        with pytest.raises(TypeError, match="nothing"):
            attrs.evolve(read, nothing=1)


@pytest.mark.parametrize("last", ["9999-12-31", "9999-12-31/..", "9999-12/9999-12-31"])
def test_a_tenure_of_the_last_day_of_all_may_end_after_it(tmp_path: Path, last: str) -> None:
    tl = timeline.open(tmp_path / "log.db")
    tl.append_yaml_text(
        "people: {ann: Ann, bob: Bob}\norganizations: {acme: Acme}\nposts: {acme/ceo: CEO}\n"
        f"events:\n- {{on: {last}, appointed: ann, post: acme/ceo}}\n"
        "- {on: unknown, appointed: bob, post: acme/ceo}\n"
    )
    tables, folded = both(tl)
    assert list(tables.histories()) == list(folded.histories())
    (tenure,) = (t for t in tl.succession("acme/ceo") if t.person == "ann")
    assert (str(tenure.start), tenure.end and tenure.end.latest) == (last, None)
    held = {holder.person.id: holder.certainty for holder in tl.as_of("9999-12-31").holders()}
    both_may = {"ann": "possible", "bob": "possible"}
    assert held == ({"ann": "certain"} if last == "9999-12-31" else both_may)
    assert tl.as_of("9999-12-31").holders() == State(EdtfDate.parse("9999-12-31"), folded).holders()


LEFT_WITHOUT_A_TENURE = """\
people: {ann: Ann, cyd: Cyd, dan: Dan}
organizations: {acme: Acme, bolt: Bolt}
posts: {acme/ceo: {title: CEO, created: 2000-06-15}, bolt/ceo: CEO}
events:
- {on: 2000-06-15, departed: cyd, post: acme/ceo}
- {on: 2000-06-15, appointed: ann, post: acme/ceo, capacity: acting}
- {on: 2000-06-15, appointed: cyd, post: bolt/ceo, capacity: interim}
- {on: 2002-05~, appointed: dan, post: acme/ceo}
"""


def test_a_death_reaches_a_post_that_the_person_left_and_never_held(tmp_path: Path) -> None:
    """Found on two engines: the departure is a fact of the post, and no tenure came of it."""
    with timeline.open(tmp_path / "log.db") as tl:
        tl.append_yaml_text(LEFT_WITHOUT_A_TENURE, allow_conflicts=True)
        died = "events: [{on: 2002-05~, departed: cyd, post: bolt/ceo, reason: death}]"
        tl.append_yaml_text(died, allow_conflicts=True)
        assert [*tl.histories().histories()] == [*LogHistories(tl.log).histories()]
