"""A register that has lost much of what it had stops an import, and asks."""

from __future__ import annotations

from pathlib import Path

import pytest

import timeline
from timeline.exchange.formats import ReadOptions, format_of
from timeline.exchange.plan import MuchGone
from timeline.exchange.recording import record

from .import_memory import MAP, table
from .importing import write


def test_a_register_that_has_lost_most_of_its_rows_stops(tmp_path: Path) -> None:
    table_map = write(tmp_path, "map.yaml", MAP)
    options = ReadOptions(arguments={"map": str(table_map)})
    tl = timeline.open(tmp_path / "reg.db")
    whole, left = table(tmp_path, 2_000), table(tmp_path, 200)
    record(tl, lambda _: format_of("csv").read([whole], options), "reg")
    position = tl.log.head().position
    with pytest.raises(MuchGone) as asked:
        record(tl, lambda _: format_of("csv").read([left], options), "reg")
    assert asked.value.gone >= 3 * 1_800
    assert tl.log.head().position == position
