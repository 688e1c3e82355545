"""Tables with a row a tenure: CSV and its kin, and workbooks, read by a map."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from timeline.events import (
    CAPACITIES,
    REASONS,
    UNKNOWN_PERSON,
    BadDate,
    BadValue,
    EdtfDate,
    Organization,
    Person,
    Post,
    Source,
    TimelineError,
    decode_text,
    reasons_of_code,
    t,
)

from .date_formats import date_by_format
from .name_lists import Lists, changes_of
from .statements import LinePassage, Note, Reading
from .table_files import header_of, rows_of
from .table_map import read_map
from .tenure_rows import Introduction, TenureRow, statements_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .formats import ReadOptions
    from .statements import Statement
    from .table_files import Row
    from .table_map import TableMap
    from .tenure_rows import Ends

__all__ = ["CSV"]

T = TypeVar("T")

_LAST_YEAR: Final = EdtfDate.parse("9999").lo


class _Csv:
    """The format `csv`: any table with a row a tenure, by a map."""

    arguments: Final[Mapping[str, str]] = {
        "map": "a YAML file that says which column is what (see --guess)"
    }

    def read(self, files: Sequence[Path], options: ReadOptions) -> Reading:
        """Read tables of one form. See `Format.read`."""
        path = options.arguments.get("map")
        if path is None:
            hint = t("--guess FILE prints one to begin with")
            raise BadValue("map", t("a table needs a map of its columns (--map)"), hint)
        table_map = read_map(decode_text(Path(path).read_bytes(), path), path)
        for file in files:
            table_map.check_columns(header_of(file, table_map.form), str(file))
        reading = Reading(())
        reading.statements = _Table(table_map, options, reading, files).statements()
        return reading

    def guess(self, files: Sequence[Path]) -> str:
        """A map to edit, by what the columns of a table are called and hold."""
        from .table_guess import guessed_map

        return guessed_map(files[0])


CSV: Final = _Csv()


class _SetAside(Exception):
    """A row that cannot be read; the message says why."""


class _Named(NamedTuple):
    """A person of a row: the id, the names by language and the identifiers by scheme."""

    person: str
    names: Mapping[str, str]
    identifiers: Mapping[str, str]


class _Table:
    """Reads rows by a map."""

    def __init__(
        self,
        table_map: TableMap,
        options: ReadOptions,
        reading: Reading,
        files: Sequence[Path],
    ) -> None:
        self._map = table_map
        self._options = options
        self._reading = reading
        self._files = files
        self._ends: Ends = options.ends or table_map.ends or "unstated"

    def statements(self) -> Iterator[Statement]:
        """All that the files state."""
        if "after" in self._map.templates:
            introduced = self._sound(self._introduced)
            yield from statements_of(introduced, self._reading)
            again = _Table(self._map, self._options, Reading(()), self._files)
            yield from changes_of(again._sound(again._lists), self._reading)
            return
        yield from statements_of(
            self._sound(self._read),
            self._reading,
            snapshot=self._options.snapshot,
            sources=self._options.sources,
        )

    def _rows(self) -> Iterator[Row]:
        for path in self._files:
            for row in rows_of(path, self._map.form):
                self._reading.records += 1
                self._options.progress(self._reading.records)
                if not _is_among(row, self._map.skip_when):
                    yield row

    def _sound(self, read: Callable[[Row], Iterator[T]]) -> Iterator[T]:
        """What rows are read into; a row that cannot be read is noted, and set aside whole."""
        for row in self._rows():
            try:
                if row.surplus:
                    raise _SetAside(t("it has more cells than the table has columns"))
                found = [*read(row)]
            except (_SetAside, TimelineError) as fault:
                note = Note("set-aside", f"{row.file}:{row.line}", str(fault))
                self._reading.notes.append(note)
            else:
                yield from found

    def _record(self, row: Row) -> str:
        """What to call a row; several files have each a first one."""
        return f"row {row.number}" if len(self._files) == 1 else f"{row.file} row {row.number}"

    def _lists(self, row: Row) -> Iterator[Lists]:
        """The holders before and after a change."""
        cells = row.cells
        on = self._date("on", cells)
        if on is None:
            raise _SetAside(t("the row does not say on which day"))
        yield Lists(
            self._record(row),
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
        cells, record = row.cells, self._record(row)
        post, home = self._post(cells)
        yield Introduction(record, home)
        yield Introduction(record, post)
        people = self._people(cells)
        for index, person in enumerate(people):
            if person.person != UNKNOWN_PERSON:
                yield Introduction(record, Person(**person._asdict()))
            yield self._tenure(row, person.person, post.post, index)

    def _post(self, cells: Mapping[str, str]) -> tuple[Post, Organization]:
        post = self._needed("post", cells)
        home = self._map.of("organization", cells) or post.rpartition("/")[0]
        if not home:
            raise _SetAside(t('whose post is "{post}"? The map says no organization', post=post))
        title = self._map.of("title", cells)
        titles = self._map.labels("titles", cells) or ({"und": title} if title else {})
        name = self._map.of("organization-name", cells) or home
        return (
            Post(post=post, organization=home, titles=titles, seats=self._map.seats),
            Organization(organization=home, names={"und": name}),
        )

    def _people(self, cells: Mapping[str, str]) -> list[_Named]:
        """The people of a row; a cell may hold several, and then each cell as many."""
        labels = self._map.labels("names", cells)
        name = self._map.of("name", cells) or next(iter(labels.values()), None)
        person = self._map.of("person", cells) or name
        if person is None:
            raise _SetAside(t("the row names nobody"))
        ids = self._parts(person)
        count = len(ids)
        names = self._shared(labels or {"und": name or person}, count)
        identifiers = self._shared(self._map.labels("identifiers", cells), count)
        return [_Named(ids[at], names[at], identifiers[at]) for at in range(count)]

    def _shared(self, labels: Mapping[str, str], count: int) -> list[dict[str, str]]:
        """What is said of several people, shared out among them."""
        shared: list[dict[str, str]] = [{} for _ in range(count)]
        for label, text in labels.items():
            parts = self._parts(text)
            if len(parts) != count:
                raise _SetAside(
                    t(
                        'of the people in this row there are {count}, and {n} in "{text}"',
                        count=count,
                        n=len(parts),
                        text=text,
                    )
                )
            for each, part in zip(shared, parts, strict=True):
                each[label] = part
        return shared

    def _parts(self, text: str) -> list[str]:
        """The people in one text."""
        parts = [text]
        for mark in self._map.split:
            parts = [part for whole in parts for part in whole.split(mark)]
        return [part.strip() for part in parts if part.strip()]

    def _tenure(self, row: Row, person: str, post: str, index: int) -> TenureRow:
        cells = row.cells
        is_open = _is_among(row, self._map.open_when)
        continues = _is_among(row, self._map.continued_when)
        identity = self._map.of("record", cells)
        if identity is not None and index:
            identity = f"{identity} {index + 1}"
        return TenureRow(
            record=self._record(row) + (f" ({index + 1})" if index else ""),
            identity=identity,
            person=person,
            post=post,
            start=None if continues else self._date("start", cells),
            continues=continues,
            end=None if is_open else self._end(cells),
            ends=self._ends,
            capacity=self._capacity(cells),
            replaces=self._map.of("replaces", cells),
            term_ends=self._date("term-ends", cells),
            sources=self._sources(cells),
            note=self._map.of("note", cells),
            passage=LinePassage(row.file, row.line),
            **({} if is_open else self._reason(cells)),
        )

    def _needed(self, key: str, cells: Mapping[str, str]) -> str:
        found = self._map.of(key, cells)
        if found is None:
            raise _SetAside(t("the row says no {key}", key=key))
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

    def _end(self, cells: Mapping[str, str]) -> EdtfDate | None:
        """The end; the last year there is stands for none, and the map must say so."""
        end = self._date("end", cells)
        if end is not None and end.lo >= _LAST_YEAR:
            raise _SetAside(
                t(
                    'end: "{end}" says that there is none: write open-when: {{column: ["{end}"]}} '
                    "in the map, with the column of the end",
                    end=self._map.of("end", cells),
                )
            )
        return end

    def _capacity(self, cells: Mapping[str, str]) -> str:
        text = self._map.of("capacity", cells)
        if text is None:
            return "permanent"
        found = self._map.capacities.get(text, text.lower())
        if found not in CAPACITIES:
            raise _SetAside(
                t('no capacity "{text}"; the map may translate it under capacities', text=text)
            )
        return found

    def _reason(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """Why the post was left; the register's own word is kept beside ours."""
        text, code = self._map.of("reason", cells), self._map.of("reason-code", cells)
        words = self._map.reasons
        if isinstance(words, str):
            return _listed(words, code or text)
        found = words.get(text or "", text if text in REASONS else None)
        if code is None and text is not None and text not in REASONS:
            code = text
        if code is not None and "/" not in code:
            code = f"{self._map.reason_list}/{code}"
        return {"reasons": (found,) if found else (), "reason_code": code}

    def _sources(self, cells: Mapping[str, str]) -> tuple[Source, ...]:
        text = self._map.of("source", cells)
        if text is None:
            return self._options.sources
        is_address = text.startswith(("http://", "https://"))
        return (Source(url=text) if is_address else Source(title=text),)


def _listed(code_list: str, code: str | None) -> dict[str, Any]:
    """A code of a list, and what it says in our words.

    Raises:
        _SetAside: the list has no such code, or the code says that nobody left.
    """
    if code is None:
        return {}
    whole = f"{code_list}/{code.removeprefix(f'{code_list}/')}"
    try:
        return {"reasons": reasons_of_code(whole), "reason_code": whole}
    except BadValue as fault:
        raise _SetAside(f"reason: {fault}") from None


def _is_among(row: Row, values: Mapping[str, Sequence[str]]) -> bool:
    return any(
        fnmatchcase(row.cells.get(column, ""), pattern)
        for column, patterns in values.items()
        for pattern in patterns
    )
