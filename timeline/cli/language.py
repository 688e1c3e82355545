"""Which language the command speaks, and its help in that language."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from inspect import cleandoc
from typing import TYPE_CHECKING, Final

from timeline.events import DOMAIN, LANGUAGES, catalogues, speak, spoken, t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import click

__all__ = ["in_language", "speaking", "told_epilog", "without_language"]

OPTION: Final = "--lang"
_EXAMPLE: Final = r"(?P<command>  \S.*?| +)(?P<space> {2,})(?P<says>\S.*)"
"""A line of the examples: a command, and what it does, which may stand alone below a long one."""


def without_language(arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """The arguments without `--lang`, which may stand anywhere, and the language that it names.

    What names none of ours is left where it is, for the command to refuse.
    """
    left: list[str] = []
    chosen = None
    words = iter(arguments)
    for word in words:
        if word == "--":
            return [*left, word, *words], chosen
        name, equals, value = word.partition("=")
        if name != OPTION:
            left.append(word)
            continue
        value = value if equals else next(words, "")
        if value in LANGUAGES:
            chosen = value
        else:
            left = [OPTION, value, *left]  # the group has the option, and says what it takes
    return left, chosen


def _of_environment() -> str:
    """The language of the locale, if there is a catalogue for it and the terminal can print it."""
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if not locale.lower().startswith("zh"):
        return "en"
    try:
        "中".encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return "en"
    return "zh"


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Speak a language, by default that of the environment, and then the one from before."""
    chosen = language or _of_environment()
    if chosen == spoken() == "en":
        yield
        return
    import gettext

    before = spoken(), gettext.textdomain(), os.environ.get("LANGUAGE")
    speak(chosen)
    # What click says itself, it looks up by the standard library's own domain and language.
    gettext.bindtextdomain(DOMAIN, catalogues())
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = chosen
    try:
        yield
    finally:
        speak(before[0])
        gettext.textdomain(before[1])
        if before[2] is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before[2]


def in_language(command: click.Command) -> click.Command:
    """The command with its help in the language that is spoken; the command itself stays."""
    if spoken() == "en":
        return command
    from copy import copy

    from .formatting import CellContext

    told = copy(command)
    told.context_class = CellContext
    told.help = t(cleandoc(command.help)) if command.help else command.help
    told.epilog = told_epilog(command.epilog) if command.epilog else command.epilog
    told.options_metavar = t(command.options_metavar or "")
    if hasattr(told, "subcommand_metavar"):  # a group
        told.subcommand_metavar = t(told.subcommand_metavar)
    told._help_option = None  # it is made once, in the language of then
    told.params = [_param(param) for param in command.params]
    return told


def _param(param: click.Parameter) -> click.Parameter:
    from copy import copy

    told = copy(param)
    said = getattr(param, "help", None)
    if said:
        told.help = t(said)
    if param.metavar:
        told.metavar = t(param.metavar)
    return told


def told_epilog(epilog: str, say: Callable[[str], str] = t) -> str:
    """Examples with what they do, in which the commands stay; and paragraphs."""
    return "\n\n".join(_part(part, say) for part in cleandoc(epilog).split("\n\n"))


def _part(part: str, say: Callable[[str], str]) -> str:
    if not part.startswith("\b"):
        return say(" ".join(part.split()))
    return "\n".join(_line(line, say) for line in part.split("\n"))


def _line(line: str, say: Callable[[str], str]) -> str:
    if not line.startswith("  "):
        return say(line) if line.strip("\b") else line
    found = re.fullmatch(_EXAMPLE, line)
    if found is None:
        return line
    return f"{found['command']}{found['space']}{say(found['says'])}"
