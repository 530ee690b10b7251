"""The dashboard over a copy that `backup` made, in a file and a folder that nobody may write to."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from store_law import LAW_A, LAW_B, day, observe

from regdrift.cli import run_command
from regdrift.store.history import History
from regdrift.web.dashboard.accounts import Accounts
from regdrift.web.dashboard.app import make_app
from regdrift.web.dashboard.settings import Settings

WORK = "00000000000000aa"
PASSWORD = "correct horse battery"


@pytest.fixture
def copy(history: History) -> Iterator[Path]:
    for number, law in enumerate((LAW_A, LAW_B)):
        observe(history, law, number)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = folder / "copy.db"
        assert run_command(["backup", str(place), "--db", str(history.path)]) == 0
        place.chmod(0o444)
        folder.chmod(0o555)
        yield place
        folder.chmod(0o755)


@pytest.fixture
def client(copy: Path, tmp_path: Path) -> TestClient:
    settings = Settings(database=copy, users=tmp_path / "users.json", clock=lambda: day(5), read_only=True)
    return TestClient(make_app(settings), base_url="http://localhost", client=("127.0.0.1", 5000))


def test_every_page_and_the_api_can_be_read(client: TestClient, copy: Path) -> None:
    before = copy.read_bytes()
    change = client.get("/api/changes").json()["items"][0]["id"]
    pages = ("/", f"/changes/{change}", "/work", f"/work/{WORK}", "/sources", "/calendar", "/practices", "/search?q=x")
    for address in (*pages, "/api/impacts?level=none", "/api/work", "/api/sources", "/api/search?q=data"):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text[-300:])
    assert copy.read_bytes() == before
    assert sorted(item.name for item in copy.parent.iterdir()) == ["copy.db"]


def test_no_page_offers_to_write_and_nothing_is_written(client: TestClient) -> None:
    page = client.get(f"/work/{WORK}").text
    assert not re.search(r'<form[^>]*action="/work/', page)
    for form in ({}, {"token": "0" * 64}):
        answer = client.post(f"/work/{WORK}/start", data=form)
        assert answer.status_code == 403
        assert "shows a copy" in answer.text


def test_nothing_is_written_by_a_person_who_signed_in_either(copy: Path) -> None:
    users = Path(tempfile.mkdtemp()) / "users.json"
    Accounts(users).put("Ada Example", PASSWORD)
    settings = Settings(database=copy, users=users, clock=lambda: day(5), read_only=True)
    client = TestClient(make_app(settings), base_url="http://localhost", client=("127.0.0.1", 5000))
    token = re.search(r'name="token" value="([0-9a-f]+)"', client.get("/signin").text)
    assert token is not None
    form = {"token": token[1], "name": "Ada Example", "password": PASSWORD}
    assert client.post("/signin", data=form, follow_redirects=False).status_code == 303
    page = client.get(f"/work/{WORK}").text
    assert not re.search(r'<form[^>]*action="/work/', page)
    assert client.post(f"/work/{WORK}/start", data={"token": token[1]}).status_code == 403
    assert client.get(f"/api/work/{WORK}").json()["state"] == "new"
