"""Brings a history's schema up to date. The only module that imports sqlite_utils."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from sqlite_utils import Database as SchemaDatabase
from sqlite_utils import Migrations

from regdrift.store.connection import APPLICATION_ID, SCHEMA_VERSION
from regdrift.store.schema import FIRST_SCHEMA, RECIPIENTS
from regdrift.store.schema_views import LAW_SEARCH, TOLD_ONCE

MIGRATIONS = Migrations("regdrift")


@MIGRATIONS(name="0001_history")
def _first(database: SchemaDatabase) -> None:
    for statement in FIRST_SCHEMA:
        database.conn.execute(statement)


@MIGRATIONS(name="0002_search_the_law")
def _law_search(database: SchemaDatabase) -> None:
    for statement in LAW_SEARCH:
        database.conn.execute(statement)


@MIGRATIONS(name="0003_tell_words_once")
def _tell_once(database: SchemaDatabase) -> None:
    for statement in TOLD_ONCE:
        database.conn.execute(statement)


@MIGRATIONS(name="0004_recipients")
def _recipients(database: SchemaDatabase) -> None:
    for statement in RECIPIENTS:
        database.conn.execute(statement)


def migrate(connection: sqlite3.Connection, identify: Callable[[], int]) -> None:
    """Apply what is missing, all of it or nothing.

    ``identify`` gives the schema's version and is asked again under the write lock, because another process may
    have migrated meanwhile. Raises: whatever ``identify`` raises, and SQLite's errors.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if identify() < SCHEMA_VERSION:
            MIGRATIONS.apply(SchemaDatabase(connection))
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
