"""The connection to the SQLite file: how it is opened, how it is written, and what its errors mean.

Every write runs in one ``BEGIN IMMEDIATE`` transaction: a deferred transaction that reads and then writes fails at
once, whatever the busy timeout. The journal is a WAL with ``synchronous=FULL``: with ``NORMAL`` a power cut may take
back the last commits, and a page of law that was captured may never be served again. One commit then costs one fsync.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from regdrift.errors import (
    HistoryDamagedError,
    HistoryError,
    HistoryFullError,
    HistoryLockedError,
    HistoryReadOnlyError,
    HistoryVersionError,
)

APPLICATION_ID = 0x52474446
"""``RGDF`` in ASCII: marks the file as a regdrift history (SQLite file format §1.3.11)."""
SCHEMA_VERSION = 4
"""``user_version`` of a file that this program reads and writes."""

Row = dict[str, Any]
"""One row by column name. ``Any`` because SQLite's columns carry no static type."""
Parameters = Sequence[object] | dict[str, object]

_PRIMARY_CODE = 0xFF


class told_plainly:  # noqa: N801 - used like the function it was; every statement passes here
    """Turn SQLite's errors into :class:`regdrift.errors.HistoryError` subclasses, the one place that does.

    Broken constraints and wrong SQL pass unchanged: they are bugs.
    """

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing is needed."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Tell what SQLite says in words of this program."""
        if isinstance(error, sqlite3.Error):
            told = _told(error, self._path)
            if told is not None:
                raise told from error


