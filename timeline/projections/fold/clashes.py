"""What is told of a contradiction: its code, the event that does not fit, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import t

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
            what, whose = "organization", t("the organization of {id}", id=self._profile.id)
        message = t(
            "{date} is before {whose} existed ({date2})",
            date=first.date,
            whose=whose,
            date2=begins.date,
        )
        hint = t("correct the date, or that of the {what}", what=t(what))
        return f"before-{what}", first.id, message, hint

    def _after_the_end(self) -> tuple[str, str, str, str]:
        last = self._last()
        ends = min(self._by_kind["ends"], key=lambda fact: (fact.hi, fact.lo))
        message = t(
            "{id} ceased on {date}{place}, before {date2}",
            id=self._profile.id,
            date=ends.date,
            place=_place(ends),
            date2=last.date,
        )
        hint = t(
            "correct the date, or that of the end ({correcting}), or introduce "
            "the post again from a later date",
            correcting=_correcting(ends),
        )
        return "after-end", last.id, message, hint

    def _after_death(self, deaths: Sequence[Fact]) -> tuple[str, str, str, str]:
        death = deaths[0]
        later = [fact for fact in self._roles if fact is not death] or self._roles
        last = max(later, key=lambda fact: (fact.lo, fact.hi, fact.id))
        message = t(
            '"{person}" died on {date}{place}, before {date2}',
            person=death.person,
            date=death.date,
            place=_place(death),
            date2=last.date,
        )
        of_death = _correcting(death) if death.standing is not None else "died:"
        hint = t("correct the date, or that of the death ({of_death})", of_death=of_death)
        return "after-death", last.id, message, hint

    def _leaves_nothing(self) -> tuple[str, str, str, str]:
        last = self._last()
        if last.kind == "appointed":
            message = t(
                '"{person}" cannot take {id} on {date}',
                person=last.person,
                id=self._profile.id,
                date=last.date,
            )
            return "contradiction", last.id, message, t("correct one of the dates")
        message = t(
            '"{person}" does not hold {id} before {date}, and cannot leave it',
            person=last.person,
            id=self._profile.id,
            date=last.date,
        )
        why, hint = self._why_not_held(last)
        return "departure-without-appointment", last.id, message + why, hint

    def _why_not_held(self, last: Fact) -> tuple[str, str]:
        """Why somebody who leaves does not hold the post, and the way out of that."""
        others = [f for f in self._by_kind.get("departed", ()) if f is not last]
        if others:
            other = max(others, key=lambda fact: (fact.lo, fact.hi, fact.id))
            hint = t(
                "if this is the right date, correct that one ({correcting}); if "
                "sources disagree, say so there ({disputing}); if it was a plan, "
                "withdraw it ({cancelling})",
                correcting=_correcting(other),
                disputing=_disputing(other),
                cancelling=_cancelling(other),
            )
            return t(": they left on {date}{place}", date=other.date, place=_place(other)), hint
        came = self._by_kind.get("appointed", ())
        if came:
            first = min(came, key=lambda fact: (fact.lo, fact.hi, fact.id))
            hint = t("correct one of the two dates ({correcting})", correcting=_correcting(first))
            return t(": they took it on {date}{place}", date=first.date, place=_place(first)), hint
        return "", t("append the appointment too; one whose date nobody knows is on: unknown")

    def _too_many(self) -> tuple[str, str, str, str]:
        last = max(self._by_kind.get("appointed", self._roles), key=lambda f: (f.lo, f.hi, f.id))
        replaced = {f.replaces for f in self._by_kind.get("appointed", ()) if f.replaces}
        people = ", ".join(sorted({fact.person for fact in self._roles}))
        if replaced & {fact.person for fact in self._by_kind.get("departed", ())}:
            message = t(
                "{listed} left {id} after being replaced",
                listed=", ".join(sorted(replaced)),
                id=self._profile.id,
            )
            return (
                "wrong-predecessor",
                last.id,
                message,
                t("correct replaces:, or one of the dates"),
            )
        leaver = next(iter(self._by_kind.get("departed", ())), None)
        if leaver is not None and leaver.person != last.person:
            message = t(
                '"{person}" leaves {id} on {date}, and "{person2}" took it on {date2}{place}',
                person=leaver.person,
                id=self._profile.id,
                date=leaver.date,
                person2=last.person,
                date2=last.date,
                place=_place(last),
            )
            hint = t(
                "if it is the same change on another day, correct that one "
                "({correcting}); if it was a plan, withdraw it ({cancelling}); if "
                "both held it, say how many seats the post has",
                correcting=_correcting(last),
                cancelling=_cancelling(last),
            )
            return "overlap", leaver.id, message, hint
        message = t(
            "{people}: more hold {id} around {date} than it has seats",
            people=people,
            id=self._profile.id,
            date=last.date,
        )
        hint = t("record the departure, correct a date, or say how many seats the post has")
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
