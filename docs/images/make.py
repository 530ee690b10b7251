"""The pictures of README and docs, taken of the demonstration in Debian's chromium: ``make screenshots``.

The dashboard is shown at a fixed day, so that a new picture differs only where the program does.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from regdrift.cli.naming import practice_names
from regdrift.web.dashboard.app import make_app
from regdrift.web.dashboard.settings import Settings

IMAGES = Path(__file__).resolve().parent
CHROMIUM = "/usr/bin/chromium"
TODAY = datetime(2026, 9, 10, 8, tzinfo=UTC)
WIDE, TALL = 1000, 600
MOST_BYTES = 150_000


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the dashboard of a played demonstration on loopback; give its address."""
    practices = folder / "practices.yaml"
    database, users = folder / "regdrift.db", folder / "users.json"
    app = make_app(Settings(database, users, lambda: TODAY, names=practice_names(folder), practices=practices))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


def shoot(page: Page, address: str, name: str) -> None:
    """Take the top of a page; too large a picture is an error."""
    page.goto(address)
    target = IMAGES / f"{name}.png"
    page.screenshot(path=target)
    if target.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{target} has {target.stat().st_size} bytes; at most {MOST_BYTES} are wanted")


def main() -> None:
    """Play the demonstration and take all pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        place = ["--db", str(folder / "regdrift.db"), "--config", str(folder)]
        report = Path(name) / "report.html"
        for words in (
            ["demo", "--json", "--into", str(folder)],
            ["report", "--since", "2016-01-01", "-o", str(report), *place],
        ):
            subprocess.run([sys.executable, "-m", "regdrift", *words], check=True, stdout=subprocess.DEVNULL)
        with serving(folder) as base, sync_playwright() as started:
            browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            light = browser.new_page(viewport={"width": WIDE, "height": TALL}, color_scheme="light")
            shoot(light, f"{base}/", "inbox")
            light.click("a.title >> nth=1")
            shoot(light, light.url, "change")
            shoot(light, report.as_uri(), "report")
            dark = browser.new_page(viewport={"width": WIDE, "height": TALL}, color_scheme="dark")
            shoot(dark, f"{base}/practices/data-lake", "outlook")
            browser.close()


if __name__ == "__main__":
    main()
