"""What is worth another attempt, when, and what a server's Retry-After means (RFC 9110 §10.2.3)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

TRANSIENT_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may be better soon; every request here is a GET and so may be repeated (RFC 9110 §9.2.2)."""

_FIRST_BACKOFF_SECONDS = 1.0
_LONGEST_BACKOFF_SECONDS = 20.0


def backoff_seconds(attempt: int, dice: random.Random) -> float:
    """Give the wait after failed attempt number ``attempt`` (from 1): doubled each time, between half and all of it.

    The jitter keeps many trackers, or many sources, from coming back at one instant.
    """
    ceiling = min(_LONGEST_BACKOFF_SECONDS, _FIRST_BACKOFF_SECONDS * 2.0 ** (attempt - 1))
    return ceiling * (0.5 + dice.random() / 2)


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """Give the seconds a server asks to wait, zero or more; None where it asks for nothing that can be read.

    A date is measured against the server's own Date header, so that a wrong clock on either side does no harm.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:12]), 10**9))
    until = _http_date(value)
    if until is None:
        return None
    return max(0.0, (until - (_http_date(headers.get("date", "")) or now)).total_seconds())


def _http_date(value: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=UTC)
