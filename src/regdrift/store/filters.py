"""What readers ask the history for; apart from the records, so that a reading command loads no more than these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # nouns of annotations only: a reading command does not load them
    from regdrift.model.level import Level


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Conditions that all must hold; None or empty asks for nothing. Newest first."""

    since: datetime | None = None
    until: datetime | None = None
    """Observed before this instant."""
    source: str | None = None
    jurisdiction: str | None = None
    """``US`` also finds ``US-ME``."""
    kind: str | None = None
    severity: Level | None = None
    """This level or graver."""
    practice: str | None = None
    topic: str | None = None
    text: str | None = None
    """Words that all must occur, accents and case ignored; ``"quoted words"`` stand together, ``word*`` begins."""
    min_level: Level | None = None
    """Impacts at this level or graver."""
    work_states: tuple[str, ...] = ()
    """Changes that led to work in one of these states."""
    older_than: str | None = None
    """Id of a change: what comes after it in the list."""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Conditions that all must hold; None asks for nothing. The nearest due date first."""

    state: str | None = None
    practice: str | None = None
    owner: str | None = None
    source: str | None = None
    due_before: date | None = None
    open_only: bool = False
    limit: int | None = None
    offset: int = 0
    bare: bool = False
    """Without the ids of changes, of which an item may have hundreds."""


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Conditions that all must hold; None asks for nothing. Newest first."""

    state: str | None = None
    kind: str | None = None
    channel: str | None = None
    limit: int | None = None
