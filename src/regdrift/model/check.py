"""Checks: every look at a source leaves one row, good or bad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How a check ended."""

    FIRST_SEEN = "first_seen"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    FAILED = "failed"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """What was asked, what came back, how long it took, and the outcome."""

    source: str
    started_at: datetime
    """Aware, UTC."""
    elapsed_seconds: float
    url: str
    outcome: Outcome | None
    """None while the capture is stored and not yet read."""
    http_status: int | None = None
    reason: str | None = None
    """The stable word of a failure or of an unreadable text."""
    message: str | None = None
    restructured: bool = False
    """True where the site was rebuilt: most provisions changed their place at once."""
