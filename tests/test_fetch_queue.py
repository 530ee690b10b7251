"""Fetches side by side: a publisher that hangs or breaks delays only its own sources, also those added meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

import pytest

from regdrift.errors import UsageError
from regdrift.fetch.client import Fetcher
from regdrift.fetch_queue import Fetched, FetchQueue
from regdrift.model.capture import FetchFailure, FetchResult, NotModified, Validators
from regdrift.model.source import Source

NOW = datetime(2026, 5, 1, tzinfo=UTC)


class Publishers:
    """A fetcher whose publishers hang, break or answer, by the name of their host."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.asked: list[str] = []
        self.at_once: dict[str, int] = {}
        self.most_at_once = 0
        self.lock = threading.Lock()

    def fetch(self, source: Source, _validators: Validators) -> FetchResult:
        host = (source.url or "").split("/")[2]
        with self.lock:
            self.asked.append(source.id)
            self.at_once[host] = self.at_once.get(host, 0) + 1
            self.most_at_once = max(self.most_at_once, self.at_once[host])
        try:
            if host.startswith("hangs"):
                self.released.wait()
            if host == "breaks":
                raise ZeroDivisionError("a bug")
            if host == "mistaken":
                raise UsageError("no address")
            return NotModified(source.url or "", NOW, 0.0)
        finally:
            with self.lock:
                self.at_once[host] -= 1


@pytest.fixture
def publishers() -> Iterator[Publishers]:
    made = Publishers()
    yield made
    made.released.set()


def queue_of(publishers: Publishers, threads: int = 4) -> FetchQueue:
    return FetchQueue(cast("Fetcher", publishers), lambda: NOW, threads)


def sources(*hosts: str, each: int = 1) -> list[Source]:
    return [Source(f"{host}-{n}", host, "US", url=f"http://{host}/{n}") for host in hosts for n in range(each)]


def add(queue: FetchQueue, wanted: list[Source]) -> None:
    queue.add(wanted, {source.id: Validators() for source in wanted})


def take(queue: FetchQueue, count: int) -> list[Fetched]:
    end = time.monotonic() + 20
    found: list[Fetched] = []
    while len(found) < count and time.monotonic() < end:
        one = queue.take()
        if one is not None:
            found.append(one)
    assert len(found) == count
    return found


def test_a_publisher_that_hangs_delays_no_other_not_even_one_added_later(publishers: Publishers) -> None:
    with queue_of(publishers) as queue:
        add(queue, sources("hangs-1", "hangs-2", each=5))
        add(queue, sources("good"))
        assert [one.source.id for one in take(queue, 1)] == ["good-0"]
        add(queue, sources("late"))
        assert [one.source.id for one in take(queue, 1)] == ["late-0"]
        assert len(queue.away) == 10


def test_one_host_is_asked_by_one_thread_at_a_time(publishers: Publishers) -> None:
    with queue_of(publishers, threads=6) as queue:
        add(queue, sources("a", "b", each=20))
        take(queue, 40)
        assert publishers.most_at_once == 1


def test_hosts_take_turns_so_that_a_long_list_starves_no_short_one(publishers: Publishers) -> None:
    with queue_of(publishers, threads=1) as queue:
        add(queue, sources("long", each=10) + sources("short"))
        ids = [one.source.id for one in take(queue, 11)]
        assert ids.index("short-0") <= 2


def test_a_source_on_its_way_is_not_asked_twice_and_may_come_again(publishers: Publishers) -> None:
    with queue_of(publishers) as queue:
        add(queue, sources("good"))
        add(queue, sources("good"))
        take(queue, 1)
        assert queue.take(0.1) is None
        add(queue, sources("good"))
        take(queue, 1)
        assert publishers.asked == ["good-0", "good-0"]


def test_a_bug_over_one_source_is_its_failure_and_its_host_goes_on(publishers: Publishers) -> None:
    with queue_of(publishers, threads=1) as queue:
        add(queue, sources("breaks", "mistaken", each=2) + sources("good"))
        results = {one.source.id: one.result for one in take(queue, 5)}
        reasons = {name: one.reason if isinstance(one, FetchFailure) else None for name, one in results.items()}
        assert reasons == {
            "breaks-0": "bug",
            "breaks-1": "bug",
            "mistaken-0": "configuration",
            "mistaken-1": "configuration",
            "good-0": None,
        }


def test_closing_lets_go_of_everybody(publishers: Publishers) -> None:
    with queue_of(publishers) as queue:
        add(queue, sources("hangs-1"))
    publishers.released.set()
    end = time.monotonic() + 20
    while fetching() and time.monotonic() < end:
        time.sleep(0.05)
    assert not fetching()


def fetching() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith("regdrift-fetch")]
