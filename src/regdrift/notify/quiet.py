"""Quiet hours: which alerts wait for the morning."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from regdrift.model.alert import QuietHours, Route
from regdrift.model.level import Level

_SATURDAY = 5

Held = tuple[str, str]
"""A route and a level whose alerts are held back now."""


def is_quiet(hours: QuietHours, now: datetime) -> bool:
    """Tell whether ``now`` lies in the quiet hours, by the wall clock of their zone; equal hours mean the whole day."""
    wall = now.astimezone(ZoneInfo(hours.timezone))
    if hours.weekends and wall.weekday() >= _SATURDAY:
        return True
    if hours.start < hours.end:
        return hours.start <= wall.hour < hours.end
    return wall.hour >= hours.start or wall.hour < hours.end


def held_back(routes: Iterable[Route], now: datetime) -> tuple[Held, ...]:
    """Give each route that is quiet now with each level that it holds back."""
    quiet = [(route.id, route.quiet) for route in routes if route.quiet is not None and is_quiet(route.quiet, now)]
    return tuple((name, str(level)) for name, hours in quiet for level in Level if hours.up_to.at_least(level))
