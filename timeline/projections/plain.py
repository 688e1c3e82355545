"""A state as plain values for programs: what `timeline show --format json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events import EdtfDate

    from .histories import Histories
    from .holders import Holder
    from .posts import PostState
    from .state import State
    from .tenures import Tenure

__all__ = ["HELD_COLUMNS", "echo", "held_fields", "holder_rows", "state_answer", "state_rows"]

HELD_COLUMNS: Final = (
    "since",
    "since_written",
    "until",
    "until_written",
    "term_ends",
    "earlier_terms",
    "replaces",
    "last_seen",
    "presumed",
    "conflicting",
)
"""What `held_fields` gives, in its order."""


def echo(histories: Histories, as_of: EdtfDate | None = None) -> dict[str, Any]:
    """The question's dates and the log's position, which every answer begins with."""
    knowledge = histories.knowledge
    return {
        "as_of": as_of.text if as_of is not None else None,
        "announced_by": knowledge.announced_by.text if knowledge.announced_by else None,
        "recorded_by": knowledge.recorded_by,
        "position": histories.position,
    }


def state_answer(
    state: State, states: tuple[PostState, ...], language: str | None = None
) -> dict[str, Any]:
    """The JSON of the state on a day, for some posts."""
    return {
        "as_of": state.as_of.text,
        "announced_by": state.announced_by.text if state.announced_by else None,
        "recorded_by": state.recorded_by,
        "position": state.position,
        "holders": list(holder_rows(state, state.holders_of(states), language)),
        "vacancies": [
            {
                "organization": post.history.organization,
                "post": post.history.post,
                "since": post.since.text if post.since else None,
                "certainty": post.certainty,
                "last_seen": _text(post.last_seen),
                "presumed": post.presumed_on(state.as_of),
            }
            for post in states
            if post.status == "vacant"
        ],
        "no_record": _posts_with("no-record", states),
        "no_such_post": _posts_with("no-such-post", states),
    }


def holder_rows(
    state: State, holders: Iterable[Holder], language: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield each of some holders of a state as a flat row."""
    for holder in holders:
        yield {
            "organization": holder.organization,
            "post": holder.post,
            "status": "held",
            "person": holder.person.id,
            "name": holder.person.name_in(language, state.as_of.hi),
            "capacity": holder.capacity,
            **held_fields(holder.tenure, state.as_of),
            "certainty": holder.certainty,
            "events": list(holder.tenure.events),
        }


def state_rows(
    state: State, states: Iterable[PostState], language: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield a flat row for each holder of some posts, and one for each post that nobody holds."""
    for post in states:
        if post.holding:
            yield from holder_rows(state, state.holders_of((post,)), language)
            continue
        yield {
            "organization": post.history.organization,
            "post": post.history.post,
            "status": post.status,
            "since": _text(post.since),
            "last_seen": _text(post.last_seen),
            "presumed": post.presumed_on(state.as_of),
            "certainty": post.certainty,
        }


def held_fields(tenure: Tenure, day: EdtfDate) -> dict[str, Any]:
    """What every row about a tenure says of its time.

    Its bounds as other facts narrow them, with what was written where that differs; when it was
    expected to end; and whether on the day it is presumed only, or rests on a contradiction.
    """
    return {
        "since": tenure.start.text,
        "since_written": _text(tenure.start_written),
        "until": _text(tenure.end),
        "until_written": _text(tenure.end_written),
        "term_ends": _text(tenure.term_ends),
        "earlier_terms": [term.text for term in tenure.earlier_terms],
        "replaces": tenure.replaces,
        "last_seen": _text(tenure.last_seen),
        "presumed": tenure.presumed_on(day),
        "conflicting": tenure.conflicting,
    }


def _text(date: EdtfDate | None) -> str | None:
    return date.text if date is not None else None


def _posts_with(status: str, states: tuple[PostState, ...]) -> list[dict[str, str]]:
    return [
        {
            "organization": post.history.organization,
            "post": post.history.post,
            "certainty": post.certainty,
        }
        for post in states
        if post.status == status
    ]
