"""What the daemon knows of itself: when each job last moved, what stands in its way, what it counted."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping

STUCK_SECONDS = 600.0
"""A job that did not move for so long is stuck: no step of it takes longer."""


class Pulse:
    """Shared by the jobs' threads and the health endpoint."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._beats: dict[str, float] = {}
        self._done: set[str] = set()
        self._problems: dict[str, str] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def beat(self, job: str) -> None:
        """Note that a job moves."""
        with self._lock:
            self._beats[job] = self._monotonic()

    def done(self, job: str, problem: str | None = None) -> None:
        """Note that a job came to its end, well or with a problem."""
        with self._lock:
            self._beats[job] = self._monotonic()
            self._done.add(job)
            if problem is None:
                self._problems.pop(job, None)
            else:
                self._problems[job] = problem

    def note(self, what: str, problem: str | None) -> None:
        """Note a problem that is no job's, or its end."""
        with self._lock:
            if problem is None:
                self._problems.pop(what, None)
            else:
                self._problems[what] = problem

    def count(self, name: str, label: str = "", by: int = 1) -> None:
        """Count something since the start."""
        with self._lock:
            self._counts[(name, label)] += by

    def idle_seconds(self) -> Mapping[str, float]:
        """Give for each job since when it did not move."""
        now = self._monotonic()
        with self._lock:
            return {job: now - at for job, at in self._beats.items()}

    def stuck(self) -> list[str]:
        """Give the jobs that did not move for too long."""
        return [job for job, seconds in self.idle_seconds().items() if seconds > STUCK_SECONDS]

    def finished_once(self, job: str) -> bool:
        """True once a job came to its end, well or not."""
        with self._lock:
            return job in self._done

    def problems(self) -> Mapping[str, str]:
        """Give what stands in the way now, by job or subject."""
        with self._lock:
            return dict(self._problems)

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Give what was counted since the start, by name and label."""
        with self._lock:
            return dict(self._counts)
