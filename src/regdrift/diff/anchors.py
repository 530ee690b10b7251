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
from regdrift.diff.sides import AlignedSide, Content
from regdrift.model.document import ProvisionKind

OWN_CHARACTERS = 40
"""A content of fewer characters is too common to be recognised far from its place."""
NEAR = 5
"""Positions from the expected one within which a short content may be found again."""
FEW_PAIRS = 2500
"""Equal contents up to this many pairs are paired by distance; more of them in order."""
MAX_FAMILY = 200
"""Provisions of a unit that is recognised as a whole; nested units so cost no more than this each."""

ContentOf = Callable[[int], Content]
_Group = tuple[list[int], list[int]]
"""Older and newer provisions of equal content and kind."""


def link_equal_contents(table: LinkTable, old_content: ContentOf, new_content: ContentOf) -> None:
    """Link free provisions of equal content: same place first, then same label under linked parents, then by order.

    Before that, whole units whose like stands once on either side: their sub-units would else be told from the
    equal ones of a neighbour by their number only, and a unit that moved would leave half of itself behind.
    """
    _link_families(table, old_content, new_content)
    _link_same_paths(table, old_content, new_content)
    old_free, new_free = table.free_old(), table.free_new()
    if not old_free or not new_free:
        return
    groups: dict[tuple[Content, ProvisionKind], _Group] = defaultdict(lambda: ([], []))
    for old in old_free:
        groups[old_content(old), table.old.provisions[old].kind][0].append(old)
    for new in new_free:
        key = new_content(new), table.new.provisions[new].kind
        if key in groups:
            groups[key][1].append(new)
    shared = [both for (content, _), both in groups.items() if both[1] and any(content)]
    _link_unique(table, shared)
    _link_by_label(table, shared)
    _link_in_order(table, shared)


def _link_families(table: LinkTable, old_content: ContentOf, new_content: ContentOf) -> None:
    """Link units with all their sub-units where they are equal and single; only those that left their place."""
    olds = _find_families(table.old, table.to_new, old_content, table.new, new_content)
    news = _find_families(table.new, table.to_old, new_content, table.old, old_content)
    for key, old_roots in olds.items():
        new_roots = news.get(key, [])
        if len(old_roots) == len(new_roots) == 1:
            pairs = list(zip(_family(table.old, old_roots[0]), _family(table.new, new_roots[0]), strict=True))
            if all(table.is_free(old, new) for old, new in pairs):
                for old, new in pairs:
                    table.link(old, new)


def _find_families(
    side: AlignedSide, links: list[int], content: ContentOf, other: AlignedSide, other_content: ContentOf
) -> dict[tuple[object, ...], list[int]]:
    """Give free units with sub-units, whose own content does not stand at their path on the other side, by content."""
    found: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for root in side.children:
        if links[root] != NONE or side.size(root) < OWN_CHARACTERS:
            continue
        there = other.index_of.get(side.paths[root], NONE)
        if there != NONE and content(root) == other_content(there):
            continue
        family = _family(side, root)
        if len(family) <= MAX_FAMILY:
            head = len(side.paths[root])
            found[tuple((side.paths[item][head:], content(item)) for item in family)].append(root)
    return found


def _family(side: AlignedSide, root: int) -> list[int]:
    """Give a unit and all below it, in document order within each level; at most one more than ``MAX_FAMILY``."""
    family = [root]
    for item in family:
        family.extend(side.children.get(item, ()))
        if len(family) > MAX_FAMILY:
            break
    return family[: MAX_FAMILY + 1]


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


def _link_unique(table: LinkTable, groups: list[_Group]) -> None:
    for olds, news in groups:
        if len(olds) == len(news) == 1 and table.old.size(olds[0]) >= OWN_CHARACTERS:
            table.link(olds[0], news[0])


def _link_by_label(table: LinkTable, groups: list[_Group]) -> None:
    """Between several of equal content, those of the same label under linked parents belong together."""
    for olds, news in groups:
        by_label = {(table.new.parents[new], table.new.segment(new)): new for new in reversed(news)}
        for old in olds:
            parent = table.old.parents[old]
            if parent == NONE or table.to_new[parent] == NONE:
                continue
            new = by_label.get((table.to_new[parent], table.old.segment(old)), NONE)
            if new != NONE and table.is_free(old, new):
                table.link(old, new)


def _link_in_order(table: LinkTable, groups: list[_Group]) -> None:
    """Pair what is left of each group: first at the expected place, then in order, the short ones near by only."""
    expected = expect_positions(table.to_new)
    for olds, news in groups:
        places = set(news)
        for old in olds:
            if expected[old] in places and table.is_free(old, expected[old]):
                table.link(old, expected[old])
        waiting = sorted((old for old in olds if table.to_new[old] == NONE), key=lambda old: (expected[old], old))
        free = [new for new in news if table.to_old[new] == NONE]
        if waiting and free:
            reach = NEAR if table.old.size(waiting[0]) < OWN_CHARACTERS else len(table.old) + len(table.new)
            pair = _pair_nearest if len(waiting) * len(free) <= FEW_PAIRS else _pair_in_order
            pair(table, waiting, free, expected, reach)


def _pair_nearest(table: LinkTable, waiting: list[int], free: list[int], expected: list[int], reach: int) -> None:
    """Pair children of linked parents first, then whatever is nearest to its expected place."""
    pairs = [
        (not table.parents_linked(old, new), abs(new - expected[old]), old, new) for old in waiting for new in free
    ]
    for _, distance, old, new in sorted(pairs):
        if distance <= reach and table.is_free(old, new):
            table.link(old, new)


def _pair_in_order(table: LinkTable, waiting: list[int], free: list[int], expected: list[int], reach: int) -> None:
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
