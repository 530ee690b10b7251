"""Links between provisions of equal content: the frame on which the rest of an alignment hangs.

Equal content at an equal path is the same provision: the label decides between twins. Equal content elsewhere is
the same provision where it is long enough to be itself, or where it stands near its expected place: a hundred
times "Repealed." must not be taken for a hundred moves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from regdrift.diff.links import LinkTable
from regdrift.diff.order import NONE, expect_positions
from regdrift.diff.sides import Content

OWN_CHARACTERS = 40
"""A content of fewer characters is too common to be recognised far from its place."""
NEAR = 5
"""Positions from the expected one within which a short content may be found again."""

ContentOf = Callable[[int], Content]


def link_equal_contents(table: LinkTable, old_content: ContentOf, new_content: ContentOf) -> None:
    """Link free provisions of equal content: same place first, then same label under linked parents, then by order."""
    _link_same_paths(table, old_content, new_content)
    old_free, new_free = table.free_old(), table.free_new()
    if not old_free or not new_free:
        return
    groups: dict[Content, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for old in old_free:
        groups[old_content(old)][0].append(old)
    for new in new_free:
        content = new_content(new)
        if content in groups:
            groups[content][1].append(new)
    shared = {content: both for content, both in groups.items() if both[1] and any(content)}
    _link_unique(table, shared)
    _link_by_label(table, shared)
    _link_in_order(table, shared)


def _link_same_paths(table: LinkTable, old_content: ContentOf, new_content: ContentOf) -> None:
    """Link equal contents at equal paths; the short ones only where their parents do not speak against it."""
    index_of, postponed = table.new.index_of, []
    for old, path in enumerate(table.old.paths):
        new = index_of.get(path, NONE)
        if new == NONE or not table.is_free(old, new) or old_content(old) != new_content(new):
            continue
        if table.old.size(old) >= OWN_CHARACTERS:
            table.link(old, new)
        else:
            postponed.append((old, new))
    for old, new in postponed:
        if table.parents_agree(old, new):
            table.link(old, new)


def _link_unique(table: LinkTable, groups: dict[Content, tuple[list[int], list[int]]]) -> None:
    for olds, news in groups.values():
        if len(olds) == len(news) == 1 and table.old.size(olds[0]) >= OWN_CHARACTERS:
            table.link(olds[0], news[0])


def _link_by_label(table: LinkTable, groups: dict[Content, tuple[list[int], list[int]]]) -> None:
    """Between several of equal content, those of the same label under linked parents belong together."""
    for olds, news in groups.values():
        by_label = {(table.new.parents[new], table.new.segment(new)): new for new in reversed(news)}
        for old in olds:
            parent = table.old.parents[old]
            if parent == NONE or table.to_new[parent] == NONE:
                continue
            new = by_label.get((table.to_new[parent], table.old.segment(old)), NONE)
            if new != NONE and table.is_free(old, new):
                table.link(old, new)


def _link_in_order(table: LinkTable, groups: dict[Content, tuple[list[int], list[int]]]) -> None:
    """Pair what is left of each group: first at the expected place, then in order, the short ones near by only."""
    expected = expect_positions(table.to_new)
    for olds, news in groups.values():
        places = set(news)
        for old in olds:
            if expected[old] in places and table.is_free(old, expected[old]):
                table.link(old, expected[old])
        waiting = sorted((old for old in olds if table.to_new[old] == NONE), key=lambda old: (expected[old], old))
        free = [new for new in news if table.to_old[new] == NONE]
        if waiting and free:
            reach = NEAR if table.old.size(waiting[0]) < OWN_CHARACTERS else len(table.old) + len(table.new)
            _pair(table, waiting, free, expected, reach)


def _pair(table: LinkTable, waiting: list[int], free: list[int], expected: list[int], reach: int) -> None:
    at_old = at_new = 0
    while at_old < len(waiting) and at_new < len(free):
        distance = free[at_new] - expected[waiting[at_old]]
        if distance > reach:
            at_old += 1
        elif distance < -reach:
            at_new += 1
        else:
            table.link(waiting[at_old], free[at_new])
            at_old += 1
            at_new += 1
