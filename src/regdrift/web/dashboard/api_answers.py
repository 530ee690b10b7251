"""How the read API answers: JSON with an ETag (RFC 9110 §8.8), pages with a link (RFC 8288), problems (RFC 9457)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from regdrift.errors import HistoryError, RegdriftError, UsageError
from regdrift.web.dashboard.pages import viewer_of
from regdrift.web.dashboard.sessions import Sessions
from regdrift.web.dashboard.settings import Settings

Json = Any  # Any: what json.dumps takes; its shape stands in the OpenAPI document
Build = Callable[[Request], Json]


class BadQueryError(RegdriftError):
    """A parameter of the address is unknown, repeated, or holds what it cannot."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list."""

    items: list[Json]
    cursor: str | None
    """What the next page begins after; None at the end."""


def answering(build: Build, wrong: int) -> Callable[[Request], Response]:
    """Give an endpoint; ``wrong`` is the status where what is asked for does not exist: 404, or 400 for a filter."""

    def answer(request: Request) -> Response:
        try:
            found = build(request)
        except BadQueryError as error:
            return problem(400, str(error))
        except UsageError as error:
            return problem(wrong, str(error))
        except HistoryError as error:
            return problem(503, str(error))
        if isinstance(found, Page):
            return _listed(request, found)
        return json_answer(request, found)

    return answer


def _listed(request: Request, found: Page) -> Response:
    where = None
    if found.cursor is not None:
        asked = {**request.query_params, "cursor": found.cursor}
        where = f"{request.url.path}?{urlencode(asked)}"
    response = json_answer(request, {"items": found.items, "next": where})
    if where is not None:
        response.headers["link"] = f'<{where}>; rel="next"'
    return response


def json_answer(request: Request, found: Json) -> Response:
    """Give JSON; 304 where the asker holds the same."""
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "Cookie, Authorization"}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Give what went wrong, for programs and people (RFC 9457)."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    body = json.dumps(told, ensure_ascii=False).encode()
    return Response(body, status, media_type="application/problem+json", headers=dict(headers or {}))


class Door:
    """ASGI middleware: where the dashboard is private, the API is for who has signed in, or says who they are.

    Programs send name and password with each request (HTTP Basic, RFC 7617); the brake on guessing is that of the
    sign-in page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or answer 401 (who are you?) or 429 (too many wrong passwords)."""
        if scope["type"] == "http":
            request = Request(scope, receive)
            refusal = await self._refuse(request)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refuse(self, request: Request) -> Response | None:
        settings: Settings = request.app.state.settings
        if not settings.private or viewer_of(request).name is not None:
            return None
        ask = {"www-authenticate": 'Basic realm="regdrift", charset="UTF-8"'}
        given = _basic(request.headers.get("authorization", ""))
        if given is None:
            return problem(401, "sign in, or send a user's name and password (HTTP Basic)", ask)
        sessions: Sessions = request.app.state.sessions
        name, peer = given[0], sessions.peer(request)
        wait = sessions.must_wait(name, peer)
        if wait:
            return problem(429, "too many wrong passwords", {"retry-after": str(wait)})
        if await run_in_threadpool(request.app.state.accounts.check, *given):
            return None
        sessions.failed(name, peer)
        return problem(401, "name and password do not fit", ask)


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, sent = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(sent.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return (name, password) if colon else None
