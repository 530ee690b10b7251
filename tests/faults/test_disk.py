"""A corrupted page is found by `verify`, and a backup taken under load is a whole and intact history."""

from __future__ import annotations

import shutil
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from regdrift.cli import run_command
from regdrift.data.load_rules import load_rule_book
from regdrift.model.check import CheckRow, Outcome
from regdrift.model.source import Source
from regdrift.store.history import History, canonical_dump

sys.path.insert(0, str(Path(__file__).parent))
from watched import small_history

PAGE = 4096


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("disk") / "h.db"
    small_history(place, load_rule_book())
    return place


def test_a_page_of_zeros_is_found_and_a_backup_restores(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, kept = tmp_path / "h.db", tmp_path / "kept.db"
    shutil.copy(filled, place)
    assert run_command(["backup", str(kept), "--db", str(place)]) == 0
    with History.open(place, read_only=True) as history:
        before = list(canonical_dump(history))
        (page,) = history._db.rows("SELECT rootpage FROM sqlite_master WHERE name = 'checks'")
    raw = bytearray(place.read_bytes())
    begin = (page["rootpage"] - 1) * PAGE
    raw[begin : begin + PAGE] = bytes(PAGE)
    place.write_bytes(raw)
    capsys.readouterr()
    assert run_command(["verify", "--db", str(place)]) == 3
    told = "".join(capsys.readouterr())
    assert "malformed" in told or "damaged" in told or "SQLite:" in told
    shutil.copy(kept, place)
    assert run_command(["verify", "--db", str(place)]) == 0
    with History.open(place, read_only=True) as history:
        assert list(canonical_dump(history)) == before


def test_a_backup_under_load_is_intact(filled: Path, tmp_path: Path) -> None:
    place = tmp_path / "h.db"
    shutil.copy(filled, place)
    stop = threading.Event()
    source = Source("busy", "Busy", "US", url="https://law.example/busy")

    def write() -> None:
        at = datetime(2026, 6, 1, tzinfo=UTC)
        with History.open(place) as history:
            history.sync_sources([source])
            while not stop.is_set():
                at += timedelta(minutes=1)
                row = CheckRow(source.id, at, 0.1, "https://law.example/busy", Outcome.FAILED, 500, "http_status", "no")
                history.record_check(row, None, next_due_at=at)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        heads = []
        for number in range(5):
            copy = tmp_path / f"copy-{number}.db"
            with History.open(place, read_only=True) as history:
                history.backup(copy)
            with History.open(copy, read_only=True) as history:
                report = history.verify()
                assert report.ok, report.problems
                heads.append(report.head)
    finally:
        stop.set()
        writer.join()
    with History.open(place, read_only=True) as history:
        assert all(history.verify(head).ok for head in heads), "every copy is a beginning of what came to be"
