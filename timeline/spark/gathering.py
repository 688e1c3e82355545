"""What each post's history rests on, joined to it: `fold.neighbours` again, for a cluster.

A group of rows comes of it for each post, from which its history can be folded wherever it lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

from timeline.events import REFERRING
from timeline.projections.fold.neighbours import SAYS_NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column, DataFrame

__all__ = ["EVENT_COLUMNS", "gathered"]

EVENT_COLUMNS: Final = ("subject", "position", "id", "recorded", "body")
"""What is folded of an event."""
_LONGEST: Final = 100
"""How many repairs of repairs are followed; nobody has seen four."""


def gathered(events: DataFrame) -> DataFrame:
    """A row for each event of each post's neighbourhood: `post`, and `EVENT_COLUMNS`.

    An event may come several times. What covers everything is left out.
    """
    events = events.where(~F.col("kind").isin(*SAYS_NOTHING))
    own = events.where(F.col("subject").startswith("post:")).withColumn(
        "post", F.expr("substring(subject, 6)")
    )
    has = _what_there_is(events)
    parts = [own, _of_organizations(own, events, covered=has["covered"])]
    if has["deadly"]:
        parts.append(_of_deaths(own, events, merged=has["merged"]))
    found = parts[0].select("post", *EVENT_COLUMNS)
    for part in parts[1:]:
        found = found.unionByName(part.select("post", *EVENT_COLUMNS))
    return found


def _what_there_is(events: DataFrame) -> dict[str, bool]:
    """Whether a register covers organizations, somebody may have died, two ids may be one."""
    kind, of_organization = F.col("kind"), F.col("subject").startswith("organization:")
    told = {
        "covered": (kind == "covered") & of_organization,
        "deadly": _is_deadly(),
        "merged": (kind == "merged") | _said("into").isNotNull(),
    }
    asked = [F.coalesce(F.bool_or(said), F.lit(False)).alias(name) for name, said in told.items()]
    (row,) = events.agg(*asked).collect()
    return {name: bool(row[name]) for name in told}


def _is_deadly() -> Column:
    """Whether an event may tell of a death, or that two ids are one person."""
    body = F.col("body")
    tells = body.contains('"died"') | body.contains('"death"') | _said("into").isNotNull()
    return F.col("kind").isin("person", "departed", "corrected", "merged") & tells


def _said(name: str) -> Column:
    """A field of an event, or of what it puts in the place of another."""
    own, other = (F.get_json_object("body", f"$.{path}{name}") for path in ("", "replacement."))
    return F.coalesce(own, other)


def _kinds(events: DataFrame, kinds: Iterable[str]) -> DataFrame:
    return events.where(F.col("kind").isin(*kinds))


def _of_organizations(own: DataFrame, events: DataFrame, *, covered: bool) -> DataFrame:
    """What is said of each post's organizations, and of those above them if a register covers any.

    Nothing else goes down from an organization to the ones below it.
    """
    said = events.where(F.col("subject").startswith("organization:")).withColumn(
        "organization", F.expr("substring(subject, 14)")
    )
    homes = _kinds(own, ("post", "corrected")).select(
        "post", _said("organization").alias("organization")
    )
    homes = homes.dropna().distinct()
    if covered:
        above = _kinds(said, ("organization", "corrected")).select(
            F.col("organization").alias("one"), _said("parent").alias("other")
        )
        homes = _with_further(homes, "organization", _all_ways(above))
    return homes.join(said, "organization")


def _of_deaths(own: DataFrame, events: DataFrame, *, merged: bool) -> DataFrame:
    """What may tell of the death of a post's people elsewhere, or that two of them are one."""
    deadly = events.where(_is_deadly()).select(
        _said("person").alias("person"), _said("into").alias("into"), "id"
    )
    deadly = deadly.dropna(subset=["person"])
    people = _kinds(own, ("appointed", "departed", "corrected"))
    people = people.select("post", _said("person").alias("person")).dropna().distinct()
    if merged:
        pairs = deadly.select(F.col("person").alias("one"), F.col("into").alias("other"))
        people = _with_further(people, "person", _all_ways(pairs))
    roots = _roots(events)
    telling = deadly.join(roots, "id", "left")
    telling = telling.select("person", F.coalesce("root", "id").alias("root")).distinct()
    rooted = events.join(roots, "id", "left").withColumn("root", F.coalesce("root", "id"))
    told = rooted.join(telling, "root")
    elsewhere = F.col("subject") != F.concat(F.lit("post:"), F.col("post"))
    return people.join(told, "person").where(elsewhere)


def _roots(events: DataFrame) -> DataFrame:
    """Of each event about another: `id`, and the `root`, the fact that it is about in the end."""
    links = _kinds(events, REFERRING).select("id", F.get_json_object("body", "$.event").alias("of"))
    found = links.withColumnRenamed("of", "root").localCheckpoint()
    further = links.select(F.col("id").alias("root"), "of")
    for _ in range(_LONGEST):
        step = found.join(further, "root", "left").localCheckpoint()
        if step.where(F.col("of").isNotNull()).isEmpty():
            break
        found = step.select("id", F.coalesce("of", "root").alias("root"))
    return found


def _all_ways(pairs: DataFrame) -> DataFrame:
    """From `one` to every `other` that pairs lead to, over any number of them; circles end."""
    pairs = pairs.dropna().distinct().localCheckpoint()
    found = last = pairs
    while not last.isEmpty():
        further = last.withColumnRenamed("other", "by").join(
            pairs.withColumnRenamed("one", "by"), "by"
        )
        last = further.select("one", "other").distinct().join(found, ["one", "other"], "left_anti")
        last = last.localCheckpoint()
        found = found.unionByName(last)
    return found


def _with_further(pairs: DataFrame, name: str, ways: DataFrame) -> DataFrame:
    """Pairs of a post and something, and of the post and what that leads to."""
    ways = ways.select(F.col("one").alias(name), "other")
    further = pairs.join(ways, name).select("post", F.col("other").alias(name))
    return pairs.unionByName(further).distinct()
