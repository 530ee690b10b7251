"""The dashboard in a real browser: Debian's chromium."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from store_law import LAW_A, LAW_B, day, observe

from regdrift.store.history import History
from regdrift.web.dashboard.accounts import Accounts
from regdrift.web.dashboard.app import make_app
from regdrift.web.dashboard.settings import Settings

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "correct horse battery"
PAGES = (
    "/",
    "/?tab=all",
    "/work",
    "/practices",
    "/practices/ads",
    "/calendar",
    "/sources",
    "/search?q=data",
    "/signin",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is not there; `apt-get install chromium` gives it")
        pytest.skip(f"{CHROMIUM} is not there; `apt-get install chromium` gives it")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def address(history: History, tmp_path: Path) -> Iterator[str]:
    accounts = Accounts(tmp_path / "users.json")
    for name in ("Ada Example", "Grace Example"):
        accounts.put(name, PASSWORD)
    app = make_app(Settings(database=history.path, users=accounts.path, clock=lambda: day(5)))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def sign_in(page: object, address: str, name: str) -> None:
    page.goto(f"{address}/signin")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click(".door button")
    page.wait_for_selector("text=Sign out")


def test_a_change_goes_from_the_inbox_to_verified_by_another_person(
    chromium: object, history: History, address: str
) -> None:
    observe(history, LAW_A, 0)
    observe(history, LAW_B, 3)
    wrong: list[str] = []
    for name, steps in (("Ada Example", ("start", "done")), ("Grace Example", ("verify",))):
        with chromium.new_context() as context:
            page = context.new_page()
            page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            sign_in(page, address, name)
            page.goto(f"{address}/?tab=all")
            page.keyboard.press("j")
            page.keyboard.press("o")
            for step in steps:
                page.click(f"form.act.{step} button")
                page.wait_for_load_state()
    assert history.work_item("00000000000000aa")["state"] == "verified"
    assert wrong == []


@pytest.mark.parametrize("scripted", [True, False])
def test_hostile_law_stays_inert_on_a_phone(
    chromium: object, hostile: History, address: str, *, scripted: bool
) -> None:
    change = next(hostile.changes())["id"]
    met: list[str] = []
    with chromium.new_context(viewport={"width": 360, "height": 760}, java_script_enabled=scripted) as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: (met.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda told: met.append(told.text) if told.type == "error" else None)
        page.on("request", lambda asked: None if asked.url.startswith((address, "data:")) else met.append(asked.url))
        for path in (*PAGES, f"/changes/{change}", f"/changes/{change}?view=beside"):
            answer = page.goto(address + path)
            assert answer.status == 200, path
            assert page.locator("main").inner_text().strip(), path
            if scripted:
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, path
        assert "alert(1)" in page.locator("main").inner_text()
        assert page.locator("main img, main script, main a[href^='javascript']").count() == 0
    assert met == []
