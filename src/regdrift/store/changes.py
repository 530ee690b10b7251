"""Changes with their signals, dates and impacts: how they are stored and how they are found again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from regdrift.errors import UsageError
from regdrift.model.level import Level
from regdrift.store.chain import append_links
from regdrift.store.connection import Aggregate, Database, Row
from regdrift.store.instants import day_to_text, to_text
from regdrift.store.records import ChangeFilter, VersionCommit

if TYPE_CHECKING:  # nouns of annotations only: a reading command does not load them
    from regdrift.model.change import Change
    from regdrift.model.document import LegalDate
    from regdrift.model.impact import Impact

_FROM_TABLES = ("signals", "dates", "impacts")
"""Parts of the JSON shape that stand in tables of their own and not in ``changes.body``."""
LATEST_IMPACT = "i.id = (SELECT max(id) FROM impacts l WHERE l.change_id = i.change_id AND l.practice = i.practice)"
"""Condition on ``impacts i``: the newest assessment of its change and practice."""


def store_changes(database: Database, commit: VersionCommit, version_id: int) -> None:
    """Insert and chain all changes of a version; within :meth:`Database.write`."""
    for change in commit.analysis.changes:
        _store_change(database, commit, version_id, change)
    append_links(database, "change", [change.id for change in commit.analysis.changes])
    for change in commit.analysis.changes:
        store_impacts(database, change.id, change.impacts)


def _store_change(database: Database, commit: VersionCommit, version_id: int, change: Change) -> None:
    from regdrift.model.as_json import change_as_json  # noqa: PLC0415 - reading commands do without it

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
            "body": json.dumps(
                {name: value for name, value in shape.items() if name not in _FROM_TABLES}, ensure_ascii=False
            ),
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
    for impact in impacts:
        key = (change_id, impact.practice, impact.practices_version)
        if database.value("SELECT 1 FROM impacts WHERE change_id = ? AND practice = ? AND practices_version = ?", key):
            continue
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
        append_links(database, "impact", (impact_id,))


class Changes(Aggregate):
    """The change log and the impacts."""

    def changes(self, wanted: ChangeFilter | None = None) -> Iterator[Row]:
        """Give changes in the shape of the contract, newest first, one by one.

        Each has ``change_id``, ``source``, ``source_name``, ``jurisdiction``, ``version`` (ordinal), ``observed_at``,
        ``substance`` and all fields of ``compare --json``.
        """
        where, values, limit = _conditions(wanted or ChangeFilter())
        query = f"SELECT c.* FROM v_changes c {where} ORDER BY c.observed_at DESC, c.num {limit}"  # noqa: S608
        for row in self._db.lazily(query, values):
            yield self._full(row)

    def change(self, prefix: str) -> Row:
        """Give one change by the unique beginning of its id, with ``captures``: the evidence it rests on.

        Raises UsageError where no change, or more than one, begins so.
        """
        num = unique_row(self._db, "changes", prefix, "change", "regdrift log")["num"]
        row = self._db.first("SELECT * FROM v_changes WHERE num = ?", (num,))
        assert row is not None
        return {**self._full(row), "captures": self._captures(row), "work": self._work_of(row["id"])}

    def _full(self, row: Row) -> Row:
        body = json.loads(row["body"])
        change_id = row["id"]
        return {
            "id": change_id,
            "change_id": change_id,
            "source": row["source"],
            "source_name": row["source_name"],
            "jurisdiction": row["jurisdiction"],
            "topics": json.loads(row["topics"]),
            "version": row["version"],
            "observed_at": row["observed_at"],
            "substance": row["substance"],
            "late_found": bool(row["late_found"]),
            **body,
            "signals": self._signals(change_id),
            "dates": self._db.rows(
                'SELECT kind, on_date AS "on", quote FROM legal_dates WHERE change_id = ? ORDER BY id', (change_id,)
            ),
            "impacts": [
                self._impact(one)
                for one in self._db.rows(
                    f"SELECT * FROM impacts i WHERE change_id = ? AND {LATEST_IMPACT} ORDER BY i.id",  # noqa: S608
                    (change_id,),
                )
            ],
        }

    def _signals(self, change_id: str) -> list[Row]:
        return self._db.rows(
            "SELECT kind, before_words AS before, after_words AS after, before_value, after_value, quote "
            "FROM signals WHERE change_id = ? ORDER BY id",
            (change_id,),
        )

    def _impact(self, row: Row) -> Row:
        return {
            "practice": row["practice"],
            "score": row["score"],
            "level": row["level"],
            "parts": {name: row[name] for name in ("severity", "overlap", "status", "urgency")},
            "reasons": self._db.rows(
                "SELECT rule, text, quote, practice_field FROM reasons WHERE impact_id = ? ORDER BY id", (row["id"],)
            ),
            "practices_version": row["practices_version"],
        }

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
        query = (
            "SELECT i.*, c.source, c.source_name, c.jurisdiction, c.kind, c.citation, c.severity AS change_severity, "  # noqa: S608
            "c.direction, c.effective_on, c.observed_at FROM impacts i JOIN v_changes c ON c.id = i.change_id "
            f"WHERE {' AND '.join(own)} ORDER BY c.observed_at DESC, c.num, i.score DESC {limit}"
        )
        for row in self._db.lazily(query, values):
            names = ("source", "source_name", "jurisdiction", "kind", "citation", "direction", "effective_on")
            yield {
                "change_id": row["change_id"],
                **{name: row[name] for name in names},
                "observed_at": row["observed_at"],
                "severity": row["change_severity"],
                **self._impact(row),
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
    terms: list[str] = []
    for place, piece in enumerate(words.replace("\x00", " ").split('"')):
        terms.extend([piece] if place % 2 else piece.split())
    quoted = []
    for term in terms:
        bare = term.rstrip("*").strip()
        if bare:
            quoted.append(f'"{bare}"' + ("*" if term.endswith("*") else ""))
    return " ".join(quoted) or '""'
