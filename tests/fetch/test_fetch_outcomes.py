"""What comes back for what a server says."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest

from regdrift.errors import UsageError
from regdrift.model.capture import Capture, FetchFailure, NotModified, Validators

LAW = b"<h1>Section 1</h1><p>A provider shall ask first.</p>"


def test_a_page_becomes_a_capture_with_its_evidence(stage, fetcher, make_source, fake_time, reply):
    stage.plays["/law"] = reply(LAW, Content_Type="text/html; charset=utf-8", ETag='W/"v1"', Last_Modified="yesterday")
    capture = fetcher.fetch(make_source(stage.url("/law")))
    assert isinstance(capture, Capture)
    assert capture.body == LAW
    assert capture.sha256 == hashlib.sha256(LAW).hexdigest()
    assert capture.url == capture.final_url == stage.url("/law")
    assert (capture.status, capture.media_type) == (200, "text/html")
    assert capture.validators == Validators('W/"v1"', "yesterday")
    assert capture.validators.url == stage.url("/law")
    assert capture.fetched_at == fake_time.now


def test_validators_go_back_verbatim_and_304_is_not_modified(stage, fetcher, make_source, reply):
    stage.plays["/law"] = [
        reply(LAW, ETag='W/"caf\xe9"', Last_Modified="Mon, 1 Mar 27 9:00 GMT"),
        reply(status="304 Not Modified", ETag='W/"caf\xe9"'),
    ]
    source = make_source(stage.url("/law"))
    capture = fetcher.fetch(source)
    result = fetcher.fetch(source, capture.validators)
    assert isinstance(result, NotModified)
    sent = stage.pages()[1].headers
    assert sent["If-None-Match"] == 'W/"caf\xe9"'
    assert sent["If-Modified-Since"] == "Mon, 1 Mar 27 9:00 GMT"


def test_without_validators_of_the_server_nothing_conditional_is_sent(stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(LAW, Date="Mon, 01 Mar 2027 09:00:00 GMT")
    source = make_source(stage.url("/law"))
    fetcher.fetch(source, fetcher.fetch(source).validators)
    assert not {"If-None-Match", "If-Modified-Since"} & set(stage.pages()[1].headers)


def test_a_304_to_an_unconditional_request_is_a_failure(stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(status="304 Not Modified")
    result = fetcher.fetch(make_source(stage.url("/law")))
    assert isinstance(result, FetchFailure)
    assert (result.reason, result.status) == ("protocol", 304)


@pytest.mark.parametrize("way", ["force", "probe"])
def test_force_and_probe_ask_unconditionally(stage, fetcher, make_source, reply, way):
    stage.plays["/law"] = reply(LAW)
    source = make_source(stage.url("/law"))
    result = fetcher.fetch(source, Validators('"v1"'), force=True) if way == "force" else fetcher.probe(source)
    assert isinstance(result, Capture)
    assert "If-None-Match" not in stage.pages()[0].headers


def test_validators_that_cannot_be_sent_are_left_out(stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(LAW)
    result = fetcher.fetch(make_source(stage.url("/law")), Validators('"a\r\nX-Evil: 1"', "\u20ac"))
    assert isinstance(result, Capture)
    assert not {"If-None-Match", "If-Modified-Since", "X-Evil"} & set(stage.pages()[0].headers)


def test_the_request_says_honestly_who_asks_and_in_which_language(stage, make_fetcher, make_source, reply):
    stage.plays["/law"] = reply(LAW)
    make_fetcher(contact="privacy@example.org").fetch(make_source(stage.url("/law"), language="fr"))
    sent = stage.pages()[0].headers
    assert sent["User-Agent"].startswith("regdrift/")
    assert "+privacy@example.org" in sent["User-Agent"]
    assert sent["Accept-Language"].startswith("fr")
    assert "application/pdf" in sent["Accept"]
    assert sent["Accept-Encoding"] == "gzip, deflate"


def test_cookies_and_logins_are_not_kept_as_evidence_nor_sent_by_the_next_fetch(stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(LAW, Set_Cookie="id=7", WWW_Authenticate="Basic", X_Kept="yes")
    source = make_source(stage.url("/law"))
    capture = fetcher.fetch(source)
    fetcher.fetch(source)
    assert capture.headers["x-kept"] == "yes"
    assert not {"set-cookie", "www-authenticate"} & set(capture.headers)
    assert "Cookie" not in stage.pages()[1].headers


def test_credentials_of_the_address_are_sent_and_never_stored(stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(LAW)
    url = stage.url("/law").replace("http://", "http://me:secret@") + "#s1"
    capture = fetcher.fetch(make_source(url))
    assert capture.url == stage.url("/law")
    assert "secret" not in repr(capture)
    assert stage.pages()[0].headers["Authorization"] == "Basic bWU6c2VjcmV0"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("202 Accepted", "http_status"),
        ("204 No Content", "http_status"),
        ("206 Partial Content", "protocol"),
        ("302 Found", "protocol"),
        ("401 Unauthorized", "http_status"),
        ("403 Forbidden", "http_status"),
        ("404 Not Found", "http_status"),
        ("410 Gone", "http_status"),
    ],
)
def test_an_answer_that_brings_no_law_fails_at_once(stage, fetcher, make_source, reply, status, reason):
    stage.plays["/law"] = reply(b"" if status.startswith("204") else b"no law", status=status)
    result = fetcher.fetch(make_source(stage.url("/law")))
    assert isinstance(result, FetchFailure)
    assert (result.reason, result.status) == (reason, int(status[:3]))
    assert len(result.message) > 20
    assert len(stage.pages()) == 1


def test_an_empty_page_is_evidence(stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(b"")
    result = fetcher.fetch(make_source(stage.url("/law")))
    assert isinstance(result, Capture)
    assert result.body == b""


def test_nothing_listening_is_a_connect_failure_after_further_attempts(fetcher, make_source, fake_time, open_stage):
    gone = open_stage()
    gone.close()
    result = fetcher.fetch(make_source(gone.url("/law")))
    assert isinstance(result, FetchFailure)
    assert result.reason == "connect"
    assert "nothing listens" in result.message
    assert len(fake_time.slept) == 2


def test_a_name_that_does_not_exist_asks_whether_the_machine_is_online(fetcher, make_source):
    result = fetcher.fetch(make_source("http://no-such-name.invalid/law"))
    assert isinstance(result, FetchFailure)
    assert result.reason == "connect"
    assert "online" in result.message


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/law", "data:text/html,x", "law.html"])
def test_other_schemes_are_refused(fetcher, make_source, url):
    assert fetcher.fetch(make_source(url)).reason == "bad_scheme"


@pytest.mark.parametrize("url", ["http://", "http://[::1", "http://exa mple.org:port/", "https://x:99999999/"])
def test_what_is_no_address_is_a_mistake_of_configuration(fetcher, make_source, url):
    assert fetcher.fetch(make_source(url)).reason == "configuration"


@pytest.mark.parametrize("header", [("Host", "x"), ("If-None-Match", "1"), ("X", "a\r\nb"), ("User-Agent", "Mozilla")])
def test_headers_that_may_not_be_declared_are_a_mistake_of_configuration(stage, fetcher, make_source, header):
    result = fetcher.fetch(make_source(stage.url("/law"), headers=(header,)))
    assert result.reason == "configuration"
    assert stage.heard == []


def test_declared_headers_replace_the_usual_ones(stage, fetcher, make_source, reply):
    stage.plays["/law"] = reply(LAW)
    fetcher.fetch(make_source(stage.url("/law"), headers=(("accept", "application/json"), ("X-Key", "k"))))
    sent = stage.pages()[0].headers
    assert sent["accept"] == "application/json"
    assert "Accept" not in sent
    assert sent["X-Key"] == "k"


def test_an_unknown_connector_and_a_page_without_url_are_usage_errors(fetcher, make_source):
    with pytest.raises(UsageError, match="gazette"):
        fetcher.fetch(dataclasses.replace(make_source("http://x/"), connector="gazette"))
    with pytest.raises(UsageError, match="url"):
        fetcher.fetch(make_source(None))
