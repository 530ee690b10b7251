"""The kinds of change; apart from the change itself, so that a command's options load nothing else."""

from __future__ import annotations

from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened to a provision."""

    ADDED = "added"
    REPEALED = "repealed"
    AMENDED = "amended"
    RENUMBERED = "renumbered"
    """Text kept, number changed, order kept."""
    MOVED = "moved"
    """Text kept, order changed; the same citation is never moved."""
    SPLIT = "split"
    MERGED = "merged"
    EDITORIAL = "editorial"
    """Typography, spacing, cross-reference style: no word of law changed."""
    PENDING = "pending"
    """A note announces an amendment whose text is not yet in force."""
    STAGE = "stage"
    """A bill's or rule's stage changed."""


WITHOUT_MEANING = frozenset({ChangeKind.EDITORIAL, ChangeKind.RENUMBERED, ChangeKind.MOVED, ChangeKind.STAGE})
"""Kinds that leave every duty as it was."""
