"""kill -9 of the daemon under load: it ends where an undisturbed one would have, and every alert arrives."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from regdrift.demo.law import load_pages
from regdrift.demo.loopback import LoopbackServer, QuietHandler
from regdrift.demo.site import Site
from regdrift.errors import HistoryError
from regdrift.store.history import History, canonical_dump

sys.path.insert(0, str(Path(__file__).parent))
from watched import LATER, lay_out

KILLS_IN_A_TRIAL, PARTS = 5, 6
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DRAIN_SECONDS = 120


class MoodyReceiver(LoopbackServer):
    """A webhook endpoint that refuses some deliveries, hangs up on some, and keeps what it took."""

    def __init__(self, dice: random.Random) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.calm = False
        self._dice = dice
        super().__init__(self._handler())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(QuietHandler):
            def do_POST(self) -> None:  # noqa: N802  # the name is http.server's
                body = self.rfile.read(int(self.headers["Content-Length"]))
                mood = 1.0 if receiver.calm else receiver._dice.random()
                if mood < 0.15:
                    self.connection.close()
                    return
                status = 500 if mood < 0.4 else 200
                if status == 200:
                    receiver.taken.append((self.headers["webhook-id"], body))
                self.send_response(status)
                self.end_headers()

        return Handler


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(load_pages()) as served:
        yield served


def test_a_daemon_killed_under_load_loses_nothing(tmp_path: Path, site: Site) -> None:
    kill_under_load(tmp_path, site, trials=1, kills=3)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_a_daemon_killed_at_300_moments_loses_nothing(tmp_path: Path, site: Site, part: int) -> None:
    trials = 300 // KILLS_IN_A_TRIAL // PARTS
    kill_under_load(tmp_path, site, trials=trials, kills=KILLS_IN_A_TRIAL, seed=part)


def kill_under_load(folder: Path, site: Site, *, trials: int, kills: int, seed: int = 20261127) -> None:
    dice = random.Random(seed)
    with MoodyReceiver(dice) as receiver:
        lay_out(folder, site)
        declare_receiver(folder, receiver)
        first = folder / "first.db"
        receiver.calm = True
        run_to_the_end(folder, first)
        site.day = LATER
        undisturbed = folder / "undisturbed.db"
        copy(first, undisturbed)
        began = time.monotonic()
        run_to_the_end(folder, undisturbed)
        lasts = time.monotonic() - began
        expected = dump(undisturbed)
        assert expected != dump(first)
        for trial in range(trials):
            database = folder / f"trial-{trial}.db"
            copy(first, database)
            receiver.taken.clear()
            receiver.calm = False
            for _ in range(kills):
                turn_the_clock(database)
                kill_soon(folder, database, dice.uniform(0.2, lasts))
            receiver.calm = True
            turn_the_clock(database)
            run_to_the_end(folder, database)
            assert dump(database) == expected, f"trial {trial}"
            all_arrived(database, receiver, first)
            database.unlink()


def declare_receiver(folder: Path, receiver: MoodyReceiver) -> None:
    (folder / "alerts.yaml").write_text(
        "schema: regdrift/alerts@1\n"
        "people: [{id: clinics, emails: [clinics@example.com]}]\n"
        "channels:\n"
        f"  - {{id: hook, kind: webhook, url: '{receiver.base}/', secrets: ['{SECRET}'],\n"
        "     allow_private_addresses: true}\n"
        f"  - {{id: archive, kind: file, folder: '{folder / 'sent'}'}}\n"
        "routes: [{id: all, channels: [hook, archive], min_level: none}]\n",
        encoding="utf-8",
    )


def start(folder: Path, database: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "regdrift", "run", "--no-listen", "-q", "--db", str(database)]
    command += ["--config", str(folder)]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, stderr=log, start_new_session=True)


def kill_soon(folder: Path, database: Path, seconds: float) -> None:
    daemon = start(folder, database)
    time.sleep(seconds)
    os.killpg(daemon.pid, signal.SIGKILL)
    daemon.wait()


def run_to_the_end(folder: Path, database: Path) -> None:
    """Let a daemon work until nothing is due and nothing waits to be sent; the clock is turned for what waits."""
    daemon = start(folder, database)
    try:
        turn_the_clock(database, due=False)
        assert eventually(lambda: is_done(database))
    finally:
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(15) == 0


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False


def is_done(database: Path) -> bool:
    turn_the_clock(database, due=False)
    try:
        with History.open(database, read_only=True, create=False) as history:
            health = history.sources_health()
            states = history.outbox_overview()["states"]
            unread = any(history.source_state(row["id"]).unread for row in health)
            checked = bool(health) and all(row["next_due_at"] for row in health)
            return checked and not unread and not states.keys() & {"pending", "leased"}
    except HistoryError:
        return False


def turn_the_clock(database: Path, *, due: bool = True) -> None:
    """Make due what waits for its next attempt, for a killed process's lease to run out, or for its next check."""
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=20)) as connection, connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").fetchone():
            return
        connection.execute("UPDATE outbox SET next_attempt_at = created_at WHERE state = 'pending' AND attempts < 12")
        if due:
            connection.execute("UPDATE outbox SET leased_until = created_at WHERE state = 'leased'")
            connection.execute("UPDATE source_states SET next_due_at = NULL")


def copy(source: Path, target: Path) -> None:
    with History.open(source, read_only=True) as history:
        history.backup(target)
    turn_the_clock(target)


def dump(database: Path) -> list[str]:
    with History.open(database, read_only=True) as history:
        assert history.verify().ok
        return list(canonical_dump(history))


def all_arrived(database: Path, receiver: MoodyReceiver, before: Path) -> None:
    """Every alert came at least once, twice only with the same id and body, and in order for each dossier."""
    with History.open(before, read_only=True) as history:
        told_before = {row["id"] for row in history.alerts()}
    with History.open(database, read_only=True) as history:
        rows = [row for row in history.alerts()[::-1] if row["channel"] == "hook" and row["id"] not in told_before]
    assert {row["state"] for row in rows} == {"sent"}
    bodies: dict[str, set[bytes]] = {}
    for name, body in receiver.taken:
        bodies.setdefault(name, set()).add(body)
    assert bodies.keys() == {row["id"] for row in rows}
    assert all(len(different) == 1 for different in bodies.values())
    order = {row["id"]: row["num"] for row in rows}
    first_times: dict[str, list[int]] = {}
    for name in bodies:  # in the order of their first arrival
        dossier = json.loads(next(iter(bodies[name])))["data"]["dossier"]
        first_times.setdefault(dossier, []).append(order[name])
    assert all(numbers == sorted(numbers) for numbers in first_times.values())