def _told(error: sqlite3.Error, path: Path) -> HistoryError | None:
    match getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE:
        case sqlite3.SQLITE_FULL:
            return HistoryFullError(
                f"{path}: the disk is full; nothing of this step was stored, all earlier steps are kept. "
                "Make room and run the command again."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return HistoryLockedError(
                f"{path}: another process is writing and did not finish in time. "
                "Wait for it (or look for a hanging one) and run the command again."
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return _not_writable(path)
        case sqlite3.SQLITE_CANTOPEN:
            return HistoryReadOnlyError(
                f"{path}: the file cannot be opened, or its folder does not let SQLite write beside it. "
                "Check the permissions of both."
            )
        case sqlite3.SQLITE_CORRUPT:
            return HistoryDamagedError(f"{path}: the file is damaged ({error}). Restore the latest backup of it.")
        case sqlite3.SQLITE_NOTADB:
            return HistoryVersionError(f"{path}: this is not an SQLite database. Name another file with --db.")
        case sqlite3.SQLITE_IOERR:
            return HistoryError(f"{path}: the disk reports an error ({error}). Check the disk and its free space.")
        case _:
            return None


def _not_writable(path: Path) -> HistoryReadOnlyError:
    return HistoryReadOnlyError(
        f"{path}: the file or its folder is read-only. Change its permissions, or name another file with --db."
    )


class Database:
    """One connection with plain reading and writing. It belongs to the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    def close(self) -> None:
        """Close the connection; a transaction that is still open is rolled back."""
        self.connection.close()

    def lazily(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """Give the rows of a query one by one."""
        with told_plainly(self.path):
            cursor = self.connection.execute(sql, parameters)
            names = _columns(cursor)
            for values in cursor:
                yield dict(zip(names, values, strict=True))

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Give all rows of a query."""
        with told_plainly(self.path):
            cursor = self.connection.execute(sql, parameters)
            names = _columns(cursor)
            return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def first(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Give the first row of a query; None where there is none."""
        with told_plainly(self.path):
            cursor = self.connection.execute(sql, parameters)
            values = cursor.fetchone()
            return None if values is None else dict(zip(_columns(cursor), values, strict=True))

    def value(self, sql: str, parameters: Parameters = ()) -> Any:  # noqa: ANN401 - a column has no static type
        """Give the first column of the first row; None where there is no row."""
        with told_plainly(self.path):
            row = self.connection.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Run one statement within :meth:`write`."""
        with told_plainly(self.path):
            return self.connection.execute(sql, parameters)

    def insert(self, table: str, row: Row) -> int:
        """Insert one row within :meth:`write` and give its rowid."""
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        cursor = self.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608 - names are ours
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def insert_all(self, table: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Insert many rows within :meth:`write`; each row in the order of ``names``."""
        rows = list(rows)
        if not rows:
            return
        marks = ", ".join("?" * len(names))
        with told_plainly(self.path):
            self.connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)  # noqa: S608

    def execute_all(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for many rows of parameters within :meth:`write`."""
        with told_plainly(self.path):
            self.connection.executemany(sql, rows)

    @contextmanager
    def write(self) -> Iterator[None]:
        """Run a block as one transaction that holds the write lock from its start; roll back on any error.

        Raises: the subclasses of HistoryError of :func:`told_plainly`.
        """
        with told_plainly(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                # A full disk makes SQLite roll back by itself; a second ROLLBACK would hide the cause.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise


def _columns(cursor: sqlite3.Cursor) -> list[str]:
    return [column[0] for column in cursor.description or ()]


def open_database(path: Path, *, read_only: bool, create: bool, busy_seconds: float) -> Database:
    """Open a history and bring its schema up to date.

    ``sqlite_utils`` is imported only where a migration must run. Raises: a subclass of HistoryError where the file
    is missing, not ours, too new, read-only, locked or damaged.
    """
    _check_place(path, read_only=read_only, create=create)
    with told_plainly(path):
        connection = _connect(path, read_only=read_only, busy_seconds=busy_seconds)
        try:
            _prepare(connection, path, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return Database(connection, path)


def _check_place(path: Path, *, read_only: bool, create: bool) -> None:
    if path.is_dir():
        raise HistoryVersionError(f"{path}: this is a folder, not a history. Name a file with --db.")
    if not path.exists() and (read_only or not create):
        raise HistoryError(f"{path}: there is no history yet. Run `regdrift check` (or `regdrift demo`) first.")
    if read_only:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(path) from error
    if not _writable(path.parent) or (path.exists() and not _writable(path)):
        raise _not_writable(path)


def _writable(place: Path) -> bool:
    return os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _connect(path: Path, *, read_only: bool, busy_seconds: float) -> sqlite3.Connection:
    address = path.absolute().as_uri()
    if not read_only:
        return sqlite3.connect(f"{address}?mode=rwc", uri=True, timeout=busy_seconds, isolation_level=None)
    journal = path.with_name(path.name + "-wal")
    settled = not journal.exists() or journal.stat().st_size == 0
    # A WAL database in a folder that cannot be written opens only as immutable; right only while no journal waits.
    mode = "ro&immutable=1" if settled and not _writable(path.parent) else "ro"
    return sqlite3.connect(f"{address}?mode={mode}", uri=True, timeout=busy_seconds, isolation_level=None)


def _prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    version = _identify(connection, path)
    if version < SCHEMA_VERSION and read_only:
        _refuse_old(path, version)
    if not read_only:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    if version < SCHEMA_VERSION:
        # Here and not above: importing it costs 90 ms, and an up-to-date history never needs it.
        from regdrift.store.migrations import migrate  # noqa: PLC0415

        migrate(connection, lambda: _identify(connection, path))


def _refuse_old(path: Path, version: int) -> None:
    if version == 0:
        raise HistoryError(f"{path}: the history is still empty. Run `regdrift check` (or `regdrift demo`) first.")
    raise HistoryVersionError(
        f"{path}: written by an older regdrift (schema {version}, this program reads {SCHEMA_VERSION}). "
        "Run `regdrift check` once to bring it up to date; make a backup first."
    )


def _identify(connection: sqlite3.Connection, path: Path) -> int:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == APPLICATION_ID and version <= SCHEMA_VERSION:
        return version
    if application == APPLICATION_ID:
        raise HistoryVersionError(
            f"{path}: written by a newer regdrift (schema {version}, this program knows {SCHEMA_VERSION}). "
            "Update regdrift, or name another file with --db."
        )
    if application or version or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise HistoryVersionError(
            f"{path}: this database belongs to another program; it is left alone. Name another file with --db."
        )
    return 0


class Aggregate:
    """One part of the history's interface, over the one connection that all parts share."""

    def __init__(self, database: Database) -> None:
        self._db = database
