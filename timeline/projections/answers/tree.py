"""Organizations as a tree, each below the one that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..profiles import Profile

__all__ = ["as_tree"]


def as_tree(organizations: Iterable[Profile]) -> Iterator[tuple[Profile, int]]:
    """Yield each organization with its depth, an organization right below its parent.

    They stand in the order in which the log introduced them. Those that are each other's parents
    hang from no root, and stand at the top.
    """
    known = {profile.id: profile for profile in organizations}
    below: dict[str | None, list[Profile]] = {}
    for profile in known.values():
        is_child = profile.parent in known and profile.parent != profile.id
        below.setdefault(profile.parent if is_child else None, []).append(profile)
    waiting = [(p, 0) for p in [*_ordered(below.get(None, [])), *_ordered(known.values())]]
    waiting.reverse()
    done: set[str] = set()
    while waiting:
        profile, depth = waiting.pop()
        if profile.id in done:
            continue
        done.add(profile.id)
        yield profile, depth
        waiting += [(p, depth + 1) for p in reversed(_ordered(below.get(profile.id, [])))]


def _ordered(profiles: Iterable[Profile]) -> list[Profile]:
    return sorted(profiles, key=lambda p: (not p.position, p.position, p.id))
