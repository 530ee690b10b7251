"""Congress.gov, LegiScan, Open States and Regulations.gov on loopback: keys, paging, marks of change, texts."""

from __future__ import annotations

import base64
import json

import pytest

from regdrift.errors import UsageError
from regdrift.fetch.connectors.registry import find_connector
from regdrift.model.capture import Capture, FetchFailure, NotModified
from regdrift.model.document import LegalDocument, Stage
from regdrift.parse import read

KEY = "s3cr3t"
LAW = "<h1>An Act</h1><h2>Section 1. Duty</h2><p>A carrier shall ask first.</p>"
TEXT = f"<html lang='en'><body><main>{LAW}</main></body></html>".encode()


def as_body(found):
    return json.dumps(found).encode()


@pytest.fixture
def source(make_source, stage):
    def build(connector, **options):
        given = {"key": KEY, **options}
        return make_source(stage.url(""), connector=connector, options=given, secrets=(KEY,))

    return build


@pytest.fixture
def congress(stage, source, reply):
    bill = {"congress": 119, "type": "HR", "number": "7", "title": "An Act", "updateDateIncludingText": "2027-01-01"}
    root = "/v3/bill/119/hr/7"
    versions = [{"date": "2026-12-01", "formats": [{"type": "Formatted XML", "url": stage.url("/7.htm")}]}]
    acts = [("2026-12-01", "Introduced in House"), ("2027-01-01", "Passed House")]
    for page, (day, said) in enumerate(acts):
        pages = {"next": "x"} if page == 0 else {}
        rows = [{"actionDate": day, "text": said}]
        stage.plays[f"{root}/actions?format=json&limit=250&offset={250 * page}"] = reply(
            as_body({"actions": rows, "pagination": pages})
        )
    stage.plays[f"{root}?format=json"] = reply(as_body({"bill": bill}))
    stage.plays[f"{root}/text?format=json&limit=250&offset=0"] = reply(as_body({"textVersions": versions}))
    stage.plays["/7.htm"] = reply(TEXT)
    return source("congress", congress=119, type="hr", number=7)


def test_a_bill_of_congress_carries_text_stage_and_history(stage, fetcher, congress):
    result = fetcher.fetch(congress)
    assert isinstance(result, Capture)
    document = read(result.body)
    assert isinstance(document, LegalDocument)
    assert (document.citation, document.stage) == ("H.R. 7", Stage.PASSED_ONE_CHAMBER)
    assert [item.label for item in document.provisions] == ["Section 1"]
    assert "2027-01-01: Passed House" in document.notes[0].text
    assert KEY.encode() not in result.body
    assert [heard.headers.get("X-Api-Key") for heard in stage.pages()] == [KEY] * 4 + [None]


def test_a_bill_that_was_not_updated_is_asked_for_once(stage, fetcher, congress):
    first = fetcher.fetch(congress)
    asked = len(stage.pages())
    assert isinstance(fetcher.fetch(congress, first.validators), NotModified)
    assert len(stage.pages()) == asked + 1


def test_actions_that_repeat_are_a_failure(stage, fetcher, congress, reply):
    rows = as_body({"actions": [{"actionDate": "2026-12-01", "text": "x"}], "pagination": {"next": "x"}})
    for page in range(2):
        stage.plays[f"/v3/bill/119/hr/7/actions?format=json&limit=250&offset={250 * page}"] = reply(rows)
    result = fetcher.fetch(congress)
    assert isinstance(result, FetchFailure)
    assert "other rows on each page" in result.message


@pytest.fixture
def legiscan(stage, source, reply):
    bill = {"bill_id": 9, "change_hash": "a", "state": "ME", "bill_number": "LD1", "title": "An Act", "status": 2}
    bill |= {"history": [], "texts": [{"doc_id": 5, "date": "2027-01-01"}]}
    text = {"doc": base64.b64encode(TEXT).decode(), "mime": "text/html"}
    stage.plays[f"/?key={KEY}&op=getBill&id=9"] = reply(as_body({"status": "OK", "bill": bill}))
    stage.plays[f"/?key={KEY}&op=getBillText&id=5"] = reply(as_body({"status": "OK", "text": text}))
    return source("legiscan", bill=9)


