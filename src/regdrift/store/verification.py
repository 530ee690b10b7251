"""Is the history what it was? The chain, the bytes, and every projection computed again."""

from __future__ import annotations

from collections.abc import Iterator

from regdrift.errors import HistoryDamagedError, HistoryError, HistoryReadOnlyError
from regdrift.store.captures import find_damaged_bodies
from regdrift.store.chain import chain_head, find_breaks
from regdrift.store.connection import Database
from regdrift.store.documents import content_hash
from regdrift.store.placements import text_digest
from regdrift.store.records import ChainHead, VerifyReport
from regdrift.store.sources import told_by_checks
from regdrift.store.versions import load_document


def verify(database: Database, against: ChainHead | None) -> VerifyReport:
    """Verify the whole history; ``against`` is a head that was noted elsewhere (a digest, a backup)."""
    problems = [
        *_file_problems(database),
        *find_breaks(database),
        *_cut_problems(database, against),
        *find_damaged_bodies(database),
        *_altered_texts(database),
        *_unlike_versions(database),
        *_unlike_states(database),
        *_search_problems(database),
    ]
    counted = {
        name: int(database.value(f"SELECT count(*) FROM {name}"))  # noqa: S608 - names are ours
        for name in ("chain", "captures", "checks", "versions", "changes", "impacts", "work_events")
    }
    return VerifyReport(tuple(problems), counted, chain_head(database))


def _file_problems(database: Database) -> Iterator[str]:
    for row in database.rows("PRAGMA integrity_check(20)"):
        if row["integrity_check"] != "ok":
            yield f"SQLite: {row['integrity_check']}"
    for row in database.rows("PRAGMA foreign_key_check"):
        yield f"{row['table']} row {row['rowid']}: refers to a row of {row['parent']} that is gone"


def _cut_problems(database: Database, against: ChainHead | None) -> Iterator[str]:
    if against is None or against.seq == 0:
        return
    found = database.value("SELECT hash FROM chain WHERE seq = ?", (against.seq,))
    if found is None:
        yield f"chain: link {against.seq}, which was noted elsewhere, is gone: the end was cut off"
    elif found.hex() != against.hash.lower():
        yield f"chain: link {against.seq} is not the one that was noted elsewhere: the history was written anew"


def _altered_texts(database: Database) -> Iterator[str]:
    for row in database.lazily("SELECT id, hash, body FROM texts"):
        if text_digest(row["body"]) != row["hash"]:
            yield f"text {row['id']}: its words are not those of its hash"


def _unlike_versions(database: Database) -> Iterator[str]:
    for row in database.lazily("SELECT id, source_id, seq, content_hash FROM versions ORDER BY id"):
        try:
            found = content_hash(load_document(database, row["id"]))
        except (HistoryError, ValueError, KeyError) as error:
            yield f"{row['source_id']} version {row['seq']}: cannot be put together ({error})"
            continue
        if found != row["content_hash"]:
            yield f"{row['source_id']} version {row['seq']}: its provisions are not those that were committed"


def _unlike_states(database: Database) -> Iterator[str]:
    query = """
        SELECT w.id, w.state, e.state AS told FROM work_items w
        LEFT JOIN work_events e ON e.id = (SELECT max(id) FROM work_events WHERE work_id = w.id)
        WHERE e.state IS NOT w.state"""
    for row in database.rows(query):
        yield f"work item {row['id']}: stands as {row['state']}, and its events say {row['told']}"
    for row in database.rows("SELECT * FROM source_states ORDER BY source_id"):
        told = told_by_checks(database, row["source_id"])
        unlike = [name for name, value in told.items() if row[name] != value]
        if unlike:
            yield f"source {row['source_id']}: {', '.join(unlike)} are not what its check rows tell"


_INDEXED = (
    ("changes_fts", "SELECT num AS id, 'change ' || id AS name FROM changes"),
    ("provisions_fts", "SELECT id, source_id || ' provision ' || path AS name FROM placements"),
)


def _search_problems(database: Database) -> Iterator[str]:
    # Newer SQLite compares the index with itself only, so that what is indexed at all is compared here.
    for index, things in _INDEXED:
        query = f"SELECT name FROM ({things}) WHERE id NOT IN (SELECT id FROM {index}_docsize)"  # noqa: S608
        for row in database.rows(query):
            yield f"{row['name']}: is missing from the search index"
        try:
            with database.write():
                database.execute(f"INSERT INTO {index}({index}) VALUES ('integrity-check')")  # noqa: S608
        except HistoryReadOnlyError:
            return  # FTS5 checks its index by a write command; a history that is only read is checked without it
        except HistoryDamagedError:
            yield f"search index {index}: does not fit what it indexes; the law itself is judged by the chain"
