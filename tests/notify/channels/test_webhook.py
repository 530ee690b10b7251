"""The webhook channel against a real HTTP server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources

import jsonschema
import pytest
from pytest_httpserver import HTTPServer
from standardwebhooks import Webhook
from werkzeug import Request, Response

from regdrift.model.alert import Alert, AlertKind, WebhookChannel
from regdrift.notify import bundle_digest, compose_webhook
from regdrift.notify.channels.webhook import retry_after_seconds, send
from regdrift.notify.http_post import may_reach
from regdrift.notify.result import Delivered, Rejected, Surroundings, TryAgain

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def around() -> Surroundings:
    return Surroundings(datetime.now(UTC))


def channel(url: str, timeout: float = 5.0, private: bool = True) -> WebhookChannel:
    return WebhookChannel("hook", url, (SECRET,), private, (("X-Key", "k"),), timeout)


def test_example_a_delivery_is_verified_by_the_reference_library(
    httpserver: HTTPServer, alert_of: Callable[..., Alert]
) -> None:
    seen: list[Request] = []

    def take(request: Request) -> Response:
        Webhook(SECRET).verify(request.get_data(), dict(request.headers.items(lower=True)))
        seen.append(request)
        return Response("thanks", 202)

    httpserver.expect_request("/hook", method="POST", query_string="a=b").respond_with_handler(take)
    alert = alert_of()
    assert send(alert, channel(httpserver.url_for("/hook?a=b")), around()) == Delivered("HTTP 202 thanks")
    assert seen[0].headers["webhook-id"] == alert.id
    assert seen[0].headers["X-Key"] == "k"
    assert seen[0].headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_refusals_and_faults_are_tried_again(
    httpserver: HTTPServer, alert_of: Callable[..., Alert], status: int
) -> None:
    httpserver.expect_request("/hook").respond_with_data("no\x1b[31m", status, {"Retry-After": "120"})
    result = send(alert_of(), channel(httpserver.url_for("/hook")), around())
    assert isinstance(result, TryAgain)
    assert result.after_seconds == 120
    assert "\x1b" not in result.reason


def test_gone_switches_the_target_off(httpserver: HTTPServer, alert_of: Callable[..., Alert]) -> None:
    httpserver.expect_request("/hook").respond_with_data("", 410)
    result = send(alert_of(), channel(httpserver.url_for("/hook")), around())
    assert isinstance(result, Rejected)
    assert result.disable


def test_a_redirect_is_not_followed(httpserver: HTTPServer, alert_of: Callable[..., Alert]) -> None:
    httpserver.expect_request("/hook").respond_with_data("", 307, {"Location": httpserver.url_for("/other")})
    httpserver.expect_request("/other").respond_with_data("", 200)
    assert isinstance(send(alert_of(), channel(httpserver.url_for("/hook")), around()), TryAgain)
    assert [request.path for request, _ in httpserver.log] == ["/hook"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "[::ffff:10.0.0.1]"]
)
def test_private_addresses_are_refused_before_anything_is_sent(alert_of: Callable[..., Alert], host: str) -> None:
    result = send(alert_of(), channel(f"http://{host}:9/hook", private=False), around())
    assert isinstance(result, Rejected)
    assert "not a public address" in result.reason


def test_multicast_is_never_reached() -> None:
    assert not may_reach("224.0.0.1", allow_private=True)
    assert not may_reach("0.0.0.0", allow_private=True)
    assert may_reach("93.184.216.34", allow_private=False)


@pytest.fixture
def silent() -> Iterator[Callable[[bytes, float], int]]:
    """A server that sends a beginning and then one byte now and again, for ever."""
    servers: list[socket.socket] = []

    def start(beginning: bytes, pause: float) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def serve() -> None:
            try:
                client, _ = server.accept()
                client.sendall(beginning)
                while True:
                    time.sleep(pause)
                    client.sendall(b"x")
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        return int(server.getsockname()[1])

    yield start
    for server in servers:
        server.close()


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-"]
)
def test_an_answer_that_drips_is_cut_at_the_timeout(
    alert_of: Callable[..., Alert], silent: Callable[[bytes, float], int], beginning: bytes
) -> None:
    port = silent(beginning, 0.05)
    result = send(alert_of(), channel(f"http://127.0.0.1:{port}/", timeout=1.0), around())
    assert isinstance(result, TryAgain), "the server never stops: that this returns at all says that it was cut"


def test_nobody_listening_is_tried_again(alert_of: Callable[..., Alert]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    result = send(alert_of(), channel(f"http://127.0.0.1:{port}/"), around())
    assert isinstance(result, TryAgain)
    assert result.channel_down


def test_retry_after_as_seconds_and_as_date() -> None:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert retry_after_seconds("90", now) == 90
    assert retry_after_seconds("Mon, 23 Nov 2026 08:02:00 GMT", now) == 120
    assert retry_after_seconds("Mon, 23 Nov 2026 07:00:00 GMT", now) == 0
    assert retry_after_seconds("999999999999", now) == timedelta(days=1).total_seconds()
    assert retry_after_seconds("soon", now) is None
    assert retry_after_seconds(None, now) is None


def test_a_body_is_as_the_published_schema_says(alert_of: Callable[..., Alert], now: datetime) -> None:
    schema = json.loads(resources.files("regdrift.data").joinpath("schemas", "webhook.json").read_text("utf-8"))
    assert set(schema["properties"]["type"]["enum"]) == {str(kind) for kind in AlertKind}
    alert = alert_of()
    digest = bundle_digest([alert], now).digest
    for one in (alert, digest):
        jsonschema.validate(json.loads(compose_webhook(one, now)), schema)
    told = set(json.loads(compose_webhook(alert, now))["data"])
    assert told - set(schema["properties"]["data"]["properties"]) <= {"restructured", "change_kinds", "warnings"}


def test_a_cloudevent_carries_the_same_data_and_is_signed(
    httpserver: HTTPServer, alert_of: Callable[..., Alert], now: datetime
) -> None:
    httpserver.expect_request("/hook").respond_with_data("ok")
    channel = WebhookChannel("hook", httpserver.url_for("/hook"), (SECRET,), True, cloudevents=True)
    alert = alert_of()
    assert isinstance(send(alert, channel, Surroundings(datetime.now(UTC))), Delivered)
    request = httpserver.log[0][0]
    assert request.headers["Content-Type"] == "application/cloudevents+json"
    event = Webhook(SECRET).verify(request.get_data(), dict(request.headers))
    plain = json.loads(compose_webhook(alert, now))
    assert {name: event[name] for name in ("specversion", "id", "type", "time")} == {
        "specversion": "1.0",
        "id": alert.id,
        "type": "regdrift.change.detected",
        "time": plain["timestamp"],
    }
    assert event["source"] == "/regdrift/sources/us-model"
    assert event["data"] == plain["data"]
