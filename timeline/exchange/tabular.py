"""Tables with a row a tenure: CSV and its kin, and workbooks, read by a map."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from timeline.events import (
    CAPACITIES,
    REASONS,
    UNKNOWN_PERSON,
    BadDate,
    BadInput,
    BadValue,
    EdtfDate,
    Finding,
    Organization,
    Person,
    Place,
    Post,
    Source,
    TimelineError,
    decode_text,
    need,
)

from .name_lists import Lists, changes_of
from .statements import Note, Reading
from .table_map import ROW, read_map
from .tenure_rows import Introduction, TenureRow, statements_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from .formats import ReadOptions
    from .statements import Statement
    from .table_map import TableMap
    from .tenure_rows import Ends

__all__ = ["CSV"]

T = TypeVar("T")

_LONGEST_CELL: Final = 131_072
"""Characters in one cell; more is a quotation mark that was never closed."""


class _Csv:
    """The format `csv`: any table with a row a tenure, by a map."""

    arguments: Final[Mapping[str, str]] = {
        "map": "a YAML file that says which column is what (see --guess)"
    }

    def read(self, files: Sequence[Path], options: ReadOptions) -> Reading:
        """Read tables of one form. See `Format.read`."""
        path = options.arguments.get("map")
        if path is None:
            hint = "--guess FILE prints one to begin with"
            raise BadValue("map", "a table needs a map of its columns (--map)", hint)
        from pathlib import Path

        table_map = read_map(decode_text(Path(path).read_bytes(), path), path)
        reading = Reading(())
        reading.statements = _Table(table_map, options, reading).statements(files)
        return reading


CSV: Final = _Csv()


@attrs.frozen
class Row:
    """A row of a table, and where it stands.

    Attributes:
        file: the file's name.
        number: of the row, the first below the heading being 1.
        line: of the file in which it ends, counted from 1.
        cells: by column, without the space around them.
    """

    file: str
    number: int
    line: int
    cells: Mapping[str, str]

    def place(self, field: str = "") -> Place:
        """Where the row stands; a table says no column."""
        return Place(self.file, self.line, 1)


def rows_of(path: Path, table_map: TableMap) -> Iterator[Row]:
    """The rows of one file, as they are read.

    Raises:
        BadInput: it is no table, or in another encoding; says where.
        OSError: it cannot be read.
    """
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _workbook_rows(path, table_map.sheet)
        return
    encoding = table_map.encoding or "utf-8-sig"
    try:
        with path.open(encoding=encoding, newline="") as lines:
            yield from _text_rows(path, lines, table_map)
    except LookupError:
        raise _refused(path, 1, f'there is no encoding "{encoding}"') from None
    except UnicodeError:
        hint = "say its encoding in the map, like encoding: cp1252 or gb18030"
        raise _refused(path, _bad_line(path, encoding), f"this is not {encoding}", hint) from None


def _text_rows(path: Path, lines: Any, table_map: TableMap) -> Iterator[Row]:
    head = lines.readline()
    lines.seek(0)
    if "\0" in head:
        raise _refused(path, 1, "this is no text: it holds a character of no width (NUL)")
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, delimiter=table_map.delimiter or _delimiter_of(head), strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        if not any(columns):
            raise _refused(path, 1, "this table is empty: it has no line of column names")
        table_map.check_columns(columns)
        number = 0
        for cells in reader:
            if any(cells):
                number += 1
                named = dict(zip(columns, map(str.strip, cells), strict=False))
                yield Row(str(path), number, reader.line_num, {**named, ROW: str(number)})
    except csv.Error as fault:
        raise _refused(path, reader.line_num, f"this is no table: {fault}") from None


def _delimiter_of(head: str) -> str:
    """What most likely stands between the cells, by the line of column names."""
    return max(",;\t|", key=head.count)


def _bad_line(path: Path, encoding: str) -> int:
    """The line of the first bytes that are not in an encoding."""
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        try:
            line.decode(encoding)
        except UnicodeError:
            return number
    return 1


def _workbook_rows(path: Path, sheet: str | None) -> Iterator[Row]:
    need("openpyxl", "excel")
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as fault:  # it has no error of its own for what is no workbook
        raise _refused(path, 1, f"this is no workbook: {fault}") from None
    if sheet is not None and sheet not in book.sheetnames:
        known = ", ".join(book.sheetnames)
        raise _refused(path, 1, f'the workbook has no sheet "{sheet}"', f"it has {known}")
    lines = book[sheet] if sheet is not None else book.worksheets[0]
    columns: list[str] = []
    number = 0
    for line, values in enumerate(lines.iter_rows(values_only=True), 1):
        cells = [_cell_text(value) for value in values]
        if not columns:
            columns = cells
        elif any(cells):
            number += 1
            named = dict(zip(columns, cells, strict=False))
            yield Row(str(path), number, line, {**named, ROW: str(number)})


def _cell_text(value: Any) -> str:
    """A cell of a workbook as text: a date as a date, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.min.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _refused(path: Path, line: int, message: str, hint: str | None = None) -> BadInput:
    return BadInput([Finding("not-a-table", message, Place(str(path), line, 1), hint)])


