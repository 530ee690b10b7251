"""The feed connector against a loopback publisher, and what becomes of its answers when they are read."""

from __future__ import annotations

import json

import pytest

from regdrift.errors import UsageError
from regdrift.fetch.connectors.registry import find_connector
from regdrift.model.capture import Capture, FetchFailure, NotModified
from regdrift.model.document import LegalDocument, Unreadable
from regdrift.parse import read

ENTRY = "<item><title>Fine</title><guid>n{0}</guid><description>Case {0}.</description></item>"
RSS = '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>News</title>{}</channel></rss>'
ATOM = b'<!-- a feed --><a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>N</a:title></a:feed>'
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "News",
    "language": "fr-FR",
    "items": [
        {"id": 7, "url": "https://office.example/7", "content_html": "<p>A &amp; B</p><p>C</p>"},
        {"id": "8", "title": "Fine", "content_text": "x < y", "date_published": "2027-02-25T23:30:00-05:00"},
        "no entry",
    ],
}


def rss(*numbers):
    return RSS.format("".join(ENTRY.format(number) for number in numbers)).encode()


@pytest.fixture
def source(make_source, stage):
    return make_source(stage.url("/feed"), connector="feed")


def paths(body):
    document = read(body)
    assert isinstance(document, LegalDocument), document
    assert document.format == "feed"
    return {item.path: item.full_text for item in document.provisions}


@pytest.mark.parametrize(
    "body",
    [
        rss(1),
        rss(),
        b"\xef\xbb\xbf\n" + rss(1),
        rss(1).decode().encode("utf-16"),
        ATOM,
        json.dumps(JSON_FEED).encode(),
        json.dumps(JSON_FEED).replace("/", "\\/").encode(),
    ],
)
def test_every_kind_of_feed_is_taken_as_it_came(stage, fetcher, source, reply, body):
    stage.plays = {"/feed": reply(body)}
    result = fetcher.fetch(source)
    assert isinstance(result, Capture)
    assert result.body == body
    assert "application/atom+xml" in stage.pages()[-1].headers["Accept"]


def test_an_unchanged_feed_is_told_by_the_publishers_validators(stage, fetcher, source, reply):
    stage.plays = {"/feed": [reply(rss(1), ETag='"1"'), reply(status="304 Not Modified")]}
    first = fetcher.fetch(source)
    assert isinstance(fetcher.fetch(source, first.validators), NotModified)
    assert stage.pages()[-1].headers["If-None-Match"] == '"1"'


@pytest.mark.parametrize(
    "body", [b"<!doctype html><html><feed></feed></html>", b'{"items": []}', b"No such feed", b"", b"<law/>"]
)
def test_what_is_no_feed_is_a_failure_that_says_what_was_expected(stage, fetcher, source, reply, body):
    stage.plays = {"/feed": reply(body)}
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.reason == "protocol"
    assert "a feed (RSS 2.0, Atom or JSON Feed)" in result.message


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone"])
def test_a_refusal_is_the_result(stage, fetcher, source, reply, status):
    stage.plays = {"/feed": reply(status=status)}
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.status == int(status[:3])


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_busy_publisher_is_left_alone_as_long_as_it_asks(stage, fetcher, source, reply, status):
    stage.plays = {"/feed": reply(status=status, Retry_After="7200")}
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.retry_after_seconds == 7200
    assert len(stage.pages()) == 1


def test_a_source_without_address_is_told_so(make_source):
    with pytest.raises(UsageError, match="needs a url"):
        find_connector("feed").plan_requests(make_source(None, connector="feed"))


def test_an_entry_keeps_its_path_whatever_its_place_and_words():
    before, after = paths(rss(1, 2)), paths(rss(3, 2, 1).replace(b"Case 1.", b"Case 1, corrected."))
    assert set(before) < set(after)
    assert {before[path]: after[path] for path in before} == {"Case 1.": "Case 1, corrected.", "Case 2.": "Case 2."}


def test_the_encoding_of_a_feed_changes_nothing():
    assert paths(rss(1, 2).decode().encode("utf-16")) == paths(rss(1, 2)) == paths(b"\xef\xbb\xbf" + rss(1, 2))


def test_an_entry_given_twice_is_one_passage():
    assert list(paths(rss(1, 1)).values()) == ["Case 1."]


@pytest.mark.parametrize("body", [rss(), ATOM, json.dumps({**JSON_FEED, "items": []}).encode()])
def test_a_feed_without_entries_has_no_provisions(body):
    result = read(body)
    assert isinstance(result, Unreadable)
    assert (result.format, result.reason) == ("feed", "no_provisions")


def test_a_json_feed_gives_its_entries_with_language_date_and_link():
    document = read(json.dumps(JSON_FEED).encode())
    assert isinstance(document, LegalDocument)
    assert (document.language, document.title) == ("fr", "News")
    assert [(item.heading, item.text) for item in document.provisions] == [(None, "A & B\nC"), ("Fine", "x < y")]
    assert [note.text for note in document.notes] == ["https://office.example/7", "2027-02-25"]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(JSON_FEED).encode()[:-9],
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": {}}',
        b"<rss version='2.0'><news/></rss>",
        b"<!DOCTYPE rss [<!ENTITY a 'b'>]>" + rss(1)[22:],
    ],
)
def test_a_broken_or_hostile_feed_is_unreadable(body):
    result = read(body)
    assert isinstance(result, Unreadable)
    assert (result.format, result.reason) == ("feed", "malformed")
