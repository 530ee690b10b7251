"""Receivers that fail in every way, next to one that is well: nothing is lost, order is kept, no other waits."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from regdrift.demo.catchers import Mailbox
from regdrift.demo.loopback import LoopbackServer, QuietHandler
from regdrift.model.alert import Alert, AlertConfig, AlertKind, EmailChannel, QuietHours, Route, WebhookChannel
from regdrift.model.level import Level
from regdrift.notify import deliver_due
from regdrift.notify.dispatch import STORM
from regdrift.store.history import History

BEGIN = datetime(2026, 11, 23, 8, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
STEP = timedelta(minutes=5)
DOSSIERS, EACH = 4, 5


class Endpoint(LoopbackServer):
    """A webhook endpoint that behaves as its fault says until it is cured; keeps what it took, with when."""

    def __init__(self, fault: str, clock: Callable[[], datetime]) -> None:
        self.fault, self.clock = fault, clock
        self.taken: list[tuple[str, str, datetime]] = []
        self.asked = 0
        super().__init__(self._handler())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(QuietHandler):
            def do_POST(self) -> None:  # noqa: N802  # the name is http.server's
                endpoint.asked += 1
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with suppress(OSError):
                    if endpoint.fault == "well" or FAULTS[endpoint.fault](self):
                        endpoint.taken.append((self.headers["webhook-id"], body["data"]["dossier"], endpoint.clock()))
                        self.send_response(200)
                        self.end_headers()

        return Handler


def refuse(status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], bool]:
    def answer(handler: BaseHTTPRequestHandler) -> bool:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        return False

    return answer


def hang(_: BaseHTTPRequestHandler) -> bool:
    time.sleep(2)
    return False


def reset(handler: BaseHTTPRequestHandler) -> bool:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()
    return False


def drip(handler: BaseHTTPRequestHandler) -> bool:
    for mark in b"HTTP/1.1 200 OK\r\nX: ":
        handler.wfile.write(bytes([mark]))
        time.sleep(0.1)
    return False


def garbage(handler: BaseHTTPRequestHandler) -> bool:
    handler.wfile.write(b"\x00\xff" * 200)
    return False


def slow(_: BaseHTTPRequestHandler) -> bool:
    time.sleep(0.2)
    return True


FAULTS: dict[str, Callable[[BaseHTTPRequestHandler], bool]] = {
    "500": refuse(500),
    "404": refuse(404),
    "429": refuse(429, Retry_After="7200"),
    "redirect": refuse(302, Location="http://127.0.0.1:1/elsewhere"),
    "redirect-to-file": refuse(307, Location="file:///etc/passwd"),
    "hangs": hang,
    "resets": reset,
    "drips": drip,
    "garbage": garbage,
    "slow": slow,
}


class Stage:
    def __init__(self, history: History) -> None:
        self.history = history
        self.now = BEGIN

    def clock(self) -> datetime:
        return self.now

    def channel(self, endpoint: Endpoint, name: str = "bad") -> WebhookChannel:
        return WebhookChannel(name, endpoint.base, (SECRET,), allow_private_addresses=True, timeout_seconds=1.0)

    def write(self, channels: tuple[str, ...], first: int = 0) -> list[str]:
        """Write alerts for several dossiers in turn; give the ids in order."""
        alerts = [
            Alert(f"{channel}-{n:04}", AlertKind.CHANGE_DETECTED, Level.HIGH, "all", channel, channel,
                  f"d{n % DOSSIERS}", "en", {"observed_at": self.now.isoformat()})
            for n in range(first, first + DOSSIERS * EACH)
            for channel in channels
        ]  # fmt: skip
        self.history.enqueue_alerts(alerts, self.now)
        return [alert.id for alert in alerts]

    def deliver(self, config: AlertConfig) -> None:
        deliver_due(self.history, config, self.clock, jitter=lambda: 0.5)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with History.open(tmp_path / "h.db") as history:
        yield Stage(history)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_receiver_that_is_bad_for_a_day_loses_nothing_and_delays_no_other(stage: Stage, fault: str) -> None:
    with Endpoint(fault, stage.clock) as bad, Endpoint("well", stage.clock) as good:
        config = AlertConfig(channels=(stage.channel(bad), stage.channel(good, "good")))
        written = stage.write(("bad", "good"))
        stage.deliver(config)
        assert [when for *_, when in good.taken] == [BEGIN] * DOSSIERS * EACH, "the other was told in the same moment"
        bad.fault = fault if fault == "slow" else "well"
        for _ in range(24 * 12):
            stage.now += STEP
            stage.deliver(config)
        nothing_lost(bad, [one for one in written if one.startswith("bad")])
        assert {row["state"] for row in stage.history.alerts()} == {"sent"}


def test_a_receiver_that_is_down_for_three_days_gets_everything_in_order(stage: Stage) -> None:
    with Endpoint("500", stage.clock) as bad, Endpoint("well", stage.clock) as good:
        config = AlertConfig(channels=(stage.channel(bad), stage.channel(good, "good")))
        written = []
        for hour in range(72):
            if hour % 12 == 0:
                written += stage.write(("bad", "good"), first=hour * 100)
            stage.deliver(config)
            stage.now += timedelta(hours=1)
        assert len(good.taken) == 6 * DOSSIERS * EACH
        assert bad.taken == []
        assert bad.asked < 200, "a receiver that is down is not hammered"
        assert not [row for row in stage.history.alerts() if row["state"] == "dead"]
        bad.fault = "well"
        for _ in range(36):
            stage.now += timedelta(hours=1)
            stage.deliver(config)
        nothing_lost(bad, [one for one in written if one.startswith("bad")])


def nothing_lost(endpoint: Endpoint, written: list[str]) -> None:
    """Each alert came, the repeated ones with the same id, and each dossier's in the order they were written."""
    first_arrivals = list(dict.fromkeys(name for name, *_ in endpoint.taken))
    assert Counter(first_arrivals) == Counter(written)
    dossier = {name: one for name, one, _ in endpoint.taken}
    for wanted in set(dossier.values()):
        assert [n for n in first_arrivals if dossier[n] == wanted] == [n for n in written if dossier[n] == wanted]


