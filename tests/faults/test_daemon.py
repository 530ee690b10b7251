"""The daemon as a process: it checks what is due, reads its files again, refuses a second one and stops in time."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regdrift.demo.law import load_pages
from regdrift.demo.site import Site
from regdrift.errors import HistoryError, StoppedError
from regdrift.model.alert import Alert, AlertKind
from regdrift.model.document import ReadResult
from regdrift.model.level import Level
from regdrift.parse import ReadHints
from regdrift.reading import Reader
from regdrift.store.filters import AlertFilter
from regdrift.store.history import History

sys.path.insert(0, str(Path(__file__).parent))
from watched import lay_out

PATIENCE_SECONDS = 60
"""Bounds a test that would hang; what a stop did not wait for is read from the history."""
WATCHED = 8


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(load_pages()) as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path, site: Site) -> Path:
    lay_out(tmp_path, site)
    return tmp_path


def start(folder: Path, *options: str, **environ: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "regdrift", "run", "--db", str(folder / "h.db"), "--config", str(folder)]
    command += options or ["--no-listen"]
    log = (folder / f"log-{time.monotonic_ns()}").open("w")
    return subprocess.Popen(command, stderr=log, text=True, env={**os.environ, **environ})


def log_lines(folder: Path) -> list[dict[str, object]]:
    lines = [line for file in sorted(folder.glob("log-*")) for line in file.read_text().splitlines()]
    return [json.loads(line) for line in lines if line.startswith("{")]


def eventually(condition: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def stop(daemon: subprocess.Popen[str]) -> int:
    daemon.send_signal(signal.SIGTERM)
    return daemon.wait(PATIENCE_SECONDS)


def checked_once(folder: Path) -> bool:
    try:
        with History.open(folder / "h.db", read_only=True, create=False) as history:
            rows = history.sources_health()
            return bool(rows) and all(row["last_outcome"] == "first_seen" for row in rows)
    except HistoryError:
        return False


def test_checks_what_is_due_and_nothing_twice(folder: Path) -> None:
    daemon = start(folder)
    try:
        assert eventually(lambda: checked_once(folder))
    finally:
        assert stop(daemon) == 0
    again = start(folder)
    try:
        assert eventually(lambda: sum(line["event"] == "serving" for line in log_lines(folder)) == 2)
        time.sleep(2)
    finally:
        assert stop(again) == 0
    with History.open(folder / "h.db", read_only=True) as history:
        sources = [row["id"] for row in history.sources_health()]
        assert {source: len(history.checks(source)) for source in sources} == dict.fromkeys(sources, 1)


def test_a_second_daemon_is_refused(folder: Path) -> None:
    daemon = start(folder)
    try:
        assert eventually(lambda: any(line["event"] == "serving" for line in log_lines(folder)))
        second = start(folder)
        assert second.wait(20) == 3
        assert any(f"another daemon (process {daemon.pid}) serves" in file.read_text() for file in folder.glob("log-*"))
    finally:
        assert stop(daemon) == 0


def test_a_broken_file_keeps_the_old_configuration(folder: Path) -> None:
    daemon = start(folder)
    try:
        assert eventually(lambda: checked_once(folder))
        (folder / "sources.yaml").write_text("schema: regdrift/sources@1\nsources: [{id: x}]\n")
        os.kill(daemon.pid, signal.SIGHUP)
        assert eventually(lambda: any(line["event"] == "configuration kept" for line in log_lines(folder)))
        assert daemon.poll() is None
    finally:
        assert stop(daemon) == 0


def test_an_edited_file_holds_from_the_signal_on(folder: Path) -> None:
    daemon = start(folder)
    try:
        assert eventually(lambda: checked_once(folder))
        text = (folder / "sources.yaml").read_text()
        first, _, rest = text.partition("  - {id: ")
        (folder / "sources.yaml").write_text(first + "  - {id: added-" + rest)
        os.kill(daemon.pid, signal.SIGHUP)
        assert eventually(lambda: any(str(line.get("source")).startswith("added-") for line in log_lines(folder)))
    finally:
        assert stop(daemon) == 0


def test_copies_of_the_history_are_written_while_it_serves(folder: Path) -> None:
    copies = folder / "copies"
    daemon = start(folder, "--no-listen", "--backup-to", str(copies), "--backup-every", "1d")
    assert eventually(lambda: list(copies.glob("regdrift-*.db")) != [])
    assert stop(daemon) == 0
    (copy,) = copies.iterdir()
    with History.open(copy, read_only=True) as history:
        assert history.verify().ok
    assert [line["file"] for line in log_lines(folder) if line["event"] == "backup written"] == [str(copy)]


def test_a_receiver_that_hangs_does_not_delay_the_end(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        (folder / "alerts.yaml").write_text(
            "schema: regdrift/alerts@1\n"
            "people: [{id: clinics, emails: [clinics@example.com]}]\n"
            f"channels: [{{id: mail, kind: email, host: 127.0.0.1, port: {silent.getsockname()[1]}, security: none,\n"
            "            sender: a@example.com, to: [clinics]}]\n"
            "routes: [{id: all, channels: [mail], min_level: none}]\n"
        )
        with History.open(folder / "h.db") as history:
            history.enqueue_alerts(waiting_alerts(15), datetime.now(UTC))
        daemon = start(folder)
        try:
            silent.settimeout(30)
            connection, _ = silent.accept()
        finally:
            assert stop(daemon) == 0
        connection.close()
    with History.open(folder / "h.db") as history:
        states = [row["state"] for row in history.alerts(AlertFilter(kind="test"))]
        assert sorted(set(states)) == ["leased", "pending"]
        assert states.count("leased") == 1


def test_health_and_metrics_are_served_on_loopback(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    daemon = start(folder, "--listen", f"127.0.0.1:{port}")
    try:
        assert eventually(lambda: checked_once(folder))
        assert eventually(lambda: answers(port, "/readyz"))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        assert f'regdrift_checks_total{{outcome="first_seen"}} {WATCHED}' in text
        taken = start(folder, "--listen", f"127.0.0.1:{port}")
        assert taken.wait(20) == 2
    finally:
        assert stop(daemon) == 0


def test_systemd_is_told_of_readiness_life_and_end(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(folder / "notify"))
        manager.settimeout(30)
        daemon = start(folder, "--no-listen", NOTIFY_SOCKET=str(folder / "notify"), WATCHDOG_USEC="600000")
        try:
            assert manager.recv(4096).decode().startswith("READY=1\n")
            assert [manager.recv(4096) for _ in range(3)] == [b"WATCHDOG=1"] * 3
        finally:
            assert stop(daemon) == 0
        while (told := manager.recv(4096)) == b"WATCHDOG=1":
            continue
        assert told == b"STOPPING=1"


def answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def waiting_alerts(count: int) -> list[Alert]:
    return [
        Alert(f"{n:032x}", AlertKind.TEST, Level.LOW, "all", "mail", "clinics@example.com", f"d{n}", "en", {})
        for n in range(count)
    ]


def test_a_publisher_that_hangs_does_not_delay_the_end(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        source = f"  - {{id: silent, name: Silent, jurisdiction: US, url: 'http://127.0.0.1:{port}/law.html'}}\n"
        with (folder / "sources.yaml").open("a") as file:
            file.write("\n" + source)
        daemon = start(folder)
        try:
            assert eventually(lambda: sum(line["event"] == "checked" for line in log_lines(folder)) >= WATCHED)
        finally:
            assert stop(daemon) == 0
    with History.open(folder / "h.db") as history:
        (silent_one,) = [row for row in history.sources_health() if row["id"] == "silent"]
        assert silent_one["last_outcome"] is None, "its end was not waited for"


def test_a_parser_that_would_hang_is_ended_with_the_daemon() -> None:
    stopped = threading.Event()
    threading.Timer(1, stopped.set).start()
    # The parser never ends by itself: that this returns at all says that it was ended.
    with Reader(sleep_for_ever, stop=stopped) as reader, pytest.raises(StoppedError):
        reader.read(b"law", ReadHints())
    assert stopped.is_set()


def sleep_for_ever(_body: bytes, _hints: ReadHints) -> ReadResult:
    time.sleep(3600)
    raise AssertionError("it was not ended")
