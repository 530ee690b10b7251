"""The dashboard as an ASGI application: addresses → pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from regdrift.errors import HistoryError, RegdriftError, UsageError
from regdrift.model.level import Level
from regdrift.plan.states import ACTIONS
from regdrift.store.filters import ChangeFilter, WorkFilter
from regdrift.store.history import History
from regdrift.store.search import LawFilter
from regdrift.web.dashboard.accounts import Accounts
from regdrift.web.dashboard.api import make_api
from regdrift.web.dashboard.guard import Guard
from regdrift.web.dashboard.leaving import leave
from regdrift.web.dashboard.pages import STATIC_FILES, open_history, page, static_bytes, viewer_of
from regdrift.web.dashboard.reading import calendar, practice, practices, provision
from regdrift.web.dashboard.sessions import Sessions, token_fits
from regdrift.web.dashboard.settings import Settings


class RefusedError(RegdriftError):
    """What was asked for is not allowed: a form without its token, writing into a copy."""


PAGE_SIZE = 40
TABS = {
    "triage": ("new", "reviewing"),
    "progress": ("applicable", "in_progress"),
    "verify": ("done",),
    "all": (),
}
"""Tabs of the inbox → the states of the work that a change led to."""
_FILTERS = ("jurisdiction", "source", "kind", "practice", "severity", "text")


def _inbox(request: Request) -> Response:
    given = {name: request.query_params.get(name, "").strip() for name in _FILTERS}
    tab = request.query_params.get("tab", "all" if any(given.values()) else "triage")
    asked = {name: value for name, value in given.items() if value and name != "severity"}
    if tab not in TABS or given["severity"] not in ("", *Level):
        raise UsageError("this address asks for a tab or level that there is not")
    with open_history(request) as history:
        wanted = ChangeFilter(
            **asked,  # type: ignore[arg-type]  # all of them are text
            severity=Level(given["severity"]) if given["severity"] else None,
            work_states=TABS[tab],
            older_than=request.query_params.get("after") or None,
            limit=PAGE_SIZE + 1,
        )
        counts = history.work_counts()
        nothing = TABS[tab] and not any(counts.get(state) for state in TABS[tab])
        changes = [] if nothing else list(history.changes(wanted))
        work = history.work_by_change([change["id"] for change in changes])
    more = None
    if len(changes) > PAGE_SIZE:
        changes = changes[:PAGE_SIZE]
        kept = {name: value for name, value in given.items() if value}
        more = "/?" + urlencode({"tab": tab, **kept, "after": changes[-1]["id"]})
    sums = {name: sum(counts.get(state, 0) for state in states) for name, states in TABS.items()}
    settings: Settings = request.app.state.settings
    told: dict[str, Any] = {"changes": changes, "work": work, "tab": tab, "sums": sums, "given": given, "more": more}
    return page(request, "inbox.html", today=settings.clock().date().isoformat(), **told)


def _change(request: Request) -> Response:
    with open_history(request) as history:
        change = history.change(request.path_params["id"])
        work = [history.work_item(item["id"]) for item in change["work"]]
        people = history.actors()
    beside = request.query_params.get("view") == "beside"
    return page(request, "change.html", change=change, work=work, people=people, beside=beside, problem=None)


def _work_list(request: Request) -> Response:
    everything = request.query_params.get("all") == "1"
    skip = request.query_params.get("skip", "")
    skipped = int(skip) if skip.isascii() and skip.isdecimal() and len(skip) < 9 else 0
    with open_history(request) as history:
        items = history.work_items(WorkFilter(open_only=not everything, limit=PAGE_SIZE + 1, offset=skipped, bare=True))
    more = f"/work?all={int(everything)}&skip={skipped + PAGE_SIZE}" if len(items) > PAGE_SIZE else None
    settings: Settings = request.app.state.settings
    told: dict[str, Any] = {"items": items[:PAGE_SIZE], "everything": everything, "more": more}
    return page(request, "work.html", today=settings.clock().date().isoformat(), **told)


def _work_item(request: Request, problem: str | None = None) -> Response:
    with open_history(request) as history:
        item = history.work_item(request.path_params["id"])
        people = history.actors()
    return page(request, "item.html", 409 if problem else 200, item=item, people=people, problem=problem)


def _sources(request: Request) -> Response:
    with open_history(request) as history:
        sources = history.sources_health()
    return page(request, "sources.html", sources=sources)


def _search(request: Request) -> Response:
    words = request.query_params.get("q", "").strip()
    former = request.query_params.get("former") == "1"
    found = []
    if words:
        with open_history(request) as history:
            found = list(history.search_law(LawFilter(text=words, former=former, limit=PAGE_SIZE)))
    return page(request, "search.html", words=words, former=former, found=found)


def _sign_in_page(request: Request, status: int = 200, problem: str | None = None, name: str = "") -> Response:
    then = _local(request.query_params.get("then"))
    return page(request, "signin.html", status, problem=problem, name=name, then=then)


def _local(address: str | None) -> str:
    """Give an address of this dashboard; anything that leads elsewhere gives the inbox."""
    fine = address and address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if fine and address and address.isprintable() else "/"


async def _form(request: Request) -> dict[str, str]:
    """Give the fields of a form. Raises RefusedError where it does not carry the browser's token."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = {name: values[-1] for name, values in parse_qs(body, max_num_fields=20).items()}
    except ValueError as error:
        raise RefusedError("This form has more fields than any form here.") from error
    if not token_fits(viewer_of(request), fields.get("token", "")):
        raise RefusedError("This form is too old, or came from another site. Go back, reload and send it again.")
    return fields


