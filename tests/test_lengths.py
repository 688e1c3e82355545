"""Lengths of time in words: whole calendar months, and days below one."""

from __future__ import annotations

import pytest

from timeline.events import EdtfDate
from timeline.views.words import length


@pytest.mark.parametrize(
    ("since", "on", "says"),
    [
        ("2023-01-31", "2023-02-28", "28 d"),
        ("2023-01-31", "2023-03-01", "1 m"),
        ("2020-02-29", "2021-02-28", "11 m"),
        ("2020-02-29", "2021-03-01", "1 y"),
        ("2020-01-01", "2023-08-01", "3 y 7 m"),
        ("2022-12-29", "2023-09-10", "8 m"),
        ("2023-08-01", "2023-08-20", "19 d"),
        ("2023-03-01", "2023-03-01", "first day"),
        ("2022", "2023-09-10", "8 m to 1 y 8 m"),
    ],
)
def test_a_length_is_in_whole_months_or_in_days(since: str, on: str, says: str) -> None:
    assert length(EdtfDate.parse(since), EdtfDate.parse(on)) == says
