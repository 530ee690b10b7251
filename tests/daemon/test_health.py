"""What the daemon says of itself: over HTTP, to Prometheus, to systemd."""

from __future__ import annotations

import json
import os
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from regdrift.daemon.health import Health, HealthServer, split_listen
from regdrift.daemon.metrics import Metric, render
from regdrift.daemon.pulse import STUCK_SECONDS, Pulse
from regdrift.daemon.systemd import notify, watchdog_seconds
from regdrift.errors import UsageError
from regdrift.model.source import Source
from regdrift.store.history import History

NOW = datetime(2026, 5, 1, tzinfo=UTC)


class Stage:
    def __init__(self, database: Path) -> None:
        self.elapsed = 0.0
        self.pulse = Pulse(lambda: self.elapsed)
        self.database = database
        self.server = HealthServer(Health(self.pulse, database, lambda: NOW), "127.0.0.1:0")

    def get(self, path: str, method: str = "GET") -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.server.port}{path}", method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path / "h.db")
    with made.server:
        yield made


def open_history(stage: Stage) -> None:
    with History.open(stage.database) as history:
        history.sync_sources([Source('odd"id\\', "Act", "FR"), Source("plain", "Act", "US")])


def test_it_lives_as_long_as_every_job_moves(stage: Stage) -> None:
    stage.pulse.beat("check")
    stage.elapsed = STUCK_SECONDS
    stage.pulse.beat("deliver")
    assert stage.get("/healthz")[0] == 200
    stage.elapsed += 1
    status, text = stage.get("/healthz")
    assert (status, json.loads(text)["status"]) == (503, "stuck")
    assert stage.pulse.stuck() == ["check"]


def test_it_is_ready_once_a_look_ended_well_and_nothing_stands_in_the_way(stage: Stage) -> None:
    open_history(stage)
    assert json.loads(stage.get("/readyz")[1])["problems"].keys() == {"check"}
    stage.pulse.done("check")
    assert stage.get("/readyz")[0] == 200
    stage.pulse.note("configuration", "sources.yaml:3:1: wrong")
    stage.pulse.done("deliver", "the disk is full")
    status, text = stage.get("/readyz")
    assert (status, json.loads(text)["problems"].keys()) == (503, {"configuration", "deliver"})
    stage.pulse.note("configuration", None)
    stage.pulse.done("deliver")
    assert stage.get("/readyz?x=1")[0] == 200


def test_a_history_that_cannot_be_read_is_not_ready_and_still_measured(stage: Stage) -> None:
    stage.pulse.done("check")
    stage.database.write_text("no database, and long enough to be looked at " * 100)
    assert stage.get("/readyz")[0] == 503
    status, text = stage.get("/metrics")
    assert status == 200
    assert "regdrift_build_info" in text


def test_the_metrics_are_understood_by_the_reference_parser(stage: Stage) -> None:
    open_history(stage)
    stage.pulse.count("checks", "changed", 3)
    stage.pulse.done("check")
    _, text = stage.get("/metrics")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert all(family.documentation for family in families.values())
    assert [s.value for s in families["regdrift_checks"].samples] == [3]
    assert [s.value for s in families["regdrift_sources"].samples] == [2]
    failures = families["regdrift_source_consecutive_failures"].samples
    assert {sample.labels["source"] for sample in failures} == {'odd"id\\', "plain"}
    assert {s.labels["state"] for s in families["regdrift_alerts"].samples} >= {"pending", "dead"}


def test_a_label_cannot_forge_a_line() -> None:
    text = render([Metric("m", "gauge", "Help.", (({"source": 'x"} 1\nforged 2'}, 1.0),))])
    assert [line for line in text.splitlines() if not line.startswith("#")] == ['m{source="x\\"} 1\\nforged 2"} 1']


def test_other_paths_and_heads_are_answered_plainly(stage: Stage) -> None:
    assert stage.get("/../etc/passwd")[0] == 404
    assert stage.get("/healthz", "HEAD") == (200, "")
    assert stage.get("/healthz", "POST")[0] == 501


@pytest.mark.parametrize("text", ["8790", "host:", "host:99999", "host:x", ":80"])
def test_what_is_no_address_to_listen_on_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="no address to listen on"):
        split_listen(text)


def test_an_address_of_either_family_is_taken_apart() -> None:
    assert split_listen("[::1]:80") == ("::1", 80)
    assert split_listen("0.0.0.0:8790") == ("0.0.0.0", 8790)


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_hears_of_it(tmp_path: Path, abstract: bool) -> None:
    name = f"@regdrift-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name[1:] if abstract else name)
        manager.settimeout(5)
        assert notify("READY=1", "STATUS=watching", environ={"NOTIFY_SOCKET": name})
        assert manager.recv(4096) == b"READY=1\nSTATUS=watching"


def test_without_systemd_nothing_is_said(tmp_path: Path) -> None:
    assert not notify("READY=1", environ={})
    assert not notify("READY=1", environ={"NOTIFY_SOCKET": str(tmp_path / "nobody")})
    assert not notify("READY=1", environ={"NOTIFY_SOCKET": "vsock:2:1234"})


def test_the_watchdog_is_meant_for_one_process() -> None:
    assert watchdog_seconds({"WATCHDOG_USEC": "120000000"}) == 120
    assert watchdog_seconds({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": str(os.getpid())}) == 120
    assert watchdog_seconds({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "1"}) is None
    assert watchdog_seconds({"WATCHDOG_USEC": "soon"}) is None
    assert watchdog_seconds({}) is None
