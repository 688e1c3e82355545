"""The command. One module per command, each loaded only when it runs.

This is the only part of timeline that reads the clock, the terminal and the environment.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import Any, Final

import click

import timeline
from timeline.events import t

from .language import in_language, speaking, without_language
from .output import help_width, silence, tell, tell_findings

__all__ = ["main"]

COMMANDS: Final = {
    "show": "Draw who held what, and the state on a day.",
    "find": "Find people, posts and organizations by any part of a name.",
    "browse": "Move through time on a full screen, by the arrow keys.",
    "chart": "Draw a picture to share: a page, an SVG or a PNG.",
    "diff": "Show what changed between two days, or in what was known.",
    "succession": "List who held a post, one after the other.",
    "career": "List the posts that a person held.",
    "why": "Show the event behind an answer, and what caused it.",
    "vacancies": "List the times in which posts had no holder.",
    "stats": "Measure turnover, tenures, vacancies and successions.",
    "check": "Look for contradictions, gaps, and facts without a source.",
    "append": "Add events from YAML or JSON Lines to the log.",
    "sync": "Make the log say what YAML files say now.",
    "import": "Record what a register says: CSV, Popolo, Wikidata and others.",
    "export": "Write the log for other programs: YAML, CSV, Popolo and others.",
    "correct": "Correct fields of an event by another event.",
    "retract": "Withdraw events by other events.",
    "undo": "Take back the last append, or some events.",
    "log": "List the events of the log.",
    "event": "Show one event in full, and what it did to whom.",
    "verify": "Prove that the log is as it was written.",
    "rebuild": "Make the tables anew from the log.",
    "init": "Make an empty database of your own.",
    "schema": "Print the JSON Schema of the YAML format.",
    "completion": "Print what lets a shell complete.",
}

MODULES: Final = {"import": "import_"}
"""Where a command is that cannot give its module its name."""

EPILOG: Final = """\b
Examples:
  timeline show --as-of 2023-09-10
  timeline show alibaba-cloud --as-of 2023-10-01 --announced-by 2023-08-01
  timeline append changes.yaml --db org.db
  timeline show --db org.db --format json | jq .holders

Without a database of your own, questions are answered from a bundled log.
"""


class Commands(click.Group):
    """The commands by name; one is loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"timeline.cli.{MODULES.get(cmd_name, cmd_name)}")
        return in_language(module.command)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands before the command; an option of the command is told where it goes."""
        words = list(args)  # click takes from the list what it has read
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as fault:
            named = [word for word in words if word in COMMANDS]
            if not named:
                raise
            said = t(
                "{option} comes after the command: timeline {command} {option} ...",
                option=fault.option_name,
                command=named[0],
            )
            raise click.UsageError(said, ctx) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            if not args or not args[0] or args[0].startswith("-"):
                raise
            from timeline.events import nearest

            near = nearest(args[0], COMMANDS)
            hint = t(" Did you mean '{near}'?", near=near) if near else ""
            said = t("No such command '{name}'.", name=args[0])
            raise click.UsageError(f"{said}{hint}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section(t("Commands")):
            formatter.write_dl([(name, t(says)) for name, says in COMMANDS.items()])


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={
        "help_option_names": ["-h", "--help"],
    },
)
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    expose_value=False,
    help="What people are told is in this language; else in that of the locale.",
)
@click.version_option(timeline.__dict__.get("__version__", "unknown"), prog_name="timeline")
def cli() -> None:
    """Who held which post at which organization on any day, from an append-only log."""


CLOSED: Final[set[int]] = set()
"""Which of the three standard streams were closed when the command began."""


def main(argv: list[str] | None = None) -> None:
    """Run the command; leaves with SystemExit 1 after a failure or bad data, and 2 after misuse."""
    _open_closed_streams()
    _make_printable(sys.stdout)
    _make_printable(sys.stderr)
    _refuse_another_timeline()
    if "_TIMELINE_COMPLETE" in os.environ:
        cli.main(prog_name="timeline")  # prints what a shell asks for, and exits
    words, language = without_language(sys.argv[1:] if argv is None else argv)
    with speaking(language):
        _run(words)


def _run(words: list[str]) -> None:
    """Run the command line in the language that is spoken."""
    try:
        # Not `cli.main`, which makes exit code 1 of a pipe that `head` has closed.
        width = help_width()
        with in_language(cli).make_context("timeline", words, terminal_width=width) as context:
            context.command.invoke(context)
        sys.stdout.flush()
    except SystemExit:  # a command that has said its exit code
        _flush()
        raise
    except click.exceptions.Exit as done:
        _flush()
        sys.exit(done.exit_code)
    except BrokenPipeError:  # whoever reads us has enough; Python would complain at its end
        silence(sys.stdout)
        sys.exit(0)
    except (click.Abort, KeyboardInterrupt):
        tell(t("interrupted"), err=True)
        sys.exit(130)
    except Exception as fault:
        sys.exit(_report(fault))


def _refuse_another_timeline() -> None:
    """End with the way out if another package has taken the import name.

    The distribution `timeline` is not this one. Installed beside it, it writes over our files, and
    takes them along when it is uninstalled.
    """
    if {"open", "seed"} <= {*getattr(timeline, "__all__", ())}:
        return
    where = getattr(timeline, "__file__", None) or "its folder is there, and nothing in it"
    click.echo(
        f"error: `import timeline` finds another package than role-timeline ({where})\n"
        "mend it with\n"
        "  pip uninstall timeline\n"
        "  pip install --force-reinstall role-timeline",
        err=True,
    )
    sys.exit(1)


def _flush() -> None:
    """Give away what is left to print; whoever closed the pipe has enough."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)


def _open_closed_streams() -> None:
    """Let a standard stream that is closed lead to nowhere, and not to the next file opened."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            CLOSED.add(number)
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            mode = "r" if number == 0 else "w"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8"))


def _report(fault: Exception) -> int:
    """Print an error, and give the exit code; let any that nobody should see go its way."""
    from timeline.events import BadInput, TimelineError

    if isinstance(fault, click.ClickException):
        said = io.StringIO()
        fault.show(said)
        tell("\n".join(map(_cut, said.getvalue().rstrip("\n").split("\n"))), err=True)
        return fault.exit_code
    if isinstance(fault, OSError):
        named = f"{os.fsdecode(fault.filename)}: " if fault.filename else ""
        tell(t("error: {fault}", fault=f"{named}{t(fault.strerror or str(fault))}"), err=True)
    elif isinstance(fault, UnicodeEncodeError):
        tell(t("error: {text} is not UTF-8", text=_cut(repr(fault.object))), err=True)
    elif isinstance(fault, BadInput):
        tell_findings(fault.findings)
        plural = "s" * (fault.errors != 1)
        says = t("{n} error{plural}; nothing was appended", n=fault.errors, plural=plural)
        tell(says, err=True)
    elif isinstance(fault, TimelineError):
        tell(t("error: {fault}", fault=fault), err=True)
    else:
        raise fault
    return 1


def _cut(line: str) -> str:
    from timeline.events import shortened

    return shortened(line, 1_000)


def _make_printable(stream: Any) -> None:
    """Write `?` for a character that the terminal's encoding lacks."""
    if hasattr(stream, "reconfigure") and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
        stream.reconfigure(errors="replace")
