"""When sources are due: across clock changes, jumps of the clock, and with delays of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.model.source import Source
from regdrift.schedule import jitter_seconds, next_due, settle_due

ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kolkata", "UTC")
SPRING, AUTUMN = datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 10, 24, 20, tzinfo=UTC)
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=2200)).map(lambda since: BEGIN + since)


def cron(expression: str, zone: str = "Europe/Paris", *, name: str = "x", jitter: float = 0) -> Source:
    return Source(name, "X", "FR", cron=expression, timezone=zone, jitter_seconds=jitter)


def firings(source: Source, since: datetime, hours: float) -> list[datetime]:
    found, at = [], since
    while (at := next_due(source, at)) < since + timedelta(hours=hours):
        found.append(at)
    return found


@pytest.mark.parametrize(
    ("expression", "since", "expected"),
    [
        ("30 2 * * *", SPRING, ["01:30"]),  # 02:30 does not exist: it fires at 03:30 summer time
        ("30 2 * * *", AUTUMN, ["00:30"]),  # 02:30 comes twice: it fires the first time
        ("0 3 * * *", SPRING, ["01:00"]),
        ("0 3 * * *", AUTUMN, ["02:00"]),
        ("15,45 2 * * *", AUTUMN, ["00:15", "00:45"]),
        ("30 */2 * * *", AUTUMN, ["20:30", "22:30", "00:30", "01:30", "03:30", "05:30", "07:30"]),
    ],
)
def test_a_time_that_a_clock_change_drops_or_repeats_fires_once(
    expression: str, since: datetime, expected: list[str]
) -> None:
    assert [f"{at:%H:%M}" for at in firings(cron(expression), since, 12)] == expected


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 23])
def test_a_daily_source_is_due_once_on_every_local_day_of_two_years(zone: str, hour: int) -> None:
    found = firings(cron(f"30 {hour} * * *", zone), datetime(2026, 1, 1, 12, tzinfo=UTC), 24 * 730)
    days = [at.astimezone(ZoneInfo(zone)).date() for at in found]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert len(days) in {729, 730}


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/St_Johns", "Asia/Kolkata"])
@pytest.mark.parametrize("since", [SPRING, AUTUMN])
def test_every_hour_is_every_hour_that_passes(zone: str, since: datetime) -> None:
    found = firings(cron("10 * * * *", zone), since, 36)
    assert {later - earlier for earlier, later in pairwise(found)} == {timedelta(hours=1)}


@pytest.mark.parametrize("since", [SPRING, AUTUMN])
def test_an_interval_is_elapsed_time_whatever_the_clocks_on_the_wall_do(since: datetime) -> None:
    source = Source("x", "X", "FR", every_seconds=6 * 3600, timezone="Europe/Paris")
    assert next_due(source, since.astimezone(ZoneInfo("Europe/Paris"))) == since + timedelta(hours=6)


@given(at=INSTANTS, later=st.timedeltas(timedelta(0), timedelta(days=40)), jitter=st.integers(0, 7200))
@pytest.mark.parametrize("expression", ["30 2 * * *", "*/20 * * * *", "0 6 1 * *", "5 4 * * sun"])
def test_a_later_check_is_never_due_earlier(expression: str, at: datetime, later: timedelta, jitter: int) -> None:
    """The whole of what makes a plan comparable with the present: it can be drawn in, and never runs ahead."""
    source = cron(expression, jitter=jitter)
    assert at < next_due(source, at) <= next_due(source, at + later)


def test_jitter_is_each_sources_own_and_lasting_delay() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    delays = [next_due(cron("0 6 * * *", name=f"source-{n}", jitter=600), at) for n in range(200)]
    base = next_due(cron("0 6 * * *"), at)
    assert all(timedelta(0) <= due - base < timedelta(seconds=600) for due in delays)
    assert len({due.minute for due in delays}) == 10
    for due, number in zip(delays, range(200), strict=True):
        source = cron("0 6 * * *", name=f"source-{number}", jitter=600)
        assert next_due(source, due) == due + timedelta(days=1)
    assert jitter_seconds(cron("0 6 * * *")) == 0


def test_a_clock_that_was_ahead_starves_no_source() -> None:
    source = Source("x", "X", "FR", every_seconds=86_400)
    now = datetime(2026, 5, 1, tzinfo=UTC)
    planned_by_a_wrong_clock = next_due(source, now + timedelta(days=400))
    assert settle_due(source, planned_by_a_wrong_clock, now) == now + timedelta(days=1)
    assert settle_due(source, now + timedelta(hours=3), now) == now + timedelta(hours=3)
    assert settle_due(source, now - timedelta(days=30), now) == now - timedelta(days=30)
    assert settle_due(source, None, now) is None


def test_a_schedule_that_was_shortened_holds_from_now_on() -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    weekly = next_due(Source("x", "X", "FR", every_seconds=7 * 86_400), now)
    assert settle_due(cron("0 * * * *"), weekly, now) == now + timedelta(hours=1)


@pytest.mark.parametrize("at", [datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_a_broken_clock_breaks_nothing(at: datetime) -> None:
    for source in (cron("0 6 * * *", jitter=60), Source("x", "X", "FR", every_seconds=10**12)):
        assert next_due(source, at).tzinfo is UTC


def test_a_crontab_without_any_firing_left_waits_without_an_error() -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    assert next_due(cron("0 0 30 2 *"), now) == now + timedelta(days=366)
