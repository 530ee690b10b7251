"""The dashboard shows what the history holds, and only who has signed in can write."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient
from store_law import LAW_A, LAW_B, day, observe

from regdrift.model.alert import Alert, AlertKind
from regdrift.model.level import Level
from regdrift.notify.unsubscribe import seal
from regdrift.store.history import History
from regdrift.web.dashboard.accounts import Accounts
from regdrift.web.dashboard.app import make_app
from regdrift.web.dashboard.settings import Settings

WORK = "/work/00000000000000aa"
PASSWORD = "correct horse battery"


@pytest.fixture
def settings(history: History, tmp_path: Path) -> Settings:
    accounts = Accounts(tmp_path / "users.json")
    for name in ("Ada Example", "Grace Example"):
        accounts.put(name, PASSWORD)
    return Settings(database=history.path, users=accounts.path, clock=lambda: day(5))


def browser(settings: Settings) -> TestClient:
    return TestClient(make_app(settings), base_url="http://localhost", client=("127.0.0.1", 5000))


def token(client: TestClient, address: str = "/signin") -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', client.get(address).text)
    assert found is not None
    return found[1]


def sign_in(client: TestClient, name: str, password: str = PASSWORD, headers: dict[str, str] | None = None) -> int:
    form = {"token": token(client), "name": name, "password": password}
    return client.post("/signin", data=form, headers=headers, follow_redirects=False).status_code


def act(client: TestClient, action: str, **fields: str) -> str:
    answer = client.post(f"{WORK}/{action}", data={"token": token(client, WORK), **fields})
    state = BeautifulSoup(answer.text, "html.parser").select_one("[data-state]")
    assert state is not None
    return f"{answer.status_code} {state['data-state']}"


def changed(history: History) -> str:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 3)
    return str(next(history.changes())["id"])


def test_the_inbox_leads_to_a_change_with_redline_reasons_and_work(history: History, settings: Settings) -> None:
    change = changed(history)
    client = browser(settings)
    link = BeautifulSoup(client.get("/").text, "html.parser").select_one("a.title")
    assert link is not None
    assert link["href"] == f"/changes/{change}"
    page = BeautifulSoup(client.get(str(link["href"])).text, "html.parser")
    assert page.find("del").get_text() == "A provider may use data unless the customer opts out."
    assert "Ask first." in page.get_text()
    beside = BeautifulSoup(client.get(f"/changes/{change}?view=beside").text, "html.parser").select(".beside section")
    assert [bool(one.find("ins")) for one in beside] == [False, True]
    assert [bool(one.find("del")) for one in beside] == [True, False]


def test_every_page_answers_and_is_fenced(history: History, settings: Settings) -> None:
    changed(history)
    client = browser(settings)
    reading = ("/practices", "/practices/ads", "/calendar", "/calendar?from=2026-01-01")
    for address in (
        "/",
        "/?tab=all&text=customer",
        "/work",
        WORK,
        "/sources",
        "/search?q=customer",
        "/signin",
        *reading,
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert not re.search(r"<script(?! src)|\son\w+=|\sstyle=", answer.text), address
    wording = client.get("/sources/opt-in-act/provision", params={"citation": "Act § 1", "step": "0"})
    assert "opts out" in wording.text
    assert client.get("/changes/ffff").status_code == 404


def test_a_provision_is_compared_with_its_former_wording(history: History, settings: Settings) -> None:
    changed(history)
    address = "/sources/opt-in-act/provision"
    asked = {"citation": "Act § 1", "step": "1", "view": "inline"}
    page = BeautifulSoup(browser(settings).get(address, params=asked).text, "html.parser")
    assert "out" in "".join(one.get_text() for one in page.select("#wording del"))
    assert [one["value"] for one in page.select("#days option")] == ["0", "1"]


def test_the_calendar_shows_days_ahead_once_and_the_work(history: History, settings: Settings) -> None:
    changed(history)
    rows = BeautifulSoup(browser(settings).get("/calendar").text, "html.parser").select(".agenda li")
    told = [row.get_text() for row in rows]
    assert sum("takes effect in November" in one for one in told) == 1
    assert sum("Opt-in for ads" in one for one in told) == 1
    assert browser(settings).get("/calendar?from=never").status_code == 404


def test_one_change_goes_from_the_inbox_to_verified_by_two_people(history: History, settings: Settings) -> None:
    changed(history)
    ada, grace = browser(settings), browser(settings)
    assert sign_in(ada, "Ada Example") == 303
    assert act(ada, "assign", owner="Grace Example") == "200 reviewing"
    assert act(ada, "start") == "200 in_progress"
    assert act(ada, "done") == "200 done"
    assert act(ada, "verify") == "409 done"
    app_of_grace = sign_in(grace, "Grace Example")
    assert app_of_grace == 303
    assert act(grace, "verify") == "200 verified"
    assert [event["actor"] for event in history.work_item("00000000000000aa")["events"][-2:]] == [
        "Ada Example",
        "Grace Example",
    ]


def test_a_dismissal_needs_a_reason(history: History, settings: Settings) -> None:
    changed(history)
    client = browser(settings)
    sign_in(client, "Ada Example")
    assert act(client, "dismiss") == "409 new"
    assert act(client, "dismiss", note="not ours") == "200 not_applicable"


def test_nobody_writes_without_a_login_or_the_token(history: History, settings: Settings) -> None:
    changed(history)
    client = browser(settings)
    answer = client.post(f"{WORK}/start", data={"token": token(client)}, follow_redirects=False)
    assert answer.headers["location"].startswith("/signin")
    sign_in(client, "Ada Example")
    assert client.post(f"{WORK}/start", data={"token": "0" * 64}).status_code == 403
    assert history.work_item("00000000000000aa")["state"] == "new"
    copy = browser(replace(settings, read_only=True))
    sign_in(copy, "Ada Example")
    assert copy.post(f"{WORK}/start", data={"token": token(copy)}).status_code == 403


def test_guessing_passwords_is_slowed(settings: Settings) -> None:
    client = browser(settings)
    assert [sign_in(client, "Ada Example", "wrong") for _ in range(6)] == [403] * 5 + [429]
    assert sign_in(client, "Ada Example") == 429


def test_wrong_passwords_of_one_person_lock_nobody_else_out_behind_a_proxy(settings: Settings) -> None:
    client = browser(settings)
    for _ in range(8):
        sign_in(client, "Ada Example", "wrong")
    assert sign_in(client, "Grace Example") == 303


def test_a_trusted_proxy_tells_from_where_a_password_comes(settings: Settings) -> None:
    client = browser(replace(settings, trusted_proxies=(ip_network("127.0.0.1"),)))
    for _ in range(5):
        sign_in(client, "Ada Example", "wrong", {"x-forwarded-for": "198.51.100.7"})
    assert sign_in(client, "Ada Example", PASSWORD, {"x-forwarded-for": "6.6.6.6, 198.51.100.7"}) == 429
    assert sign_in(client, "Ada Example", PASSWORD, {"x-forwarded-for": "203.0.113.9"}) == 303


@pytest.mark.parametrize("end", ["put", "remove"])
def test_a_session_ends_with_the_password_that_opened_it(settings: Settings, end: str) -> None:
    client, accounts = browser(settings), Accounts(settings.users)
    sign_in(client, "Ada Example")
    assert "Sign out" in client.get("/signin").text
    accounts.put("Ada Example", "another password") if end == "put" else accounts.remove("Ada Example")
    assert "Sign out" not in client.get("/signin").text


@pytest.mark.parametrize("body", [b"", b"token=\xff\xfe", b"token=%ff%d8", b"a=1&" * 50, b"token=" + b"0" * 64])
def test_a_form_without_the_token_is_refused_with_a_page(settings: Settings, body: bytes) -> None:
    for address in ("/signin", "/signout", f"{WORK}/start"):
        answer = browser(settings).post(address, content=body)
        assert (answer.status_code, "That did not work" in answer.text) == (403, True)


def test_another_name_of_the_host_is_refused(settings: Settings) -> None:
    client = browser(settings)
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "[::1]:8300"}).status_code == 200


def test_a_private_dashboard_shows_nothing_before_the_login(history: History, settings: Settings) -> None:
    change = changed(history)
    client = browser(replace(settings, private=True))
    answer = client.get(f"/changes/{change}", follow_redirects=False)
    assert answer.headers["location"] == f"/signin?then=/changes/{change}"
    sign_in(client, "Ada Example")
    assert client.get(f"/changes/{change}").status_code == 200


def leaving_link(history: History) -> str:
    """The path in a mail that was written to Ada on a route."""
    sent = Alert("a" * 32, AlertKind.CHANGE_DETECTED, Level.HIGH, "all", "mail", "ada@example.com", "d", "en", {})
    history.enqueue_alerts([sent], day(0))
    return f"/unsubscribe/{sent.id}/{seal(history.unsubscribe_key(), sent.id)}"


def test_one_click_leaves_a_route_without_login_or_token(history: History, settings: Settings) -> None:
    link = leaving_link(history)
    client = browser(replace(settings, private=True))
    asked = client.get(link)
    assert (asked.status_code, history.opt_outs()) == (200, []), "looking at the link does nothing"
    form = BeautifulSoup(asked.text, "html.parser").select_one("form.door")
    assert form is not None
    fields = {str(one["name"]): str(one["value"]) for one in form.select("input")}
    for body in (fields, {"List-Unsubscribe": "One-Click"}):
        answer = client.post(link, data=body, follow_redirects=False)
        assert (answer.status_code, "all" in answer.text) == (200, True)
    (row,) = history.opt_outs()
    assert (row["address"], row["route"], row["actor"]) == ("ada@example.com", "all", "regdrift")
    assert history.verify().ok


def test_a_link_that_somebody_made_up_leaves_nothing(history: History, settings: Settings) -> None:
    link = leaving_link(history)
    client = browser(settings)
    click = {"List-Unsubscribe": "One-Click"}
    assert client.post(link, data={"List-Unsubscribe": "maybe"}).status_code == 400
    for other in (link[:-1] + ("0" if link[-1] != "0" else "1"), link.replace("a" * 32, "b" * 32), "/unsubscribe/x/y"):
        assert client.post(other, data=click).status_code == 404
    assert browser(replace(settings, read_only=True)).post(link, data=click).status_code == 403
    history.erase_target("ada@example.com")
    assert client.post(link, data=click).status_code == 404
    assert history.opt_outs() == []


def test_hostile_law_stays_text(hostile: History, settings: Settings) -> None:
    change = next(hostile.changes())["id"]
    page = BeautifulSoup(browser(settings).get(f"/changes/{change}").text, "html.parser")
    assert not page.select("img, script:not([src]), a[href^=javascript]")
    assert "alert(1)" in page.get_text()


def test_sums_over_all_of_a_history_follow_it_and_the_file_of_practices(
    history: History, settings: Settings, tmp_path: Path
) -> None:
    changed(history)
    file = tmp_path / "practices.yaml"
    declared = (Path(__file__).parents[2] / "practices.yaml").read_text(encoding="utf-8")
    file.write_text(declared, encoding="utf-8")
    client = browser(replace(settings, practices=file))

    def cells() -> str:
        return BeautifulSoup(client.get("/practices").text, "html.parser").get_text(" ", strip=True)

    first = cells()
    assert first == cells()
    observe(history, LAW_A, 4)
    assert cells() != first
    assert "Newsletter by e-mail" in first
    file.write_text(declared.replace("Newsletter by e-mail", "Letters by e-mail"), encoding="utf-8")
    os.utime(file, (1, 1))
    assert "Letters by e-mail" in cells()
