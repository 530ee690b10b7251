"""What lies on the desk of those who read the history: the work behind changes, and what was seen of each source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from regdrift.store.connection import Aggregate, Row

if TYPE_CHECKING:  # nouns of annotations only: a reading command does not load them
    from datetime import date


class Desk(Aggregate):
    """Small questions that a page asks for many rows at once."""

    def work_by_change(self, changes: Sequence[str]) -> dict[str, list[Row]]:
        """Give the work of each change (by id): ``id``, ``practice``, ``title``, ``state``, ``owner``, ``due_on``."""
        found: dict[str, list[Row]] = {}
        for row in self._db.lazily(
            "SELECT x.change_id, w.id, w.practice, w.title, w.state, w.owner, w.due_on, w.level FROM work_changes x "
            "JOIN work_items w ON w.id = x.work_id WHERE x.change_id IN (SELECT value FROM json_each(?)) "
            "ORDER BY w.due_on IS NULL, w.due_on, w.id",
            (json.dumps(list(changes)),),
        ):
            found.setdefault(row.pop("change_id"), []).append(row)
        return found

    def work_counts(self) -> dict[str, int]:
        """Give the number of work items by state."""
        rows = self._db.lazily("SELECT state, count(*) AS items FROM work_items GROUP BY state")
        return {row["state"]: row["items"] for row in rows}

    def actors(self) -> list[str]:
        """Give the names of people and teams that the history knows, for suggestions."""
        rows = self._db.lazily(
            "SELECT name FROM actors WHERE name IS NOT NULL AND name <> 'regdrift' "
            "UNION SELECT owner FROM work_items WHERE owner IS NOT NULL ORDER BY 1"
        )
        return [row["name"] for row in rows]

    def days_ahead(self, since: date, limit: int, offset: int = 0) -> list[Row]:
        """Give the dates of the law from ``since`` on that still stand, nearest first, at most ``limit``.

        Each has ``on``, ``kind``, ``quote``, ``source``, ``source_name``, ``jurisdiction``, ``citation`` and
        ``change_id``. A date that a later version of the provision tells anew is left out.
        """
        rows = self._db.rows(
            'SELECT d.id, d.version_id, d.on_date AS "on", d.kind, d.quote, v.source_id AS source, '
            "s.name AS source_name, s.jurisdiction, c.citation, d.change_id FROM legal_dates d "
            "JOIN versions v ON v.id = d.version_id JOIN sources s ON s.id = v.source_id "
            "LEFT JOIN changes c ON c.id = d.change_id WHERE d.on_date >= ? AND NOT v.technical "
            "ORDER BY d.on_date, d.id LIMIT ? OFFSET ?",
            (since.isoformat(), limit, offset),
        )
        last = self._last_versions(rows)
        return [row for row in rows if row["version_id"] >= last.get((row["source"], row["citation"], row["kind"]), 0)]

    def _last_versions(self, rows: Sequence[Row]) -> dict[tuple[str, str, str], int]:
        """Give the newest version that dates the provisions of some rows."""
        cited: dict[str, set[str]] = {}
        for row in rows:
            if row["citation"]:
                cited.setdefault(row["source"], set()).add(row["citation"])
        found: dict[tuple[str, str, str], int] = {}
        for source, citations in cited.items():
            for one in self._db.lazily(
                "SELECT c.citation, d.kind, max(c.version_id) AS version FROM changes c "
                "JOIN legal_dates d ON d.change_id = c.id WHERE c.source_id = ?1 "
                "AND c.citation IN (SELECT value FROM json_each(?2)) GROUP BY 1, 2",
                (source, json.dumps(sorted(citations))),
            ):
                found[source, one["citation"], one["kind"]] = one["version"]
        return found
