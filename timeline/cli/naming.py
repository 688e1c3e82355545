"""What a text on the command line names: a post, an organization, a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from click import Context, Parameter, argument

from timeline.events import TimelineError
from timeline.projections.naming import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from click.shell_completion import CompletionItem

    from timeline.events import What
    from timeline.projections.histories import Histories
    from timeline.projections.posts import PostHistory

__all__ = [
    "complete",
    "histories_named",
    "named",
    "posts_argument",
    "posts_named",
    "posts_of_all",
]


def complete(*kinds: What) -> Callable[[Context, Parameter, str], list[CompletionItem]]:
    """What a shell offers for an argument: ids and names that begin with what was typed."""

    def offer(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from .options import open_to_complete

        try:
            histories = open_to_complete(ctx.params.get("db"))
        except TimelineError:
            return []  # a prompt is no place for a report
        found: dict[str, str] = {}
        for kind in kinds:
            for profile in histories.profiles(kind):
                names = profile.all_names()
                if profile.id.startswith(incomplete):
                    found[profile.id] = profile.name_in("both")
                elif incomplete:
                    found.update((n, profile.id) for n in names if n.startswith(incomplete))
        return [CompletionItem(value, help=found[value]) for value in sorted(found)]

    return offer


posts_argument: Final = argument(
    "what",
    nargs=-1,
    metavar="[ORG|POST|PERSON]...",
    shell_complete=complete("post", "organization", "person"),
)
"""What to answer of, as `posts_of_all` reads it."""


def posts_named(histories: Histories, text: str) -> list[str]:
    """The posts that a text names: itself, an organization's, or those a person ever held."""
    kind, ident = named(histories, text)
    if kind == "post":
        return [ident]
    if kind == "organization":
        return list(histories.posts_of(ident))
    return list(dict.fromkeys(history.post for history, _ in histories.held_by(ident)))


def histories_named(histories: Histories, texts: Sequence[str]) -> Iterator[PostHistory]:
    """The histories of the posts that several texts name, and of no others; of all if none."""
    if not texts:
        yield from histories.histories()
        return
    for post in posts_of_all(histories, texts):
        if (history := histories.history(post)) is not None:
            yield history


def posts_of_all(histories: Histories, texts: Iterable[str]) -> list[str]:
    """The posts that several texts name, sorted, each once; all posts if there is no text."""
    wanted = list(texts)
    if not wanted:
        return list(histories.posts())
    return sorted({post for text in wanted for post in posts_named(histories, text)})
