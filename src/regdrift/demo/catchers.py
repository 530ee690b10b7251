"""Where the demonstration's alerts arrive: a local mailbox and a webhook receiver that checks signatures."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller

from regdrift.demo.loopback import LoopbackServer, QuietHandler


def _free_port() -> int:
    """Give a port that was free a moment ago: aiosmtpd connects to its own port and so cannot be given 0."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Mailbox:
    """An SMTP server on a free loopback port that keeps what it is given. A context manager."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.port = _free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802
        """Keep one message; the name is aiosmtpd's."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(message)
        return "250 kept"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()


class Receiver(LoopbackServer):
    """A webhook endpoint that recomputes each Standard Webhooks signature. A context manager."""

    def __init__(self, secret: str) -> None:
        self.accepted: list[dict[str, Any]] = []
        self.refused = 0
        self._key = base64.b64decode(secret.removeprefix("whsec_"))
        super().__init__(self._handler())

    @property
    def url(self) -> str:
        """Where to post."""
        return f"{self.base}/hook"

    def take(self, headers: Any, body: bytes) -> bool:  # noqa: ANN401  # an http.client message
        """Check the signature over ``id.timestamp.body`` and keep the message where it is right."""
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = "v1," + base64.b64encode(hmac.new(self._key, signed, hashlib.sha256).digest()).decode()
        given = str(headers["webhook-signature"] or "").split()
        if not any(hmac.compare_digest(expected, signature) for signature in given):
            self.refused += 1
            return False
        self.accepted.append(json.loads(body))
        return True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(QuietHandler):
            def do_POST(self) -> None:  # noqa: N802  # the name is http.server's
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                self.send_response(204 if receiver.take(self.headers, body) else 401)
                self.end_headers()

        return Handler
