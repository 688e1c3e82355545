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
        return f"before-{what}", first.id, message, "correct one of the two dates"

    def _after_the_end(self) -> tuple[str, str, str, str]:
        last = self._last()
        ends = min(self._by_kind["ends"], key=lambda fact: (fact.hi, fact.lo))
        message = f"{self._profile.id} ceased on {ends.date}, before {last.date}"
        hint = "correct the date, or introduce the post again from a later date"
        return "after-end", last.id, message, hint

    def _after_death(self, deaths: Sequence[Fact]) -> tuple[str, str, str, str]:
        last, death = self._last(), deaths[0]
        message = f'"{death.person}" died on {death.date}, before {last.date}'
        return "after-death", last.id, message, "correct one of the two dates"

    def _leaves_nothing(self) -> tuple[str, str, str, str]:
        last = self._last()
        if last.kind == "appointed":
            message = f'"{last.person}" cannot take {self._profile.id} on {last.date}'
            return "contradiction", last.id, message, "correct one of the dates"
        message = (
            f'"{last.person}" does not hold {self._profile.id} before {last.date},'
            " and cannot leave it"
        )
        hint = "append the appointment too; one whose date nobody knows is on: unknown"
        return "departure-without-appointment", last.id, message, hint

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
                f' and "{last.person}" took it on {last.date}'
            )
            hint = "correct one of the two dates, or say how many seats the post has"
            return "overlap", leaver.id, message, hint
        message = f"{people}: more hold {self._profile.id} around {last.date} than it has seats"
        hint = "record the departure, correct a date, or say how many seats the post has"
        return "overlap", last.id, message, hint
