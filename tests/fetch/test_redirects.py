"""Redirects are followed by regdrift itself, hop by hop, and carry no secret away."""

from __future__ import annotations

import dataclasses
import time

import pytest

from regdrift.model.capture import Capture, FetchFailure, NotModified, Validators

LAW = b"<p>law</p>"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_followed_and_both_addresses_are_kept(stage, fetcher, make_source, reply, status):
    stage.plays["/old"] = reply(status=status, Location="new?x=1#part")
    stage.plays["/new?x=1"] = reply(LAW)
    capture = fetcher.fetch(make_source(stage.url("/old")))
    assert isinstance(capture, Capture)
    assert (capture.url, capture.final_url) == (stage.url("/old"), stage.url("/new?x=1"))


def test_a_circle_ends_as_too_many_redirects(stage, make_fetcher, make_source, reply):
    stage.plays["/a"] = reply(status="302 Found", Location="/b")
    stage.plays["/b"] = reply(status="302 Found", Location="/a")
    result = make_fetcher(max_redirects=4).fetch(make_source(stage.url("/a")))
    assert result.reason == "too_many_redirects"
    assert len(stage.pages()) == 5


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.org/", "data:text/html,law", "javascript:1"])
def test_a_redirect_to_another_scheme_is_not_followed(stage, fetcher, make_source, reply, location):
    stage.plays["/law"] = reply(status="302 Found", Location=location)
    assert fetcher.fetch(make_source(stage.url("/law"))).reason == "bad_scheme"


def test_a_redirect_to_nonsense_is_a_protocol_failure(stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(status="302 Found", Location="http://[nonsense/")
    assert fetcher.fetch(make_source(stage.url("/law"))).reason == "protocol"


def test_secrets_stay_with_their_own_origin(stage, second_stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(status="302 Found", Location="/law2")
    stage.plays["/law2"] = reply(status="302 Found", Location=second_stage.url("/law3"))
    second_stage.plays["/law3"] = reply(LAW)
    source = make_source(stage.url("/law"), auth=("me", "secret"), headers=(("X-Api-Key", "k"),))
    fetcher.fetch(source)
    own = [heard.headers for heard in stage.pages()]
    assert all(sent["Authorization"].startswith("Basic ") and sent["X-Api-Key"] == "k" for sent in own)
    other = second_stage.pages()[0].headers
    assert not {"Authorization", "X-Api-Key"} & set(other)
    assert all("Authorization" not in h.headers for h in (*stage.heard, *second_stage.heard) if "robots" in h.path)


def test_credentials_in_a_location_are_dropped(stage, second_stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(status="302 Found", Location=second_stage.url("/x").replace("//", "//a:b@"))
    second_stage.plays["/x"] = reply(LAW)
    capture = fetcher.fetch(make_source(stage.url("/law")))
    assert capture.final_url == second_stage.url("/x")
    assert "Authorization" not in second_stage.pages()[0].headers


def test_a_cookie_asked_for_on_the_way_is_given_back_within_the_attempt(stage, fetcher, make_source, reply):
    def gate(heard):
        if "Cookie" in heard.headers:
            return reply(LAW)
        return reply(status="302 Found", Location="/law", Set_Cookie="seen=1; Path=/")

    stage.plays["/law"] = gate
    assert isinstance(fetcher.fetch(make_source(stage.url("/law"))), Capture)


def test_validators_go_to_the_address_that_gave_them_only(stage, fetcher, make_source, reply):
    """The page first led to the text of 2026 and now leads to that of 2027, which carries an older date."""
    stage.plays["/current"] = [
        reply(status="302 Found", Location="/2026"),
        reply(status="302 Found", Location="/2026"),
        reply(status="302 Found", Location="/2027"),
    ]
    for year in ("/2026", "/2027"):
        stage.plays[year] = lambda heard: (
            reply(status="304 Not Modified") if "If-None-Match" in heard.headers else reply(LAW, ETag='"1"')
        )
    source = make_source(stage.url("/current"))
    first = fetcher.fetch(source)
    assert isinstance(fetcher.fetch(source, first.validators), NotModified)
    third = fetcher.fetch(source, first.validators)
    assert isinstance(third, Capture)
    assert third.final_url == stage.url("/2027")
    asked = [(h.path, "If-None-Match" in h.headers) for h in stage.pages()]
    assert asked[2:] == [("/current", False), ("/2026", True), ("/current", False), ("/2027", False)]


def test_validators_of_an_unknown_address_are_taken_as_the_sources_own(stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(status="304 Not Modified")
    assert isinstance(fetcher.fetch(make_source(stage.url("/law")), Validators('"1"')), NotModified)


def test_every_hop_has_to_pass_the_robots_txt_of_its_own_origin(stage, second_stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(status="302 Found", Location=second_stage.url("/closed/law"))
    second_stage.plays["/robots.txt"] = reply(b"User-agent: *\nDisallow: /closed/\n")
    second_stage.plays["/closed/law"] = reply(LAW)
    result = fetcher.fetch(make_source(stage.url("/law")))
    assert result.reason == "robots_disallowed"
    assert second_stage.pages() == []


def test_redirects_that_take_too_long_together_end_as_a_timeout(stage, make_fetcher, make_source, reply):
    def slow(heard):
        time.sleep(0.15)
        return reply(status="302 Found", Location=f"{heard.path}a")

    stage.plays.update({"/" + "a" * number: slow for number in range(1, 9)})
    source = dataclasses.replace(make_source(stage.url("/a")), timeout_seconds=0.4)
    result = make_fetcher(retries=0).fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.reason == "timeout"
    assert len(stage.pages()) <= 4
