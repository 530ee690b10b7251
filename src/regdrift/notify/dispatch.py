"""What is due in the outbox → sent, tried again later, or parked where a person sees it."""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from regdrift.clock import Clock
from regdrift.model.alert import Alert, AlertConfig, AlertKind, AppriseChannel, Channel, EmailChannel, Route
from regdrift.model.law_day import LawDay
from regdrift.model.level import Level
from regdrift.notify.channels import send
from regdrift.notify.compose import DAYS
from regdrift.notify.digests import WaitingAlert, bundle_digest, empty_digests, gather_digests
from regdrift.notify.leaving import tell_who_left
from regdrift.notify.quiet import held_back
from regdrift.notify.result import Delivered, Rejected, Result, Surroundings, TryAgain
from regdrift.notify.view import source_of

RETRY_SECONDS = (30, 120, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 43200, 43200, 43200, 43200)
"""Wait after each failed attempt, jitter apart; about three days in all, then a person has to look."""
JITTER = 0.2
"""Largest part of a wait that is added at random, so that many alerts do not come back at once."""
BATCH = 10
"""Alerts that one channel is handed at a time."""
LEASE_SECONDS = 600.0
"""Longer than a batch can take; a killed process gives its alerts back after it."""
STORM = 20
"""So many messages that wait for one person at once become one; systems (webhooks, files) get each of them."""
_TICK_SECONDS = 1.0

Row = Mapping[str, object]
"""An alert as the outbox keeps it: the fields of :class:`Alert`, and ``attempts`` (this one included)."""


class Outbox(Protocol):
    """What delivery needs of the history."""

    def claim(
        self,
        now: datetime,
        lease_seconds: float,
        limit: int,
        channels: Sequence[str] | None = None,
        held: Sequence[tuple[str, str]] = (),
    ) -> Sequence[Row]:
        """Lease due alerts, oldest first; none of the routes and levels in ``held``."""

    def release(self, ids: Sequence[str]) -> None:
        """Give leased alerts back that nobody began to send."""

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

    def write_digests(
        self, digests: Sequence[tuple[Alert, Sequence[str]]], hours: Mapping[str, str] | None, at: datetime
    ) -> None:
        """Write digests, close what each gathers, and note the hours told, together."""

    def digest_hours(self) -> dict[str, str]:
        """Give the hour of the last digest of each route."""

    def crowds(self, channels: Sequence[str], least: int) -> Sequence[Sequence[Row]]:
        """Give alerts to be sent at once, for each target for which at least so many wait."""

    def left_routes(self) -> frozenset[tuple[str, str]]:
        """Give route and address, in small letters, of everyone who left."""

    def opt_outs(self) -> Sequence[Row]:
        """Give who left which route, with ``outcome``, what was told of it."""

    def tell_of(self, matter: str, told: Mapping[str, str], alerts: Sequence[Alert], at: datetime) -> None:
        """Write alerts together with what counts as told from now on."""

    def unsubscribe_key(self) -> bytes:
        """Give the secret that seals links in mails."""

    def days_of_change(self, source: str, observed_at: datetime, citations: Collection[str]) -> Sequence[LawDay]:
        """Give the dates of the law that a version of this instant told, and all of the cited provisions."""

    def digest_facts(self, now: datetime) -> Mapping[str, object]:
        """Give what every digest tells."""


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


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run waits: its chance, the question whether it should end, and the routes with their quiet hours."""

    jitter: Callable[[], float]
    stopped: Callable[[], bool]
    routes: tuple[Route, ...] = ()


def deliver_due(
    outbox: Outbox,
    config: AlertConfig,
    clock: Clock,
    surroundings: Surroundings | None = None,
    jitter: Callable[[], float] = random.random,
    stopped: Callable[[], bool] = lambda: False,
) -> DeliveryReport:
    """Send all that is due, each channel in its own thread; give what became of it.

    The outbox is used by the calling thread only. A channel that is slow or down delays no other: the others go on
    taking what becomes due meanwhile. ``jitter`` gives 0 to 1. ``stopped`` is asked every second; True ends the run
    at once, whatever hangs. ``surroundings`` replaces the doors to the world; its time is replaced by the clock's.
    """
    config = replace(config, left=outbox.left_routes())
    tell_who_left(outbox, config, clock())
    _write_digests(outbox, config, clock())
    doors = replace(surroundings, now=clock()) if surroundings else Surroundings(clock(), config.public_url)
    if doors.public_url:
        doors = replace(doors, unsubscribe_key=outbox.unsubscribe_key())
    delivery = _Delivery(outbox, clock, doors, Manner(jitter, stopped, config.routes))
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
    bundles = gather_digests(waiting, config, now)
    told = outbox.digest_hours()
    empty, hours = empty_digests(config, told, bundles, now)
    talkative = [one.id for one in config.channels if isinstance(one, EmailChannel | AppriseChannel)]
    storms = [bundle_digest([alert_from_row(row) for row in rows], now) for rows in outbox.crowds(talkative, STORM)]
    digests = [(bundle.digest, bundle.gathered) for bundle in (*bundles, *storms)] + [(one, ()) for one in empty]
    if not digests and hours == told:
        return
    facts = outbox.digest_facts(now) if digests else {}
    whole = [(replace(one, payload={**one.payload, **facts}), gathered) for one, gathered in digests]
    outbox.write_digests(whole, hours, now)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@dataclass(slots=True)
class _Batch:
    """Alerts in the hands of one channel's thread."""

    channel: Channel
    rows: Sequence[Row]
    begun: int = 0
    """How many of them were begun; the others can be given back."""


