"""Role events for benchmarks: any number of them, the same for the same seed, and valid.

A small world is lived through from day to day: organizations are founded, their posts are taken,
left, stood in for, renewed and abolished, and each event comes out on the day on which it was
told. So the events of one post lie scattered over the log, as they do in a real one. Memory holds
what the posts are at, and nothing of what has been said.

Events are JSON values, as in JSON Lines; references are by key, and only to what came before.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any, Final, TypeAlias

import attrs

from . import vocabulary

__all__ = ["FIRST_DAY", "LAST_DAY", "Told", "generate"]

Body: TypeAlias = dict[str, Any]
Told: TypeAlias = tuple[int, Body]
"""An event and the day on which it was told, as an ordinal: when a log of the time recorded it."""

FIRST_DAY: Final = date(1996, 1, 1).toordinal()
LAST_DAY: Final = date(2024, 1, 1).toordinal()
"""When the world begins, and about when a log of the asked size ends."""

POSTS_PER_EVENT: Final = 0.091
"""How many posts there are for each event in the end: a post is spoken of eleven times."""
POSTS_PER_ORGANIZATION: Final = 8
LONG_SPELL_DAYS: Final = 800
"""From this length on, a spell may begin and end on dates that are not known to the day."""


_REASONS: Final = tuple(reason for reason in vocabulary.REASONS if reason != "death")
"""Why people leave here. They come back elsewhere, so that none of them may die."""


@attrs.define(eq=False)
class _Organization:
    """An organization that lives: who may be called to its posts, and whether it is closed."""

    ident: str
    pool: list[str]
    cause: str | None = None
    closed: bool = False


@attrs.define(eq=False)
class _Post:
    """A post that lives: who holds it, and who did lately."""

    ident: str
    home: _Organization
    seats: int
    holding: set[str]
    lately: list[str]


@attrs.define(eq=False)
class _Spell:
    """One person's time in a post, as it is planned at its beginning.

    `body` is the appointment, and `fate` what else will be said of it.
    """

    person: str
    begins: int
    length: int
    body: Body
    fate: str | None

    @property
    def ends(self) -> int:
        """The first day out."""
        return self.begins + self.length


Life: TypeAlias = Iterator[int]
"""A course of things: it says on which day to go on with it, and tells events when it does."""


def generate(count: int, seed: int = 0) -> Iterator[Told]:
    """So many events, in the order in which they were told.

    A cut at any length is valid: what an event refers to, and who leaves a post, came before.
    """
    return itertools.islice(_World(count, seed).run(), count)


class _World:
    """All that goes on, and what it says."""

    def __init__(self, count: int, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - a benchmark, and the same each time
        self._day = FIRST_DAY
        self._organizations = max(1.0, count * POSTS_PER_EVENT / POSTS_PER_ORGANIZATION)
        self._people = itertools.count(1)
        self._keys = itertools.count(1)
        self._said: list[Body] = []
        self._waiting: list[tuple[int, int, Life]] = []
        self._turn = itertools.count()

    def run(self) -> Iterator[Told]:
        """The events, for ever; the world does not end."""
        self._start(FIRST_DAY, self._foundings())
        while True:
            day, _, life = heapq.heappop(self._waiting)
            self._day = day
            wakes = next(life, None)
            for body in self._said:
                yield day, body
            self._said.clear()
            if wakes is not None:
                self._start(wakes, life)

    def _start(self, day: int, life: Life) -> None:
        heapq.heappush(self._waiting, (max(day, self._day), next(self._turn), life))

    # --- organizations and posts

    def _foundings(self) -> Life:
        """One organization after another, evenly over the years."""
        every = (LAST_DAY - FIRST_DAY) * 0.9 / self._organizations
        for number in itertools.count(1):
            yield FIRST_DAY + int(number * every)
            self._found(number)

    def _found(self, number: int) -> None:
        random = self._random
        home = _Organization(f"o{number}", [])
        body: Body = {"kind": "organization", "organization": home.ident}
        body["names"] = self._names(f"Organization {number}", f"机构{number}")
        if number > 20 and random.random() < 0.3:
            body["parent"] = f"o{random.randrange(1, number)}"
        if random.random() < 0.5:
            founded = self._day - random.randrange(400, 4000)
            body["effective"] = _text(founded, random.choice(("day", "month", "year")))
        self._say(body, source=0.3)
        self._start(self._day + random.randrange(200, 4000), self._happenings(home))
        for index in range(random.randrange(1, 2 * POSTS_PER_ORGANIZATION)):
            self._start(self._day + random.randrange(1500), self._introduction(home, index))

    def _introduction(self, home: _Organization, index: int) -> Life:
        """A post is created; then each of its seats goes its own way."""
        random = self._random
        if home.closed:
            return
        name, title, chinese = vocabulary.TITLES[index % len(vocabulary.TITLES)]
        seats = random.randrange(3, 7) if name in vocabulary.SEVERAL_SEATS else 1
        post = _Post(f"{home.ident}/{name}-{index + 1}", home, seats, set(), [])
        body: Body = {"kind": "post", "post": post.ident, "organization": home.ident}
        body["titles"] = self._names(title, chinese)
        if seats > 1:
            body["seats"] = 4 * seats  # a plan may come true before whoever makes room for it goes
        if random.random() < 0.3:
            body["effective"] = _text(self._day)
        self._say(body)
        for _ in range(seats):
            self._start(self._day + random.randrange(30, 400), self._seat(post))
        yield from ()

    def _happenings(self, home: _Organization) -> Life:
        """What happens at an organization and is no role change; it may be dissolved in the end."""
        random = self._random
        for _ in range(random.randrange(4)):
            home.cause = self._key()
            body: Body = {"kind": "milestone", "organization": home.ident, "key": home.cause}
            body["title"] = f"{random.choice(vocabulary.HAPPENED)} {home.cause}"
            body["effective"] = _text(self._day, self._precision())
            self._say(body, source=0.8)
            yield self._day + random.randrange(300, 4000)
        if random.random() < 0.02:
            home.closed = True
            end = self._day + 400  # later than anything that has been announced for its posts
            self._say({"kind": "dissolved", "organization": home.ident, "effective": _text(end)})

    # --- seats

    def _seat(self, post: _Post) -> Life:
        """One holder after another, until the post is abolished or the organization closed."""
        random = self._random
        if post.home.closed:
            return
        spell = self._appoint(post, self._day, self._person(post), vague=True)
        while True:
            yield from self._meanwhile(post, spell)
            yield spell.ends - self._lead()
            if post.home.closed:
                return
            if post.seats == 1 and random.random() < 0.01:
                self._say_change({"kind": "abolished", "post": post.ident}, spell.ends)
                return
            vague = spell.length >= LONG_SPELL_DAYS
            if spell.person != "unknown" and random.random() < 0.25:
                spell = self._succeed(post, spell, vague)
                continue
            # By the day: where a departure and what follows it are vague, their order tells more
            # than each date by itself, which is all that the plain fold knows.
            self._depart(post, spell, spell.ends, vague=False)
            gap = random.randrange(30, 400) if random.random() < 0.4 else 0
            stand_in = None
            if gap and post.seats == 1 and random.random() < 0.5:
                stand_in = self._stand_in(post, spell.ends, gap)
            begins = spell.ends + gap
            if gap:
                yield begins - self._lead()
                if post.home.closed:
                    return
            spell = self._next(post, begins, stand_in, vague=False)

    def _succeed(self, post: _Post, spell: _Spell, vague: bool) -> _Spell:
        """A successor, whose appointment says all there is to know of the end before it."""
        replaces = spell.person if post.seats > 1 else None
        return self._appoint(post, spell.ends, self._person(post), vague, replaces)

    def _stand_in(self, post: _Post, begins: int, length: int) -> _Spell:
        """Somebody who keeps a post for a while."""
        spell = _Spell(self._person(post, named=True), begins, length, {}, None)
        body: Body = {"kind": "appointed", "person": spell.person, "post": post.ident}
        body["capacity"] = "acting" if self._random.random() < 0.8 else "interim"
        self._say_change(body, begins)
        post.holding.add(spell.person)
        return spell

    def _next(self, post: _Post, begins: int, stand_in: _Spell | None, vague: bool) -> _Spell:
        """The next holder after a gap; who stood in stays, leaves, or is followed silently."""
        if stand_in is None:
            return self._appoint(post, begins, self._person(post), vague)
        if self._random.random() < 0.2:
            return self._appoint(post, begins, stand_in.person)
        if self._random.random() < 0.4:
            self._depart(post, stand_in, begins, vague=False)
        return self._appoint(post, begins, self._person(post))

    def _appoint(
        self,
        post: _Post,
        begins: int,
        person: str,
        vague: bool = False,
        replaces: str | None = None,
    ) -> _Spell:
        random = self._random
        length = min(9000, max(200, int(random.lognormvariate(7.3, 0.6))))
        fate = None
        if person != "unknown" and length >= 400:
            fate = self._fate()
        body: Body = {"kind": "appointed", "person": person, "post": post.ident}
        if random.random() < 0.2:
            body["capacity"] = "permanent"
        if fate is not None and fate != "renewed":
            body["key"] = self._key()
        if random.random() < 0.1:
            body["term_ends"] = _text(begins + 1461, "month")
        if replaces is not None:
            body["replaces"] = replaces
        long = vague and length >= LONG_SPELL_DAYS
        self._say_change(body, begins, self._precision() if long else "day", post.home)
        post.holding.add(person)
        return _Spell(person, begins, length, body, fate)

    def _depart(self, post: _Post, spell: _Spell, ends: int, vague: bool) -> None:
        body: Body = {"kind": "departed", "person": spell.person, "post": post.ident}
        if self._random.random() < 0.6:
            body["reasons"] = [self._random.choice(_REASONS)]
        self._say_change(body, ends, self._precision() if vague else "day", post.home)
        post.holding.discard(spell.person)

    def _person(self, post: _Post, named: bool = False) -> str:
        """Whoever is called to a post: somebody of the house, somebody new, or nobody knows who."""
        random, pool = self._random, post.home.pool
        if post.seats == 1 and not named and random.random() < 0.01:
            return "unknown"
        if pool and random.random() < 0.45:
            person = random.choice(pool)
            if person not in post.holding and person not in post.lately:
                return self._called(post, person)
        person = f"p{next(self._people)}"
        name = " ".join("".join(random.choices(vocabulary.SYLLABLES, k=k)).title() for k in (2, 3))
        names = self._names(name, "".join(random.choices(vocabulary.STEMS, k=3)))
        self._say({"kind": "person", "person": person, "names": names})
        if len(pool) < 12:
            pool.append(person)
        else:
            pool[random.randrange(len(pool))] = person
        return self._called(post, person)

    def _called(self, post: _Post, person: str) -> str:
        """Nobody comes back to a post soon, so that no two dates of theirs may fall either way."""
        post.lately.append(person)
        del post.lately[: -4 * post.seats]
        return person

    # --- what else is said of a spell

    def _meanwhile(self, post: _Post, spell: _Spell) -> Life:
        """What the spell's fate is, if it has one."""
        if spell.fate is None:
            return
        yield spell.begins + self._random.randrange(20, spell.length // 2)
        if post.home.closed:
            return
        if spell.fate == "cancelled":
            yield from self._plan(post, spell)
        elif spell.fate == "retracted":
            yield from self._slip(post)
        elif spell.fate == "renewed":
            body = {key: spell.body[key] for key in ("kind", "person", "post")}
            body["term_ends"] = _text(self._day + 1461, "month")
            self._say_change(body, self._day)
        elif spell.fate == "corrected":
            self._said.append(self._correction(spell))
        else:
            self._say(self._remark(spell), source=1.0 if spell.fate == "cited" else 0.5)

    def _remark(self, spell: _Spell) -> Body:
        body: Body = {"kind": spell.fate, "event": spell.body["key"]}
        if spell.fate == "disputed":
            other = spell.begins + self._random.randrange(10, 40)
            body |= {"field": "effective", "says": _text(other)}
        return body

    def _correction(self, spell: _Spell) -> Body:
        """A later date, some days off, before which whoever came before is gone; same sources."""
        shift = self._random.choice((9, 5, 2, 1, 3, 8))
        kept = {name: value for name, value in spell.body.items() if name != "key"}
        body: Body = {"kind": "corrected", "event": spell.body["key"]}
        body["replacement"] = {**kept, "effective": _text(spell.begins + shift)}
        body["why"] = f"the date was off: the source gives another ({self._key()})"
        return body

    def _plan(self, post: _Post, spell: _Spell) -> Life:
        """A change that is announced, and called off before its day."""
        random = self._random
        day = self._day + random.randrange(60, 120)
        keys = [self._key(), self._key()]
        leaves: Body = {"kind": "departed", "person": spell.person, "post": post.ident}
        comes: Body = {"kind": "appointed", "person": self._person(post, True), "post": post.ident}
        for key, body in zip(keys, (leaves, comes), strict=True):
            self._say_change({**body, "key": key}, day)
        yield self._day + random.randrange(5, 50)
        for key in keys:
            self._say({"kind": "cancelled", "event": key, "announced": _text(self._day)})

    def _slip(self, post: _Post) -> Life:
        """An appointment that never was, recorded by mistake."""
        key = self._key()
        person = self._person(post, True)
        body: Body = {"kind": "appointed", "person": person, "post": post.ident, "key": key}
        self._say_change(body, self._day - 3)
        yield self._day + self._random.randrange(1, 50)
        self._say({"kind": "retracted", "event": key, "why": f"another {post.ident} was meant"})

    # --- saying

    def _say_change(
        self, body: Body, when: int, precision: str = "day", home: _Organization | None = None
    ) -> None:
        """Tell a change today that takes effect on a day."""
        body["effective"] = _text(when, precision)
        if self._day < when:
            body["announced"] = _text(self._day)
        if home is not None and home.cause and self._random.random() < 0.1:
            body["because"] = [home.cause]
        self._say(body, source=0.6)

    def _say(self, body: Body, source: float = 0.0) -> None:
        random = self._random
        if source and random.random() < source:
            body["sources"] = [self._source()]
        if random.random() < 0.04:
            body["note"] = f"as given on page {random.randrange(1, 400)}, with no word on why"
        self._said.append(body)

    def _source(self) -> Body:
        random = self._random
        number = random.randrange(1, 100_000)
        source: Body = {
            "title": f"Notice {number}",
            "publisher": random.choice(vocabulary.PUBLISHERS),
        }
        if random.random() < 0.5:
            source["url"] = f"https://example.org/notices/{number}"
        if random.random() < 0.3:
            source["published"] = _text(self._day)
        if random.random() < 0.2:
            source["quote"] = f"The board has taken the decision of item {number % 97} with effect"
        return source

    # --- by chance

    def _fate(self) -> str | None:
        drawn = self._random.random()
        for fate, share in vocabulary.FATES:
            drawn -= share
            if drawn < 0:
                return fate
        return None

    def _lead(self) -> int:
        """How many days before a change it is told; after it, below zero."""
        drawn = self._random.random()
        if drawn < 0.3:
            return self._random.randrange(1, 120)
        return 0 if drawn < 0.8 else -self._random.randrange(1, 20)

    def _precision(self) -> str:
        drawn = self._random.random()
        for precision, share in (
            ("month", 0.1),
            ("year", 0.05),
            ("about", 0.03),
            ("between", 0.02),
        ):
            drawn -= share
            if drawn < 0:
                return precision
        return "day"

    def _names(self, english: str, chinese: str) -> dict[str, str]:
        names = {"en": english}
        if self._random.random() < 0.3:
            names["zh"] = chinese
        return names

    def _key(self) -> str:
        return f"e{next(self._keys)}"


def _text(day: int, precision: str = "day") -> str:
    """A day in EDTF, as precisely as it is known."""
    text = date.fromordinal(day).isoformat()
    if precision == "month":
        return text[:7]
    if precision == "year":
        return text[:4]
    if precision == "about":
        return f"{text[:7]}~"
    if precision == "between":
        return f"{text}/{date.fromordinal(day + 12).isoformat()}"
    return text
