"""How large what comes in may be. `docs/limits.md` lists these, with the reasons."""

from __future__ import annotations

from typing import Final

__all__ = ["DEEPEST", "LARGEST_YAML", "LONGEST_LINE", "LONGEST_NAME", "LONGEST_TEXT"]

LONGEST_TEXT: Final = 100_000
"""Of one text (a quotation, a note, a title), in characters."""
LONGEST_NAME: Final = 1_000
"""Of an id, a key, a reference, or a name in one language, in characters."""
LARGEST_YAML: Final = 64 << 20
"""Of a YAML file, in bytes; it is held in memory, and larger ones are JSON Lines."""
LONGEST_LINE: Final = 4 << 20
"""Of a line of JSON Lines, in bytes or characters."""
DEEPEST: Final = 100
"""How deep a file may nest: ours needs six levels, and the C parser's stack ends near 10,000."""
