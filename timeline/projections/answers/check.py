"""What `check` looks for: one rule, one code, one severity, and the way to mend it.

`docs/checks.md` lists them; a test holds the page against `RULES`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cached_property
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    UNKNOWN_PERSON,
    Appointed,
    Departed,
    EdtfDate,
    Person,
    named_by,
)

from ..standing import stand
from .chains import vacancies

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from timeline.events import (
        RecordedEvent,
    )

    from ..histories import Histories
    from ..posts import PostHistory
    from ..profiles import Profile
    from ..standing import Standing
    from ..tenures import Tenure

__all__ = ["RULES", "Problem", "Rule", "check"]

Severity: TypeAlias = Literal["error", "warning", "note"]


@attrs.frozen
class Rule:
    """A rule.

    Attributes:
        severity: an `error` cannot be right, a `warning` probably is not, a `note` is worth a look.
        says: what it finds.
        mend: the way out.
    """

    severity: Severity
    says: str
    mend: str


RULES: Final[Mapping[str, Rule]] = {
    "overlap": Rule(
        "error",
        "more people hold a post for certain than it has seats, stand-ins apart",
        "record the departure, or how many seats the post has",
    ),
    "departure-without-appointment": Rule(
        "error",
        "somebody leaves a post that they do not hold by then",
        "append the appointment; one whose date nobody knows is on: unknown",
    ),
    "end-before-start": Rule(
        "error", "a tenure ends before it begins", "correct one of the two dates"
    ),
    "after-end": Rule(
        "error",
        "a change at a post that was abolished, or whose organization was dissolved",
        "correct the date, or introduce the post again from a later date",
    ),
    "after-death": Rule(
        "error",
        "somebody who has died takes a post, or leaves one later",
        "correct one of the two dates",
    ),
    "contradiction": Rule(
        "error", "facts that cannot all be true, in another way", "correct one of the dates"
    ),
    "before-birth": Rule(
        "error",
        "somebody takes a post before they are born",
        "correct one of the two dates",
    ),
    "before-post": Rule(
        "error", "a change at a post before it existed", "correct one of the two dates"
    ),
    "before-organization": Rule(
        "error",
        "a change at a post before its organization existed",
        "correct one of the two dates",
    ),
    "two-homes": Rule(
        "error", "a post is introduced in a second organization", "introduce another post"
    ),
    "not-introduced": Rule(
        "error",
        "an event names a person, a post or an organization that nobody introduced",
        "introduce it, or correct the name",
    ),
    "wrong-predecessor": Rule(
        "error",
        "an appointment replaces somebody who did not hold the post until then",
        "correct replaces:, or record the predecessor",
    ),
    "announced-after-effective": Rule(
        "warning", "a change was announced after it took effect", "check both dates"
    ),
    "expected-end-passed": Rule(
        "warning",
        "a term was to end by now, and no departure is on record",
        "record the departure or the renewal",
    ),
    "stale": Rule(
        "warning",
        "somebody holds a post, or it is vacant, and nothing has shown it for ten years",
        "record when it was last seen (seen:), through when a register is complete (covered:), "
        "or the change",
    ),
    "long-vacancy": Rule(
        "warning", "a post was vacant for long", "record who held it, or that it was abolished"
    ),
    "no-source": Rule("warning", "a fact has no source", "cite one: cites: ID, source: ..."),
    "similar-names": Rule(
        "warning",
        "two people, posts of one organization, or organizations have nearly the same name",
        "if they are one, correct the events to one id",
    ),
    "uncertain-order": Rule(
        "warning",
        "uncertain dates leave open who came first, so the answer stays possible",
        "find a closer date, or say replaces:",
    ),
    "disputed": Rule(
        "note", "sources disagree", "correct or retract what is wrong, once it is known"
    ),
    "unknown-holder": Rule("note", "somebody unknown holds a post", "find out who"),
    "unknown-start": Rule(
        "note", "nothing says since when a tenure lasted", "find an earliest day"
    ),
    "implied-end": Rule(
        "note", "only the successor's appointment says that a tenure ended", "record the departure"
    ),
}
"""Every rule by its code."""


@attrs.frozen(slots=True)
class Problem:
    """Something that a rule found.

    Attributes:
        code: the rule's.
        subject: what it is about, like `post:acme/ceo`.
        position: of the event that shows it; None if it is about several.
        message: what was found, in one sentence.
    """

    code: str
    subject: str
    position: int | None
    message: str

    @property
    def rule(self) -> Rule:
        """The rule that found it."""
        return RULES[self.code]


@attrs.frozen
class _Case:
    """One post: its history, and what stands about it."""

    history: PostHistory
    standing: tuple[Standing, ...]
    as_of: EdtfDate
    vacancy_days: int

    @cached_property
    def of_people(self) -> Mapping[str, Sequence[Tenure]]:
        """The tenures of each person."""
        found: dict[str, list[Tenure]] = {}
        for tenure in self.history.tenures:
            found.setdefault(tenure.person, []).append(tenure)
        return found

    def problem(self, code: str, position: int | None, message: str) -> Problem:
        return Problem(code, f"post:{self.history.post}", position, message)


def check(
    histories: Histories,
    events: Iterable[RecordedEvent],
    as_of: EdtfDate,
    vacancy_days: int = 365,
    posts: Collection[str] | None = None,
) -> list[Problem]:
    """Apply all rules; the worst problem comes first.

    Args:
        histories: what the log says.
        events: the log's events; those about the posts, where only some are looked at.
        as_of: the day up to which terms and vacancies are looked at.
        vacancy_days: how long a vacancy may last.
        posts: which to look at; None for all, and for people and organizations.
    """
    subjects: dict[str, list[RecordedEvent]] = {}
    for event in events:
        if histories.knowledge.has_recorded(event):
            subjects.setdefault(event.subject, []).append(event)
    standing = {
        subject: tuple(stand(about, histories.knowledge)) for subject, about in subjects.items()
    }
    found: set[Problem] = set()
    chosen = histories.histories() if posts is None else map(histories.history, posts)
    for history in chosen:
        if history is None:
            continue
        about = standing.get(f"post:{history.post}", ())
        case = _Case(history, about, as_of, vacancy_days)
        for rule in _OF_A_POST:
            found.update(rule(case))
    for subject, facts in standing.items():
        for fact in facts:
            found.update(_of_a_fact(subject, fact, histories))
    if posts is None:  # to see who has nearly the same name, one has to read all of them
        found.update(_similar_names(histories))
    ranks = {"error": 0, "warning": 1, "note": 2}
    return sorted(
        found, key=lambda p: (ranks[p.rule.severity], p.code, p.subject, p.position or 0, p.message)
    )


# --- of a post -----------------------------------------------------------------------------------


def _overlap(case: _Case) -> Iterator[Problem]:
    """Sweep over the days on which somebody certainly begins or stops to hold the post.

    Only where not all worlds were looked through: otherwise the contradictions say it.
    A stand-in beside a permanent holder is no overlap: each kind has the seats for itself.
    """
    for permanent in (True, False) if not case.history.is_exact else ():
        chosen = [t for t in case.history.tenures if (t.capacity == "permanent") == permanent]
        yield from _too_many(case, chosen)


def _too_many(case: _Case, tenures: Sequence[Tenure]) -> Iterator[Problem]:
    steps: list[tuple[int, int, Tenure]] = []
    for tenure in tenures:
        first, last = tenure.start.hi, tenure.end.lo if tenure.end is not None else None
        if first < AFTER_ALL and (last is None or first < last):
            steps.append((first, 1, tenure))
            if last is not None:
                steps.append((last, 0, tenure))
    holding: dict[int, Tenure] = {}
    holders: Counter[str | int] = Counter()  # two nameless holders are two people
    for day, begins, tenure in sorted(steps, key=lambda step: (step[0], step[1], step[2].began_by)):
        who = tenure.person if tenure.person != UNKNOWN_PERSON else tenure.began_by
        if not begins:
            del holding[id(tenure)]
            holders[who] -= 1
            if not holders[who]:
                del holders[who]
            continue
        holding[id(tenure)] = tenure
        holders[who] += 1
        if 0 < case.history.profile.seats(day) < len(holders):
            some = islice(dict.fromkeys(held.person for held in holding.values()), _NAMED + 1)
            people = _few(sorted(some), len(holders))
            message = f"{people}: {len(holders)} hold {tenure.post} on {EdtfDate.of_day(day)}"
            yield case.problem("overlap", tenure.began_by, message)


_NAMED: Final = 8
"""How many people a message names; of a post of many seats it would be as long as the log."""


def _few(people: Sequence[str], count: int) -> str:
    if len(people) <= _NAMED:
        return ", ".join(people)
    return f"{', '.join(people[:_NAMED])} and {count - _NAMED} more"


def _conflicts(case: _Case) -> Iterator[Problem]:
    positions = {standing.id: standing.positions[-1] for standing in case.standing}
    for conflict in case.history.conflicts:
        yield case.problem(conflict.code, positions.get(conflict.event), conflict.message)


def _end_before_start(case: _Case) -> Iterator[Problem]:
    """Find departures that end nothing, of people who came later and have not left since."""
    unmatched = {
        conflict.event for conflict in case.history.conflicts if conflict.code == _UNMATCHED
    }
    for standing in case.standing:
        fact = standing.fact
        if not isinstance(fact, Departed) or standing.id not in unmatched:
            continue
        for tenure in case.of_people.get(fact.person, ()):
            if tenure.start.lo > fact.effective.hi and tenure.ended != "departed":
                message = f"{fact.person} leaves on {fact.effective}, and comes on {tenure.start}"
                yield case.problem("end-before-start", standing.positions[-1], message)


_UNMATCHED: Final = "departure-without-appointment"


def _wrong_predecessor(case: _Case) -> Iterator[Problem]:
    for standing in case.standing:
        fact = standing.fact
        if not isinstance(fact, Appointed) or fact.replaces is None:
            continue
        day = fact.effective
        held = [
            tenure
            for tenure in case.of_people.get(fact.replaces, ())
            if tenure.start.lo < day.hi and (tenure.end is None or tenure.end.hi >= day.lo)
        ]
        if not held:
            message = f'"{fact.replaces}" does not hold {fact.post} until {day}'
            yield case.problem("wrong-predecessor", standing.positions[-1], message)


def _expected_end(case: _Case) -> Iterator[Problem]:
    for tenure in case.history.tenures:
        due = tenure.term_ends
        if due is not None and tenure.end is None and due.hi <= case.as_of.lo:
            message = f"{tenure.person} was to hold {tenure.post} until {due}"
            yield case.problem("expected-end-passed", tenure.began_by, message)


def _stale(case: _Case) -> Iterator[Problem]:
    """Find what goes on by silence alone; known days only, for `unknown` was never seen."""
    day, post = case.as_of.lo, case.history.post
    state = case.history.on(case.as_of)
    for tenure, _ in state.holding:
        seen = tenure.last_seen
        if seen is not None and BEFORE_ALL < seen.hi < day - STALE_DAYS:
            message = f"{tenure.person} holds {post}, and was last seen on {seen}"
            yield case.problem("stale", tenure.began_by, message)
    seen = state.last_seen
    if seen is not None and BEFORE_ALL < seen.hi < day - STALE_DAYS:
        yield case.problem("stale", None, f"{post} is vacant, and was last seen so on {seen}")


STALE_DAYS: Final = 3652
"""How long nothing may show a state to go on: ten years, longer than most terms of office."""


def _long_vacancy(case: _Case) -> Iterator[Problem]:
    for gap in vacancies(case.history, case.as_of, case.vacancy_days):
        until = f"until {gap.until}" if gap.until is not None else "and is"
        message = f"{gap.post} was vacant from {gap.since} {until}, for {gap.days} days"
        yield case.problem("long-vacancy", None, message)


def _open_questions(case: _Case) -> Iterator[Problem]:
    """Find what is worth a look in a tenure, though it is no mistake."""
    ends = {standing.positions[-1]: standing for standing in case.standing}
    for tenure in case.history.tenures:
        if tenure.person == UNKNOWN_PERSON:
            message = f"nobody has named who held {tenure.post} from {tenure.start}"
            yield case.problem("unknown-holder", tenure.began_by, message)
        if tenure.start.lo <= BEFORE_ALL:
            message = f"nothing says since when {tenure.person} held {tenure.post}"
            yield case.problem("unknown-start", tenure.began_by, message)
        if tenure.ended == "succeeded" and tenure.end is not None:
            by = ends.get(tenure.ended_by or 0)
            if by is not None and by.fact.effective != tenure.end:  # type: ignore[attr-defined]
                message = f"{tenure.person} may have left {tenure.post} at any time in {tenure.end}"
                yield case.problem("uncertain-order", tenure.began_by, message)
            else:
                message = (
                    f"{tenure.person} left {tenure.post} by {tenure.end}, as the successor shows"
                )
                yield case.problem("implied-end", tenure.began_by, message)


_OF_A_POST: Final[tuple[Callable[[_Case], Iterable[Problem]], ...]] = (
    _overlap,
    _conflicts,
    _end_before_start,
    _wrong_predecessor,
    _expected_end,
    _stale,
    _long_vacancy,
    _open_questions,
)


# --- of a fact -----------------------------------------------------------------------------------


def _of_a_fact(subject: str, standing: Standing, histories: Histories) -> Iterator[Problem]:
    fact, position = standing.fact, standing.positions[-1]
    effective = getattr(fact, "effective", None)
    announced = getattr(fact, "announced", None)
    if announced is not None and effective is not None and announced.lo > effective.hi:
        message = f"took effect on {effective}, and was announced on {announced}"
        yield Problem("announced-after-effective", subject, position, f"this {fact.KIND} {message}")
    if fact.NEEDS_SOURCE and not fact.sources and not standing.cited:
        yield Problem("no-source", subject, position, f"this {fact.KIND} event has no source")
    for field, says in standing.disputes:
        message = f"a source contradicts the {field} of this {fact.KIND} event, and says {says}"
        yield Problem("disputed", subject, position, message)
    if isinstance(fact, Person) and fact.born is not None:
        yield from _before_birth(subject, position, fact, histories)
    for _, what, ident in named_by(fact):
        if histories.profile(what, ident) is None or _is_bare(histories.profile(what, ident)):
            yield Problem(
                "not-introduced", subject, position, f'nobody introduced the {what} "{ident}"'
            )


def _before_birth(
    subject: str, position: int, person: Person, histories: Histories
) -> Iterator[Problem]:
    for _, tenure in histories.held_by(person.person):
        if person.born is not None and BEFORE_ALL < tenure.start.hi < person.born.lo:
            message = f"{person.person}, born {person.born}, takes {tenure.post} on {tenure.start}"
            yield Problem("before-birth", subject, position, message)


def _is_bare(profile: Profile | None) -> bool:
    """Whether a post's profile was made up from its id alone."""
    return profile is not None and profile.what == "post" and not profile.introduced


# --- of names ------------------------------------------------------------------------------------


def _similar_names(histories: Histories) -> Iterator[Problem]:
    """Different ids whose names are the same but for case, width, accents, spaces and hyphens."""
    for what in ("person", "organization", "post"):
        groups: dict[tuple[str, str], list[Profile]] = {}
        for profile in histories.profiles(what):
            home = (profile.parent or "") if what == "post" else ""
            for name in {_folded(name) for name in profile.all_names()}:
                groups.setdefault((home, name), []).append(profile)
        for profiles in groups.values():
            for one, other in pairwise(sorted(profiles, key=lambda profile: profile.id)):
                message = f'"{one.id}" and "{other.id}" have nearly the same name, {one.name}'
                yield Problem("similar-names", f"{what}:{one.id}", None, message)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in plain if char.isalnum())
