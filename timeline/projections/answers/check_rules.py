"""What `check` looks for: one rule, one code, one severity, and the way to mend it.

`docs/checks.md` lists them; a test holds the page against `RULES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RULES", "Problem", "Rule"]

Severity: TypeAlias = Literal["error", "warning", "note"]


@attrs.frozen
class Rule:
    """A rule.

    Attributes:
        severity: an `error` cannot be right, a `warning` probably is not, a `note` is worth a look.
        says: what it finds.
        mend: the way out.
        together: whether all that it finds is one question, and is told in one line.
    """

    severity: Severity
    says: str
    mend: str
    together: bool = False


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
    "shared-day": Rule(
        "warning",
        "who leaves and who follows hold a post together on one day only, that of the hand-over",
        "if a register's ends are the first days out, say so once for all of them: import it with "
        "--ends first-day-out, or in YAML write on: for last-day:, and sync",
    ),
    "long-vacancy": Rule(
        "warning", "a post was vacant for long", "record who held it, or that it was abolished"
    ),
    "never-filled": Rule(
        "warning",
        "a post has been vacant for long, and nobody has come since",
        "if they are gone, say since when (abolished: POST); else record who holds them",
        together=True,
    ),
    "no-source": Rule("warning", "a fact has no source", "cite one: cites: ID, source: ..."),
    "similar-names": Rule(
        "warning",
        "two people, posts or organizations have nearly the same name, at one place and time",
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
