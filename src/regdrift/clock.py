"""The one place that reads the clock; everything else is handed the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present as an aware UTC instant."""


def now() -> datetime:
    """Give the present instant, aware, in UTC."""
    return datetime.now(UTC)