class _Delivery:
    """One run over the outbox: the calling thread claims and settles, one worker for each channel sends."""

    def __init__(self, outbox: Outbox, clock: Clock, doors: Surroundings, how: Manner) -> None:
        self.report = DeliveryReport()
        self._outbox = outbox
        self._clock = clock
        self._doors = doors
        self._how = how
        self._results: queue.SimpleQueue[tuple[str, Row | None, Result | None]] = queue.SimpleQueue()
        self._down: set[str] = set()
        self._busy: dict[str, _Batch] = {}
        self._left = threading.Event()
        self._days: dict[tuple[str, str], list[dict[str, object]]] = {}

    def run(self, channels: Mapping[str, Channel]) -> None:
        self._start(channels)
        while self._busy:
            if self._how.stopped():
                self._give_back()
                return
            try:
                name, row, result = self._results.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                self._start(channels)
                continue
            if row is not None and result is not None:
                self._settle(row, result)
            else:
                del self._busy[name]
                self._start(channels)
        self._park_strays(channels)

    def _start(self, channels: Mapping[str, Channel]) -> None:
        """Hand every idle channel its next batch. Threads are daemonic: a receiver that hangs keeps no process."""
        for name, channel in channels.items():
            if name in self._busy or name in self._down:
                continue
            now = self._clock()
            rows = self._outbox.claim(now, LEASE_SECONDS, BATCH, [name], held_back(self._how.routes, now))
            rows = [self._with_days(row) for row in rows] if isinstance(channel, EmailChannel) else rows
            if rows:
                batch = self._busy[name] = _Batch(channel, rows)
                doors = replace(self._doors, now=now)
                worker = threading.Thread(target=self._work, args=(batch, doors), name=f"regdrift-{name}", daemon=True)
                worker.start()

    def _with_days(self, row: Row) -> Row:
        """Give a mail about changes the dates of the law that it tells, as they stand now."""
        payload = cast("Mapping[str, Any]", row["payload"])
        if row["kind"] != AlertKind.CHANGE_DETECTED or not payload.get("dates"):
            return row
        changes = payload.get("changes") or ()
        citations = {str(change["citation"]) for change in changes if change.get("citation")}
        about = (str(source_of(alert_from_row(row))["id"]), str(payload["observed_at"]))
        if about not in self._days:
            days = self._outbox.days_of_change(about[0], _instant(about[1]), citations)
            self._days[about] = [asdict(day) for day in days]
        return {**row, "payload": {**payload, DAYS: self._days[about]}}

    def _work(self, batch: _Batch, doors: Surroundings) -> None:
        down: TryAgain | None = None
        for row in batch.rows:
            if self._left.is_set():
                return
            batch.begun += 1
            result = down or _send_safely(row, batch.channel, doors)
            if isinstance(result, TryAgain) and result.channel_down:
                down = result
            self._results.put((batch.channel.id, row, result))
        self._results.put((batch.channel.id, None, None))

    def _give_back(self) -> None:
        """Note what was sent meanwhile and give back what was not begun; what is under way keeps its lease."""
        self._left.set()
        untouched = [str(row["id"]) for batch in self._busy.values() for row in batch.rows[batch.begun :]]
        while not self._results.empty():
            _, row, result = self._results.get()
            if row is not None and result is not None:
                self._settle(row, result)
        self._outbox.release(untouched)

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
                again = retry_at(cast("int", row["attempts"]), now, asked, self._how.jitter())
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
