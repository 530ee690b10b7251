"""The one place that reads the clock; everything else is handed the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the present as an aware UTC instant."""


def now() -> datetime:
    """Give the present instant, aware, in UTC."""
    return datetime.now(UTC)


def start_of(day: date) -> datetime:
    """Give the first instant of a day, UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def end_of(day: date) -> datetime:
    """Give the first instant after a day, UTC."""
    return start_of(day) + timedelta(days=1)
