"""A timeline in a notebook, and as a frame of pandas or polars."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from rich.cells import cell_len

import timeline
from timeline.events import Appointed, Person
from timeline.frames import FRAME


@pytest.fixture
def tl() -> timeline.Timeline:
    return timeline.seed("alibaba")


def test_a_pandas_frame_has_a_row_for_each_tenure(tl: timeline.Timeline) -> None:
    frame = tl.to_pandas()
    assert list(frame.columns) == list(FRAME)
    assert len(frame) == sum(len(tl.succession(post)) for post in tl.histories().posts())
    row = frame[(frame.post == "alibaba-cloud/head") & (frame.person == "wang-jian")].iloc[0]
    assert (row.start, row.end) == ("2009", "2013")
    assert row.start_earliest.date() == date(2009, 1, 1)
    assert row.end_latest.date() == date(2013, 12, 31)
    assert frame.start_earliest.dtype.kind == "M"
    ma = frame[frame.person == "ma-yun"].iloc[0]
    assert str(ma.start_earliest) == "NaT"
    sitting = frame[(frame.post == "alibaba-group/ceo") & frame.end.isna()]
    assert sitting.person.tolist() == ["wu-yongming"]
    assert sitting.disputed.tolist() == ["effective: 2023-09-11"]


def test_a_polars_frame_has_the_same(tl: timeline.Timeline) -> None:
    frame = tl.to_polars()
    assert frame.columns == list(FRAME)
    rows = frame.filter(person="zhang-jianfeng", post="alibaba-cloud/head").to_dicts()
    assert rows[0]["start_earliest"] == date(2018, 11, 26)
    assert rows[0]["reasons"] == "dismissed-performance"
    assert frame["name"].to_list() == tl.to_pandas().name.tolist()


def test_a_frame_is_of_what_was_known(tl: timeline.Timeline) -> None:
    frame = tl.to_polars(announced_by="2023-08-01").filter(post="alibaba-cloud/head")
    assert frame["person"].to_list()[-1] == "zhang-yong"
    assert timeline.memory().to_polars().shape == (0, len(FRAME))
    assert timeline.memory().to_pandas().shape == (0, len(FRAME))


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_missing_library_is_named(
    tl: timeline.Timeline, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(timeline.NotInstalled, match=f"{library} is not installed; pip install"):
        getattr(tl, f"to_{library}")()
    with pytest.raises(ImportError):
        getattr(tl, f"to_{library}")()
    with pytest.raises(timeline.TimelineError):
        getattr(tl, f"to_{library}")()


def test_a_notebook_gets_text_html_and_a_chart(tl: timeline.Timeline) -> None:
    bundle: dict[str, Any] = tl._repr_mimebundle_()
    assert "吴泳铭" in bundle["text/plain"]
    assert all(cell_len(line) <= 120 for line in bundle["text/plain"].splitlines())
    assert bundle["text/html"] == tl._repr_html_()
    (chart,) = [mime for mime in bundle if "vegalite" in mime]
    assert bundle[chart]["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert bundle[chart]["datasets"]["bars"]
    assert set(tl._repr_mimebundle_(include=["text/html"])) == {"text/html"}
    assert "text/html" not in tl._repr_mimebundle_(exclude=["text/html"])


def test_the_day_is_the_logs_own_and_no_clock_is_read(tl: timeline.Timeline) -> None:
    last = tl.log.find(tl.log.head().position).recorded[:10]
    assert f"as of {last}" in tl._repr_mimebundle_()["text/plain"]


def test_an_empty_log_shows_itself_too() -> None:
    bundle = timeline.memory()._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert "nothing is on record" in bundle["text/html"]


def test_a_hostile_name_stays_text(acme: timeline.Timeline) -> None:
    acme.append([Person(person="x", names={"und": "<img src=x onerror=alert(1)>"})])
    acme.append([Appointed(person="x", post="acme/ceo", effective="2020-01-01")])
    assert "<img" not in acme._repr_html_()
    assert "&lt;img" in acme._repr_html_()
