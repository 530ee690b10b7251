"""One check of one source, step by step, in two short transactions.

Transaction 1 stores the capture and the check row; then the bytes are read and compared outside any
transaction; transaction 2 stores version, changes, signals, impacts, work and outgoing alerts together, after
it has looked again that the head version is the one that was compared with. A process killed between the two
leaves an unread capture, which the next check reads first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from regdrift.assess import RuleBook
from regdrift.errors import HeadMovedError, UsageError
from regdrift.fetched import check_row, law_context, read_hints, without_secrets
from regdrift.model.alert import Alert, AlertConfig, AlertKind
from regdrift.model.analysis import Analysis
from regdrift.model.capture import Capture, FetchFailure, FetchRefused, FetchResult, NotModified
from regdrift.model.change import Direction, Substance
from regdrift.model.check import CheckRow, Outcome
from regdrift.model.document import LegalDocument, ReadResult, Unreadable
from regdrift.model.practice import PracticeRegister
from regdrift.model.source import Source
from regdrift.notify import change_event, route_alerts, source_event
from regdrift.reading import Reader, Reading, WorkerDied
from regdrift.store.documents import content_hash
from regdrift.store.episodes import BAD, FAILING
from regdrift.store.history import History
from regdrift.store.records import HeadVersion, RecordedCheck, Settlement, SourceState, VersionCommit

MAX_PARSE_ATTEMPTS = 2
"""After so many crashes or hangs over the same bytes they are ``unreadable``."""
MAX_BEGUN_ATTEMPTS = 10
"""A process that is killed while it reads leaves a begun attempt behind, and the bytes are not to blame; so many mean
that they take the whole process down."""
FAILURES_BEFORE_ALERT = 3
"""A source that failed so many times in a row is told to people, once."""
LOSSES_BEFORE_SUSPICION = 3
SUSPICION_AFTER = timedelta(days=2)
"""A loss without positive evidence that so many checks saw over that time becomes a suspected repeal."""
_HEAD_RETRIES = 5


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one check ended, for progress and for the exit code."""

    source: str
    outcome: Outcome
    reason: str | None = None
    message: str | None = None
    analysis: Analysis | None = None
    """None where no new version was stored. Its links are: a round of long laws would fill the memory with them."""

    @property
    def good(self) -> bool:
        """True where the source was reached and read."""
        return self.outcome in {Outcome.FIRST_SEEN, Outcome.UNCHANGED, Outcome.CHANGED}


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was read and compared elsewhere, ahead of the writer: a saving of its time, never a different result."""

    reading: ReadResult
    head_id: int | None
    """The version that was compared with; None for a source without one."""
    verdict: Analysis | Unreadable | None
    """As :func:`regdrift.analysis.judge` gives it; None where nothing was compared."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A capture that transaction 1 stored and that waits to be read."""

    capture: Capture
    capture_id: int
    check_id: int


def store_derived(
    history: History, source: Source, head: HeadVersion, derived: LegalDocument, check_id: int | None = None
) -> None:
    """Store another reading of the head's own capture as a technical version: no change, no alert, nobody is told.

    ``check_id`` is the check that brought it about; None: the one that the head came from.

    Raises:
        HeadMovedError: another process wrote a version meanwhile.
    """
    from regdrift.diff import compare_documents  # noqa: PLC0415  # slow to load, and most rounds compare nothing

    links = compare_documents(history.load_document(head.id), derived).links
    technical = VersionCommit(
        source=source,
        capture_id=head.capture_id,
        check_id=check_id if check_id is not None else history.check_of_version(head.id),
        expected_head=head.id,
        document=derived,
        analysis=Analysis(Substance.NONE, Direction.NEUTRAL, links=links),
        observed_at=head.observed_at,
        outcome=Outcome.UNCHANGED,
        technical=True,
    )
    history.commit_version(technical)


