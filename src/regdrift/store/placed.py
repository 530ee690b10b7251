"""Reading what is placed: the provisions of a version as rows."""

from __future__ import annotations

from regdrift.store.connection import Database, Row

AT_VERSION = (
    "p.source_id = :source AND p.valid_from_version <= :version "
    "AND (p.valid_to_version IS NULL OR p.valid_to_version > :version)"
)
"""Condition on ``placements p`` (or ``note_placements p``): what stands in a version."""

WORDINGS = (
    "SELECT p.lineage, p.path, p.label, p.heading, t.body AS text, p.citation, p.kind, p.status, "
    "coalesce(c.body, '') AS continuation, p.valid_from_version FROM placements p "
    "JOIN texts t ON t.id = p.text_id LEFT JOIN texts c ON c.id = p.continuation_id"
)
"""The rows of placed provisions, with text and continuation; a condition and an order follow."""


def provision_rows(database: Database, source: str, version_id: int) -> list[Row]:
    """Give the provisions of a version in their order, with text and continuation."""
    return database.rows(
        f"{WORDINGS} WHERE {AT_VERSION} ORDER BY p.rank",
        {"source": source, "version": version_id},
    )
