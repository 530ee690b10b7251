"""The canonical dump: what a history says, apart from when and how often it looked.

Two histories that saw the same law give equal dumps, whatever crashes happened between: instants, check rows, chain
hashes, leases and attempts are left out, and surrogate ids give way to natural keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from regdrift.store.connection import Database, Row
from regdrift.store.documents import canonical_json

_HEADERS_OF_THE_MOMENT = frozenset({"age", "date", "expires", "last-modified", "set-cookie", "etag"})

_QUERIES = {
    "source": """SELECT id, name, jurisdiction, kind, publisher, connector, language, topics, every_seconds, cron,
        timezone, dossier, enabled, declared FROM sources ORDER BY id""",
    "capture": """SELECT c.source_id AS source, row_number() OVER (PARTITION BY c.source_id ORDER BY c.id) AS nth,
        c.sha256, b.size, c.status, c.headers FROM captures c JOIN bodies b ON b.sha256 = c.sha256
        ORDER BY c.source_id, c.id""",
    "settlement": """SELECT c.source_id AS source, (SELECT count(*) FROM captures x WHERE x.source_id = c.source_id
        AND x.id <= c.id) AS nth, s.outcome, s.reason, s.message, s.restructured, s.quarantine, v.seq AS version
        FROM settlements s JOIN captures c ON c.id = s.capture_id LEFT JOIN versions v ON v.id = s.version_id
        ORDER BY c.source_id, s.id""",
    "version": """SELECT source_id AS source, seq, format, parser, language, title, citation, content_hash,
        published_on, in_force_on, applicable_on, stage, outcome, substance, direction, restructured, technical,
        details FROM versions ORDER BY source_id, seq""",
    "provision": """SELECT p.source_id AS source, p.path, a.seq AS from_version, z.seq AS to_version, p.label,
        p.heading, t.body AS text, c.body AS continuation, p.citation, p.kind, p.status,
        l.born_path, b.seq AS born_version
        FROM placements p JOIN texts t ON t.id = p.text_id LEFT JOIN texts c ON c.id = p.continuation_id
        JOIN versions a ON a.id = p.valid_from_version LEFT JOIN versions z ON z.id = p.valid_to_version
        JOIN lineages l ON l.id = p.lineage JOIN versions b ON b.id = l.born_version_id
        ORDER BY p.source_id, a.seq, p.rank""",
    "note": """SELECT n.source_id AS source, n.kind, n.heading, n.provision_path, t.body AS text,
        a.seq AS from_version, z.seq AS to_version FROM note_placements n JOIN texts t ON t.id = n.text_id
        JOIN versions a ON a.id = n.valid_from_version LEFT JOIN versions z ON z.id = n.valid_to_version
        ORDER BY n.source_id, a.seq, n.rank""",
    "lineage_edge": """SELECT f.source_id AS source, v.seq AS version, f.born_path AS from_path,
        t.born_path AS to_path FROM lineage_edges e JOIN versions v ON v.id = e.version_id
        JOIN lineages f ON f.id = e.from_lineage JOIN lineages t ON t.id = e.to_lineage
        ORDER BY f.source_id, v.seq, f.born_path, t.born_path""",
    "change": """SELECT c.id, c.source_id AS source, v.seq AS version, c.kind, c.citation, c.severity, c.direction,
        c.substance, c.effective_on, c.late_found, c.body FROM changes c JOIN versions v ON v.id = c.version_id
        ORDER BY c.source_id, v.seq, c.num""",
    "signal": """SELECT g.change_id, g.kind, g.quote, g.before_words, g.after_words, g.before_value, g.after_value
        FROM signals g ORDER BY g.change_id, g.id""",
    "legal_date": """SELECT v.source_id AS source, v.seq AS version, d.change_id, d.kind, d.on_date, d.quote
        FROM legal_dates d JOIN versions v ON v.id = d.version_id ORDER BY v.source_id, v.seq, d.change_id, d.id""",
    "impact": """SELECT i.change_id, i.practice, i.practices_version, i.level, i.score, i.severity, i.overlap,
        i.status, i.urgency, (SELECT json_group_array(json_array(rule, text, quote, practice_field)) FROM
        (SELECT * FROM reasons WHERE impact_id = i.id ORDER BY id)) AS reasons
        FROM impacts i ORDER BY i.change_id, i.practice, i.id""",
    "work": """SELECT w.id, w.practice, w.source_id AS source, w.dossier, w.origin, w.level, w.title, w.task, w.quote,
        w.owner, w.due_on, w.state, (SELECT json_group_array(change_id) FROM
        (SELECT change_id FROM work_changes WHERE work_id = w.id ORDER BY change_id)) AS changes
        FROM work_items w ORDER BY w.id""",
    "work_event": """SELECT e.work_id, a.name AS actor, e.action, e.state, n.text AS note, e.details
        FROM work_events e JOIN actors a ON a.id = e.actor_id LEFT JOIN work_notes n ON n.event_id = e.id
        ORDER BY e.work_id, e.id""",
    "recipient_event": """SELECT r.address, e.route, e.action, a.name AS actor FROM recipient_events e
        JOIN recipients r ON r.id = e.recipient_id JOIN actors a ON a.id = e.actor_id ORDER BY e.id""",
    "alert": """SELECT id, kind, level, route, channel, target, dossier, language, payload, digest FROM outbox
        WHERE kind NOT IN ('digest', 'source.overdue', 'source.on_time', 'recipient.left')
        ORDER BY channel, target, id""",
}


def dump_lines(database: Database) -> Iterator[str]:
    """Give the dump as lines, each the kind of row and its JSON."""
    for name, query in _QUERIES.items():
        clean = _CLEANERS.get(name, _as_it_is)
        for row in database.lazily(query):
            yield f"{name} {canonical_json(clean(row))}"


def _as_it_is(row: Row) -> Row:
    return row


def _steady_headers(row: Row) -> Row:
    headers = json.loads(row["headers"])
    kept = {name: value for name, value in headers.items() if name not in _HEADERS_OF_THE_MOMENT}
    return {**row, "headers": kept}


def _without_actor_ids(row: Row) -> Row:
    details = json.loads(row["details"])
    details.pop("owner", None)
    return {**row, "details": details}


def _without_instants(row: Row) -> Row:
    return {**row, "payload": _strip_instants(json.loads(row["payload"]))}


def _strip_instants(value: object) -> object:
    if isinstance(value, dict):
        return {name: _strip_instants(inner) for name, inner in value.items() if not str(name).endswith("_at")}
    if isinstance(value, list):
        return [_strip_instants(inner) for inner in value]
    return value


_CLEANERS: dict[str, Callable[[Row], Row]] = {
    "capture": _steady_headers,
    "work_event": _without_actor_ids,
    "alert": _without_instants,
}
