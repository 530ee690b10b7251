"""Work items: what a change of law asks people to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from regdrift.model.level import Level


class WorkState(StrEnum):
    """The states of a work item, from found to verified by another person."""

    NEW = "new"
    REVIEWING = "reviewing"
    APPLICABLE = "applicable"
    NOT_APPLICABLE = "not_applicable"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    VERIFIED = "verified"


CLOSED_STATES = (WorkState.NOT_APPLICABLE, WorkState.DONE, WorkState.VERIFIED)
"""States in which nobody has anything to do until the law changes again."""


class WorkOrigin(StrEnum):
    """Why the item exists."""

    CHANGE = "change"
    FIRST_SEEN_DATE = "first_seen_date"
    """A law seen for the first time states a date that is still to come."""
    FIRST_SEEN_PENDING = "first_seen_pending"
    """A law seen for the first time announces an amendment."""
    RELAXATION_REVIEW = "relaxation_review"
    """A duty was relaxed or repealed: look whether other law still asks for it; closes nothing by itself."""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A task for the owner of one practice, for one dossier; as planned, before people act on it."""

    id: str
    """16 hex digits over practice, dossier and origin; the same for every later change of the dossier."""
    practice: str
    """Id of the practice; an empty string where no practice is touched (a date to watch)."""
    source: str
    dossier: str
    origin: WorkOrigin
    level: Level
    title: str
    task: str
    """What to do, for a person; several tasks are separated by newlines."""
    owner: str | None
    due_on: date | None
    """From the effective date, else the default of the level; None where nothing presses."""
    changes: tuple[str, ...]
    """Ids of the changes behind it; empty for ``first_seen`` origins."""
    quote: str | None = None
    """Words of the law behind it, verbatim."""


@dataclass(frozen=True, slots=True)
class WorkEvent:
    """One step in the life of a work item."""

    work: str
    at: datetime
    actor: str
    action: str
    """``created``, ``updated``, ``assigned``, ``started``, ``noted``, ``done``, ``verified``, ``dismissed`` or
    ``reopened``."""
    state: WorkState
    """The state after the step."""
    note: str | None = None
