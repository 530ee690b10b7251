"""robots.txt as RFC 9309 has it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from regdrift.model.capture import Capture, FetchFailure, FetchRefused

LAW = b"<p>law</p>"


def robots_asked(stage) -> int:
    return stage.paths().count("/robots.txt")


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        (b"User-agent: *\nDisallow: /law\n", False),
        (b"User-agent: *\nDisallow: /\nAllow: /law\n", True),
        (b"User-agent: regdrift\nDisallow: /law\n\nUser-agent: *\nAllow: /\n", False),
        (b"User-agent: REGDRIFT/1.0\nDisallow: /law\n", False),
        (b"User-agent: otherbot\nDisallow: /\n", True),
        (b"User-agent: *\nDisallow: /*.html$\n", True),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /law\r\n", False),
        (b"<html><p>No such page</p></html>", True),
        (b"\xff\xfe\x00garbage", True),
        (b"", True),
    ],
)
def test_rules_are_obeyed_under_our_name(stage, fetcher, make_source, reply, text, allowed):
    stage.plays.update({"/robots.txt": reply(text), "/law": reply(LAW)})
    result = fetcher.fetch(make_source(stage.url("/law")))
    assert isinstance(result, Capture if allowed else FetchRefused)
    assert len(stage.pages()) == int(allowed)
    if not allowed:
        assert result.reason == "robots_disallowed"
        assert "/robots.txt" in result.message


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "403 Forbidden", "404 Not Found"])
def test_an_unavailable_file_allows_everything(stage, fetcher, make_source, reply, status):
    stage.plays.update({"/robots.txt": reply(status=status), "/law": reply(LAW)})
    assert isinstance(fetcher.fetch(make_source(stage.url("/law"))), Capture)


@pytest.mark.parametrize("play", ["503 Busy", "broken"])
def test_a_server_that_fails_forbids_everything_until_it_is_asked_again(
    stage, fetcher, make_source, fake_time, reply, play
):
    broken = reply(b"x", Content_Length="99") if play == "broken" else reply(status=play)
    stage.plays.update({"/robots.txt": [broken, reply()], "/law": reply(LAW)})
    source = make_source(stage.url("/law"))
    first, second = fetcher.fetch(source), fetcher.fetch(source)
    assert (first.reason, second.reason) == ("robots_unreachable", "robots_unreachable")
    assert stage.paths() == ["/robots.txt"]
    fake_time.now += timedelta(minutes=11)
    assert isinstance(fetcher.fetch(source), Capture)


def test_the_file_is_asked_once_a_day_and_the_old_copy_serves_while_it_is_unreachable(
    stage, fetcher, make_source, fake_time, reply
):
    forbids = reply(b"User-agent: *\nDisallow: /closed\n")
    stage.plays.update({"/robots.txt": [forbids, reply(status="500 Oops")], "/law": reply(LAW), "/closed": reply(LAW)})
    law, closed = make_source(stage.url("/law")), make_source(stage.url("/closed"))
    fetcher.fetch(law)
    fake_time.now += timedelta(hours=23)
    fetcher.fetch(law)
    assert robots_asked(stage) == 1
    fake_time.now += timedelta(hours=2)
    assert isinstance(fetcher.fetch(law), Capture)
    assert robots_asked(stage) == 2
    assert isinstance(fetcher.fetch(closed), FetchRefused)


def test_what_is_known_survives_a_restart_as_json(stage, make_fetcher, make_source, reply):
    stage.plays.update({"/robots.txt": reply(b"User-agent: *\nDisallow: /law\n"), "/law": reply(LAW)})
    first, second = make_fetcher(), make_fetcher()
    first.fetch(make_source(stage.url("/law")))
    second.restore(json.loads(json.dumps(first.snapshot())))
    assert isinstance(second.fetch(make_source(stage.url("/law"))), FetchRefused)
    assert stage.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"schema": "regdrift/fetch-state@2", "robots": {"x": {}}},
        {"schema": "regdrift/fetch-state@1", "robots": {"x": {"standing": "odd"}}, "hosts": {"y": {"next_at": "soon"}}},
        {"schema": "regdrift/fetch-state@1", "robots": [], "hosts": {"y": None}},
        {"schema": "regdrift/fetch-state@1", "robots": {"x": None}, "hosts": 7},
    ],
)
def test_a_damaged_state_is_left_out(fetcher, state):
    fetcher.restore(state)
    assert fetcher.snapshot() == {"schema": "regdrift/fetch-state@1", "hosts": {}, "robots": {}}


def test_five_redirects_are_followed_and_a_circle_counts_as_no_file(stage, second_stage, fetcher, make_source, reply):
    stage.plays["/robots.txt"] = reply(status="302 Found", Location="/r1")
    for number in range(1, 5):
        stage.plays[f"/r{number}"] = reply(status="302 Found", Location=f"/r{number + 1}")
    stage.plays["/r5"] = reply(b"User-agent: *\nDisallow: /law\n")
    assert fetcher.fetch(make_source(stage.url("/law"))).reason == "robots_disallowed"
    second_stage.plays["/robots.txt"] = reply(status="302 Found", Location="/robots.txt")
    second_stage.plays["/law"] = reply(LAW)
    assert isinstance(fetcher.fetch(make_source(second_stage.url("/law"))), Capture)
    assert robots_asked(second_stage) == 6


def test_half_a_mebibyte_is_read_and_the_rest_is_not(stage, fetcher, make_source, reply):
    filler = b"# " + b"x" * 97 + b"\n"
    early = b"User-agent: *\nDisallow: /early\n" + filler * 9000 + b"Disallow: /late\n"
    stage.plays.update({"/robots.txt": reply(early), "/late": reply(LAW)})
    assert fetcher.fetch(make_source(stage.url("/early"))).reason == "robots_disallowed"
    assert isinstance(fetcher.fetch(make_source(stage.url("/late"))), Capture)


def test_too_many_requests_for_the_file_itself_is_a_request_to_wait(stage, fetcher, make_source, reply):
    stage.plays["/robots.txt"] = reply(status="429 Slow", Retry_After="7200")
    result = fetcher.fetch(make_source(stage.url("/law")))
    assert isinstance(result, FetchFailure)
    assert (result.reason, result.retry_after_seconds) == ("rate_limited", 7200)


def test_crawl_delay_is_kept_where_it_is_longer_than_the_sources_own(stage, fetcher, make_source, fake_time, reply):
    stage.plays.update({"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 7\n"), "/law": reply(LAW)})
    source = make_source(stage.url("/law"), delay_seconds=2)
    for _ in range(3):
        assert isinstance(fetcher.fetch(source), Capture)
    assert fake_time.slept == [2, 7, 7]


def test_a_crawl_delay_beyond_the_bound_puts_off_the_second_page_not_the_first(
    stage, fetcher, make_source, fake_time, reply
):
    stage.plays.update({"/robots.txt": reply(b"User-agent: *\nCrawl-delay: 3600\n"), "/law": reply(LAW)})
    source = make_source(stage.url("/law"))
    assert isinstance(fetcher.fetch(source), Capture)
    second = fetcher.fetch(source)
    assert (second.reason, second.retry_after_seconds) == ("rate_limited", 3600)
    fake_time.now += timedelta(hours=1)
    assert isinstance(fetcher.fetch(source), Capture)


@pytest.mark.parametrize("delay", [b"1e300", b"1e400", b"nan", b"-5", b"soon", b"9999999999"])
def test_a_crawl_delay_out_of_this_world_raises_nothing(stage, fetcher, make_source, reply, delay):
    stage.plays.update({"/robots.txt": reply(b"User-agent: *\nCrawl-delay: " + delay), "/law": reply(LAW)})
    source = make_source(stage.url("/law"))
    assert isinstance(fetcher.fetch(source), Capture)
    second = fetcher.fetch(source)
    assert isinstance(second, Capture) or 0 < second.retry_after_seconds <= 86400


def test_ones_own_servers_may_be_fetched_without_asking(stage, make_fetcher, make_source, reply):
    stage.plays.update({"/robots.txt": reply(b"User-agent: *\nDisallow: /\n"), "/law": reply(LAW)})
    assert isinstance(make_fetcher(robots=False).fetch(make_source(stage.url("/law"))), Capture)
    assert robots_asked(stage) == 0
