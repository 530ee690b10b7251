"""Provisions and notes placed in time: one row per lineage and interval of versions.

A lineage is one provision through all its numbers and wordings. An unchanged provision writes nothing on a new
version: ranks are gapped integers, so that an insertion finds room between its neighbours instead of moving all
rows that follow.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from regdrift.model.document import LegalDocument, Note, NoteKind, Provision, ProvisionKind, ProvisionStatus
from regdrift.store.connection import Database, Row
from regdrift.store.placed import AT_VERSION, provision_rows

if TYPE_CHECKING:  # nouns of annotations only: a reading command does not load them
    from regdrift.model.analysis import Link

STEP = 1 << 32
"""Room left between neighbours that are written together."""

_SOURCE = ("source_id", "valid_from_version")
PLACED = ("path", "label", "heading", "text_id", "continuation_id", "citation", "kind", "status")
NOTED = ("kind", "heading", "provision_path", "text_id")


def assign_ranks(old: Sequence[int | None]) -> list[int]:
    """Give increasing ranks for a sequence whose members had the given ranks (None for new ones).

    As many old ranks as possible are kept (a longest increasing subsequence); where a gap is too narrow, its
    neighbours are spread too.
    """
    kept = _longest_increasing(old)
    ranks: list[int | None] = [value if place in kept else None for place, value in enumerate(old)]
    place = 0
    while place < len(ranks):
        if ranks[place] is None:
            place = _fill_run(ranks, place)
        place += 1
    return [rank for rank in ranks if rank is not None]


def _longest_increasing(values: Sequence[int | None]) -> set[int]:
    tails: list[int] = []
    tail_places: list[int] = []
    before: dict[int, int | None] = {}
    for place, value in enumerate(values):
        if value is None:
            continue
        length = bisect_left(tails, value)
        before[place] = tail_places[length - 1] if length else None
        if length == len(tails):
            tails.append(value)
            tail_places.append(place)
        else:
            tails[length], tail_places[length] = value, place
    chosen: set[int] = set()
    step = tail_places[-1] if tail_places else None
    while step is not None:
        chosen.add(step)
        step = before[step]
    return chosen


def _fill_run(ranks: list[int | None], start: int) -> int:
    """Give ranks to the run of None that begins at ``start``; give the last place of what was filled."""
    end = _next_kept(ranks, start)
    low, high, widen = ranks[start - 1] if start else None, ranks[end] if end < len(ranks) else None, 1
    while low is not None and high is not None and high - low <= end - start:
        start, end, widen = max(0, start - widen), _next_kept(ranks, min(len(ranks), end + widen)), widen * 2
        low, high = ranks[start - 1] if start else None, ranks[end] if end < len(ranks) else None
    count = end - start
    for offset in range(count):
        ranks[start + offset] = _between(low, high, offset, count)
    return end - 1


def _next_kept(ranks: list[int | None], place: int) -> int:
    while place < len(ranks) and ranks[place] is None:
        place += 1
    return place


def _between(low: int | None, high: int | None, offset: int, count: int) -> int:
    if low is not None and high is not None:
        return low + (high - low) * (offset + 1) // (count + 1)
    if high is not None:
        return high - STEP * (count - offset)
    return (low if low is not None else 0) + STEP * (offset + 1)


class TextIds:
    """The ids of texts by content; new ones are inserted."""

    def __init__(self, database: Database, known: Iterable[Row]) -> None:
        self._db = database
        self._ids = {row["hash"]: row["id"] for row in known}

    def of(self, text: str) -> int:
        """Give the id of a text; within :meth:`Database.write`."""
        key = text_digest(text)
        found: int | None = self._ids.get(key)
        if found is None:
            found = self._db.value("SELECT id FROM texts WHERE hash = ?", (key,))
        if found is None:
            found = self._db.insert("texts", {"hash": key, "body": text})
        self._ids[key] = found
        return found


def text_digest(text: str) -> bytes:
    """Give the 32 bytes that address a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).digest()


def match_lineages(old: Sequence[str], new: Sequence[str], links: Sequence[Link]) -> tuple[dict[str, str], list[Link]]:
    """Give for each newer path the older path whose lineage it continues, and the links beyond one-to-one.

    A split's parts and a merger's sources beyond the first become edges between lineages. The same path is
    preferred; a path of which the links say nothing continues the same path.
    """
    olds, news = set(old), set(new)
    pairs = [(a, b) for a, b in links if a in olds and b in news]
    continues: dict[str, str] = {}
    taken: set[str] = set()
    edges: list[Link] = []
    # Links may speak of the older text as a newer parser reads it; what is not placed under that path says nothing.
    spoken = {b for a, b in links if b is not None and (a is None or a in olds)}
    spoken_old = {a for a, _ in links if a is not None}
    silent = [(path, path) for path in new if path in olds and path not in spoken and path not in spoken_old]
    for a, b in sorted([*pairs, *silent], key=lambda pair: pair[0] != pair[1]):
        assert a is not None
        assert b is not None
        if b in continues or a in taken:
            edges.append((a, b))
            continue
        continues[b] = a
        taken.add(a)
    return continues, edges


def place_document(
    database: Database, source: str, version_id: int, document: LegalDocument, links: Sequence[Link]
) -> None:
    """Place a version's provisions and notes against those of the version before; within :meth:`Database.write`."""
    rows = database.rows("SELECT * FROM placements WHERE source_id = ? AND valid_to_version IS NULL", (source,))
    notes = database.rows("SELECT * FROM note_placements WHERE source_id = ? AND valid_to_version IS NULL", (source,))
    texts = TextIds(database, _texts_of_head(database, source))
    _place_provisions(_Placing(database, source, version_id, texts), rows, document.provisions, links)
    _place_notes(_Placing(database, source, version_id, texts), notes, document.notes)


