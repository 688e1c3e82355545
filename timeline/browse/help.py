"""The text of the browser's help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.events import later, t

if TYPE_CHECKING:
    from timeline.views.glyphs import Glyphs

__all__ = ["help_text"]

_KEYS: Final = later(
    """\
Through time
  left, right          a day             also h, l
  [  ]                 a month           also shift with left, right
  {  }                 a year            also ctrl with left, right
  n  p                 the next change, the one before
                                         also tab, shift+tab
  home, end            the first and the last change
                                         also <, >
  g                    go to a date      t   today
  +  -                 draw less, or more, of the time

Through the posts
  up, down             a post            also k, j
  page up, page down   a screenful       also space
  /                    find a person or a post, by id or any name
  enter                why the post is what it is, with sources and causes
  f                    show only the posts that some words find
  s                    sort: as in the log, by title, holder, since
  c                    copy a citation to the clipboard
  o                    open a source in the web browser

With the mouse
  click                a post; a day, in the lanes or above them; a
                       heading, to sort by it; twice: why
  wheel                a post; with shift a month, with ctrl zoom

What is known
  a                    count only what was announced by a date
  r                    count only what the log held by a date
  A  R                 lift that bound, and set it again

  q                    quit              also ctrl+c
  ctrl+z               to the shell; fg goes on

A change is a day on which what a post shown is differs from the day
before: somebody comes or leaves, or an uncertain date may have come.
A post that changes on the day has a mark before its holder, and a
holder with ? holds it only possibly.
"""
)


def help_text(glyphs: Glyphs) -> str:
    """The keys, and what the signs of the lanes mean."""
    signs = (
        (glyphs.permanent, t("holds it")),
        (glyphs.acting, t("acting")),
        (glyphs.interim, t("interim")),
        (glyphs.uncertain, t("only possibly, by an uncertain date")),
        (glyphs.vacant, t("vacant")),
        (glyphs.absent, t("no such post")),
        (glyphs.start, t("begins on a known day")),
        (glyphs.term, t("was expected to end")),
        (glyphs.disputed, t("a source says otherwise")),
        (f"{glyphs.before} {glyphs.after}", t("goes on beyond the edge")),
        (f"{glyphs.pointer} {glyphs.as_of} {glyphs.crossing}", t("the day")),
        (glyphs.several, t("milestones, which the day tells")),
    )
    lines = (f"  {sign:<20} {text}" for sign, text in signs)
    return "\n".join([t(_KEYS), t("Signs"), *lines])
