"""The chain of hashes over all evidence: who alters, removes or reorders a row breaks it.

A link holds the hash of one piece of evidence (a row together with the rows that belong to it) and the hash of the
link before. People appear in evidence as opaque ids only, so their names can be erased without breaking anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from regdrift.store.connection import Database, Row
from regdrift.store.documents import canonical_json
from regdrift.store.records import ChainHead

GENESIS = b"\x00" * 32
"""The predecessor of the first link."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of evidence: its table, and the queries (by ``:id``) that give all that belongs to one piece."""

    table: str
    key: str
    parts: tuple[str, ...]


ENTITIES: dict[str, Entity] = {
    "capture": Entity("captures", "id", ("SELECT * FROM captures WHERE id = :id",)),
    "check": Entity("checks", "id", ("SELECT * FROM checks WHERE id = :id",)),
    "settlement": Entity("settlements", "id", ("SELECT * FROM settlements WHERE id = :id",)),
    "version": Entity(
        "versions",
        "id",
        (
            "SELECT * FROM versions WHERE id = :id",
            "SELECT * FROM legal_dates WHERE version_id = :id AND change_id IS NULL ORDER BY id",
        ),
    ),
    "change": Entity(
        "changes",
        "id",
        (
            "SELECT * FROM changes WHERE id = :id",
            "SELECT * FROM signals WHERE change_id = :id ORDER BY id",
            "SELECT * FROM legal_dates WHERE change_id = :id ORDER BY id",
        ),
    ),
    "impact": Entity(
        "impacts",
        "id",
        ("SELECT * FROM impacts WHERE id = :id", "SELECT * FROM reasons WHERE impact_id = :id ORDER BY id"),
    ),
    "recipient_event": Entity("recipient_events", "id", ("SELECT * FROM recipient_events WHERE id = :id",)),
    "work_event": Entity("work_events", "id", ("SELECT * FROM work_events WHERE id = :id",)),
}


def chain_head(database: Database) -> ChainHead:
    """Give the last link."""
    row = database.first("SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1")
    return ChainHead(row["seq"], row["hash"].hex()) if row else ChainHead(0, GENESIS.hex())


def append_links(database: Database, entity: str, ids: Iterable[int | str]) -> None:
    """Chain evidence that was just inserted, in order; within :meth:`Database.write`, which reads the head safely."""
    head = chain_head(database)
    seq, previous = head.seq, bytes.fromhex(head.hash)
    links = []
    for entity_id in ids:
        seq += 1
        content = content_digest(database, entity, entity_id)
        link = link_digest(seq, entity, str(entity_id), content, previous)
        links.append((seq, entity, str(entity_id), content, previous, link))
        previous = link
    database.insert_all("chain", ("seq", "entity", "entity_id", "content_hash", "prev_hash", "hash"), links)


def content_digest(database: Database, entity: str, entity_id: int | str) -> bytes:
    """Give the SHA-256 over the rows of one piece of evidence as they stand in the file."""
    digest = hashlib.sha256()
    for query in ENTITIES[entity].parts:
        rows = database.rows(query, {"id": entity_id})
        digest.update(canonical_json(rows).encode("utf-8", "surrogatepass"))
        digest.update(b"\n")
    return digest.digest()


def link_digest(seq: int, entity: str, entity_id: str, content: bytes, previous: bytes) -> bytes:
    """Give the hash of a link over its place, what it stands for, and the link before."""
    digest = hashlib.sha256(previous)
    digest.update(canonical_json([seq, entity, entity_id, content.hex()]).encode())
    return digest.digest()


def find_breaks(database: Database) -> Iterator[str]:
    """Give a sentence for each altered, removed, reordered or unchained piece of evidence."""
    expected_seq, previous = 1, GENESIS
    for row in database.lazily("SELECT * FROM chain ORDER BY seq"):
        yield from _link_problems(row, expected_seq, previous)
        entity = ENTITIES.get(row["entity"])
        if entity is None:
            yield f"chain link {row['seq']}: unknown kind of evidence {row['entity']!r}"
        elif content_digest(database, row["entity"], row["entity_id"]) != row["content_hash"]:
            yield f"{row['entity']} {row['entity_id']}: the stored rows are not those that were chained"
        expected_seq, previous = row["seq"] + 1, row["hash"]
    for name, entity in ENTITIES.items():
        yield from _unchained(database, name, entity)


def _link_problems(row: Row, expected_seq: int, previous: bytes) -> Iterator[str]:
    if row["seq"] != expected_seq:
        yield f"chain: links {expected_seq} to {row['seq'] - 1} are missing"
    if row["prev_hash"] != previous:
        yield f"chain link {row['seq']}: does not follow the link before it"
    if row["hash"] != link_digest(row["seq"], row["entity"], row["entity_id"], row["content_hash"], row["prev_hash"]):
        yield f"chain link {row['seq']}: its hash is not the hash of its content"


def _unchained(database: Database, name: str, entity: Entity) -> Iterator[str]:
    query = (
        f"SELECT {entity.key} AS id FROM {entity.table} AS e WHERE NOT EXISTS "  # noqa: S608 - names are ours
        f"(SELECT 1 FROM chain WHERE entity = ? AND entity_id = CAST(e.{entity.key} AS TEXT))"
    )
    for row in database.lazily(query, (name,)):
        yield f"{name} {row['id']}: stands in the history and not in the chain"
