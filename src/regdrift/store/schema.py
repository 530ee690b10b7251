"""The tables of a history, as SQL; ``docs`` and readers of the file find every column here.

Instants are ISO 8601 UTC text with microseconds, dates of the law ISO 8601 calendar dates, lists and objects JSON.
"""

from __future__ import annotations

from regdrift.store.schema_views import VIEWS

_FIRST_EVIDENCE = (
    "bodies",
    "captures",
    "checks",
    "settlements",
    "texts",
    "versions",
    "legal_dates",
    "changes",
    "signals",
    "impacts",
    "reasons",
    "work_events",
    "chain",
)
EVIDENCE_TABLES = (*_FIRST_EVIDENCE, "recipient_events")
"""Append-only: a trigger aborts every UPDATE and DELETE."""

_SEEN = (
    """CREATE TABLE sources (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        jurisdiction TEXT NOT NULL,
        kind TEXT NOT NULL,
        publisher TEXT,
        connector TEXT NOT NULL,
        url TEXT,
        language TEXT,
        topics TEXT NOT NULL,
        every_seconds INTEGER,
        cron TEXT,
        timezone TEXT NOT NULL,
        dossier TEXT NOT NULL,
        enabled INTEGER NOT NULL,
        declared INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE source_states (
        source_id TEXT PRIMARY KEY REFERENCES sources(id),
        next_due_at TEXT,
        etag TEXT,
        last_modified TEXT,
        last_checked_at TEXT,
        last_success_at TEXT,
        last_outcome TEXT,
        last_reason TEXT,
        last_message TEXT,
        consecutive_failures INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID""",
    """CREATE TABLE bodies (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        encoding TEXT NOT NULL CHECK (encoding IN ('zstd', 'zstd-patch')),
        base_id INTEGER REFERENCES bodies(id),
        depth INTEGER NOT NULL,
        data BLOB NOT NULL
    )""",
    """CREATE TABLE captures (
        id INTEGER PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES sources(id),
        sha256 TEXT NOT NULL REFERENCES bodies(sha256),
        url TEXT NOT NULL,
        final_url TEXT NOT NULL,
        status INTEGER NOT NULL,
        headers TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        elapsed_seconds REAL NOT NULL,
        etag TEXT,
        last_modified TEXT
    )""",
    "CREATE INDEX captures_by_source ON captures(source_id, id)",
    """CREATE TABLE checks (
        id INTEGER PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES sources(id),
        capture_id INTEGER REFERENCES captures(id),
        started_at TEXT NOT NULL,
        elapsed_seconds REAL NOT NULL,
        url TEXT NOT NULL,
        http_status INTEGER,
        outcome TEXT,
        reason TEXT,
        message TEXT,
        restructured INTEGER NOT NULL
    )""",
    "CREATE INDEX checks_by_source ON checks(source_id, id)",
    """CREATE TABLE parse_attempts (
        capture_id INTEGER PRIMARY KEY REFERENCES captures(id),
        attempts INTEGER NOT NULL
    )""",
    """CREATE TABLE settlements (
        id INTEGER PRIMARY KEY,
        capture_id INTEGER NOT NULL REFERENCES captures(id),
        check_id INTEGER NOT NULL REFERENCES checks(id),
        outcome TEXT NOT NULL,
        reason TEXT,
        message TEXT,
        restructured INTEGER NOT NULL,
        quarantine INTEGER NOT NULL,
        version_id INTEGER REFERENCES versions(id)
    )""",
    "CREATE INDEX settlements_by_capture ON settlements(capture_id, id)",
)