class _Placing:
    def __init__(self, database: Database, source: str, version_id: int, texts: TextIds) -> None:
        self.db = database
        self.source = source
        self.version_id = version_id
        self.texts = texts

    def close(self, table: str, ids: Iterable[int]) -> None:
        for one in ids:
            self.db.execute(f"UPDATE {table} SET valid_to_version = ? WHERE id = ?", (self.version_id, one))  # noqa: S608


def _texts_of_head(database: Database, source: str) -> list[Row]:
    return database.rows(
        "SELECT id, hash FROM texts WHERE id IN ("
        "SELECT text_id FROM placements WHERE source_id = ?1 AND valid_to_version IS NULL UNION "
        "SELECT continuation_id FROM placements WHERE source_id = ?1 AND valid_to_version IS NULL UNION "
        "SELECT text_id FROM note_placements WHERE source_id = ?1 AND valid_to_version IS NULL)",
        (source,),
    )


def _place_provisions(
    placing: _Placing, rows: list[Row], provisions: Sequence[Provision], links: Sequence[Link]
) -> None:
    placed = {row["path"]: row for row in sorted(rows, key=lambda row: int(row["rank"]))}
    continues, edges = match_lineages(list(placed), [one.path for one in provisions], links)
    before = [placed[continues[one.path]] if one.path in continues else None for one in provisions]
    ranks = assign_ranks([row["rank"] if row else None for row in before])
    lineage_of: dict[str, int] = {}
    written, kept = [], set()
    for provision, row, rank in zip(provisions, before, ranks, strict=True):
        columns = placed_columns(provision, placing.texts)
        lineage_of[provision.path] = row["lineage"] if row else _new_lineage(placing, provision.path)
        if row and row["rank"] == rank and tuple(row[name] for name in PLACED) == columns:
            kept.add(row["id"])
            continue
        written.append((placing.source, placing.version_id, lineage_of[provision.path], rank, *columns))
    placing.close("placements", [row["id"] for row in rows if row["id"] not in kept])
    placing.db.insert_all("placements", (*_SOURCE, "lineage", "rank", *PLACED), written)
    pairs = [(placing.version_id, placed[a]["lineage"], lineage_of[b]) for a, b in edges if a and b]
    placing.db.insert_all("lineage_edges", ("version_id", "from_lineage", "to_lineage"), sorted(set(pairs)))


def _new_lineage(placing: _Placing, path: str) -> int:
    return placing.db.insert(
        "lineages", {"source_id": placing.source, "born_version_id": placing.version_id, "born_path": path}
    )


def placed_columns(provision: Provision, texts: TextIds) -> tuple[object, ...]:
    """Give the values of :data:`PLACED` for a provision; within :meth:`Database.write`."""
    return (
        provision.path,
        provision.label,
        provision.heading,
        texts.of(provision.text),
        texts.of(provision.continuation) if provision.continuation else None,
        provision.citation,
        str(provision.kind),
        str(provision.status),
    )


def match_notes(
    rows: Sequence[Row], notes: Sequence[Note], texts: TextIds
) -> tuple[list[int], list[tuple[object, ...]]]:
    """Give the ids of the rows that stay as they are for a document's notes, and what must be written anew.

    ``rows`` are those of the neighbouring version; a new row is its rank with the values of :data:`NOTED`. Within
    :meth:`Database.write`.
    """
    waiting: dict[tuple[object, ...], deque[Row]] = defaultdict(deque)
    for row in sorted(rows, key=lambda row: int(row["rank"])):
        waiting[tuple(row[name] for name in NOTED)].append(row)
    columns = [(str(note.kind), note.heading, note.provision_path, texts.of(note.text)) for note in notes]
    beside = [waiting[key].popleft() if waiting[key] else None for key in columns]
    ranks = assign_ranks([row["rank"] if row else None for row in beside])
    kept: list[int] = []
    written: list[tuple[object, ...]] = []
    for key, found, rank in zip(columns, beside, ranks, strict=True):
        if found and found["rank"] == rank:
            kept.append(found["id"])
        else:
            written.append((rank, *key))
    return kept, written


def _place_notes(placing: _Placing, rows: list[Row], notes: Sequence[Note]) -> None:
    kept, written = match_notes(rows, notes, placing.texts)
    standing = set(kept)
    placing.close("note_placements", [row["id"] for row in rows if row["id"] not in standing])
    fresh = [(placing.source, placing.version_id, *row) for row in written]
    placing.db.insert_all("note_placements", (*_SOURCE, "rank", *NOTED), fresh)


def load_provisions(database: Database, source: str, version_id: int) -> tuple[Provision, ...]:
    """Give the provisions of a version as they were committed."""
    return tuple(
        Provision(
            path=row["path"],
            label=row["label"],
            heading=row["heading"],
            text=row["text"],
            citation=row["citation"],
            kind=ProvisionKind(row["kind"]),
            status=ProvisionStatus(row["status"]),
            continuation=row["continuation"],
        )
        for row in provision_rows(database, source, version_id)
    )


def load_notes(database: Database, source: str, version_id: int) -> tuple[Note, ...]:
    """Give the notes of a version as they were committed."""
    rows = database.rows(
        "SELECT p.kind, p.heading, p.provision_path, t.body AS text FROM note_placements p "  # noqa: S608
        f"JOIN texts t ON t.id = p.text_id WHERE {AT_VERSION} ORDER BY p.rank",
        {"source": source, "version": version_id},
    )
    return tuple(Note(NoteKind(row["kind"]), row["text"], row["heading"], row["provision_path"]) for row in rows)
