"""How changes are stored, with their signals, dates and impacts; within the transaction of a version."""

from __future__ import annotations

from collections.abc import Sequence

from regdrift.model.as_json import change_as_json
from regdrift.model.change import Change
from regdrift.model.document import LegalDate
from regdrift.model.impact import Impact
from regdrift.store.chain import append_links
from regdrift.store.connection import Database
from regdrift.store.instants import day_to_text, to_text
from regdrift.store.records import VersionCommit
from regdrift.store.told_once import pack_change

_FROM_TABLES = ("signals", "dates", "impacts")
"""Parts of the JSON shape that stand in tables of their own and not in ``changes.body``."""


def store_changes(database: Database, commit: VersionCommit, version_id: int) -> None:
    """Insert and chain all changes of a version; within :meth:`Database.write`."""
    for change in commit.analysis.changes:
        _store_change(database, commit, version_id, change)
    append_links(database, "change", [change.id for change in commit.analysis.changes])
    impacts = [_insert_impact(database, change.id, one) for change in commit.analysis.changes for one in change.impacts]
    append_links(database, "impact", impacts)


def _store_change(database: Database, commit: VersionCommit, version_id: int, change: Change) -> None:
    shape = change_as_json(change)
    database.insert(
        "changes",
        {
            "id": change.id,
            "source_id": commit.source.id,
            "version_id": version_id,
            "kind": str(change.kind),
            "citation": change.citation,
            "severity": str(change.severity),
            "direction": str(change.direction),
            "substance": str(commit.analysis.substance),
            "effective_on": day_to_text(change.effective_on),
            "observed_at": to_text(commit.observed_at),
            "late_found": int(commit.late_found),
            "body": pack_change({name: value for name, value in shape.items() if name not in _FROM_TABLES}),
        },
    )
    database.insert_all(
        "signals",
        ("change_id", "kind", "quote", "before_words", "after_words", "before_value", "after_value"),
        [
            (change.id, str(one.kind), one.quote, one.before, one.after, one.before_value, one.after_value)
            for one in change.signals
        ],
    )
    store_dates(database, version_id, change.id, change.dates)


def store_dates(database: Database, version_id: int, change_id: str | None, dates: Sequence[LegalDate]) -> None:
    """Insert dates of a change, or of a whole version where ``change_id`` is None."""
    database.insert_all(
        "legal_dates",
        ("version_id", "change_id", "kind", "on_date", "quote"),
        [(version_id, change_id, str(item.kind), item.on.isoformat(), item.quote) for item in dates],
    )


def store_impacts(database: Database, change_id: str, impacts: Sequence[Impact]) -> None:
    """Insert and chain impacts; those made with a version of the practices that is there already are left out."""
    fresh = []
    for impact in impacts:
        key = (change_id, impact.practice, impact.practices_version)
        if not database.value(
            "SELECT 1 FROM impacts WHERE change_id = ? AND practice = ? AND practices_version = ?", key
        ):
            fresh.append(_insert_impact(database, change_id, impact))
    append_links(database, "impact", fresh)


def _insert_impact(database: Database, change_id: str, impact: Impact) -> int:
    parts = impact.parts
    impact_id = database.insert(
        "impacts",
        {
            "change_id": change_id,
            "practice": impact.practice,
            "practices_version": impact.practices_version,
            "level": str(impact.level),
            "score": impact.score,
            "severity": parts.severity,
            "overlap": parts.overlap,
            "status": parts.status,
            "urgency": parts.urgency,
        },
    )
    database.insert_all(
        "reasons",
        ("impact_id", "rule", "text", "quote", "practice_field"),
        [(impact_id, one.rule, one.text, one.quote, one.practice_field) for one in impact.reasons],
    )
    return impact_id
