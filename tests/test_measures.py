"""Measures: small cases worked out by hand."""

from __future__ import annotations

import pytest

import timeline
from timeline.events import BadDate
from timeline.projections.answers.background import has_role

from .measured import CHAIN, bounds, histories_of, measures_of, timeline_of


@pytest.mark.parametrize(
    ("measure", "low", "high"),
    [
        ("tenures", 3, 3),
        ("sitting", 1, 1),
        ("turnovers", 2, 2),  # Ann and Bob; Cy was interim, and Dee sits
        ("post_years", 1461 / 365.25, 1461 / 365.25),
        ("turnover_rate", 0.5, 0.5),
        ("tenure_mean", (366 + 730) / 2, (366 + 730) / 2),
        ("tenure_median", 548, 548),
        ("tenure_longest", 730, 730),
        ("survival_median", 366, 366),  # Dee is censored after 335 days
        ("vacancy_days", 10, 10),
        ("interim_share", 20 / (1461 - 10), 20 / (1461 - 10)),
        ("dual_roles", 0, 0),
        ("successors_internal", 0, 0),
        ("successors_external", 2, 2),
    ],
)
def test_a_chain_of_known_days(measure: str, low: float, high: float) -> None:
    found = measures_of(histories_of(*CHAIN), "acme/ceo", "2004-01-01").figure(measure)
    assert bounds(found) == pytest.approx((low, high))
    assert found.value == pytest.approx(low)


@pytest.mark.parametrize(
    ("day", "turnovers", "sitting", "longest"),
    [
        ("1999-12-31", 0, 0, None),
        ("2000-01-01", 0, 1, 0),
        ("2000-12-31", 0, 1, 365),
        ("2001-01-01", 1, 1, 366),
        ("2002-12-31", 1, 1, 729),
        ("2003-01-01", 2, 0, 730),
        ("2002", 1, 1, 729),  # of an uncertain day, its latest
    ],
)
def test_the_day_cuts_what_is_observed(
    day: str, turnovers: int, sitting: int, longest: int | None
) -> None:
    found = measures_of(histories_of(*CHAIN), "acme/ceo", day)
    assert found.figure("turnovers").value == turnovers
    assert found.figure("sitting").value == sitting
    assert found.figure("tenure_longest").value == longest


ANN = "on: 2000-01-01, appointed: ann, post: acme/ceo"


LEFT = "on: 2004-01-01, departed: ann, post: acme/ceo"
BACK = "on: 2004-01-01, appointed: ann, post: acme/ceo"


@pytest.mark.parametrize(
    ("events", "turnovers"),
    [
        pytest.param((ANN, BACK), 0, id="re-appointed"),
        pytest.param((ANN, f"{LEFT}, reason: term-ended", BACK), 0, id="re-elected"),
        pytest.param((ANN, LEFT, BACK), 0, id="re-elected without a reason"),
        pytest.param((ANN, LEFT, BACK.replace("-01,", "-02,")), 1, id="back after a day"),
        pytest.param((ANN, "on: 2004-01-01, abolished: acme/ceo"), 0, id="abolished"),
        pytest.param((ANN, BACK.replace("ann", "bob")), 1, id="succeeded"),
        pytest.param(
            (ANN, BACK.replace("ann", "bob") + ", capacity: acting"), 0, id="stood in for"
        ),
        pytest.param((f"{ANN}, capacity: acting", CHAIN[1]), 0, id="acting"),
    ],
)
def test_a_re_election_is_no_turnover(events: tuple[str, ...], turnovers: int) -> None:
    found = measures_of(histories_of(*events), "acme/ceo", "2010-01-01")
    assert found.figure("turnovers").value == turnovers
    assert sum(step.ended for step in found.curve.steps) == turnovers


def test_uncertain_dates_give_bounds_and_no_value() -> None:
    events = (
        ANN,
        "on: 2001, departed: ann, post: acme/ceo",
        "on: 2003, appointed: bob, post: acme/ceo",
    )
    found = measures_of(histories_of(*events), "acme/ceo", "2004-01-01")
    assert bounds(found.figure("tenure_mean")) == (366, 366 + 364)
    assert found.figure("tenure_mean").value is None
    assert bounds(found.figure("vacancy_days")) == (366, 365 + 365 + 364)
    inside = measures_of(histories_of(*events), "acme/ceo", "2001-07-01")
    assert bounds(inside.figure("turnovers")) == (0, 1)
    assert inside.figure("tenure_mean").n == 0


