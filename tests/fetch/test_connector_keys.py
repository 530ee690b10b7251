"""govinfo and Légifrance on loopback: keys and tokens go where they belong and nowhere else."""

from __future__ import annotations

import json

from regdrift.model.capture import Capture, FetchFailure, NotModified
from regdrift.model.document import LegalDocument
from regdrift.parse import read

KEY = "s3cr3t"
LAW = b"<html><body><main><h1>Act</h1><h2>Section 1. Duty</h2><p>A carrier shall ask.</p></main></body></html>"


def test_a_package_is_asked_for_again_only_where_gpo_changed_it(stage, fetcher, make_source, reply):
    root = "/packages/PLAW-1"
    summary = {"lastModified": "2027-01-01T00:00:00Z", "download": {"xmlLink": stage.url(f"{root}/xml")}}
    stage.plays.update({f"{root}/summary": reply(json.dumps(summary).encode()), f"{root}/xml": reply(LAW)})
    options = {"package": "PLAW-1", "key": KEY}
    source = make_source(stage.url(""), connector="govinfo", options=options, secrets=(KEY,))
    first = fetcher.fetch(source)
    assert isinstance(first, Capture)
    assert first.body == LAW
    assert [heard.headers["X-Api-Key"] for heard in stage.pages()] == [KEY, KEY]
    assert isinstance(fetcher.fetch(source, first.validators), NotModified)


def test_the_key_never_goes_to_another_host_that_a_summary_names(stage, second_stage, fetcher, make_source, reply):
    summary = {"lastModified": "2027-01-01T00:00:00Z", "download": {"xmlLink": second_stage.url("/xml")}}
    stage.plays["/packages/PLAW-1/summary"] = reply(json.dumps(summary).encode())
    options = {"package": "PLAW-1", "key": KEY}
    source = make_source(stage.url(""), connector="govinfo", options=options, secrets=(KEY,))
    assert isinstance(fetcher.fetch(source), FetchFailure)
    assert second_stage.heard == []


def test_a_text_of_legifrance_is_asked_for_with_a_token(stage, fetcher, make_source, reply):
    text = {"title": "Code", "sections": [], "articles": [{"num": "L1", "etat": "VIGUEUR", "content": "<p>Droit.</p>"}]}
    where = "/dila/legifrance/lf-engine-app/consult/legiPart"
    stage.plays["/api/oauth/token"] = reply(b'{"access_token": "t0k3n", "expires_in": 3600}')
    stage.plays[where] = reply(json.dumps(text).encode())
    options = {"text": "LEGITEXT000006070987", "client_id": KEY, "client_secret": KEY, "tokens": stage.url("")}
    source = make_source(stage.url(""), connector="legifrance", options=options, secrets=(KEY,))
    result = fetcher.fetch(source)
    assert isinstance(result, Capture)
    document = read(result.body)
    assert isinstance(document, LegalDocument)
    assert [(item.label, item.text) for item in document.provisions] == [("Article L1", "Droit.")]
    assert [heard.path for heard in stage.pages()] == ["/api/oauth/token", where]
    assert stage.pages()[1].headers["Authorization"] == "Bearer t0k3n"
    assert b"t0k3n" not in result.body


def test_a_question_that_is_redirected_is_a_failure(stage, second_stage, fetcher, make_source, reply):
    stage.plays["/api/oauth/token"] = reply(status="307 Moved", Location=second_stage.url("/api/oauth/token"))
    options = {"text": "LEGITEXT000006070987", "client_id": KEY, "client_secret": KEY, "tokens": stage.url("")}
    result = fetcher.fetch(make_source(stage.url(""), connector="legifrance", options=options, secrets=(KEY,)))
    assert isinstance(result, FetchFailure)
    assert second_stage.heard == []
