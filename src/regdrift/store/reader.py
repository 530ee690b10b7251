"""The half of a history that reading commands need; it loads neither the nouns nor what writes them."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from regdrift.store.changes import Changes
from regdrift.store.connection import open_database
from regdrift.store.desk import Desk
from regdrift.store.overview import Overview
from regdrift.store.provisions import Provisions
from regdrift.store.search import Search

BUSY_SECONDS = 10.0
"""How long a write waits for another process."""


class Reader(Changes, Provisions, Overview, Search, Desk):
    """One open history, to be read. It belongs to the thread that opened it; each thread and process opens its own."""

    @classmethod
    def open(
        cls, path: Path, *, read_only: bool = False, create: bool = True, busy_seconds: float = BUSY_SECONDS
    ) -> Self:
        """Open a history and bring its schema up to date; reading costs the standard library only.

        Raises: a subclass of HistoryError where the file is not a history, too new, read-only, full, locked or
        damaged; HistoryError itself where there is none and none may be made.
        """
        return cls(open_database(path, read_only=read_only, create=create, busy_seconds=busy_seconds))

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
