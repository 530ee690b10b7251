"""The real apprise, sending to loopback: what it puts on the wire for JSON, forms, Slack and Teams does not act."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import apprise
import pytest
import requests

from regdrift.demo.loopback import LoopbackServer, QuietHandler
from regdrift.model.alert import Alert, AlertKind, AppriseChannel
from regdrift.model.level import Level
from regdrift.notify.channels.apprise import send
from regdrift.notify.result import Delivered, Rejected, Surroundings, TryAgain

TRAPS = ("<!channel>", "<@U123>", "@here", "[click](", "https://evil", "<script>", "`rm`", "\x1b[31m", "\u202e")
HOSTILE = " ".join((*TRAPS, "*bold* _it_ ~gone~ example.com](https://evil.example) </at>"))


class Catcher(LoopbackServer):
    """Keeps the bodies that are posted to it; answers as it is told."""

    def __init__(self) -> None:
        self.bodies: list[tuple[str, str]] = []
        self.status = 200
        super().__init__(self._handler())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        catcher = self

        class Handler(QuietHandler):
            def do_POST(self) -> None:  # noqa: N802  # the name is http.server's
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                catcher.bodies.append((self.path, body))
                self.send_response(catcher.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

        return Handler


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    with Catcher() as server:
        yield server


@pytest.fixture
def to_loopback(catcher: Catcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead what apprise would post to Slack or Teams to the loopback server, over real HTTP."""
    real = requests.Session.request

    def request(session: requests.Session, method: str, url: str, **more: object) -> requests.Response:
        parts = urlsplit(url)
        return real(session, method, f"{catcher.base}{parts.path}?host={parts.hostname}", **more)

    monkeypatch.setattr(requests.Session, "request", request)


def hostile_alert() -> Alert:
    payload = {"observed_at": "2026-11-23T08:00:00+00:00", "message": HOSTILE, "source": {"name": f"Act {HOSTILE}"}}
    return Alert("a", AlertKind.SOURCE_FAILING, Level.HIGH, "all", "chat", "chat", "d", "en", payload)


def around() -> Surroundings:
    return Surroundings(datetime.now(UTC))


def here(catcher: Catcher, scheme: str) -> AppriseChannel:
    return AppriseChannel("chat", (catcher.base.replace("http", scheme, 1),))


def acts(text: str) -> list[str]:
    return [trap for trap in TRAPS if trap in text]


def test_example_json_arrives_with_title_and_lead(catcher: Catcher, alert_of: Callable[..., Alert]) -> None:
    assert isinstance(send(alert_of(), here(catcher, "json"), around()), Delivered)
    ((_, body),) = catcher.bodies
    told = json.loads(body)
    assert "Model Privacy Act" in told["title"]
    assert "From when: 2027-01-01" in told["message"]


@pytest.mark.parametrize("scheme", ["json", "form"])
def test_hostile_text_is_calm_on_the_wire(catcher: Catcher, scheme: str) -> None:
    assert isinstance(send(hostile_alert(), here(catcher, scheme), around()), Delivered)
    ((_, body),) = catcher.bodies
    told = json.loads(body) if scheme == "json" else {name: one for name, (one,) in parse_qs(body).items()}
    assert acts(" ".join(str(value) for value in told.values())) == []
    assert "script" in told["message"], "the words themselves are told"


@pytest.mark.usefixtures("to_loopback")
@pytest.mark.parametrize(
    ("service", "address"),
    [
        ("hooks.slack.com", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#law"),
        ("example.logic.azure.com", "workflows://example.logic.azure.com/0123456789abcdef/TIiajkdnlazkcOXrIdevi7FQ"),
    ],
)
def test_slack_and_teams_get_text_that_does_not_act(catcher: Catcher, service: str, address: str) -> None:
    assert isinstance(send(hostile_alert(), AppriseChannel("chat", (address,)), around()), Delivered)
    ((path, body),) = catcher.bodies
    assert service in path
    told = json.dumps(json.loads(body), ensure_ascii=False)
    assert acts(told) == []
    assert "script" in told


def test_a_service_that_refuses_is_tried_again(catcher: Catcher) -> None:
    catcher.status = 500
    assert isinstance(send(hostile_alert(), here(catcher, "json"), around()), TryAgain)


def test_an_address_that_apprise_does_not_know_is_rejected_without_being_told() -> None:
    result = send(hostile_alert(), AppriseChannel("chat", ("nothing-like-it://token",)), around())
    assert isinstance(result, Rejected)
    assert "token" not in result.reason


def test_the_package_is_the_real_one() -> None:
    assert apprise.Apprise().add("json://127.0.0.1")
