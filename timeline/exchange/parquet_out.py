"""Parquet: the events and the tenures, a folder for each organization, as DuckDB and Spark read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from timeline.events import BadValue, need, t

from .exporting import OutFile
from .tables_out import COLUMNS, tenure_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeline.projections.histories import Asked, Histories

    from .exporting import WriteOptions

__all__ = ["PARQUET"]

_EVENTS: Final = ("position", "id", "kind", "subject", "key", "recorded", "hash", "body")


class _Parquet:
    """The format `parquet`."""

    arguments: Final[Mapping[str, str]] = {"since": "only the events after that position"}
    is_text: Final = False

    def stays(self, name: str, options: WriteOptions) -> bool:
        """Whether a file of an earlier export is a part of this: earlier events, `--since` some."""
        since = options.arguments.get("since", "0")
        return name.startswith("events/") and bool(since.strip("0"))

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """`events/organization=…/….parquet` and `tenures/…`. See `Exporter.files`."""
        need("pyarrow", "parquet")
        if not options.into_folder:
            raise BadValue(
                "output", t("parquet is a folder of files"), t("say where to: -o FOLDER/")
            )
        text = options.arguments.get("since", "0")
        if not (text.isascii() and text.isdecimal() and len(text) < 19):
            raise BadValue(
                "since", t('"{text}" is no position', text=text), t("it is a number, like 31")
            )
        yield from _events(timeline, options, int(text))
        rows: dict[str, list[dict[str, Any]]] = {}
        for row in tenure_rows(timeline, options):
            row["events"], row["reasons"] = [*row["events"]], [*row["reasons"]]
            rows.setdefault(row.pop("organization"), []).append(row)
        names = [name for name in COLUMNS if name != "organization"]
        for home, of_home in rows.items():
            yield OutFile(
                [_table(of_home, names)], f"tenures/organization={_safe(home)}/all.parquet"
            )


PARQUET: Final = _Parquet()


def _events(timeline: Asked, options: WriteOptions, since: int) -> Iterator[OutFile]:
    """The events after a position; a later export adds files, and leaves the earlier ones."""
    histories = timeline.histories()
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in timeline.log.rows(after=since):
        options.progress(row.position)
        values = {name: getattr(row, name) for name in _EVENTS}
        rows.setdefault(_home(histories, row.subject), []).append(
            {**values, "hash": row.hash.hex()}
        )
    for home, of_home in rows.items():
        name = f"events/organization={_safe(home)}/after-{since}.parquet"
        yield OutFile([_table(of_home, list(_EVENTS))], name)


def _home(histories: Histories, subject: str) -> str:
    what, _, ident = subject.partition(":")
    return (
        ident
        if what == "organization"
        else (what == "post" and histories.organization_of(ident)) or ""
    )


def _safe(home: str) -> str:
    """A partition's name as Hive writes it."""
    return quote(home, safe="") or "__HIVE_DEFAULT_PARTITION__"


def _table(rows: list[dict[str, Any]], names: list[str]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=_schema(names)), out)
    return out.getvalue()


def _schema(names: list[str]) -> Any:
    import pyarrow as pa

    types = {
        "position": pa.int64(),
        "renewals": pa.int64(),
        "conflicting": pa.bool_(),
        "events": pa.list_(pa.int64()),
        "reasons": pa.list_(pa.string()),
    }
    return pa.schema([(name, types.get(name, pa.string())) for name in names])