class _SetAside(Exception):
    """A row that cannot be read; the message says why."""


class _Table:
    """Reads rows by a map."""

    def __init__(self, table_map: TableMap, options: ReadOptions, reading: Reading) -> None:
        self._map = table_map
        self._options = options
        self._reading = reading
        self._ends: Ends = options.ends or table_map.ends or "unstated"

    def statements(self, files: Sequence[Path]) -> Iterator[Statement]:
        """All that the files state."""
        if "after" in self._map.templates:
            introduced = self._sound(files, self._introduced)
            yield from statements_of(introduced, self._reading)
            self._reading.records = 0
            yield from changes_of(self._sound(files, self._lists), Reading(()))
            return
        items = self._sound(files, self._read)
        yield from statements_of(items, self._reading, snapshot=self._options.snapshot)

    def _rows(self, files: Sequence[Path]) -> Iterator[Row]:
        for path in files:
            for row in rows_of(path, self._map):
                self._reading.records += 1
                self._options.progress(self._reading.records)
                if not _is_among(row, self._map.skip_when):
                    yield row

    def _sound(self, files: Sequence[Path], read: Callable[[Row], Iterator[T]]) -> Iterator[T]:
        """What rows are read into; a row that cannot be read is noted, and set aside whole."""
        for row in self._rows(files):
            try:
                found = [*read(row)]
            except (_SetAside, TimelineError) as fault:
                note = Note("set-aside", f"{row.file}:{row.line}", str(fault))
                self._reading.notes.append(note)
            else:
                yield from found

    def _lists(self, row: Row) -> Iterator[Lists]:
        """The holders before and after a change."""
        cells = row.cells
        on = self._date("on", cells)
        if on is None:
            raise _SetAside("the row does not say on which day")
        yield Lists(
            f"row {row.number}",
            self._needed("post", cells),
            on,
            tuple(self._parts(self._map.of("before", cells) or "")),
            tuple(self._parts(self._map.of("after", cells) or "")),
            self._map.of("record", cells),
            self._sources(cells),
        )

    def _introduced(self, row: Row) -> Iterator[Introduction]:
        """Everybody whom a row with lists names."""
        (lists,) = self._lists(row)
        post, home = self._post(row.cells)
        yield Introduction(lists.record, home)
        yield Introduction(lists.record, post)
        for person in dict.fromkeys((*lists.before, *lists.after)):
            yield Introduction(lists.record, Person(person=person, names={"und": person}))

    def _read(self, row: Row) -> Iterator[TenureRow | Introduction]:
        cells, record = row.cells, f"row {row.number}"
        post, home = self._post(cells)
        yield Introduction(record, home)
        yield Introduction(record, post)
        people = self._people(cells)
        for index, (person, names) in enumerate(people):
            if person != UNKNOWN_PERSON:
                identifiers = self._map.labels("identifiers", cells) if len(people) == 1 else {}
                introduced = Person(person=person, names=names, identifiers=identifiers)
                yield Introduction(record, introduced)
            yield self._tenure(row, person, post.post, index)

    def _post(self, cells: Mapping[str, str]) -> tuple[Post, Organization]:
        post = self._needed("post", cells)
        home = self._map.of("organization", cells) or post.rpartition("/")[0]
        if not home:
            raise _SetAside(f'whose post is "{post}"? The map says no organization')
        title = self._map.of("title", cells)
        titles = self._map.labels("titles", cells) or ({"und": title} if title else {})
        name = self._map.of("organization-name", cells) or home
        return (
            Post(post=post, organization=home, titles=titles, seats=self._map.seats),
            Organization(organization=home, names={"und": name}),
        )

    def _people(self, cells: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
        """The people of a row, each with the names; a cell may hold several."""
        labels = self._map.labels("names", cells)
        name = self._map.of("name", cells) or next(iter(labels.values()), None)
        person = self._map.of("person", cells) or name
        if person is None:
            raise _SetAside("the row names nobody")
        if self._map.split is None:
            names = labels or {"und": name or person}
            return [(person, names)]
        people, names_of = self._parts(person), self._parts(name or person)
        if len(people) != len(names_of):
            raise _SetAside(f"{len(people)} people, and {len(names_of)} names: {person}; {name}")
        return [(each, {"und": called}) for each, called in zip(people, names_of, strict=True)]

    def _parts(self, text: str) -> list[str]:
        parts = [part.strip() for part in text.split(self._map.split or "\0")]
        return [part for part in parts if part]

    def _tenure(self, row: Row, person: str, post: str, index: int) -> TenureRow:
        cells = row.cells
        is_open = _is_among(row, self._map.open_when)
        continues = _is_among(row, self._map.continued_when)
        identity = self._map.of("record", cells)
        if identity is not None and index:
            identity = f"{identity} {index + 1}"
        return TenureRow(
            record=f"row {row.number}" + (f" ({index + 1})" if index else ""),
            identity=identity,
            person=person,
            post=post,
            start=None if continues else self._date("start", cells),
            continues=continues,
            end=None if is_open else self._date("end", cells),
            ends=self._ends,
            capacity=self._capacity(cells),
            replaces=self._map.of("replaces", cells),
            term_ends=self._date("term-ends", cells),
            sources=self._sources(cells),
            note=self._map.of("note", cells),
            passage=row,
            **({} if is_open else self._reason(cells)),
        )

    def _needed(self, key: str, cells: Mapping[str, str]) -> str:
        found = self._map.of(key, cells)
        if found is None:
            raise _SetAside(f"the row says no {key}")
        return found

    def _date(self, key: str, cells: Mapping[str, str]) -> EdtfDate | None:
        text = self._map.of(key, cells)
        if text is None:
            return None
        for form in self._map.date_formats:
            if (found := date_by_format(text, form)) is not None:
                return found
        try:
            return EdtfDate.parse(text)
        except BadDate as fault:
            raise _SetAside(f"{key}: {fault}") from None

    def _capacity(self, cells: Mapping[str, str]) -> str:
        text = self._map.of("capacity", cells)
        if text is None:
            return "permanent"
        found = self._map.capacities.get(text, text.lower())
        if found not in CAPACITIES:
            raise _SetAside(f'no capacity "{text}"; the map may translate it under capacities')
        return found

    def _reason(self, cells: Mapping[str, str]) -> dict[str, Any]:
        text, code = self._map.of("reason", cells), self._map.of("reason-code", cells)
        words = self._map.reasons
        if isinstance(words, str):
            listed = code or text
            return {} if listed is None else {"reason_code": f"{words}/{listed}"}
        found = words.get(text or "", text)
        if found is not None and found not in REASONS:
            code, found = code or found, None  # the register's own word is kept as it is
        return {"reasons": (found,) if found else (), "reason_code": code}

    def _sources(self, cells: Mapping[str, str]) -> tuple[Source, ...]:
        text = self._map.of("source", cells) or self._options.source
        if text is None:
            return ()
        is_address = text.startswith(("http://", "https://"))
        return (Source(url=text) if is_address else Source(title=text),)


def _is_among(row: Row, values: Mapping[str, Sequence[str]]) -> bool:
    return any(
        fnmatchcase(row.cells.get(column, ""), pattern)
        for column, patterns in values.items()
        for pattern in patterns
    )


_PRECISION: Final = (("%Y-%m-%d", r"%[dejxcDF]"), ("%Y-%m", r"%[mbBh]"), ("%Y", r"%[YyG]"))
"""What is kept of a date, by the directives that a format has."""


def date_by_format(text: str, form: str) -> EdtfDate | None:
    """A date read by a format of Python's `strptime`, as precise as the format; None if it is not.

    A format without a day gives a month, and one without a month a year.
    """
    try:
        moment = datetime.strptime(text, form)
    except ValueError:
        return None
    for written, directives in _PRECISION:
        if re.search(directives, form):
            return EdtfDate.parse(moment.strftime(written).rjust(len(written), "0"))
    return None
