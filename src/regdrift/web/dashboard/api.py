"""The read API of the dashboard: what the history holds, as JSON in the shapes of the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from regdrift.clock import end_of, start_of
from regdrift.errors import ConfigurationError, UsageError
from regdrift.model.change_kind import ChangeKind
from regdrift.model.level import Level
from regdrift.model.outlook_json import outlook_as_json
from regdrift.model.work import WorkState
from regdrift.store.filters import ChangeFilter, WorkFilter
from regdrift.store.history import History
from regdrift.store.provisions import TextQuery
from regdrift.store.search import LawFilter
from regdrift.web.dashboard.api_answers import BadQueryError, Door, Json, Page, answering, json_answer, problem
from regdrift.web.dashboard.api_document import MOST, USUAL, make_document
from regdrift.web.dashboard.pages import open_history
from regdrift.web.dashboard.reading import outlook_shapes
from regdrift.web.dashboard.settings import Settings
from regdrift.web.outlook import survey_file

Value = TypeVar("Value")
_Parsers = Mapping[str, Callable[[str], Any]]
"""Name of a parameter → what reads it; ValueError says that it cannot."""
_LONGEST: Final = 9
"""Digits of the longest number that is read."""


def _word(text: str) -> str:
    if not text.strip() or len(text) > 500:
        raise ValueError("must hold 1 to 500 characters")
    return text.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("must be a date such as 2026-01-31") from error


def _start(text: str) -> datetime:
    return start_of(_day(text))


def _end(text: str) -> datetime:
    return end_of(_day(text))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST):
        raise ValueError("must be a number")
    return int(text)


def _limit(text: str) -> int:
    number = _number(text)
    if not 1 <= number <= MOST:
        raise ValueError(f"must be 1 to {MOST}")
    return number


def _yes(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("must be true or false")
    return text == "true"


def _one_of(words: Iterable[str]) -> Callable[[str], str]:
    known = tuple(words)

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return text

    return read


_level = _one_of(str(level) for level in Level)
_PAGED: Final[_Parsers] = {"limit": _limit, "cursor": _word}
_CHANGES: Final[_Parsers] = {
    "since": _start, "until": _end, "source": _word, "jurisdiction": _word, "kind": _one_of(map(str, ChangeKind)),
    "severity": _level, "practice": _word, "topic": _word, "text": _word,
}  # fmt: skip
_WORK: Final[_Parsers] = {
    "state": _one_of(map(str, WorkState)), "practice": _word, "owner": _word, "source": _word, "due_before": _day,
    "open": _yes,
}  # fmt: skip


def _asked(request: Request, parsers: _Parsers) -> dict[str, Any]:
    """Give the parameters of an address. Raises BadQueryError for one that is unknown, repeated or unreadable."""
    found: dict[str, Any] = {}
    for name, text in request.query_params.multi_items():
        if name not in parsers:
            raise BadQueryError(f"there is no parameter {name!r} here; known: {', '.join(parsers)}")
        if name in found:
            raise BadQueryError(f"the parameter {name!r} stands twice")
        try:
            found[name] = parsers[name](text)
        except ValueError as error:
            raise BadQueryError(f"the parameter {name!r} {error}") from error
    return found


def _change_filter(asked: Mapping[str, Any], **more: Any) -> ChangeFilter:  # noqa: ANN401 - fields of the filter
    kept = {name: value for name, value in asked.items() if name in _CHANGES}
    if "severity" in kept:
        kept["severity"] = Level(kept["severity"])
    return ChangeFilter(**kept, older_than=asked.get("cursor"), **more)


def _check_cursor(history: History, asked: Mapping[str, Any]) -> None:
    """Raise BadQueryError for a cursor that no answer gave: an empty page would look like the end of the list."""
    if "cursor" in asked:
        try:
            fits = history.change(asked["cursor"])["id"] == asked["cursor"]
        except UsageError:
            fits = False
        if not fits:
            raise BadQueryError("the parameter 'cursor' must be one that an answer gave as 'next'")


def _changes(request: Request) -> Json:
    asked = _asked(request, {**_CHANGES, **_PAGED})
    limit = asked.get("limit", USUAL)
    with open_history(request) as history:
        _check_cursor(history, asked)
        rows = list(history.changes(_change_filter(asked, limit=limit + 1)))
    return Page(rows[:limit], rows[limit - 1]["id"] if len(rows) > limit else None)


def _change(request: Request) -> Json:
    _asked(request, {})
    with open_history(request) as history:
        return history.change(request.path_params["id"])


def _impacts(request: Request) -> Json:
    """Give impacts; those of one change stay on one page, which may so be longer than was asked for."""
    asked = _asked(request, {**_CHANGES, **_PAGED, "level": _level})
    limit, level = asked.get("limit", USUAL), asked.get("level", str(Level.MEDIUM))
    least = None if level == Level.NONE else Level(level)
    rows: list[Json] = []
    with open_history(request) as history:
        _check_cursor(history, asked)
        for row in history.impacts(_change_filter(asked, min_level=least)):
            if len(rows) >= limit and row["change_id"] != rows[-1]["change_id"]:
                return Page(rows, rows[-1]["change_id"])
            rows.append(row)
    return Page(rows, None)


def _offset(asked: Mapping[str, Any]) -> int:
    try:
        return _number(asked.get("cursor", "0"))
    except ValueError as error:
        raise BadQueryError(f"the parameter 'cursor' {error} that an answer gave as 'next'") from error


def _cut(rows: list[Json], offset: int, limit: int) -> Page:
    return Page(rows[:limit], str(offset + limit) if len(rows) > limit else None)


def _work(request: Request) -> Json:
    asked = _asked(request, {**_WORK, **_PAGED})
    limit, offset = asked.get("limit", USUAL), _offset(asked)
    kept = {name: value for name, value in asked.items() if name in _WORK and name != "open"}
    with open_history(request) as history:
        wanted = WorkFilter(**kept, open_only=asked.get("open", True), limit=limit + 1, offset=offset)
        return _cut(history.work_items(wanted), offset, limit)


def _work_item(request: Request) -> Json:
    _asked(request, {})
    with open_history(request) as history:
        return history.work_item(request.path_params["id"])


def _sources(request: Request) -> Json:
    asked = _asked(request, _PAGED)
    limit, offset = asked.get("limit", USUAL), _offset(asked)
    with open_history(request) as history:
        return _cut(history.sources_health()[offset : offset + limit + 1], offset, limit)


def _text(request: Request) -> Json:
    asked = _asked(request, {"at": _day, "known_at": _end, "citation": _word})
    if "at" in asked and "known_at" in asked:
        raise BadQueryError("'at' and 'known_at' are two different questions; ask one")
    settings: Settings = request.app.state.settings
    if "known_at" not in asked:
        asked.setdefault("at", settings.clock().date())
    with open_history(request) as history:
        return history.provisions_at(TextQuery(request.path_params["id"], **asked))


def _provisions(request: Request) -> Json:
    asked = _asked(request, {"source": _word, "citation": _word})
    if set(asked) != {"source", "citation"}:
        raise BadQueryError("say which provision: 'source' and 'citation'")
    with open_history(request) as history:
        return Page(history.provision_history(asked["source"], asked["citation"]), None)


def _search(request: Request) -> Json:
    asked = _asked(request, {"q": _word, "source": _word, "jurisdiction": _word, "former": _yes, **_PAGED})
    if "q" not in asked:
        raise BadQueryError("say what is looked for: 'q'")
    limit, offset = asked.get("limit", USUAL), _offset(asked)
    wanted = LawFilter(
        asked["q"], asked.get("source"), asked.get("jurisdiction"), asked.get("former", False), limit + 1, offset
    )
    with open_history(request) as history:
        return _cut(list(history.search_law(wanted)), offset, limit)


def _outlook(request: Request) -> Json:
    asked = _asked(request, {"lang": _one_of(("en", "fr")), "at": _day})
    settings: Settings = request.app.state.settings
    today = asked.get("at", settings.clock().date())
    if settings.practices is None:
        raise UsageError("this dashboard was not told where the practices are declared; see --config")
    language = asked.get("lang", "en")
    with open_history(request) as history:
        try:
            if "at" in asked:
                found = survey_file(settings.practices, history.law_readings(), today)[1]
                shapes: list[Json] = [outlook_as_json(one, language) for one in found]
            else:
                shapes = outlook_shapes(request, history, settings.practices, language)
        except ConfigurationError as error:
            raise UsageError(str(error)) from error
    return {"schema": "regdrift/outlook@1", "as_of": today.isoformat(), "practices": shapes}


def _document(request: Request) -> Response:
    return json_answer(request, make_document())


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = {404: "there is no such address; see openapi.json", 405: "this API only reads: GET or HEAD"}
    return problem(error.status_code, told.get(error.status_code, error.detail), error.headers)


def make_api() -> Starlette:
    """Give the API as an application of its own; who mounts it hands it the dashboard's state."""
    routes = [
        Route("/openapi.json", _document),
        Route("/changes", answering(_changes, 400)),
        Route("/changes/{id}", answering(_change, 404)),
        Route("/impacts", answering(_impacts, 400)),
        Route("/work", answering(_work, 400)),
        Route("/work/{id}", answering(_work_item, 404)),
        Route("/sources", answering(_sources, 400)),
        Route("/sources/{id}/text", answering(_text, 404)),
        Route("/provisions", answering(_provisions, 404)),
        Route("/search", answering(_search, 400)),
        Route("/outlook", answering(_outlook, 404)),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _refused})
    app.add_middleware(Door)
    return app
