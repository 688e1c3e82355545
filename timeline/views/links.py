"""Addresses in the style of a text: rich's words for a link, `link` and an address."""

from __future__ import annotations

__all__ = ["linked", "target_of"]

_MARK = "link "


def linked(style: str, address: str) -> str:
    """The style with a link to an address; the style alone, if that is none of the web.

    What an address must not hold is written as RFC 3986 wants it, so that nothing in it can end
    the link or be taken for a style.
    """
    if not address.startswith(("http://", "https://")):
        return style
    from urllib.parse import quote  # most pictures have no link

    safe = quote(address, safe="/:?#[]@!$&'()*+,;=%-._~")
    return f"{style} {_MARK}{safe}".strip()


def target_of(style: str) -> tuple[str, str]:
    """A style without its link, and the address; the empty text if it has none."""
    rest, mark, address = style.rpartition(_MARK)
    return (rest.strip(), address) if mark else (style, "")
