"""Copies on a schedule: none too many, none half, and what is there outlives what goes wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from regdrift.daemon.backups import PATIENCE_SECONDS, BackupPlan, Backups
from regdrift.errors import HistoryDamagedError, HistoryError
from regdrift.model.source import Source
from regdrift.store.history import History, canonical_dump

DAY = timedelta(days=1)


class Stage:
    def __init__(self, folder: Path, keep: int = 3) -> None:
        self.database, self.folder = folder / "h.db", folder / "copies"
        with History.open(self.database) as history:
            history.sync_sources([Source("s", "Act", "US")])
        self.now, self.elapsed = datetime(2026, 11, 1, 6, tzinfo=UTC), 0.0
        self.plan = BackupPlan(self.folder, 86_400, keep)
        self.start()

    def start(self) -> None:
        self.backups = Backups(self.plan, lambda: self.now, lambda: self.elapsed)

    def pass_time(self, time: timedelta) -> Path | None:
        self.now += time
        self.elapsed += time.total_seconds()
        return self.backups.look(self.database)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_a_copy_is_made_when_it_is_due_and_no_restart_repeats_it(stage: Stage) -> None:
    made = stage.pass_time(timedelta())
    assert made is not None
    assert made.name == "regdrift-20261101T060000Z.db"
    with History.open(made, read_only=True) as copy, History.open(stage.database, read_only=True) as history:
        assert copy.verify().ok
        assert list(canonical_dump(copy)) == list(canonical_dump(history))
    assert stage.pass_time(DAY - timedelta(seconds=1)) is None
    stage.start()
    assert stage.pass_time(timedelta()) is None
    assert stage.pass_time(timedelta(seconds=1)) is not None


def test_the_oldest_are_taken_away_and_files_of_others_stay(stage: Stage) -> None:
    stage.folder.mkdir()
    for name in ("regdrift-before-upgrade.db", "notes.txt", "regdrift-20261101T060000Z.db.part"):
        (stage.folder / name).write_text("kept")
    for _ in range(6):
        assert stage.pass_time(DAY) is not None
    kept = [name for name in stage.names() if name.startswith("regdrift-2026") and name.endswith(".db")]
    assert kept == [f"regdrift-2026110{day}T060000Z.db" for day in (5, 6, 7)]
    assert {"regdrift-before-upgrade.db", "notes.txt"} <= set(stage.names())


def test_a_copy_that_a_clock_ahead_of_time_made_holds_up_none(stage: Stage) -> None:
    stage.now += 400 * DAY
    assert stage.pass_time(timedelta()) is not None
    stage.now -= 400 * DAY
    assert stage.pass_time(DAY) is not None


def test_what_cannot_be_written_is_told_tried_again_and_takes_nothing_away(stage: Stage) -> None:
    first = stage.pass_time(timedelta())
    assert first is not None
    whole = stage.folder.rename(stage.folder.with_name("elsewhere"))
    stage.folder.write_text("a file where the folder was")
    with pytest.raises(HistoryError, match="no backup could be written"):
        stage.pass_time(DAY)
    assert stage.pass_time(timedelta(seconds=60)) is None
    with pytest.raises(HistoryError):
        stage.pass_time(timedelta(seconds=PATIENCE_SECONDS))
    stage.folder.unlink()
    whole.rename(stage.folder)
    assert stage.pass_time(timedelta(seconds=PATIENCE_SECONDS)) is not None
    assert first.exists()


def test_a_damaged_history_gives_no_copy_that_looks_whole(stage: Stage) -> None:
    with History.open(stage.database) as history:
        (page,) = history._db.rows("SELECT rootpage FROM sqlite_master WHERE name = 'sources'")
        history._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = bytearray(stage.database.read_bytes())
    begin = (page["rootpage"] - 1) * 4096
    raw[begin : begin + 4096] = b"\xff" * 4096
    stage.database.write_bytes(raw)
    with pytest.raises(HistoryDamagedError):
        stage.pass_time(timedelta())
    assert stage.names() == []
