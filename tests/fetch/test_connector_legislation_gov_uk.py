"""The connector of legislation.gov.uk against a loopback service that answers as the publisher documents."""

from __future__ import annotations

import pytest

from regdrift.errors import UsageError
from regdrift.fetch.connectors.registry import find_connector
from regdrift.model.capture import Capture, FetchFailure, NotModified

NAME = "legislation_gov_uk"
CLML = b'<?xml version="1.0"?>\n<Legislation\n xmlns="http://www.legislation.gov.uk/namespaces/legislation"><Primary/></Legislation>'
ACT = "https://www.legislation.gov.uk/ukpga/2018/12"


@pytest.fixture
def source(make_source, stage):
    return make_source(stage.url("/ukpga/2018/12"), connector=NAME)


@pytest.mark.parametrize(
    ("url", "options", "planned"),
    [
        (ACT, {}, f"{ACT}/data.xml"),
        (f"{ACT}/data.xml", {}, f"{ACT}/data.xml"),
        (f"{ACT}/?view=plain#top", {"date": "2024-01-31"}, f"{ACT}/2024-01-31/data.xml"),
        (f"{ACT}/data.xml", {"date": "2024-01-31"}, f"{ACT}/2024-01-31/data.xml"),
        (f"{ACT}/section/8", {"date": "2024-01-31"}, f"{ACT}/section/8/2024-01-31/data.xml"),
        (f"{ACT}/enacted", {}, f"{ACT}/enacted/data.xml"),
    ],
)
def test_the_xml_of_the_text_is_asked_for(make_source, url, options, planned):
    (request,) = find_connector(NAME).plan_requests(make_source(url, connector=NAME, options=options))
    assert request.url == planned


@pytest.mark.parametrize(
    ("url", "options", "said"),
    [
        (None, {}, "needs the url"),
        (ACT, {"date": "31 January"}, "must be a date"),
        (f"{ACT}/enacted", {"date": "2024-01-31"}, "keep one"),
        (f"{ACT}/2023-01-01/data.xml", {"date": "2024-01-31"}, "keep one"),
    ],
)
def test_what_cannot_be_asked_for_is_said(make_source, url, options, said):
    with pytest.raises(UsageError, match=said):
        find_connector(NAME).plan_requests(make_source(url, connector=NAME, options=options))


def test_the_text_is_taken_as_it_came_and_keeps_its_declared_address(stage, fetcher, source, reply):
    stage.plays = {"/ukpga/2018/12/data.xml": reply(CLML)}
    result = fetcher.fetch(source)
    assert isinstance(result, Capture)
    assert (result.body, result.url, result.final_url) == (CLML, source.url, stage.url("/ukpga/2018/12/data.xml"))


def test_an_unchanged_text_is_told_by_the_publishers_validators(stage, fetcher, source, reply):
    stage.plays = {"/ukpga/2018/12/data.xml": [reply(CLML, ETag='"1"'), reply(status="304 Not Modified")]}
    first = fetcher.fetch(source)
    assert isinstance(fetcher.fetch(source, first.validators), NotModified)


@pytest.mark.parametrize("body", [b"<html>Just a moment</html>", b"", b"<Legislation/>", b"{}"])
def test_another_shape_is_a_failure_that_says_what_was_expected(stage, fetcher, source, reply, body):
    stage.plays = {"/ukpga/2018/12/data.xml": reply(body)}
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.reason == "protocol"
    assert "CLML" in result.message


@pytest.mark.parametrize(
    "status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "429 Too Many Requests", "503 Service Unavailable"]
)
def test_a_refusal_is_the_result(stage, fetcher, source, reply, status):
    waits = {"Retry_After": "7200"} if status[:3] in ("429", "503") else {}
    stage.plays = {"/ukpga/2018/12/data.xml": reply(status=status, **waits)}
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.status == int(status[:3])
    assert result.retry_after_seconds == (7200 if waits else None)
