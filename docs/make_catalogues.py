"""Make the catalogues of messages anew: `python -m docs.make_catalogues`; needs Babel.

What people are told is collected from the code (`t(…)` and `later(…)`), from the help of the
commands, and from click. A catalogue keeps its translations; what is new in it is empty, and a test
says so. It is written as a `.po` to be edited and a `.mo` that is read.
"""

from __future__ import annotations

import ast
import inspect
import os
import re
from collections.abc import Iterator
from errno import EACCES, EEXIST, EISDIR, ENOENT, ENOSPC, ENOTDIR, EROFS
from io import BytesIO
from pathlib import Path
from typing import Final

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import timeline
from timeline.cli import COMMANDS, cli
from timeline.cli.language import told_epilog
from timeline.events import CAPACITIES, DOMAIN, KINDS, REASONS
from timeline.projections.answers.check import RULES

__all__ = ["CATALOGUES", "collected", "compiled", "main"]

ROOT: Final = Path(__file__).parents[1]
CATALOGUES: Final = ROOT / "timeline" / "locale"
MARKS: Final = {"t", "later"}

SHOWN: Final = (
    *("certain", "possible", "error", "warning", "note", "changed", "new", "gone"),
    *("person", "organization", "post", "event", "batch", "source", "id", "born", "died", "seats"),
    *("continues", "effective", "announced", "recorded", "about", "origin", "capacity", "reasons"),
    *("Post", "Holder", "Since", "Until", "For", "After", "Before", "Person", "Organization"),
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
    *("Id", "Holds", "Within", "a person", "an organization", "a post"),
    *(
        "departed",
        "succeeded",
        "replaced",
        "abolished",
        "dissolved",
        "promoted",
        "death",
        "term_ends",
        "title",
        "holder",
        "since",
    ),
)
"""Codes that are shown as words, beside capacities, reasons and kinds."""

OF_OTHERS: Final = (
    *(os.strerror(number) for number in (EACCES, EEXIST, EISDIR, ENOENT, ENOSPC, ENOTDIR, EROFS)),
    *("Expecting value", "Extra data", "Invalid control character at", "Invalid \\escape"),
    *("Expecting ',' delimiter", "Expecting ':' delimiter", "Unterminated string starting at"),
    "Expecting property name enclosed in double quotes",
    "Illegal trailing comma before end of object",
)
"""What the operating system and the reader of JSON say, which goes into our messages."""


def collected() -> list[str]:
    """Every message, in the order of the files and commands, each once."""
    rules = [text for rule in RULES.values() for text in (rule.says, rule.mend)]
    found = [
        *_of_code(),
        *rules,
        *SHOWN,
        *OF_OTHERS,
        *CAPACITIES,
        *REASONS,
        *KINDS,
        *_of_commands(),
        *_of_click(),
    ]
    return [message for message in dict.fromkeys(found) if message.strip()]


def _of_code() -> Iterator[str]:
    for room in ("events", "timeline"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
                    message = node.args[0]
                    if isinstance(message, ast.Constant) and isinstance(message.value, str):
                        yield message.value


def _of_commands() -> Iterator[str]:
    """The help of the group and of each command, its options and its examples."""
    top = click.Context(cli, info_name="timeline")
    commands = [cli, *(cli.get_command(top, name) for name in COMMANDS)]
    yield from COMMANDS.values()
    for command in filter(None, commands):
        yield inspect.cleandoc(command.help or "")
        yield command.options_metavar or ""
        yield getattr(command, "subcommand_metavar", "") or ""
        for param in command.params:
            yield from filter(None, (getattr(param, "help", None), param.metavar))
        yield from _of_epilog(command.epilog or "")


def _of_epilog(epilog: str) -> list[str]:
    said: list[str] = []

    def heard(text: str) -> str:
        said.append(text)
        return text

    told_epilog(epilog, heard)
    return said


def _of_click() -> Iterator[str]:
    """What click says itself."""
    for name in ("core", "decorators", "exceptions", "formatting", "parser", "types", "termui"):
        module = __import__(f"click.{name}", fromlist=[name])
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "ngettext"}:
                for message in node.args[:1]:
                    if isinstance(message, ast.Constant) and isinstance(message.value, str):
                        yield message.value


def _plurals() -> dict[str, str]:
    """Click's messages with a plural, by their singular."""
    found = {}
    for name in ("core", "exceptions", "types"):
        module = __import__(f"click.{name}", fromlist=[name])
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ngettext":
                one, many = node.args[:2]
                if isinstance(one, ast.Constant) and isinstance(many, ast.Constant):
                    found[str(one.value)] = str(many.value)
    return found


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    into = BytesIO()
    write_mo(into, catalogue)
    return into.getvalue()


def main() -> None:
    """Bring each catalogue up to date."""
    plurals = _plurals()
    for path in sorted(CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as file:
            before = read_po(file, locale=path.parts[-3])
        after = Catalog(locale=path.parts[-3], domain=DOMAIN, project="timeline", fuzzy=False)
        after.version = timeline.__version__
        after.creation_date = after.revision_date = before.creation_date
        for message in collected():
            several = (message, plurals[message]) if message in plurals else message
            known = before.get(message)
            after.add(several, known.string if known else None)
            if re.search(r"\{\w", message):
                after[message].flags.discard("python-format")
        with path.open("wb") as file:
            write_po(file, after, width=100, no_location=True, omit_header=False)
        path.with_suffix(".mo").write_bytes(compiled(after))


if __name__ == "__main__":
    main()
