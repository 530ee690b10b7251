"""A simulated day of a thousand sources with faults: every check is made, memory stays flat, nothing is missed."""

from __future__ import annotations

import random
import resource
import socket
import statistics
import sys
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from regdrift.config import Configuration
from regdrift.daemon.checking import Checking
from regdrift.daemon.overdue import OverdueWatch
from regdrift.daemon.pulse import Pulse
from regdrift.data.load_rules import load_rule_book
from regdrift.demo.loopback import LoopbackServer, QuietHandler
from regdrift.fetch.client import Fetcher
from regdrift.fetch.settings import FetchSettings
from regdrift.model.alert import AlertConfig, Digest, FileChannel, Route
from regdrift.model.level import Level
from regdrift.model.practice import Organization, PracticeRegister
from regdrift.model.source import Source
from regdrift.notify import deliver_due
from regdrift.store.history import History

sys.path.insert(0, str(Path(__file__).parent))
from watched import page_of

BEGIN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # the clocks of Europe change in this day
STEP = timedelta(minutes=10)
FAULTY, CHANGING = 0.05, 0.02
MEGABYTE = 1024


class Publishers(LoopbackServer):
    """Many pages; one request in twenty goes wrong, and some pages change at times."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.lock = dice, threading.Lock()
        self.wording: Counter[str] = Counter()
        self.asked = self.faults = 0
        super().__init__(self._handler())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        publishers = self

        class Handler(QuietHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:  # noqa: N802  # the name is http.server's
                if self.path == "/robots.txt":
                    self.reply(404, b"")
                    return
                with publishers.lock:
                    known = self.path in publishers.wording
                    chance = publishers.dice.random() if known else 0.5  # the first look at a page goes well
                    publishers.asked += 1
                    publishers.faults += chance < FAULTY
                    publishers.wording[self.path] += int(chance > 1 - CHANGING)
                    number = publishers.wording[self.path]
                if chance < FAULTY:
                    self.spoil(int(chance / FAULTY * 5))
                else:
                    self.reply(200, law(self.path, number))

            def spoil(self, kind: int) -> None:
                if kind == 0:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                elif kind == 1:
                    self.reply(200, b"<html><head><title>Page not found</title></head><body>404</body></html>")
                elif kind == 2:
                    self.reply(200, law(self.path, 0)[:300])
                else:
                    self.reply((404, 500)[kind - 3], b"")

            def reply(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler


def law(path: str, number: int) -> bytes:
    """Give the wording of a page, an illustration."""
    return page_of(
        f"A provider of service {path.strip('/')} shall answer a request within {30 + number} days after receipt.",
        *(f"A provider shall keep records of matter {n} for two years after the contract ended." for n in range(8)),
    )


def test_two_hours_of_a_hundred_sources(tmp_path: Path) -> None:
    live(tmp_path, sources=100, hours=2, every_seconds=3600)


@pytest.mark.soak
def test_a_day_of_a_thousand_sources_with_faults(tmp_path: Path) -> None:
    grown = live(tmp_path, sources=1000, hours=24, every_seconds=3600 * 3)
    assert grown < 60 * MEGABYTE


def live(folder: Path, *, sources: int, hours: int, every_seconds: int) -> int:
    """Live through simulated hours; give by how many KiB the process grew in the second half."""
    hand = Hand()
    database = folder / "h.db"
    watch = OverdueWatch(hand.elapsed)
    settings = FetchSettings(retries=0, max_wait_seconds=0)
    sizes = []
    with (
        Publishers(random.Random(20261127)) as publishers,
        Fetcher(settings, clock=hand, sleep=lambda _: None) as fetcher,
        Checking(database, load_rule_book(), hand, stop=threading.Event(), pulse=Pulse(), fetcher=fetcher) as checking,
    ):
        configuration = configure(publishers, folder, sources, every_seconds)
        while hand.elapsed() < hours * 3600:
            checking.look(configuration, 600)
            with History.open(database) as history:
                assert watch.look(history, configuration, hand()) == ()
                deliver_due(history, configuration.alerts, hand)
            sizes.append(resident_kib())
            hand.now += STEP
        judge(database, publishers, sources * hours * 3600 // every_seconds)
    print(f"checks {publishers.asked}, faults {publishers.faults}, at most {max(sizes) // MEGABYTE} MiB")
    half = len(sizes) // 2
    return max(sizes[half:]) - statistics.median_high(sizes[half // 2 : half])


def resident_kib() -> int:
    """Give what the process holds now; where the system does not tell, the most it ever held."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text(encoding="ascii").split()[1]) * resource.getpagesize() // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def elapsed(self) -> float:
        return (self.now - BEGIN).total_seconds()


def configure(publishers: Publishers, folder: Path, count: int, every_seconds: int) -> Configuration:
    sources = tuple(
        Source(f"s{n}", f"Act {n}", "US", url=f"{publishers.base}/s{n}", every_seconds=every_seconds,
               jitter_seconds=900, delay_seconds=0, timeout_seconds=10, allow_private_addresses=True)
        for n in range(count)
    )  # fmt: skip
    box = FileChannel("box", str(folder / "sent"))
    routes = (Route("all", ("box",), min_level=Level.LOW), Route("day", ("box",), digest=Digest(6, "Europe/Paris")))
    return Configuration(sources, PracticeRegister(Organization("Test"), (), "v"), AlertConfig((), (box,), routes))


def judge(database: Path, publishers: Publishers, least: int) -> None:
    with History.open(database) as history:
        rows = history.checks()
        assert len(rows) == publishers.asked
        assert len(rows) >= 0.9 * least
        assert [row for row in rows if row["outcome"] is None] == []
        outcomes = Counter(row["outcome"] for row in rows)
        assert outcomes["failed"] + outcomes["unreadable"] >= publishers.faults * 0.9
        assert all(row["kind"] == "amended" for row in history.changes())
        told = {row["state"] for row in history.alerts()}
        assert told <= {"sent", "digested", "pending"}
        assert not history.outbox_overview()["waiting_since"]
        assert history.verify().ok
