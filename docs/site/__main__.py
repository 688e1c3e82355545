"""Make the site: `python -m docs.site [FOLDER]`; by default build/site."""

from __future__ import annotations

import sys
from pathlib import Path

from .building import BadSite, build

DEFAULT = Path("build", "site")


def main(arguments: list[str]) -> None:
    """Build it, and say where it is, or what is wrong with it."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    try:
        build(folder)
    except BadSite as wrong:
        sys.exit(f"error: {wrong}")
    sys.stdout.write(f"{folder / 'index.html'}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
