"""A map of a table to begin with, guessed from its columns' names and from what they hold."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import BadDate, BadInput, EdtfDate

from .column_words import ACTING, columns_by_key
from .date_formats import date_by_format
from .encodings import bad_line, encoding_of, likely_encoding
from .table_files import TableForm, header_of, is_workbook, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .table_files import Row

__all__ = ["guessed_map"]

_SAMPLE: Final = 2_000
"""How many rows are looked at."""

_HEADINGS: Final = 10
"""In how many of the first lines the column names are looked for."""

_SENTINELS: Final = 6
"""How many different values that are no date an end may have, for them to be sentinels."""

FORMATS: Final = (
    *("%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y年%m月", "%Y年", "%Y/%m"),
    *("%d.%m.%Y", "%d.%m.%y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%b. %d, %Y"),
    *("%B %Y", "%b %Y", "%b. %Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"),
)
"""The formats of dates that can be told apart, beside EDTF."""

DAY_OR_MONTH: Final = (("%m/%d/%Y", "%d/%m/%Y"), ("%m/%d/%y", "%d/%m/%y"))
"""Those of which only a day beyond the twelfth tells which one it is."""

_HEAD: Final = """\
# A guess, for you to look over: what is wrong here goes wrong without a word.
# "{column}" stands for what a row holds in that column. docs/exchange.md has all keys.
"""


def guessed_map(path: Path) -> str:
    """The text of a map for a table, with remarks where only the user can know.

    Raises:
        BadInput: it is no table that can be read.
        OSError: it cannot be read.
    """
    form = _form_of(path)
    columns = header_of(path, form)
    rows = [*islice(rows_of(path, form), _SAMPLE)]
    return _HEAD + "\n".join(_Guess(form, columns, rows).lines()) + "\n"


def _form_of(path: Path) -> TableForm:
    """How a file is written: its encoding, and the line that has most column names."""
    form = TableForm()
    if not is_workbook(path):
        encoding = encoding_of(path)
        _, sample = bad_line(path, encoding)
        form = TableForm(encoding=likely_encoding(sample) if sample else None)
    widths = []
    for heading in range(1, _HEADINGS + 1):
        try:
            names = header_of(path, attrs.evolve(form, heading=heading))
        except BadInput:  # beyond the end, or an empty line
            widths.append(0)
        else:
            widths.append(sum(map(bool, names)))
    return attrs.evolve(form, heading=widths.index(max(widths)) + 1)


class _Guess:
    """Guesses from a sample."""

    def __init__(self, form: TableForm, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self._form = form
        self._columns = columns
        self._rows = rows
        self._found = columns_by_key(columns)
        dated = [column for column in columns if column and self._is_dated(column)]
        for key in ("start", "end"):
            free = [column for column in dated if column not in self._found.values()]
            if key not in self._found and free:
                self._found[key] = free[0]

    def lines(self) -> Iterator[str]:
        """The lines of the map."""
        yield from self._how_written()
        yield from self._posts()
        name = self._found.get("name")
        yield f"name: {_of(name)}" if name else "name: NAME  # the column of the person's name"
        if "person" in self._found:
            yield f"person: {_of(self._found['person'])}"
        else:
            yield "# person: an id; without one, whoever has one name is one person"
        yield from self._split()
        yield from self._dates()
        yield from self._capacities()
        for key in ("reason", "source", "note", "record"):
            if key in self._found:
                yield f"{key}: {_of(self._found[key])}"
        if unused := [c for c in self._columns if c and c not in self._found.values()]:
            yield f"# not used: {', '.join(unused)}"

    def _how_written(self) -> Iterator[str]:
        if self._form.encoding is not None:
            yield f"encoding: {self._form.encoding}  # it is not UTF-8"
        if self._form.heading > 1:
            yield f"heading: {self._form.heading}"

    def _posts(self) -> Iterator[str]:
        home = self._found.get("organization") or self._found.get("organization-name")
        title = self._found.get("title")
        if home:
            yield f"organization: {_of(home)}"
            if name := self._found.get("organization-name"):
                yield f"organization-name: {_of(name)}"
        else:
            yield "organization: ORGANIZATION  # the id of the organization"
        whose = f"{{{home}}}" if home else "ORGANIZATION"
        post = f"{{{title}}}" if title else "POST"
        yield f"post: {_quoted(f'{whose}/{post}')}"
        yield f"title: {_of(title)}" if title else "title: TITLE  # of the post"
        yield "# seats: how many may hold a post at once, or unknown; one if you say nothing"

    def _values(self, key_or_column: str) -> Counter[str]:
        column = self._found.get(key_or_column, key_or_column)
        return Counter(text for row in self._rows if (text := row.cells.get(column, "")))

    def _is_dated(self, column: str) -> bool:
        """Whether most of what a column holds are dates, and not just numbers."""
        values = self._values(column)
        dated = [text for text in values if _is_date(text, (*FORMATS, *sum(DAY_OR_MONTH, ())))]
        return bool(dated) and len(dated) * 5 >= len(values) * 4

    def _split(self) -> Iterator[str]:
        names = self._values("name") if "name" in self._found else Counter[str]()
        marks = [m for m in (" / ", ";", "；", "、", " & ") if any(m in name for name in names)]
        if marks:
            example = next(name for name in names if marks[0] in name)
            listed = ", ".join(map(_quoted, marks))
            yield f"# split: [{listed}]  # if {_quoted(example)} are several people"

    def _dates(self) -> Iterator[str]:
        for key in ("start", "end"):
            column = self._found.get(key)
            yield f"{key}: {_of(column)}" if column else f"# {key}: the column of the {key}"
        yield "ends: unstated  # or last-day, or first-day-out, if the register says so"
        given = [
            text for key in ("start", "end") if key in self._found for text in self._values(key)
        ]
        formats, unsure = _formats_of(given)
        for pair in unsure:
            both = " or ".join(map(_quoted, pair))
            yield f"# {both}? No date here tells the day from the month: add the right one below."
        if formats or unsure:
            yield f"date-formats: [{', '.join(map(_quoted, formats))}]"
        yield from self._sentinels(formats)

    def _sentinels(self, formats: Sequence[str]) -> Iterator[str]:
        """What stands for an end that is none; what stands where a start should be."""
        known = (*formats, *sum(DAY_OR_MONTH, ()))
        for key, setting in (("end", "open-when"), ("start", "continued-when")):
            column = self._found.get(key)
            odd = [text for text in self._values(key) if column and not _is_date(text, known)]
            if column and 0 < len(odd) <= _SENTINELS:
                listed = ", ".join(map(_quoted, odd))
                remark = "" if key == "end" else "# "
                yield f"{remark}{setting}: {{{_quoted(column)}: [{listed}]}}"
            elif odd:
                yield f"# {len(odd)} values of {column} are no dates, like {_quoted(odd[0])}"

    def _capacities(self) -> Iterator[str]:
        if "capacity" not in self._found:
            return
        yield f"capacity: {_of(self._found['capacity'])}"
        words = {}
        for text in self._values("capacity"):
            parts = text.casefold()
            near = [c for c, known in ACTING.items() if any(k in parts for k in known.split())]
            words[text] = near[0] if near else "permanent"
        if 0 < len(words) <= _SENTINELS * 2:
            yield "capacities:"
            yield from (f"  {_quoted(text)}: {word}" for text, word in words.items())


def _formats_of(texts: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The formats that the dates among some texts are in, and pairs of which nothing tells which.

    The first is that of most.
    """
    counts: Counter[str] = Counter()
    unsure: list[tuple[str, str]] = []
    left = [text for text in texts if not _is_date(text, ())]
    for form in FORMATS:
        counts[form] = sum(date_by_format(text, form) is not None for text in left)
    for month_first, day_first in DAY_OR_MONTH:
        read = [[date_by_format(text, form) for text in left] for form in (month_first, day_first)]
        one, other = (sum(date is not None for date in dates) for dates in read)
        if one and one == other:
            unsure.append((month_first, day_first))
        else:
            counts[month_first if one > other else day_first] = max(one, other)
    return [form for form, count in counts.most_common() if count], unsure


def _is_date(text: str, formats: Sequence[str]) -> bool:
    try:
        EdtfDate.parse(text)
    except BadDate:
        return any(date_by_format(text, form) is not None for form in formats)
    return True


def _of(column: str | None) -> str:
    return _quoted(f"{{{column}}}")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
