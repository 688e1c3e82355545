"""Parquet files, written a row group at a time, and the folder that each organization is in."""

from __future__ import annotations

import io
import zlib
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["MOST_FOLDERS", "NOWHERE", "folder_of", "parquet_pieces", "record_batch"]

MOST_FOLDERS: Final = 200
"""As many organizations have a folder each; more are shared out among folders."""
_BUCKETS: Final = 256
_ROWS: Final = 20_000
"""Of one row group: so many are in memory at once."""
NOWHERE: Final = "home=__HIVE_DEFAULT_PARTITION__"
"""The folder of what belongs to no organization, as Hive calls it."""


def folder_of(home: str, *, shared: bool) -> str:
    """The folder of an organization, as Hive writes it: its own, or one that it shares.

    >>> folder_of("a/b c", shared=False), folder_of("acme", shared=True)
    ('home=a%2Fb%20c', 'bucket=101')
    """
    if not home:
        return NOWHERE
    if shared:
        return f"bucket={zlib.crc32(home.encode()) % _BUCKETS:03}"
    return f"home={quote(home, safe='')}"


class _Sink(io.RawIOBase):
    """Takes what a writer writes, until somebody takes it on."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._held.append(bytes(data))
        return len(self._held[-1])

    def taken(self) -> list[bytes]:
        """What was written since it was last asked."""
        held, self._held = self._held, []
        return held


def record_batch(rows: Sequence[Sequence[Any]], schema: Any) -> Any:
    """Rows as one batch of Arrow; None stands for nothing, a tuple for a list or its fields."""
    import pyarrow as pa

    columns = [*zip(*rows, strict=True)] if rows else [()] * len(schema)
    arrays = [
        pa.array(_read(values, field.type), field.type)
        for values, field in zip(columns, schema, strict=True)
    ]
    return pa.record_batch(arrays, schema=schema)


def _read(values: Sequence[Any], kind: Any) -> Sequence[Any]:
    """A column's values as Arrow takes them: a tuple in a list of records is one of those."""
    from pyarrow.types import is_list, is_struct

    if not (is_list(kind) and is_struct(kind.value_type)):
        return values
    names = [field.name for field in kind.value_type]
    return [
        None if each is None else [dict(zip(names, one, strict=True)) for one in each]
        for each in values
    ]


def parquet_pieces(rows: Iterable[Sequence[Any]], schema: Any) -> Iterator[bytes]:
    """The bytes of a Parquet file with some rows; one row group is in memory at a time."""
    import pyarrow.parquet as pq

    sink = _Sink()
    waiting = iter(rows)
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while group := [*islice(waiting, _ROWS)]:
            writer.write_batch(record_batch(group, schema))
            yield from sink.taken()
    yield from sink.taken()
