"""How a page is made: the templates, and what all of them know."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import Any, TypeVar, cast

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from regdrift.model.work import CLOSED_STATES
from regdrift.notify.view import shorten_redline
from regdrift.store.excerpts import MARKS
from regdrift.store.history import History
from regdrift.web.dashboard.sessions import Sessions, Viewer
from regdrift.web.dashboard.settings import Settings
from regdrift.web.report import level_of_impacts
from regdrift.web.words import report_words

Kept = TypeVar("Kept")
_PEEK = 260
"""Characters of a redline that the inbox shows."""
STATIC_FILES = {"dashboard.css": "text/css", "dashboard.js": "text/javascript", "htmx.min.js": "text/javascript"}


def static_bytes(name: str) -> bytes:
    """Give a file that pages load."""
    return resources.files("regdrift.data").joinpath("dashboard", name).read_bytes()


@cache
def address_of(name: str) -> str:
    """Give the address of such a file; it changes with the file, so that browsers may keep it."""
    return f"/static/{name}?v={hashlib.sha256(static_bytes(name)).hexdigest()[:12]}"


def _template(name: str) -> str:
    return resources.files("regdrift.data").joinpath("templates", "dashboard", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["weblink"] = lambda url: url if str(url).startswith(("https://", "http://")) else None
    environment.filters["marks"] = _marks
    environment.filters["peek"] = peek
    environment.globals["static"] = address_of
    environment.globals["closed"] = CLOSED_STATES
    environment.globals["level_of"] = level_of_impacts
    return environment


def peek(redline: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give the beginning of a redline: its changes with a little around them, about three lines."""
    kept: list[tuple[str, str]] = []
    room = _PEEK
    for mark, text in shorten_redline(redline):
        if room <= 0:
            break
        kept.append((mark, text if len(text) <= room else f"{text[:room]} […]"))
        room -= len(text)
    return kept


def _marks(excerpt: str) -> Markup:
    opening, closing = MARKS
    return Markup(str(escape(excerpt)).replace(opening, "<mark>").replace(closing, "</mark>"))  # noqa: S704 - escaped


def open_history(request: Request) -> History:
    """Open the history, for this request and to be read."""
    settings: Settings = request.app.state.settings
    return History.open(settings.database, read_only=True, create=False)


def remember(request: Request, history: History, what: str, draw: Callable[[], Kept]) -> Kept:
    """Give what ``draw`` gives, and remember it until the history, the file of practices or the day is another.

    Sums over all of a history take a second where it is large; many pages ask for the same.
    """
    settings: Settings = request.app.state.settings
    file = settings.practices
    changed = file.stat().st_mtime_ns if file is not None and file.exists() else None
    stamp = (history.chain_head(), changed, settings.clock().date())
    known: dict[str, tuple[object, object]] = request.app.state.remembered
    if what not in known or known[what][0] != stamp:
        known[what] = (stamp, draw())
    return cast("Kept", known[what][1])


def viewer_of(request: Request) -> Viewer:
    """Give who asks, the same for the whole request."""
    if not hasattr(request.state, "viewer"):
        sessions: Sessions = request.app.state.sessions
        request.state.viewer = sessions.viewer(request)
    viewer: Viewer = request.state.viewer
    return viewer


def page(request: Request, template: str, status: int = 200, **told: Any) -> Response:  # noqa: ANN401 - template values
    """Give a page; the browser gets its key with it where it has none."""
    settings: Settings = request.app.state.settings
    viewer = viewer_of(request)
    html = (
        _environment()
        .get_template(template)
        .render(
            viewer=viewer,
            here=request.url.path,
            may_write=bool(viewer.name) and not settings.read_only,
            read_only=settings.read_only,
            names=settings.names,
            w=report_words("en"),
            **told,
        )
    )
    response = HTMLResponse(html, status)
    if viewer.fresh:
        request.app.state.sessions.hand_over(viewer.key, response)
    return response
