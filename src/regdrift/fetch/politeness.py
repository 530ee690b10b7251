"""One host's pace, kept across threads and restarts: whose turn it is, and since when a host is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from regdrift.clock import Clock

_LONGEST_CLOSURE = timedelta(hours=24)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn at a host: ``open`` to send one request now, or closed for ``wait_seconds`` more."""

    open: bool
    wait_seconds: float = 0.0


@dataclass(slots=True)
class _Pace:
    """What is known of one host; instants are of the injected clock."""

    next_at: datetime = _EPOCH
    """No request of any kind before."""
    page_at: datetime = _EPOCH
    """When the last page (not robots.txt) was asked for."""
    closed_until: datetime = _EPOCH
    """The server asked for quiet until then (Retry-After)."""
    written_at: datetime = _EPOCH
    busy: int = 0


class HostGate:
    """Lets at most ``concurrency`` requests at a time through to a host, at least a delay apart.

    A wait longer than ``longest_wait_seconds`` is not waited for: the turn comes back closed.
    """

    def __init__(
        self,
        clock: Clock,
        sleep: Callable[[float], None],
        *,
        concurrency: int = 1,
        longest_wait_seconds: float = 60.0,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._concurrency = concurrency
        self._longest = longest_wait_seconds
        self._changed = threading.Condition()
        self._paces: dict[str, _Pace] = {}

    @contextmanager
    def turn(self, host: str, delay_seconds: float, *, page: bool = True) -> Iterator[Turn]:
        """Wait for a turn at ``host`` and hold it for the block.

        Args:
            host: ``Target.host``.
            delay_seconds: Least time since the last page asked of this host, and before the next request.
            page: False for robots.txt, which must not put off the page by a long Crawl-delay.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._pace(host).busy < self._concurrency)
            self._pace(host).busy += 1
        try:
            yield self._await_turn(host, timedelta(seconds=delay_seconds), page=page)
        finally:
            with self._changed:
                self._pace(host).busy -= 1
                self._changed.notify_all()

    def close(self, host: str, seconds: float) -> None:
        """Keep ``host`` closed for ``seconds`` from now, a day at most; an earlier, longer closure stays."""
        with self._changed:
            now, pace = self._mended(host)
            until = now + min(timedelta(seconds=min(seconds, 1e9)), _LONGEST_CLOSURE)
            pace.closed_until = max(pace.closed_until, until)
            pace.written_at = now

    def snapshot(self) -> dict[str, dict[str, str]]:
        """Give what a restart must know, ready for JSON: ISO instants of each host that is not free by now."""
        with self._changed:
            now = self._clock()
            return {
                host: {
                    "next_at": pace.next_at.isoformat(),
                    "page_at": pace.page_at.isoformat(),
                    "closed_until": pace.closed_until.isoformat(),
                    "written_at": pace.written_at.isoformat(),
                }
                for host, pace in sorted(self._paces.items())
                if max(pace.next_at, pace.closed_until, pace.page_at + _LONGEST_CLOSURE) > now
            }

    def restore(self, state: Mapping[str, Mapping[str, str]]) -> None:
        """Take up a snapshot; rows that are damaged are left out, because a pace is never worth a failed start."""
        with self._changed:
            for host, row in state.items():
                pace = _read_pace(row)
                if pace is not None:
                    pace.busy = self._pace(host).busy
                    self._paces[host] = pace

    def _await_turn(self, host: str, delay: timedelta, *, page: bool) -> Turn:
        slept_until = _EPOCH
        while True:
            with self._changed:
                now, pace = self._mended(host)
                ready = max(pace.next_at, pace.closed_until, now)
                if page:
                    ready = max(ready, pace.page_at + delay)
                wait = (ready - now).total_seconds()
                # Sleeping once must do, also where the sleep ended a little early or the clock stands still.
                if wait <= 0 or ready <= slept_until:
                    pace.next_at = now + delay
                    pace.page_at = now if page else pace.page_at
                    pace.written_at = now
                    return Turn(open=True)
            if wait > self._longest:
                return Turn(open=False, wait_seconds=wait)
            self._sleep(wait)
            slept_until = ready

    def _pace(self, host: str) -> _Pace:
        return self._paces.setdefault(host, _Pace())

    def _mended(self, host: str) -> tuple[datetime, _Pace]:
        """Give the time and the pace; where the clock was set back, the pace goes back with it."""
        now = self._clock()
        pace = self._pace(host)
        if pace.written_at > now:
            ahead = pace.written_at - now
            pace.next_at = max(pace.next_at - ahead, _EPOCH)
            pace.page_at = max(pace.page_at - ahead, _EPOCH)
            pace.closed_until = max(pace.closed_until - ahead, _EPOCH)
            pace.written_at = now
        return now, pace


def _read_pace(row: Mapping[str, str]) -> _Pace | None:
    try:
        instants = {name: datetime.fromisoformat(row[name]) for name in ("next_at", "page_at", "closed_until")}
        written_at = datetime.fromisoformat(row["written_at"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    if any(instant.tzinfo is None for instant in (*instants.values(), written_at)):
        return None
    return _Pace(instants["next_at"], instants["page_at"], instants["closed_until"], written_at)
