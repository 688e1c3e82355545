"""A small log in PostgreSQL, and what the tests of its store ask of it."""

from __future__ import annotations

import timeline
from timeline.events import Fault, Milestone
from timeline.verification import faults_of

from .conftest import ACME
from .postgres import Server

__all__ = ["as_user", "ceo", "found", "happened", "small_log", "titles"]


def small_log(server: Server) -> str:
    """A log with the small organization and one appointment, in seven events; its address."""
    url = server.new_url()
    with timeline.open(url) as tl:
        tl.create()
        tl.append_yaml_text(ACME + "events:\n- {on: 2020, appointed: ann, post: acme/ceo}\n")
    return url


def happened(*titles: str) -> list[Milestone]:
    return [Milestone(organization="acme", title=t, effective="2024-01-01") for t in titles]


def titles(url: str) -> list[str]:
    with timeline.open(url) as tl:
        assert list(faults_of(tl)) == []
        return [e.fact.title for e in tl.log.read() if isinstance(e.fact, Milestone)]


def ceo(tl: timeline.Timeline, day: str = "2021") -> str:
    holder = tl.as_of(day).holder("acme/ceo")
    assert holder is not None
    return holder.person.id


def found(url: str) -> list[Fault]:
    with timeline.open(url) as tl:
        return list(faults_of(tl))


def as_user(url: str, user: str) -> str:
    return url.replace("owner@", f"{user}@")
