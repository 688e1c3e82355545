"""Tables as files: the rows of CSV and its kin, and of workbooks."""

from __future__ import annotations

import codecs
import csv
import re
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import BadInput, Finding, Place, need, t

from .encodings import bad_line, encoding_of, likely_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["ROW", "Row", "TableForm", "header_of", "is_encoding", "is_workbook", "rows_of"]

ROW: Final = "row"
"""The column that every table has: the number of the row, the first below the heading being 1."""

_LONGEST_LINE: Final = 1 << 20
"""Characters of the line of column names; a longer one is no table."""

_LONGEST_CELL: Final = 131_072
"""Characters of a cell. Python's own limit is one of the whole process, and other packages raise it
(followthemoney and the command of sqlite-utils do)."""

_LARGER: Final = "field larger"
"""What Python's reader says of a cell beyond its limit."""

_WORKBOOKS: Final = (".xlsx", ".xlsm")


@attrs.frozen
class TableForm:
    """How the tables of one register are written.

    Attributes:
        encoding: of the file; None for UTF-8, or what the file's first bytes say.
        delimiter: between cells; None for what the line of column names has most of.
        sheet: of a workbook; None for the first.
        heading: the line, or the row of a workbook, that holds the column names, from 1.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    heading: int = 1


@attrs.frozen
class Row:
    """A row of a table, and where it stands.

    Attributes:
        file: the file's name.
        number: of the row, the first below the heading being 1.
        line: of the file in which it begins, counted from 1.
        cells: by column, without the space around them.
        surplus: how many cells that hold something it has beyond the last column.
    """

    file: str
    number: int
    line: int
    cells: Mapping[str, str]
    surplus: int = 0


def header_of(path: Path, form: TableForm) -> list[str]:
    """The column names of a file. Raises what `rows_of` raises."""
    _, cells = next(_headed(path, form))
    return cells


def rows_of(path: Path, form: TableForm) -> Iterator[Row]:
    """The rows of one file, as they are read; those without any text are passed over.

    Raises:
        BadInput: it is no table, or in another encoding, or ends within a row; says where.
        OSError: it cannot be read.
    """
    lines = _headed(path, form)
    _, columns = next(lines)
    number = 0
    for line, cells in lines:
        if any(cells):
            number += 1
            named = dict(zip(columns, cells, strict=False))
            surplus = sum(map(bool, cells[len(columns) :]))
            yield Row(str(path), number, line, {**named, ROW: str(number)}, surplus)


def is_workbook(path: Path) -> bool:
    """Whether a file is read as a workbook, by its name."""
    return path.suffix.lower() in _WORKBOOKS


def _headed(path: Path, form: TableForm) -> Iterator[tuple[int, list[str]]]:
    """The lines of a table, each with its number, from the line of column names on."""
    lines = _workbook_lines(path, form) if is_workbook(path) else _text_lines(path, form)
    found = next(islice(lines, form.heading - 1, None), None)
    if found is None or not any(found[1]):
        raise refused(path, form.heading, t("this table is empty: it has no line of column names"))
    number, cells = found
    yield number, [" ".join(cell.split()) for cell in _without_empty_end(cells)]
    yield from lines


def _without_empty_end(cells: list[str]) -> list[str]:
    """Column names up to the last; cells beyond it hold nothing as a rule."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


# --- text ----------------------------------------------------------------------------------------


def _text_lines(path: Path, form: TableForm) -> Iterator[tuple[int, list[str]]]:
    encoding = encoding_of(path, form.encoding)
    try:
        with path.open(encoding=encoding, newline="") as text:
            yield from _parted(path, text, form)
    except LookupError:
        raise refused(path, 1, t('there is no encoding "{encoding}"', encoding=encoding)) from None
    except UnicodeError:
        line, sample = bad_line(path, encoding)
        likely = likely_encoding(sample)
        hint = t("it may be {likely}: write encoding: {likely} in the map", likely=likely)
        shown = encoding.upper().removesuffix("-SIG")
        raise refused(path, line, t("this is not {shown}", shown=shown), hint) from None


