"""Print the man page, made from the commands: `python docs/make_man.py > docs/timeline.1`."""

from __future__ import annotations

import inspect
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, TypeAlias

import click

from timeline.cli import COMMANDS, cli

__all__ = ["page"]

Record: TypeAlias = tuple[str, str]
"""An option as it is written, and its help."""

COMMON: Final = 4
"""An option that so many commands share, in the same words, is described once for all."""

SPECIAL: Final = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}
"""What roff would take for something else, or print as a typographic sign."""

DAYS: Final = """\
A DAY is a date (2023-09-10), a partial date (2023-09 or 2023: every day of it), today, yesterday, \
tomorrow, N days, weeks, months or years ago, or in N days, weeks, months or years. For \
`--recorded-by` these are days in UTC; it also takes a moment, like 2026-01-31T12:00Z.

A post, an organization or a person is given by id or by name."""

ANSWERS: Final = {
    "0": "Done. What was asked for was found, or there is nothing to find.",
    "1": "The data is at fault, or something failed: events were refused, a name is not known, "
    "`check` found an error, `verify` found a fault, `diff --exit-code` found a difference.",
    "2": "The command was used wrongly.",
}
ENVIRONMENT: Final = {
    "TIMELINE_DB": "The database, if `--db` does not name one.",
    "NO_COLOR": "If not empty, no color unless `--color always` asks for it.",
    "FORCE_COLOR": "If not empty, color in a pipe too, unless `--color never` forbids it.",
    "TIMELINE_PAGER": "What shows more than the terminal holds, before PAGER; empty for none.",
    "COLUMNS": "Cells of a line, if `--width` does not say; 20 or more.",
}
FILES: Final = {
    "~/.local/share/timeline/timeline.db": "The database in your user data folder, on Linux; "
    "XDG_DATA_HOME moves it. Without it, questions are answered from the bundled log.",
    "~/Library/Application Support/timeline/timeline.db": "The same on macOS.",
}
SEE_ALSO: Final = (
    "The pages in docs: commands/NAME.md for each command, yaml.md for the format of events, "
    "semantics.md for what the answers mean, checks.md for what `check` finds, and "
    "schemas/NAME.json for the JSON of each answer."
)


def page() -> str:
    """The whole man page."""
    top = click.Context(cli, info_name="timeline", **cli.context_settings)
    contexts = [_context(name, top) for name in COMMANDS]
    shared = Counter(record for context in contexts for record in _records(context))
    common = [record for record, count in shared.items() if count >= COMMON]
    summary = (cli.help or "").rstrip(".")
    lines = [
        '.\\" Made by docs/make_man.py from the commands. Do not edit.',
        '.TH TIMELINE 1 "" timeline "User Commands"',
        ".nh",
        ".nr HY 0",
        ".ad l",
        ".SH NAME",
        f"timeline \\- {_roff(summary[:1].lower() + summary[1:])}",
        ".SH SYNOPSIS",
        *_synopsis(top, contexts),
        ".SH DESCRIPTION",
        *_text(_description()),
        ".SH OPTIONS",
        *_list([*_records(top), _help_record(top)]),
        ".SH COMMANDS",
    ]
    for context in contexts:
        lines += _command(context, common)
    lines += [".SH COMMON OPTIONS", "Each command above names those that it has.", *_list(common)]
    lines += [".SH DAYS AND NAMES", *_text(DAYS)]
    for title, entries in (
        ("EXIT STATUS", ANSWERS),
        ("ENVIRONMENT", ENVIRONMENT),
        ("FILES", FILES),
    ):
        lines += [f".SH {title}", *_list(list(entries.items()))]
    lines += [".SH EXAMPLES", *_examples()]
    lines += [".SH SEE ALSO", "\\fBjq\\fR(1), \\fBsqlite3\\fR(1)", ".PP", _prose(SEE_ALSO)]
    kept = (
        line
        for before, line in pairwise(["", *lines])
        if line != ".PP" or not before.startswith(".S")  # a heading begins a paragraph itself
    )
    return "\n".join(kept) + "\n"


def _context(name: str, top: click.Context) -> click.Context:
    command = cli.get_command(top, name)
    assert command is not None  # noqa: S101 - the name is one of COMMANDS
    return click.Context(command, info_name=name, parent=top)


def _synopsis(top: click.Context, contexts: list[click.Context]) -> Iterator[str]:
    for index, context in enumerate([top, *contexts]):
        if index:
            yield ".br"
        pieces = context.command.collect_usage_pieces(context)
        yield f"\\fB{_roff(context.command_path)}\\fR {_roff(' '.join(pieces))}"


def _command(context: click.Context, common: list[Record]) -> Iterator[str]:
    """One command: what it does, its options and its examples."""
    pieces = context.command.collect_usage_pieces(context)
    yield f'.SS "{_roff(" ".join([context.command_path, *pieces]))}"'
    yield from _text(context.command.help or "")
    records = _records(context)
    yield from _list([record for record in records if record not in common])
    shared = [f"`{record[0].split()[0]}`" for record in records if record in common]
    if shared:
        yield from (".PP", _prose(f"Common options: {', '.join(shared)}."))
    yield from _text(inspect.cleandoc(context.command.epilog or ""))


def _records(context: click.Context) -> list[Record]:
    """The options of a command, without `--help`."""
    options = [param for param in context.command.params if isinstance(param, click.Option)]
    return [record for option in options if (record := option.get_help_record(context))]


def _help_record(context: click.Context) -> Record:
    option = context.command.get_help_option(context)
    record = option.get_help_record(context) if option is not None else None
    assert record is not None  # noqa: S101 - every command has --help
    return record


def _examples() -> Iterator[str]:
    """The first paragraph of the command's last words, without its head."""
    text = inspect.cleandoc(cli.epilog or "").partition("\n\n")[0]
    yield from (".EX", *map(_roff, text.splitlines()[2:]), ".EE")


def _description() -> str:
    rest = inspect.cleandoc(cli.epilog or "").partition("\n\n")[2]
    return f"{cli.help}\n\n{rest}"


def _list(entries: list[Record]) -> Iterator[str]:
    for term, text in entries:
        yield from (".TP", _term(term), _prose(text))


def _term(text: str) -> str:
    """An option in bold and its value in italics; anything else in bold."""
    if not text.startswith("-"):
        return f"\\fB{_roff(text)}\\fR"
    fonts = {True: "B", False: "I"}
    return " ".join(f"\\f{fonts[word[0] == '-']}{_roff(word)}\\fR" for word in text.split())


def _text(text: str) -> Iterator[str]:
    """Paragraphs, the way click marks them: one that begins with a backspace keeps its lines."""
    for paragraph in text.strip("\n").split("\n\n"):
        if not paragraph.startswith("\b"):
            yield from (".PP", _prose(paragraph))
            continue
        head, *lines = paragraph.splitlines()[1:]
        yield from (".PP", _prose(head), ".PP", ".EX")
        yield from map(_roff, lines)
        yield ".EE"


def _prose(text: str) -> str:
    """Text to be filled, on one line; what stands between backquotes is bold."""
    plain = _roff(" ".join(text.split()))
    return re.sub(r"\\\(ga(.*?)\\\(ga", r"\\fB\1\\fR", plain)


def _roff(text: str) -> str:
    """Text as roff takes it literally, wherever it stands."""
    escaped = "".join(
        SPECIAL.get(char, char) if char.isascii() else f"\\[u{ord(char):04X}]" for char in text
    )
    escaped = escaped.replace('"', "\\(dq")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


def main() -> None:
    """Print the page."""
    sys.stdout.write(page())


if __name__ == "__main__":
    main()
