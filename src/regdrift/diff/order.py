"""Order kept or broken: the longest increasing subsequence, and where a provision would be expected."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

NONE = -1
"""Stands for "no counterpart" in the arrays of an alignment."""


def find_kept_order(to_new: Sequence[int]) -> list[bool]:
    """Tell for each older provision whether it belongs to the largest set that kept its order.

    ``to_new`` holds the newer index of each older provision, ``NONE`` where there is none. O(n log n), and O(n)
    where all order is kept, as it is nearly always.
    """
    kept = [index != NONE for index in to_new]
    linked = [old for old, index in enumerate(to_new) if index != NONE]
    if all(to_new[first] < to_new[second] for first, second in pairwise(linked)):
        return kept
    for old in linked:
        kept[old] = False
    for old in _longest_increasing(linked, to_new):
        kept[old] = True
    return kept


def _longest_increasing(linked: Sequence[int], to_new: Sequence[int]) -> list[int]:
    tails: list[int] = []
    tail_owners: list[int] = []
    previous: dict[int, int] = {}
    for old in linked:
        position = bisect_left(tails, to_new[old])
        previous[old] = tail_owners[position - 1] if position else NONE
        if position == len(tails):
            tails.append(to_new[old])
            tail_owners.append(old)
        else:
            tails[position] = to_new[old]
            tail_owners[position] = old
    chain: list[int] = []
    owner = tail_owners[-1] if tail_owners else NONE
    while owner != NONE:
        chain.append(owner)
        owner = previous[owner]
    return chain[::-1]


def expect_positions(to_new: Sequence[int]) -> list[int]:
    """Give for each older provision the newer index at which its kept neighbours put it (the next after the last)."""
    kept = find_kept_order(to_new)
    expected: list[int] = []
    last_old, last_new = NONE, NONE
    for old, index in enumerate(to_new):
        if kept[old]:
            last_old, last_new = old, index
        expected.append(last_new + (old - last_old))
    return expected