def _parted(path: Path, text: Any, form: TableForm) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line; a line may go on within quotation marks."""
    heads = [text.readline(_LONGEST_LINE) for _ in range(form.heading)]
    _check_head(path, heads[-1])
    text.seek(0)
    reader = csv.reader(text, delimiter=form.delimiter or delimiter_of(heads[-1]), strict=True)
    width, last = 0, 0
    begin = 1
    try:
        for cells in reader:
            if any(len(cell) > _LONGEST_CELL for cell in cells):
                raise csv.Error(_LARGER)
            width = len(cells) if begin == form.heading else width
            last = len(cells)
            yield begin, list(map(str.strip, cells))
            begin = reader.line_num + 1
    except csv.Error as fault:
        raise _no_table(path, begin, fault) from None
    if 0 < last < width and not _ends_with_a_line(path):
        raise refused(
            path,
            reader.line_num,
            t("the file ends within a row: {last} of {width} cells", last=last, width=width),
        )


def _check_head(path: Path, head: str) -> None:
    if head.startswith("PK"):
        hint = t("a workbook's name ends in .xlsx")
        raise refused(path, 1, t("this is no text, but a workbook or another archive"), hint)
    if "\0" in head:
        hint = t("it may be UTF-16: write encoding: utf-16-le in the map")
        raise refused(path, 1, t("this is no text: it holds a character of no width (NUL)"), hint)
    if len(head) >= _LONGEST_LINE:
        raise refused(path, 1, t("this is no table: its first line never ends"))


def _no_table(path: Path, line: int, fault: csv.Error) -> BadInput:
    said = str(fault)
    if _LARGER in said:
        limit = min(csv.field_size_limit(), _LONGEST_CELL)
        said = t("a cell has more than {field_size_limit:,} characters", field_size_limit=limit)
    hint = None
    if _LARGER in str(fault) or "unexpected end" in said:
        hint = t("a quotation mark of this row may never be closed")
    return refused(path, line, t("this is no table: {said}", said=said), hint)


def _ends_with_a_line(path: Path) -> bool:
    """Whether the last line is whole, in any encoding."""
    with path.open("rb") as raw:
        raw.seek(0, 2)
        raw.seek(max(0, raw.tell() - 4))
        return bool(re.search(rb"[\r\n]\0*$", raw.read()))


def delimiter_of(head: str) -> str:
    """What most likely stands between the cells, by the line of column names."""
    bare = re.sub(r'"[^"]*"', "", head)
    return max(",;\t|", key=bare.count)


# --- workbooks -----------------------------------------------------------------------------------


def _workbook_lines(path: Path, form: TableForm) -> Iterator[tuple[int, list[str]]]:
    need("openpyxl", "excel")
    import openpyxl

    with path.open("rb") as file:  # openpyxl leaves a file that it opened itself open
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            sheet = _sheet(path, book, form.sheet)
            sheet.reset_dimensions()  # some programs write wrong ones
            for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
                yield line, [cell_text(value) for value in values]
        except BadInput:
            raise
        except Exception as fault:  # it has no error of its own for what is no workbook
            raise refused(
                path, 1, t("this is no workbook that can be read: {fault}", fault=fault)
            ) from None


def _sheet(path: Path, book: Any, name: str | None) -> Any:
    known: Sequence[str] = book.sheetnames
    if name is not None and name not in known:
        hint = t("it has {listed}", listed=", ".join(known))
        raise refused(path, 1, t('the workbook has no sheet "{name}"', name=name), hint)
    return book[name] if name is not None else book.worksheets[0]


def cell_text(value: Any) -> str:
    """A cell of a workbook as text: a date as a date, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.min.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def refused(path: Path, line: int, message: str, hint: str | None = None) -> BadInput:
    """What to raise where a file is no table that can be read."""
    return BadInput([Finding("not-a-table", message, Place(str(path), line, 1), hint)])


def is_encoding(name: str) -> bool:
    """Whether Python knows an encoding of text by this name."""
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False
