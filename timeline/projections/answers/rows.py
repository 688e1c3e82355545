"""Answers as plain values for programs: what `--format json` prints, and nothing else makes it.

An answer is one object that echoes its question, with flat rows in a list. The schemas stand in
docs/schemas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline.events import REASONS, event_to_dict, t

from ..names import Names
from ..plain import echo, held_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from timeline.events import EdtfDate, Finding, Place, RecordedEvent

    from ..histories import Histories
    from ..tenures import Tenure
    from .chains import Gap
    from .check import Problem
    from .diff import Change
    from .diff_between import Step
    from .figures import Measures
    from .find import Found
    from .why import Explanation, Reason

__all__ = [
    "check_answer",
    "diff_answer",
    "event_row",
    "find_answer",
    "finding_row",
    "log_answer",
    "problem_row",
    "stats_answer",
    "tenures_answer",
    "vacancies_answer",
    "why_answer",
]


def tenures_answer(
    histories: Histories,
    asked: Mapping[str, Any],
    as_of: EdtfDate,
    held: Iterable[tuple[str, Tenure]],
    language: str | None = None,
) -> dict[str, Any]:
    """The JSON of a succession or a career: tenures, each with its post's organization.

    `asked` is the post or the person, by the word for it, with what its introduction says.
    """
    names = Names(histories, language, as_of.hi)
    found = [_tenure_row(organization, tenure, names, as_of) for organization, tenure in held]
    return {**asked, **echo(histories, as_of), "tenures": found}


def vacancies_answer(
    histories: Histories, as_of: EdtfDate, gaps: Iterable[Gap], min_days: int
) -> dict[str, Any]:
    """The JSON of vacancies, in the order given."""
    found = [_gap_row(gap) for gap in gaps]
    return {**echo(histories, as_of), "min_days": min_days, "vacancies": found}


def diff_answer(
    histories: Histories,
    changes: Iterable[Change],
    said: Mapping[str, str],
    as_of: EdtfDate | None,
) -> dict[str, Any]:
    """The JSON of a diff; `said` has the `axis`, and what it is `from` and `to`."""
    found = [_change_row(change) for change in changes]
    return {**echo(histories, as_of), **said, "changes": found}


def why_answer(
    histories: Histories, what: str, as_of: EdtfDate, found: Iterable[Explanation]
) -> dict[str, Any]:
    """The JSON of explanations: each step a row, the answer's own event first."""
    steps = [
        _reason_row(answer, depth, step) for answer in found for depth, step in answer.reason.walk()
    ]
    return {"what": what, **echo(histories, as_of), "reasons": steps}


def stats_answer(
    histories: Histories,
    as_of: EdtfDate,
    measured: Mapping[str, Measures],
    said: Mapping[str, bool],
) -> dict[str, Any]:
    """The JSON of the measures of some scopes, by the names of these.

    `said` has the `two_year_rule` and `until_seen`.
    """
    scopes = measured.items()
    return {
        **echo(histories, as_of),
        **said,
        "measures": [row for scope, found in scopes for row in _figure_rows(scope, found)],
        "survival": [row for scope, found in scopes for row in _survival_rows(scope, found)],
        "reasons": [row for scope, found in scopes for row in _reason_count_rows(scope, found)],
    }


def check_answer(
    histories: Histories,
    as_of: EdtfDate,
    problems: Iterable[tuple[Problem, Place | None]],
    findings: Sequence[Finding] = (),
    names: Names | None = None,
) -> dict[str, Any]:
    """The JSON of what is wrong with a log, and with files that were to be read.

    Each problem comes with the place of its event in a file, if it was read from one.
    """
    called = names or Names(histories, None, as_of.hi)
    return {
        **echo(histories, as_of),
        "problems": [problem_row(problem, place, called) for problem, place in problems],
        "findings": [finding_row(finding) for finding in findings],
    }


def log_answer(
    events: Iterable[RecordedEvent], after: int = 0, recorded_by: str | None = None
) -> dict[str, Any]:
    """The JSON of the events of a log."""
    return {
        "after": after,
        "recorded_by": recorded_by,
        "events": [event_row(event) for event in events],
    }


def find_answer(
    histories: Histories, text: str | None, as_of: EdtfDate, found: Iterable[Found], names: Names
) -> dict[str, Any]:
    """The JSON of what a text was found in; null for everything."""
    from .find import found_rows

    return {
        **echo(histories, as_of),
        "text": text,
        "found": list(found_rows(found, names)),
    }


def _tenure_row(organization: str, tenure: Tenure, names: Names, day: EdtfDate) -> dict[str, Any]:
    """A tenure as a flat row; `certainty` is of its holding on the day, null if it does not."""
    return {
        "organization": organization,
        "post": tenure.post,
        "person": tenure.person,
        "name": names.person(tenure.person),
        "capacity": tenure.capacity,
        **held_fields(tenure, day),
        "ended": tenure.ended,
        "reasons": list(tenure.reasons),
        "renewals": tenure.renewals,
        "certainty": tenure.certainty(day.lo, day.hi),
        "events": list(tenure.events),
    }


