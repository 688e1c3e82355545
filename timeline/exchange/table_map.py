"""The map of a table: which column says what of a tenure, written in YAML by the user."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from timeline.events import (
    CAPACITIES,
    CODE_LISTS,
    REASONS,
    BadInput,
    Finding,
    Place,
    Sheet,
    compose,
    nearest,
    shortened,
    t,
)

from .date_formats import fault_of_format
from .table_files import ROW, TableForm, is_encoding
from .tenure_rows import ENDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timeline.events import Node

    from .tenure_rows import Ends

__all__ = ["TableMap", "Template", "read_map"]

TEMPLATES: Final = {
    "organization": "the id of the organization",
    "organization-name": "its name",
    "post": "the id of the post",
    "title": "its title",
    "person": "the id of the person; by default the name",
    "name": "the person's name",
    "start": "when the person took the post",
    "end": "when the person left it; `ends` says what that means",
    "capacity": "permanent, acting or interim; `capacities` may translate it",
    "reason": "why the post was left; `reasons` may translate it",
    "reason-code": "the register's own code for the reason",
    "replaces": "the id of the person whose seat it is",
    "term-ends": "the expected end",
    "record": "what makes a row itself from one version of the register to the next",
    "source": "the title of the source, or its address",
    "note": "a remark",
    "on": "with before and after: the day of the change",
    "before": "the names of all holders before the change",
    "after": "the names of all holders after it",
}
"""The keys whose values are literals or templates (`"{column}"`), and what they say."""

SETTINGS: Final = {
    "seats": "how many seats the posts have: a number, or unknown",
    "ends": "what an end date means: last-day, first-day-out or unstated",
    "date-formats": "formats of Python's strptime, tried in order; EDTF always is",
    "open-when": "columns whose values say that a row has no end",
    "continued-when": "columns whose values say that a row goes on with an earlier one",
    "skip-when": "columns whose values say that a row is no tenure",
    "reasons": "the register's words for reasons, with ours; or the name of a code list",
    "capacities": "the register's words for capacities, with ours",
    "split": "what stands between several people in one cell, as it is: one text, or several",
    "names": "the person's names by language, each a template",
    "titles": "the post's titles by language, each a template",
    "identifiers": "the person's identifiers by scheme, each a template",
    "encoding": "of the file; UTF-8 by default",
    "delimiter": "between cells; by default what the first line has most of",
    "sheet": "of a workbook; the first by default",
    "heading": "the line that holds the column names; the first by default",
}
"""The other keys."""

_COLUMN: Final = re.compile(r"\{([^{}]*)\}")


@attrs.frozen
class Template:
    """A text with the names of columns in braces.

    Attributes:
        text: as written.
        place: where it stands in the map.
    """

    text: str
    place: Place

    @property
    def columns(self) -> list[str]:
        """The columns that it names."""
        return _COLUMN.findall(self.text)

    def of(self, cells: Mapping[str, str]) -> str | None:
        """The text for one row; None where all the cells that it names are empty."""
        columns = self.columns
        if columns and not any(cells.get(column) for column in columns):
            return None
        filled = _COLUMN.sub(lambda match: cells.get(match[1], ""), self.text)
        return " ".join(filled.split()) or None


@attrs.define
class TableMap:
    """What a map says.

    Attributes:
        templates: by key of `TEMPLATES`.
        by_language: the templates under `names`, `titles` and `identifiers`.
        seats: of the posts: a number, `unknown`, or None if the map says nothing.
        ends: what an end date means; None if the map says nothing.
        date_formats: formats of Python's `strptime`.
        open_when: by column, the values that say that there is no end.
        continued_when: by column, the values that say that the row goes on with an earlier one.
        skip_when: by column, the values that say that the row is no tenure.
        reasons: the register's words with ours, or the name of a code list.
        capacities: the register's words with ours.
        conditions: the columns that the three above name, and where.
        split: what stands between several people in one cell; as it is, with its spaces.
        form: how the file is written.
    """

    templates: dict[str, Template] = attrs.field(factory=dict)
    by_language: dict[str, dict[str, Template]] = attrs.field(factory=dict)
    seats: int | Literal["unknown"] | None = None
    ends: Ends | None = None
    date_formats: Sequence[str] = ()
    open_when: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    continued_when: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    skip_when: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    reasons: Mapping[str, str] | str = attrs.field(factory=dict)
    capacities: Mapping[str, str] = attrs.field(factory=dict)
    conditions: list[tuple[str, Place]] = attrs.field(factory=list)
    split: Sequence[str] = ()
    form: TableForm = attrs.field(factory=TableForm)

    def of(self, key: str, cells: Mapping[str, str]) -> str | None:
        """What a row says under a key; None if the map or the row says nothing."""
        template = self.templates.get(key)
        return None if template is None else template.of(cells)

    def labels(self, key: str, cells: Mapping[str, str]) -> dict[str, str]:
        """What a row says by language or scheme, under `names`, `titles` or `identifiers`."""
        found = {
            label: template.of(cells) for label, template in self.by_language.get(key, {}).items()
        }
        return {label: text for label, text in found.items() if text}

    @property
    def reason_list(self) -> str:
        """What to call the register's own list of reasons: the column that they stand in."""
        named = [self.templates.get(key) for key in ("reason-code", "reason")]
        columns = [column for template in named if template for column in template.columns]
        return columns[0].replace("/", "-") if columns else "reason"

    def check_columns(self, columns: Sequence[str], file: str) -> None:
        """Refuse a map that names a column which a table does not have, or has twice.

        Raises:
            BadInput: with each of them, and the column that was probably meant.
        """
        known = [*filter(None, columns), ROW]
        named = [*self._named_columns()]
        if named and not any(nearest(column, known) for column, _ in named):
            has = shortened(", ".join(known[:-1]))
            message = t("no column of this table is one that the map names; it has {has}", has=has)
            raise BadInput([Finding("not-a-table", message, Place(file, self.form.heading, 1))])
        sheet = Sheet("", [])
        for column, place in named:
            if column not in known:
                hint = _meant(column, known, f"{file} has")
                sheet.error("unknown-column", t('no column "{column}"', column=column), place, hint)
            elif known.count(column) > 1:
                message = f'{file} has {known.count(column)} columns "{column}"'
                hint = t("give each a name of its own")
                sheet.error("duplicate-column", message, place, hint)
        if sheet.findings:
            raise BadInput(sheet.findings)

    def _named_columns(self) -> Iterator[tuple[str, Place]]:
        """Every column that the map names, with the place where it does."""
        templates = [*self.templates.values()]
        templates += [t for labels in self.by_language.values() for t in labels.values()]
        for template in templates:
            for column in template.columns:
                yield column, template.place
        yield from self.conditions


