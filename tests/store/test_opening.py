"""What is not a usable history is told plainly, and a usable one stays intact."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from store_law import LAW_A, LAW_B, SOURCE, capture, check, commit_of, observe

from regdrift.errors import (
    HistoryDamagedError,
    HistoryError,
    HistoryFullError,
    HistoryLockedError,
    HistoryReadOnlyError,
    HistoryVersionError,
)
from regdrift.store.history import History, canonical_dump

_NOBODY = 65534


@contextmanager
def _without_rights() -> Iterator[None]:
    """Run as somebody whom permissions bind, also where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody reaches, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


def test_a_missing_history_is_not_made_by_reading(place: Path) -> None:
    with pytest.raises(HistoryError, match="no history yet"):
        History.open(place, read_only=True)
    with pytest.raises(HistoryError, match="no history yet"):
        History.open(place, create=False)
    assert not place.exists()


def test_a_text_file_is_not_a_database(place: Path) -> None:
    place.write_text("this is a shopping list, and a long one at that\n" * 100)
    with pytest.raises(HistoryVersionError, match="not an SQLite database"):
        History.open(place)
    assert place.read_text().startswith("this is a shopping list")


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    with pytest.raises(HistoryVersionError, match="folder"):
        History.open(tmp_path)


@pytest.mark.parametrize("pragma", ["user_version=0", "user_version=1", "application_id=77"])
def test_another_programs_database_is_left_alone(place: Path, pragma: str) -> None:
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
        other.execute(f"PRAGMA {pragma}")
    other.close()
    before = place.read_bytes()
    with pytest.raises(HistoryVersionError, match="another program"):
        History.open(place)
    assert place.read_bytes() == before


def test_a_newer_schema_is_refused(place: Path) -> None:
    History.open(place).close()
    with sqlite3.connect(place) as newer:
        newer.execute("PRAGMA user_version=99")
    newer.close()
    for read_only in (True, False):
        with pytest.raises(HistoryVersionError, match="newer regdrift"):
            History.open(place, read_only=read_only)


def test_an_empty_file_becomes_a_history(place: Path) -> None:
    place.touch()
    with pytest.raises(HistoryError, match="still empty"):
        History.open(place, read_only=True)
    with History.open(place) as history:
        assert history.verify().ok


def test_a_read_only_file_is_told_and_can_still_be_read(open_folder: Path) -> None:
    place = open_folder / "regdrift.db"
    with History.open(place) as history:
        history.sync_sources([SOURCE])
        observe(history, LAW_A, 0)
    place.chmod(0o444)
    with _without_rights():
        with pytest.raises(HistoryReadOnlyError, match="read-only"):
            History.open(place)
        with History.open(place, read_only=True) as history:
            assert len(history.versions(SOURCE.id)) == 1


def test_a_read_only_folder_is_told_and_can_still_be_read(open_folder: Path) -> None:
    place = open_folder / "regdrift.db"
    with History.open(place) as history:
        history.sync_sources([SOURCE])
        observe(history, LAW_A, 0)
    place.chmod(0o444)
    open_folder.chmod(0o555)
    with _without_rights():
        with pytest.raises(HistoryReadOnlyError):
            History.open(place)
        with History.open(place, read_only=True) as history:
            assert len(history.versions(SOURCE.id)) == 1
    open_folder.chmod(0o777)


def test_writing_through_a_reading_history_is_refused(place: Path, history: History) -> None:
    with History.open(place, read_only=True) as reader, pytest.raises(HistoryReadOnlyError):
        reader.record_check(check(0), capture(b"x"), next_due_at=None)


def test_a_full_disk_loses_nothing_that_was_stored(history: History) -> None:
    observe(history, LAW_A, 0)
    before = list(canonical_dump(history))
    pages = history._db.value("PRAGMA page_count")
    history._db.execute(f"PRAGMA max_page_count={pages + 1}")
    with pytest.raises(HistoryFullError, match="disk is full"):
        history.record_check(check(1), capture(os.urandom(100_000), 1), next_due_at=None)
    assert list(canonical_dump(history)) == before
    history._db.execute("PRAGMA max_page_count=1000000")
    observe(history, LAW_B, 1)
    assert history.verify().ok


def test_a_full_disk_within_transaction_two_leaves_the_capture_unread(history: History) -> None:
    recorded = history.record_check(check(0), capture(b"x"), next_due_at=None)
    commit = commit_of(history, LAW_A, (recorded.capture_id or 0, recorded.check_id), 0)
    history._db.execute(f"PRAGMA max_page_count={history._db.value('PRAGMA page_count')}")
    huge = commit.document.provisions[0].text * 10_000
    swollen = LAW_A.__class__("html", "html@1", (LAW_A.provisions[0].__class__("a", None, None, huge, None),))
    with pytest.raises(HistoryFullError):
        history.commit_version(commit.__class__(**{**_fields(commit), "document": swollen}))
    assert [one.capture_id for one in history.source_state(SOURCE.id).unread] == [recorded.capture_id]
    history._db.execute("PRAGMA max_page_count=1000000")
    history.commit_version(commit)
    assert history.verify().ok


def _fields(commit: object) -> dict[str, object]:
    return {name: getattr(commit, name) for name in commit.__dataclass_fields__}


def test_a_lock_that_is_held_too_long_is_told(place: Path, history: History) -> None:
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with History.open(place, busy_seconds=0.05) as second:
        with pytest.raises(HistoryLockedError, match="another process"):
            second.set_next_due(SOURCE.id, None)
        assert second.source_state(SOURCE.id).head is None
    other.execute("ROLLBACK")
    other.close()
    history.set_next_due(SOURCE.id, None)


def test_a_damaged_file_is_told(place: Path, history: History) -> None:
    for number in range(30):
        observe(history, LAW_A if number % 2 else LAW_B, number)
    history.close()
    raw = bytearray(place.read_bytes())
    raw[8192:-4096] = os.urandom(len(raw) - 8192 - 4096)
    place.write_bytes(raw)
    with pytest.raises((HistoryDamagedError, HistoryVersionError)):
        _read_all(place)


def _read_all(place: Path) -> None:
    with History.open(place) as history:
        list(history.changes())
        history.verify()


def test_two_processes_may_create_the_same_history(place: Path) -> None:
    code = """
import sys
from pathlib import Path
from regdrift.store.history import History
History.open(Path(sys.argv[1])).close()
"""
    started = [subprocess.Popen([sys.executable, "-c", code, str(place)]) for _ in range(3)]
    assert [one.wait() for one in started] == [0, 0, 0]
    with History.open(place, read_only=True) as history:
        assert history.verify().ok


def test_reading_imports_nothing_heavy(place: Path, history: History) -> None:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 1)
    code = """
import sys
from pathlib import Path
from regdrift.store.history import History
with History.open(Path(sys.argv[1]), read_only=True) as history:
    assert len(list(history.changes())) == 1
    assert len(list(history.impacts())) == 1
    history.work_items(); history.sources_health()
with History.open(Path(sys.argv[1])) as history:
    history.due_sources(history.source_state('opt-in-act').head.observed_at)
heavy = {'sqlite_utils', 'httpx', 'pydantic', 'rich', 'apscheduler', 'lxml', 'rapidfuzz', 'backports.zstd'}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code, str(place)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
