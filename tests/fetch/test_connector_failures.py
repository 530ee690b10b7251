"""What every connector makes of refusals, of strangers' answers and of wrong clocks: one suite for all."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from regdrift.fetch.connectors.registry import connector_names
from regdrift.model.capture import Capture, FetchFailure
from regdrift.model.document import Unreadable
from regdrift.parse import read

KEY = "k3y"
OPTIONS = {
    "govinfo": {"package": "PLAW-117publ58", "key": KEY},
    "legifrance": {"text": "LEGITEXT000006070987", "client_id": KEY, "client_secret": KEY},
    "congress": {"congress": 119, "type": "hr", "number": 5005, "key": KEY},
    "legiscan": {"bill": 230086, "key": KEY},
    "openstates": {"state": "Maine", "session": "129", "bill": "LD 946", "key": KEY},
    "regulations_gov": {"docket": "FTC-2022-0053", "key": KEY},
    "boe": {"norm": "BOE-A-2018-16673"},
    "cellar": {"celex": "32016R0679"},
    "dc_code": {"sections": ["28-3851", "28-3852"]},
    "ecfr": {"title": 16, "part": 314},
    "federal_register": {"term": "x"},
    "fedlex": {"eli": "cc/2022/491"},
    "feed": {},
    "gesetze_im_internet": {"law": "bdsg_2018"},
    "legislation_gov_uk": {},
    "page": {},
    "sitemap": {"match": "/acts/"},
}


def zipped(body):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("law.xml", body)
    return packed.getvalue()


BILL = {"number": "1", "title": "An Act", "change_hash": "a", "texts": [], "history": [], "status": 1}
EMPTY = {
    "boe": b"<response><data><texto></texto></data></response>",
    "cellar": b"<html><head><title>Regulation</title></head><body></body></html>",
    "congress": json.dumps({"bill": BILL, "actions": [], "textVersions": []}).encode(),
    "dc_code": b'<section xmlns="https://code.dccouncil.us/schemas/dc-library"></section>',
    "gesetze_im_internet": zipped(b"<dokumente></dokumente>"),
    "govinfo": b'{"download": {}, "lastModified": "2027-01-01T00:00:00Z"}',
    "legifrance": b'{"access_token": "t", "title": "Code", "sections": [], "articles": []}',
    "legiscan": json.dumps({"status": "OK", "bill": BILL}).encode(),
    "legislation_gov_uk": b'<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation"></Legislation>',
    "openstates": json.dumps({**BILL, "id": "ocd-bill/1", "actions": [], "versions": []}).encode(),
    "page": b"<html><head><title>Act</title></head><body><main></main></body></html>",
    "regulations_gov": b'{"data": [], "meta": {"hasNextPage": false}}',
    "ecfr": b'{"titles": []}',
    "federal_register": b'{"count": 0, "results": []}',
    "fedlex": b'{"results": {"bindings": []}}',
    "feed": b'<rss version="2.0"><channel><title>News</title></channel></rss>',
    "sitemap": b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>',
}
BILLS = {"congress", "legiscan", "openstates"}
"""A bill is filed before its text is printed: no text is no failure there."""
STRANGER = b"<html><title>Welcome</title><body><p>We have moved to a new site.</p></body></html>"


class Always(dict):
    """Answers every path but robots.txt with the same response."""

    def __init__(self, response: bytes) -> None:
        super().__init__()
        self.response = response

    def get(self, path, default=None):
        return default if path == "/robots.txt" else self.response


@pytest.fixture
def ask(stage, make_fetcher, make_source):
    def build(name, response):
        stage.plays = Always(response)
        tokens = {"tokens": stage.url("")} if name == "legifrance" else {}
        options = {**OPTIONS[name], **tokens}
        source = make_source(stage.url("/law"), connector=name, options=options, secrets=(KEY,))
        return make_fetcher(retries=0).fetch(source)

    return build


def test_every_connector_is_in_this_suite():
    assert set(OPTIONS) == set(connector_names())


@pytest.mark.parametrize("name", sorted(OPTIONS))
@pytest.mark.parametrize("status", ["401 No", "403 No", "404 No", "410 No", "500 No", "502 No", "503 No", "504 No"])
def test_a_refusal_is_the_result(ask, reply, name, status):
    result = ask(name, reply(status=status))
    assert isinstance(result, FetchFailure)
    assert (result.reason, result.status) == ("http_status", int(status[:3]))


@pytest.mark.parametrize("name", sorted(OPTIONS))
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7200"}, 7200),
        # Both of the server's clocks are a day behind ours: what counts is the time between its two dates.
        ({"Retry_After": "Sun, 28 Feb 2027 12:00:00 GMT", "Date": "Sun, 28 Feb 2027 10:00:00 GMT"}, 7200),
    ],
)
def test_a_request_to_slow_down_is_kept_and_no_other_page_is_asked_for(stage, ask, reply, name, headers, seconds):
    result = ask(name, reply(status="429 Slow", **headers))
    assert isinstance(result, FetchFailure)
    assert (result.reason, result.retry_after_seconds) == ("rate_limited", seconds)
    assert len(stage.pages()) == 1


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_a_strangers_page_is_a_failure_and_never_an_empty_law(ask, reply, name):
    result = ask(name, reply(STRANGER, Content_Type="text/html"))
    if name in ("page", "cellar"):  # both take any HTML; a text that shrank to this is quarantined later
        assert isinstance(result, Capture)
        return
    assert isinstance(result, FetchFailure)
    assert result.reason == "protocol"
    assert "shape" in result.message


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_an_empty_list_never_reads_as_a_law_without_provisions(ask, reply, name):
    result = ask(name, reply(EMPTY[name]))
    if name in BILLS:
        assert isinstance(result, Capture)
        found = read(result.body)
        assert isinstance(found, Unreadable) or {item.text for item in found.provisions} == {"An Act"}
        return
    assert isinstance(result, FetchFailure) or isinstance(read(result.body), Unreadable)


@pytest.mark.parametrize("name", sorted(OPTIONS))
@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 50, json.dumps({"a": [{}] * 3}).encode(), b"<a" * 2000])
def test_rubbish_raises_nothing(ask, reply, name, body):
    result = ask(name, reply(body))
    assert isinstance(result, Capture | FetchFailure)
