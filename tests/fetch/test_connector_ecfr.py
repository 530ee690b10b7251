"""The eCFR connector against a loopback service that answers as the versioner service documents."""

from __future__ import annotations

import json
from datetime import date

import pytest

from regdrift.errors import UsageError
from regdrift.fetch.connectors.registry import find_connector
from regdrift.model.capture import Capture, FetchFailure, NotModified, Validators

TITLES = "/api/versioner/v1/titles.json"
TEXT = "/api/versioner/v1/full/2027-02-25/title-16.xml?part=314"
PART = b'<?xml version="1.0"?>\n<DIV5 N="314" TYPE="PART"><HEAD>PART 314</HEAD></DIV5>'


def titles(**entry):
    given = {
        "number": 16,
        "name": "Commercial Practices",
        "latest_amended_on": "2027-02-03",
        "latest_issue_date": "2027-02-03",
        "up_to_date_as_of": "2027-02-25",
        "reserved": False,
    }
    listed = [{"number": 15, "up_to_date_as_of": "2027-02-26"}, {**given, **entry}]
    return json.dumps({"titles": listed, "meta": {"date": "2027-02-26", "import_in_progress": False}}).encode()


@pytest.fixture
def source(make_source, stage):
    return make_source(stage.url("/"), connector="ecfr", options={"title": 16, "part": 314})


def test_the_text_is_asked_for_on_the_last_day_that_the_service_knows(stage, fetcher, source, reply):
    stage.plays = {TITLES: reply(titles()), TEXT: reply(PART)}
    result = fetcher.fetch(source)
    assert isinstance(result, Capture)
    assert result.body == PART
    assert result.final_url == stage.url(TEXT)
    assert [heard.path for heard in stage.pages()] == [TITLES, TEXT]


def test_a_declared_date_is_asked_for_at_once(stage, fetcher, make_source, reply):
    path = "/api/versioner/v1/full/2020-01-02/title-16.xml"
    stage.plays = {path: reply(PART)}
    for written in ("2020-01-02", date(2020, 1, 2)):
        source = make_source(stage.url(""), connector="ecfr", options={"title": "16", "date": written})
        assert isinstance(fetcher.fetch(source), Capture)
    assert {heard.path for heard in stage.pages()} == {path}


def test_a_title_without_later_issue_is_not_asked_for_again(stage, fetcher, source, reply):
    stage.plays = {TITLES: reply(titles())}
    known = Validators(None, None, stage.url(TEXT.replace("02-25", "02-20")))
    assert isinstance(fetcher.fetch(source, known), NotModified)
    assert [heard.path for heard in stage.pages()] == [TITLES]


@pytest.mark.parametrize("changed", ["latest_amended_on", "latest_issue_date"])
@pytest.mark.parametrize("on", ["2027-02-20", "2027-02-21", None])
def test_a_title_amended_on_or_after_the_last_capture_is_asked_for_again(stage, fetcher, source, reply, changed, on):
    stage.plays = {TITLES: reply(titles(**{changed: on})), TEXT: reply(PART)}
    known = Validators(None, None, stage.url(TEXT.replace("02-25", "02-20")))
    assert isinstance(fetcher.fetch(source, known), Capture)


def test_the_capture_of_another_part_says_nothing_of_this_one(stage, fetcher, source, reply):
    stage.plays = {TITLES: reply(titles()), TEXT: reply(PART)}
    known = Validators('"a"', None, stage.url(TEXT.replace("part=314", "part=312")))
    assert isinstance(fetcher.fetch(source, known), Capture)
    assert "If-None-Match" not in stage.pages()[-1].headers


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<html>moved</html>", "a list 'titles'"),
        (b"[" * 100_000, "a list 'titles'"),
        (b'{"titles": {}}', "a list 'titles'"),
        (b'{"titles": []}', "title 16 among the 0"),
        (titles(up_to_date_as_of=None), "up_to_date_as_of"),
        (titles(up_to_date_as_of="soon"), "up_to_date_as_of"),
    ],
)
def test_another_shape_of_the_titles_is_a_failure_that_says_what_was_expected(
    stage, fetcher, source, reply, body, expected
):
    stage.plays = {TITLES: reply(body)}
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.reason == "protocol"
    assert expected in result.message


def test_a_page_in_place_of_the_text_is_a_failure(stage, fetcher, source, reply):
    stage.plays = {TITLES: reply(titles()), TEXT: reply(b"<html>Request access</html>")}
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert (result.reason, result.url) == ("protocol", stage.url(TEXT))


@pytest.mark.parametrize("broken", [TITLES, TEXT])
@pytest.mark.parametrize(
    "status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "429 Too Many Requests", "503 Service Unavailable"]
)
def test_a_refusal_of_either_request_is_the_result(stage, fetcher, source, reply, broken, status):
    waits = {"Retry_After": "7200"} if status[:3] in ("429", "503") else {}
    stage.plays = {TITLES: reply(titles()), TEXT: reply(PART), broken: reply(status=status, **waits)}
    result = fetcher.fetch(source)
    assert isinstance(result, FetchFailure)
    assert result.status == int(status[:3])
    assert result.reason == ("rate_limited" if result.status == 429 else "http_status")
    assert result.retry_after_seconds == (7200 if waits else None)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "needs the key 'title'"),
        ({"title": True}, "'title' must be"),
        ({"title": "../16"}, "'title' must be"),
        ({"title": 16, "part": "314?x"}, "'part' must be"),
        ({"title": 16, "date": "20270101"}, "'date' must be a date"),
        ({"title": 16, "date": "2027-02-30"}, "'date' must be a date"),
    ],
)
def test_a_key_that_is_missing_or_wrong_is_named(make_source, options, said):
    with pytest.raises(UsageError, match=said):
        find_connector("ecfr").plan_requests(make_source(None, connector="ecfr", options=options))
