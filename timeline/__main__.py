"""The command in a process of its own: `timeline`, and `python -m timeline`."""

import gc
from typing import Final

__all__ = ["main"]

_COLLECTOR: Final = (200_000, 10, 10)
"""When the cyclic garbage collector looks: what a command reads lives to its end and holds no
cycles, and looking at it again and again makes the append of a YAML file half as long again."""


def main() -> None:
    """Run the command; ends as `timeline.cli.main` does."""
    gc.set_threshold(*_COLLECTOR)  # before anything is loaded
    try:
        from timeline.cli import main as command

        command()
    finally:
        # Else Python looks for cycles among all that is left before it ends, which is a tenth of
        # what a question costs. Files and connections are closed all the same.
        gc.freeze()


if __name__ == "__main__":
    main()
