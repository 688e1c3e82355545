"""The rules of `check` about one fact: its dates, its sources, and whom it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import BEFORE_ALL, Person, named_by, t

from ..standing import stand
from .check_rules import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import AnyRecorded, Event, EventLog, What

    from ..histories import Histories
    from ..standing import Standing

__all__ = ["Facts", "Introduced"]


class Introduced:
    """Knows who and what has been introduced; a post that has nothing but an id has not.

    Args:
        histories: what the log says.
        whole: whether all are read at once, because many will be asked for.
    """

    def __init__(self, histories: Histories, *, whole: bool) -> None:
        self._histories = histories
        self._known: dict[tuple[What, str], bool] = {}
        self._whole = whole
        if whole:
            kinds: tuple[What, ...] = ("person", "organization", "post")
            for what in kinds:
                for profile in histories.profiles(what):
                    is_known = what != "post" or profile.introduced
                    self._known[what, profile.id] = is_known

    def __contains__(self, named: tuple[What, str]) -> bool:
        known = self._known.get(named)
        if known is None:
            what, ident = named
            profile = None if self._whole else self._histories.profile(what, ident)
            known = profile is not None and (what != "post" or profile.introduced)
            self._known[named] = known
        return known

    def names_all(self, fact: Event) -> bool:
        """Whether it is sure, without a further look, that all whom a fact names are introduced."""
        known = self._known
        return all(known.get((what, getattr(fact, field))) for field, what in fact.NAMES.items())


class Facts:
    """Reads what stands about subjects, and finds what is wrong with each fact.

    Args:
        log: where the facts are.
        histories: what it says.
        introduced: who and what has been introduced.
    """

    def __init__(self, log: EventLog, histories: Histories, introduced: Introduced) -> None:
        self._log = log
        self._histories = histories
        self._introduced = introduced

    def standing(self, subject: str, events: Sequence[AnyRecorded]) -> Sequence[Standing]:
        """The facts that stand about a subject, whose events may have come without their sources.

        Where other events cite sources for them, all of it is read.
        """
        if any(event.fact.KIND == "cited" for event in events):
            events = list(self._log.about(subject))
        return stand(events, self._histories.knowledge)

    def problems(
        self, subject: str, events: Sequence[AnyRecorded], standing: Sequence[Standing]
    ) -> Iterator[Problem]:
        """Everything that is wrong with the facts about a subject."""
        sourced = {event.position for event in events if event.sourced}
        for found in standing:
            fact, position = found.fact, found.positions[-1]
            if fact.NEEDS_SOURCE and position not in sourced and not found.cited:
                message = t("this {kind} event has no source", kind=fact.KIND)
                yield Problem("no-source", subject, position, message)
            if found.disputes:
                yield from _disputes(subject, found)
            if getattr(fact, "announced", None) is not None:
                yield from _announced_late(subject, position, fact)
            if isinstance(fact, Person) and fact.born is not None:
                yield from self._before_birth(subject, position, fact)
            if self._introduced.names_all(fact):
                continue
            for _, what, ident in named_by(fact):
                if (what, ident) not in self._introduced:
                    message = t('nobody introduced the {what} "{ident}"', what=t(what), ident=ident)
                    yield Problem("not-introduced", subject, position, message)

    def _before_birth(self, subject: str, position: int, person: Person) -> Iterator[Problem]:
        for _, tenure in self._histories.held_by(person.person):
            if person.born is not None and BEFORE_ALL < tenure.start.hi < person.born.lo:
                taken = t("takes {post} on {start}", post=tenure.post, start=tenure.start)
                message = t(
                    "{person}, born {born}, {taken}",
                    person=person.person,
                    born=person.born,
                    taken=taken,
                )
                yield Problem("before-birth", subject, position, message)


def _disputes(subject: str, standing: Standing) -> Iterator[Problem]:
    for field, says in standing.disputes:
        kind = standing.fact.KIND
        message = t(
            "a source contradicts the {field} of this {kind} event, and says {says}",
            field=field,
            kind=kind,
            says=says,
        )
        yield Problem("disputed", subject, standing.positions[-1], message)


def _announced_late(subject: str, position: int, fact: Event) -> Iterator[Problem]:
    effective = getattr(fact, "effective", None)
    announced = getattr(fact, "announced", None)
    if announced is not None and effective is not None and announced.lo > effective.hi:
        message = t(
            "took effect on {effective}, and was announced on {announced}",
            effective=effective,
            announced=announced,
        )
        yield Problem(
            "announced-after-effective",
            subject,
            position,
            t("this {kind} {value}", kind=fact.KIND, value=message),
        )
