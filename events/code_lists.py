"""The lists of codes in which sources say why somebody left, with what their codes mean here.

Each list is a file of `reason_codes/`; `docs/reasons.md` says what a mapping loses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import attrs

from .errors import BadValue
from .labels import Labels
from .language import t
from .text import nearest

__all__ = ["CODE_LISTS", "CodeList", "code_list", "reasons_of_code"]

_FOLDER: Final = Path(__file__).parent / "reason_codes"

CODE_LISTS: Final = ("ceo-dismissal", "csmar", "juyuan")
"""The names of the lists."""


@attrs.frozen
class CodeList:
    """A list of codes.

    Attributes:
        name: as it stands before the slash of a `reason_code`.
        title: whose list it is.
        says: what each code says, in a few words.
        reasons: each code's reasons in our vocabulary.
        not_events: the codes of records that are no departures, each with what it says.
        loses: what is lost on the way to our vocabulary.
    """

    name: str
    title: str
    says: Mapping[str, str] = attrs.field(hash=False)
    reasons: Mapping[str, tuple[str, ...]] = attrs.field(hash=False)
    not_events: Mapping[str, str] = attrs.field(hash=False)
    loses: str


@cache
def code_list(name: str) -> CodeList:
    """A list by its name.

    Raises:
        BadValue: there is none of that name.
    """
    if name not in CODE_LISTS:
        near = nearest(name, CODE_LISTS)
        hint = (
            t('did you mean "{near}"?', near=near)
            if near
            else t("known are {listed}", listed=", ".join(CODE_LISTS))
        )
        raise BadValue("reason_code", t('no list of reasons "{name}"', name=name), hint)
    body = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    codes = body["codes"]
    return CodeList(
        name,
        body["title"],
        Labels({code: entry["says"] for code, entry in codes.items()}),
        {code: tuple(entry["reasons"]) for code, entry in codes.items()},
        Labels(body["not_events"]),
        body["loses"],
    )


def reasons_of_code(reason_code: str) -> tuple[str, ...]:
    """The reasons that a code like `csmar/4` stands for; none if its list is not one of ours.

    Raises:
        BadValue: the list is ours, and has no such code, or the code says that nobody left.
    """
    name, _, code = reason_code.partition("/")
    if name not in CODE_LISTS:
        return ()
    known = code_list(name)
    if code in known.not_events:
        raise BadValue(
            "reason_code",
            t(
                '"{reason_code}" is {not_events}',
                reason_code=reason_code,
                not_events=known.not_events[code],
            ),
        )
    if code not in known.reasons:
        hint = t("it has {listed}", listed=", ".join(known.reasons))
        raise BadValue(
            "reason_code", t('the list "{name}" has no code "{code}"', name=name, code=code), hint
        )
    return known.reasons[code]
