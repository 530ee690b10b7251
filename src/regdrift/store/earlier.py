"""Versions from before the first observation: added in front of what is there, and nothing there is altered.

The order of a source's versions is that of ``seq`` and of ``id``. Earlier versions count backwards from the oldest one
(``seq`` 0, -1, …) and take ids below all others, as do their captures and checks, so that whatever asks for the newest
row still finds the newest observation. Each is placed against the version that follows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from regdrift.errors import HeadMovedError
from regdrift.model.check import Outcome
from regdrift.store.captures import store_capture
from regdrift.store.chain import append_links
from regdrift.store.change_rows import store_changes, store_dates
from regdrift.store.checks import add_settlement, check_columns
from regdrift.store.connection import Aggregate, Database, Row
from regdrift.store.instants import from_text
from regdrift.store.placed import AT_VERSION
from regdrift.store.placements import NOTED, PLACED, TextIds, assign_ranks, match_lineages, match_notes, placed_columns
from regdrift.store.records import Settlement, VersionCommit
from regdrift.store.versions import load_document, version_row

if TYPE_CHECKING:  # nouns of annotations only
    from regdrift.model.analysis import Analysis, Link
    from regdrift.model.capture import Capture
    from regdrift.model.check import CheckRow
    from regdrift.model.document import LegalDocument, Note, Provision
    from regdrift.model.source import Source


@dataclass(frozen=True, slots=True)
class OldestVersion:
    """The version before which earlier ones are added."""

    id: int
    seq: int
    capture_id: int
    parser: str
    content_hash: str
    stands_from: date
    """The day that its archive gave it; of an observed version the day on which it was first seen."""


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """All that is stored together for one earlier version."""

    source: Source
    check: CheckRow
    capture: Capture
    """``fetched_at`` is when it was fetched now; ``dated_on`` is the law's clock."""
    document: LegalDocument
    first: Analysis
    """What the version says by itself."""
    dated_on: date
    follower: OldestVersion | None
    """The version that was the oldest before; None for a source without one."""
    transition: Analysis | None
    """From this version to the follower; None where there is no follower."""


class Earlier(Aggregate):
    """Adding versions in front."""

    def oldest_version(self, source: str) -> OldestVersion | None:
        """Give the version before which an earlier one would stand; None where nothing was read yet."""
        row = self._db.first(
            "SELECT *, json_extract(details, '$.dated_on') AS dated_on FROM versions WHERE source_id = ? "
            "ORDER BY seq LIMIT 1",
            (source,),
        )
        if row is None:
            return None
        day = date.fromisoformat(row["dated_on"]) if row["dated_on"] else from_text(row["observed_at"]).date()
        return OldestVersion(row["id"], row["seq"], row["capture_id"], row["parser"], row["content_hash"], day)

    def commit_earlier(self, earlier: EarlierVersion) -> int:
        """Store an earlier version with its capture and the changes that led from it to its follower.

        No work and no alert comes of it, and the state of the source stays that of its checks. Gives the version's
        id. Raises HeadMovedError where another process added one first.
        """
        source, follower = earlier.source.id, earlier.follower
        with self._db.write():
            oldest = self.oldest_version(source)
            if oldest != follower:
                raise HeadMovedError(f"{source}: another process added an earlier version first; run it again.")
            base = follower.capture_id if follower else None
            capture_id = store_capture(self._db, source, earlier.capture, earlier=(self._lowest("captures"), base))
            check_id = self._lowest("checks")
            self._db.insert("checks", {"id": check_id, **check_columns(earlier.check, capture_id)})
            append_links(self._db, "check", (check_id,))
            commit = VersionCommit(
                source=earlier.source,
                capture_id=capture_id,
                check_id=check_id,
                expected_head=None,
                document=earlier.document,
                analysis=earlier.first,
                observed_at=earlier.capture.fetched_at,
                outcome=Outcome.FIRST_SEEN,
                late_found=True,
            )
            version_id = self._insert_version(commit, earlier)
            links = earlier.transition.links if earlier.transition else ()
            _place_before(self._db, (source, version_id), earlier.document, links, follower)
            append_links(self._db, "version", (version_id,))
            if follower and earlier.transition:
                at = datetime.combine(follower.stands_from, time(), UTC)
                store_changes(self._db, replace(commit, analysis=earlier.transition, observed_at=at), follower.id)
            add_settlement(self._db, Settlement(capture_id, check_id, Outcome.FIRST_SEEN), version_id)
        return version_id

    def load_oldest(self, oldest: OldestVersion) -> LegalDocument:
        """Give the document of the oldest version."""
        return load_document(self._db, oldest.id)

    def _lowest(self, table: str) -> int:
        """Give an id below all others of a table, and below 1."""
        lowest = self._db.value(f"SELECT min(id) FROM {table}")  # noqa: S608 - names are ours
        return min(0, (lowest or 0) - 1)

    def _insert_version(self, commit: VersionCommit, earlier: EarlierVersion) -> int:
        seq = earlier.follower.seq - 1 if earlier.follower else 0
        version_id = self._lowest("versions")
        row = version_row(commit, seq, {"dated_on": earlier.dated_on.isoformat()})
        self._db.insert("versions", {"id": version_id, **row})
        store_dates(self._db, version_id, None, commit.analysis.dates or commit.document.dates)
        return version_id


