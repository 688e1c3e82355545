"""What ids are called on a day, in a language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from timeline.events import AFTER_ALL

from .profiles import Profile

if TYPE_CHECKING:
    from timeline.events import What

    from .posts import PostHistory

__all__ = ["Names", "Profiles"]


class Profiles(Protocol):
    """Where names come from: any `Histories`, or what remembers some of it."""

    def profile(self, what: What, ident: str) -> Profile | None:
        """Who or what an id stands for; None if there is no such id."""
        ...


class Names:
    """Looks up what ids are called, each once.

    Args:
        histories: where they come from.
        language: `zh`, `en`, `both`, or None for the one first written.
        on: the day, as an ordinal.
    """

    def __init__(
        self, histories: Profiles, language: str | None = None, on: int = AFTER_ALL
    ) -> None:
        self._histories = histories
        self._language = language
        self._on = on
        self._people: dict[str, str] = {}
        self._organizations: dict[str, Profile | None] = {}

    def person(self, ident: str) -> str:
        """A person's name; the id of one whom nobody introduced."""
        if ident not in self._people:
            profile = self._histories.profile("person", ident) or Profile("person", ident, ())
            self._people[ident] = profile.name_in(self._language, self._on)
        return self._people[ident]

    def of(self, what: str, ident: str) -> str | None:
        """The name of a person, a post or an organization; None of anything else, or no such."""
        if what not in ("person", "post", "organization"):
            return None
        profile = self._histories.profile(what, ident)  # type: ignore[arg-type]  # as tested above
        return self.short(profile) if profile is not None else None

    def label(self, profile: Profile) -> str:
        """A post's or an organization's name, in both languages unless one was asked for."""
        return profile.name_in(self._language or "both", self._on)

    def short(self, profile: Profile) -> str:
        """A post's or an organization's name in one language, where room is scarce."""
        return profile.name_in(None if self._language == "both" else self._language, self._on)

    def organization(self, ident: str) -> str:
        """An organization's name."""
        profile = self._home(ident)
        return self.label(profile) if profile is not None else ident

    def _home(self, ident: str) -> Profile | None:
        if ident not in self._organizations:
            self._organizations[ident] = self._histories.profile("organization", ident)
        return self._organizations[ident]

    def post(self, history: PostHistory) -> str:
        """A post's title behind its organization's name."""
        return self.titled(history.profile, history.organization)

    def short_post(self, history: PostHistory) -> str:
        """A post's title behind its organization's name, in one language."""
        return self.titled(history.profile, history.organization, short=True)

    def titled(self, post: Profile, organization: str, *, short: bool = False) -> str:
        """A post's title behind its organization's name; `short` for one language."""
        if not short:
            return f"{self.organization(organization)}: {self.label(post)}"
        home = self._home(organization)
        name = self.short(home) if home is not None else organization
        return f"{name}: {self.short(post)}"
