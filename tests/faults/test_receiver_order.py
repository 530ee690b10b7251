"""Receivers that fail now and then keep each dossier's order, and one that hangs makes nobody else late."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from regdrift.model.alert import Alert, AlertConfig, AlertKind, WebhookChannel
from regdrift.model.level import Level
from regdrift.notify import deliver_due
from regdrift.notify.http_post import Answer, HttpPost
from regdrift.notify.result import Surroundings
from regdrift.store.history import History

BEGIN = datetime(2026, 11, 23, 8, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DOSSIERS, EACH, OTHERS = 6, 8, 5
HANG_SECONDS, LATE_SECONDS = 20, 5
PATIENCE_SECONDS = 60


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / "h.db") as opened:
        yield opened


def hook(name: str) -> WebhookChannel:
    return WebhookChannel(name, f"https://{name}.example/", (SECRET,))


def write(history: History, channel: str, count: int, at: datetime) -> list[str]:
    alerts = [
        Alert(f"{channel}-{n:03}", AlertKind.CHANGE_DETECTED, Level.HIGH, "all", channel, channel,
              f"d{n % DOSSIERS}", "en", {"observed_at": at.isoformat()})
        for n in range(count)
    ]  # fmt: skip
    history.enqueue_alerts(alerts, at)
    return [alert.id for alert in alerts]


class Moody:
    """Takes a message, refuses it, breaks off, or takes it and breaks off before it says so."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self.calm = False
        self.taken: list[str] = []

    def __call__(self, request: HttpPost) -> Answer:
        mood = 0.0 if self.calm else self._dice.random()
        if mood < 0.4:
            self.taken.append(request.headers["webhook-id"])
            return Answer(204, {}, "")
        if mood < 0.6:
            self.taken.append(request.headers["webhook-id"])
            raise ConnectionResetError("gone before the answer")
        if mood < 0.8:
            raise TimeoutError("no answer")
        return Answer(self._dice.choice((429, 500, 503)), {"retry-after": "60"}, "")


@pytest.mark.parametrize("seed", range(8))
def test_each_dossier_keeps_its_order_whenever_its_receiver_fails(history: History, seed: int) -> None:
    dice = random.Random(seed)
    receiver, now = Moody(dice), BEGIN
    written = write(history, "moody", DOSSIERS * EACH, now)
    config = AlertConfig(channels=(hook("moody"),))
    for step in range(300):
        receiver.calm = step > 200
        around = Surroundings(now, post=receiver)
        deliver_due(history, config, lambda: now, around, dice.random)  # noqa: B023  # used before the next turn
        now += timedelta(minutes=dice.choice((1, 10, 60)))
    assert {row["state"] for row in history.alerts()} == {"sent"}
    first_arrivals = list(dict.fromkeys(receiver.taken))
    assert sorted(first_arrivals) == sorted(written)
    for number in range(DOSSIERS):
        told = [one for one in receiver.taken if int(one[-3:]) % DOSSIERS == number]
        assert told == sorted(told), "also what is repeated comes before what follows it"


def test_receivers_that_hang_make_no_other_late(history: History) -> None:
    """The clock moves only when a hanging receiver gives up, which each does once all others were told."""
    clock = Clock()
    names = [f"good{n}" for n in range(OTHERS)]
    wanted = OTHERS * DOSSIERS * EACH
    late: list[timedelta] = []
    guard, told_all = threading.Lock(), threading.Event()

    def post(request: HttpPost) -> Answer:
        if "good" not in request.url:
            told_all.wait(PATIENCE_SECONDS)
            clock.pass_seconds(HANG_SECONDS)
            raise TimeoutError("no answer")
        with guard:
            late.append(clock() - BEGIN)
            if len(late) == wanted:
                told_all.set()
        return Answer(204, {}, "")

    for name in ("bad0", "bad1", *names):
        write(history, name, DOSSIERS * EACH, BEGIN)
    channels = tuple(replace(hook(name), timeout_seconds=HANG_SECONDS) for name in ("bad0", "bad1", *names))
    report = deliver_due(history, AlertConfig(channels=channels), clock, Surroundings(BEGIN, post=post))
    assert report.sent == len(late) == wanted
    assert max(late) <= timedelta(seconds=LATE_SECONDS)
    assert clock() >= BEGIN + timedelta(seconds=2 * HANG_SECONDS), "they did hang"


class Clock:
    """A clock that receivers move by the time that they hang."""

    def __init__(self) -> None:
        self._now, self._guard = BEGIN, threading.Lock()

    def __call__(self) -> datetime:
        with self._guard:
            return self._now

    def pass_seconds(self, seconds: float) -> None:
        with self._guard:
            self._now += timedelta(seconds=seconds)
