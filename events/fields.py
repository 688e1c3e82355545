"""What a field of an event may hold: the values as they are kept, and the ones that are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .dates import to_date
from .errors import BadValue
from .labels import Labels
from .language import t
from .limits import LONGEST_NAME, LONGEST_TEXT
from .text import nearest
from .vocabulary import REASONS, UNKNOWN_SEATS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import attrs

    from .dates import EdtfDate

__all__ = [
    "are_ids",
    "are_labels",
    "are_reasons",
    "are_seats",
    "is_choice",
    "is_ident",
    "is_ident_or_none",
    "is_key",
    "is_reason_code",
    "is_text",
    "is_text_or_none",
    "labels",
    "optional_date",
    "reasons_of",
    "texts",
]

# --- what is refused -----------------------------------------------------------------------------


def is_text(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    """Refuse what is no text, an empty one, or one that is too long."""
    if type(value) is str and len(value) > LONGEST_TEXT:
        raise _too_long(field.name, value, LONGEST_TEXT)
    if type(value) is str and value.isascii() and value and not value.isspace():
        return
    if not isinstance(value, str) or not value.strip():
        raise BadValue(
            field.name, t("{name} must be a text, and not an empty one", name=field.name)
        )
    _is_encodable(field.name, value)


def _too_long(name: str, text: str, most: int) -> BadValue:
    return BadValue(
        name,
        t("{name} has {n:,} characters", name=name, n=len(text)),
        t("it may have {most:,} at most", most=most),
    )


def _is_encodable(name: str, text: str) -> None:
    """Refuse half of a surrogate pair, which JSON can spell and UTF-8 cannot."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise BadValue(
                name, t("{name} holds half of a character (a lone surrogate)", name=name)
            ) from None


def is_ident(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    """Refuse what cannot be an id: space around it, a character that cannot be seen, too many."""
    if type(value) is str and len(value) > LONGEST_NAME:
        raise _too_long(field.name, value, LONGEST_NAME)
    if type(value) is str and value and value.isprintable() and value[0] != " " != value[-1]:
        return
    if not isinstance(value, str) or not value or value != value.strip():
        raise BadValue(
            field.name, t("{name} must be an id, with no space around it", name=field.name)
        )
    if not value.isprintable():
        raise BadValue(
            field.name, t("{name} holds a character that cannot be seen", name=field.name)
        )


def are_ids(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    """Refuse what cannot be ids of events, people, organizations or posts."""
    for reference in value:
        is_ident(_, field, reference)


def is_key(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    """Refuse what cannot be an author's name for an event."""
    if value is None:
        return
    is_ident(_, field, value)
    if value.isdecimal():
        raise BadValue(field.name, t('the id "{value}" would be taken for a position', value=value))


def is_choice(*choices: str) -> Any:
    """A validator that refuses everything but some words."""

    def check(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
        if value not in choices:
            raise BadValue(field.name, *_unknown_choice(field.name, value, choices))

    return check


def _unknown_choice(name: str, value: Any, choices: Iterable[str]) -> tuple[str, str]:
    near = nearest(str(value), choices)
    hint = (
        t('did you mean "{near}"?', near=near)
        if near
        else t("it is one of {listed}", listed=", ".join(choices))
    )
    return t('no {name} "{value}"', name=name, value=value), hint


def are_reasons(_: Any, field: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    """Refuse what is no reason for leaving a post."""
    for reason in value:
        if reason not in REASONS:
            raise BadValue(field.name, *_unknown_choice("reason", reason, REASONS))


def are_seats(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    """Refuse what is no number of seats."""
    if value is None or value == UNKNOWN_SEATS:
        return
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1_000_000:
        raise BadValue(
            field.name,
            t("{name} must be a whole number from 1 to 999999, or unknown", name=field.name),
        )


def are_labels(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    """Refuse what is no mapping of words to texts."""
    for label, text in value.items():
        if not (isinstance(label, str) and label and isinstance(text, str) and text.strip()):
            raise BadValue(field.name, t("{name} must map words to texts", name=field.name))
        longest = max(label, text, key=len)
        if len(longest) > LONGEST_NAME:
            raise _too_long(field.name, longest, LONGEST_NAME)
        _is_encodable(field.name, label)
        _is_encodable(field.name, text)


def is_reason_code(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    """Refuse what is no code of a list, like `csmar/4`."""
    if value is None:
        return
    is_ident(_, field, value)
    scheme, slash, code = value.partition("/")
    if not (scheme and slash and code):
        hint = t("name its list too, like csmar/4")
        raise BadValue(
            field.name, t('"{value}" is no code of a list of reasons', value=value), hint
        )


def is_text_or_none(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    """Refuse what is neither a text nor nothing."""
    if value is not None:
        is_text(_, field, value)


def is_ident_or_none(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    """Refuse what is neither an id nor nothing."""
    if value is not None:
        is_ident(_, field, value)


# --- what is kept --------------------------------------------------------------------------------


def labels(value: Mapping[str, str]) -> Labels:
    """Names by language, or texts by another word."""
    if type(value) is Labels:
        return value
    if not isinstance(value, Mapping):
        raise BadValue(
            "names", t('names are given by language, like {"en": "Ann Li", "zh": "李安"}')
        )
    return Labels(value)


def texts(value: Iterable[str] | None) -> tuple[str, ...]:
    """A tuple of texts; one text stands for itself."""
    if value is None or value == ():
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(value)


def reasons_of(value: Iterable[str] | None) -> tuple[str, ...]:
    """Reasons have no order: two orders of them state one fact."""
    given = texts(value)
    return given if len(given) < 2 else tuple(sorted(set(given)))


def optional_date(value: EdtfDate | date | str | None) -> EdtfDate | None:
    """A date as it is written, or None."""
    return None if value is None else to_date(value)
