"""What is due in the outbox → sent, tried again later, or parked where a person sees it."""

from __future__ import annotations

import queue
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, cast

from regdrift.clock import Clock
from regdrift.model.alert import Alert, AlertConfig, AlertKind, Channel
from regdrift.model.level import Level
from regdrift.notify.channels import send
from regdrift.notify.digests import WaitingAlert, gather_digests
from regdrift.notify.result import Delivered, Rejected, Result, Surroundings, TryAgain

RETRY_SECONDS = (30, 120, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 43200, 43200, 43200, 43200)
"""Wait after each failed attempt, jitter apart; about three days in all, then a person has to look."""
JITTER = 0.2
"""Largest part of a wait that is added at random, so that many alerts do not come back at once."""
BATCH = 10
"""Alerts that one channel is handed at a time."""
LEASE_SECONDS = 600.0
"""Longer than a batch can take; a killed process gives its alerts back after it."""
MAX_THREADS = 8
_TICK_SECONDS = 1.0

Row = Mapping[str, object]
"""An alert as the outbox keeps it: the fields of :class:`Alert`, and ``attempts`` (this one included)."""


class Outbox(Protocol):
    """What delivery needs of the history."""

    def claim(
        self, now: datetime, lease_seconds: float, limit: int, channels: Sequence[str] | None = None
    ) -> Sequence[Row]:
        """Lease due alerts, oldest first."""

    def mark_sent(self, alert_id: str, at: datetime) -> None:
        """Note a delivery."""

    def mark_failed(self, alert_id: str, error: str, retry_at: datetime | None) -> None:
        """Note a failure; None parks the alert as dead."""

    def disable_target(self, channel: str, target: str, reason: str, at: datetime) -> int:
        """Send nothing to a target any more."""

    def channels_waiting(self) -> Sequence[str]:
        """Give the channels for which alerts wait to be sent."""

    def waiting_for_digest(self, route: str | None = None) -> Sequence[Row]:
        """Give alerts that wait for a digest, with ``created_at``."""

    def send_digest(self, digest: Alert, gathered: Sequence[str], at: datetime) -> None:
        """Write a digest and close what it gathers, together."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How many alerts were sent, will be tried again, and were given up."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class SampleReport:
    """How a sample message fared; ``lines`` are for a person."""

    arrived: bool
    lines: tuple[str, ...]


def deliver_due(
    outbox: Outbox,
    config: AlertConfig,
    clock: Clock,
    surroundings: Surroundings | None = None,
    jitter: Callable[[], float] = random.random,
) -> DeliveryReport:
    """Send all that is due, each channel in its own thread; give what became of it.

    The outbox is used by the calling thread only. A channel that is slow or down delays no other: the others go on
    taking what becomes due meanwhile. ``jitter`` gives 0 to 1. ``surroundings`` replaces the doors to the world; its
    time is replaced by the clock's.
    """
    _write_digests(outbox, config, clock())
    doors = replace(surroundings, now=clock()) if surroundings else Surroundings(clock(), config.public_url)
    delivery = _Delivery(outbox, clock, doors, jitter)
    delivery.run({channel.id: channel for channel in config.channels})
    return delivery.report


def alert_from_row(row: Row) -> Alert:
    """Give the alert that a row of the outbox holds."""
    return Alert(
        id=str(row["id"]),
        kind=AlertKind(str(row["kind"])),
        level=Level(str(row["level"])),
        route=str(row["route"]),
        channel=str(row["channel"]),
        target=str(row["target"]),
        dossier=str(row["dossier"]),
        language=str(row["language"]),
        payload=cast("Mapping[str, object]", row["payload"]),
        digest=bool(row["digest"]),
    )


def retry_at(attempts: int, now: datetime, asked_seconds: float | None, chance: float) -> datetime | None:
    """Give when to try again after ``attempts`` failed attempts; None where it is time to give up.

    What the target asked for is obeyed where it is later than the schedule. ``chance`` is 0 to 1.
    """
    if attempts > len(RETRY_SECONDS):
        return None
    planned = RETRY_SECONDS[max(attempts, 1) - 1] * (1 + JITTER * chance)
    return now + timedelta(seconds=max(planned, asked_seconds or 0.0))


def send_sample(
    channel: Channel, config: AlertConfig, clock: Clock, surroundings: Surroundings | None = None
) -> SampleReport:
    """Send a test message through a channel now, past the outbox; give how it fared for each target."""
    from regdrift.notify.samples import sample_alerts  # noqa: PLC0415  # only `alerts test` pays for it

    now = clock()
    doors = replace(surroundings, now=now) if surroundings else Surroundings(now, config.public_url)
    lines: list[str] = []
    arrived = True
    for alert in sample_alerts(channel, config, now):
        result = send(alert, channel, doors)
        match result:
            case Delivered(receipt):
                lines.append(f"{channel.id} → {alert.target}: {receipt or 'delivered'}")
            case TryAgain(reason) | Rejected(reason):
                arrived = False
                lines.append(f"{channel.id} → {alert.target or 'nobody'}: not delivered: {reason}")
    return SampleReport(arrived, tuple(lines))


def _write_digests(outbox: Outbox, config: AlertConfig, now: datetime) -> None:
    waiting = [
        WaitingAlert(alert_from_row(row), _instant(str(row["created_at"]))) for row in outbox.waiting_for_digest()
    ]
    for bundle in gather_digests(waiting, config, now):
        outbox.send_digest(bundle.digest, bundle.gathered, now)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


class _Delivery:
    """One run over the outbox: the calling thread claims and settles, one worker for each channel sends."""

    def __init__(self, outbox: Outbox, clock: Clock, doors: Surroundings, jitter: Callable[[], float]) -> None:
        self.report = DeliveryReport()
        self._outbox = outbox
        self._clock = clock
        self._doors = doors
        self._jitter = jitter
        self._results: queue.SimpleQueue[tuple[str, Row | None, Result | None]] = queue.SimpleQueue()
        self._down: set[str] = set()

    def run(self, channels: Mapping[str, Channel]) -> None:
        busy: set[str] = set()
        with ThreadPoolExecutor(max(1, min(MAX_THREADS, len(channels))), "regdrift-notify") as pool:
            self._start(channels, busy, pool)
            while busy:
                try:
                    name, row, result = self._results.get(timeout=_TICK_SECONDS)
                except queue.Empty:
                    self._start(channels, busy, pool)
                    continue
                if row is not None and result is not None:
                    self._settle(row, result)
                else:
                    busy.discard(name)
                    self._start(channels, busy, pool)
        self._park_strays(channels)

    def _start(self, channels: Mapping[str, Channel], busy: set[str], pool: ThreadPoolExecutor) -> None:
        """Hand every idle channel its next batch."""
        for name, channel in channels.items():
            if name in busy or name in self._down:
                continue
            rows = self._outbox.claim(self._clock(), LEASE_SECONDS, BATCH, [name])
            if rows:
                busy.add(name)
                doors = replace(self._doors, now=self._clock())
                pool.submit(self._work, channel, rows, doors)

    def _work(self, channel: Channel, rows: Sequence[Row], doors: Surroundings) -> None:
        down: TryAgain | None = None
        for row in rows:
            result = down or _send_safely(row, channel, doors)
            if isinstance(result, TryAgain) and result.channel_down:
                down = result
            self._results.put((channel.id, row, result))
        self._results.put((channel.id, None, None))

    def _settle(self, row: Row, result: Result) -> None:
        alert_id, now, report = str(row["id"]), self._clock(), self.report
        match result:
            case Delivered():
                self._outbox.mark_sent(alert_id, now)
                self.report = replace(report, sent=report.sent + 1)
            case Rejected(reason, disable):
                self._outbox.mark_failed(alert_id, reason, None)
                if disable:
                    self._outbox.disable_target(str(row["channel"]), str(row["target"]), reason, now)
                self.report = replace(report, dead=report.dead + 1)
            case TryAgain(reason, asked, channel_down):
                if channel_down:
                    self._down.add(str(row["channel"]))
                again = retry_at(cast("int", row["attempts"]), now, asked, self._jitter())
                self._outbox.mark_failed(alert_id, reason, again)
                given_up = again is None
                self.report = replace(report, failed=report.failed + (not given_up), dead=report.dead + given_up)

    def _park_strays(self, channels: Mapping[str, Channel]) -> None:
        """Park alerts whose channel is no longer declared; they would wait for ever and nobody would know."""
        strays = [name for name in self._outbox.channels_waiting() if name not in channels]
        while rows := self._outbox.claim(self._clock(), LEASE_SECONDS, BATCH * BATCH, strays) if strays else ():
            for row in rows:
                self._settle(row, Rejected(f"alerts.yaml declares no channel {row['channel']!r} any more"))


def _send_safely(row: Row, channel: Channel, doors: Surroundings) -> Result:
    try:
        return send(alert_from_row(row), channel, doors)
    except Exception as error:  # noqa: BLE001  # one message that cannot be composed must not hold up its channel
        return TryAgain(f"bug: {type(error).__name__}: {error}")
