"""What every answer passes: the name asked for, the size of what is sent, and the headers that fence a page."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
"""Bytes of a form; a note is a paragraph."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware around the whole dashboard."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], *, secure: bool) -> None:
        self._app = app
        self._hosts = hosts
        self._headers = {**_HEADERS, **({"strict-transport-security": "max-age=31536000"} if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 421 (unknown name) or 413 (too large)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def fenced(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        if host_name(headers.get("host", "")) not in self._hosts:
            await PlainTextResponse("This name is not served here; see --public-url.\n", 421)(scope, receive, fenced)
            return
        if scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, fenced)
            return
        body = await _read(receive)
        if body is None:
            await PlainTextResponse("Too much was sent.\n", 413)(scope, receive, fenced)
            return
        await self._app(scope, _replay(body, receive), fenced)


def host_name(host: str) -> str:
    """Give the name in a Host header without its port, in small letters: ``[::1]:8000`` gives ``::1``."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


async def _read(receive: Receive) -> bytes | None:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return body
        body += bytes(message.get("body", b""))
        if len(body) > MAX_BODY:
            return None
        if not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def once() -> Message:
        return waiting.pop() if waiting else await receive()

    return once
