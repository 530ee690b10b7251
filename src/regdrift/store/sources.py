"""Sources as the history knows them: a projection of what was declared, and the state of each."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from regdrift.errors import UsageError
from regdrift.model.capture import Validators
from regdrift.model.check import Outcome
from regdrift.store.connection import Aggregate, Database, Row
from regdrift.store.documents import canonical_json
from regdrift.store.episodes import Episode, newest_episode
from regdrift.store.instants import from_text, from_text_or_none, to_text, to_text_or_none
from regdrift.store.kept import keep, kept
from regdrift.store.records import HeadVersion, Losses, Quarantine, SourceState, UnreadCapture

if TYPE_CHECKING:  # nouns of annotations only: a reading command does not load them
    from regdrift.model.check import CheckRow
    from regdrift.model.source import Source

GOOD_OUTCOMES = (Outcome.FIRST_SEEN, Outcome.UNCHANGED, Outcome.CHANGED)
"""Outcomes of a check in which the law was read."""
FAILED_OUTCOMES = (Outcome.FAILED, Outcome.REFUSED)
"""Outcomes of a check that brought nothing."""
_GOOD_SQL = "('first_seen', 'unchanged', 'changed')"
_FAILED_SQL = "('failed', 'refused')"

_FETCH_STATE = "fetch_state"
_LATEST_SETTLEMENT = "(SELECT max(id) FROM settlements WHERE capture_id = c.id)"


def without_password(url: str | None) -> str | None:
    """Give an address without user name and password, which are secrets."""
    if url is None or "@" not in url:
        return url
    from urllib.parse import urlsplit, urlunsplit  # noqa: PLC0415 - costs more than all of this module

    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _source_row(source: Source) -> Row:
    # Headers, auth and the connector's options may carry resolved secrets; none of them is kept.
    return {
        "id": source.id,
        "name": source.name,
        "jurisdiction": source.jurisdiction,
        "kind": str(source.kind),
        "publisher": source.publisher,
        "connector": source.connector,
        "url": without_password(source.public_url),
        "language": source.language,
        "topics": canonical_json(list(source.topics)),
        "every_seconds": source.every_seconds,
        "cron": source.cron,
        "timezone": source.timezone,
        "dossier": source.dossier_id,
        "enabled": int(source.enabled),
        "declared": 1,
    }


def _validators(row: Row, last: Row | None) -> Validators:
    """Give the validators with the address that gave them; none where the source asks for another address now."""
    moved = last is not None and row["url"] is not None and row["url"] != without_password(last["url"])
    if last is None or moved:
        return Validators()
    return Validators(row["etag"], row["last_modified"], url=last["final_url"])


class Sources(Aggregate):
    """What the history tells of its sources."""

    def sync_sources(self, sources: Sequence[Source]) -> None:
        """Make the declared sources those of the history; others stay as no longer declared.

        Writes nothing where nothing differs.
        """
        declared = {source.id: _source_row(source) for source in sources}
        known = {row["id"]: row for row in self._db.rows("SELECT * FROM sources")}
        stale = [row for row in declared.values() if known.get(row["id"]) != row]
        gone = [one for one, row in known.items() if one not in declared and row["declared"]]
        if not stale and not gone:
            return
        with self._db.write():
            for row in stale:
                _upsert_source(self._db, row)
            for one in gone:
                self._db.execute("UPDATE sources SET declared = 0 WHERE id = ?", (one,))

    def source_state(self, source: str) -> SourceState:
        """Give all that one check must know. Raises UsageError for a source that was never declared."""
        row = self._db.first(
            "SELECT s.url, s.enabled, s.declared, t.* FROM sources s LEFT JOIN source_states t ON t.source_id = s.id "
            "WHERE s.id = ?",
            (source,),
        )
        if row is None:
            raise UsageError(f"source {source!r} is not in the history. See `regdrift sources list`.")
        last = last_capture(self._db, source)
        return SourceState(
            source=source,
            validators=_validators(row, last),
            last_sha256=last["sha256"] if last else None,
            last_capture_id=last["id"] if last else None,
            last_settled=bool(last and last["outcome"]),
            head=head_version(self._db, source),
            unread=_unread(self._db, source),
            next_due_at=from_text_or_none(row["next_due_at"]),
            consecutive_failures=row["consecutive_failures"] or 0,
            unreadable_since=_unreadable_since(self._db, source, last),
            quarantine=_quarantine(self._db, source, last),
            disabled=not (row["enabled"] and row["declared"]),
            last_whole_at=_last_whole_at(self._db, source),
        )

    def losses(self, source: str) -> Losses | None:
        """Give since when and in how many checks text was missing, after the last good one; None where none was."""
        return _losses(self._db, source)

    def episode(self, source: str, outcomes: Collection[Outcome]) -> Episode:
        """Give the newest unbroken row of checks that ended in one of ``outcomes``."""
        return newest_episode(self._db, source, outcomes)

    def due_sources(self, now: datetime) -> list[str]:
        """Give the enabled sources that are due, the longest waiting first; never checked ones before all."""
        rows = self._db.rows(
            "SELECT s.id FROM sources s LEFT JOIN source_states t ON t.source_id = s.id WHERE s.enabled AND s.declared "
            "AND (t.next_due_at IS NULL OR t.next_due_at <= ?) ORDER BY t.next_due_at IS NOT NULL, t.next_due_at, s.id",
            (to_text(now),),
        )
        return [row["id"] for row in rows]

    def plans(self) -> dict[str, datetime]:
        """Give when each enabled source is due that has a plan."""
        rows = self._db.rows(
            "SELECT s.id, t.next_due_at FROM sources s JOIN source_states t ON t.source_id = s.id "
            "WHERE s.enabled AND s.declared AND t.next_due_at IS NOT NULL"
        )
        return {row["id"]: from_text(row["next_due_at"]) for row in rows}

    def set_next_due(self, source: str, next_due_at: datetime | None) -> None:
        """Set when a source is due; None makes it due at once."""
        with self._db.write():
            ensure_state(self._db, source)
            self._db.execute(
                "UPDATE source_states SET next_due_at = ? WHERE source_id = ?", (to_text_or_none(next_due_at), source)
            )

    def fetch_state(self) -> Mapping[str, object]:
        """Give what the fetcher knew of hosts when it was last kept: their pace and their robots.txt."""
        state = kept(self._db, _FETCH_STATE)
        return json.loads(state) if state else {}

    def keep_fetch_state(self, state: Mapping[str, object]) -> None:
        """Keep what the fetcher knows of hosts, so that politeness survives a restart; the same is not written."""
        text = canonical_json(dict(state))
        if kept(self._db, _FETCH_STATE) == text:
            return
        with self._db.write():
            keep(self._db, _FETCH_STATE, text)

    def sources_health(self, source: str | None = None) -> list[Row]:
        """Give one row per source (of ``v_source_health``), with what is wrong with it.

        ``unreadable_since`` and ``quarantine`` (capture, reason, since, agreeing) are None for a healthy source.
        """
        where, values = ("WHERE id = ?", (source,)) if source else ("", ())
        rows = self._db.rows(f"SELECT * FROM v_source_health {where} ORDER BY id", values)  # noqa: S608
        for row in rows:
            row["enabled"], row["declared"] = bool(row["enabled"]), bool(row["declared"])
            last = last_capture(self._db, row["id"])
            row["unreadable_since"] = to_text_or_none(_unreadable_since(self._db, row["id"], last))
            held = _quarantine(self._db, row["id"], last)
            row["quarantine"] = held and {
                "capture_id": held.capture_id,
                "reason": held.reason,
                "since": to_text(held.since),
                "agreeing": held.agreeing,
            }
        return rows


def _last_whole_at(database: Database, source: str) -> datetime | None:
    query = "SELECT started_at FROM checks WHERE source_id = ? AND http_status = 200 ORDER BY id DESC LIMIT 1"
    return from_text_or_none(database.value(query, (source,)))


def _upsert_source(database: Database, row: Row) -> None:
    names = ", ".join(row)
    updates = ", ".join(f"{name} = excluded.{name}" for name in row if name != "id")
    database.execute(
        f"INSERT INTO sources ({names}) VALUES ({', '.join('?' * len(row))}) "  # noqa: S608 - names are ours
        f"ON CONFLICT (id) DO UPDATE SET {updates}",
        list(row.values()),
    )
    ensure_state(database, row["id"])


def ensure_state(database: Database, source: str) -> None:
    """Make sure that a source has its row of state; within :meth:`Database.write`."""
    database.execute("INSERT OR IGNORE INTO source_states (source_id) VALUES (?)", (source,))


def told_by_checks(database: Database, source: str) -> Row:
    """Compute the columns of a source's state that its check rows decide."""
    ended = database.first(
        "SELECT outcome, reason, message FROM v_checks WHERE source_id = ? AND outcome IS NOT NULL "
        "ORDER BY id DESC LIMIT 1",
        (source,),
    )
    answered = database.value(
        f"SELECT id FROM v_checks WHERE source_id = ? AND outcome NOT IN {_FAILED_SQL} ORDER BY id DESC LIMIT 1",  # noqa: S608
        (source,),
    )
    started = "SELECT started_at FROM checks WHERE source_id = ? {} ORDER BY id DESC LIMIT 1"
    return {
        "last_checked_at": database.value(started.format(""), (source,)),
        "last_success_at": database.value(started.format("AND id = ?"), (source, _last_good_check(database, source))),
        "last_outcome": ended["outcome"] if ended else None,
        "last_reason": ended["reason"] if ended else None,
        "last_message": ended["message"] if ended else None,
        "consecutive_failures": database.value(
            f"SELECT count(*) FROM v_checks WHERE source_id = ? AND id > ? AND outcome IN {_FAILED_SQL}",  # noqa: S608
            (source, answered or 0),
        ),
    }


