"""Captures: the bytes that publishers served, as evidence.

Bodies are addressed by SHA-256, so the same body is kept once (A→B→A). A body is compressed against the body of the
capture before it (zstd ``--patch-from``); every 64th stands alone, which bounds the work of reading one.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from regdrift.errors import HistoryDamagedError, UsageError
from regdrift.model.capture import Capture, Validators
from regdrift.store.chain import append_links
from regdrift.store.connection import Database, Row
from regdrift.store.documents import canonical_json
from regdrift.store.instants import from_text, to_text

KEYFRAME_EVERY = 64
_LEVEL = 10
_LEAST_BASE_BYTES = 8
"""zstd takes no shorter dictionary."""
_LARGEST_WINDOW_LOG = 31


def compress(body: bytes, base: bytes | None) -> bytes:
    """Give a zstd frame of ``body``, as a patch against ``base`` unless that is None."""
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415 - only commands that touch bodies pay for it
    else:
        from backports import zstd  # noqa: PLC0415
    if base is None:
        return zstd.compress(body, level=_LEVEL)
    low, high = zstd.CompressionParameter.window_log.bounds()
    window = min(high, max(low, (len(body) + len(base)).bit_length()))
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: _LEVEL,
        zstd.CompressionParameter.window_log: window,
    }
    return zstd.compress(body, options=options, zstd_dict=zstd.ZstdDict(base, is_raw=True).as_prefix)


def decompress(data: bytes, base: bytes | None) -> bytes:
    """Give the body of a frame of :func:`compress`. Raises HistoryDamagedError where the frame is broken."""
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415
    else:
        from backports import zstd  # noqa: PLC0415
    prefix = None if base is None else zstd.ZstdDict(base, is_raw=True).as_prefix
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _LARGEST_WINDOW_LOG}
    try:
        return zstd.decompress(data, zstd_dict=prefix, options=options)
    except zstd.ZstdError as error:
        raise HistoryDamagedError(f"a stored body cannot be decompressed ({error}). Restore a backup.") from error


def store_capture(
    database: Database, source: str, capture: Capture, *, earlier: tuple[int, int | None] | None = None
) -> int:
    """Insert a capture and, where it is new, its body; within :meth:`Database.write`. Give the capture's id.

    ``earlier`` gives a capture of an earlier version its id, and the capture that follows it.

    Raises ValueError where ``capture.sha256`` is not the digest of its body.
    """
    if hashlib.sha256(capture.body).hexdigest() != capture.sha256:
        raise ValueError(f"the capture of {capture.url} carries a digest that is not that of its body")
    if database.first("SELECT 1 FROM bodies WHERE sha256 = ?", (capture.sha256,)) is None:
        base = _newest_body(database, source) if earlier is None else _body_of(database, earlier[1])
        database.insert("bodies", _body_row(database, base, capture))
    capture_id = database.insert(
        "captures",
        {
            **({} if earlier is None else {"id": earlier[0]}),
            "source_id": source,
            "sha256": capture.sha256,
            "url": capture.url,
            "final_url": capture.final_url,
            "status": capture.status,
            "headers": canonical_json(dict(capture.headers)),
            "fetched_at": to_text(capture.fetched_at),
            "elapsed_seconds": capture.elapsed_seconds,
            "etag": capture.validators.etag,
            "last_modified": capture.validators.last_modified,
        },
    )
    append_links(database, "capture", (capture_id,))
    return capture_id


def _newest_body(database: Database, source: str) -> Row | None:
    return database.first(
        "SELECT b.* FROM captures c JOIN bodies b ON b.sha256 = c.sha256 WHERE c.source_id = ? ORDER BY c.id DESC",
        (source,),
    )


def _body_of(database: Database, capture_id: int | None) -> Row | None:
    return database.first(
        "SELECT b.* FROM captures c JOIN bodies b ON b.sha256 = c.sha256 WHERE c.id = ?", (capture_id,)
    )


def _body_row(database: Database, base: Row | None, capture: Capture) -> Row:
    row: Row = {"sha256": capture.sha256, "size": len(capture.body)}
    usable = base is not None and base["depth"] + 1 < KEYFRAME_EVERY and base["size"] >= _LEAST_BASE_BYTES
    if base is None or not usable:
        alone = compress(capture.body, None)
        return {**row, "encoding": "zstd", "base_id": None, "depth": 0, "data": alone}
    patch = compress(capture.body, _body(database, base))
    return {**row, "encoding": "zstd-patch", "base_id": base["id"], "depth": base["depth"] + 1, "data": patch}


def _body(database: Database, row: Row, known: Mapping[int, bytes] = MappingProxyType({})) -> bytes:
    """Give the bytes of a body; ``known`` holds bodies by id that need not be put together again."""
    frames = [row["data"]]
    body: bytes | None = None
    while row["base_id"] is not None:
        body = known.get(row["base_id"])
        if body is not None:
            break
        if len(frames) > KEYFRAME_EVERY:
            raise HistoryDamagedError(f"body {row['id']} is a patch of itself. Restore a backup.")
        base = database.first("SELECT * FROM bodies WHERE id = ?", (row["base_id"],))
        if base is None:
            raise HistoryDamagedError(f"body {row['base_id']} is gone, and others are patches of it. Restore a backup.")
        row = base
        frames.append(row["data"])
    for frame in reversed(frames):
        body = decompress(frame, body)
    assert body is not None
    return body


def load_capture(database: Database, capture_id: int) -> Capture:
    """Give a capture as it was stored. Raises UsageError for an unknown id."""
    row = database.first(
        "SELECT c.*, b.id AS body_id FROM captures c JOIN bodies b ON b.sha256 = c.sha256 WHERE c.id = ?",
        (capture_id,),
    )
    if row is None:
        raise UsageError(f"capture {capture_id} is not in the history")
    body_row = database.first("SELECT * FROM bodies WHERE id = ?", (row["body_id"],))
    assert body_row is not None
    return Capture(
        url=row["url"],
        final_url=row["final_url"],
        status=row["status"],
        headers=json.loads(row["headers"]),
        body=_body(database, body_row),
        sha256=row["sha256"],
        fetched_at=from_text(row["fetched_at"]),
        elapsed_seconds=row["elapsed_seconds"],
        validators=Validators(row["etag"], row["last_modified"]),
    )


_BODIES_AS_STORED = """
    SELECT b.id, b.sha256, b.size, b.encoding, b.depth, b.base_id, base.depth AS base_depth
    FROM bodies b LEFT JOIN bodies base ON base.id = b.base_id LEFT JOIN (
        SELECT k.sha256, min(c.seq) AS first FROM captures k
        JOIN chain c ON c.entity = 'capture' AND c.entity_id = CAST(k.id AS TEXT) GROUP BY k.sha256
    ) f ON f.sha256 = b.sha256
    ORDER BY f.first"""
"""In the order of the chain: captures of earlier versions have ids below those of older rows."""


def _body_row_problems(row: Row, last_id: int) -> Iterator[str]:
    """Judge what the digest does not cover: the place in the row of bodies, and what is said of the encoding."""
    patched = row["base_id"] is not None
    depth = row["base_depth"] + 1 if patched and row["base_depth"] is not None else 0
    if row["id"] != last_id + 1:
        yield f"body {row['id']}: does not stand where the first capture of it puts it"
    if row["depth"] != depth or row["encoding"] != ("zstd-patch" if patched else "zstd"):
        yield f"body {row['id']}: is not stored as its row says"


def find_damaged_bodies(database: Database) -> Iterator[str]:
    """Give a sentence for each body whose bytes are not those of its digest."""
    last_id = 0
    known: dict[int, bytes] = {}
    for row in database.lazily(_BODIES_AS_STORED):
        yield from _body_row_problems(row, last_id)
        last_id = row["id"]
        whole = database.first("SELECT * FROM bodies WHERE id = ?", (row["id"],))
        assert whole is not None
        try:
            body = _body(database, whole, known)
            known = {row["id"]: body}  # the next one is a patch of it, as a rule
            found = hashlib.sha256(body).hexdigest()
        except HistoryDamagedError as error:
            yield f"body {row['id']}: {error}"
            continue
        if len(body) != row["size"]:
            yield f"body {row['id']}: its size is not the one that was captured"
        if found != row["sha256"]:
            yield f"body {row['id']}: its bytes are not those that were captured (SHA-256 differs)"