def test_lengths_are_bounded_over_all_worlds_together() -> None:
    events = (
        "on: 2015-03-01, appointed: ann, post: acme/ceo",
        "on: 2020, departed: ann, post: acme/ceo",
        "on: 2020-06-15, appointed: bob, post: acme/ceo",
        "on: 2021, departed: bob, post: acme/ceo",
        "on: 2021, appointed: cy, post: acme/ceo",
        "on: 2021-02-10, departed: cy, post: acme/ceo",
    )
    found = measures_of(histories_of(*events), "acme/ceo", "2022-01-01")
    assert bounds(found.figure("tenure_mean")) == pytest.approx((656.0, 2173 / 3))
    assert bounds(found.figure("tenure_longest")) == (1767, 1933)


def test_a_hand_over_in_an_uncertain_year_leaves_no_vacancy() -> None:
    events = (ANN, "on: 2001, change: ann -> bob, post: acme/ceo")
    found = measures_of(histories_of(*events), "acme/ceo", "2004-01-01")
    assert found.figure("vacancy_days").value == 0
    assert found.reasons[0].year == "2001"


def test_a_holder_since_nobody_knows_when_is_left_out_and_counted() -> None:
    events = (
        "on: 2001-01-01, change: ann -> bob, post: acme/ceo",
        "on: 2002-01-01, change: bob -> cy, post: acme/ceo",
    )
    found = measures_of(histories_of(*events), "acme/ceo", "2003-01-01")
    assert found.figure("turnovers").value == 2
    assert found.figure("post_years").value == pytest.approx(730 / 365.25)
    assert found.figure("turnover_rate").value == pytest.approx(365.25 / 730)
    for name in ("turnover_rate", "tenure_mean", "survival_median", "interim_share"):
        assert found.figure(name).left_out == 1, name


def test_the_end_of_a_post_ends_its_years() -> None:
    events = (ANN, "on: 2001-01-01, abolished: acme/ceo")
    found = measures_of(histories_of(*events), "acme/ceo", "2005-01-01")
    assert found.figure("post_years").value == pytest.approx(366 / 365.25)
    assert found.figure("vacancy_days").value == 0
    assert found.figure("tenure_mean").value == 366


@pytest.mark.parametrize(
    ("earlier", "internal", "external", "strict"),
    [
        ("on: 1990, appointed: bob, post: other/head", (0, 0), (1, 1), (0, 0)),
        ("on: 1990, appointed: bob, post: acme/board", (1, 1), (0, 0), (1, 1)),
        ("on: 1990, appointed: bob, post: group/cfo", (1, 1), (0, 0), (1, 1)),
        ("on: 2003-06-01, appointed: bob, post: group/cfo", (1, 1), (0, 0), (0, 0)),
        ("on: 2004-01-01, appointed: bob, post: acme/board", (0, 0), (1, 1), (0, 0)),
        ("on: 2004, appointed: bob, post: acme/board", (0, 0), (1, 1), (0, 0)),
        ("on: unknown, appointed: bob, post: acme/board", (0, 1), (0, 1), (0, 1)),
        ("on: 2003, appointed: bob, post: acme/ceo, capacity: interim", (1, 1), (0, 0), (0, 0)),
    ],
)
def test_where_successors_come_from(
    earlier: str, internal: tuple[int, int], external: tuple[int, int], strict: tuple[int, int]
) -> None:
    histories = histories_of(ANN, earlier, "on: 2004-01-01, change: ann -> bob, post: acme/ceo")
    found = measures_of(histories, "acme/ceo", "2010-01-01")
    assert bounds(found.figure("successors_internal")) == internal
    assert bounds(found.figure("successors_external")) == external
    ruled = measures_of(histories, "acme/ceo", "2010-01-01", two_year_rule=True)
    assert bounds(ruled.figure("successors_internal")) == strict


