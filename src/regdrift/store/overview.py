"""What a period amounts to: counts and sums over the history, for reports and dashboards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from regdrift.store.changes import LATEST_IMPACT
from regdrift.store.connection import Aggregate, Row
from regdrift.store.instants import to_text


@dataclass(frozen=True, slots=True)
class Period:
    """A span of observation; None leaves that end open."""

    since: datetime | None = None
    until: datetime | None = None
    """Observed before this instant."""


_WITHIN = "(:since IS NULL OR c.observed_at >= :since) AND (:until IS NULL OR c.observed_at < :until)"


def _bounds(period: Period) -> dict[str, object]:
    return {
        "since": None if period.since is None else to_text(period.since),
        "until": None if period.until is None else to_text(period.until),
    }


class Overview(Aggregate):
    """Sums over changes and impacts; each impact counts as assessed last."""

    def change_lines(self, period: Period) -> Iterator[Row]:
        """Give every change of a period in brief, newest first.

        Each has ``id``, ``source``, ``source_name``, ``jurisdiction``, ``kind``, ``citation``, ``severity``,
        ``direction``, ``substance``, ``effective_on``, ``observed_at``, ``late_found`` and ``practices``: a list of
        (practice, level, score) of all impacts above level none, highest score first.
        """
        rows = self._db.lazily(
            "SELECT c.id, c.source, c.source_name, c.jurisdiction, c.kind, c.citation, c.severity, c.direction, "  # noqa: S608
            "c.substance, c.effective_on, c.observed_at, c.late_found, (SELECT json_group_array(json_array(practice, "
            "level, score)) FROM (SELECT i.practice, i.level, i.score FROM impacts i WHERE i.change_id = c.id AND "
            f"i.level <> 'none' AND {LATEST_IMPACT} ORDER BY i.score DESC, i.practice)) AS practices "
            f"FROM v_changes c WHERE {_WITHIN} ORDER BY c.observed_at DESC, c.num",
            _bounds(period),
        )
        for row in rows:
            yield {**row, "late_found": bool(row["late_found"]), "practices": json.loads(row["practices"])}

    def count_changes(self, period: Period) -> int:
        """Give how many changes :meth:`change_lines` gives."""
        return int(self._db.value(f"SELECT count(*) FROM changes c WHERE {_WITHIN}", _bounds(period)))  # noqa: S608

    def source_ids(self) -> list[str]:
        """Give the ids of all sources that the history knows, in their order."""
        return [row["id"] for row in self._db.rows("SELECT id FROM sources ORDER BY id")]

    def exposure(self, period: Period) -> list[Row]:
        """Give practice × jurisdiction where a change of the period touches the practice (medium or above).

        Each row has ``practice``, ``jurisdiction``, ``changes``, ``high`` (how many of them are high) and ``score``
        (the highest).
        """
        return self._db.rows(
            "SELECT i.practice, c.jurisdiction, count(*) AS changes, sum(i.level = 'high') AS high, "  # noqa: S608
            "max(i.score) AS score FROM impacts i JOIN v_changes c ON c.id = i.change_id "
            f"WHERE i.level IN ('high', 'medium') AND {LATEST_IMPACT} AND {_WITHIN} "
            "GROUP BY i.practice, c.jurisdiction ORDER BY i.practice, c.jurisdiction",
            _bounds(period),
        )

    def burden_by_month(self, period: Period) -> list[Row]:
        """Give ``month`` (``2026-01``), ``direction`` and ``changes`` of what was observed, oldest month first."""
        return self._db.rows(
            "SELECT substr(c.observed_at, 1, 7) AS month, c.direction, count(*) AS changes FROM changes c "  # noqa: S608
            f"WHERE c.direction <> 'neutral' AND {_WITHIN} GROUP BY 1, 2 ORDER BY 1, 2",
            _bounds(period),
        )
