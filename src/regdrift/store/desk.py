"""What lies on the desk of those who read the history: the work behind changes, and what was seen of each source."""

from __future__ import annotations

import json
from collections.abc import Sequence

from regdrift.store.connection import Aggregate, Row


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
