"""Episodes: unbroken rows of bad checks, counted so that each is told once, and twice only where there were two."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from regdrift.model.check import Outcome
from regdrift.store.connection import Database
from regdrift.store.instants import from_text

FAILING = (Outcome.FAILED, Outcome.REFUSED)
BAD = (*FAILING, Outcome.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Episode:
    """The newest unbroken row of bad checks of a source."""

    number: int
    """How many such rows there were so far, this one included; 0 for none. No clock has a part in it."""
    since: datetime | None
    """Start of its first check; None where the last check was good, or there was none."""


def newest_episode(database: Database, source: str, outcomes: Collection[Outcome]) -> Episode:
    """Give the newest row of checks that ended in one of ``outcomes``; checks that are not settled do not count."""
    bad = ", ".join("?" * len(outcomes))
    query = f"""
        WITH ended AS (
            SELECT id, started_at, outcome IN ({bad}) AS bad, lag(outcome IN ({bad})) OVER (ORDER BY id) AS before
            FROM v_checks WHERE source_id = ? AND outcome IS NOT NULL)
        SELECT count(*) AS number, max(started_at) AS since,
               (SELECT bad FROM ended ORDER BY id DESC LIMIT 1) AS standing
        FROM ended WHERE bad AND NOT coalesce(before, 0)"""  # noqa: S608 - only marks are filled in
    names = [str(outcome) for outcome in outcomes]
    row = database.first(query, [*names, *names, source])
    if row is None or not row["number"]:
        return Episode(0, None)
    return Episode(row["number"], from_text(row["since"]) if row["standing"] else None)
