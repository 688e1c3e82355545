"""The story that timeline ships with."""

from __future__ import annotations

import pytest

import timeline
from timeline.events import Disputed, Milestone


@pytest.fixture(scope="module")
def tl() -> timeline.Timeline:
    return timeline.seed("alibaba")


def who(tl: timeline.Timeline, post: str, day: str, **knowledge: str) -> str:
    state = tl.as_of(day, **knowledge).post(post)
    held = ", ".join(f"{tenure.person} {certainty}" for tenure, certainty in state.holding)
    return held or f"{state.status} {state.certainty}"


@pytest.mark.parametrize(
    ("post", "day", "answer"),
    [
        ("alibaba-cloud/head", "2008-12-31", "no-record certain"),
        ("alibaba-cloud/head", "2009-06-01", "wang-jian possible"),
        ("alibaba-cloud/head", "2012", "wang-jian certain"),
        ("alibaba-cloud/head", "2013-06-01", "wang-jian possible"),
        ("alibaba-cloud/head", "2014-06-01", "hu-xiaoming possible"),
        ("alibaba-cloud/head", "2018-11-25", "hu-xiaoming certain"),
        ("alibaba-cloud/head", "2018-11-26", "zhang-jianfeng certain"),
        ("alibaba-cloud/head", "2022-12-28", "zhang-jianfeng certain"),
        ("alibaba-cloud/head", "2022-12-29", "zhang-yong certain"),
        ("alibaba-cloud/head", "2023-09-09", "zhang-yong certain"),
        ("alibaba-cloud/head", "2023-09-10", "wu-yongming certain"),
        ("alibaba-cloud/chairman", "2013-06-01", "no-record certain"),
        ("alibaba-cloud/cto", "2013-06-01", "no-record certain"),
        ("alibaba-cloud/cto", "2022-12-29", "zhou-jingren certain"),
        ("alibaba-group/ceo", "2013-05-09", "no-record certain"),
        ("alibaba-group/ceo", "2023-09-10", "wu-yongming certain"),
        ("alibaba-group/chairman", "2019-09-09", "ma-yun certain"),
        ("alibaba-group/chairman", "2023-09-10", "cai-chongxin certain"),
    ],
)
def test_who_held_what(tl: timeline.Timeline, post: str, day: str, answer: str) -> None:
    assert who(tl, post, day) == answer


def test_what_the_public_expected_in_august(tl: timeline.Timeline) -> None:
    august = {"announced_by": "2023-08-01"}
    assert who(tl, "alibaba-cloud/head", "2023-10-01", **august) == "zhang-yong certain"
    assert who(tl, "alibaba-group/ceo", "2023-10-01", **august) == "wu-yongming certain"
    assert who(tl, "alibaba-group/chairman", "2023-10-01", **august) == "cai-chongxin certain"
    june = {"announced_by": "2023-06-19"}
    assert who(tl, "alibaba-group/ceo", "2023-10-01", **june) == "zhang-yong certain"
    september = {"announced_by": "2023-09-10"}
    assert who(tl, "alibaba-cloud/head", "2023-10-01", **september) == "wu-yongming certain"


def test_every_fact_has_a_source_and_every_cause_is_an_event(tl: timeline.Timeline) -> None:
    ids = {event.id for event in tl.log.read()}
    for event in tl.log.read():
        if event.fact.KIND not in ("person", "organization", "post"):
            assert event.fact.sources, event
        assert set(getattr(event.fact, "because", ())) <= ids


def test_the_acting_disputes_and_the_milestones_are_there(tl: timeline.Timeline) -> None:
    facts = [event.fact for event in tl.log.read()]
    said = [fact.says for fact in facts if isinstance(fact, Disputed) and fact.field == "capacity"]
    assert sorted(said) == ["acting", "acting", "acting", "interim"]
    days = [str(fact.effective) for fact in facts if isinstance(fact, Milestone)]
    assert days == ["2022-12-18", "2023-05", "2023-06-20", "2023-09-10", "2023-10-31"]


def test_the_head_of_the_cloud_is_found_by_any_of_its_titles(tl: timeline.Timeline) -> None:
    state = tl.as_of("2023-09-10")
    for name in (
        "alibaba-cloud/ceo",
        "alibaba-cloud/president",
        "阿里云/总裁",
        "Alibaba Cloud/CEO",
    ):
        holder = state.holder(name)
        assert holder is not None
        assert (holder.post, holder.person.name) == ("alibaba-cloud/head", "吴泳铭")


def test_a_seed_that_is_not_there_is_suggested() -> None:
    with pytest.raises(timeline.NotFound, match='did you mean "alibaba"'):
        timeline.seed("alibab")
