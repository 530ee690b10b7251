"""A history that an older program filled: it is brought up to date when it is opened, and nothing in it moves."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from store_law import LAW_A, LAW_B, observe

from regdrift.errors import HistoryVersionError
from regdrift.store.connection import SCHEMA_VERSION
from regdrift.store.history import History, canonical_dump

NOW = datetime(2027, 1, 1, tzinfo=UTC)


Told = tuple[list[object], list[str]]


def told(history: History) -> Told:
    return list(history.changes()), list(canonical_dump(history))


@pytest.fixture
def third_schema(history: History) -> tuple[Path, Told]:
    """A filled history as schema 3 had it, where recipients were not known, and what it tells."""
    for number, law in enumerate((LAW_A, LAW_B)):
        observe(history, law, number)
    path, expected = history.path, told(history)
    with sqlite3.connect(path) as file:
        file.execute("DROP TABLE recipient_events")
        file.execute("DROP TABLE recipients")
        file.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '0004%'")
        file.execute("PRAGMA user_version=3")
    return path, expected


def test_a_filled_history_of_the_third_schema_is_brought_up_to_date(third_schema: tuple[Path, Told]) -> None:
    path, expected = third_schema
    with History.open(path) as opened:
        assert told(opened) == expected
        assert opened.verify().problems == ()
        opened.leave_route("dpo@example.org", "all", NOW)
        assert opened.verify().problems == ()
        assert opened._db.value("PRAGMA user_version") == SCHEMA_VERSION
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            opened._db.execute("DELETE FROM recipient_events")
    with History.open(path) as again:
        assert again.left_routes() == {("all", "dpo@example.org")}


def test_a_history_to_be_migrated_is_not_touched_where_it_may_only_be_read(third_schema: tuple[Path, Told]) -> None:
    path, _ = third_schema
    before = path.read_bytes()
    with pytest.raises(HistoryVersionError):
        History.open(path, read_only=True)
    assert path.read_bytes() == before
