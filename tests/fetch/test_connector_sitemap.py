"""Lists and the documents they name, and several pages that make one law, against a loopback publisher."""

from __future__ import annotations

import json

import pytest

from regdrift.errors import UsageError
from regdrift.fetch.connectors.registry import find_connector
from regdrift.model.capture import Capture, FetchFailure, NotModified
from regdrift.model.document import LegalDocument
from regdrift.parse import read

LAW = (
    "<html lang='en'><title>Act {0}</title><body><main><h1>Data Act {0}</h1><h2>Section {0}. Duty</h2><p>{1}</p>"
    "</main></body></html>"
)
TEXT = "A controller shall keep the data of the people it serves for no longer than it needs them."


def law(number, text=TEXT):
    return LAW.format(number, text).encode()


def sitemap(stage, *paths, day="2027-01-01"):
    dated = f"<lastmod>{day}</lastmod>" if day else ""
    urls = "".join(f"<url><loc>{stage.url(path)}</loc>{dated}</url>" for path in paths)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


@pytest.fixture
def source(make_source, stage):
    def build(**options):
        return make_source(stage.url("/list"), connector="sitemap", options={"match": "/acts/", **options})

    return build


def parts(capture):
    return [part["url"].rpartition("/")[2] for part in json.loads(capture.body)["parts"]]


def test_each_matching_link_is_a_document_of_its_own(stage, fetcher, source, reply):
    stage.plays.update({"/list": reply(sitemap(stage, "/acts/2", "/acts/1", "/news/3", "/acts/old"))})
    stage.plays.update({f"/acts/{n}": reply(law(n)) for n in "12"})
    result = fetcher.fetch(source(exclude="old$"))
    assert isinstance(result, Capture)
    assert parts(result) == ["1", "2"]
    document = read(result.body)
    assert isinstance(document, LegalDocument)
    assert document.format == "bundle"
    assert [item.heading for item in document.provisions if "/" not in item.path] == ["Data Act 1", "Data Act 2"]
    assert all(item.path.startswith(("acts-1", "acts-2")) for item in document.provisions)


def test_a_listing_page_is_followed_over_its_pages(stage, fetcher, source, reply):
    first = '<a href="acts/1#top">One</a><a href="/acts/1">again</a><a href="https://elsewhere.example/acts/9">x</a>'
    stage.plays.update({"/list": reply(f'{first}<a href="?page=2">next</a>'.encode())})
    stage.plays.update({"/list?page=2": reply(b'<a href="/acts/2">Two</a><a href="?page=1">back</a>')})
    stage.plays.update({f"/acts/{n}": reply(law(n)) for n in "12"})
    assert parts(fetcher.fetch(source(next="page=2"))) == ["1", "2"]


def test_pages_that_repeat_end_as_a_failure(stage, fetcher, source, reply):
    links = '<a href="/acts/1">One</a><a href="/list?page={}">next</a>'
    stage.plays["/list"] = reply(links.format(1).encode())
    stage.plays.update({f"/list?page={n}": reply(links.format(n + 1).encode()) for n in range(1, 30)})
    result = fetcher.fetch(source(next="page="))
    assert isinstance(result, FetchFailure)
    assert "other links on each page" in result.message
    assert len(stage.pages()) == 2


def test_equal_dates_of_a_sitemap_mean_unchanged_without_asking_for_a_document(stage, fetcher, source, reply):
    stage.plays.update({"/list": reply(sitemap(stage, "/acts/1")), "/acts/1": reply(law(1))})
    first = fetcher.fetch(source())
    asked = len(stage.pages())
    assert isinstance(fetcher.fetch(source(), first.validators), NotModified)
    assert [heard.path for heard in stage.pages()[asked:]] == ["/list"]
    stage.plays["/list"] = reply(sitemap(stage, "/acts/1", day="2027-01-02"))
    assert isinstance(fetcher.fetch(source(), first.validators), Capture)


def test_without_dates_each_document_is_asked_for_with_its_own_validators(stage, fetcher, source, reply):
    stage.plays["/list"] = reply(sitemap(stage, "/acts/1", "/acts/2", day=""))
    for n in "12":
        stage.plays[f"/acts/{n}"] = [reply(law(n), ETag=f'"{n}"'), reply(status="304 Not Modified")]
    first = fetcher.fetch(source())
    assert isinstance(fetcher.fetch(source(), first.validators), NotModified)
    assert [heard.headers["If-None-Match"] for heard in stage.pages()[-2:]] == ['"1"', '"2"']


def test_where_one_document_changed_the_unchanged_ones_are_asked_for_whole(stage, fetcher, source, reply):
    stage.plays["/list"] = reply(sitemap(stage, "/acts/1", "/acts/2", day=""))
    stage.plays["/acts/1"] = [reply(law(1), ETag='"1"'), reply(status="304 Not Modified"), reply(law(1), ETag='"1"')]
    stage.plays["/acts/2"] = [reply(law(2), ETag='"2"'), reply(law(2, TEXT + " It shall say so."), ETag='"3"')]
    first = fetcher.fetch(source())
    second = fetcher.fetch(source(), first.validators)
    assert isinstance(second, Capture)
    assert parts(second) == ["1", "2"]
    assert second.sha256 != first.sha256


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "503 Busy"])
def test_a_document_that_fails_fails_the_whole_and_is_named(stage, make_fetcher, source, reply, status):
    stage.plays["/list"] = reply(sitemap(stage, "/acts/1", "/acts/2"))
    stage.plays.update({"/acts/1": reply(law(1)), "/acts/2": reply(status=status)})
    result = make_fetcher(retries=0).fetch(source())
    assert isinstance(result, FetchFailure)
    assert result.message.startswith("acts/2: ")
    assert result.status == int(status[:3])


def test_a_list_without_a_match_is_a_failure_and_too_many_ask_for_narrower_keys(stage, fetcher, source, reply):
    stage.plays["/list"] = reply(sitemap(stage, "/acts/1", "/acts/2"))
    none, many = fetcher.fetch(source(match="/laws/")), fetcher.fetch(source(limit=1))
    assert isinstance(none, FetchFailure)
    assert none.reason == "protocol"
    assert isinstance(many, FetchFailure)
    assert many.reason == "configuration"
    assert len(stage.pages()) == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [({"match": "("}, "no regular expression"), ({"match": None}, "needs the key"), ({"limit": 0}, "from 1 up")],
)
def test_a_wrong_key_is_named(source, options, said):
    with pytest.raises(UsageError, match=said):
        find_connector("sitemap").plan_requests(source(**options))


def test_several_pages_make_one_law(stage, fetcher, make_source, reply):
    stage.plays.update({f"/{n}": reply(law(n), ETag=f'"{n}"') for n in "12"})
    source = make_source(stage.url("/1"), options={"urls": [stage.url("/2")]})
    result = fetcher.fetch(source)
    document = read(result.body)
    assert isinstance(document, LegalDocument)
    assert [item.path for item in document.provisions if item.label] == ["1", "2"]
    assert result.url == source.url


def test_a_page_of_the_law_that_is_a_challenge_makes_the_law_unreadable(stage, fetcher, make_source, reply):
    wall = b"<html><title>Just a moment...</title><body>Checking your browser before accessing</body></html>"
    stage.plays.update({"/1": reply(law(1)), "/2": reply(wall)})
    found = read(fetcher.fetch(make_source(stage.url("/1"), options={"urls": [stage.url("/2")]})).body)
    assert found.reason == "challenge_page"
    assert found.message.startswith("page 2: ")
