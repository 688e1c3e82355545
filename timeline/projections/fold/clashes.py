"""What is told of a contradiction: its code, the event that does not fit, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..posts import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..profiles import Profile
    from .conflicts import Contradiction
    from .facts import Fact

__all__ = ["conflict_of"]


def conflict_of(contradiction: Contradiction, profile: Profile) -> Conflict:
    """A contradiction about a post, as it is told.

    Args:
        contradiction: the facts that cannot all be true.
        profile: the post's.
    """
    facts = contradiction.facts
    ids = tuple(sorted({one.id for f in facts for one in (f, *f.also) if one.standing is not None}))
    about = _Clash(facts, profile)
    code, event, message, hint = about.told()
    return Conflict(code, event, message, hint, ids)


class _Clash:
    """Facts that cannot all be true, by their kinds."""

    def __init__(self, facts: Sequence[Fact], profile: Profile) -> None:
        self._profile = profile
        self._by_kind: dict[str, list[Fact]] = {}
        for fact in facts:
            self._by_kind.setdefault(fact.kind, []).append(fact)
        self._roles = [f for f in facts if f.kind in ("appointed", "departed")]

    def told(self) -> tuple[str, str, str, str]:
        """The code, the event that does not fit, what does not, and the way out."""
        if "begins" in self._by_kind:
            return self._before_the_beginning()
        if "ends" in self._by_kind:
            return self._after_the_end()
        deadly = [f for f in self._by_kind.get("departed", ()) if f.deadly]
        if "death" in self._by_kind or (deadly and self._came_after(deadly)):
            return self._after_death([*self._by_kind.get("death", ()), *deadly])
        if len({fact.person for fact in self._roles}) == 1:
            return self._leaves_nothing()
        return self._too_many()

    def _came_after(self, deadly: Sequence[Fact]) -> bool:
        """Whether somebody is appointed who has died."""
        return any(
            fact.lo > death.hi and fact.owner == death.owner
            for fact in self._by_kind.get("appointed", ())
            for death in deadly
        )

    def _last(self) -> Fact:
        """The role change that is told as the one that does not fit."""
        departures = self._by_kind.get("departed", ())
        return max(departures or self._roles, key=lambda fact: (fact.lo, fact.hi, fact.id))

    def _before_the_beginning(self) -> tuple[str, str, str, str]:
        first = min(self._roles, key=lambda fact: (fact.lo, fact.hi, fact.id))
        begins = max(self._by_kind["begins"], key=lambda fact: fact.lo)
        what, whose = "post", self._profile.id
        if not self._profile.created:
            what, whose = "organization", f"the organization of {self._profile.id}"
        message = f"{first.date} is before {whose} existed ({begins.date})"
        hint = f"correct the date, or that of the {what}"
        return f"before-{what}", first.id, message, hint

    def _after_the_end(self) -> tuple[str, str, str, str]:
        last = self._last()
        ends = min(self._by_kind["ends"], key=lambda fact: (fact.hi, fact.lo))
        message = f"{self._profile.id} ceased on {ends.date}{_place(ends)}, before {last.date}"
        hint = (
            f"correct the date, or that of the end ({_correcting(ends)}),"
            " or introduce the post again from a later date"
        )
        return "after-end", last.id, message, hint

    def _after_death(self, deaths: Sequence[Fact]) -> tuple[str, str, str, str]:
        death = deaths[0]
        later = [fact for fact in self._roles if fact is not death] or self._roles
        last = max(later, key=lambda fact: (fact.lo, fact.hi, fact.id))
        message = f'"{death.person}" died on {death.date}{_place(death)}, before {last.date}'
        of_death = _correcting(death) if death.standing is not None else "died:"
        hint = f"correct the date, or that of the death ({of_death})"
        return "after-death", last.id, message, hint

    def _leaves_nothing(self) -> tuple[str, str, str, str]:
        last = self._last()
        if last.kind == "appointed":
            message = f'"{last.person}" cannot take {self._profile.id} on {last.date}'
            return "contradiction", last.id, message, "correct one of the dates"
        message = (
            f'"{last.person}" does not hold {self._profile.id} before {last.date},'
            " and cannot leave it"
        )
        why, hint = self._why_not_held(last)
        return "departure-without-appointment", last.id, message + why, hint

    def _why_not_held(self, last: Fact) -> tuple[str, str]:
        """Why somebody who leaves does not hold the post, and the way out of that."""
        others = [f for f in self._by_kind.get("departed", ()) if f is not last]
        if others:
            other = max(others, key=lambda fact: (fact.lo, fact.hi, fact.id))
            hint = (
                f"if this is the right date, correct that one ({_correcting(other)});"
                f" if sources disagree, say so there ({_disputing(other)});"
                f" if it was a plan, withdraw it ({_cancelling(other)})"
            )
            return f": they left on {other.date}{_place(other)}", hint
        came = self._by_kind.get("appointed", ())
        if came:
            first = min(came, key=lambda fact: (fact.lo, fact.hi, fact.id))
            hint = f"correct one of the two dates ({_correcting(first)})"
            return f": they took it on {first.date}{_place(first)}", hint
        return "", "append the appointment too; one whose date nobody knows is on: unknown"

    def _too_many(self) -> tuple[str, str, str, str]:
        last = max(self._by_kind.get("appointed", self._roles), key=lambda f: (f.lo, f.hi, f.id))
        replaced = {f.replaces for f in self._by_kind.get("appointed", ()) if f.replaces}
        people = ", ".join(sorted({fact.person for fact in self._roles}))
        if replaced & {fact.person for fact in self._by_kind.get("departed", ())}:
            message = f"{', '.join(sorted(replaced))} left {self._profile.id} after being replaced"
            return "wrong-predecessor", last.id, message, "correct replaces:, or one of the dates"
        leaver = next(iter(self._by_kind.get("departed", ())), None)
        if leaver is not None and leaver.person != last.person:
            message = (
                f'"{leaver.person}" leaves {self._profile.id} on {leaver.date},'
                f' and "{last.person}" took it on {last.date}{_place(last)}'
            )
            hint = (
                f"if it is the same change on another day, correct that one ({_correcting(last)});"
                f" if it was a plan, withdraw it ({_cancelling(last)});"
                " if both held it, say how many seats the post has"
            )
            return "overlap", leaver.id, message, hint
        message = f"{people}: more hold {self._profile.id} around {last.date} than it has seats"
        hint = "record the departure, correct a date, or say how many seats the post has"
        return "overlap", last.id, message, hint


def _place(fact: Fact) -> str:
    """Where the log has a fact; the empty text for a death that no event of the post tells."""
    return f" (#{fact.standing.positions[0]})" if fact.standing is not None else ""


def _named(fact: Fact) -> str:
    """What an entry calls a fact by."""
    if fact.standing is None:
        return "ID"
    return fact.standing.fact.key or str(fact.standing.positions[0])


def _correcting(fact: Fact) -> str:
    return f"`timeline correct {_named(fact)} effective=DATE`"


def _cancelling(fact: Fact) -> str:
    return f"cancels: {_named(fact)}"


def _disputing(fact: Fact) -> str:
    return f"disputes: {_named(fact)}"
