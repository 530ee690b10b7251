"""What Datasette is told of a history: what each table and column holds, how it is sorted, searched and narrowed.

Source: Datasette's metadata (https://docs.datasette.io/en/stable/metadata.html); 1.0 reads the same file.
"""

from __future__ import annotations

import json
from typing import Any, Final

from regdrift.data.load_schema import schema_text

Shape = dict[str, Any]

_PAGES: Final[dict[str, Shape]] = {
    "v_changes": {
        "sort_desc": "observed_at",
        "facets": ["severity", "kind", "jurisdiction", "direction"],
        "label_column": "citation",
        "fts_table": "changes_fts",
        "fts_pk": "num",
    },
    "v_open_work": {"sort": "due_on", "facets": ["level", "owner", "practice", "state"]},
    "v_source_health": {"sort": "id", "facets": ["last_outcome", "jurisdiction", "connector"]},
    "v_checks": {"sort_desc": "id", "facets": ["outcome"]},
    "v_provision_words": {"fts_table": "provisions_fts", "fts_pk": "id"},
    "changes": {"sort_desc": "num", "facets": ["kind", "severity"], "fts_table": "changes_fts", "fts_pk": "num"},
    "placements": {"fts_table": "provisions_fts", "fts_pk": "id"},
    "versions": {"sort_desc": "id", "facets": ["substance"], "label_column": "title"},
    "impacts": {"sort_desc": "score", "facets": ["level", "practice"]},
    "sources": {"label_column": "name", "facets": ["jurisdiction", "kind"]},
    "work_items": {"label_column": "title", "facets": ["state", "level"]},
}
_MACHINERY: Final = ("_sqlite_migrations", "kept", "parse_attempts", "disabled_targets")
"""Tables that say nothing to a reader."""


def datasette_metadata(name: str) -> Shape:
    """Give the metadata for a history whose file is called ``name`` (without its suffix)."""
    described: dict[str, Shape] = json.loads(schema_text("history"))
    tables = {table: {**words, **_PAGES.get(table, {})} for table, words in described.items()}
    for table in _MACHINERY:
        tables[table] = {**tables.get(table, {}), "hidden": True}
    return {
        "title": "regdrift",
        "description": "Changes of the law as they were observed, what they touch, and the evidence. No legal advice.",
        "databases": {name: {"description": "A history of regdrift, to be read.", "tables": tables}},
    }