def _gap_row(gap: Gap) -> dict[str, Any]:
    """A vacancy as a flat row."""
    return {
        "organization": gap.organization,
        "post": gap.post,
        "since": gap.since.text,
        "until": gap.until.text if gap.until else None,
        "days": gap.days,
        "days_most": gap.days_most,
        "predecessors": list(gap.predecessors),
        "successors": list(gap.successors),
        "last_seen": gap.last_seen.text if gap.last_seen else None,
        "presumed": gap.presumed,
    }


def _change_row(change: Change) -> dict[str, Any]:
    """A change as a flat row."""
    states = {"before": change.before, "after": change.after}
    row: dict[str, Any] = {
        "organization": change.organization,
        "post": change.post,
        "change": change.change,
    }
    for (name, state), presumed in zip(states.items(), change.presumed, strict=True):
        row[name] = [tenure.person for tenure, _ in state.holding] if state else []
        row[f"{name}_status"] = state.status if state else "no-record"
        row[f"{name}_certainty"] = state.certainty if state else "certain"
        row[f"{name}_presumed"] = presumed
        row[f"{name}_conflicting"] = (
            any(t.conflicting for t, _ in state.holding) if state else False
        )
    row["via"] = list(change.via)
    row["between"] = [_step_text(step) for step in change.between]
    row["seats"] = ["->".join(who or "" for who in seat) for seat in change.seats]
    row["replaces"] = list(change.replaces)
    row["dates"] = [date.text for date in change.dates]
    row["events"] = list(change.events)
    return row


def _step_text(step: Step) -> str:
    """A state in between: its first day, and who held the post then, or what it was in brackets."""
    people = "+".join(dict.fromkeys(tenure.person for tenure, _ in step.state.holding))
    return f"{step.since}={people or f'({step.state.status})'}"


def _reason_row(answer: Explanation, depth: int, reason: Reason) -> dict[str, Any]:
    """One step of an explanation as a flat row; `depth` counts from 0, the answer's own event."""
    fact = reason.content.fact if reason.content is not None else reason.event.fact
    body = event_to_dict(fact)
    told = ("title", "says", "why", "person", "note")
    return {
        "post": answer.post,
        "person": answer.holder,
        "certainty": answer.certainty,
        "last_seen": answer.last_seen.text if answer.last_seen else None,
        "presumed": answer.presumed,
        "conflicting": answer.conflicting,
        "because": list(answer.remarks),
        "depth": depth,
        "relation": reason.relation,
        "position": reason.position,
        "id": reason.event.id,
        "kind": fact.KIND,
        "effective": body.get("effective"),
        "announced": body.get("announced"),
        "says": next((body[name] for name in told if name in body), None),
        "sources": [
            " ".join(str(part) for part in (s.title, s.publisher, s.url, s.quote) if part)
            for s in reason.sources
        ],
    }


def _figure_rows(scope: str, measures: Measures) -> list[dict[str, Any]]:
    return [
        {
            "scope": scope,
            "measure": figure.measure,
            "value": _rounded(figure.value),
            "low": _rounded(figure.low),
            "high": _rounded(figure.high),
            "exact": figure.exact,
            "unit": figure.unit,
            "n": figure.n,
            "left_out": figure.left_out,
        }
        for figure in measures.figures
    ]


def _survival_rows(scope: str, measures: Measures) -> list[dict[str, Any]]:
    return [
        {
            "scope": scope,
            "days": step.days,
            "days_most": step.days_most,
            "at_risk": _rounded(step.at_risk),
            "ended": _rounded(step.ended),
            "censored": step.censored,
            "survival": _rounded(step.survival),
            "standard_error": _rounded(step.standard_error),
        }
        for step in measures.curve.steps
    ]


def _reason_count_rows(scope: str, measures: Measures) -> list[dict[str, Any]]:
    return [
        {
            "scope": scope,
            "year": row.year,
            "reason": row.reason,
            "code": REASONS.get(row.reason),
            "count": row.count,
        }
        for row in measures.reasons
    ]


def _rounded(number: float | None) -> float | None:
    """To six digits after the point."""
    return number if number is None or isinstance(number, int) else round(number, 6)


def problem_row(problem: Problem, place: Place | None, names: Names) -> dict[str, Any]:
    """A problem as a flat row; one of an event that was read from a file has no position."""
    what, _, ident = problem.subject.partition(":")
    return {
        "severity": problem.rule.severity,
        "code": problem.code,
        "subject": problem.subject,
        "name": names.of(what, ident),
        "position": problem.position if place is None else None,
        "message": problem.message,
        "mend": t(problem.rule.mend),
        **_place_row(place),
    }


def _place_row(place: Place | None) -> dict[str, Any]:
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def event_row(event: RecordedEvent) -> dict[str, Any]:
    """Every field of the event, and its place in the log."""
    return {
        "position": event.position,
        "id": event.id,
        "recorded": event.recorded,
        **event_to_dict(event.fact),
        "hash": event.hash.hex(),
    }


def finding_row(finding: Finding) -> dict[str, Any]:
    """What was found wrong in a file as a flat row; line and column are counted from 1."""
    return {
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "mend": finding.hint,
        **_place_row(finding.place),
    }
