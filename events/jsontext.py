"""JSON as the log writes it, and reads it back."""

from __future__ import annotations

import json
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["canonical", "parse", "scan"]


def _canonical_encoder() -> Callable[[Any], str]:
    encoder = json.JSONEncoder(
        sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    if c_make_encoder is None:  # an interpreter without the C extension
        return encoder.encode
    # `encode` makes this encoder anew at every call, which costs more than the encoding.
    encode = c_make_encoder(
        None, encoder.default, encode_basestring, None, ":", ",", True, False, False
    )
    join = "".join
    return lambda value: join(encode(value, 0))


canonical: Final = _canonical_encoder()
"""The one text of a JSON value."""


_scan: Final = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
"""Reads one JSON value from a place in a text: what `json.loads` calls in the end."""


def scan(text: str) -> Any:
    """The JSON value that a text is, with nothing around it; None if it is not so simple."""
    try:
        value, end = _scan(text, 0)
    except (StopIteration, ValueError):
        return None
    return value if end == len(text) else None


def parse(text: str) -> Any:
    """The JSON value that a stored text is: `json.loads` in half of its time.

    Raises:
        ValueError: it is none.
    """
    value = scan(text)
    return json.loads(text) if value is None else value
