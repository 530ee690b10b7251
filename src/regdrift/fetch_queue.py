"""Fetches side by side, one at a time for each host, handed over to the one writer as they end.

Sources may be added while others are fetched, so that a publisher that hangs delays only those of its own host. The
threads are daemonic: none of them keeps a process from ending.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, Full, Queue, SimpleQueue
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from regdrift.clock import Clock
from regdrift.errors import RegdriftError
from regdrift.fetch.client import Fetcher
from regdrift.model.capture import FetchFailure, FetchResult, Validators
from regdrift.model.source import Source

FETCH_THREADS = 8
"""Hosts that a single round asks at the same time; one host is asked by one thread only."""
WAITING_RESULTS = 16
"""Fetched bodies that may wait for the writer: back-pressure, so that memory stays flat."""
LOOK_SECONDS = 0.25
_MESSAGE_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch gave, on its way to the writer."""

    source: Source
    result: FetchResult
    started_at: datetime


Asked = tuple[Source, Validators]


class FetchQueue:
    """Sources on their way to be fetched and back; use as a context manager, from one thread."""

    def __init__(self, fetcher: Fetcher, clock: Clock, threads: int = FETCH_THREADS) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._most_threads = threads
        self._threads = 0
        self._lock = threading.Lock()
        self._waiting: dict[str, deque[Asked]] = {}
        self._ready: SimpleQueue[str] = SimpleQueue()
        self._results: Queue[Fetched] = Queue(WAITING_RESULTS)
        self._closed = threading.Event()
        self._away: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()

    @property
    def away(self) -> frozenset[str]:
        """The sources that were added and not yet taken back."""
        return frozenset(self._away)

    def add(self, sources: Sequence[Source], validators: Mapping[str, Validators]) -> None:
        """Queue sources behind others of their host; those that are on their way already are left out."""
        for source in sources:
            if source.id not in self._away:
                self._away.add(source.id)
                self._enqueue(source, validators[source.id])
        with self._lock:
            hosts = len(self._waiting)
        while self._threads < min(self._most_threads, hosts):
            name = f"regdrift-fetch-{self._threads}"
            threading.Thread(target=self._work, name=name, daemon=True).start()
            self._threads += 1

    def take(self, timeout_seconds: float = LOOK_SECONDS) -> Fetched | None:
        """Give the next result; None where none came in time."""
        try:
            item = self._results.get(timeout=timeout_seconds)
        except Empty:
            return None
        self._away.discard(item.source.id)
        return item

    def _enqueue(self, source: Source, validators: Validators) -> None:
        host = host_of(source)
        with self._lock:
            known = host in self._waiting
            self._waiting.setdefault(host, deque()).append((source, validators))
        if not known:
            self._ready.put(host)

    def _work(self) -> None:
        """Fetch one source of the host that waits longest, again and again."""
        while not self._closed.is_set():
            try:
                host = self._ready.get(timeout=LOOK_SECONDS)
            except Empty:
                continue
            with self._lock:
                source, validators = self._waiting[host].popleft()
            self._hand_over(self._fetch(source, validators))
            self._pass_on(host)

    def _fetch(self, source: Source, validators: Validators) -> Fetched:
        """Fetch one source; what the fetcher raises is this source's failure, and nobody else's."""
        started_at = self._clock()
        try:
            result: FetchResult = self._fetcher.fetch(source, validators)
        except RegdriftError as error:
            result = self._failure(source, "configuration", str(error))
        except Exception as error:  # noqa: BLE001  # a thread that ends would starve every source of its host
            message = f"a bug in regdrift's fetcher: {type(error).__name__}: {error}"
            result = self._failure(source, "bug", message[:_MESSAGE_CHARACTERS])
        return Fetched(source, result, started_at)

    def _failure(self, source: Source, reason: str, message: str) -> FetchFailure:
        return FetchFailure(source.public_url or "", self._clock(), 0.0, reason, message)

    def _pass_on(self, host: str) -> None:
        """Let the host's next source wait for its turn behind other hosts."""
        with self._lock:
            more = bool(self._waiting[host])
            if not more:
                del self._waiting[host]
        if more:
            self._ready.put(host)

    def _hand_over(self, item: Fetched) -> None:
        """Wait until the writer has room; nobody waits any more once the queue is closed."""
        while not self._closed.is_set():
            try:
                self._results.put(item, timeout=LOOK_SECONDS)
            except Full:
                continue
            return


def host_of(source: Source) -> str:
    """Give what one thread at a time may ask: the address's host and port, or the connector where it has none."""
    return urlsplit(source.url).netloc.lower() if source.url else source.connector
