from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN, BadDate, EdtfDate, to_date


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2018-11-26", "2018-11-26", "2018-11-26"),
        ("2018-11", "2018-11-01", "2018-11-30"),
        ("2018", "2018-01-01", "2018-12-31"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        ("2018-11-01/2018-11-30", "2018-11-01", "2018-11-30"),
        ("2018-11/2019", "2018-11-01", "2019-12-31"),
        ("../2018", None, "2018-12-31"),
        ("/2018", None, "2018-12-31"),
        ("2018-05/..", "2018-05-01", None),
        ("unknown", None, None),
        ("2018-11-26~", "2018-11-25", "2018-11-27"),
        ("2018-11~", "2018-10-01", "2018-12-31"),
        ("2018-01?", "2017-12-01", "2018-02-28"),
        ("2018?", "2017-01-01", "2019-12-31"),
        ("2018%", "2016-01-01", "2020-12-31"),
        ("2018~/2019", "2017-01-01", "2019-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("  2018 ", "2018-01-01", "2018-12-31"),
    ],
)
def test_a_date_has_an_earliest_and_a_latest_day(
    text: str, earliest: str | None, latest: str | None
) -> None:
    day = EdtfDate.parse(text)
    assert (day.earliest and day.earliest.isoformat()) == earliest
    assert (day.latest and day.latest.isoformat()) == latest
    assert day.text == text.strip()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2021-02-30", "February 2021 has 28 days"),
        ("2021-13", "no month 13"),
        ("0000", "0001 to 9999"),
        ("2023-9-1", "write 2023-09-01"),
        ("2023/9/1", "write 2023-09-01"),
        ("20230910", "write 2023-09-10"),
        ("2023年9月10日", "write 2023-09-10"),
        ("2018/05", "write 2018-05"),
        ("2019/2018", "ends before it begins"),
        ("/", "write unknown"),
        ("asdf", "write it like"),
        ("", "write it like"),
        ("2018-21", "season"),
        ("2018-21/2018-22", "season"),
    ],
)
def test_what_is_no_date_says_why(text: str, why: str) -> None:
    with pytest.raises(BadDate, match=why):
        EdtfDate.parse(text)


@given(st.dates(), st.dates())
def test_between_reads_back_as_what_it_was(one: date, other: date) -> None:
    lo, hi = sorted((one.toordinal(), other.toordinal()))
    for bounds in ((lo, hi), (BEFORE_ALL, hi), (lo, AFTER_ALL), (BEFORE_ALL, AFTER_ALL)):
        day = EdtfDate.between(*bounds)
        again = EdtfDate.parse(day.text)
        assert (again, again.lo, again.hi) == (day, *bounds)


@pytest.mark.parametrize(
    ("bound", "said"),
    [(AFTER_ALL, "9999-12-31/.."), (BEFORE_ALL, "../0001-01-01")],
)
def test_a_day_beyond_the_calendar_is_said_with_its_last_one(bound: int, said: str) -> None:
    day = EdtfDate.between(bound, bound)
    again = EdtfDate.parse(day.text)
    assert (day.text, again.lo, again.hi) == (said, day.lo, day.hi)


@given(st.dates(max_value=date(9999, 12, 30)))
def test_the_first_day_out_follows_the_last_day_in(day: date) -> None:
    after = EdtfDate.of_day(day).next_day()
    assert after.is_day
    assert after.lo == day.toordinal() + 1


def test_the_day_after_an_uncertain_day_is_as_uncertain() -> None:
    after = EdtfDate.parse("2018-11").next_day()
    assert (str(after.earliest), str(after.latest)) == ("2018-11-02", "2018-12-01")
    assert UNKNOWN.next_day() == UNKNOWN
    with pytest.raises(BadDate, match="9999"):
        EdtfDate.parse("9999-12-31").next_day()


def test_callers_may_give_dates_as_they_have_them() -> None:
    expected = EdtfDate.parse("2023-09-10")
    for given_as in ("2023-09-10", date(2023, 9, 10), datetime(2023, 9, 10, 12), expected):
        assert to_date(given_as) == expected
    with pytest.raises(TypeError):
        to_date(2023)  # type: ignore[arg-type]
