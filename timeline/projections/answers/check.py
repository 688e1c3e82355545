"""What `check` answers: everything that its rules find, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .check_facts import Facts, Introduced
from .check_names import Namesakes
from .check_posts import OF_A_POST, Case
from .check_rules import RULES, Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from timeline.events import AnyRecorded, EdtfDate, EventLog

    from ..histories import Histories
    from ..posts import PostHistory
    from ..standing import Standing

__all__ = ["RULES", "Problem", "Rule", "check"]


def check(
    histories: Histories,
    log: EventLog,
    as_of: EdtfDate,
    vacancy_days: int = 365,
    posts: Collection[str] | None = None,
) -> list[Problem]:
    """Apply all rules; the worst problem comes first.

    Args:
        histories: what the log says.
        log: where the facts are.
        as_of: the day up to which terms and vacancies are looked at.
        vacancy_days: how long a vacancy may last.
        posts: which to look at; None for all, and for people and organizations.
    """
    found: set[Problem] = set()
    facts = Facts(log, histories, Introduced(histories, whole=posts is None))
    standing: dict[str, Sequence[Standing]] = {}
    for subject, events in _events(histories, log, posts):
        stands = facts.standing(subject, events)
        found.update(facts.problems(subject, events, stands))
        if subject.startswith("post:"):
            standing[subject] = stands
    namesakes = Namesakes(histories) if posts is None else None  # of whom one has to read all
    for history in _histories(histories, posts):
        case = Case(history, tuple(standing.get(f"post:{history.post}", ())), as_of, vacancy_days)
        for rule in OF_A_POST:
            found.update(rule(case))
        if namesakes is not None:
            namesakes.look_at(history)
    if namesakes is not None:
        found.update(namesakes.problems())
    return sorted(found, key=_in_order)


def _events(
    histories: Histories, log: EventLog, posts: Collection[str] | None
) -> Iterable[tuple[str, Sequence[AnyRecorded]]]:
    """The subjects that are looked at, each with the events about it."""
    if posts is None:
        return log.by_subject(histories.position)
    return ((f"post:{post}", list(log.about(f"post:{post}"))) for post in posts)


def _histories(histories: Histories, posts: Collection[str] | None) -> Iterable[PostHistory]:
    if posts is None:
        return histories.histories()
    return filter(None, map(histories.history, posts))


_RANKS: Mapping[str, int] = {"error": 0, "warning": 1, "note": 2}


def _in_order(problem: Problem) -> tuple[int, str, str, int, str]:
    severity = _RANKS[problem.rule.severity]
    return severity, problem.code, problem.subject, problem.position or 0, problem.message
