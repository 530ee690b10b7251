"""Checks: every look at a source leaves one row, and what it brought back is settled once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from regdrift.errors import HistoryError
from regdrift.model.check import Outcome
from regdrift.store.captures import load_capture, store_capture
from regdrift.store.chain import append_links
from regdrift.store.connection import Aggregate, Database, Row
from regdrift.store.instants import to_text, to_text_or_none
from regdrift.store.outbox import enqueue
from regdrift.store.records import RecordedCheck, Settlement
from regdrift.store.sources import (
    GOOD_OUTCOMES,
    ensure_state,
    last_capture,
    project_check,
    project_state,
    without_password,
)

if TYPE_CHECKING:  # nouns of annotations only: a reading command does not load them
    from regdrift.model.alert import Alert
    from regdrift.model.capture import Capture
    from regdrift.model.check import CheckRow

_NOT_MODIFIED = 304


class Checks(Aggregate):
    """Recording and settling checks."""

    def record_check(
        self,
        row: CheckRow,
        capture: Capture | None,
        *,
        next_due_at: datetime | None,
        alerts: Sequence[Alert] = (),
    ) -> RecordedCheck:
        """Transaction 1: store the capture and the check row together.

        A body equal to that of the source's last capture is not stored again. Where that capture was settled, the
        check takes over how it ended (an unreadable page stays unreadable); where it was not, it is given back to
        be read. The same holds for a 304, which speaks of the last capture.
        """
        with self._db.write():
            ensure_state(self._db, row.source)
            row, capture_id, to_read = self._place_capture(row, capture)
            check_id = self._db.insert("checks", check_columns(row, capture_id))
            append_links(self._db, "check", (check_id,))
            planned: Row = {"next_due_at": to_text_or_none(next_due_at)}
            if capture is not None:
                planned |= {"etag": capture.validators.etag, "last_modified": capture.validators.last_modified}
            project_check(self._db, row, planned)
            enqueue(self._db, alerts, row.started_at)
        return RecordedCheck(check_id, to_read, row.outcome)

    def _place_capture(self, row: CheckRow, capture: Capture | None) -> tuple[CheckRow, int | None, int | None]:
        last = last_capture(self._db, row.source)
        if last is not None and _says_the_same(row, capture, last):
            if last["outcome"] is None:
                return replace(row, outcome=None), last["id"], last["id"]
            return _as_settled(row, last), last["id"], None
        if capture is None:
            return row, None, None
        capture_id = store_capture(self._db, row.source, capture)
        return row, capture_id, capture_id if row.outcome is None else None

    def settle_capture(self, settlement: Settlement, alerts: Sequence[Alert] = ()) -> bool:
        """Store how a capture ended that gave no new version.

        False, and nothing written, where it was settled already; a quarantined capture may be settled once more.
        """
        with self._db.write():
            if settled_for_good(self._db, settlement.capture_id):
                return False
            add_settlement(self._db, settlement)
            started = self._db.value("SELECT started_at FROM checks WHERE id = ?", (settlement.check_id,))
            enqueue(self._db, alerts, datetime.fromisoformat(started))
        return True

    def note_parse_attempt(self, capture_id: int) -> int:
        """Count one beginning of reading, before it begins, and give the count: a crash leaves it behind."""
        with self._db.write():
            self._db.execute(
                "INSERT INTO parse_attempts (capture_id, attempts) VALUES (?, 1) "
                "ON CONFLICT (capture_id) DO UPDATE SET attempts = attempts + 1",
                (capture_id,),
            )
            count: int = self._db.value("SELECT attempts FROM parse_attempts WHERE capture_id = ?", (capture_id,))
        return count

    def load_capture(self, capture_id: int) -> Capture:
        """Give a capture as it was stored. Raises UsageError for an unknown id."""
        return load_capture(self._db, capture_id)

    def captures(self, source: str, limit: int | None = None) -> list[Row]:
        """Give the captures of a source without their bodies, newest first, each with its latest settlement."""
        return self._db.rows(
            "SELECT c.id, c.sha256, b.size, c.url, c.final_url, c.status, c.fetched_at, c.etag, c.last_modified, "
            "s.outcome, s.reason, s.quarantine, s.version_id FROM captures c JOIN bodies b ON b.sha256 = c.sha256 "
            "LEFT JOIN settlements s ON s.id = (SELECT max(id) FROM settlements WHERE capture_id = c.id) "
            "WHERE c.source_id = ? ORDER BY c.id DESC LIMIT ?",
            (source, -1 if limit is None else limit),
        )

    def checks(self, source: str | None = None, limit: int | None = None) -> list[Row]:
        """Give check rows, newest first, with the outcome that their capture came to."""
        where, values = ("WHERE source_id = ?", [source]) if source else ("", [])
        rows = self._db.rows(
            f"SELECT * FROM v_checks {where} ORDER BY id DESC LIMIT ?",  # noqa: S608
            [*values, -1 if limit is None else limit],
        )
        for row in rows:
            row["restructured"] = bool(row["restructured"])
        return rows


def _says_the_same(row: CheckRow, capture: Capture | None, last: Row) -> bool:
    if capture is None:
        return row.http_status == _NOT_MODIFIED
    same: bool = capture.sha256 == last["sha256"]
    return same


def _as_settled(row: CheckRow, last: Row) -> CheckRow:
    if last["outcome"] in GOOD_OUTCOMES:
        return replace(row, outcome=Outcome.UNCHANGED)
    return replace(row, outcome=Outcome(last["outcome"]), reason=last["reason"], message=last["message"])


def check_columns(row: CheckRow, capture_id: int | None) -> Row:
    """Give the columns of a check row."""
    return {
        "source_id": row.source,
        "capture_id": capture_id,
        "started_at": to_text(row.started_at),
        "elapsed_seconds": row.elapsed_seconds,
        "url": without_password(row.url),
        "http_status": row.http_status,
        "outcome": None if row.outcome is None else str(row.outcome),
        "reason": row.reason,
        "message": row.message,
        "restructured": int(row.restructured),
    }


def settled_for_good(database: Database, capture_id: int) -> bool:
    """True where a capture has come to an end that nobody may replace."""
    return bool(
        database.value("SELECT 1 FROM settlements WHERE capture_id = ? AND NOT quarantine LIMIT 1", (capture_id,))
    )


def add_settlement(
    database: Database, settlement: Settlement, version_id: int | None = None, *, restructured: bool = False
) -> None:
    """Insert and chain a settlement; within :meth:`Database.write`. Raises HistoryError for a foreign check."""
    owner = "SELECT source_id FROM {} WHERE id = ?"
    source = database.value(owner.format("captures"), (settlement.capture_id,))
    if source is None or source != database.value(owner.format("checks"), (settlement.check_id,)):
        raise HistoryError(f"capture {settlement.capture_id} and check {settlement.check_id} do not belong together")
    settlement_id = database.insert(
        "settlements",
        {
            "capture_id": settlement.capture_id,
            "check_id": settlement.check_id,
            "outcome": str(settlement.outcome),
            "reason": settlement.reason,
            "message": settlement.message,
            "restructured": int(restructured),
            "quarantine": int(settlement.quarantine),
            "version_id": version_id,
        },
    )
    append_links(database, "settlement", (settlement_id,))
    project_state(database, source)
