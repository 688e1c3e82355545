"""The command. One module per command, each loaded only when it runs.

This is the only part of timeline that reads the clock, the terminal and the environment.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any, Final, NoReturn

import click

__all__ = ["main"]

COMMANDS: Final = {
    "show": "Draw who held what, and the state on a day.",
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
    "log": "List the events of the log.",
    "verify": "Prove that the log is as it was written.",
    "init": "Make an empty database of your own.",
    "schema": "Print the JSON Schema of the YAML format.",
}

MODULES: Final = {"import": "import_"}
"""Where a command is that cannot give its module its name."""
_COLLECTOR: Final = (200_000, 10, 10)
"""When the cyclic garbage collector looks: what a command reads lives to its end and holds no
cycles, and looking at it again and again makes the append of a YAML file half as long again."""

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
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = (
                f" Did you mean '{near[0]}'?"
                if near and "Did you mean" not in error.message
                else ""
            )
            raise click.UsageError(f"No such command '{args[0]}'.{hint}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="role-timeline", prog_name="timeline")
def cli() -> None:
    """Who held which post at which organization on any day, from an append-only log."""


def main(argv: list[str] | None = None) -> None:
    """Run the command; leaves with SystemExit 1 after a failure or bad data, and 2 after misuse."""
    if argv is None:  # the process is ours, and not another program's
        gc.set_threshold(*_COLLECTOR)
    _make_printable(sys.stdout)
    _make_printable(sys.stderr)
    if "_TIMELINE_COMPLETE" in os.environ:
        cli.main(prog_name="timeline")  # prints what a shell asks for, and exits
    try:
        # Not `cli.main`, which makes exit code 1 of a pipe that `head` has closed.
        with cli.make_context("timeline", sys.argv[1:] if argv is None else argv) as context:
            cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(130)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except BrokenPipeError:
        _leave_quietly()
    except OSError as fault:
        named = f"{fault.filename}: " if fault.filename else ""
        click.echo(f"error: {named}{fault.strerror or fault}", err=True)
        sys.exit(1)
    except Exception as fault:
        _report(fault)


def _leave_quietly() -> NoReturn:
    """Keep Python from complaining of a closed pipe when it flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())  # type: ignore[union-attr]
    sys.exit(0)


def _report(fault: Exception) -> None:
    """Print an error of ours and exit; let any other go its way."""
    from timeline.events import BadInput, TimelineError, printable

    if type(fault).__module__ == "sqlite3":
        click.echo(f"error: the database is damaged: {fault}; see timeline verify", err=True)
        sys.exit(1)
    if not isinstance(fault, TimelineError):
        raise fault
    if isinstance(fault, BadInput):
        errors = sum(finding.severity == "error" for finding in fault.findings)
        click.echo(str(fault), err=True)
        click.echo(f"{errors} error{'s' * (errors != 1)}; nothing was appended", err=True)
    else:
        click.echo(f"error: {printable(str(fault))}", err=True)
    sys.exit(1)


def _make_printable(stream: Any) -> None:
    """Write `?` for a character that the terminal's encoding lacks."""
    if hasattr(stream, "reconfigure") and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
        stream.reconfigure(errors="replace")
