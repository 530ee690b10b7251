"""The history: everything that reads or writes the SQLite file goes through here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from regdrift.errors import HistoryError
from regdrift.store.agenda import Agenda
from regdrift.store.assessments import Assessments
from regdrift.store.chain import chain_head
from regdrift.store.checks import Checks
from regdrift.store.connection import SCHEMA_VERSION, told_plainly
from regdrift.store.dump import dump_lines
from regdrift.store.earlier import Earlier
from regdrift.store.materials import Materials
from regdrift.store.outbox import Outbox
from regdrift.store.reader import Reader
from regdrift.store.readings import Readings
from regdrift.store.recipients import Recipients
from regdrift.store.records import ChainHead, VerifyReport
from regdrift.store.sources import Sources
from regdrift.store.versions import Versions
from regdrift.store.work import Work


class History(
    Reader, Sources, Checks, Versions, Earlier, Readings, Materials, Assessments, Work, Outbox, Recipients, Agenda
):
    """One open history, to be read and written."""

    def chain_head(self) -> ChainHead:
        """Give the end of the chain of evidence, to be printed where a cut tail should show."""
        return chain_head(self._db)

    def verify(self, against: ChainHead | None = None) -> VerifyReport:
        """Compute every hash and projection again; ``against`` is a head that was noted elsewhere."""
        from regdrift.store.verification import verify  # noqa: PLC0415 - only `verify` needs it

        return verify(self._db, against)

    def backup(self, target: Path) -> None:
        """Write a consistent copy while others write. Raises HistoryError where ``target`` exists or cannot be."""
        if target.exists():
            raise HistoryError(f"{target}: exists already; a backup never overwrites. Name another file.")
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.unlink(missing_ok=True)
        with told_plainly(target):
            copy = sqlite3.connect(part)
            try:
                self._db.connection.backup(copy)
                # A copy that is one file, without a journal beside it, can be moved about.
                copy.execute("PRAGMA journal_mode=DELETE")
            finally:
                copy.close()
        part.rename(target)

    def quick_problems(self) -> list[str]:
        """Give what SQLite finds wrong with the file's pages, without comparing indexes; empty where all is well."""
        return [row["quick_check"] for row in self._db.rows("PRAGMA quick_check(5)") if row["quick_check"] != "ok"]

    def description(self) -> dict[str, object]:
        """Give what `doctor` tells of the file: path, size in bytes, schema, journal, rows."""
        size = self.path.stat().st_size
        rows = {name: self._db.value(f"SELECT count(*) FROM {name}") for name in _COUNTED}  # noqa: S608
        journal = self._db.value("PRAGMA journal_mode")
        return {"path": str(self.path), "bytes": size, "schema": SCHEMA_VERSION, "journal": journal, "rows": rows}

    def canonical_dump(self) -> Iterator[str]:
        """Give the lines of :func:`canonical_dump`."""
        return dump_lines(self._db)


_COUNTED = ("sources", "checks", "captures", "versions", "changes", "impacts", "work_items", "outbox")


def canonical_dump(history: History) -> Iterator[str]:
    """Give what the history says, apart from when and how often it looked: equal histories give equal lines."""
    return history.canonical_dump()
