"""Measures: small cases worked out by hand, and what holds for every log."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import timeline
from timeline.cli.stats import ALL, measured_scopes, scopes_of
from timeline.events import AFTER_ALL, BadDate, EdtfDate, MemoryLog
from timeline.projections.answers.background import Background, has_role
from timeline.projections.answers.figures import Figure, Measures
from timeline.projections.answers.measures import measure
from timeline.projections.answers.survival import (
    Observation,
    covered,
    kaplan_meier,
    median_survival,
    survival_at,
    without,
)
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.histories import Histories, ancestors_in
from timeline.projections.names import Names
from timeline.projections.posts import PostHistory
from timeline.views.stats import StatsView

from .conftest import Run
from .strategies import Batches, as_of_dates, logs, shuffled

CAST = """\
people: {ann: Ann, bob: Bob, cy: Cy, dee: Dee}
organizations:
  group: Group
  acme: {name: Acme, parent: group}
  other: Other
posts:
  acme/ceo: CEO
  acme/chair: Chairman
  acme/board: {title: Director, seats: 3}
  group/cfo: Finance
  other/head: Head
"""


def histories_of(*events: str) -> Histories:
    tl = timeline.memory()
    listed = "".join(f"- {{{event}}}\n" for event in events)
    tl.append_yaml_text(f"{CAST}events:\n{listed}" if events else CAST, allow_conflicts=True)
    return tl.histories()


def measures_of(
    histories: Histories, post: str | None, day: str, *, two_year_rule: bool = False
) -> Measures:
    scopes = scopes_of(histories, [post] if post else [])
    measured = measured_scopes(histories, scopes, EdtfDate.parse(day), two_year_rule)
    return measured[post or ALL]


def bounds(figure: Figure) -> tuple[float | None, float | None]:
    return figure.low, figure.high


CHAIN = (
    "on: 2000-01-01, appointed: ann, post: acme/ceo",
    "on: 2001-01-01, change: ann -> bob, post: acme/ceo, reason: retired",
    "on: 2003-01-01, departed: bob, post: acme/ceo, reason: [death, illness]",
    "on: 2003-01-11, appointed: cy, post: acme/ceo, capacity: interim",
    "on: 2003-01-31, change: cy -> dee, post: acme/ceo",
)


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
    assert sum(step.ended for step in found.curves[0].steps) == turnovers


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
    assert [curve.reading for curve in found.curves] == ["shortest", "longest"]
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


def test_the_estimator_on_a_worked_example() -> None:
    # Remission in weeks under 6-MP (Freireich and others 1963), as every textbook works it out.
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = kaplan_meier(
        [*(Observation(days, True) for days in ended), *(Observation(d, False) for d in censored)]
    )
    steps = {step.days: step for step in curve if step.ended}
    assert [steps[days].at_risk for days in (6, 7, 10, 13, 16, 22, 23)] == [
        *(21, 17, 15, 12, 11, 7, 6)
    ]
    assert [round(step.survival, 3) for step in steps.values()] == [
        *(0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448)
    ]
    errors = [step.standard_error for step in steps.values()]
    assert errors == pytest.approx(
        [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=1e-4
    )
    assert median_survival(curve) == 23


def test_the_estimator_at_its_edges() -> None:
    assert kaplan_meier([]) == ()
    assert median_survival(()) is None
    (only,) = kaplan_meier([Observation(0, True)])
    assert (only.survival, only.standard_error) == (0.0, None)
    assert survival_at((only,), -1) == 1.0


_observations = st.lists(st.builds(Observation, st.integers(0, 30), st.booleans()), max_size=40)


@given(_observations)
def test_survival_falls_from_one_and_no_order_matters(observations: list[Observation]) -> None:
    curve = kaplan_meier(observations)
    shares = [1.0, *(step.survival for step in curve)]
    assert all(0 <= later <= earlier <= 1 for earlier, later in pairwise(shares))
    assert sum(step.ended + step.censored for step in curve) == len(observations)
    assert kaplan_meier(observations[::-1]) == curve


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_without_censoring_it_is_the_share_that_lasts_longer(lengths: list[int]) -> None:
    curve = kaplan_meier(Observation(days, True) for days in lengths)
    for days in range(-1, 32):
        longer = sum(length > days for length in lengths) / len(lengths)
        assert survival_at(curve, days) == pytest.approx(longer)


_spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


@given(_spans, _spans, st.integers(0, 40))
def test_days_are_counted_as_sets_of_days(
    spans: list[tuple[int, int]], others: list[tuple[int, int]], until: int
) -> None:
    days = {day for first, last in spans for day in range(first, last) if day < until}
    rest = {day for first, last in others for day in range(first, last)}
    assert covered(spans, until) == len(days)
    assert without(spans, others, until) == len(days - rest)


def appended(batches: Batches) -> Histories:
    log = MemoryLog()
    for batch in batches:
        log.append(batch)
    return LogHistories(log)


_days = as_of_dates().filter(lambda day: day.hi < AFTER_ALL)


@given(logs(), _days)
def test_bounds_are_bounds_and_curves_fall(batches: Batches, day: EdtfDate) -> None:
    histories = appended(batches)
    for found in measured_scopes(histories, scopes_of(histories, []), day, False).values():
        for figure in found.figures:
            if figure.high is not None:
                assert figure.low is not None
                assert figure.low <= figure.high, figure
            assert min(figure.n, figure.left_out) >= 0, figure
        for curve in found.curves:
            shares = [1.0, *(step.survival for step in curve.steps)]
            assert all(0 <= later <= earlier for earlier, later in pairwise(shares))
        share = found.figure("interim_share")
        assert 0 <= (share.low or 0) <= (share.high or 0) <= 1


@given(logs(), _days, st.data())
def test_shuffling_a_batch_changes_no_measure(
    batches: Batches, day: EdtfDate, data: st.DataObject
) -> None:
    shuffles = [data.draw(shuffled(batch)) for batch in batches]
    one, other = (
        measured_scopes(histories, scopes_of(histories, []), day, False)
        for histories in (appended(batches), appended(shuffles))
    )
    assert one == other


@given(logs(), _days)
def test_the_order_of_posts_changes_no_measure(batches: Batches, day: EdtfDate) -> None:
    histories = appended(batches)
    background = Background.of(list(histories.histories())[::-1], ancestors_in(histories))
    backwards = measure(list(histories.histories())[::-1], day, background)
    assert backwards == measured_scopes(histories, scopes_of(histories, []), day, False)[ALL]


@given(logs(), st.sampled_from(["2001-12-31", "2002-05-02", "2003-07-07", "2006-01-01"]))
def test_vacant_days_are_the_days_on_which_posts_are_vacant(batches: Batches, text: str) -> None:
    day = EdtfDate.parse(text)
    histories = appended(batches)
    for history in histories.histories():
        background = Background.of([], ancestors_in(histories))
        found = measure([history], day, background).figure("vacancy_days")
        # An end that has no earliest day still comes after its beginning.
        begins = [*(t.start for t in history.tenures), *history.left, history.profile.created]
        begins += [absence.end for absence in history.absences if absence.start]
        known = min((date.lo for date in begins if date is not None), default=day.lo)
        certain = possible = 0
        for first, last in pairwise(sorted({*turning_points(history, day.lo), 1, day.lo})):
            state = history.on(EdtfDate.of_day(first))
            certain += (last - first) * ((state.status, state.certainty) == ("vacant", "certain"))
            possible += (last - first) * (state.status == "vacant" and first >= known)
        assert found.low == certain
        assert found.high is None or found.high >= possible


def turning_points(history: PostHistory, until: int) -> set[int]:
    """The days on which what a post is may change."""
    dates = [date for tenure in history.tenures for date in (tenure.start, tenure.end)]
    dates += [date for absence in history.absences for date in (absence.start, absence.end)]
    dates += [*history.left, history.profile.created]
    days = {day for date in dates if date is not None for day in (date.lo, date.hi)}
    return {day for day in days if 1 <= day <= until}


def view_of(histories: Histories, day: EdtfDate, **options: bool) -> StatsView:
    measured = measured_scopes(histories, scopes_of(histories, []), day, False)
    names = Names(histories, None, day.hi)
    return StatsView(histories, day, measured, names, ["a log"], **options)


@given(logs(), _days, st.sampled_from([20, 33, 80, 200]), st.booleans())
def test_no_line_is_wider_than_asked(
    batches: Batches, day: EdtfDate, width: int, ascii_only: bool
) -> None:
    view = view_of(appended(batches), day, ascii_only=ascii_only)
    assert all(cell_len(line.plain) <= width for line in view.lines(width))


def test_ascii_is_all_that_is_drawn_if_asked() -> None:
    view = view_of(histories_of(*CHAIN), EdtfDate.parse("2004"), ascii_only=True)
    text = "\n".join(line.plain for line in view.lines(80))
    assert text.isascii()
    assert "100% ====" in text


ASKED = ("--as-of", "2024-01-01", "--announced-by", "2023-12-31")


def test_the_answer_echoes_its_question(run: Run) -> None:
    done = run("stats", "alibaba-group", *ASKED, "--format", "json", "--two-year-rule")
    answer = json.loads(done.stdout)
    assert answer["as_of"] == "2024-01-01"
    assert answer["announced_by"] == "2023-12-31"
    assert answer["recorded_by"] is None
    assert answer["position"] > 0
    assert answer["two_year_rule"] is True
    scopes = list(dict.fromkeys(row["scope"] for row in answer["measures"]))
    assert scopes[0] == "alibaba-group"
    assert all(scope.startswith("alibaba-group/") for scope in scopes[1:])
    assert {row["scope"] for row in answer["survival"]} == {*scopes}
    assert {row["code"] for row in answer["reasons"]} <= {*range(1, 9), None}


def test_every_format_has_the_same_rows(invoke: Run) -> None:
    rows = json.loads(invoke("stats", *ASKED, "--format", "json").stdout)["measures"]
    lines = invoke("stats", *ASKED, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.DictReader(io.StringIO(invoke("stats", *ASKED, "--format", "csv").stdout)))
    assert [row["measure"] for row in table] == [row["measure"] for row in rows]
    assert list(table[0]) == list(rows[0])


def test_stats_take_posts_and_organizations_only(invoke: Run) -> None:
    done = invoke("stats", "zhang-yong", *ASKED)
    assert done.returncode == 1
    assert "no post or organization" in done.stderr
    asked = ("alibaba-cloud/head", "alibaba-group/ceo", *ASKED, "--format", "json")
    two = json.loads(invoke("stats", *asked).stdout)
    scopes = dict.fromkeys(row["scope"] for row in two["measures"])
    assert list(scopes) == [
        "alibaba-cloud/head alibaba-group/ceo",
        "alibaba-cloud/head",
        "alibaba-group/ceo",
    ]