def _meant(text: str, known: Sequence[str], otherwise: str) -> str:
    near = nearest(text, known)
    return f'did you mean "{near}"?' if near else f"{otherwise} {shortened(', '.join(known))}"


def read_map(text: str, file: str) -> TableMap:
    """Read a map.

    Args:
        text: the YAML.
        file: what to call it in findings.

    Raises:
        BadInput: with everything that is wrong with it.
    """
    sheet = Sheet.of(text, file)
    made = TableMap()
    root = compose(text, sheet)
    known = (*TEMPLATES, *SETTINGS)
    fields = sheet.fields(root, "a map", known) if root is not None else {}
    for key, node in fields.items():
        if key in TEMPLATES:
            if (text_of := sheet.text(node, key)) is not None:
                made.templates[key] = Template(text_of, sheet.place(node))
        else:
            _SETTERS[key](made, key, node, sheet)
    if not sheet.findings:
        _check_whole(made, sheet)
    if sheet.findings:
        raise BadInput(sheet.findings)
    return made


def _check_whole(made: TableMap, sheet: Sheet) -> None:
    """A map must say who holds which post."""
    given = made.templates.keys()
    lists = {"on", "before", "after"} <= given
    if not {"person", "name"} & given and not lists and "names" not in made.by_language:
        hint = t('write name: "{…}" with the column of the name')
        sheet.error(
            "no-person", t("the map does not say who held the post"), sheet.spot(0, 0), hint
        )
    if not lists and {"on", "before", "after"} & given:
        hint = t("lists of names need on, before and after")
        sheet.error("no-lists", t("the map says only a part of a change"), sheet.spot(0, 0), hint)
    if "post" not in given:
        hint = t('write post: organization/post, or "{…}" with the column of the post')
        sheet.error(
            "no-post", t("the map does not say which post was held"), sheet.spot(0, 0), hint
        )