def project_state(database: Database, source: str) -> None:
    """Carry what the checks tell into the state of their source; within :meth:`Database.write`."""
    told = told_by_checks(database, source)
    names = ", ".join(f"{name} = ?" for name in told)
    database.execute(f"UPDATE source_states SET {names} WHERE source_id = ?", [*told.values(), source])  # noqa: S608


def project_check(database: Database, row: CheckRow, planned: Mapping[str, object]) -> None:
    """Carry a check, the newest of its source, into the state; within :meth:`Database.write`.

    Gives what :func:`project_state` would, without looking at the checks before it; ``planned`` are further columns.
    """
    at = to_text(row.started_at)
    told: Row = {**planned, "last_checked_at": at}
    failures = "consecutive_failures"
    if row.outcome is not None:
        told |= {"last_outcome": str(row.outcome), "last_reason": row.reason, "last_message": row.message}
        failures = "coalesce(consecutive_failures, 0) + 1" if row.outcome in FAILED_OUTCOMES else "0"
        if row.outcome in GOOD_OUTCOMES:
            told["last_success_at"] = at
    names = ", ".join(f"{name} = ?" for name in told)
    database.execute(
        f"UPDATE source_states SET {names}, consecutive_failures = {failures} WHERE source_id = ?",  # noqa: S608
        [*told.values(), row.source],
    )


