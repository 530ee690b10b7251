"""The links of an alignment while it grows."""

from __future__ import annotations

from collections.abc import Iterator

from regdrift.diff.order import NONE
from regdrift.diff.sides import AlignedSide


class LinkTable:
    """Which older provision became which newer one; at most one link on each side."""

    def __init__(self, old: AlignedSide, new: AlignedSide) -> None:
        self.old = old
        self.new = new
        self.to_new = [NONE] * len(old)
        self.to_old = [NONE] * len(new)

    def link(self, old: int, new: int) -> None:
        """Link two provisions that have no counterpart yet."""
        self.to_new[old] = new
        self.to_old[new] = old

    def is_free(self, old: int, new: int) -> bool:
        """Tell whether neither has a counterpart yet."""
        return self.to_new[old] == NONE and self.to_old[new] == NONE

    def free_old(self) -> list[int]:
        """Give the older provisions without counterpart, in order."""
        return [index for index, other in enumerate(self.to_new) if other == NONE]

    def free_new(self) -> list[int]:
        """Give the newer provisions without counterpart, in order."""
        return [index for index, other in enumerate(self.to_old) if other == NONE]

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Give the links in the order of the newer document."""
        return ((old, new) for new, old in enumerate(self.to_old) if old != NONE)

    def parents_agree(self, old: int, new: int) -> bool:
        """Tell whether the parents are each other's counterparts, or neither has one (or is one) to speak against it.

        Parents without counterpart agree where their paths are equal.
        """
        old_parent, new_parent = self.old.parents[old], self.new.parents[new]
        if NONE in (old_parent, new_parent):
            return old_parent == new_parent
        if self.to_new[old_parent] == NONE and self.to_old[new_parent] == NONE:
            return self.old.paths[old_parent] == self.new.paths[new_parent]
        return self.to_new[old_parent] == new_parent

    def parents_linked(self, old: int, new: int) -> bool:
        """Tell whether both have parents and these are each other's counterparts."""
        old_parent, new_parent = self.old.parents[old], self.new.parents[new]
        return NONE not in (old_parent, new_parent) and self.to_new[old_parent] == new_parent
