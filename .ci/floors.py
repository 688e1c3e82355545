"""Print constraints that hold what is installed at the lowest version that setup.cfg allows."""

from __future__ import annotations

import configparser
import re
import sys
from pathlib import Path

EXTRAS = ("browse", "charts", "postgres")
"""Those that people install; what the tests need may be newer."""


def main() -> None:
    """Read setup.cfg, and print each `name>=version` as `name==version`."""
    config = configparser.ConfigParser()
    config.read(Path(__file__).parent.parent / "setup.cfg", encoding="utf-8")
    lists = [config["options"]["install_requires"]]
    lists += [config["options.extras_require"][extra] for extra in EXTRAS]
    floors = re.findall(r"^([\w-]+)(?:\[\w+\])?>=([\w.]+)$", "\n".join(lists), re.MULTILINE)
    sys.stdout.write("".join(f"{name}=={version}\n" for name, version in floors))


if __name__ == "__main__":
    main()
