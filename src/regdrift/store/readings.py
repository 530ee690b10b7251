"""What the versions of watched laws say of measures, for the outlook."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from regdrift.model.change import Direction
from regdrift.model.document import Stage
from regdrift.model.measure import LawReading, Mark
from regdrift.model.source import SourceKind
from regdrift.store.connection import Aggregate


class Readings(Aggregate):
    """Versions with their marks."""

    def law_readings(self) -> tuple[LawReading, ...]:
        """Give the versions of every declared source that say something of a measure, oldest first by source.

        The newest version of a source is among them only where it says something too.
        """
        rows = self._db.rows(
            "SELECT v.source_id, s.jurisdiction, s.kind, v.stage, coalesce(v.citation, v.title) AS citation, "
            "coalesce(json_extract(v.details, '$.dated_on'), substr(v.observed_at, 1, 10)) AS seen_on, "
            "coalesce(v.in_force_on, v.applicable_on) AS effective_on, "
            "json_extract(v.details, '$.measures') AS marks FROM versions v JOIN sources s ON s.id = v.source_id "
            "WHERE s.declared AND json_extract(v.details, '$.measures') NOT IN ('[]') ORDER BY v.source_id, v.seq"
        )
        return tuple(
            LawReading(
                source=row["source_id"],
                jurisdiction=row["jurisdiction"],
                kind=SourceKind(row["kind"]),
                stage=Stage(row["stage"]) if row["stage"] else None,
                citation=row["citation"],
                observed_on=date.fromisoformat(row["seen_on"]),
                effective_on=date.fromisoformat(row["effective_on"]) if row["effective_on"] else None,
                marks=tuple(_mark(item) for item in json.loads(row["marks"])),
            )
            for row in rows
        )


def _mark(item: dict[str, Any]) -> Mark:
    return Mark(**{**item, "moved": Direction(item["moved"]) if item["moved"] else None})