def head_version(database: Database, source: str) -> HeadVersion | None:
    """Give the newest version of a source; None where nothing was read yet."""
    row = database.first("SELECT * FROM versions WHERE source_id = ? ORDER BY seq DESC LIMIT 1", (source,))
    if row is None:
        return None
    return HeadVersion(
        row["id"], row["seq"], row["content_hash"], row["parser"], row["capture_id"], from_text(row["observed_at"])
    )


def last_capture(database: Database, source: str) -> Row | None:
    """Give the newest capture (id, sha256, addresses) with its latest settlement; outcome None while it is unread."""
    return database.first(
        "SELECT c.id, c.sha256, c.url, c.final_url, s.outcome, s.reason, s.message, s.quarantine, s.check_id "  # noqa: S608
        f"FROM captures c LEFT JOIN settlements s ON s.id = {_LATEST_SETTLEMENT} "
        "WHERE c.source_id = ? ORDER BY c.id DESC LIMIT 1",
        (source,),
    )


def _unread(database: Database, source: str) -> tuple[UnreadCapture, ...]:
    rows = database.rows(
        "SELECT c.id, c.sha256, c.fetched_at, coalesce(p.attempts, 0) AS attempts, "
        "(SELECT min(id) FROM checks k WHERE k.source_id = c.source_id AND k.capture_id = c.id) AS check_id "
        "FROM captures c LEFT JOIN parse_attempts p ON p.capture_id = c.id "
        "WHERE c.source_id = ? AND NOT EXISTS (SELECT 1 FROM settlements s WHERE s.capture_id = c.id) ORDER BY c.id",
        (source,),
    )
    return tuple(
        UnreadCapture(row["id"], row["check_id"], row["sha256"], from_text(row["fetched_at"]), row["attempts"])
        for row in rows
    )


def _last_good_check(database: Database, source: str) -> int:
    found = database.value(
        f"SELECT id FROM v_checks WHERE source_id = ? AND outcome IN {_GOOD_SQL} ORDER BY id DESC LIMIT 1",  # noqa: S608
        (source,),
    )
    return found or 0


def _unreadable_since(database: Database, source: str, last: Row | None) -> datetime | None:
    if last is not None and last["outcome"] in GOOD_OUTCOMES:
        return None  # a person accepted it after further checks had called the same bytes unreadable
    found = database.value(
        "SELECT started_at FROM v_checks WHERE source_id = ? AND id > ? AND outcome = 'unreadable' ORDER BY id LIMIT 1",
        (source, _last_good_check(database, source)),
    )
    return from_text_or_none(found)


def _losses(database: Database, source: str) -> Losses | None:
    held = database.first(
        "SELECT min(k.started_at) AS since, count(*) AS checks "  # noqa: S608 - names are ours
        "FROM checks k JOIN captures c ON c.id = k.capture_id "
        f"JOIN settlements s ON s.id = {_LATEST_SETTLEMENT} "
        "WHERE k.source_id = ? AND k.id > ? AND s.quarantine",
        (source, _last_good_check(database, source)),
    )
    if held is None or not held["checks"]:
        return None
    return Losses(from_text(held["since"]), held["checks"])


def _quarantine(database: Database, source: str, last: Row | None) -> Quarantine | None:
    if last is None or not last["quarantine"]:
        return None
    losses = _losses(database, source)
    assert losses is not None
    return Quarantine(last["id"], last["check_id"], last["reason"], losses.since, losses.checks)
