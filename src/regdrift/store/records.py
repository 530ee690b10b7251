"""What goes into the history and what it answers with, besides the nouns of the model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # nouns of annotations only: a reading command does not load them
    from regdrift.model.alert import Alert
    from regdrift.model.analysis import Analysis
    from regdrift.model.capture import Validators
    from regdrift.model.check import Outcome
    from regdrift.model.document import LegalDocument
    from regdrift.model.source import Source


@dataclass(frozen=True, slots=True)
class HeadVersion:
    """The newest version of a source: what the next reading is compared with."""

    id: int
    seq: int
    """1 for the first version of the source."""
    content_hash: str
    """As :func:`regdrift.store.documents.content_hash` gives it."""
    parser: str
    capture_id: int
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class UnreadCapture:
    """A capture that transaction 1 stored and nobody has settled yet, oldest first."""

    capture_id: int
    check_id: int
    """The check that stored it."""
    sha256: str
    fetched_at: datetime
    attempts: int
    """How often reading it was begun; two without an end mean that the parser crashes on it."""


@dataclass(frozen=True, slots=True)
class Losses:
    """Checks since the last good one that found text missing without evidence of a repeal."""

    since: datetime
    """When the first of them began."""
    checks: int


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The source lost text without positive evidence; the loss is kept and watched."""

    capture_id: int
    """The newest capture that shows the loss."""
    check_id: int
    reason: str | None
    since: datetime
    """Start of the first of the checks that agree."""
    agreeing: int
    """Checks in a row that saw the loss, this source's failures between them not counted."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """All that one check must know of its source's past."""

    source: str
    validators: Validators
    """Of the last stored capture, as the server gave them last; empty where there is none."""
    last_sha256: str | None
    last_capture_id: int | None
    last_settled: bool
    """True where the last capture was read to an end."""
    head: HeadVersion | None
    unread: tuple[UnreadCapture, ...]
    next_due_at: datetime | None
    consecutive_failures: int
    """Checks in a row that ended failed or refused."""
    unreadable_since: datetime | None
    """Start of the first check of the present row of unreadable ones; None where the last reading was good."""
    quarantine: Quarantine | None
    disabled: bool
    last_whole_at: datetime | None = None
    """Start of the last check that a whole answer ended (a 304 is none); None where there was none."""


@dataclass(frozen=True, slots=True)
class RecordedCheck:
    """What transaction 1 stored."""

    check_id: int
    capture_id: int | None
    """The capture to read now; None where nothing new has to be read."""
    outcome: Outcome | None
    """The outcome as stored; None until the capture is settled."""


@dataclass(frozen=True, slots=True)
class VersionCommit:
    """All that transaction 2 stores together."""

    source: Source
    capture_id: int
    check_id: int
    expected_head: int | None
    """Id of the version that was compared with; None for a first version."""
    document: LegalDocument
    analysis: Analysis
    observed_at: datetime
    outcome: Outcome
    alerts: tuple[Alert, ...] = ()
    technical: bool = False
    """True for another reading of the head's own capture by a newer parser: no settlement, no observation."""
    late_found: bool = False
    """True where a better parser found the changes between two captures afterwards."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of a capture that gave no new version."""

    capture_id: int
    check_id: int
    outcome: Outcome
    reason: str | None = None
    message: str | None = None
    quarantine: bool = False
    """True where text was lost without positive evidence; the capture may be settled once more, by a person."""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of the chain of evidence; printed in digests, so that a cut tail shows."""

    seq: int
    """0 for an empty chain."""
    hash: str
    """Hex digest."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What :meth:`regdrift.store.history.History.verify` found."""

    problems: tuple[str, ...]
    """One sentence each, for a person; empty where all is well."""
    counted: dict[str, int]
    """How much was verified: links, captures, versions."""
    head: ChainHead

    @property
    def ok(self) -> bool:
        """True where nothing is wrong."""
        return not self.problems
