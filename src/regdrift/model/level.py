"""Levels of severity and impact."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How much a change, or its impact on one practice, matters. A practice is touched from MEDIUM on."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for none to 3 for high, for comparisons and sorting."""
        return _RANKS[self]

    def at_least(self, other: Level) -> bool:
        """True where this level is as grave as ``other`` or graver."""
        return self.rank >= other.rank


_RANKS = {Level.NONE: 0, Level.LOW: 1, Level.MEDIUM: 2, Level.HIGH: 3}
