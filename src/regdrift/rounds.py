"""A round: many sources fetched side by side, settled one after another by the one writer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from queue import Queue
from urllib.parse import urlsplit

from regdrift.clock import Clock
from regdrift.fetch.client import Fetcher
from regdrift.model.capture import FetchResult, Validators
from regdrift.model.source import Source
from regdrift.pipeline import Checker, CheckResult, next_due

FETCH_THREADS = 8
"""Hosts that are asked at the same time; one host is asked by one thread only."""
_WAITING_RESULTS = 16
"""Fetched bodies that may wait for the writer: back-pressure, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch gave, on its way to the writer."""

    source: Source
    result: FetchResult
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """How a round fetches: the fetcher, the clock and the switch that ends it early."""

    fetcher: Fetcher
    clock: Clock
    stop: threading.Event
    force: bool = False
    """True asks without validators, so that publishers send the whole text."""


def run_round(
    checker: Checker, sources: Sequence[Source], how: Round, told: Callable[[CheckResult], None]
) -> tuple[CheckResult, ...]:
    """Check the sources once and give one result for each that was looked at, in the order they ended.

    Captures that a stopped process left unread are read first. What the fetcher knows of hosts (pace, robots.txt)
    is taken from the history and kept there. ``told`` hears of each result as it comes.
    """
    results: list[CheckResult] = []
    for source in sources:
        checker.finish_unread(source)
    how.fetcher.restore(checker.history.fetch_state())
    validators = {source.id: _validators(checker, source, how) for source in sources}
    for fetched in _fetch_all(sources, validators, how):
        due = next_due(fetched.source, fetched.result.fetched_at)
        result = checker.settle(fetched.source, fetched.result, fetched.started_at, due)
        results.append(result)
        told(result)
    checker.history.keep_fetch_state(how.fetcher.snapshot())
    return tuple(results)


def _validators(checker: Checker, source: Source, how: Round) -> Validators:
    """Give the validators to send; none for a page that could not be read, so that it comes whole again."""
    state = checker.history.source_state(source.id)
    return Validators() if how.force or state.unreadable_since is not None else state.validators


def _fetch_all(sources: Sequence[Source], validators: dict[str, Validators], how: Round) -> Iterator[Fetched]:
    """Fetch in threads, one per host at a time, and give the results as they come."""
    queue: Queue[Fetched | None] = Queue(_WAITING_RESULTS)
    groups = _by_host(sources)

    def fetch_group(group: Sequence[Source]) -> None:
        try:
            for source in group:
                if how.stop.is_set():
                    return
                queue.put(_fetch_one(source, validators[source.id], how))
        finally:
            queue.put(None)

    with ThreadPoolExecutor(FETCH_THREADS, thread_name_prefix="regdrift-fetch") as pool:
        tasks = [pool.submit(fetch_group, group) for group in groups]
        open_groups = len(groups)
        try:
            while open_groups:
                item = queue.get()
                if item is None:
                    open_groups -= 1
                else:
                    yield item
        finally:
            if open_groups:
                how.stop.set()
            while open_groups:
                open_groups -= queue.get() is None
        for task in tasks:
            task.result()


def _fetch_one(source: Source, validators: Validators, how: Round) -> Fetched:
    started_at = how.clock()
    return Fetched(source, how.fetcher.fetch(source, validators), started_at)


def _by_host(sources: Sequence[Source]) -> list[list[Source]]:
    groups: dict[str, list[Source]] = {}
    for source in sources:
        host = urlsplit(source.url).netloc.lower() if source.url else source.connector
        groups.setdefault(host, []).append(source)
    return list(groups.values())
