"""One host's pace: delay, concurrency, Retry-After and further attempts, across threads and restarts."""

from __future__ import annotations

import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regdrift.clock import now
from regdrift.errors import UsageError
from regdrift.fetch.client import Fetcher
from regdrift.fetch.politeness import HostGate
from regdrift.fetch.retry import backoff_seconds, retry_after_seconds
from regdrift.fetch.settings import FetchSettings
from regdrift.model.capture import Capture, FetchFailure

LAW = b"<p>law</p>"


@pytest.mark.parametrize("concurrency", [1, 3])
def test_the_server_never_sees_more_requests_at_once_than_allowed(stage, make_source, reply, concurrency):
    under_way: list[object] = []
    seen: list[int] = []

    def slow(heard):
        under_way.append(heard)
        seen.append(len(under_way))
        time.sleep(0.03)
        under_way.pop()
        return reply(LAW)

    stage.plays["/law"] = slow
    settings = FetchSettings(per_host_concurrency=concurrency)
    with Fetcher(settings) as fetcher, ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: fetcher.fetch(make_source(stage.url("/law"))), range(12)))
    assert all(isinstance(result, Capture) for result in results)
    assert max(seen) == concurrency
    assert stage.paths().count("/robots.txt") == 1


def test_the_server_sees_the_delay_between_requests_of_many_threads(stage, make_source, reply):
    stage.plays["/law"] = reply(LAW)
    source = make_source(stage.url("/law"), delay_seconds=0.08)
    with Fetcher(FetchSettings(per_host_concurrency=4)) as fetcher, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: fetcher.fetch(source), range(6)))
    times = sorted(heard.at for heard in stage.heard)
    assert len(times) == 7
    assert times[-1] - times[0] > 0.4  # six gaps of 0.08 s; single gaps shake with the load of the machine


def test_a_slow_host_holds_up_no_other_host(stage, second_stage, make_source, reply):
    release = threading.Event()

    def stuck(heard):
        release.wait(5)
        return reply(LAW)

    stage.plays["/law"] = stuck
    second_stage.plays["/law"] = reply(LAW)
    with Fetcher(FetchSettings(robots=False)) as fetcher, ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(fetcher.fetch, make_source(stage.url("/law")))
        other = pool.submit(fetcher.fetch, make_source(second_stage.url("/law"))).result(timeout=3)
        assert isinstance(other, Capture)
        assert not waiting.done()
        release.set()
        assert isinstance(waiting.result(timeout=3), Capture)


@pytest.mark.parametrize("status", ["408 x", "425 x", "429 x", "500 x", "502 x", "503 x", "504 x"])
def test_what_is_transient_is_tried_again_with_growing_jitter(stage, fetcher, make_source, fake_time, reply, status):
    stage.plays["/law"] = [reply(status=status), reply(status=status), reply(LAW)]
    assert isinstance(fetcher.fetch(make_source(stage.url("/law"))), Capture)
    first, second = fake_time.slept
    assert 0.5 <= first <= 1 <= second <= 2


def test_a_body_that_breaks_off_is_tried_again(stage, fetcher, make_source, reply):
    stage.plays["/law"] = [reply(LAW, Content_Length="99"), reply(LAW)]
    assert isinstance(fetcher.fetch(make_source(stage.url("/law"))), Capture)


def test_attempts_end_and_the_last_word_is_kept(stage, make_fetcher, make_source, reply):
    stage.plays["/law"] = reply(status="502 Bad Gateway")
    result = make_fetcher(retries=3).fetch(make_source(stage.url("/law")))
    assert (result.reason, result.status) == ("http_status", 502)
    assert len(stage.pages()) == 4