def _set_form(made: TableMap, key: str, node: Node, sheet: Sheet) -> None:
    """One of the settings that say how the file is written."""
    text = sheet.text(node, key)
    if text is None:
        return
    value: Any = text
    if key == "encoding" and not is_encoding(text):
        sheet.error(
            "unknown-word", t('there is no encoding "{text}"', text=text), node, t("like cp1252")
        )
    elif key == "delimiter":
        value = {"tab": "\t", "\\t": "\t"}.get(text, text)
        if len(value) != 1:
            sheet.error("unknown-word", t("a delimiter is one character, or tab"), node)
    elif key == "heading":
        value = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
        if not value:
            sheet.error("not-a-number", t('"{text}" is no number of a line', text=text), node)
    made.form = attrs.evolve(made.form, **{key: value})


def _set_formats(made: TableMap, key: str, node: Node, sheet: Sheet) -> None:
    formats = sheet.texts(node, key)
    for form, at in formats:
        if (fault := fault_of_format(form)) is not None:
            hint = t('write it like "%d/%m/%Y"')
            sheet.error(
                "bad-format",
                t('"{form}" is no format of dates: {fault}', form=form, fault=fault),
                at,
                hint,
            )
    made.date_formats = [form for form, _ in formats]


def _set_split(made: TableMap, key: str, node: Node, sheet: Sheet) -> None:
    """What stands between people, with the spaces around it: " and " parts no Alexander."""
    marks = node.value if sheet.texts(node, key) else []
    made.split = [mark.value for mark in marks] if isinstance(marks, list) else [marks]


def _set_words(made: TableMap, key: str, node: Node, sheet: Sheet) -> None:
    """A mapping of columns to a value, or to several."""
    made.conditions += [(name, sheet.place(at)) for name, at, _ in sheet.pairs(node, key)]
    if sheet.findings:
        return
    found = {
        name: [text for text, _ in sheet.texts(value, name)]
        for name, _, value in sheet.pairs(node, key)
    }
    setattr(made, key.replace("-", "_"), found)


def _set_labels(made: TableMap, key: str, node: Node, sheet: Sheet) -> None:
    made.by_language[key] = {
        label: Template(text, sheet.place(value))
        for label, _, value in sheet.pairs(node, key)
        if (text := sheet.text(value, label)) is not None
    }


def _set_translation(made: TableMap, key: str, node: Node, sheet: Sheet) -> None:
    """The register's words with ours; for reasons the name of a code list will do."""
    ours = CAPACITIES if key == "capacities" else tuple(REASONS)
    if key == "reasons" and not hasattr(node, "value"):
        return
    if key == "reasons" and isinstance(node.value, str):
        if node.value not in CODE_LISTS:
            hint = _meant(node.value, CODE_LISTS, "known are")
            sheet.error(
                "unknown-list", t('no list of reasons "{value}"', value=node.value), node, hint
            )
        made.reasons = node.value
        return
    found: dict[str, str] = {}
    for theirs, _, value in sheet.pairs(node, key):
        word = sheet.text(value, theirs)
        if word is not None and word not in ours:
            hint = _meant(word, ours, "it is one of")
            sheet.error(
                "unknown-word", t('"{word}" is none of the {key}', word=word, key=key), value, hint
            )
        elif word is not None:
            found[theirs] = word
    setattr(made, key, found)


def _set_seats(made: TableMap, key: str, node: Node, sheet: Sheet) -> None:
    text = sheet.text(node, key)
    if text is not None and text.isascii() and text.isdecimal() and 0 < int(text[:7]) < 1_000_000:
        made.seats = int(text)
    elif text == "unknown":
        made.seats = "unknown"
    elif text is not None:
        sheet.error(
            "not-a-number", t('"{text}" is neither a number of seats nor unknown', text=text), node
        )


def _set_ends(made: TableMap, key: str, node: Node, sheet: Sheet) -> None:
    text = sheet.text(node, key)
    if text in ENDS:
        made.ends = text  # type: ignore[assignment]
    elif text is not None:
        hint = _meant(text, ENDS, "it is one of")
        sheet.error("unknown-word", t('an end is no "{text}"', text=text), node, hint)


_SETTERS: Final[dict[str, Any]] = {
    "seats": _set_seats,
    "ends": _set_ends,
    "date-formats": _set_formats,
    "open-when": _set_words,
    "continued-when": _set_words,
    "skip-when": _set_words,
    "reasons": _set_translation,
    "capacities": _set_translation,
    "split": _set_split,
    "names": _set_labels,
    "titles": _set_labels,
    "identifiers": _set_labels,
    "encoding": _set_form,
    "delimiter": _set_form,
    "sheet": _set_form,
    "heading": _set_form,
}