@dataclass(frozen=True, slots=True)
class Checker:
    """Everything a check needs besides the source; all writes go through ``history``, in the calling thread."""

    history: History
    reader: Reader
    register: PracticeRegister
    alerts: AlertConfig
    book: RuleBook

    def finish_unread(self, source: Source) -> tuple[CheckResult, ...]:
        """Read and settle the captures that a stopped process stored and never read, oldest first."""
        state = self.history.source_state(source.id)
        return tuple(
            self.settle_recorded(
                source, Recorded(self.history.load_capture(unread.capture_id), unread.capture_id, unread.check_id)
            )
            for unread in state.unread
        )

    def settle(self, source: Source, fetched: FetchResult, started_at: datetime, next_due_at: datetime) -> CheckResult:
        """Store what a fetch gave, and what it means."""
        recorded = self.record(source, fetched, started_at, next_due_at)
        return recorded if isinstance(recorded, CheckResult) else self.settle_recorded(source, recorded)

    def record(
        self, source: Source, fetched: FetchResult, started_at: datetime, next_due_at: datetime
    ) -> CheckResult | Recorded:
        """Store what a fetch gave (transaction 1); the result, where nothing has to be read."""
        fetched = without_secrets(source, fetched)
        row = check_row(source, fetched, started_at)
        match fetched:
            case Capture():
                alerts = self._same_bytes_alerts(source, fetched.sha256, fetched.fetched_at)
                recorded = self.history.record_check(row, fetched, next_due_at=next_due_at, alerts=alerts)
                if recorded.capture_id is None:
                    return _same_bytes(source, recorded)
                return Recorded(fetched, recorded.capture_id, recorded.check_id)
            case NotModified():
                alerts = self._same_bytes_alerts(source, None, fetched.fetched_at)
                return _same_bytes(source, self.history.record_check(row, None, next_due_at=next_due_at, alerts=alerts))
            case FetchFailure() | FetchRefused():
                alerts = self._failure_alerts(source, row)
                self.history.record_check(row, None, next_due_at=next_due_at, alerts=alerts)
                return CheckResult(source.id, row.outcome or Outcome.FAILED, row.reason, row.message)
            case _:
                assert_never(fetched)

    def settle_recorded(self, source: Source, recorded: Recorded, prepared: Prepared | None = None) -> CheckResult:
        """Read and compare a stored capture, where that was not done elsewhere, and store what it means."""
        capture, ids = recorded.capture, (recorded.capture_id, recorded.check_id)
        found = self._read(source, capture, recorded.capture_id) if prepared is None else Reading(prepared.reading)
        reading = found.result
        if reading is None:
            return self._settle_unchanged(source, capture, ids)
        assert not isinstance(reading, WorkerDied)
        if isinstance(reading, Unreadable):
            return self._settle_unreadable(source, capture, ids, reading)
        result = self._settle_read(source, recorded, reading, prepared)
        if found.material is not None and result.good:
            self.history.keep_material(source.id, found.material, content_hash(reading))
        return result

    def _settle_read(
        self, source: Source, recorded: Recorded, reading: LegalDocument, prepared: Prepared | None
    ) -> CheckResult:
        capture, ids = recorded.capture, (recorded.capture_id, recorded.check_id)
        for _ in range(_HEAD_RETRIES):
            head = self.history.source_state(source.id).head
            try:
                return self._compare(_Step(source, capture, *ids, reading, head), prepared=prepared)
            except HeadMovedError:
                continue
        raise HeadMovedError(
            f"{source.id}: other processes wrote {_HEAD_RETRIES} versions while this one compared; run the check again"
        )

    def decide(self, source: Source, *, accepted: bool) -> CheckResult:
        """Settle a source's quarantined capture by a person's word: accepted, the missing text is a repeal.

        Raises:
            UsageError: nothing of the source is in quarantine, or it cannot be read any more.
        """
        held = self.history.source_state(source.id).quarantine
        if held is None:
            raise UsageError(
                f"{source.id}: nothing is in quarantine; `regdrift sources show {source.id}` tells its state"
            )
        capture = self.history.load_capture(held.capture_id)
        if not accepted:
            message = "a person looked at it: the page was broken"
            settlement = Settlement(held.capture_id, held.check_id, Outcome.UNREADABLE, "rejected", message)
            self.history.settle_capture(settlement)
            return CheckResult(source.id, Outcome.UNREADABLE, "rejected", message)
        document = self.reader.read(capture.body, read_hints(source, capture))
        if not isinstance(document, LegalDocument):
            raise UsageError(f"{source.id}: the quarantined capture holds no readable law; reject it instead")
        head = self.history.source_state(source.id).head
        step = _Step(source, capture, held.capture_id, held.check_id, document, head)
        return self._compare(step, loss_accepted=True)

    def _read(self, source: Source, capture: Capture, capture_id: int) -> Reading:
        """Read a capture, unless it holds what the head was read from; a parser that dies makes it unreadable."""
        hints, known = read_hints(source, capture), self.history.material(source.id)
        died: WorkerDied | None = None
        deaths = 0
        while deaths < MAX_PARSE_ATTEMPTS and self.history.note_parse_attempt(capture_id) <= MAX_BEGUN_ATTEMPTS:
            reading = self.reader.read_unless(capture.body, hints, known)
            if not isinstance(reading.result, WorkerDied):
                return reading
            died, deaths = reading.result, deaths + 1
        message = f"the parser failed {MAX_PARSE_ATTEMPTS} times over these bytes; they are kept as evidence"
        if died is None:
            return Reading(Unreadable(None, "parser_crash", message))
        return Reading(Unreadable(None, died.reason, f"{message} ({died.detail})" if died.detail else message))

    def _compare(self, step: _Step, *, loss_accepted: bool = False, prepared: Prepared | None = None) -> CheckResult:
        head = step.head
        if head is not None and head.parser != step.document.parser:
            head = self._derive_again(step, head)
            step = replace(step, head=head)
        if head is not None and head.content_hash == content_hash(step.document):
            return self._settle_unchanged(step.source, step.capture, (step.capture_id, step.check_id))
        verdict = self._verdict(step, prepared, loss_accepted=loss_accepted)
        if isinstance(verdict, Unreadable):
            ids = (step.capture_id, step.check_id)
            return self._settle_unreadable(step.source, step.capture, ids, verdict, lost=True)
        return self._commit(step, verdict)

    def _verdict(self, step: _Step, prepared: Prepared | None, *, loss_accepted: bool) -> Analysis | Unreadable:
        head = step.head
        if prepared is not None and prepared.verdict is not None and prepared.head_id == (head.id if head else None):
            return prepared.verdict
        from regdrift.analysis import judge  # noqa: PLC0415  # slow to load, and most rounds compare nothing

        old = self.history.load_document(head.id) if head else None
        law = law_context(step.source, step.document, step.capture, step.version)
        return judge(old, step.document, law, self.register, self.book, loss_accepted=loss_accepted)

    def _derive_again(self, step: _Step, head: HeadVersion) -> HeadVersion:
        """Read the head's own capture with today's parser, so that both sides come from the same parser version.

        Where that gives another document, it becomes a technical version: no change, no alert. The head stays
        where the capture cannot be read any more, or is in another format than the new one.
        """
        capture = self.history.load_capture(head.capture_id)
        derived = self.reader.read(capture.body, read_hints(step.source, capture))
        if not isinstance(derived, LegalDocument) or derived.parser == head.parser:
            return head
        store_derived(self.history, step.source, head, derived, step.check_id)
        return self.history.source_state(step.source.id).head or head

    def _commit(self, step: _Step, analysis: Analysis) -> CheckResult:
        outcome = _outcome(step.head, analysis)
        commit = VersionCommit(
            source=step.source,
            capture_id=step.capture_id,
            check_id=step.check_id,
            expected_head=step.head.id if step.head else None,
            document=step.document,
            analysis=analysis,
            observed_at=step.capture.fetched_at,
            outcome=outcome,
            alerts=self._version_alerts(step, analysis),
        )
        self.history.commit_version(commit)
        return CheckResult(step.source.id, outcome, analysis=replace(analysis, links=()))

    def _settle_unchanged(self, source: Source, capture: Capture, ids: tuple[int, int]) -> CheckResult:
        alerts = self._read_again_alerts(source, capture)
        self.history.settle_capture(Settlement(*ids, Outcome.UNCHANGED), alerts)
        return CheckResult(source.id, Outcome.UNCHANGED)

    def _settle_unreadable(
        self, source: Source, capture: Capture, ids: tuple[int, int], reading: Unreadable, *, lost: bool = False
    ) -> CheckResult:
        told_already = self.history.source_state(source.id).unreadable_since is not None
        alerts = () if told_already else self._unreadable_alerts(source, capture, reading)
        if lost:
            alerts += self._suspicion_alerts(source, reading.reason, capture.fetched_at)
        settlement = Settlement(*ids, Outcome.UNREADABLE, reading.reason, reading.message, quarantine=lost)
        self.history.settle_capture(settlement, alerts)
        return CheckResult(source.id, Outcome.UNREADABLE, reading.reason, reading.message)

    def _alert_config(self) -> AlertConfig:
        """Give ``alerts.yaml`` with who left which route by now."""
        return replace(self.alerts, left=self.history.left_routes())

    def _version_alerts(self, step: _Step, analysis: Analysis) -> tuple[Alert, ...]:
        version = f"{step.source.id}/{step.version}"
        event = change_event(step.source, analysis, self.register, step.capture.fetched_at, version)
        told = route_alerts(event, self._alert_config()) if event is not None else ()
        return (*told, *self._read_again_alerts(step.source, step.capture))

    def _unreadable_alerts(self, source: Source, capture: Capture, reading: Unreadable) -> tuple[Alert, ...]:
        at = capture.fetched_at
        key = f"{source.id}/{self.history.episode(source.id, (Outcome.UNREADABLE,)).number + 1}"
        message = f"unreadable since {at:%Y-%m-%d %H:%M} UTC: {reading.message}"
        event = source_event(AlertKind.SOURCE_UNREADABLE, source, reading.reason, message, at, key)
        return route_alerts(event, self._alert_config())

    def _failure_alerts(self, source: Source, row: CheckRow) -> tuple[Alert, ...]:
        if self.history.source_state(source.id).consecutive_failures + 1 != FAILURES_BEFORE_ALERT:
            return ()
        episode = self.history.episode(source.id, FAILING)
        since = episode.since or row.started_at
        message = f"failing since {since:%Y-%m-%d %H:%M} UTC: {row.message or row.reason}"
        key = f"{source.id}/{episode.number}"
        event = source_event(AlertKind.SOURCE_FAILING, source, row.reason or "failed", message, row.started_at, key)
        return route_alerts(event, self._alert_config())

    def _same_bytes_alerts(self, source: Source, sha256: str | None, at: datetime) -> tuple[Alert, ...]:
        """Tell what it means that the last capture came again (``sha256`` None: a 304); nothing for other bytes.

        Other bytes have to be read before anything can be said of them: a loss may have been put right.
        """
        state = self.history.source_state(source.id)
        last = state.last_sha256
        if last is None or not state.last_settled or sha256 not in {None, last}:
            return ()
        if state.quarantine is not None:
            return self._suspicion_alerts(source, state.quarantine.reason, at)
        return self._recovery_alerts(source, state, at) if state.unreadable_since is None else ()

    def _read_again_alerts(self, source: Source, capture: Capture) -> tuple[Alert, ...]:
        state = self.history.source_state(source.id)
        return self._recovery_alerts(source, state, capture.fetched_at)

    def _recovery_alerts(self, source: Source, state: SourceState, at: datetime) -> tuple[Alert, ...]:
        if state.unreadable_since is None and state.consecutive_failures < FAILURES_BEFORE_ALERT:
            return ()
        message = "the source is read again; what changed meanwhile is told with this reading"
        key = f"{source.id}/{self.history.episode(source.id, BAD).number}"
        event = source_event(AlertKind.SOURCE_RECOVERED, source, "recovered", message, at, key)
        return route_alerts(event, self._alert_config())

    def _suspicion_alerts(self, source: Source, reason: str | None, at: datetime) -> tuple[Alert, ...]:
        """Tell people when a loss without positive evidence, seen once more now, was seen often and long enough."""
        losses = self.history.losses(source.id)
        if losses is None or losses.checks + 1 < LOSSES_BEFORE_SUSPICION or at - losses.since < SUSPICION_AFTER:
            return ()
        message = (
            f"text has been missing since {losses.since.date()} in {losses.checks + 1} checks; look at the page, then "
            f"`regdrift sources accept {source.id}` or `regdrift sources reject {source.id}`"
        )
        key = f"{source.id}/{losses.since.date()}"
        event = source_event(AlertKind.SUSPECTED_REPEAL, source, reason or "body_lost", message, at, key)
        return route_alerts(event, self._alert_config())


@dataclass(frozen=True, slots=True)
class _Step:
    """A capture that was read, on its way to becoming a version."""

    source: Source
    capture: Capture
    capture_id: int
    check_id: int
    document: LegalDocument
    head: HeadVersion | None

    @property
    def version(self) -> int:
        """The ordinal that the version would have."""
        return self.head.seq + 1 if self.head else 1


def _outcome(head: HeadVersion | None, analysis: Analysis) -> Outcome:
    if head is None:
        return Outcome.FIRST_SEEN
    return Outcome.CHANGED if analysis.changes else Outcome.UNCHANGED


def _same_bytes(source: Source, recorded: RecordedCheck) -> CheckResult:
    """Give what the same bytes meant when they were read: unchanged, or still unreadable."""
    if recorded.outcome is Outcome.UNREADABLE:
        message = "the publisher still sends the bytes that could not be read as law"
        return CheckResult(source.id, Outcome.UNREADABLE, "same_bytes", message)
    return CheckResult(source.id, Outcome.UNCHANGED)
