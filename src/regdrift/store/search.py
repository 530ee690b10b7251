"""Full-text search over the law: every wording of every provision, accents and case ignored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from regdrift.store.changes import match_expression
from regdrift.store.connection import Aggregate, Row

MARKS = ("\x02", "\x03")
"""Stand before and after each word found in an ``excerpt``; fetched text never holds them."""
_WORDS_AROUND = 24
_EXCERPT = f"snippet(provisions_fts, -1, '{MARKS[0]}', '{MARKS[1]}', ' … ', {_WORDS_AROUND})"


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
        """Give the provisions that hold the words, the best match first.

        Each has ``source``, ``source_name``, ``jurisdiction``, ``path``, ``label``, ``heading``, ``citation``,
        ``excerpt`` (with :data:`MARKS`), ``version`` and ``observed_at`` (where the wording was first seen) and
        ``until`` (when it was seen to have gone; None while it stands).
        """
        given = {"source": wanted.source, "jurisdiction": wanted.jurisdiction}
        values: dict[str, object] = {name: value for name, value in given.items() if value}
        parts = ["provisions_fts MATCH :text", *(_CONDITIONS[name] for name in values)]
        if not wanted.former:
            parts.append("p.valid_to_version IS NULL")
        values |= {"text": match_expression(wanted.text), "limit": wanted.limit, "offset": wanted.offset}
        # CROSS JOIN keeps the index outermost, so that rows come by rank and reading stops at the limit.
        yield from self._db.lazily(
            "SELECT p.source_id AS source, s.name AS source_name, s.jurisdiction, p.path, p.label, p.heading, "  # noqa: S608
            f"p.citation, {_EXCERPT} AS excerpt, a.seq AS version, a.observed_at, z.observed_at AS until "
            "FROM provisions_fts CROSS JOIN placements p ON p.id = provisions_fts.rowid "
            "CROSS JOIN sources s ON s.id = p.source_id CROSS JOIN versions a ON a.id = p.valid_from_version "
            "LEFT JOIN versions z ON z.id = p.valid_to_version "
            f"WHERE {' AND '.join(parts)} ORDER BY provisions_fts.rank LIMIT :limit OFFSET :offset",
            values,
        )
