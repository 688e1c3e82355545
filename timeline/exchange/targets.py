"""Files that are there whole, or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .exporting import OutFile

__all__ = ["write_file", "write_folder"]


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file; whoever opens it sees what was there before, or all that is there now.

    What is no ordinary file, such as a pipe, is written into as it is.

    Raises:
        OSError: it cannot be written; what was there before is there still.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as out:
            out.writelines(pieces)
        return
    target = Path(os.path.realpath(path))  # a link goes on to lead to the file
    with NamedTemporaryFile(dir=target.parent, prefix=".export-", delete=False) as out:
        made = Path(out.name)
        try:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
            _move(made, target)
        finally:
            made.unlink(missing_ok=True)


_WRITTEN: Final = ".timeline-export"
"""The file of a folder that lists what the last export wrote there, a name a line."""


def write_folder(
    folder: Path, files: Iterable[OutFile], stays: Callable[[str], bool] = lambda _: False
) -> list[Path]:
    """Write files into a folder, which is made if it is missing; they appear when all are written.

    What an earlier export wrote there, and this one does not, is removed; other files are let be.

    Args:
        folder: where to.
        files: what to write.
        stays: says of a file of an earlier export, by its name, whether it is still a part.

    Raises:
        OSError: one cannot be written; the files are as they were before, unless the disk fails
            in the moment in which they are moved.
    """
    moves: list[tuple[Path, Path]] = []
    made_folders: list[Path] = []
    names: dict[str, None] = {}
    try:
        for file in files:
            path = folder / file.name
            names[file.name] = None
            made_folders += _made(path.parent)
            with NamedTemporaryFile(dir=path.parent, prefix=".export-", delete=False) as out:
                moves.append((Path(out.name), path))
                out.writelines(file.pieces)
        for made, path in moves:
            _move(made, path)
        _settle(folder, names, stays)
    finally:
        for made, _ in moves:
            made.unlink(missing_ok=True)
        for empty in reversed(made_folders):
            with suppress(OSError):  # it holds what was written
                empty.rmdir()
    return [path for _, path in moves]


def _made(folder: Path) -> list[Path]:
    """Make a folder and those above it that are missing, and give them, the outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _settle(folder: Path, names: dict[str, None], stays: Callable[[str], bool]) -> None:
    """Remove what an earlier export alone wrote, and note what is there now."""
    listed = folder / _WRITTEN
    earlier = listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []
    for name in earlier:
        path = folder / name
        if name in names or ".." in path.parts or Path(name).is_absolute():
            continue
        if stays(name) and path.is_file():
            names[name] = None
        elif path.is_file():
            path.unlink()
            with suppress(OSError):  # something else is in its folder
                path.parent.rmdir()
    if names or listed.exists():
        write_file(listed, [f"{name}\n".encode() for name in sorted(names)])


def _move(made: Path, target: Path) -> None:
    """Put a temporary file, which nobody else may read, where one stands that others may."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    made.chmod(mode)
    made.replace(target)


def _umask() -> int:
    """What new files of this process are not."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