_LAW = (
    """CREATE TABLE versions (
        id INTEGER PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES sources(id),
        seq INTEGER NOT NULL,
        capture_id INTEGER NOT NULL REFERENCES captures(id),
        check_id INTEGER NOT NULL REFERENCES checks(id),
        format TEXT NOT NULL,
        parser TEXT NOT NULL,
        language TEXT,
        title TEXT,
        citation TEXT,
        content_hash TEXT NOT NULL,
        provisions INTEGER NOT NULL,
        observed_at TEXT NOT NULL,
        published_on TEXT,
        in_force_on TEXT,
        applicable_on TEXT,
        stage TEXT,
        outcome TEXT NOT NULL,
        substance TEXT NOT NULL,
        direction TEXT NOT NULL,
        restructured INTEGER NOT NULL,
        technical INTEGER NOT NULL,
        details TEXT NOT NULL,
        UNIQUE (source_id, seq),
        UNIQUE (capture_id, parser)
    )""",
    """CREATE TABLE texts (
        id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        body TEXT NOT NULL
    )""",
    """CREATE TABLE lineages (
        id INTEGER PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES sources(id),
        born_version_id INTEGER NOT NULL REFERENCES versions(id),
        born_path TEXT NOT NULL
    )""",
    """CREATE TABLE lineage_edges (
        version_id INTEGER NOT NULL REFERENCES versions(id),
        from_lineage INTEGER NOT NULL REFERENCES lineages(id),
        to_lineage INTEGER NOT NULL REFERENCES lineages(id),
        PRIMARY KEY (from_lineage, to_lineage, version_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX lineage_edges_back ON lineage_edges(to_lineage)",
    """CREATE TABLE placements (
        id INTEGER PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES sources(id),
        lineage INTEGER NOT NULL REFERENCES lineages(id),
        rank INTEGER NOT NULL,
        path TEXT NOT NULL,
        label TEXT,
        heading TEXT,
        text_id INTEGER NOT NULL REFERENCES texts(id),
        continuation_id INTEGER REFERENCES texts(id),
        citation TEXT,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        valid_from_version INTEGER NOT NULL REFERENCES versions(id),
        valid_to_version INTEGER REFERENCES versions(id)
    )""",
    "CREATE INDEX placements_by_source ON placements(source_id, valid_to_version, valid_from_version)",
    "CREATE INDEX placements_by_lineage ON placements(lineage, valid_from_version)",
    """CREATE TABLE note_placements (
        id INTEGER PRIMARY KEY,
        source_id TEXT NOT NULL REFERENCES sources(id),
        rank INTEGER NOT NULL,
        kind TEXT NOT NULL,
        heading TEXT,
        provision_path TEXT,
        text_id INTEGER NOT NULL REFERENCES texts(id),
        valid_from_version INTEGER NOT NULL REFERENCES versions(id),
        valid_to_version INTEGER REFERENCES versions(id)
    )""",
    "CREATE INDEX note_placements_by_source ON note_placements(source_id, valid_to_version, valid_from_version)",
)

_MEANING = (
    """CREATE TABLE changes (
        num INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        source_id TEXT NOT NULL REFERENCES sources(id),
        version_id INTEGER NOT NULL REFERENCES versions(id),
        kind TEXT NOT NULL,
        citation TEXT,
        severity TEXT NOT NULL,
        direction TEXT NOT NULL,
        substance TEXT NOT NULL,
        effective_on TEXT,
        observed_at TEXT NOT NULL,
        late_found INTEGER NOT NULL,
        body TEXT NOT NULL
    )""",
    "CREATE INDEX changes_newest ON changes(observed_at DESC, num)",
    "CREATE INDEX changes_by_source ON changes(source_id, version_id)",
    "CREATE INDEX changes_by_severity ON changes(severity, observed_at)",
    """CREATE TABLE legal_dates (
        id INTEGER PRIMARY KEY,
        version_id INTEGER NOT NULL REFERENCES versions(id),
        change_id TEXT REFERENCES changes(id),
        kind TEXT NOT NULL,
        on_date TEXT NOT NULL,
        quote TEXT NOT NULL
    )""",
    "CREATE INDEX legal_dates_by_change ON legal_dates(change_id)",
    "CREATE INDEX legal_dates_by_day ON legal_dates(on_date)",
    "CREATE INDEX legal_dates_by_version ON legal_dates(version_id)",
    """CREATE TABLE signals (
        id INTEGER PRIMARY KEY,
        change_id TEXT NOT NULL REFERENCES changes(id),
        kind TEXT NOT NULL,
        quote TEXT NOT NULL,
        before_words TEXT,
        after_words TEXT,
        before_value TEXT,
        after_value TEXT
    )""",
    "CREATE INDEX signals_by_change ON signals(change_id)",
    "CREATE INDEX signals_by_kind ON signals(kind)",
    """CREATE TABLE impacts (
        id INTEGER PRIMARY KEY,
        change_id TEXT NOT NULL REFERENCES changes(id),
        practice TEXT NOT NULL,
        practices_version TEXT NOT NULL,
        level TEXT NOT NULL,
        score REAL NOT NULL,
        severity REAL NOT NULL,
        overlap REAL NOT NULL,
        status REAL NOT NULL,
        urgency REAL NOT NULL,
        UNIQUE (change_id, practice, practices_version)
    )""",
    "CREATE INDEX impacts_by_practice ON impacts(practice, level)",
    """CREATE TABLE reasons (
        id INTEGER PRIMARY KEY,
        impact_id INTEGER NOT NULL REFERENCES impacts(id),
        rule TEXT NOT NULL,
        text TEXT NOT NULL,
        quote TEXT NOT NULL,
        practice_field TEXT NOT NULL
    )""",
    "CREATE INDEX reasons_by_impact ON reasons(impact_id)",
)

_WORK = (
    """CREATE TABLE actors (
        id TEXT PRIMARY KEY,
        name TEXT UNIQUE
    ) WITHOUT ROWID""",
    """CREATE TABLE work_items (
        id TEXT PRIMARY KEY,
        practice TEXT NOT NULL,
        source_id TEXT NOT NULL REFERENCES sources(id),
        dossier TEXT NOT NULL,
        origin TEXT NOT NULL,
        level TEXT NOT NULL,
        title TEXT NOT NULL,
        task TEXT NOT NULL,
        quote TEXT,
        owner TEXT,
        due_on TEXT,
        state TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX work_items_by_state ON work_items(state, due_on)",
    """CREATE TABLE work_changes (
        work_id TEXT NOT NULL REFERENCES work_items(id),
        change_id TEXT NOT NULL REFERENCES changes(id),
        PRIMARY KEY (work_id, change_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX work_changes_by_change ON work_changes(change_id)",
    """CREATE TABLE work_events (
        id INTEGER PRIMARY KEY,
        work_id TEXT NOT NULL REFERENCES work_items(id),
        at TEXT NOT NULL,
        actor_id TEXT NOT NULL REFERENCES actors(id),
        action TEXT NOT NULL,
        state TEXT NOT NULL,
        details TEXT NOT NULL
    )""",
    "CREATE INDEX work_events_by_work ON work_events(work_id, id)",
    """CREATE TABLE work_notes (
        event_id INTEGER PRIMARY KEY REFERENCES work_events(id),
        text TEXT NOT NULL
    )""",
    """CREATE TABLE outbox (
        num INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        level TEXT NOT NULL,
        route TEXT NOT NULL,
        channel TEXT NOT NULL,
        target TEXT NOT NULL,
        dossier TEXT NOT NULL,
        language TEXT NOT NULL,
        payload TEXT NOT NULL,
        digest INTEGER NOT NULL,
        digest_id TEXT,
        state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'sent', 'digested', 'dead')),
        attempts INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL,
        next_attempt_at TEXT NOT NULL,
        leased_until TEXT,
        last_error TEXT,
        sent_at TEXT
    )""",
    "CREATE INDEX outbox_waiting ON outbox(state, next_attempt_at)",
    "CREATE INDEX outbox_order ON outbox(channel, target, dossier, num)",
    "CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE disabled_targets (
        channel TEXT NOT NULL, target TEXT NOT NULL,
        reason TEXT NOT NULL,
        disabled_at TEXT NOT NULL,
        PRIMARY KEY (channel, target)
    ) WITHOUT ROWID""",
    """CREATE TABLE chain (
        seq INTEGER PRIMARY KEY,
        entity TEXT NOT NULL,
        entity_id TEXT NOT NULL,
        content_hash BLOB NOT NULL,
        prev_hash BLOB NOT NULL,
        hash BLOB NOT NULL,
        UNIQUE (entity, entity_id)
    )""",
)


def _append_only(table: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} BEGIN "
        f"SELECT RAISE(ABORT, '{table} is evidence: it is append-only'); END"
        for verb in ("update", "delete")
    )


FIRST_SCHEMA: tuple[str, ...] = (
    *_SEEN,
    *_LAW,
    *_MEANING,
    *_WORK,
    *VIEWS,
    *(statement for table in _FIRST_EVIDENCE for statement in _append_only(table)),
)
"""The statements of the first migration, in order."""


RECIPIENTS: tuple[str, ...] = (
    "CREATE TABLE recipients (id TEXT PRIMARY KEY, address TEXT NOT NULL UNIQUE) WITHOUT ROWID",
    """CREATE TABLE recipient_events (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        recipient_id TEXT NOT NULL REFERENCES recipients(id),
        route TEXT NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('left', 'returned')),
        actor_id TEXT NOT NULL REFERENCES actors(id)
    )""",
    *_append_only("recipient_events"),
)
"""Who left a route by the link in a mail, and who was put back; addresses stand apart, where they can be erased."""
