"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

from typing import Final

__all__ = ["harmless"]

_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""How a formula begins, for one spreadsheet or another; OWASP's list (CSV injection)."""


def harmless(text: str) -> str:
    """The text of a cell; one that a spreadsheet would take for a formula, with an apostrophe.

    One that begins with apostrophes and then so gets one more: who reads it takes one away.
    """
    return f"'{text}" if text.lstrip("'")[:1] in _FORMULA else text
