"""The read API: shapes as its own document says, pages without gaps, ETags, and a door where the history is private."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from starlette.testclient import TestClient
from store_law import LAW_A, LAW_B, day, observe

from regdrift.store.filters import ChangeFilter
from regdrift.store.history import History
from regdrift.web.dashboard.accounts import Accounts
from regdrift.web.dashboard.api_document import make_document
from regdrift.web.dashboard.app import make_app
from regdrift.web.dashboard.settings import Settings

PASSWORD = "correct horse battery"
PRACTICES = Path(__file__).parents[2] / "practices.yaml"
WORK = "00000000000000aa"


@pytest.fixture
def settings(history: History, tmp_path: Path) -> Settings:
    accounts = Accounts(tmp_path / "users.json")
    accounts.put("Ada Example", PASSWORD)
    for number in range(12):
        observe(history, (LAW_A, LAW_B)[number % 2], number)
    return Settings(database=history.path, users=accounts.path, clock=lambda: day(20), practices=PRACTICES)


def program(settings: Settings) -> TestClient:
    return TestClient(make_app(settings), base_url="http://localhost", client=("127.0.0.1", 5000))


def shape_of(address: str) -> dict[str, Any]:
    answers = make_document()["paths"][address]["get"]["responses"]
    schema = answers["200"]["content"]["application/json"]["schema"]
    return {**schema, "components": make_document()["components"]}


def check(address: str, told: object) -> None:
    Draft202012Validator(shape_of(address), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(told)


def test_the_document_is_valid_and_served(settings: Settings) -> None:
    served = program(settings).get("/api/openapi.json").json()
    assert served == make_document()
    validate(served)


def test_every_address_gives_what_the_document_says(history: History, settings: Settings) -> None:
    client = program(settings)
    change = str(next(history.changes())["id"])
    asked = {
        "/api/changes": "/api/changes?limit=2",
        "/api/changes/{id}": f"/api/changes/{change}",
        "/api/impacts": "/api/impacts?level=none",
        "/api/work": "/api/work?open=false",
        "/api/work/{id}": f"/api/work/{WORK}",
        "/api/sources": "/api/sources",
        "/api/sources/{id}/text": "/api/sources/opt-in-act/text",
        "/api/provisions": "/api/provisions?source=opt-in-act&citation=Act+§+1",
        "/api/search": "/api/search?q=customer",
        "/api/outlook": "/api/outlook?lang=fr",
    }
    assert set(asked) == set(make_document()["paths"])
    for address, path in asked.items():
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json"
        told = answer.json()
        check(address, told)
        assert told.get("items", True), address
        assert told.get("practices", True), address


def test_pages_give_every_row_once_in_the_order_of_the_list(history: History, settings: Settings) -> None:
    client = program(settings)
    expected = {
        "/api/changes?limit=2": [row["id"] for row in history.changes(ChangeFilter())],
        "/api/impacts?level=none&limit=2": [(row["change_id"], row["practice"]) for row in history.impacts()],
        "/api/search?q=customer&limit=1&former=true": None,
        "/api/work?limit=1&open=false": [row["id"] for row in history.work_items()],
        "/api/sources?limit=1": [row["id"] for row in history.sources_health()],
    }
    for first, rows in expected.items():
        found, where, pages = [], first, 0
        while where:
            answer = client.get(where)
            told = answer.json()
            assert (answer.headers.get("link") == f'<{told["next"]}>; rel="next"') == (told["next"] is not None)
            found += told["items"]
            where, pages = told["next"], pages + 1
        assert pages < 50
        if rows is None:
            assert len(found) == len({(row["path"], row["version"]) for row in found}) > 1
        elif "impacts" in first:
            assert [(row["change_id"], row["practice"]) for row in found] == rows
        else:
            assert [row["id"] for row in found] == rows


def test_filters_are_those_of_the_command_line(history: History, settings: Settings) -> None:
    client = program(settings)
    ids = [row["id"] for row in history.changes(ChangeFilter(text="customer", kind="amended", until=day(4)))]
    told = client.get("/api/changes", params={"text": "customer", "kind": "amended", "until": day(3).date()}).json()
    assert [row["id"] for row in told["items"]] == ids
    assert ids
    assert client.get("/api/changes?jurisdiction=FR").json()["items"] == []


def test_an_etag_answers_304_until_the_history_grows(history: History, settings: Settings) -> None:
    client = program(settings)
    first = client.get("/api/changes")
    assert first.headers["cache-control"] == "private, no-cache"
    known = {"if-none-match": f'"other", W/{first.headers["etag"]}'}
    again = client.get("/api/changes", headers=known)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    observe(history, LAW_A, 12)
    assert client.get("/api/changes", headers=known).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/changes?sevrity=high", 400, "no parameter 'sevrity'"),
        ("/api/changes?severity=grave", 400, "must be one of"),
        ("/api/changes?limit=0", 400, "1 to 500"),
        ("/api/changes?limit=²", 400, "must be a number"),
        ("/api/changes?since=yesterday", 400, "2026-01-31"),
        ("/api/changes?source=a&source=b", 400, "stands twice"),
        ("/api/changes?cursor=ffff", 400, "'cursor'"),
        ("/api/work?cursor=-1", 400, "'cursor'"),
        ("/api/search", 400, "'q'"),
        ("/api/provisions?source=opt-in-act", 400, "'citation'"),
        ("/api/sources/opt-in-act/text?at=2027-01-01&known_at=2027-01-01", 400, "two different questions"),
        ("/api/changes/ffff", 404, "ffff"),
        ("/api/work/ffff", 404, "ffff"),
        ("/api/sources/nobody/text", 404, "nobody"),
        ("/api/provisions?source=opt-in-act&citation=99", 404, "99"),
        ("/api/nothing", 404, "openapi.json"),
        ("/api/", 404, "openapi.json"),
    ],
)
def test_what_is_wrong_is_a_problem_that_says_so(settings: Settings, path: str, status: int, said: str) -> None:
    answer = program(settings).get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert said in told["detail"]


def test_nothing_can_be_written(settings: Settings) -> None:
    answer = program(settings).post("/api/changes", content=b"{}")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert "GET" in answer.headers["allow"]


def test_a_history_that_is_gone_is_a_problem_too(settings: Settings, tmp_path: Path) -> None:
    answer = program(replace(settings, database=tmp_path / "none.db")).get("/api/changes")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")


def test_a_private_history_asks_who_it_is(settings: Settings) -> None:
    client = program(replace(settings, private=True))
    refused = client.get("/api/changes")
    assert (refused.status_code, refused.headers["content-type"]) == (401, "application/problem+json")
    assert refused.headers["www-authenticate"].startswith("Basic")
    assert client.get("/api/openapi.json").status_code == 401
    assert client.get("/api/changes", auth=("Ada Example", PASSWORD)).status_code == 200
    assert client.get("/api/changes", headers={"authorization": "Basic !!!"}).status_code == 401
    for _ in range(5):
        assert client.get("/api/changes", auth=("Ada Example", "guess")).status_code == 401
    slowed = client.get("/api/changes", auth=("Ada Example", PASSWORD))
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) > 0


def test_answers_are_fenced_like_pages(settings: Settings) -> None:
    answer = program(settings).get("/api/changes")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
