"""`timeline stats`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from timeline.events import t
from timeline.projections.answers.background import Background
from timeline.projections.answers.measures import measure
from timeline.projections.answers.origins import continued_in
from timeline.projections.answers.rows import stats_answer
from timeline.projections.histories import ancestors_in

from .asking import as_of_option, question
from .naming import complete, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.answers.background import Continued
    from timeline.projections.answers.figures import Measures
    from timeline.projections.histories import Histories

    from .asking import Question

COLUMNS: Final = ("scope", "measure", "value", "low", "high", "exact", "unit", "n", "left_out")

MOST_EACH: Final = 100
"""How many posts are measured each by itself, where nobody asks for more."""

ALL: Final = "all"
"""The scope of every post."""

EPILOG: Final = """\b
Examples:
  timeline stats                                    all posts; each by itself if they are few
  timeline stats alibaba-cloud                      one organization
  timeline stats alibaba-cloud/head --as-of 2023-09-10
  timeline stats alibaba-group/ceo --two-year-rule  who came from inside, strictly
  timeline stats --format csv > measures.csv
  timeline stats --format json | jq .survival
"""


@click.command("stats", epilog=EPILOG)
@click.argument(
    "what",
    nargs=-1,
    metavar="[ORG|POST]...",
    shell_complete=complete("post", "organization"),
)
@as_of_option("When observation stops")
@click.option(
    "--two-year-rule",
    is_flag=True,
    help="A successor is internal only after two years in.",
)
@click.option(
    "--each",
    is_flag=True,
    help=f"Measure each post by itself too, also where there are more than {MOST_EACH}.",
)
@click.option(
    "--until-seen",
    is_flag=True,
    help="Survival follows a tenure without an end only until it was last seen.",
)
@question
def command(
    asked: Question,
    what: tuple[str, ...],
    as_of: EdtfDate,
    two_year_rule: bool,
    each: bool,
    until_seen: bool,
) -> None:
    """Measure tenure and turnover: of all posts, of an organization's, or of one.

    What each measure means, and where it comes from, is in docs/measures.md. A figure that an
    uncertain date decides has no value, but a lowest and a highest one.
    """
    histories = asked.histories
    scopes = scopes_of(histories, what, None if each else MOST_EACH)
    measured = measured_scopes(
        histories,
        scopes,
        as_of,
        two_year_rule,
        until_seen=until_seen,
        continued=continued_in(asked.timeline.log, histories.knowledge),
    )
    if asked.out.is_table:
        from timeline.projections.names import Names
        from timeline.views.stats import StatsView

        names = Names(histories, asked.language, as_of.hi)
        log, position = asked.timeline.log.name, histories.position
        title = [t("{name}, position {position}", name=log, position=position)]
        title += [t("internal only after two years in")] if two_year_rule else []
        title += [t("survival until last seen")] if until_seen else []
        if not each and len(next(iter(scopes.values()))) > MOST_EACH:
            title.append(t("--each measures each of these posts by itself too"))
        asked.out.draw(
            StatsView(histories, as_of, measured, names, title, ascii_only=asked.out.ascii_only)
        )
        return
    said = {"two_year_rule": two_year_rule, "until_seen": until_seen}
    answer = stats_answer(histories, as_of, measured, said)
    asked.out.write(answer, "measures", COLUMNS)


def scopes_of(
    histories: Histories, what: Sequence[str], most_each: int | None = None
) -> dict[str, Sequence[str]]:
    """The posts of each scope: of all that is asked about, of each name, and each post.

    The first scope bears the name of what is asked about, or the names, with spaces between. Of
    more than `most_each` posts, none is a scope of its own.

    Raises:
        NotFound, Ambiguous: a text names no post and no organization, or several.
    """
    by_name: dict[str, Sequence[str]] = {}
    for text in what:
        kind, ident = named(histories, text, ("post", "organization"))
        by_name[ident] = [ident] if kind == "post" else histories.posts_of(ident)
    posts = sorted({post for scope in by_name.values() for post in scope})
    first = (" ".join(by_name), posts) if what else (ALL, list(histories.posts()))
    few = most_each is None or len(first[1]) <= most_each
    each = {post: [post] for post in first[1]} if len(first[1]) > 1 and few else {}
    return {first[0]: first[1], **by_name, **each}


def measured_scopes(
    histories: Histories,
    scopes: Mapping[str, Sequence[str]],
    as_of: EdtfDate,
    two_year_rule: bool,
    *,
    until_seen: bool = False,
    continued: Continued = lambda post: (),
) -> dict[str, Measures]:
    """The measures of each scope; `continued` gives the posts that a post goes on from."""
    if ALL in scopes:
        known = {history.post: history for history in histories.histories()}
    else:
        posts = {post for scope in scopes.values() for post in scope}
        found = (histories.history(post) for post in sorted(posts))
        known = {history.post: history for history in found if history is not None}
    if ALL in scopes:
        background = Background.of(known.values(), ancestors_in(histories), continued)
    else:
        background = Background.around(histories, known.values(), continued)
    return {
        scope: measure(
            [known[post] for post in posts],
            as_of,
            background,
            two_year_rule=two_year_rule,
            until_seen=until_seen,
        )
        for scope, posts in scopes.items()
    }
