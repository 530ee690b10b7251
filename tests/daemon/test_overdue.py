"""Sources that are due and that nobody checks are told once, and once more when they are checked again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from regdrift.config import Configuration
from regdrift.daemon.overdue import LATE_SECONDS, OverdueWatch
from regdrift.model.alert import AlertConfig, FileChannel, Route
from regdrift.model.practice import Organization, PracticeRegister
from regdrift.model.source import Source
from regdrift.store.history import History

NOW = datetime(2026, 5, 1, tzinfo=UTC)


class Stage:
    def __init__(self, history: History, count: int, *routes: Route) -> None:
        self.history = history
        sources = tuple(Source(f"s{n}", f"Act {n}", "FR" if n % 2 else "US", every_seconds=3600) for n in range(count))
        alerts = AlertConfig(channels=(FileChannel("box", "x"),), routes=routes or (Route("all", ("box",)),))
        self.configuration = Configuration(sources, PracticeRegister(Organization("Test"), (), "v"), alerts)
        history.sync_sources(sources)
        self.elapsed, self.at = 0.0, NOW
        self.watch = OverdueWatch(lambda: self.elapsed)

    def restart(self) -> None:
        self.watch = OverdueWatch(lambda: self.elapsed)

    def pass_time(self, seconds: float, look_every: float = 600) -> tuple[str, ...]:
        ends = self.elapsed + seconds
        late: tuple[str, ...] = ()
        while self.elapsed < ends:
            self.elapsed += look_every
            self.at += timedelta(seconds=look_every)
            late = self.watch.look(self.history, self.configuration, self.at)
        return late

    def check(self, *names: str) -> None:
        for name in names or [source.id for source in self.configuration.sources]:
            self.history.set_next_due(name, self.at + timedelta(days=1))

    def told(self) -> list[str]:
        return [f"{row['kind']} {row['dossier']}" for row in self.history.alerts()][::-1]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "h.db") as opened:
        yield opened


def test_an_episode_is_told_once_with_its_all_clear_and_the_next_one_again(history: History) -> None:
    stage = Stage(history, 2)
    stage.check("s1")
    assert stage.pass_time(LATE_SECONDS - 600) == ()
    assert stage.pass_time(3 * LATE_SECONDS) == ("s0",)
    assert stage.told() == ["source.overdue s0"]
    stage.check("s0")
    assert stage.pass_time(600) == ()
    assert stage.told() == ["source.overdue s0", "source.on_time s0"]
    history.set_next_due("s0", None)
    assert stage.pass_time(2 * LATE_SECONDS) == ("s0",)
    assert stage.told()[2:] == ["source.overdue s0"]


def test_a_restart_after_days_alarms_only_what_the_daemon_itself_leaves_undone(history: History) -> None:
    stage = Stage(history, 3)
    stage.at += timedelta(days=9)
    assert stage.pass_time(600) == ()
    stage.check()
    assert stage.pass_time(2 * LATE_SECONDS) == ()
    assert stage.told() == []


def test_a_clock_that_jumps_ahead_alarms_nobody(history: History) -> None:
    stage = Stage(history, 3)
    stage.check()
    stage.pass_time(1200)
    stage.at += timedelta(days=400)
    stage.pass_time(1200)
    stage.at -= timedelta(days=400)
    stage.pass_time(1200)
    assert stage.told() == []


def test_an_episode_outlives_a_restart_of_the_daemon(history: History) -> None:
    stage = Stage(history, 1)
    stage.pass_time(2 * LATE_SECONDS)
    stage.restart()
    assert stage.pass_time(600) == ("s0",)
    stage.restart()
    stage.check("s0")
    stage.pass_time(600)
    assert stage.told() == ["source.overdue s0", "source.on_time s0"]


def test_many_sources_at_once_are_one_message_to_every_route_that_wants_one_of_them(history: History) -> None:
    french = Route("french", ("box",), jurisdictions=("FR",), sources=("s3",))
    german = Route("german", ("box",), jurisdictions=("DE",))
    stage = Stage(history, 40, french, german)
    stage.pass_time(2 * LATE_SECONDS)
    (row,) = history.alerts()
    assert row["route"] == "french"
    assert len(row["payload"]["sources"]) == 40
    stage.check()
    stage.pass_time(600)
    assert stage.told() == ["source.overdue several-sources", "source.on_time several-sources"]


def test_a_source_that_is_switched_off_is_nobodys_alarm(history: History) -> None:
    stage = Stage(history, 2)
    stage.pass_time(2 * LATE_SECONDS)
    stage.configuration = Configuration((), stage.configuration.register, stage.configuration.alerts)
    history.sync_sources(())
    assert stage.pass_time(600) == ()
    assert len(stage.told()) == 2
