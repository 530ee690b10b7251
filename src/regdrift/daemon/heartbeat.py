"""A sign of life to a dead man's switch elsewhere: only silence tells that this machine is gone."""

from __future__ import annotations

import http.client
from collections.abc import Callable

from regdrift.model.alert import Heartbeat as HeartbeatConfig
from regdrift.notify.http_post import HttpPost, post
from regdrift.notify.plain import one_line

TIMEOUT_SECONDS = 10.0


class Heartbeat:
    """Sends one POST for each interval in which all is well; nothing where something is not."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._next: float | None = None

    def beat(self, wanted: HeartbeatConfig | None, *, well: bool) -> str | None:
        """Send the sign of life where it is due; give what went wrong, None where nothing did."""
        now = self._monotonic()
        if wanted is None or not well or (self._next is not None and now < self._next):
            return None
        self._next = now + wanted.every_seconds
        request = HttpPost(wanted.url, {"User-Agent": "regdrift"}, b"", TIMEOUT_SECONDS, wanted.allow_private_addresses)
        try:
            answer = post(request)
        except (OSError, http.client.HTTPException) as error:
            return one_line(error) or type(error).__name__
        return None if 200 <= answer.status < 300 else f"HTTP {answer.status}"
