"""The outbox: alerts that are written with what they tell of, and delivered at least once afterwards.

A row is leased to one worker at a time. Alerts of one target on one dossier leave in the order in which they were
written; a target that fails holds back only its own dossier's rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from regdrift.errors import UsageError
from regdrift.store.chain import chain_head
from regdrift.store.connection import Aggregate, Database, Row
from regdrift.store.documents import canonical_json
from regdrift.store.filters import AlertFilter
from regdrift.store.instants import to_text
from regdrift.store.kept import keep, kept

if TYPE_CHECKING:  # nouns of annotations only: a reading command does not load them
    from regdrift.model.alert import Alert

_COLUMNS = (
    "num, id, kind, level, route, channel, target, dossier, language, payload, digest, digest_id, state, attempts, "
    "created_at, next_attempt_at, last_error, sent_at"
)


SOURCES_OVERDUE = "overdue_told"
"""Sources that are not checked in time, each with when people were told."""
WORK_REMINDED = "work_reminded"
"""Work items that people were reminded of, each with the due date and stage they were told."""
_HOURS = "digest_hours"


def enqueue(database: Database, alerts: Iterable[Alert], at: datetime) -> None:
    """Write alerts into the outbox; within :meth:`Database.write`.

    An alert whose id is there already is the same alert. Alerts to a disabled target are parked at once.
    """
    moment = to_text(at)
    for alert in alerts:
        disabled = database.value(
            "SELECT reason FROM disabled_targets WHERE channel = ? AND target = ?", (alert.channel, alert.target)
        )
        row: Row = {
            "id": alert.id,
            "kind": str(alert.kind),
            "level": str(alert.level),
            "route": alert.route,
            "channel": alert.channel,
            "target": alert.target,
            "dossier": alert.dossier,
            "language": alert.language,
            "payload": canonical_json(dict(alert.payload)),
            "digest": int(alert.digest),
            "state": "dead" if disabled else "pending",
            "last_error": disabled,
            "created_at": moment,
            "next_attempt_at": moment,
        }
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        database.execute(
            f"INSERT INTO outbox ({names}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING",  # noqa: S608
            list(row.values()),
        )


def _readable(row: Row) -> Row:
    return {**row, "payload": json.loads(row["payload"]), "digest": bool(row["digest"])}


class Outbox(Aggregate):
    """What waits to be told, and what became of it."""

    def enqueue_alerts(self, alerts: Sequence[Alert], at: datetime) -> None:
        """Write alerts that belong to no version (tests, due work, digests without rows)."""
        if alerts:
            with self._db.write():
                enqueue(self._db, alerts, at)

    def told_of(self, matter: str) -> dict[str, str]:
        """Give what people were told of a matter (:data:`SOURCES_OVERDUE`, :data:`WORK_REMINDED`), by id."""
        value = kept(self._db, matter)
        return json.loads(value) if value else {}

    def tell_of(self, matter: str, told: Mapping[str, str], alerts: Sequence[Alert], at: datetime) -> None:
        """Write alerts together with what counts as told from now on, so that each is told once."""
        with self._db.write():
            keep(self._db, matter, canonical_json(dict(told)))
            enqueue(self._db, alerts, at)

    def outbox_overview(self) -> Row:
        """Give how many alerts are in each state (``states``), and since when the oldest waits to be sent."""
        states = {
            row["state"]: row["count"]
            for row in self._db.rows("SELECT state, count(*) AS count FROM outbox GROUP BY state")
        }
        waiting = "SELECT min(created_at) FROM outbox WHERE state IN ('pending', 'leased') AND NOT digest"
        return {"states": states, "waiting_since": self._db.value(waiting)}

    def claim(
        self,
        now: datetime,
        lease_seconds: float,
        limit: int,
        channels: Sequence[str] | None = None,
        held: Sequence[tuple[str, str]] = (),
    ) -> list[Row]:
        """Lease the alerts that are due to one worker, oldest first; payloads as objects.

        A lease that ran out (a killed worker) is given again. ``channels`` None means all; rows that wait for a
        digest are never claimed. ``held`` names routes and levels that keep quiet: their alerts are not claimed, and
        hold up no other of the same dossier. ``attempts`` counts this claim.
        """
        moment, until = to_text(now), to_text(now + timedelta(seconds=lease_seconds))
        within = "" if channels is None else f"AND o.channel IN ({', '.join('?' * len(channels))})"
        quiet = "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
        query = f"""
            UPDATE outbox SET state = 'leased', leased_until = ?, attempts = attempts + 1 WHERE num IN (
                SELECT o.num FROM outbox o
                WHERE NOT o.digest {within} AND (o.route, o.level) NOT IN {quiet}
                  AND (o.state = 'pending' AND o.next_attempt_at <= ? OR o.state = 'leased' AND o.leased_until <= ?)
                  AND NOT EXISTS (
                    SELECT 1 FROM outbox e WHERE e.channel = o.channel AND e.target = o.target
                    AND e.dossier = o.dossier AND e.num < o.num AND NOT e.digest AND e.state IN ('pending', 'leased')
                    AND (e.route, e.level) NOT IN {quiet})
                ORDER BY o.num LIMIT ?)
            RETURNING {_COLUMNS}"""  # noqa: S608 - only marks are filled in
        with self._db.write():
            quiet_now = json.dumps(list(held))
            rows = self._db.rows(query, [until, *(channels or ()), quiet_now, moment, moment, quiet_now, limit])
        return [_readable(row) for row in sorted(rows, key=lambda row: row["num"])]

    def release(self, ids: Sequence[str]) -> None:
        """Give leased alerts back that nobody began to send: they are due again, and nothing was attempted."""
        if not ids:
            return
        with self._db.write():
            for one in ids:
                self._db.execute(
                    "UPDATE outbox SET state = 'pending', leased_until = NULL, attempts = attempts - 1 "
                    "WHERE id = ? AND state = 'leased'",
                    (one,),
                )

    def mark_sent(self, alert_id: str, at: datetime) -> None:
        """Note that the target took the alert."""
        with self._db.write():
            self._db.execute(
                "UPDATE outbox SET state = 'sent', sent_at = ?, leased_until = NULL, last_error = NULL WHERE id = ?",
                (to_text(at), alert_id),
            )

    def mark_failed(self, alert_id: str, error: str, retry_at: datetime | None) -> None:
        """Note a failed delivery; ``retry_at`` None parks the alert as dead, where a person sees it."""
        with self._db.write():
            self._db.execute(
                "UPDATE outbox SET state = CASE WHEN ?1 IS NULL THEN 'dead' ELSE 'pending' END, "
                "next_attempt_at = coalesce(?1, next_attempt_at), leased_until = NULL, last_error = ?2 WHERE id = ?3",
                (None if retry_at is None else to_text(retry_at), error, alert_id),
            )

    def disable_target(self, channel: str, target: str, reason: str, at: datetime) -> int:
        """Stop sending to a target (410 Gone, refused address) and park what waits for it; give how many."""
        with self._db.write():
            self._db.execute(
                "INSERT OR REPLACE INTO disabled_targets (channel, target, reason, disabled_at) VALUES (?, ?, ?, ?)",
                (channel, target, reason, to_text(at)),
            )
            parked = self._db.execute(
                "UPDATE outbox SET state = 'dead', leased_until = NULL, last_error = ? "
                "WHERE channel = ? AND target = ? AND state IN ('pending', 'leased')",
                (reason, channel, target),
            )
        return parked.rowcount

    def disabled_targets(self) -> list[Row]:
        """Give the targets that nothing is sent to, with the reason."""
        return self._db.rows("SELECT * FROM disabled_targets ORDER BY channel, target")

    def dead_by_channel(self) -> list[Row]:
        """Give for each channel how many alerts were given up (``count``) and why the newest was (``last_error``)."""
        return self._db.rows(
            "SELECT channel, count(*) AS count, last_error, max(num) AS num FROM outbox WHERE state = 'dead' "
            "GROUP BY channel ORDER BY channel"
        )

    def channels_waiting(self) -> list[str]:
        """Give the channels for which alerts wait to be sent, declared or not."""
        query = "SELECT DISTINCT channel FROM outbox WHERE NOT digest AND state IN ('pending', 'leased')"
        rows = self._db.rows(query, [])
        return sorted(str(row["channel"]) for row in rows)

    def waiting_for_digest(self, route: str | None = None) -> list[Row]:
        """Give the rows that wait for a digest, oldest first; of one route, or of all."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM outbox WHERE digest AND state = 'pending' "  # noqa: S608
            "AND (?1 IS NULL OR route = ?1) ORDER BY num",
            (route,),
        )
        return [_readable(row) for row in rows]

    def send_digest(self, digest: Alert, gathered: Sequence[str], at: datetime) -> None:
        """Write a digest into the outbox and close the rows that it gathers, together."""
        self.write_digests([(digest, gathered)], None, at)

    def write_digests(
        self, digests: Sequence[tuple[Alert, Sequence[str]]], hours: Mapping[str, str] | None, at: datetime
    ) -> None:
        """Write digests, close what each gathers, and note the hours told (None leaves them): all or nothing."""
        with self._db.write():
            enqueue(self._db, [digest for digest, _ in digests], at)
            for digest, gathered in digests:
                for one in gathered:
                    self._db.execute(
                        "UPDATE outbox SET state = 'digested', digest_id = ? WHERE id = ? AND state = 'pending'",
                        (digest.id, one),
                    )
            if hours is not None:
                keep(self._db, _HOURS, canonical_json(dict(hours)))

    def digest_hours(self) -> dict[str, str]:
        """Give the hour of the last digest of each route, ISO 8601; none for a route that never had one."""
        value = kept(self._db, _HOURS)
        return json.loads(value) if value else {}

    def crowds(self, channels: Sequence[str], least: int) -> list[list[Row]]:
        """Give the alerts that wait to be sent at once, for each target for which at least so many wait."""
        marks = ", ".join("?" * len(channels))
        waiting = f"FROM outbox WHERE NOT digest AND state = 'pending' AND kind <> 'digest' AND channel IN ({marks})"
        crowded = self._db.rows(
            f"SELECT channel, target {waiting} GROUP BY channel, target HAVING count(*) >= ?",
            [*channels, least],
        )
        found = []
        for row in crowded:
            query = f"SELECT {_COLUMNS} {waiting} AND channel = ? AND target = ? ORDER BY num"
            rows = self._db.rows(query, [*channels, row["channel"], row["target"]])
            found.append([_readable(one) for one in rows])
        return found

    def digest_facts(self, now: datetime) -> dict[str, object]:
        """Give what every digest tells: how many sources were read as planned, which not, and the chain's head."""
        late = to_text(now - timedelta(hours=2))
        rows = self._db.rows(
            "SELECT id, last_outcome IN ('first_seen', 'unchanged', 'changed') AND next_due_at > ? AS well "
            "FROM v_source_health WHERE enabled AND declared ORDER BY id",
            (late,),
        )
        not_read = [row["id"] for row in rows if not row["well"]]
        head = chain_head(self._db)
        return {"sources": len(rows), "not_read": not_read, "head": f"{head.seq}:{head.hash}"}

    def alerts(self, wanted: AlertFilter | None = None) -> list[Row]:
        """Give rows of the outbox, newest first."""
        wanted = wanted or AlertFilter()
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM outbox WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR kind = ?2) "  # noqa: S608
            "AND (?3 IS NULL OR channel = ?3) ORDER BY num DESC LIMIT ?4",
            (wanted.state, wanted.kind, wanted.channel, -1 if wanted.limit is None else wanted.limit),
        )
        return [_readable(row) for row in rows]

    def erase_target(self, target: str) -> int:
        """Erase an address and what was sent to it (GDPR Art. 17); give how many alerts that were.

        What still waits for it is parked. Ids stay, so that nothing is told twice.
        """
        with self._db.write():
            self._db.execute("DELETE FROM disabled_targets WHERE target = ?", (target,))
            self._db.execute("UPDATE recipients SET address = 'erased:' || id WHERE address = ?", (target,))
            erased = self._db.execute(
                "UPDATE outbox SET target = 'erased:' || num, payload = '{}', last_error = NULL, leased_until = NULL, "
                "state = CASE WHEN state IN ('pending', 'leased') THEN 'dead' ELSE state END WHERE target = ?",
                (target,),
            )
        return erased.rowcount

    def retry(self, ids: Sequence[str], at: datetime) -> int:
        """Make dead alerts due again, and their targets usable; give how many. Raises UsageError for an unknown id."""
        with self._db.write():
            for one in ids:
                row = self._db.first(
                    "SELECT channel, target FROM outbox WHERE id = ? AND state = 'dead' AND target NOT LIKE 'erased:%'",
                    (one,),
                )
                if row is None:
                    raise UsageError(f"alert {one!r} is not among the dead ones. See `regdrift alerts dead`.")
                self._db.execute(
                    "DELETE FROM disabled_targets WHERE channel = ? AND target = ?", (row["channel"], row["target"])
                )
                self._db.execute(
                    "UPDATE outbox SET state = 'pending', attempts = 0, next_attempt_at = ? WHERE id = ?",
                    (to_text(at), one),
                )
        return len(ids)
