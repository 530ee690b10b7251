"""The doctor finds what stands in the way of a year of unattended work, and says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path

import pytest
from terminal import Runner

from regdrift.cli.diagnosis import check_time_zones
from regdrift.demo.catchers import Mailbox
from regdrift.model.alert import Alert, AlertKind
from regdrift.model.level import Level
from regdrift.store.history import History


def findings(run: Runner, *options: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in run("doctor", "--json", *options).json:
        found.setdefault(row["subject"], []).append((row["state"], row["message"]))
    return found


def test_a_history_that_is_well_is_told_so(run: Runner) -> None:
    found = findings(run, "--offline")
    ((state, told),) = found["history"]
    assert state == "ok"
    assert "schema" in told
    assert found["alerts"][0][0] == "ok"
    assert found["time zones"][0][0] == "ok"
    assert {"program", "configuration", "sources", "disk"} <= found.keys()


def test_a_damaged_file_is_found(own: Runner) -> None:
    with History.open(own.database) as history:
        history._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(own.database.read_bytes())
    page = 4096
    for start in range(4 * page, len(content) - page, 3 * page):
        content[start : start + 64] = b"\xff" * 64
    own.database.write_bytes(content)
    result = own("doctor", "--offline", "--json")
    assert result.code == 3
    assert ("history", "fail") in {(row["subject"], row["state"]) for row in result.json}


def test_alerts_that_were_given_up_are_told_by_channel(own: Runner) -> None:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    with History.open(own.database) as history:
        for number in range(3):
            alert = Alert(f"x{number}", AlertKind.TEST, Level.LOW, "all", "hook", "hook", f"d{number}", "en", {})
            history.enqueue_alerts([alert], at)
            history.mark_failed(alert.id, f"HTTP 50{number}", None)
        history.disable_target("hook", "hook", "410 Gone", at)
    told = findings(own, "--offline")["alerts"]
    assert ("warn", "hook: 3 given up; the last said: HTTP 502") in told
    assert ("warn", "hook: hook is switched off: 410 Gone") in told


def pid_file(run: Runner) -> Path:
    return run.database.with_name(run.database.name + ".daemon.pid")


def test_the_daemon_is_looked_for(own: Runner) -> None:
    assert findings(own, "--offline")["daemon"] == [("warn", "none runs")]
    pid_file(own).write_text(f"{os.getpid()}\n")
    assert findings(own, "--offline")["daemon"][0][0] == "ok"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    pid_file(own).write_text(f"{ended.pid}\n")
    assert findings(own, "--offline")["daemon"][0][0] == "fail"
    pid_file(own).write_text("nonsense")
    assert findings(own, "--offline")["daemon"][0][0] == "warn"


def test_a_clock_that_went_back_is_found(own: Runner) -> None:
    with History.open(own.database) as history:
        history._db.execute("UPDATE source_states SET last_checked_at = '2999-01-01T00:00:00.000000+00:00'")
    (warned,) = [told for told in findings(own, "--offline")["clock"] if told[0] == "warn"]
    assert "2999-01-01" in warned[1]


@pytest.mark.parametrize(("security", "state"), [("none", "ok"), ("starttls", "fail"), ("tls", "fail")])
def test_the_mail_server_is_greeted_as_mails_will(own: Runner, security: str, state: str) -> None:
    own.write("sources.yaml", "schema: regdrift/sources@1\nsources: []\n")
    with Mailbox() as mailbox:
        own.write(
            "alerts.yaml",
            "schema: regdrift/alerts@1\nchannels:\n  - {id: mail, kind: email, host: 127.0.0.1, "
            f"port: {mailbox.port}, security: {security}, sender: a@example.com, to: [b@example.com]}}\n"
            "routes: [{id: all, channels: [mail]}]\n",
        )
        assert [found for found, _ in findings(own)["mail"]] == [state]


def test_missing_time_zones_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    try:
        assert check_time_zones().state == "fail"
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()
    assert check_time_zones().state == "ok"
