"""A real installation of the checkout, to time its command as its users run it."""

from __future__ import annotations

import shutil
import subprocess
import venv
from pathlib import Path

from .measure import ROOT

__all__ = ["install"]


def install(root: Path) -> Path:
    """Install the checkout as it is; gives the folder of its commands.

    An editable installation has import hooks, which cost start-up.
    """
    home = root / "venv"
    again = (home / "bin" / "timeline").exists()
    if not again:
        venv.create(home, with_pip=True)
    command = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    command += ["--disable-pip-version-check", str(_copied(root / "source"))]
    if again:  # what it depends on is there
        command += ["--no-deps", "--force-reinstall"]
    subprocess.run(command, check=True)  # noqa: S603
    return home / "bin"


def _copied(source: Path) -> Path:
    """A copy of what is installed, so that building leaves nothing in the checkout."""
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.so")
    for folder in ("timeline", "events", "seeds", "core", "docs"):  # a man page is in docs
        shutil.copytree(ROOT / folder, source / folder, ignore=ignore)
    for name in ("setup.cfg", "setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    return source
