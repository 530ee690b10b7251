"""Digests: when they are due, and what they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from regdrift.model.alert import Alert, AlertConfig, AlertKind, Digest, Route
from regdrift.model.level import Level
from regdrift.notify import digest_due, gather_digests
from regdrift.notify.digests import WaitingAlert, last_due

PARIS = Digest(8, "Europe/Paris", tuple(range(7)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-01-15T06:59:00", "2026-01-14T07:00:00"),
        ("2026-01-15T07:00:00", "2026-01-15T07:00:00"),
        ("2026-07-15T06:00:00", "2026-07-15T06:00:00"),
        ("2026-03-29T12:00:00", "2026-03-29T06:00:00"),
        ("2026-10-25T12:00:00", "2026-10-25T07:00:00"),
    ],
)
def test_the_hour_is_wall_clock_time_across_clock_changes(now: str, due: str) -> None:
    assert last_due(PARIS, at(now)) == at(due)


def test_weekends_wait_for_monday() -> None:
    weekdays = Digest(8, "UTC")
    assert last_due(weekdays, at("2026-11-22T12:00:00")) == at("2026-11-20T08:00:00")  # a Sunday
    assert last_due(weekdays, at("2026-11-23T08:00:00")) == at("2026-11-23T08:00:00")


@pytest.mark.parametrize("hour", range(24))
def test_every_day_has_exactly_one_digest_even_when_the_clock_changes(hour: int) -> None:
    digest = Digest(hour, "Europe/Paris", tuple(range(7)))
    start = at("2026-01-01T00:00:00")
    moments = {last_due(digest, start + timedelta(hours=step)) for step in range(24 * 365)}
    assert len(moments) in {365, 366}


def test_a_digest_is_due_once_for_each_hour() -> None:
    route, now = Route("r", ("box",), digest=PARIS), at("2026-01-15T07:30:00")
    assert digest_due(route, None, now)
    assert digest_due(route, at("2026-01-14T07:00:00"), now)
    assert not digest_due(route, at("2026-01-15T07:00:00"), now)
    assert not digest_due(Route("i", ("box",)), None, now)


def test_alerts_written_before_the_hour_are_told_together_the_gravest_first(alert_of: Callable[..., Alert]) -> None:
    route = Route("all", ("box",), digest=PARIS)
    low = alert_of(version="3", level=Level.LOW, digest=True)
    high, late = alert_of(digest=True), alert_of(version="4", digest=True)
    other = alert_of(version="5", digest=True, target="elsewhere")
    written = at("2026-01-15T05:00:00")
    waiting = [WaitingAlert(low, written), WaitingAlert(high, written), WaitingAlert(other, written)]
    waiting.append(WaitingAlert(late, at("2026-01-15T07:10:00")))
    bundles = gather_digests(waiting, AlertConfig(routes=(route,)), at("2026-01-15T07:30:00"))
    assert [bundle.gathered for bundle in bundles] == [(low.id, high.id), (other.id,)]
    digest = bundles[0].digest
    assert (digest.kind, digest.level, digest.digest) == (AlertKind.DIGEST, Level.HIGH, False)
    items = digest.payload["items"]
    assert isinstance(items, list)
    assert [item["alert_id"] for item in items] == [high.id, low.id]
    assert "Model Act § 1" in items[0]["text"]


def test_nothing_waits_for_a_route_that_is_gone(alert_of: Callable[..., Alert]) -> None:
    alert = replace(alert_of(), digest=True)
    now = at("2026-01-15T07:30:00")
    (bundle,) = gather_digests([WaitingAlert(alert, now - timedelta(minutes=1))], AlertConfig(), now)
    assert bundle.gathered == (alert.id,)
