"""The door for who wants no more mail: the link of a mail, sealed, without login (RFC 8058)."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from regdrift.notify.unsubscribe import ONE_CLICK, asks_one_click, seal_fits
from regdrift.store.history import History
from regdrift.web.dashboard.pages import page
from regdrift.web.dashboard.settings import Settings

_UNKNOWN = "This link is not one of ours, or its mail is gone. Ask whoever runs regdrift at your organisation."
_COPY = "This dashboard shows a copy: nothing can be written here."


async def leave(request: Request) -> Response:
    """Ask on GET, which a mail program may prefetch; take the recipient off the route on POST, without redirect."""
    settings: Settings = request.app.state.settings
    if settings.read_only:
        return page(request, "error.html", 403, told=_COPY)
    done = request.method == "POST"
    if done and not asks_one_click(await request.body()):
        return page(request, "error.html", 400, told=f"A POST to this address says {ONE_CLICK}.")
    route = await run_in_threadpool(_route_left, settings, *_named(request), leaving=done)
    if route is None:
        return page(request, "error.html", 404, told=_UNKNOWN)
    return page(request, "unsubscribe.html", route=route, done=done)


def _named(request: Request) -> tuple[str, str]:
    return request.path_params["alert"], request.path_params["seal"]


def _route_left(settings: Settings, alert_id: str, given: str, *, leaving: bool) -> str | None:
    """Give the route of an alert, which its recipient has left where ``leaving``; None for a seal that does not fit."""
    with History.open(settings.database, create=False) as history:
        told = history.told_to(alert_id) if seal_fits(history.unsubscribe_key(), alert_id, given) else None
        if told is None or "@" not in told["target"]:
            return None
        if leaving:
            history.leave_route(told["target"], told["route"], settings.clock())
        return str(told["route"])
