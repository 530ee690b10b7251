"""Small values that outlive a process and are no evidence: what the fetcher knows, what was assessed with."""

from __future__ import annotations

from regdrift.store.connection import Database


def kept(database: Database, name: str) -> str | None:
    """Give a kept value; None where there is none."""
    value: str | None = database.value("SELECT value FROM kept WHERE name = ?", (name,))
    return value


def keep(database: Database, name: str, value: str) -> None:
    """Keep a value under a name; within :meth:`Database.write`."""
    database.execute("INSERT OR REPLACE INTO kept (name, value) VALUES (?, ?)", (name, value))
