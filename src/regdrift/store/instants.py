"""Instants as SQLite text: ISO 8601, UTC, always with microseconds, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, date, datetime


def to_text(instant: datetime) -> str:
    """Give ``2026-11-23T08:00:00.000000Z``. Raises ValueError where the instant has no zone."""
    if instant.tzinfo is None:
        raise ValueError(f"the instant {instant} has no time zone")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def to_text_or_none(instant: datetime | None) -> str | None:
    """Give the text of an instant; None for None."""
    return None if instant is None else to_text(instant)


def from_text(text: str) -> datetime:
    """Give the aware UTC instant of a stored text."""
    return datetime.fromisoformat(text)


def from_text_or_none(text: str | None) -> datetime | None:
    """Give the aware UTC instant of a stored text; None for None."""
    return None if text is None else from_text(text)


def day_to_text(day: date | None) -> str | None:
    """Give an ISO 8601 calendar date; None for None."""
    return None if day is None else day.isoformat()
