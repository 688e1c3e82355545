"""The folders of Parquet that `timeline export parquet` writes, read and written by Spark."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["read_events", "read_tenures", "write_tenures"]


def read_events(session: SparkSession, folder: str) -> DataFrame:
    """The events in a folder that `timeline export parquet` has written."""
    return _read(session, f"{folder}/events")


def read_tenures(session: SparkSession, folder: str) -> DataFrame:
    """What was believed of its posts, as the export or `write_tenures` has written it."""
    return _read(session, f"{folder}/tenures")


def _read(session: SparkSession, folder: str) -> DataFrame:
    """All files below a folder; their own columns tell all that the names of their folders do."""
    read = session.read.option("recursiveFileLookup", "true")
    return read.option("pathGlobFilter", "*.parquet").parquet(folder)


def write_tenures(tenures: DataFrame, folder: str, buckets: int = 64) -> None:
    """Write tenures in the place of those that are in a folder, for DuckDB and others to ask.

    Args:
        tenures: as `tenures` gives them.
        folder: the one above `tenures/`, in which `as_of.sql` is run.
        buckets: how many folders the organizations are shared out among.
    """
    from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

    bucket = F.format_string("%03d", F.crc32(F.coalesce("organization", F.lit(""))) % buckets)
    placed = tenures.withColumn("bucket", bucket)
    placed.repartition("bucket").sortWithinPartitions("bucket", "post", "number").write.partitionBy(
        "bucket"
    ).mode("overwrite").parquet(f"{folder}/tenures")
