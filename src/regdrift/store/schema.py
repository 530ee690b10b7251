"""The tables of a history, as SQL; ``docs`` and readers of the file find every column here.

Instants are ISO 8601 UTC text with microseconds, dates of the law ISO 8601 calendar dates, lists and objects JSON.
"""

from __future__ import annotations

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

_SIDES_SQL = """(SELECT group_concat(coalesce(json_extract(value, '$.heading') || char(10), '')
                              || coalesce(json_extract(value, '$.text'),
                                          (SELECT group_concat(json_extract(r.value, '$[1]'), '')
                                           FROM json_each(changes.body, '$.redline') r
                                           WHERE value IS NOT NULL
                                             AND json_extract(r.value, '$[0]') IN ('=', '{mark}'))), char(10))
        FROM (SELECT json_extract(changes.body, '$.{one}') AS value
              UNION ALL SELECT value FROM json_each(changes.body, '$.{many}')))"""

_CHANGE_WORDS = f"""CREATE VIEW v_change_words AS
        SELECT num, coalesce(citation, '') AS citation,
               coalesce({_SIDES_SQL.format(one="before", many="befores", mark="-")}, '') AS before_words,
               coalesce({_SIDES_SQL.format(one="after", many="afters", mark="+")}, '') AS after_words
        FROM changes"""  # noqa: S608 - no value is filled in
"""What is searched in changes: the words of both sides, from their texts or else from the redline."""

_VIEWS = (
    """CREATE VIEW v_checks AS
        SELECT k.id, k.source_id, k.capture_id, k.started_at, k.elapsed_seconds, k.url, k.http_status,
               coalesce(k.outcome, s.outcome) AS outcome,
               CASE WHEN k.outcome IS NULL THEN s.reason ELSE k.reason END AS reason,
               CASE WHEN k.outcome IS NULL THEN s.message ELSE k.message END AS message,
               max(k.restructured, coalesce(s.restructured, 0)) AS restructured,
               s.version_id
        FROM checks k LEFT JOIN settlements s
          ON s.id = (SELECT max(id) FROM settlements WHERE capture_id = k.capture_id) AND k.outcome IS NULL""",
    """CREATE VIEW v_changes AS
        SELECT c.num, c.id, c.source_id AS source, s.name AS source_name, s.jurisdiction, s.dossier, s.topics,
               v.seq AS version, c.kind, c.citation, c.severity, c.direction, c.substance, c.effective_on,
               c.observed_at, c.late_found, v.capture_id, c.version_id, c.body
        FROM changes c JOIN sources s ON s.id = c.source_id JOIN versions v ON v.id = c.version_id""",
    """CREATE VIEW v_open_work AS
        SELECT w.*, s.jurisdiction, s.name AS source_name
        FROM work_items w JOIN sources s ON s.id = w.source_id
        WHERE w.state NOT IN ('done', 'verified', 'not_applicable')""",
    """CREATE VIEW v_source_health AS
        SELECT s.id, s.name, s.jurisdiction, s.kind, s.publisher, s.connector, s.url, s.language, s.dossier,
               s.enabled, s.declared, t.last_checked_at, t.last_success_at, t.last_outcome, t.last_reason,
               t.last_message, t.next_due_at, coalesce(t.consecutive_failures, 0) AS consecutive_failures,
               (SELECT max(seq) FROM versions v WHERE v.source_id = s.id) AS versions,
               (SELECT count(*) FROM changes c WHERE c.source_id = s.id) AS changes
        FROM sources s LEFT JOIN source_states t ON t.source_id = s.id""",
    _CHANGE_WORDS,
    """CREATE VIRTUAL TABLE changes_fts USING fts5(
        citation, before_words, after_words,
        content='v_change_words', content_rowid='num', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER changes_fts_insert AFTER INSERT ON changes BEGIN
        INSERT INTO changes_fts(rowid, citation, before_words, after_words)
        SELECT num, citation, before_words, after_words FROM v_change_words WHERE num = new.num;
    END""",
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
    *_VIEWS,
    *(statement for table in _FIRST_EVIDENCE for statement in _append_only(table)),
)
"""The statements of the first migration, in order."""


LAW_SEARCH: tuple[str, ...] = (
    """CREATE VIEW v_provision_words AS
        SELECT p.id, coalesce(p.citation, '') AS citation, coalesce(p.heading, '') AS heading,
               t.body || coalesce(char(10) || c.body, '') AS words
        FROM placements p JOIN texts t ON t.id = p.text_id LEFT JOIN texts c ON c.id = p.continuation_id""",
    """CREATE VIRTUAL TABLE provisions_fts USING fts5(
        citation, heading, words,
        content='v_provision_words', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER provisions_fts_insert AFTER INSERT ON placements BEGIN
        INSERT INTO provisions_fts(rowid, citation, heading, words)
        SELECT id, citation, heading, words FROM v_provision_words WHERE id = new.id;
    END""",
    "INSERT INTO provisions_fts(provisions_fts) VALUES ('rebuild')",
)
"""Every wording of every provision can be searched; what is there already is indexed once."""


TOLD_ONCE: tuple[str, ...] = ("DROP VIEW v_change_words", _CHANGE_WORDS)
"""Changes are kept with their words told once; what is searched reads both forms."""


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