async def _sign_in(request: Request) -> Response:
    form = await _form(request)
    sessions: Sessions = request.app.state.sessions
    name, peer = form.get("name", "").strip(), sessions.peer(request)
    wait = sessions.must_wait(name, peer)
    if wait:
        told = f"Too many wrong passwords. Try again in {wait // 60 + 1} minutes."
        response = _sign_in_page(request, 429, told, name)
        response.headers["retry-after"] = str(wait)
        return response
    if not await run_in_threadpool(request.app.state.accounts.check, name, form.get("password", "")):
        sessions.failed(name, peer)
        return _sign_in_page(request, 403, "Name and password do not fit.", name)
    response = RedirectResponse(_local(form.get("then")), 303)
    sessions.sign_in(viewer_of(request), name, response)
    return response


async def _sign_out(request: Request) -> Response:
    await _form(request)
    response = RedirectResponse("/", 303)
    request.app.state.sessions.sign_out(viewer_of(request), response)
    return response


async def _act(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    if settings.read_only:
        raise RefusedError("This dashboard shows a copy: nothing can be written here.")
    form = await _form(request)
    actor, action = viewer_of(request).name, request.path_params["action"]
    if actor is None:
        return RedirectResponse(f"/signin?then={quote(_local(form.get('back')))}", 303)
    owner = form.get("owner", "").strip() or None
    if action not in ACTIONS:
        raise UsageError(f"there is no action {action!r}")

    def act() -> None:
        if action == "assign" and owner is None:
            raise UsageError("name the person or team who shall do it")
        with History.open(settings.database, create=False) as history:
            history.act_on_work(
                request.path_params["id"],
                action,
                actor=actor,
                at=settings.clock(),
                note=form.get("note", "").strip() or None,
                owner=owner if action == "assign" else None,
            )

    try:
        await run_in_threadpool(act)
    except UsageError as error:
        return await run_in_threadpool(_work_item, request, str(error))
    return RedirectResponse(_local(form.get("back") or f"/work/{request.path_params['id']}"), 303)


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in STATIC_FILES:
        return page(request, "error.html", 404, told="There is no such page.")
    kept = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(static_bytes(name), media_type=STATIC_FILES[name], headers=kept)


def _wrong(status: int, told: str | None = None) -> object:
    def answer(request: Request, error: Exception) -> Response:
        return page(request, "error.html", status, told=told or str(error))

    return answer


_OPEN = ("/signin", "/static/", "/unsubscribe/", "/api/")
"""What has a door of its own, or needs none."""


class _SignedInOnly:
    """ASGI middleware: where the dashboard is private, only who has signed in sees more than the door."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        if scope["type"] == "http" and not scope["path"].startswith(_OPEN):
            request = Request(scope)
            if scope["app"].state.settings.private and viewer_of(request).name is None:
                where = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
                await RedirectResponse(f"/signin?then={quote(where)}", 303)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def make_app(settings: Settings) -> ASGIApp:
    """Give the dashboard; it opens the history anew for each request."""
    api = make_api()
    routes = [
        Route("/", _inbox),
        Route("/changes/{id}", _change),
        Route("/work", _work_list),
        Route("/work/{id}", _work_item),
        Route("/work/{id}/{action}", _act, methods=["POST"]),
        Route("/sources", _sources),
        Route("/sources/{id}/provision", provision),
        Route("/practices", practices),
        Route("/practices/{id}", practice),
        Route("/calendar", calendar),
        Route("/search", _search),
        Route("/signin", _sign_in_page),
        Route("/signin", _sign_in, methods=["POST"]),
        Route("/signout", _sign_out, methods=["POST"]),
        Route("/unsubscribe/{alert}/{seal}", leave, methods=["GET", "POST"]),
        Route("/static/{name}", _static),
        Mount("/api", api),
    ]
    handlers = {
        404: _wrong(404, "There is no such page."),
        UsageError: _wrong(404),
        RefusedError: _wrong(403),
        HistoryError: _wrong(503),
    }
    app = Starlette(routes=routes, exception_handlers=handlers)  # type: ignore[arg-type]
    app.add_middleware(_SignedInOnly)
    accounts = Accounts(settings.users)
    app.state.settings, app.state.accounts, app.state.remembered = settings, accounts, {}
    app.state.sessions = Sessions(settings, accounts)
    api.state = app.state
    return Guard(app, settings.hosts, secure=settings.secure)
