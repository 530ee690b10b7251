"""What one host sees of a round: every request counted by second, also across restarts of the tracker."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from regdrift.model.capture import Capture, FetchFailure, FetchRefused


@pytest.fixture
def ledger(stage, fake_time, reply):
    """Serves every page and counts requests by second of the tracker's own clock."""
    seconds: list[float] = []

    def page(heard):
        seconds.append(fake_time.now.timestamp())
        return reply(b"<p>law</p>")

    stage.plays.update({f"/{n}": page for n in range(12)})
    return seconds


def test_no_second_sees_more_than_the_delay_allows_over_three_restarts(
    stage, make_fetcher, make_source, fake_time, ledger
):
    state = None
    for run in range(3):
        fetcher = make_fetcher(robots=False)
        if state is not None:
            fetcher.restore(json.loads(json.dumps(state)))
        for number in range(4 * run, 4 * run + 4):
            assert isinstance(fetcher.fetch(make_source(stage.url(f"/{number}"), delay_seconds=2)), Capture)
        state = fetcher.snapshot()
    assert len(ledger) == 12
    assert max(Counter(int(at) for at in ledger).values()) == 1
    assert min(later - earlier for earlier, later in pairwise(ledger)) >= 2


def test_a_crawl_delay_holds_after_a_restart_without_reading_robots_again(
    stage, make_fetcher, make_source, fake_time, ledger, reply
):
    stage.plays["/robots.txt"] = reply(b"User-agent: *\nCrawl-delay: 30\nDisallow: /11\n")
    first, second = make_fetcher(), make_fetcher()
    first.fetch(make_source(stage.url("/0")))
    second.restore(json.loads(json.dumps(first.snapshot())))
    second.fetch(make_source(stage.url("/1")))
    assert ledger[1] - ledger[0] >= 30
    assert isinstance(second.fetch(make_source(stage.url("/11"))), FetchRefused)
    assert stage.paths().count("/robots.txt") == 1
    assert len(ledger) == 2


def test_a_retry_after_closes_the_host_for_every_connector_and_every_restart(
    stage, make_fetcher, make_source, fake_time, ledger, reply
):
    stage.plays["/feed"] = reply(status="429 Slow", Retry_After="3600")
    state = None
    for minutes in (0, 20, 20):
        fetcher = make_fetcher(robots=False)
        if state is not None:
            fetcher.restore(json.loads(json.dumps(state)))
        fake_time.now += timedelta(minutes=minutes)
        connector, path = ("feed", "/feed") if state is None else ("page", "/1")
        assert isinstance(fetcher.fetch(make_source(stage.url(path), connector=connector)), FetchFailure)
        state = fetcher.snapshot()
    assert len(stage.heard) == 1
    last = make_fetcher(robots=False)
    last.restore(json.loads(json.dumps(state)))
    fake_time.now += timedelta(minutes=20)
    assert isinstance(last.fetch(make_source(stage.url("/1"))), Capture)
    assert len(ledger) == 1