@pytest.mark.parametrize(
    ("chair", "roles", "days"),
    [
        ("on: 2002-01-01, appointed: ann, post: acme/chair", (1, 1), (365, 365)),
        ("on: 2002, appointed: ann, post: acme/chair", (1, 1), (1, 365)),
        ("on: 2002-01-01, appointed: bob, post: acme/chair", (0, 0), (0, 0)),
        ("on: 2003-01-01, appointed: ann, post: acme/chair", (0, 0), (0, 0)),
        ("on: 2002-01-01, appointed: ann, post: other/head", (0, 0), (0, 0)),
    ],
)
def test_chair_and_ceo_at_once(chair: str, roles: tuple[int, int], days: tuple[int, int]) -> None:
    histories = histories_of(ANN, chair, "on: 2003-01-01, departed: ann, post: acme/ceo")
    for scope in ("acme/ceo", "acme", None):
        found = measures_of(histories, scope, "2010-01-01")
        assert bounds(found.figure("dual_roles")) == roles
        assert bounds(found.figure("dual_days")) == days


@pytest.mark.parametrize(
    ("title", "chair", "ceo"),
    [
        ("Chairman", True, False),
        ("Co-chair", True, False),
        ("Chairman and Chief Executive Officer", True, True),
        ("董事长兼首席执行官", True, True),
        ("阿里云CEO", False, True),
        ("董事局主席", True, False),
        ("Vice Chairman", False, False),
        ("副董事长", False, False),
        ("监事会主席", False, False),
        ("Chair of the Audit Committee", False, False),
        ("Deputy CEO", False, False),
        ("President", False, False),
        ("总裁", False, False),
        ("总经理", False, False),
        ("Chairlift operator", False, False),
    ],
)
def test_titles_say_chair_or_ceo(title: str, chair: bool, ceo: bool) -> None:
    tl = timeline.memory()
    tl.append_yaml_text(f"organizations: {{acme: Acme}}\nposts: {{acme/one: {title}}}\n")
    (history,) = tl.histories().histories()
    assert (has_role(history.profile, "chair"), has_role(history.profile, "ceo")) == (chair, ceo)


def test_the_lag_counts_each_announced_change_once() -> None:
    events = (
        "on: 2000-01-11, announced: 2000-01-01, appointed: ann, post: acme/ceo",
        "on: 2001-01-01, announced: 2000-12-02, appointed: bob, post: acme/ceo",
        "on: 2002-01-01, announced: 2002-01-03, departed: bob, post: acme/ceo",
        "on: 2003-01-01, appointed: cy, post: acme/ceo",
    )
    found = measures_of(histories_of(*events), "acme/ceo", "2010-01-01")
    assert found.figure("lag_mean").value == pytest.approx((10 + 30 - 2) / 3)
    assert found.figure("lag_median").value == 10
    assert found.figure("lag_median").n == 3


def test_reasons_stand_by_the_year_of_the_turnover() -> None:
    found = measures_of(histories_of(*CHAIN), "acme/ceo", "2004-01-01")
    assert [(row.year, row.reason, row.count) for row in found.reasons] == [
        ("2001", "retired", 1),
        ("2003", "death", 1),
        ("2003", "illness", 1),
    ]
    events = (ANN, "on: 2001-12-31/2002-01-01, appointed: bob, post: acme/ceo")
    (row,) = measures_of(histories_of(*events), "acme/ceo", "2004-01-01").reasons
    assert (row.year, row.reason) == ("unknown", "unstated")


def test_a_day_without_end_is_refused() -> None:
    with pytest.raises(BadDate):
        measures_of(histories_of(), None, "2001/..")


@pytest.mark.parametrize(
    ("introduced", "turnovers"),
    [
        pytest.param("on: 2001-01-01, post: acme/chief, organization: acme", 1, id="another post"),
        pytest.param(
            "on: 2001-01-01, post: acme/chief, organization: acme, continues: acme/ceo",
            0,
            id="goes on under another name",
        ),
    ],
)
def test_who_goes_on_in_the_post_that_continues_theirs_is_no_turnover(
    introduced: str, turnovers: int
) -> None:
    move = "on: 2001-01-01, departed: ann, from: acme/ceo, appointed: ann, to: acme/chief"
    tl = timeline_of(ANN, introduced, move)
    assert tl.stats("2010-01-01").figure("turnovers").value == turnovers


def test_a_post_that_moves_to_another_organization_is_no_turnover() -> None:
    moved = "on: 2001-01-01, post: acme/ceo, organization: other"
    assert timeline_of(ANN, moved).stats("2010-01-01").figure("turnovers").value == 0
