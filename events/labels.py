"""Texts by a word, like names by language: a mapping that nobody can change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["NO_LABELS", "Labels"]


class Labels(dict[str, str]):
    """A dictionary of texts that refuses every change.

    It is a `dict` to read, to compare, to copy and to write as JSON; and it can be hashed, for
    it never changes.
    """

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]  # a dict, which may change, has none
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Labels], tuple[dict[str, str]]]:
        return Labels, (dict(self),)

    def __or__(self, other: Mapping[str, str], /) -> Labels:  # type: ignore[override]
        return Labels({**self, **other})

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("an event never changes: append another, which corrects it")

    def __setitem__(self, name: str, value: str) -> None:
        self._refuse()

    def __delitem__(self, name: str) -> None:
        self._refuse()

    def __ior__(self, other: Any) -> NoReturn:  # type: ignore[misc]
        self._refuse()

    def update(self, *_: Mapping[str, str] | Iterable[tuple[str, str]], **__: str) -> None:  # type: ignore[override]
        """Refuse."""
        self._refuse()

    def setdefault(self, *_: str) -> NoReturn:
        """Refuse."""
        self._refuse()

    def pop(self, *_: object) -> NoReturn:
        """Refuse."""
        self._refuse()

    def popitem(self) -> NoReturn:
        """Refuse."""
        self._refuse()

    def clear(self) -> None:
        """Refuse."""
        self._refuse()


NO_LABELS: Final = Labels()
