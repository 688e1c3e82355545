"""Logs to look at pictures of: big, old, short-lived, and of people with every kind of name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import timeline
from timeline.events import (
    Abolished,
    Appointed,
    Departed,
    Disputed,
    Event,
    Milestone,
    Organization,
    Person,
    Post,
    Source,
)

__all__ = ["NAMES", "alibaba", "every_sign", "names", "one_day", "sixty_posts", "two_centuries"]

NAMES: Final = {
    "zh": "欧阳娜娜·买买提江",
    "ar": "محمد بن راشد آل مكتوم",
    "emoji": "👩‍👩‍👧‍👦 🇨🇳 Zoë ❤️",
    "de": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "hostile": "\x1b[31mred\x1b[0m\u202eevil\r\n\ttab",
    "combining": "e\u0301\u0301\u0301 नमस्ते हिन्दी ไทย",
    "joiners": "\u200d\ufe0fX\u200d\ufe0f",
    "control": "a\x00b\x7fc\x9bd\u0085e",
}


def alibaba() -> timeline.Timeline:
    """The bundled log."""
    return timeline.seed("alibaba")


def sixty_posts() -> timeline.Timeline:
    """Six departments of ten posts each, four of them below the first."""
    return _timeline(_sixty_posts())


def _sixty_posts() -> Iterator[Event]:
    people = [f"{first} {last}" for first in _FIRST for last in _LAST]
    for name in people:
        yield Person(person=_slug(name), names={"en": name})
    turn = 0
    for number, home in enumerate(_HOMES):
        slug = _slug(home)
        parent = _slug(_HOMES[0]) if 0 < number < 5 else None
        yield Organization(organization=slug, names={"en": home}, parent=parent)
        for place, title in enumerate(_TITLES):
            post = f"{slug}/{_slug(title)}"
            yield Post(post=post, organization=slug, titles={"en": title})
            day = date(1998, 1, 1) + timedelta(days=97 * turn % 2000)
            for term in range(1 + (number + place) % 4):
                person = _slug(people[(7 * turn + 11 * term) % len(people)])
                yield Appointed(person=person, post=post, effective=day.isoformat())
                day += timedelta(days=700 + 311 * ((turn + term) % 7))
            if turn % 5 == 0:
                yield Departed(person=person, post=post, effective=day.isoformat())
            turn += 1


def one_day() -> timeline.Timeline:
    """A post that was held for a day, and then abolished."""
    return _timeline(
        [
            Organization(organization="acme", names={"en": "Acme"}),
            Person(person="ann", names={"en": "Ann Li"}),
            Post(post="acme/tsar", organization="acme", titles={"en": "Tsar"}),
            Appointed(person="ann", post="acme/tsar", effective="2020-02-29"),
            Departed(person="ann", post="acme/tsar", effective="2020-03-01"),
            Abolished(post="acme/tsar", effective="2020-03-01"),
        ]
    )


def two_centuries() -> timeline.Timeline:
    """A post of two hundred years, with a holder every five years or so."""
    return _timeline(_two_centuries())


def _two_centuries() -> Iterator[Event]:
    yield Organization(organization="realm", names={"en": "The Realm"})
    yield Post(post="realm/chancellor", organization="realm", titles={"en": "Chancellor"})
    year = 1820
    for number, (first, last) in enumerate(zip(_FIRST * 8, _LAST * 8, strict=False)):
        name = f"{first} {last} {number + 1}"
        yield Person(person=_slug(name), names={"en": name})
        yield Appointed(person=_slug(name), post="realm/chancellor", effective=str(year))
        year += 3 + number % 5
        if year > 2020:
            break
    for number in range(3):
        day, title = f"{1850 + 50 * number}-05-01", f"Reform {number + 1}"
        yield Milestone(organization="realm", title=title, effective=day)


def names() -> timeline.Timeline:
    """People and posts with every kind of name."""
    return _timeline(_names())


def _names() -> Iterator[Event]:
    yield Organization(organization="acme", names={"und": NAMES["zh"], "en": NAMES["de"]})
    for number, (ident, name) in enumerate(NAMES.items()):
        yield Person(person=ident, names={"und": name})
        yield Post(post=f"acme/{ident}", organization="acme", titles={"und": name, "en": "Head"})
        day = f"{2000 + number}-01-01"
        yield Appointed(person=ident, post=f"acme/{ident}", effective=day)
        yield Appointed(person=ident, post="acme/zh", effective=f"{2010 + number}")


def every_sign() -> timeline.Timeline:
    """A log in which everything occurs that a picture has a sign for."""
    return _timeline(
        [
            Organization(organization="acme", names={"en": "Acme"}),
            *(Person(person=p, names={"en": p.title()}) for p in ("ann", "bob", "cy", "dee")),
            Post(post="acme/ceo", organization="acme", titles={"en": "CEO"}),
            Post(
                post="acme/cfo", organization="acme", titles={"en": "CFO"}, effective="2008-01-01"
            ),
            Appointed(person="ann", post="acme/ceo", effective="2000-01-01"),
            Departed(person="ann", post="acme/ceo", effective="2004-01-01"),
            Appointed(person="bob", post="acme/ceo", effective="2005-01-01", capacity="acting"),
            Appointed(person="cy", post="acme/ceo", effective="2008-01-01", capacity="interim"),
            Appointed(
                person="dee",
                post="acme/ceo",
                effective="2012-01-01",
                term_ends="2022-01-01",
                key="dee",
            ),
            Disputed(event="dee", field="capacity", says="acting", sources=(Source(title="P"),)),
            Appointed(person="unknown", post="acme/cfo", effective="2010"),
            Abolished(post="acme/cfo", effective="2020-01-01"),
            Milestone(organization="acme", title="Outage", effective="2006-06-01", key="outage"),
            Milestone(organization="acme", title="Repair", effective="2006-06-20"),
            Milestone(organization="acme", title="Fire", effective="2015"),
        ]
    )


def _timeline(events: object) -> timeline.Timeline:
    tl = timeline.memory()
    tl.append(events)  # type: ignore[arg-type]
    return tl


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


_FIRST: Final = ("Ada", "Ben", "Chloe", "Dev", "Esi", "Finn")
_LAST: Final = ("Okafor", "Lindqvist", "Marsh", "Ito", "Castellanos", "Roy", "Vanterpool", "Ng")
_HOMES: Final = ("Head Office", "Research", "Sales", "Operations", "Legal", "Foundation")
_TITLES: Final = (
    *("Director", "Deputy Director", "Secretary", "Treasurer", "Head of Planning"),
    *("Head of Audit", "Head of Personnel", "Librarian", "Counsel", "Ombudsman"),
)
