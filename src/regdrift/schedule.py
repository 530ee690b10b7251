"""When a source is due next: intervals and crontabs, right across clock changes and clocks that jump.

The crontab's arithmetic is APScheduler's, imported only where a source has one. Jitter is a delay that stays the same
for a source (as ``FixedRandomDelay`` of systemd.timer): many sources with one schedule are spread, and no firing is
doubled or lost by a delay that is drawn anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from regdrift.model.source import Source

NEVER = timedelta(days=366)
"""How far away a crontab is put that has no firing left."""
DAILY_SECONDS = 86_400
LONGEST = timedelta(days=3660)
"""Longer intervals count as this one."""
WIDEST_CHANGE = timedelta(hours=3)
"""No zone sets its clocks by more at once, a move across the date line apart."""
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""Clocks beyond these are broken; no arithmetic is done on them."""


def next_due(source: Source, at: datetime) -> datetime:
    """Give the instant of the next check after one at ``at`` (aware), by the source's interval or crontab; UTC.

    An interval is elapsed time, whatever the clocks on the wall do. A crontab is wall-clock time in the source's zone:
    a time that a clock change leaves out fires when the gap is over; a time that comes twice fires once, the first
    time, unless its hour is given as ``*`` (every hour, then, is every hour that passes), as cron(8) does it.
    """
    at = min(max(at.astimezone(UTC), EARLIEST), LATEST)
    delay = timedelta(seconds=jitter_seconds(source))
    if source.cron is None:
        return at + min(timedelta(seconds=source.every_seconds or DAILY_SECONDS), LONGEST) + delay
    return _next_firing(source.cron, source.timezone, at - delay) + delay


def jitter_seconds(source: Source) -> float:
    """Give the source's own delay: from 0 up to its declared jitter, always the same for the same id."""
    if not source.jitter_seconds:
        return 0.0
    share = int.from_bytes(hashlib.sha256(source.id.encode()).digest()[:4], "big") / 2**32
    return round(share * source.jitter_seconds, 3)


def settle_due(source: Source, planned: datetime | None, now: datetime) -> datetime | None:
    """Give when a source is due that was planned for ``planned``; None means at once.

    A plan that lies later than a check made now would put it comes from a clock that was ahead, or from a schedule
    that was longer; it is drawn in, so that no source waits for an instant that nobody means any more.
    """
    if planned is None or planned <= now:
        return planned
    return min(planned, next_due(source, now))


def _next_firing(cron: str, zone_name: str, after: datetime) -> datetime:
    """Give the first firing behind ``after``.

    APScheduler counts on a clock without changes, because across one it leaves out firings behind midnight; what its
    wall-clock times mean is said here (PEP 495).
    """
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # sources with a crontab only

    zone = ZoneInfo(zone_name)
    every_hour = cron.split()[1].startswith("*")
    best: datetime | None = None
    begin = after if _steady(after, after, zone) else after - WIDEST_CHANGE
    for wall in _wall_times(cron, _wall(begin, zone).replace(tzinfo=UTC)):
        if best is not None and wall > _wall(best, zone) + WIDEST_CHANGE:
            break
        found = [instant for instant in _instants(wall, zone, every_hour=every_hour) if instant > after]
        best = min([*found, best] if best else found, default=None)
        if best is not None and _steady(after, best, zone):
            break
    return best or after + NEVER


def _wall_times(cron: str, since: datetime) -> Iterator[datetime]:
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415

    trigger = CronTrigger.from_crontab(cron, timezone=UTC)
    while isinstance(found := trigger.get_next_fire_time(None, since), datetime):
        yield found.replace(tzinfo=None)
        since = found + timedelta(seconds=1)


def _wall(instant: datetime, zone: tzinfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def _instants(wall: datetime, zone: tzinfo, *, every_hour: bool) -> list[datetime]:
    """Give the instants that a time on the wall stands for: the first pass, and the second where hours pass."""
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if not every_hour:
        return [first]
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return sorted(instant for instant in {first, second} if _wall(instant, zone) == wall)


def _steady(after: datetime, best: datetime, zone: tzinfo) -> bool:
    """True where no clock change is near, so that times on the wall come in the order of instants."""
    moments = (after - WIDEST_CHANGE, after, best, best + WIDEST_CHANGE)
    return len({moment.astimezone(zone).utcoffset() for moment in moments}) == 1