def test_a_probe_makes_one_attempt(stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(status="502 Bad Gateway")
    fetcher.probe(make_source(stage.url("/law")))
    assert len(stage.pages()) == 1


@pytest.mark.parametrize("status", ["429 Slow", "503 Busy"])
def test_a_short_retry_after_is_waited_for_inside_the_fetch(stage, fetcher, make_source, fake_time, reply, status):
    stage.plays["/law"] = [reply(status=status, Retry_After="17"), reply(LAW)]
    assert isinstance(fetcher.fetch(make_source(stage.url("/law"))), Capture)
    assert fake_time.slept == [17]


@pytest.mark.parametrize("status", ["429 Slow", "503 Busy"])
def test_a_long_retry_after_ends_the_fetch_and_closes_the_host_across_a_restart(
    stage, make_fetcher, make_source, fake_time, reply, status
):
    stage.plays.update({"/law": reply(status=status, Retry_After="1800"), "/other": reply(LAW)})
    first, second = make_fetcher(), make_fetcher()
    result = first.fetch(make_source(stage.url("/law")))
    assert isinstance(result, FetchFailure)
    assert result.retry_after_seconds == 1800
    assert len(stage.pages()) == 1
    second.restore(json.loads(json.dumps(first.snapshot())))
    fake_time.now += timedelta(seconds=600)
    closed = second.fetch(make_source(stage.url("/other")))
    assert (closed.reason, closed.retry_after_seconds) == ("rate_limited", 1200)
    assert len(stage.pages()) == 1
    fake_time.now += timedelta(seconds=1200)
    assert isinstance(second.fetch(make_source(stage.url("/other"))), Capture)


def test_waits_that_a_server_asks_for_again_and_again_stay_within_the_bound(
    stage, make_fetcher, make_source, fake_time, reply
):
    stage.plays["/law"] = reply(status="429 Slow", Retry_After="25")
    result = make_fetcher(retries=9, max_wait_seconds=60).fetch(make_source(stage.url("/law")))
    assert result.reason == "rate_limited"
    assert sum(fake_time.slept) == 50
    assert len(stage.pages()) == 3


AT = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "Mon, 01 Mar 2027 09:01:40 GMT"}, 100),
        ({"retry-after": "Mon, 01 Mar 2027 08:00:00 GMT"}, 0),
        ({"retry-after": "Mon, 01 Mar 2027 12:00:30 GMT", "date": "Mon, 01 Mar 2027 12:00:00 GMT"}, 30),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Mon, 01 Mar 99999999999999999999 09:00:00 GMT"}, None),
        ({"retry-after": "Mon, 01 Mar 2027 09:00:00 +9999999999999"}, None),
        ({"retry-after": "Sat, 01 Jan 0001 00:00:00 +2300"}, 0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "²"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_of_the_servers_own_clock(headers, seconds):
    assert retry_after_seconds(headers, AT) == seconds


@given(st.text(max_size=60), st.text(max_size=40))
def test_no_retry_after_raises_or_asks_to_go_back_in_time(value, date):
    seconds = retry_after_seconds({"retry-after": value, "date": date}, AT)
    assert seconds is None or seconds >= 0


@given(st.integers(1, 60), st.integers())
def test_backoff_stays_between_half_and_all_of_a_bounded_ceiling(attempt, seed):
    assert 0.5 <= backoff_seconds(attempt, random.Random(seed)) <= 20


def gate_of(fake_time, **options) -> HostGate:
    return HostGate(fake_time.clock, fake_time.sleep, **options)


def test_a_gate_takes_the_longer_of_two_sources_delays(fake_time):
    gate = gate_of(fake_time)
    for delay in (1.0, 5.0, 1.0):
        with gate.turn("law.example", delay) as turn:
            assert turn.open
    assert fake_time.slept == [5, 5]


def test_a_clock_that_is_set_back_closes_no_host_for_hours(fake_time):
    gate = gate_of(fake_time)
    with gate.turn("law.example", 2.0):
        pass
    fake_time.now -= timedelta(hours=3)
    with gate.turn("law.example", 2.0) as turn:
        assert turn.open
    assert fake_time.slept == [2]


def test_a_clock_that_stands_still_holds_nobody_for_ever():
    gate = HostGate(lambda: AT, lambda seconds: None)
    for _ in range(200):
        with gate.turn("law.example", 1.0) as turn:
            assert turn.open


def test_a_closure_lasts_a_day_at_most_and_a_shorter_one_does_not_shorten_it(fake_time):
    gate = gate_of(fake_time)
    gate.close("law.example", 1e12)
    gate.close("law.example", 5)
    with gate.turn("law.example", 0) as turn:
        assert not turn.open
        assert turn.wait_seconds == 86400


def test_a_turn_is_given_back_when_the_block_fails(fake_time):
    gate = gate_of(fake_time)
    with pytest.raises(KeyError), gate.turn("law.example", 0):
        raise KeyError("x")
    with gate.turn("law.example", 0) as turn:
        assert turn.open


def test_the_pace_of_a_host_survives_a_restart(stage, make_fetcher, make_source, fake_time, reply):
    stage.plays["/law"] = reply(LAW)
    source = make_source(stage.url("/law"), delay_seconds=9)
    first, second = make_fetcher(robots=False), make_fetcher(robots=False)
    first.fetch(source)
    fake_time.now += timedelta(seconds=4)
    second.restore(json.loads(json.dumps(first.snapshot())))
    second.fetch(source)
    assert fake_time.slept == [5]


def test_the_snapshot_holds_only_hosts_that_matter(fake_time):
    gate = gate_of(fake_time)
    with gate.turn("law.example", 0):
        pass
    fake_time.now += timedelta(days=2)
    assert gate.snapshot() == {}


@pytest.mark.parametrize(
    "wrong",
    [{"max_raw_bytes": 0}, {"retries": -1}, {"per_host_concurrency": 0}, {"proxy": "socks5://x:1"}, {"proxy": "x"}],
)
def test_settings_out_of_range_are_usage_errors(wrong):
    with pytest.raises(UsageError):
        FetchSettings(**wrong)


def test_the_fetcher_reads_the_real_clock_by_default(stage, make_source, reply):
    stage.plays["/law"] = reply(LAW)
    with Fetcher() as fetcher:
        capture = fetcher.fetch(make_source(stage.url("/law")))
    assert abs((now() - capture.fetched_at).total_seconds()) < 10