def _place_before(
    database: Database,
    place: tuple[str, int],
    document: LegalDocument,
    links: Sequence[Link],
    follower: OldestVersion | None,
) -> None:
    """Place a version's provisions and notes in front of those of its follower; within :meth:`Database.write`."""
    source, _ = place
    standing = {"source": source, "version": follower.id if follower else 0}
    rows = _rows_at(database, "placements", standing) if follower else []
    notes = _rows_at(database, "note_placements", standing) if follower else []
    texts = TextIds(database, _texts_of(database, [*rows, *notes]))
    front = _Front(database, place, follower.id if follower else None, texts)
    front.place_provisions(rows, document.provisions, links)
    front.place_notes(notes, document.notes)


def _rows_at(database: Database, table: str, standing: Row) -> list[Row]:
    return database.rows(f"SELECT p.* FROM {table} p WHERE {AT_VERSION} ORDER BY p.rank", standing)  # noqa: S608


def _texts_of(database: Database, rows: Sequence[Row]) -> list[Row]:
    ids = sorted({row[name] for row in rows for name in ("text_id", "continuation_id") if row.get(name) is not None})
    if not ids:
        return []
    # One range of ids holds nearly all of them: a version's texts were written together.
    found = database.rows("SELECT id, hash FROM texts WHERE id BETWEEN ? AND ?", (ids[0], ids[-1]))
    wanted = set(ids)
    return [row for row in found if row["id"] in wanted]


class _Front:
    def __init__(self, database: Database, place: tuple[str, int], until: int | None, texts: TextIds) -> None:
        self.db = database
        self.source, self.version_id = place
        self.until = until
        self.texts = texts

    def place_provisions(self, rows: list[Row], provisions: Sequence[Provision], links: Sequence[Link]) -> None:
        later = {row["path"]: row for row in rows}
        continues, edges = match_lineages([one.path for one in provisions], list(later), links)
        row_of = {older: later[newer] for newer, older in continues.items()}
        after = [row_of.get(one.path) for one in provisions]
        ranks = assign_ranks([row["rank"] if row else None for row in after])
        lineage_of: dict[str, int] = {}
        written, extended = [], []
        for provision, row, rank in zip(provisions, after, ranks, strict=True):
            columns = placed_columns(provision, self.texts)
            lineage_of[provision.path] = row["lineage"] if row else self._new_lineage(provision.path)
            if row and row["rank"] == rank and tuple(row[name] for name in PLACED) == columns:
                extended.append(row["id"])
            else:
                written.append((self.source, self.version_id, self.until, lineage_of[provision.path], rank, *columns))
        self._extend("placements", extended)
        self._insert("placements", ("lineage", "rank", *PLACED), written)
        pairs = {(self.until, lineage_of[a], later[b]["lineage"]) for a, b in edges if a and b}
        self.db.insert_all("lineage_edges", ("version_id", "from_lineage", "to_lineage"), sorted(pairs))

    def place_notes(self, rows: list[Row], notes: Sequence[Note]) -> None:
        extended, written = match_notes(rows, notes, self.texts)
        self._extend("note_placements", extended)
        fresh = [(self.source, self.version_id, self.until, *row) for row in written]
        self._insert("note_placements", ("rank", *NOTED), fresh)

    def _new_lineage(self, path: str) -> int:
        return self.db.insert(
            "lineages", {"source_id": self.source, "born_version_id": self.version_id, "born_path": path}
        )

    def _insert(self, table: str, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        self.db.insert_all(table, ("source_id", "valid_from_version", "valid_to_version", *names), rows)

    def _extend(self, table: str, ids: Sequence[int]) -> None:
        """Let rows begin with this version that said the same from its follower on."""
        self.db.execute_all(
            f"UPDATE {table} SET valid_from_version = ? WHERE id = ?",  # noqa: S608 - names are ours
            [(self.version_id, one) for one in ids],
        )