def test_many_receivers_that_hang_keep_no_other_waiting(stage: Stage) -> None:
    with ExitStack() as stack:
        bad = [stack.enter_context(Endpoint("hangs", stage.clock)) for _ in range(12)]
        good = stack.enter_context(Endpoint("well", stage.clock))
        hanging = tuple(stage.channel(one, f"bad{n}") for n, one in enumerate(bad))
        stage.write((*(one.id for one in hanging), "good"))
        done = threading.Event()

        def stopped() -> bool:
            done.wait(0.01)
            return len(good.taken) == DOSSIERS * EACH

        deliver_due(stage.history, AlertConfig(channels=(*hanging, stage.channel(good, "good"))), stage.clock,
                    stopped=stopped)  # fmt: skip
        assert len(good.taken) == DOSSIERS * EACH
        states = Counter((row["channel"] == "good", row["state"]) for row in stage.history.alerts())
        assert states[(True, "sent")] == DOSSIERS * EACH
        assert not states[(False, "sent")]


def mail(mailbox: Mailbox) -> EmailChannel:
    return EmailChannel("mail", "127.0.0.1", mailbox.port, "a@example.com", ("p@example.com",), security="none")


def mail_alerts(count: int, level: Level = Level.MEDIUM, first: int = 0) -> list[Alert]:
    return [
        Alert(f"{level}-{n:04}", AlertKind.SOURCE_FAILING, level, "all", "mail", "p@example.com", f"d{n}", "en",
              {"observed_at": BEGIN.isoformat(), "message": f"message {n}"})
        for n in range(first, first + count)
    ]  # fmt: skip


def test_a_storm_of_messages_to_one_person_is_one_message(stage: Stage) -> None:
    with Mailbox() as mailbox:
        config = AlertConfig(channels=(mail(mailbox),), routes=(Route("all", ("mail",)),))
        stage.history.enqueue_alerts(mail_alerts(STORM - 1), stage.now)
        stage.deliver(config)
        assert len(mailbox.messages) == STORM - 1
        stage.history.enqueue_alerts(mail_alerts(5000, first=100), stage.now)
        stage.deliver(config)
        assert len(mailbox.messages) == STORM
        assert "5000 messages" in str(mailbox.messages[-1]["Subject"])
        assert len(mailbox.messages[-1].as_bytes()) < 1_000_000
        assert {row["state"] for row in stage.history.alerts()} == {"sent", "digested"}


def test_quiet_hours_hold_back_all_but_the_gravest_and_then_tell_everything(stage: Stage) -> None:
    quiet = QuietHours(20, 7, "Europe/Paris", weekends=True)
    with Mailbox() as mailbox:
        config = AlertConfig(channels=(mail(mailbox),), routes=(Route("all", ("mail",), quiet=quiet),))
        stage.now = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)  # Friday, 20:30 in Paris
        stage.history.enqueue_alerts([*mail_alerts(3), *mail_alerts(1, Level.HIGH)], stage.now)
        stage.deliver(config)
        assert [one["X-Regdrift-Level"] for one in mailbox.messages] == ["high"]
        stage.now = datetime(2026, 11, 22, 12, tzinfo=UTC)  # Sunday noon
        stage.deliver(config)
        assert len(mailbox.messages) == 1
        stage.now = datetime(2026, 11, 23, 6, 1, tzinfo=UTC)  # Monday, 07:01 in Paris
        stage.deliver(config)
        assert len(mailbox.messages) == 4
