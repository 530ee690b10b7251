"""The Federal Register's connector against a loopback service that answers as API v1 does."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from regdrift.errors import UsageError
from regdrift.fetch.connectors.registry import find_connector
from regdrift.model.capture import Capture, FetchFailure, NotModified
from regdrift.parse import read

NAME = "federal_register"
OPTIONS = {"title": 16, "part": 314, "since": "2021-01-01"}


def document(number, **fields):
    return {"document_number": number, "publication_date": f"2021-01-{number[-2:]}", "title": "Rule", **fields}


def page(*numbers, count=None, pages=1, **fields):
    results = [document(number, **{"page_views": {"count": 7}, **fields}) for number in numbers]
    return json.dumps(
        {"count": len(numbers) if count is None else count, "total_pages": pages, "results": results}
    ).encode()


@pytest.fixture
def source(make_source, stage):
    return make_source(stage.url(""), connector=NAME, options=OPTIONS)


@pytest.fixture
def put(stage, source, reply):
    """Let the service answer with these bodies or whole responses, one a page."""

    def play(*pages, **headers):
        (first,) = find_connector(NAME).plan_requests(source)
        for number, body in enumerate(pages, 1):
            path = first.url.removeprefix(stage.url("")).replace("&page=1", f"&page={number}")
            stage.plays[path] = body if isinstance(body, list) or body[:4] == b"HTTP" else reply(body, **headers)

    return play


def test_the_query_names_every_key(make_source):
    options = {**OPTIONS, "agency": ["federal-trade-commission"], "term": "safe guards", "type": "proposed_rule"}
    (request,) = find_connector(NAME).plan_requests(make_source(None, connector=NAME, options=options))
    parts = urlsplit(request.url)
    assert (parts.netloc, parts.path) == ("www.federalregister.gov", "/api/v1/documents.json")
    asked = parse_qs(parts.query)
    assert {key: asked[key] for key in asked if key.startswith("conditions")} == {
        "conditions[cfr][title]": ["16"],
        "conditions[cfr][part]": ["314"],
        "conditions[term]": ["safe guards"],
        "conditions[publication_date][gte]": ["2021-01-01"],
        "conditions[agencies][]": ["federal-trade-commission"],
        "conditions[type][]": ["PRORULE"],
    }
    assert dict(parse_qsl(parts.query))["page"] == "1"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "needs one of the keys"),
        ({"type": "rule", "since": "2021-01-01"}, "needs one of the keys"),
        ({"part": 314, "term": "x"}, "needs the key 'title'"),
        ({"title": "16&x"}, "number of the CFR"),
        ({"term": "x", "type": ["rules"]}, "not 'rules'"),
        ({"agency": []}, "a list of words"),
        ({"agency": [16]}, "a list of words"),
        ({"term": "x", "since": "2021"}, "must be a date"),
    ],
)
def test_a_key_that_is_missing_or_wrong_is_named(make_source, options, said):
    with pytest.raises(UsageError, match=said):
        find_connector(NAME).plan_requests(make_source(None, connector=NAME, options=options))


def test_all_pages_are_one_list_in_the_order_of_publication(fetcher, source, put):
    put(page("2021-03", "2021-01", count=3, pages=2), page("2021-02", count=3, pages=2))
    result = fetcher.fetch(source)
    assert isinstance(result, Capture)
    found = json.loads(result.body)
    assert [item["document_number"] for item in found["results"]] == ["2021-01", "2021-02", "2021-03"]
    assert found["count"] == 3
    assert not result.validators


def test_what_only_counts_views_or_sorts_otherwise_gives_the_same_bytes(fetcher, source, put):
    put(page("2021-01", "2021-02"))
    first = fetcher.fetch(source)
    put(page("2021-02", "2021-01", page_views={"count": 8}, images={}))
    second = fetcher.fetch(source)
    assert (first.body, first.sha256) == (second.body, second.sha256)
    assert getattr(read(first.body), "format", None) == "federal_register_api"


def test_one_page_is_asked_for_with_its_validators(stage, fetcher, source, put, reply):
    put([reply(page("2021-01"), ETag='"1"'), reply(status="304 Not Modified")])
    first = fetcher.fetch(source)
    assert isinstance(fetcher.fetch(source, first.validators), NotModified)
    assert stage.pages()[-1].headers["If-None-Match"] == '"1"'


def test_several_pages_are_never_told_unchanged_by_the_first(stage, fetcher, source, put):
    put(page("2021-01", count=2, pages=2), page("2021-02", count=2, pages=2), ETag='"1"')
    first = fetcher.fetch(source)
    assert isinstance(fetcher.fetch(source, first.validators), Capture)
    assert not any("If-None-Match" in heard.headers for heard in stage.pages())


@pytest.mark.parametrize("body", [b'{"count": 0, "description": "None"}', page()])
def test_an_empty_list_is_kept_as_an_empty_list(fetcher, source, put, body):
    put(body)
    result = fetcher.fetch(source)
    assert isinstance(result, Capture)
    assert json.loads(result.body) == {"count": 0, "results": []}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([b"<html>Request access</html>"], "'count'"),
        ([b'{"errors": {"per_page": "too many"}}'], "'count'"),
        ([b'{"count": "1", "results": []}'], "'count'"),
        ([b'{"count": 1}'], "'results'"),
        ([b'{"count": 1, "results": ["2021-01"]}'], "'document_number'"),
        ([b'{"count": 1, "results": [{"document_number": "2021-01"}]}'], "'publication_date'"),
        ([page("2021-01", count=2)], "2 different documents"),
        ([page("2021-01", count=2, pages=2)] * 2, "other documents on each page"),
        ([page("2021-01", count=2, pages=2), page(count=2, pages=2)], "other documents on each page"),
    ],
)
def test_another_shape_missing_documents_or_repeated_pages_are_a_failure(fetcher, source, put, pages, expected):
    put(*pages)
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.reason == "protocol"
    assert expected in result.message


@pytest.mark.parametrize("body", [page("2021-01", count=2001, pages=3), page("2021-01", count=90, pages=90)])
def test_more_than_the_service_gives_asks_for_narrower_keys(stage, fetcher, source, put, body):
    put(body)
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.reason == "configuration"
    assert "narrow the source" in result.message
    assert len(stage.pages()) == 1


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize(
    "status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "429 Too Many Requests", "503 Service Unavailable"]
)
def test_a_refusal_of_any_page_is_the_result(fetcher, source, put, reply, at, status):
    waits = {"Retry_After": "7200"} if status[:3] in ("429", "503") else {}
    pages = [page("2021-01", count=2, pages=2), page("2021-02", count=2, pages=2)]
    pages[at - 1] = reply(status=status, **waits)
    put(*pages)
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.status == int(status[:3])
    assert result.retry_after_seconds == (7200 if waits else None)
