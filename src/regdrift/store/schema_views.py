"""The views of a history and what finds words in it, as SQL; the tables stand in :mod:`regdrift.store.schema`."""

from __future__ import annotations

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

VIEWS = (
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
