"""The view of many posts on a day: an overview of when they changed, and one line a post."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from timeline.events import t
from timeline.projections.answers.tree import as_tree
from timeline.projections.histories import ancestors_in
from timeline.projections.names import Names

from .choice import Choice
from .density import axis_of_years, years_strip
from .people import People
from .picture import STATUS, scale_of
from .rows import table
from .view import View
from .words import length, remarks, stale

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.histories import Histories
    from timeline.projections.posts import PostState

    from .cells import Line
    from .rows import Cell

__all__ = ["RollView", "since_key"]

_NAMED: Final = 3
"""A post of more holders has one line all the same, and names so many."""


class RollView(View):
    """A rich renderable: when many posts changed, and who holds each of them on a day.

    Args:
        histories: where names come from.
        day: the day.
        states: what each post is on that day.
        title: what the log is called.
        choice: which are shown, and in what order.
        language: of names.
        ascii_only: draw with ASCII characters.
    """

    def __init__(
        self,
        histories: Histories,
        day: EdtfDate,
        states: Sequence[tuple[str, PostState]],
        *,
        title: str,
        choice: Choice | None = None,
        language: str | None = None,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._histories = histories
        self._day = day
        self._title = title
        self._choice = choice or Choice()
        self._names = Names(histories, language, day.hi)
        self._people = People(self._names)
        self._homes = {p.id: p for p in histories.profiles("organization")}
        self._posts = {p.id: p for p in histories.profiles("post")}
        self._shown = [(post, state) for post, state in states if self._choice.fits(state)]
        self._left_out = Counter(s.status for _, s in states if not self._choice.fits(s))
        self._is_whole = len(states) == histories.size()[0]

    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, for a width in cells."""
        yield from self.heading(self._histories, self._day, self._title, width)
        yield from self._overview(width)
        if self._shown:
            heads = ("Post", "Holder", "Since", "For", "")
            yield from table(self, heads, [*self._rows()], width)
        else:
            yield self.line(t("Nobody holds any of them."), width)
        yield from self._notes(width)

    def _overview(self, width: int) -> Iterator[Line]:
        """A line of how many tenures began when, over all posts of the log."""
        summaries = self._histories.summaries(self._day) if self._is_whole else ()
        label = t("began  ")
        axis = axis_of_years(summaries, self._day, width - len(label))
        if axis is None:
            return
        began: Counter[int] = Counter()
        for summary in summaries:
            began.update(summary.began)
        for head, strip in zip(
            (" " * len(label), " " * len(label), label),
            (*scale_of(axis, self.glyphs, self._day), years_strip(axis, began, self.glyphs)),
            strict=True,
        ):
            yield self.runs([(head, "dim"), *strip.parts()], width)
        yield []

    # --- the posts

    def _rows(self) -> Iterator[list[Cell]]:
        if self._choice.tree:
            yield from self._tree()
            return
        for post, state in self._sorted():
            yield from self._cells(self._label(post), state)

    def _sorted(self) -> list[tuple[str, PostState]]:
        sort = self._choice.sort
        if sort == "post":
            return sorted(self._shown, key=itemgetter(0))
        if sort == "holder":
            return sorted(self._shown, key=lambda item: (not item[1].holding, self._who(item[1])))
        if sort == "since":
            return sorted(self._shown, key=lambda item: (since_key(item[1]), item[0]))
        order = {home: place for place, (home, _) in enumerate(self._in_tree())}
        first = sort is None  # those that are held come first, unless an order was asked for
        return sorted(
            self._shown,
            key=lambda item: (
                first and not item[1].holding,
                order.get(self._home(item[0]), len(order)),
                self._posts[item[0]].position or 0,
                item[0],
            ),
        )

    def _tree(self) -> Iterator[list[Cell]]:
        """Each organization with its people, below the one above it; none without anything."""
        own: dict[str, list[tuple[str, PostState]]] = {}
        for post, state in self._shown:
            own.setdefault(self._home(post), []).append((post, state))
        ancestors = ancestors_in(self._histories)
        needed = {above for home in own for above in (home, *ancestors(home))}
        for home, depth in self._in_tree():
            if home not in needed:
                continue
            yield [[("  " * depth + self._names.organization(home), "bold")]]
            for post, state in sorted(own.get(home, ()), key=lambda item: self._place(item[0])):
                yield from self._cells("  " * (depth + 1) + self._title_of(post), state)

    def _in_tree(self) -> Iterator[tuple[str, int]]:
        """Every organization and its depth, an organization below its parent."""
        yield from ((home.id, depth) for home, depth in as_tree(self._homes.values()))

    def _cells(self, label: str, state: PostState) -> Iterator[list[Cell]]:
        if not state.holding:
            since = str(state.since) if state.since else ""
            lasted = length(state.since, self._day) if state.since else ""
            seen = (
                t("last seen {last_seen}", last_seen=state.last_seen)
                if stale(state.last_seen, self._day)
                else ""
            )
            yield [label, [(t(STATUS[state.status]), "dim")], since, lasted, seen]
            return
        held = sorted(state.holding, key=lambda found: (found[0].start.lo, found[0].person))
        if len(held) > _NAMED:
            people = self._people.tags(tenure.person for tenure, _ in held[:_NAMED])
            yield [
                label,
                [*people, (t(" and {more:,} more", more=len(held) - _NAMED), "")],
                "",
                "",
                "",
            ]
            return
        for tenure, certainty in held:
            told = remarks(tenure, certainty, self._day)
            yield [
                label,
                self._people.tag(tenure.person),
                str(tenure.start),
                length(tenure.start, self._day),
                ", ".join(told[told[0] == "certain" :]),
            ]
            label = ""

    def _home(self, post: str) -> str:
        return self._posts[post].parent or ""

    def _place(self, post: str) -> tuple[int, str]:
        return self._posts[post].position or 0, post

    def _title_of(self, post: str) -> str:
        return self._names.short(self._posts[post])

    def _label(self, post: str) -> str:
        home = self._homes.get(self._home(post))
        name = self._names.short(home) if home is not None else self._home(post)
        return f"{name}: {self._title_of(post)}"

    def _who(self, state: PostState) -> str:
        return min((self._names.person(t.person) for t, _ in state.holding), default="")

    def _notes(self, width: int) -> Iterator[Line]:
        if self._left_out and not self._choice.held:
            said = ", ".join(f"{n:,} {STATUS.get(s, s)}" for s, n in sorted(self._left_out.items()))
            count = sum(self._left_out.values())
            yield []
            text = t(
                "and {count:,} more post{more}: {said}; --all lists them too",
                count=count,
                more="s" * (count != 1),
                said=said,
            )
            yield from self.folded([(text, "dim")], width, [], [("  ", "")])
        yield self.line(t("timeline show ORG|POST|PERSON draws lanes"), width, "dim")


def since_key(state: PostState) -> tuple[bool, int]:
    """What sorts posts by how long they have been held; those without a holder come last."""
    days = [tenure.start.lo for tenure, _ in state.holding]
    if not days and state.since is not None:
        days = [state.since.lo]
    return not state.holding, min(days, default=0)
