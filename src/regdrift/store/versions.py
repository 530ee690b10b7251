"""Versions: transaction 2, in which all that one reading gave is stored together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from regdrift.errors import HeadMovedError, UsageError
from regdrift.model.as_json import mark_as_json
from regdrift.model.document import DateKind, LegalDocument, Stage
from regdrift.store.chain import append_links
from regdrift.store.change_rows import store_changes, store_dates
from regdrift.store.checks import add_settlement, settled_for_good
from regdrift.store.connection import Aggregate, Database, Row
from regdrift.store.documents import (
    canonical_json,
    content_hash,
    dates_as_json,
    dates_from_json,
    details_of,
    stated_day,
)
from regdrift.store.instants import day_to_text, to_text
from regdrift.store.outbox import enqueue
from regdrift.store.placements import load_notes, load_provisions, place_document
from regdrift.store.records import HeadVersion, Settlement, VersionCommit
from regdrift.store.sources import head_version
from regdrift.store.work import plan_items


class Versions(Aggregate):
    """Committing and loading versions of the law."""

    def commit_version(self, commit: VersionCommit) -> int:
        """Transaction 2: store version, changes, impacts, work, alerts and the capture's end together.

        Gives the version's id; a capture whose version is there already gives that version's, and nothing is
        written. Raises HeadMovedError where another process wrote a version or settled the capture first: read the
        source's state and compare again.
        """
        with self._db.write():
            known = self._db.value(
                "SELECT id FROM versions WHERE capture_id = ? AND parser = ?",
                (commit.capture_id, commit.document.parser),
            )
            if known is not None:
                return int(known)
            head = self._check_head(commit)
            version_id = self._insert(commit, head.seq + 1 if head else 1)
            place_document(self._db, commit.source.id, version_id, commit.document, commit.analysis.links)
            append_links(self._db, "version", (version_id,))
            store_changes(self._db, commit, version_id)
            plan_items(self._db, commit.analysis.work, commit.observed_at)
            if not commit.technical:
                end = Settlement(commit.capture_id, commit.check_id, commit.outcome)
                add_settlement(self._db, end, version_id, restructured=commit.analysis.restructured)
            enqueue(self._db, commit.alerts, commit.observed_at)
        return version_id

    def _check_head(self, commit: VersionCommit) -> HeadVersion | None:
        head = head_version(self._db, commit.source.id)
        if (head.id if head else None) != commit.expected_head:
            raise HeadMovedError(f"{commit.source.id}: another process wrote a version first; compare again.")
        if not commit.technical and settled_for_good(self._db, commit.capture_id):
            raise HeadMovedError(f"{commit.source.id}: another process settled capture {commit.capture_id} first.")
        return head

    def _insert(self, commit: VersionCommit, seq: int) -> int:
        version_id = self._db.insert("versions", version_row(commit, seq))
        store_dates(self._db, version_id, None, commit.analysis.dates or commit.document.dates)
        return version_id

    def check_of_version(self, version_id: int) -> int:
        """Give the check that a version came from. Raises UsageError for an unknown id."""
        found = self._db.value("SELECT check_id FROM versions WHERE id = ?", (version_id,))
        if found is None:
            raise UsageError(f"there is no version {version_id} in the history")
        return int(found)

    def load_document(self, version_id: int) -> LegalDocument:
        """Give the document exactly as it was committed. Raises UsageError for an unknown id."""
        return load_document(self._db, version_id)

    def versions(self, source: str) -> list[Row]:
        """Give the versions of a source, newest first, with both clocks; JSON-ready."""
        rows = self._db.rows(
            "SELECT v.id, v.source_id AS source, v.seq, v.capture_id, c.sha256, v.format, v.parser, v.language, "
            "v.title, v.citation, v.content_hash, v.provisions, v.observed_at, "
            "v.published_on, v.in_force_on, v.applicable_on, "
            "v.stage, v.outcome, v.substance, v.direction, v.restructured, v.technical, v.details, "
            "(SELECT count(*) FROM changes x WHERE x.version_id = v.id) AS changes "
            "FROM versions v JOIN captures c ON c.id = v.capture_id WHERE v.source_id = ? ORDER BY v.seq DESC",
            (source,),
        )
        for row in rows:
            row["restructured"], row["technical"] = bool(row["restructured"]), bool(row["technical"])
            details = json.loads(row.pop("details"))
            row["warnings"] = details["warnings"] + details["analysis_warnings"]
            row["practices"] = details["practices"]
            row["dated_on"] = details.get("dated_on")
        return rows


def version_row(commit: VersionCommit, seq: int, more: Mapping[str, object] = MappingProxyType({})) -> Row:
    """Give the columns of a version; ``more`` joins its details."""
    document, analysis = commit.document, commit.analysis
    details = {
        **details_of(document),
        "practices": [
            {
                "practice": one.practice,
                "score": one.score,
                "level": str(one.level),
                "direction": one.direction,
                "changes": list(one.changes),
            }
            for one in analysis.practices
        ],
        "measures": [mark_as_json(mark) for mark in analysis.measures],
        "analysis_dates": dates_as_json(analysis.dates),
        "analysis_warnings": list(analysis.warnings),
        **more,
    }
    return {
        "source_id": commit.source.id,
        "seq": seq,
        "capture_id": commit.capture_id,
        "check_id": commit.check_id,
        "format": document.format,
        "parser": document.parser,
        "language": document.language,
        "title": document.title,
        "citation": document.citation,
        "content_hash": content_hash(document),
        "provisions": len(document.provisions),
        "observed_at": to_text(commit.observed_at),
        "published_on": day_to_text(stated_day(document, DateKind.PUBLISHED)),
        "in_force_on": day_to_text(stated_day(document, DateKind.IN_FORCE)),
        "applicable_on": day_to_text(stated_day(document, DateKind.APPLICABLE)),
        "stage": document.stage,
        "outcome": str(commit.outcome),
        "substance": str(analysis.substance),
        "direction": str(analysis.direction),
        "restructured": int(analysis.restructured),
        "technical": int(commit.technical),
        "details": canonical_json(details),
    }


def load_document(database: Database, version_id: int) -> LegalDocument:
    """Give a version's document from the rows of its provisions and notes. Raises UsageError for an unknown id."""
    row = database.first("SELECT * FROM versions WHERE id = ?", (version_id,))
    if row is None:
        raise UsageError(f"version {version_id} is not in the history")
    details = json.loads(row["details"])
    return LegalDocument(
        format=row["format"],
        parser=row["parser"],
        provisions=load_provisions(database, row["source_id"], version_id),
        language=row["language"],
        title=row["title"],
        citation=row["citation"],
        identifiers=details["identifiers"],
        notes=load_notes(database, row["source_id"], version_id),
        dates=dates_from_json(details["dates"]),
        stage=Stage(row["stage"]) if row["stage"] else None,
        warnings=tuple(details["warnings"]),
    )
