"""Changes with their signals, dates and impacts: how they are stored and how they are found again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from regdrift.errors import UsageError
from regdrift.model.level import Level
from regdrift.store.connection import Aggregate, Database, Row
from regdrift.store.excerpts import search_terms
from regdrift.store.filters import ChangeFilter
from regdrift.store.instants import day_to_text, to_text
from regdrift.store.told_once import unpack_change

LATEST_IMPACT = "i.id = (SELECT max(id) FROM impacts l WHERE l.change_id = i.change_id AND l.practice = i.practice)"
"""Condition on ``impacts i``: the newest assessment of its change and practice."""
_TOGETHER = 200
"""Changes whose parts are read by one query each."""


_SIGNALS = (
    "SELECT change_id AS owner, kind, before_words AS before, after_words AS after, before_value, after_value, quote "
    "FROM signals WHERE change_id IN ({}) ORDER BY id"
)
_DATES = """SELECT change_id AS owner, kind, on_date AS "on", quote FROM legal_dates
    WHERE change_id IN ({}) ORDER BY id"""
_IMPACTS = f"SELECT change_id AS owner, * FROM impacts i WHERE change_id IN ({{}}) AND {LATEST_IMPACT} ORDER BY i.id"  # noqa: S608
_REASONS = (
    "SELECT impact_id AS owner, rule, text, quote, practice_field FROM reasons WHERE impact_id IN ({}) ORDER BY id"
)


class Changes(Aggregate):
    """The change log and the impacts."""

    def changes(self, wanted: ChangeFilter | None = None) -> Iterator[Row]:
        """Give changes in the shape of the contract, newest first, one by one.

        Each has ``change_id``, ``source``, ``source_name``, ``jurisdiction``, ``version`` (ordinal), ``observed_at``,
        ``substance`` and all fields of ``compare --json``.
        """
        where, values, limit = _conditions(wanted or ChangeFilter())
        query = f"SELECT c.* FROM v_changes c {where} ORDER BY c.observed_at DESC, c.num {limit}"  # noqa: S608
        rows = self._db.lazily(query, values)
        while together := list(islice(rows, _TOGETHER)):
            yield from self._full(together)

    def change(self, prefix: str) -> Row:
        """Give one change by the unique beginning of its id, with ``captures``: the evidence it rests on.

        Raises UsageError where no change, or more than one, begins so.
        """
        num = unique_row(self._db, "changes", prefix, "change", "regdrift log")["num"]
        row = self._db.first("SELECT * FROM v_changes WHERE num = ?", (num,))
        assert row is not None
        return {**self._full([row])[0], "captures": self._captures(row), "work": self._work_of(row["id"])}

    def _full(self, rows: Sequence[Row]) -> list[Row]:
        ids = [row["id"] for row in rows]
        signals, dates, impacts = (self._parts(query, ids) for query in (_SIGNALS, _DATES, _IMPACTS))
        reasons = self._reasons(one for parts in impacts.values() for one in parts)
        return [
            {
                "id": row["id"],
                "change_id": row["id"],
                "source": row["source"],
                "source_name": row["source_name"],
                "jurisdiction": row["jurisdiction"],
                "topics": json.loads(row["topics"]),
                "version": row["version"],
                "observed_at": row["observed_at"],
                "substance": row["substance"],
                "late_found": bool(row["late_found"]),
                **unpack_change(row["body"]),
                "signals": signals.get(row["id"], []),
                "dates": dates.get(row["id"], []),
                "impacts": [_impact(one, reasons) for one in impacts.get(row["id"], [])],
            }
            for row in rows
        ]

    def _parts(self, query: str, owners: Sequence[object]) -> dict[object, list[Row]]:
        """Give the rows of a query by the first of its columns, ``owner``, which is left out of them."""
        parts: dict[object, list[Row]] = {}
        for row in self._db.lazily(query.format(", ".join("?" * len(owners))), owners):
            parts.setdefault(row.pop("owner"), []).append(row)
        return parts

    def _reasons(self, impacts: Iterable[Row]) -> dict[object, list[Row]]:
        return self._parts(_REASONS, [one["id"] for one in impacts])

    def _captures(self, row: Row) -> list[Row]:
        return self._db.rows(
            "SELECT v.seq AS version, c.id, c.sha256, c.url, c.final_url, c.status, c.fetched_at, v.parser "
            "FROM versions v JOIN captures c ON c.id = v.capture_id "
            "WHERE v.source_id = ? AND v.seq BETWEEN ? - 1 AND ? ORDER BY v.seq",
            (row["source"], row["version"], row["version"]),
        )

    def _work_of(self, change_id: str) -> list[Row]:
        return self._db.rows(
            "SELECT w.id, w.practice, w.title, w.state, w.due_on FROM work_changes x "
            "JOIN work_items w ON w.id = x.work_id WHERE x.change_id = ? ORDER BY w.id",
            (change_id,),
        )

    def impacts(self, wanted: ChangeFilter | None = None) -> Iterator[Row]:
        """Give change × practice, newest first: the impact's fields and what identifies its change.

        The filter's ``practice`` and ``min_level`` speak of the impact itself.
        """
        wanted = wanted or ChangeFilter()
        where, values, limit = _conditions(wanted)
        own = [where.removeprefix("WHERE ")] if where else []
        own.append(LATEST_IMPACT)
        if wanted.practice:
            own.append("i.practice = :practice")
        if wanted.min_level:
            own.append(f"i.level IN ({_levels_from(wanted.min_level)})")
        # Newest first comes from the index of changes; the impacts of one practice are found by their own.
        join = "" if wanted.practice else "CROSS"
        query = (
            "SELECT i.*, c.source, c.source_name, c.jurisdiction, c.kind, c.citation, c.severity AS change_severity, "  # noqa: S608
            f"c.direction, c.effective_on, c.observed_at FROM v_changes c {join} JOIN impacts i ON i.change_id = c.id "
            f"WHERE {' AND '.join(own)} ORDER BY c.observed_at DESC, c.num, i.score DESC {limit}"
        )
        rows = self._db.lazily(query, values)
        names = ("source", "source_name", "jurisdiction", "kind", "citation", "direction", "effective_on")
        while together := list(islice(rows, _TOGETHER)):
            reasons = self._reasons(together)
            for row in together:
                yield {
                    "change_id": row["change_id"],
                    **{name: row[name] for name in names},
                    "observed_at": row["observed_at"],
                    "severity": row["change_severity"],
                    **_impact(row, reasons),
                }

    def practices_seen(self) -> list[Row]:
        """Give the practices that impacts speak of, with their number of impacts and the latest version used."""
        return self._db.rows(
            "SELECT practice, count(*) AS impacts, max(score) AS highest_score, "
            "(SELECT practices_version FROM impacts l WHERE l.practice = i.practice ORDER BY id DESC LIMIT 1) "
            "AS practices_version FROM impacts i GROUP BY practice ORDER BY practice"
        )

    def legal_dates(self, since: date, until: date | None = None) -> list[Row]:
        """Give the dates of the law from ``since`` on (before ``until``), nearest first, for calendars."""
        return self._db.rows(
            'SELECT d.kind, d.on_date AS "on", d.quote, d.change_id, v.source_id AS source, s.name AS source_name, '
            "s.jurisdiction, c.citation, v.observed_at FROM legal_dates d JOIN versions v ON v.id = d.version_id "
            "JOIN sources s ON s.id = v.source_id LEFT JOIN changes c ON c.id = d.change_id "
            "WHERE d.on_date >= ?1 AND (?2 IS NULL OR d.on_date < ?2) ORDER BY d.on_date, d.id",
            (since.isoformat(), day_to_text(until)),
        )


def _impact(row: Row, reasons: dict[object, list[Row]]) -> Row:
    return {
        "practice": row["practice"],
        "score": row["score"],
        "level": row["level"],
        "parts": {name: row[name] for name in ("severity", "overlap", "status", "urgency")},
        "reasons": reasons.get(row["id"], []),
        "practices_version": row["practices_version"],
    }


def unique_row(database: Database, table: str, prefix: str, noun: str, command: str) -> Row:
    """Give the one row whose id begins with ``prefix``.

    Raises UsageError where there is none, or more than one.
    """
    rows = database.rows(
        f"SELECT * FROM {table} WHERE id >= ?1 AND substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT 4",  # noqa: S608
        (prefix,),
    )
    exact = [row for row in rows if row["id"] == prefix]
    if exact:
        return exact[0]
    if not rows or not prefix:
        raise UsageError(f"no {noun} has an id that begins with {prefix!r}. `{command}` lists them.")
    if len(rows) > 1:
        found = ", ".join(row["id"] for row in rows[:3])
        raise UsageError(f"{prefix!r} is the beginning of more than one {noun} ({found}, …). Give more of the id.")
    return rows[0]


def _levels_from(least: Level) -> str:
    return ", ".join(f"'{level}'" for level in Level if level.at_least(least))


_CONDITIONS = {
    "since": "c.observed_at >= :since",
    "until": "c.observed_at < :until",
    "source": "c.source = :source",
    "jurisdiction": "(c.jurisdiction = :jurisdiction OR c.jurisdiction LIKE :jurisdiction || '-%')",
    "kind": "c.kind = :kind",
    "practice": "EXISTS (SELECT 1 FROM impacts p WHERE p.change_id = c.id AND p.practice = :practice)",
    "topic": "EXISTS (SELECT 1 FROM json_each(c.topics) WHERE value = :topic)",
    "text": "c.num IN (SELECT rowid FROM changes_fts WHERE changes_fts MATCH :text)",
    # Asked of each change in turn: the newest that fit are found without sorting all that do.
    "states": "EXISTS (SELECT 1 FROM work_changes x CROSS JOIN work_items w ON w.id = x.work_id "
    "WHERE x.change_id = c.id AND w.state IN (SELECT value FROM json_each(:states)))",
    # The first half is what the index of the newest changes can use.
    "older_than": "c.observed_at <= (SELECT observed_at FROM changes WHERE id = :older_than) "
    "AND (c.observed_at, -c.num) < (SELECT observed_at, -num FROM changes WHERE id = :older_than)",
}


def _conditions(wanted: ChangeFilter) -> tuple[str, dict[str, object], str]:
    given = {
        "since": wanted.since and to_text(wanted.since),
        "until": wanted.until and to_text(wanted.until),
        "source": wanted.source,
        "jurisdiction": wanted.jurisdiction,
        "kind": wanted.kind,
        "practice": wanted.practice,
        "topic": wanted.topic,
        "text": match_expression(wanted.text) if wanted.text else None,
        "states": json.dumps(wanted.work_states) if wanted.work_states else None,
        "older_than": wanted.older_than,
    }
    values: dict[str, object] = {name: value for name, value in given.items() if value}
    parts = [_CONDITIONS[name] for name in values]
    if wanted.severity:
        parts.append(f"c.severity IN ({_levels_from(wanted.severity)})")
    values["limit"] = -1 if wanted.limit is None else wanted.limit
    return f"WHERE {' AND '.join(parts)}" if parts else "", values, "LIMIT :limit"


def match_expression(words: str) -> str:
    """Give an FTS5 expression that asks for all words, whatever signs they hold.

    ``"quoted words"`` stay together; ``word*`` asks for words that begin so.
    """
    terms = [f'"{bare}"' + ("*" if begins else "") for bare, begins in search_terms(words)]
    return " ".join(terms) or '""'
