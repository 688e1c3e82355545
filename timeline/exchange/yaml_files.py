"""Files and folders of YAML, as a register that is kept by hand.

Their entries are known by `id:`; without one by their fact, and at last as the nearest entry of the
same verb, post and person that changed. Files of a folder belong together: a source or a person may
stand in another of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import BadInput, Finding, Place, TimelineError, decode_text, read_files

from .statements import Reading, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import Assertion, Directory, Document, Draft

__all__ = ["YamlRegister", "read_register"]

ENDINGS: Final = (".yaml", ".yml")


@attrs.frozen
class YamlRegister:
    """What YAML files say.

    Attributes:
        reading: their statements, and what is wrong with them.
        assertions: what must be so in the end.
    """

    reading: Reading
    assertions: tuple[Assertion, ...]


def read_register(paths: Sequence[str | Path], directory: Directory | None) -> YamlRegister:
    """Read files, and all files of folders that end in `.yaml` or `.yml`.

    Args:
        paths: files and folders.
        directory: who and what is known from elsewhere.

    Raises:
        BadInput: with everything that is wrong; or a path is neither file nor folder.
        OSError: a file cannot be read.
    """
    files = [(str(path), _text(path)) for path in _files(paths)]
    documents = read_files(files, directory)
    findings = [finding for document in documents for finding in document.findings]
    if any(finding.severity == "error" for finding in findings):
        raise BadInput(findings)
    statements = [each for document in documents for each in _statements(document)]
    reading = Reading(statements, findings=findings, records=len(statements))
    return YamlRegister(reading, tuple(a for document in documents for a in document.assertions))


def _files(paths: Sequence[str | Path]) -> list[Path]:
    """All files, each once, in the order of their names within a folder."""
    found: dict[Path, Path] = {}
    for path in map(Path, paths):
        inside = (
            sorted(p for p in path.rglob("*") if _is_ours(p, path)) if path.is_dir() else [path]
        )
        if not inside:
            hint = f"a folder's files end in {' or '.join(ENDINGS)}"
            raise BadInput([_refused(path, "there is no YAML file in this folder", hint)])
        found.update((file.resolve(), file) for file in inside)
    return [*found.values()]


def _is_ours(file: Path, folder: Path) -> bool:
    """Whether a file of a folder is read; hidden ones, like those of git, are not."""
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.suffix.lower() in ENDINGS and not hidden and file.is_file()


def _text(path: Path) -> str:
    try:
        return decode_text(path.read_bytes(), str(path))
    except TimelineError as fault:
        raise BadInput([_refused(path, str(fault), None)]) from None


def _refused(path: Path, message: str, hint: str | None) -> Finding:
    return Finding("not-read", message, Place(str(path), 1, 1), hint)


def _statements(document: Document) -> Iterator[Statement]:
    return map(_statement, document.drafts)


def _statement(draft: Draft) -> Statement:
    """A fact of an entry; its `id:` is its record and its name."""
    key = draft.event.key
    return Statement(draft.event, key, key, draft.origin)
