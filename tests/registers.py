"""Small registers in YAML and edits of them, as hypothesis draws them."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import strategies as st

__all__ = ["Folder", "edited", "folders", "written"]

PEOPLE = ("ann", "bob", "cyd")
POSTS = ("acme/ceo", "acme/board")
DATES = ("2000", "2000-06", "2000-06-15", "2001-03-10", "2002", "2003-01-01", "unknown")
Entry = dict[str, str]


@attrs.define
class Folder:
    """A register: its names, and its entries by file.

    Attributes:
        names: of people, by id.
        notes: of people, by id.
        files: the entries of each file; the first holds the introductions too.
    """

    names: dict[str, str]
    notes: dict[str, str]
    files: list[list[Entry]]


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """One entry: somebody comes, leaves, or follows somebody, or something happened."""
    on = draw(st.sampled_from(DATES))
    verb = draw(st.sampled_from(("appointed", "departed", "change", "milestone")))
    entry: Entry = {"on": on}
    if verb == "milestone":
        entry |= {"milestone": draw(st.sampled_from(("outage", "plan"))), "at": "acme"}
    elif verb == "change":
        one, other = draw(st.permutations(PEOPLE))[:2]
        entry |= {"change": f"{one} -> {other}", "post": draw(st.sampled_from(POSTS))}
    else:
        who, post = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(POSTS))
        entry |= {verb: who, "post": post}
    if verb == "appointed" and draw(st.booleans()):
        entry["capacity"] = draw(st.sampled_from(("acting", "interim")))
    if verb == "departed" and draw(st.booleans()):
        entry["reason"] = draw(st.sampled_from(("retired", "illness")))
    return draw(remarked(entry))


@st.composite
def remarked(draw: st.DrawFn, entry: Entry) -> Entry:
    """An entry with a note, a source, or neither."""
    if draw(st.integers(0, 3)) == 0:
        entry = {**entry, "note": draw(st.sampled_from(("as told", "as printed")))}
    if draw(st.integers(0, 3)) == 0:
        entry = {**entry, "source": draw(st.sampled_from(("paper", "report")))}
    return entry


@st.composite
def folders(draw: st.DrawFn) -> Folder:
    """A register of one or two files; some entries have an id."""
    files = draw(st.lists(st.lists(entries(), max_size=5), min_size=1, max_size=2))
    texts: set[tuple[tuple[str, str], ...]] = set()
    kept: list[list[Entry]] = []
    for index, file in enumerate(files):
        kept.append([])
        for number, entry in enumerate(file):
            fact = _fact(entry)
            if fact not in texts:  # a text repeated without ids is refused
                texts.add(fact)
                named = draw(st.integers(0, 2)) == 0
                kept[-1].append({"id": f"k{index}{number}", **entry} if named else entry)
    return Folder({who: who.title() for who in PEOPLE}, {}, kept)


def _fact(entry: Entry) -> tuple[tuple[str, str], ...]:
    """What an entry says, without its remarks."""
    return tuple(sorted((k, v) for k, v in entry.items() if k not in ("id", "note", "source")))


@st.composite
def edited(draw: st.DrawFn, folder: Folder) -> Folder:
    """A register after one to four edits of every sort."""
    made = Folder({**folder.names}, {**folder.notes}, [list(file) for file in folder.files])
    for number in range(draw(st.integers(1, 4))):
        edit = draw(st.sampled_from(EDITS))
        edit(draw, made, number)
    seen: set[tuple[tuple[str, str], ...]] = set()
    for file in made.files:
        file[:] = [entry for entry in file if not (_fact(entry) in seen or seen.add(_fact(entry)))]  # type: ignore[func-returns-value]
    return made


def _some(draw: st.DrawFn, folder: Folder) -> tuple[list[Entry], int] | None:
    places = [(file, index) for file in folder.files for index in range(len(file))]
    return draw(st.sampled_from(places)) if places else None


def _change_date(draw: st.DrawFn, folder: Folder, _: int) -> None:
    if place := _some(draw, folder):
        file, index = place
        file[index] = {**file[index], "on": draw(st.sampled_from(DATES))}


def _change_remark(draw: st.DrawFn, folder: Folder, _: int) -> None:
    if place := _some(draw, folder):
        file, index = place
        bare = {k: v for k, v in file[index].items() if k not in ("note", "source")}
        file[index] = draw(remarked(bare))


def _change_how(draw: st.DrawFn, folder: Folder, _: int) -> None:
    if place := _some(draw, folder):
        file, index = place
        entry = dict(file[index])
        if "appointed" in entry:
            entry["capacity"] = draw(st.sampled_from(("acting", "permanent")))
        elif "departed" in entry:
            entry["reason"] = draw(st.sampled_from(("retired", "illness")))
        file[index] = entry


def _change_who(draw: st.DrawFn, folder: Folder, _: int) -> None:
    """The entry is about somebody else, or another post: no correction can say that."""
    if place := _some(draw, folder):
        file, index = place
        entry = dict(file[index])
        if "post" in entry and draw(st.booleans()):
            entry["post"] = draw(st.sampled_from(POSTS))
        elif verb := next((verb for verb in ("appointed", "departed") if verb in entry), None):
            entry[verb] = draw(st.sampled_from(PEOPLE))
        file[index] = entry


def _remove(draw: st.DrawFn, folder: Folder, _: int) -> None:
    if place := _some(draw, folder):
        file, index = place
        del file[index]


def _add(draw: st.DrawFn, folder: Folder, number: int) -> None:
    file = draw(st.sampled_from(folder.files))
    entry = draw(entries())
    file.insert(0, {"id": f"new{number}", **entry} if draw(st.booleans()) else entry)


def _move(draw: st.DrawFn, folder: Folder, _: int) -> None:
    if place := _some(draw, folder):
        file, index = place
        draw(st.sampled_from(folder.files)).append(file.pop(index))


def _name(draw: st.DrawFn, folder: Folder, number: int) -> None:
    if place := _some(draw, folder):
        file, index = place
        file[index] = {"id": f"named{number}", **file[index]}


def _call(draw: st.DrawFn, folder: Folder, _: int) -> None:
    who = draw(st.sampled_from(PEOPLE))
    folder.names[who] = draw(st.sampled_from((who.title(), f"{who.title()} Li")))


EDITS: tuple[Any, ...] = (
    _change_date,
    _change_remark,
    _change_how,
    _change_who,
    _remove,
    _add,
    _move,
    _name,
    _call,
)


def written(folder: Folder) -> list[tuple[str, str]]:
    """The files of a register, each with its text."""
    texts = []
    for number, file in enumerate(folder.files):
        lines = []
        if number == 0:
            lines = [
                "people:",
                *(f"  {who}: {{name: {name}}}" for who, name in folder.names.items()),
                "organizations: {acme: Acme}",
                "posts: {acme/ceo: CEO, acme/board: {title: Director, seats: 3}}",
                "sources: {paper: {title: Paper}, report: {title: Report}}",
            ]
        lines.append("events:" if file else "events: []")
        lines += [
            "  - {" + ", ".join(f"{key}: {value}" for key, value in entry.items()) + "}"
            for entry in file
        ]
        texts.append((f"{number}.yaml", "\n".join(lines) + "\n"))
    return texts
