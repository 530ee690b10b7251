"""Assessing again: which changes an edit of the practices may concern, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from regdrift.model.impact import Impact
from regdrift.model.work import WorkItem
from regdrift.store.change_rows import store_impacts
from regdrift.store.changes import Changes
from regdrift.store.connection import Aggregate, Row
from regdrift.store.kept import keep, kept
from regdrift.store.work import plan_items

_VERSION = "assessed_with"


class Assessments(Aggregate):
    """Impacts made again with other practices."""

    def assessed_with(self) -> str | None:
        """Give the version of the practices with which everything open was last assessed; None at the beginning."""
        return kept(self._db, _VERSION)

    def changes_to_assess(self, today: date) -> list[Row]:
        """Give the changes behind open work, the announced ones and those with a date to come; oldest first."""
        rows = self._db.rows(
            "SELECT id FROM changes WHERE kind = 'pending' OR effective_on > ?1 OR id IN ("
            "SELECT x.change_id FROM work_changes x JOIN work_items w ON w.id = x.work_id "
            "WHERE w.state NOT IN ('done', 'verified', 'not_applicable')) ORDER BY num",
            (today.isoformat(),),
        )
        changes = Changes(self._db)
        return [changes.change(row["id"]) for row in rows]

    def keep_assessment(
        self, version: str, impacts: Mapping[str, Sequence[Impact]], work: Sequence[WorkItem], at: datetime
    ) -> None:
        """Store impacts by change id, the work planned from them, and the version of the practices, together."""
        with self._db.write():
            for change_id, found in impacts.items():
                store_impacts(self._db, change_id, found)
            plan_items(self._db, work, at)
            keep(self._db, _VERSION, version)
