"""The questions that a timeline answers, each from the same histories."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from timeline.events import AFTER_ALL, EdtfDate, to_date

from .projections.knowledge import Knowledge
from .projections.state import State, resolve

if TYPE_CHECKING:  # each question loads what it needs
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from timeline.events import EventLog

    from .projections.answers.chains import Gap
    from .projections.answers.changed import Changed
    from .projections.answers.check import Problem
    from .projections.answers.diff import Axis, Change
    from .projections.answers.figures import Measures
    from .projections.answers.learnt import Learnt
    from .projections.answers.why import Explanation
    from .projections.histories import Asked, Histories
    from .projections.knowledge import Day, Moment
    from .projections.posts import PostHistory, PostState
    from .projections.tenures import Tenure

__all__ = ["Questions"]


class Questions:
    """The part of a `Timeline` that answers.

    Every question takes `announced_by` and `recorded_by`, which count only what was announced or
    recorded by then. Posts and people go by id or by name. All of them raise `BadDate` for what is
    no date, and `NotFound` or `Ambiguous` for what is no name.
    """

    def as_of(
        self: Asked,
        day: Day,
        *,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
    ) -> State:
        """The state on a day."""
        knowledge = Knowledge.of(announced_by, recorded_by)
        return State(to_date(day), self.histories(knowledge))

    def succession(
        self: Asked,
        post: str,
        *,
        as_of: Day | None = None,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
    ) -> tuple[Tenure, ...]:
        """Who held a post, the earliest first; with `as_of`, who may have begun by then.

        >>> import timeline
        >>> chain = timeline.seed("alibaba").succession("alibaba-cloud/head")
        >>> [tenure.person for tenure in chain][-3:]
        ['zhang-jianfeng', 'zhang-yong', 'wu-yongming']
        """
        from .projections.answers.chains import succession

        histories = self.histories(Knowledge.of(announced_by, recorded_by))
        history = histories.history(resolve(histories, "post", post))
        assert history is not None  # noqa: S101 - resolve gives ids that are there
        return succession(history, _or_all(as_of))

    def career(
        self: Asked,
        person: str,
        *,
        as_of: Day | None = None,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
    ) -> tuple[Tenure, ...]:
        """The tenures of a person, the earliest first; with `as_of`, those that may have begun.

        >>> import timeline
        >>> [tenure.post for tenure in timeline.seed("alibaba").career("张建锋")]
        ['alibaba-group/cto', 'alibaba-cloud/head']
        """
        from .projections.answers.chains import career

        histories = self.histories(Knowledge.of(announced_by, recorded_by))
        ident = resolve(histories, "person", person)
        return tuple(t for _, t in career(histories.held_by(ident), _or_all(as_of)))

    def vacancies(
        self: Asked,
        as_of: Day,
        *,
        posts: Iterable[str] | None = None,
        min_days: int = 1,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
    ) -> tuple[Gap, ...]:
        """The times up to a day in which posts certainly had no holder, by post and time.

        Args:
            as_of: up to when; a vacancy that lasts is counted to this day.
            posts: which; by default all.
            min_days: leave out the shorter ones.
            announced_by: what must have been announced to count.
            recorded_by: what must have been recorded to count.
        """
        from .projections.answers.chains import vacancies

        histories = self.histories(Knowledge.of(announced_by, recorded_by))
        return tuple(
            gap
            for history in _chosen(histories, posts)
            for gap in vacancies(history, to_date(as_of), min_days)
        )

    def diff(
        self: Asked,
        first: Moment,
        second: Moment,
        *,
        axis: Axis = "effective",
        as_of: Day | None = None,
        posts: Iterable[str] | None = None,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
    ) -> tuple[Change, ...]:
        """What changed between two days, sorted by post.

        With the axis `announced` or `recorded`, `first` and `second` are two points of knowledge
        about the day `as_of`, and each change names the events that did it.

        Raises:
            ValueError: `as_of` is missing for these axes, or given for `effective`.

        >>> import timeline
        >>> tl = timeline.seed("alibaba")
        >>> for change in tl.diff("2023-08-01", "2023-09-11", axis="announced", as_of="2023-10-01"):
        ...     print(change.post, [tenure.person for tenure, _ in change.after.holding])
        alibaba-cloud/chairman ['wu-yongming']
        alibaba-cloud/head ['wu-yongming']
        """
        from .projections.answers.diff import between_days, between_knowledge

        if (axis == "effective") != (as_of is None):
            raise ValueError("as_of goes with the axes announced and recorded, and only with them")
        if as_of is None:
            histories = self.histories(Knowledge.of(announced_by, recorded_by))
            found = between_days(_chosen(histories, posts), _day(first), _day(second))
        else:
            bounds = [
                Knowledge.of(_day(bound), recorded_by)
                if axis == "announced"
                else Knowledge.of(announced_by, bound)
                for bound in (first, second)
            ]
            pairs = _pairs(self, bounds, posts)
            found = between_knowledge(pairs, to_date(as_of), _learning(self.log, bounds))
        return tuple(sorted(found, key=lambda change: change.post))

    def why(
        self: Asked,
        what: str,
        as_of: Day,
        *,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
    ) -> tuple[Explanation, ...]:
        """Why a post is held or vacant on a day, or a person holds what they hold.

        >>> import timeline
        >>> (answer,) = timeline.seed("alibaba").why("alibaba-cloud/head", "2023-01-15")
        >>> [step.event.fact.KIND for _, step in answer.reason.walk()][-2:]
        ['milestone', 'disputed']
        """
        from .projections.answers.why import explain

        knowledge = Knowledge.of(announced_by, recorded_by)
        histories = self.histories(knowledge)
        person = None
        if histories.ids("post", what):
            posts = [resolve(histories, "post", what)]
        else:
            person = resolve(histories, "person", what)
            day = to_date(as_of)
            held = [t for _, t in histories.held_by(person) if t.certainty(day.lo, day.hi)]
            posts = [tenure.post for tenure in held]
        return tuple(
            explanation
            for history in _chosen(histories, posts)
            for explanation in explain(
                history,
                to_date(as_of),
                knowledge,
                self.log.about,
                self.log.find,
                partial(_history_at, self.log, knowledge, history.post),
            )
            if person is None or explanation.holder == person
        )

    def changes(self: Asked, after: int = 0) -> Iterator[Changed]:
        """What each event after a position changed in who holds what, on whatever day.

        An event that changes nothing, like one that only adds a source, gives nothing.

        >>> import timeline
        >>> tl = timeline.seed("alibaba")
        >>> for change in tl.changes(after=47):
        ...     print(change.event.position, change.post, [str(t.end) for t in change.after][:1])
        ...     break
        48 alibaba-cloud/head ['2023-09-10']
        """
        from .projections.answers.changed import Touched, changed_by
        from .projections.fold.log_histories import LogHistories

        log = self.log

        def history(post: str, position: int) -> PostHistory | None:
            return LogHistories(log, position=position).history(post)

        touched = Touched(log)
        for event in log.read(after=after):
            yield from changed_by(event, touched.posts(event), history)

    def check(
        self: Asked,
        as_of: Day,
        *,
        posts: Iterable[str] | None = None,
        vacancy_days: int = 365,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
    ) -> tuple[Problem, ...]:
        """What contradicts itself, is missing, or worth a look; the worst first.

        With `posts` only those are read.
        """
        from .projections.answers.check import check

        histories = self.histories(Knowledge.of(announced_by, recorded_by))
        if posts is not None:
            chosen = sorted({resolve(histories, "post", post) for post in posts})
            return tuple(check(histories, self.log, to_date(as_of), vacancy_days, chosen))
        return tuple(check(histories, self.log, to_date(as_of), vacancy_days))

    def stats(
        self: Asked,
        as_of: Day,
        *,
        posts: Iterable[str] | None = None,
        two_year_rule: bool = False,
        until_seen: bool = False,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
    ) -> Measures:
        """Measures of turnover and tenure, of some posts or all; docs/measures.md defines them.

        >>> import timeline
        >>> measures = timeline.seed("alibaba").stats("2024-01-01", posts=["alibaba-cloud/head"])
        >>> measures.figures["turnovers"].value
        4
        """
        from .projections.answers.background import Background
        from .projections.answers.measures import measure
        from .projections.answers.origins import continued_in
        from .projections.histories import ancestors_in

        histories = self.histories(Knowledge.of(announced_by, recorded_by))
        chosen = list(_chosen(histories, posts))
        continued = continued_in(self.log, histories.knowledge)
        if posts is None:
            background = Background.of(chosen, ancestors_in(histories), continued)
        else:
            background = Background.around(histories, chosen, continued)
        return measure(
            chosen,
            to_date(as_of),
            background,
            two_year_rule=two_year_rule,
            until_seen=until_seen,
        )


def _or_all(day: Day | None) -> EdtfDate:
    return to_date(day) if day is not None else EdtfDate.of_day(AFTER_ALL - 1)


def _day(moment: Moment) -> EdtfDate:
    return to_date(moment)


def _history_at(
    log: EventLog, knowledge: Knowledge, post: str, position: int
) -> PostHistory | None:
    """The history of a post as of a position of the log."""
    from .projections.fold.log_histories import LogHistories

    return LogHistories(log, knowledge, position).history(post)


def _chosen(histories: Histories, posts: Iterable[str] | None) -> Iterator[PostHistory]:
    """The histories of some posts, each once, or of all."""
    if posts is None:
        yield from histories.histories()
        return
    for post in sorted({resolve(histories, "post", post) for post in posts}):
        history = histories.history(post)
        if history is not None:
            yield history


def _pairs(
    timeline: Asked, bounds: list[Knowledge], chosen: Iterable[str] | None
) -> Iterator[tuple[PostHistory | None, PostHistory | None]]:
    """Each post's history at two points of knowledge."""
    one, other = (timeline.histories(bound) for bound in bounds)
    if chosen is None:
        posts = {*one.posts(), *other.posts()}
    else:
        everything = timeline.histories()
        posts = {resolve(everything, "post", post) for post in chosen}
    for post in sorted(posts):
        yield one.history(post), other.history(post)


def _learning(
    log: EventLog, bounds: list[Knowledge]
) -> Callable[[PostState | None, PostState | None], Sequence[Learnt]]:
    """Gives the events about a post that count at one of two points of knowledge only.

    They are the post's own, its organization's, and those of the people who hold it at either.
    """
    from .projections.answers.learnt import learnt

    def give(before: PostState | None, after: PostState | None) -> Sequence[Learnt]:
        states = [state for state in (before, after) if state is not None]
        subjects = {f"post:{state.history.post}" for state in states}
        subjects |= {f"organization:{state.history.organization}" for state in states}
        subjects |= {f"person:{tenure.person}" for s in states for tenure, _ in s.holding}
        return learnt((event for subject in subjects for event in log.about(subject)), *bounds)

    return give
