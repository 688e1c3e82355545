"""Files and folders of YAML, as a register that is kept by hand.

Their entries are known by `id:`; without one by their fact, and at last as the nearest entry of the
same verb, post and person that changed. Files of a folder belong together: a source or a person may
stand in another of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import (
    BadInput,
    Cancelled,
    Finding,
    Place,
    Retracted,
    TimelineError,
    decode_text,
    read_files,
    t,
)

from .statements import Reading, Statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from timeline.events import Directory, Draft, What
    from timeline.projections.histories import Histories

__all__ = ["Elsewhere", "files_of", "read_folder"]

ENDINGS: Final = (".yaml", ".yml")


def read_folder(paths: Sequence[str | Path], directory: Directory | None) -> Reading:
    """Read files, and all files of folders that end in `.yaml` or `.yml`.

    Args:
        paths: files and folders.
        directory: who and what is known from elsewhere.

    Raises:
        BadInput: with everything that is wrong; or a path is neither file nor folder.
        OSError: a file cannot be read.
    """
    files = [(str(path), _text(path)) for path in files_of(paths)]
    if not any(text.strip() for _, text in files):  # written half, as a rule
        hint = t("a register without entries says so: events: []")
        message = t("this file is empty")
        raise BadInput([Finding("empty", message, Place(files[0][0], 1, 1), hint)])
    documents = read_files(files, directory)
    findings = [finding for document in documents for finding in document.findings]
    if any(finding.severity == "error" for finding in findings):
        raise BadInput(findings)
    statements = [*_statements(draft for document in documents for draft in document.drafts)]
    return Reading(
        statements,
        findings=findings,
        records=len(statements),
        assertions=[a for document in documents for a in document.assertions],
    )


@attrs.frozen
class Elsewhere:
    """What is known from the log without what a register alone introduced.

    Whoever is gone from the register is gone from its own names too.

    Attributes:
        histories: of the log.
        alone: the subjects that the register alone introduced, like `person:ann`.
    """

    histories: Histories
    alone: Collection[str]

    def ids(self, what: What, text: str) -> Sequence[str]:
        """The ids that a text may stand for: the id itself, or those that bear it as a name."""
        found = self.histories.ids(what, text)
        return [ident for ident in found if f"{what}:{ident}" not in self.alone]

    def near(self, what: What, text: str) -> str | None:
        """The id or name that was probably meant."""
        return self.histories.near(what, text)

    def organization_of(self, post: str) -> str | None:
        """The organization that a post belongs to."""
        if f"post:{post}" in self.alone:
            return None
        return self.histories.organization_of(post)


def files_of(paths: Sequence[str | Path]) -> list[Path]:
    """All files that some paths name, each once, in the order of their names within a folder.

    Raises:
        BadInput: there is no YAML file in a folder.
    """
    found: dict[Path, Path] = {}
    for path in map(Path, paths):
        inside = (
            sorted(p for p in path.rglob("*") if _is_ours(p, path)) if path.is_dir() else [path]
        )
        if not inside:
            hint = t("a folder's files end in {listed}", listed=" or ".join(ENDINGS))
            raise BadInput([_refused(path, t("there is no YAML file in this folder"), hint)])
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


def _statements(drafts: Iterable[Draft]) -> Iterator[Statement]:
    """The facts of all entries; an entry's `id:` is its record and its name.

    A repair or cancellation of a change by the change's id is about both of its halves.
    """
    drafts = list(drafts)
    keys = {draft.event.key for draft in drafts}
    for draft in drafts:
        key, event = draft.event.key, draft.event
        yield Statement(event, key, key, draft.origin)
        half = f"{getattr(event, 'event', None)}-departed"
        if isinstance(event, (Cancelled, Retracted)) and half in keys:
            other = attrs.evolve(event, event=half, key=None)
            yield Statement(other, key and f"{key}-departed", None, draft.origin)
