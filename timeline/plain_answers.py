"""Every answer as plain values: the very ones that the command prints with `--format json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline.events import to_date

from .projections.answers import rows
from .projections.answers.origins import continued_by, life_of
from .projections.knowledge import Knowledge
from .projections.plain import state_answer
from .projections.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .core import Timeline
    from .projections.answers.diff import Axis
    from .projections.histories import Histories
    from .projections.knowledge import Day, Moment
    from .projections.tenures import Tenure

__all__ = ["Answers"]


class Answers:
    """What a timeline answers at one point of knowledge, as values that JSON can say.

    Each answer is one object that echoes its question and has flat rows in a list; docs/schemas
    describes them. The questions and their errors are those of `Timeline`. Made by
    `Timeline.answers`.
    """

    def __init__(
        self,
        timeline: Timeline,
        *,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
        language: str | None = None,
    ) -> None:
        self._timeline = timeline
        self._bounds: dict[str, Any] = {"announced_by": announced_by, "recorded_by": recorded_by}
        self._knowledge = Knowledge.of(announced_by, recorded_by)
        self._language = language

    def state(self, as_of: Day, posts: Iterable[str] | None = None) -> dict[str, Any]:
        """The state on a day, of some posts or all: `timeline show`."""
        state = State(to_date(as_of), self._histories())
        states = state.posts if posts is None else tuple(map(state.post, posts))
        return state_answer(state, states, self._language)

    def succession(self, post: str, as_of: Day) -> dict[str, Any]:
        """Who held a post: `timeline succession`."""
        ident = State(to_date(as_of), self._histories()).post(post).history.post
        found = self._timeline.succession(ident, as_of=as_of, **self._bounds)
        goes_on = continued_by(self._timeline.log.about(f"post:{ident}"), self._knowledge)
        return self._tenures({"post": ident, "continues": list(goes_on)}, as_of, found)

    def career(self, person: str, as_of: Day) -> dict[str, Any]:
        """What a person held: `timeline career`."""
        from .projections.state import resolve

        ident = resolve(self._histories(), "person", person)
        found = self._timeline.career(ident, as_of=as_of, **self._bounds)
        life = life_of(self._timeline.log.about(f"person:{ident}"), self._knowledge)
        return self._tenures({"person": ident, **life.row()}, as_of, found)

    def vacancies(
        self, as_of: Day, posts: Iterable[str] | None = None, *, min_days: int = 1
    ) -> dict[str, Any]:
        """The times without a holder, the longest last: `timeline vacancies`."""
        gaps = self._timeline.vacancies(as_of, posts=posts, min_days=min_days, **self._bounds)
        found = sorted(gaps, key=lambda gap: (gap.days, gap.post, gap.since.lo))
        return rows.vacancies_answer(self._histories(), to_date(as_of), found, min_days)

    def diff(
        self,
        first: Moment,
        second: Moment,
        *,
        axis: Axis = "effective",
        as_of: Day | None = None,
        posts: Iterable[str] | None = None,
    ) -> dict[str, Any]:
        """What changed between two days, or two points of knowledge: `timeline diff`."""
        found = self._timeline.diff(
            first, second, axis=axis, as_of=as_of, posts=posts, **self._bounds
        )
        said = {"axis": axis, "from": str(first), "to": str(second)}
        about = to_date(as_of) if as_of is not None else None
        return rows.diff_answer(self._histories(), found, said, about)

    def why(self, what: str, as_of: Day) -> dict[str, Any]:
        """The events behind an answer: `timeline why`."""
        found = self._timeline.why(what, as_of, **self._bounds)
        return rows.why_answer(self._histories(), what, to_date(as_of), found)

    def stats(
        self,
        as_of: Day,
        posts: Iterable[str] | None = None,
        *,
        two_year_rule: bool = False,
        until_seen: bool = False,
    ) -> dict[str, Any]:
        """Measures of some posts together, or of all: `timeline stats`, its first scope."""
        chosen = None if posts is None else list(posts)
        found = self._timeline.stats(
            as_of,
            posts=chosen,
            two_year_rule=two_year_rule,
            until_seen=until_seen,
            **self._bounds,
        )
        said = {"two_year_rule": two_year_rule, "until_seen": until_seen}
        scope = "all" if chosen is None else " ".join(chosen)
        return rows.stats_answer(self._histories(), to_date(as_of), {scope: found}, said)

    def check(self, as_of: Day, *, vacancy_days: int = 365) -> dict[str, Any]:
        """What contradicts itself, is missing, or worth a look: `timeline check`."""
        problems = self._timeline.check(as_of, vacancy_days=vacancy_days, **self._bounds)
        return rows.check_answer(
            self._histories(), to_date(as_of), [(problem, None) for problem in problems]
        )

    def log(self, *, after: int = 0) -> dict[str, Any]:
        """The events of the log, whole: `timeline log`."""
        known = self._knowledge
        events = (e for e in self._timeline.log.read(after=after) if known.has_recorded(e))
        return rows.log_answer(events, after, known.recorded_by)

    def _histories(self) -> Histories:
        return self._timeline.histories(self._knowledge)

    def _tenures(
        self, asked: dict[str, Any], as_of: Day, tenures: Iterable[Tenure]
    ) -> dict[str, Any]:
        histories = self._histories()
        held = ((histories.organization_of(tenure.post) or "", tenure) for tenure in tenures)
        return rows.tenures_answer(histories, asked, to_date(as_of), held, self._language)
