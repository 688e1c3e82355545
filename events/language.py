"""The language in which people are told things: English, or another one that has a catalogue.

Messages are written in English where they are told, and looked up there. A library speaks English
to its process; only the command chooses another language, by `speak`. Keys, codes and everything
that programs read stay as they are.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from gettext import NullTranslations

__all__ = ["DOMAIN", "LANGUAGES", "catalogues", "english", "later", "speak", "spoken", "t"]

DOMAIN: Final = "timeline"
"""What the catalogues are called: `timeline/locale/zh/LC_MESSAGES/timeline.mo`."""

LANGUAGES: Final = ("en", "zh")

_catalogue: NullTranslations | None = None
_language = "en"


def t(message: str, **values: Any) -> str:
    """Say a message in the language of the process, with its values in their places."""
    if _catalogue is not None:
        message = _catalogue.gettext(message)
    return message.format(**values) if values else message


def later(message: str) -> str:
    """Mark a message that is kept as it is, and said by `t` where it is told."""
    return message


def spoken() -> str:
    """The language of the process."""
    return _language


def speak(language: str) -> None:
    """Say everything in a language from now on; one without a catalogue is an error of the call."""
    global _catalogue, _language
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for the language {language!r}")
    if language == "en":
        _catalogue = None
    else:
        from gettext import translation  # nobody who reads English waits for it

        _catalogue = translation(DOMAIN, catalogues(), [language])
    _language = language


@contextmanager
def english() -> Iterator[None]:
    """Say everything in English for a while: for rows that programs read."""
    language = spoken()
    speak("en")
    try:
        yield
    finally:
        speak(language)


def catalogues() -> str:
    """The folder of the catalogues."""
    from importlib.resources import files

    return str(files("timeline") / "locale")
