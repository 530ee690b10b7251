"""Full-text search over the law: every wording of every provision, accents and case ignored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from regdrift.store.changes import match_expression
from regdrift.store.connection import Aggregate, Row
from regdrift.store.excerpts import marked_excerpt, search_terms

RANKED = 10_000
"""Where more provisions match, those that were stored last are ranked: words so common tell little apart."""


@dataclass(frozen=True, slots=True)
class LawFilter:
    """What is searched; None asks for nothing."""

    text: str
    """Words that all must occur; ``"quoted words"`` stand together, ``word*`` begins."""
    source: str | None = None
    jurisdiction: str | None = None
    """``US`` also finds ``US-ME``."""
    former: bool = False
    """Also wordings that no longer stand."""
    limit: int = 50
    offset: int = 0


_CONDITIONS = {
    "source": "p.source_id = :source",
    "jurisdiction": "(s.jurisdiction = :jurisdiction OR s.jurisdiction LIKE :jurisdiction || '-%')",
}


class Search(Aggregate):
    """Finding provisions by their words."""

    def search_law(self, wanted: LawFilter) -> Iterator[Row]:
        """Give the provisions that hold the words, the best match first (of the :data:`RANKED` latest ones).

        Each has ``source``, ``source_name``, ``jurisdiction``, ``path``, ``label``, ``heading``, ``citation``,
        ``excerpt`` (see :mod:`regdrift.store.excerpts`), ``version`` and ``observed_at`` (where the wording was
        first seen) and ``until`` (when it was seen to have gone; None while it stands).
        """
        given = {"source": wanted.source, "jurisdiction": wanted.jurisdiction}
        values: dict[str, object] = {name: value for name, value in given.items() if value}
        parts = ["provisions_fts MATCH :text", *(_CONDITIONS[name] for name in values)]
        if not wanted.former:
            parts.append("p.valid_to_version IS NULL")
        values |= {"text": match_expression(wanted.text), "limit": wanted.limit, "offset": wanted.offset}
        # The index first, whatever SQLite guesses: CROSS JOIN. Ranking reads a row for each match, so it is bounded.
        found = (
            "SELECT provisions_fts.rowid AS id, bm25(provisions_fts) AS score FROM provisions_fts "  # noqa: S608
            "CROSS JOIN placements p ON p.id = provisions_fts.rowid CROSS JOIN sources s ON s.id = p.source_id "
            f"WHERE {' AND '.join(parts)} ORDER BY provisions_fts.rowid DESC LIMIT {RANKED}"
        )
        best = f"SELECT id, score FROM ({found}) ORDER BY score, id LIMIT :limit OFFSET :offset"  # noqa: S608
        terms = search_terms(wanted.text)
        rows = self._db.lazily(
            "SELECT p.source_id AS source, s.name AS source_name, s.jurisdiction, p.path, p.label, p.heading, "  # noqa: S608
            "p.citation, w.words AS excerpt, a.seq AS version, a.observed_at, z.observed_at AS until "
            f"FROM ({best}) x CROSS JOIN placements p ON p.id = x.id "
            "CROSS JOIN v_provision_words w ON w.id = x.id "
            "CROSS JOIN sources s ON s.id = p.source_id CROSS JOIN versions a ON a.id = p.valid_from_version "
            "LEFT JOIN versions z ON z.id = p.valid_to_version ORDER BY x.score, x.id",
            values,
        )
        for row in rows:
            fields = (row["excerpt"], row["heading"] or "", row["citation"] or "")
            yield {**row, "excerpt": marked_excerpt(fields, terms)}
