"""What was appended by hand and a register of YAML says itself: the register takes it over.

Somebody who has appended a file, and keeps the log in step with it from now on, has recorded its
facts already: they are the file's own, to be corrected and retracted with it. A fact is taken for
the file's if it stands in the file as it stands in the log, or under the same `id:`. Where most of
a file is on record so when it is synced first, an entry that is not is an edited one: it is taken
for the nearest of the same verb, post and person that the file does not state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import UNKNOWN

from .differing import differences
from .held import fact_id
from .scratch import about_of, is_about

if TYPE_CHECKING:
    from timeline.events import EdtfDate, Event
    from timeline.projections.standing import Standing

    from .others import Others
    from .scratch import Scratch

__all__ = ["Hands"]


class Hands:
    """Finds what was appended by hand and is an entry of a register.

    Args:
        space: what the register states.
        others: what the log has.
        is_first: whether the log has nothing of the register yet.
    """

    def __init__(self, space: Scratch, others: Others, *, is_first: bool) -> None:
        self._space = space
        self._others = others
        self._taken: set[str] = set()
        self._was_appended = is_first and self._is_mostly_known()

    def stating(self, wanted: Event, known: Standing | None) -> Standing | None:
        """What was appended by hand and is this statement; each is given once.

        Args:
            wanted: the statement.
            known: what stands and says the same fact, whoever stated it.
        """
        found = None if is_about(wanted) else self._found(wanted, known)
        if found is None or found.id in self._taken:
            return None
        self._taken.add(found.id)
        return found

    def _found(self, wanted: Event, known: Standing | None) -> Standing | None:
        called = self._others.called(wanted.key) if wanted.key is not None else None
        if called is not None and called.fact.origin is None:
            return called
        if known is None:
            return self._nearest(wanted) if self._was_appended else None
        is_theirs = known.fact.origin is None and not differences(known.fact, wanted)
        return known if is_theirs else None

    def _nearest(self, wanted: Event) -> Standing | None:
        about = about_of(wanted)
        near = [
            each
            for each in self._others.by_hand(wanted)
            if about_of(each.fact) == about
            and each.id not in self._taken
            and not self._space.states(fact_id(each.fact))
        ]
        return min(near, key=lambda each: _days_between(each.fact, wanted), default=None)

    def _is_mostly_known(self) -> bool:
        """Whether at least half of what the register states was appended by hand."""
        count = known = 0
        for statement, _, _ in self._space.pairs():
            count += 1
            standing = self._others.stating(statement.event)
            known += standing is not None and standing.fact.origin is None
        return known * 2 >= count > 0


def _days_between(one: Event, other: Event) -> int:
    """By how many days the bounds of two facts' dates differ."""
    first: EdtfDate = getattr(one, "effective", None) or UNKNOWN
    second: EdtfDate = getattr(other, "effective", None) or UNKNOWN
    return abs(first.lo - second.lo) + abs(first.hi - second.hi)
