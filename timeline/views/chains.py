"""The views of `succession`, `career` and `vacancies`: a picture, and a row for each bar in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import t
from timeline.projections.answers.bars import grouped
from timeline.projections.profiles import Profile

from .glyphs import glyphs_of
from .palette import colors_of
from .people import People
from .picture import MOST_LANES, TreeRow, lanes_until, rows_of
from .rows import Either, RowsView
from .words import question, stale, tenure_length

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.answers.chains import Gap
    from timeline.projections.histories import Histories
    from timeline.projections.names import Names
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

    from .cells import Line
    from .glyphs import Glyphs
    from .rows import Cell

__all__ = ["career_view", "succession_view", "vacancies_view"]


def succession_view(
    histories: Histories,
    history: PostHistory,
    day: EdtfDate,
    chain: Sequence[Tenure],
    gaps: Sequence[Gap],
    names: Names,
    ascii_only: bool = False,
    continues: Sequence[str] = (),
) -> RowsView:
    """Make the view of who held a post, one after the other, with the vacancies between."""
    people, glyphs = People(names, colors_of([history])), glyphs_of(ascii_only)
    rows: list[tuple[int, int, list[Cell]]] = []
    for tenure in chain:
        row: list[Cell] = [people.tag(tenure.person), *_dates(tenure), tenure_length(tenure, day)]
        rows.append((tenure.start.lo, 1, [*row, _remarks(tenure, day, people, glyphs)]))
    for gap in gaps:
        until = gap.until.text if gap.until is not None else ""
        vacant: Line = [(t("vacant"), "dim")]
        rows.append((gap.since.hi, 0, [vacant, gap.since.text, until, _days(gap), ""]))
    rows.sort(key=lambda row: row[:2])
    goes_on = [t("continues {what}", what=", ".join(continues))] if continues else []
    view = RowsView(
        [names.post(history), *goes_on, question(day, histories.knowledge, glyphs.dot)],
        ["Holder", "Since", "Until", "For", ""],
        [row for _, _, row in rows],
        empty=t("Nobody is on record."),
        ascii_only=ascii_only,
    )
    if chain:
        lane = TreeRow.of(history.profile, names, 0, history)
        view.lanes = lanes_until(view, people, [lane], day)
    return view


def career_view(
    histories: Histories,
    person: str,
    day: EdtfDate,
    held: Sequence[tuple[PostHistory, Tenure]],
    names: Names,
    ascii_only: bool = False,
    life: str = "",
) -> RowsView:
    """Make the view of the posts that a person held, the earliest first."""
    posts = {history.post: history for history, _ in held}
    people, glyphs = People(names, colors_of(posts.values())), glyphs_of(ascii_only)
    rows: list[list[Cell]] = [
        [
            Either(names.post(history), names.short_post(history)),
            *_dates(tenure),
            tenure_length(tenure, day),
            _remarks(tenure, day, people, glyphs),
        ]
        for history, tenure in held
    ]
    view = RowsView(
        [
            names.person(person),
            *filter(None, [life]),
            question(day, histories.knowledge, glyphs.dot),
        ],
        ["Post", "Since", "Until", "For", ""],
        rows,
        empty=t("No post is on record."),
        ascii_only=ascii_only,
    )
    if 0 < len(posts) <= MOST_LANES:
        lanes = list(_in_turn(posts.values(), histories, names, person))
        view.lanes = lanes_until(view, people, lanes, day)
    return view


def vacancies_view(
    histories: Histories,
    day: EdtfDate,
    gaps: Sequence[Gap],
    names: Names,
    ascii_only: bool = False,
) -> RowsView:
    """Make the view of the times in which posts had no holder."""
    posts = dict.fromkeys(gap.post for gap in gaps)
    profiles = _profiles(histories, posts)
    drawn = posts if len(posts) <= MOST_LANES else ()
    shown = [history for history in map(histories.history, drawn) if history is not None]
    people = People(names, colors_of(shown))
    rows: list[list[Cell]] = []
    for gap in gaps:
        post: Cell = gap.post
        if (profile := profiles.get(gap.post)) is not None:
            titles = (
                names.titled(profile, gap.organization, short=short) for short in (False, True)
            )
            post = Either(*titles)
        rows.append(
            [
                post,
                gap.since.text,
                gap.until.text if gap.until is not None else "",
                _days(gap),
                people.tags(gap.predecessors),
                people.tags(gap.successors),
            ]
        )
    view = RowsView(
        [question(day, histories.knowledge, glyphs_of(ascii_only).dot)],
        ["Post", "Since", "Until", "For", "After", "Before"],
        rows,
        empty=t("No vacancy is on record."),
        ascii_only=ascii_only,
    )
    if 0 < len(posts) <= MOST_LANES:
        lanes = rows_of(grouped(histories, shown), names)
        view.lanes = lanes_until(view, people, lanes, day)
    return view


def _profiles(histories: Histories, posts: Collection[str]) -> dict[str, Profile]:
    """Posts' profiles by their ids; of many posts all are read at once."""
    if len(posts) > MOST_LANES:
        return {profile.id: profile for profile in histories.profiles("post")}
    return {post: p for post in posts if (p := histories.profile("post", post)) is not None}


def _in_turn(
    posts: Iterable[PostHistory], histories: Histories, names: Names, person: str
) -> Iterator[TreeRow]:
    """Yield a row for each post in the order given, and above it one for its organization."""
    home = None
    for history in posts:
        if history.organization != home:
            home = history.organization
            profile = histories.profile("organization", home)
            yield TreeRow.of(profile or Profile("organization", home or "?", ()), names, 0)
        yield TreeRow.of(history.profile, names, 1, history)._replace(only=person)


def _dates(tenure: Tenure) -> tuple[str, str]:
    return tenure.start.text, tenure.end.text if tenure.end is not None else ""


def _days(gap: Gap) -> str:
    if gap.days_most is None:
        return t("{days:,} d or more", days=gap.days)
    if gap.days_most == gap.days:
        return t("{days:,} d", days=gap.days)
    return t("{days:,} to {most:,} d", days=gap.days, most=gap.days_most)


def _remarks(tenure: Tenure, day: EdtfDate, people: People, glyphs: Glyphs) -> str:
    remarks = [t(tenure.capacity)] if tenure.capacity != "permanent" else []
    if tenure.certainty(day.lo, day.hi) == "possible":
        remarks.append(t("possibly holds"))
    if tenure.replaces is not None:
        remarks.append(t("replaces {person}", person=people.name(tenure.replaces)))
    if tenure.certainty(day.lo, day.hi) is not None and stale(tenure.last_seen, day):
        remarks.append(t("presumed, last seen {day}", day=tenure.last_seen))
    if tenure.conflicting:
        remarks.append(t("conflicting"))
    if tenure.end is None and tenure.term_ends is not None:
        remarks.append(t("term ends {day}", day=tenure.term_ends))
    if tenure.ended is not None and tenure.ended != "departed":
        remarks.append(t(tenure.ended))
    remarks += map(t, tenure.reasons)
    if tenure.renewals:
        remarks.append(t("renewed {n}{times}", n=tenure.renewals, times=glyphs.times))
    if tenure.disputed:
        says = ", ".join(t(says) for _, says in tenure.disputed)
        remarks.append(t("disputed: {says}", says=says))
    return ", ".join(remarks)
