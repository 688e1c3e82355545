"""`timeline completion`."""

from __future__ import annotations

from typing import Final

import click

EPILOG: Final = """\b
Examples:
  eval "$(timeline completion bash)"       in ~/.bashrc
  eval "$(timeline completion zsh)"        in ~/.zshrc
  timeline completion fish > ~/.config/fish/completions/timeline.fish
"""


@click.command("completion", epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print what lets a shell complete commands, options, posts, people and organizations."""
    click.echo(script(shell))


def script(shell: str) -> str:
    """The text that a shell reads; it asks the command for what fits."""
    from click.shell_completion import ShellComplete, get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows the three
    asking = kind(click.Command("timeline"), {}, "timeline", "_TIMELINE_COMPLETE")
    return ShellComplete.source(asking).strip()  # bash's own looks for a bash on this machine
