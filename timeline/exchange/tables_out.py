"""Tables with a row a tenure, as CSV and as a workbook, and the map that reads them back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from timeline.events import UNKNOWN_PERSON, need

from .cells import harmless
from .exporting import OutFile
from .tenure_facts import facts_of_tenures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from timeline.events import Source
    from timeline.projections.histories import Asked, Histories
    from timeline.projections.tenures import Tenure

    from .exporting import WriteOptions
    from .tenure_facts import TenureFacts

__all__ = ["COLUMNS", "CSV", "MAP", "XLSX", "csv_bytes", "tenure_rows"]

COLUMNS: Final = (
    *("organization", "organization_name", "post", "title", "person", "name", "capacity"),
    *("start", "end", "ended", "reason", "reasons", "reason_code", "term_ends", "last_seen"),
    *("renewals", "conflicting", "source", "note", "events", "record"),
)
"""The columns of a row, which is a tenure."""

MAP: Final = """\
# How `timeline import csv` reads what `timeline export csv` has written.
organization: "{organization}"
organization-name: "{organization_name}"
post: "{post}"
title: "{title}"
seats: unknown                # each row says itself when it ended
person: "{person}"
name: "{name}"
capacity: "{capacity}"
start: "{start}"
end: "{end}"
ends: first-day-out
reason: "{reason}"
reason-code: "{reason_code}"
term-ends: "{term_ends}"
source: "{source}"
note: "{note}"
record: "{record}"
"""
"""The map of a table that was written so."""

_ARGUMENTS: Final = {
    "print-map": "print the map that reads the table back, and no table",
    "raw": "leave cells that a spreadsheet takes for formulas as they are",
}


class _Csv:
    """The format `csv`, written."""

    arguments: Final[Mapping[str, str]] = _ARGUMENTS
    is_text: Final = True

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One table. See `Exporter.files`."""
        if "print-map" in options.arguments:
            yield OutFile([MAP.encode()])
        else:
            yield OutFile(csv_bytes(_cells(timeline, options)))


class _Xlsx:
    """The format `xlsx`."""

    arguments: Final[Mapping[str, str]] = _ARGUMENTS
    is_text: Final = False

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One workbook. See `Exporter.files`."""
        if "print-map" in options.arguments:
            yield OutFile([MAP.encode()])
        else:
            yield OutFile(_workbook(_cells(timeline, options)))


CSV: Final = _Csv()
XLSX: Final = _Xlsx()


def _cells(timeline: Asked, options: WriteOptions) -> Iterator[list[str]]:
    """The rows' cells as texts, the heading first."""
    yield [*COLUMNS]
    as_it_is = "raw" in options.arguments
    for row in tenure_rows(timeline, options):
        texts = [_text(row[name]) for name in COLUMNS]
        yield texts if as_it_is else [harmless(text) for text in texts]


def _text(value: Any) -> str:
    """A cell: None as nothing, a list as its items with spaces between."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def tenure_rows(timeline: Asked, options: WriteOptions) -> Iterator[dict[str, Any]]:
    """A row of `COLUMNS` for each tenure, sorted by post and start."""
    histories = timeline.histories(options.knowledge)
    for facts in facts_of_tenures(timeline, histories, options):
        yield _row(facts, histories)


def _row(facts: TenureFacts, histories: Histories) -> dict[str, Any]:
    tenure, home = facts.tenure, facts.history.organization
    begun = facts.appointments[0] if facts.appointments else None
    return {
        "organization": home,
        "organization_name": _name(histories, "organization", home),
        "post": tenure.post,
        "title": facts.history.profile.name if facts.history.profile.names() else None,
        "person": tenure.person,
        "name": _name(histories, "person", tenure.person),
        "capacity": tenure.capacity,
        "start": _date(tenure.start),
        "end": _date(tenure.end),
        "ended": tenure.ended,
        "reason": tenure.reasons[0] if tenure.reasons else None,
        "reasons": tenure.reasons,
        "reason_code": facts.reason_code,
        "term_ends": _date(tenure.term_ends),
        "last_seen": _date(_last_seen(tenure)),
        "renewals": tenure.renewals,
        "conflicting": bool(getattr(tenure, "conflicting", False)),
        "source": _source(facts.sources),
        "note": facts.notes,
        "events": tenure.events,
        "record": begun.id if begun else f"end {tenure.ended_by}",
    }


def _last_seen(tenure: Tenure) -> Any:
    return getattr(tenure, "last_seen", None)


def _date(date: Any) -> str | None:
    return None if date is None else str(date)


def _name(histories: Histories, what: Any, ident: str) -> str:
    if what == "person" and ident == UNKNOWN_PERSON:
        return ident
    profile = histories.profile(what, ident)
    return profile.name if profile is not None else ident


def _source(sources: Iterable[Source]) -> str | None:
    """The first source's address, or its title: a cell holds one."""
    return next((source.url or source.title for source in sources), None)


def csv_bytes(rows: Iterable[list[str]]) -> Iterator[bytes]:
    """The lines of a table of texts, in CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow(row)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _workbook(rows: Iterable[list[str]]) -> Iterator[bytes]:
    need("openpyxl", "excel")
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("tenures")
    for row in rows:
        cells = [WriteOnlyCell(sheet, _printed(text)) for text in row]
        for cell in cells:
            cell.data_type = "s"  # a date of its own would lose how precise it is
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    yield out.getvalue()


def _printed(text: str) -> str:
    """A text without the characters that no workbook may hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text))