def test_a_bill_of_legiscan_carries_text_and_stage_and_never_the_key(stage, fetcher, legiscan):
    result = fetcher.fetch(legiscan)
    assert isinstance(result, Capture)
    assert KEY.encode() not in result.body
    document = read(result.body)
    assert isinstance(document, LegalDocument)
    assert (document.citation, document.stage) == ("ME LD1", Stage.PASSED_ONE_CHAMBER)
    assert [item.label for item in document.provisions] == ["Section 1"]
    assert isinstance(fetcher.fetch(legiscan, result.validators), NotModified)


def test_what_legiscan_refuses_is_told_without_the_key(stage, fetcher, legiscan, reply):
    said = {"status": "ERROR", "alert": {"message": "Invalid API Key"}}
    stage.plays[f"/?key={KEY}&op=getBill&id=9"] = reply(as_body(said))
    result = fetcher.fetch(legiscan)
    assert isinstance(result, FetchFailure)
    assert "Invalid API Key" in result.message
    assert KEY not in result.message


def test_a_bill_of_open_states_has_the_stage_that_its_actions_prove(stage, fetcher, source, reply):
    def act(day, kind, chamber="lower"):
        return {"date": day, "description": kind, "classification": [kind], "organization": {"classification": chamber}}

    bill = {"id": "ocd-bill/1", "identifier": "LD 946", "title": "An Act", "jurisdiction": {"name": "Maine"}}
    bill |= {"actions": [act("2019-05-30", "passage"), act("2019-06-06", "executive-signature")], "versions": []}
    stage.plays["/bills/Maine/129/LD%20946?include=actions&include=versions"] = reply(as_body(bill))
    document = read(fetcher.fetch(source("openstates", state="Maine", session="129", bill="LD 946")).body)
    assert isinstance(document, LegalDocument)
    assert (document.stage, document.citation) == (Stage.SIGNED, "Maine LD 946")


def test_all_pages_of_regulations_gov_are_one_list(stage, fetcher, source, reply):
    asked = source("regulations_gov", docket="D-1")
    (request,) = find_connector("regulations_gov").plan_requests(asked)
    first = request.url.removeprefix(stage.url(""))
    for page in (1, 2):
        rows = [{"id": f"D-1-{3 - page}", "attributes": {"title": "T", "documentType": "Rule", "objectId": str(page)}}]
        stage.plays[first.replace("number%5D=1", f"number%5D={page}")] = reply(
            as_body({"data": rows, "meta": {"hasNextPage": page == 1}})
        )
    result = fetcher.fetch(asked)
    assert isinstance(result, Capture)
    document = read(result.body)
    assert isinstance(document, LegalDocument)
    assert [item.label for item in document.provisions] == ["D-1-1", "D-1-2"]
    assert b"objectId" not in result.body


def test_a_list_of_regulations_gov_that_repeats_is_a_failure(stage, fetcher, source, reply):
    asked = source("regulations_gov", docket="D-1")
    (request,) = find_connector("regulations_gov").plan_requests(asked)
    first = request.url.removeprefix(stage.url(""))
    rows = [{"id": "D-1-1", "attributes": {"title": "T", "documentType": "Rule"}}]
    for page in (1, 2):
        stage.plays[first.replace("number%5D=1", f"number%5D={page}")] = reply(
            as_body({"data": rows, "meta": {"hasNextPage": True}})
        )
    result = fetcher.fetch(asked)
    assert isinstance(result, FetchFailure)
    assert "other rows on each page" in result.message


@pytest.mark.parametrize("name", ["congress", "legiscan", "openstates", "regulations_gov"])
def test_a_key_that_stands_in_the_file_is_refused(make_source, name):
    options = {"congress": 119, "type": "hr", "number": 7, "bill": "9", "state": "Maine", "session": "1", "docket": "D"}
    with pytest.raises(UsageError, match="from the environment"):
        find_connector(name).plan_requests(make_source(None, connector=name, options={**options, "key": KEY}))
