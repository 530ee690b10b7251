"""Pages for those who read: practices with exposure and outlook, the calendar, the wordings of a provision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from regdrift.diff.redline import make_redline
from regdrift.errors import ConfigurationError, UsageError
from regdrift.model.level import Level
from regdrift.model.outlook_json import outlook_as_json
from regdrift.store.filters import ChangeFilter, WorkFilter
from regdrift.store.history import History
from regdrift.store.overview import Period
from regdrift.web.dashboard.pages import open_history, page, remember
from regdrift.web.dashboard.settings import Settings
from regdrift.web.outlook import survey_file
from regdrift.web.render import shade
from regdrift.web.report import Row, exposure_grid

_DAYS = 60
"""Dates of the law on one page of the calendar."""
_RECENT = 15


def practices(request: Request) -> Response:
    """Exposure of each practice by jurisdiction, and where it stands towards measures."""
    with open_history(request) as history:
        grid = remember(request, history, "exposure", lambda: exposure_grid(history.exposure(Period())))
        found, wrong = _outlook(request, history)
    return page(request, "practices.html", grid=grid, outlook=found, wrong=wrong, shade=shade)


def practice(request: Request) -> Response:
    """One practice: its measures and gaps, its work, the newest changes that touch it."""
    name = request.path_params["id"]
    with open_history(request) as history:
        found, wrong = _outlook(request, history)
        shape = next((one for one in found if one["practice"] == name), None)
        if shape is None and name not in _seen(request, history):
            raise UsageError(f"there is no practice {name!r}")
        impacts = list(history.impacts(ChangeFilter(practice=name, min_level=Level.MEDIUM, limit=_RECENT)))
        work = history.work_items(WorkFilter(practice=name, open_only=True, limit=_RECENT, bare=True))
    return page(request, "practice.html", name=name, shape=shape, impacts=impacts, work=work, wrong=wrong)


def _seen(request: Request, history: History) -> set[str]:
    """Give the practices that impacts speak of; they may no longer be declared."""
    return remember(request, history, "practices", lambda: {row["practice"] for row in history.practices_seen()})


def _outlook(request: Request, history: History) -> tuple[list[Row], str | None]:
    settings: Settings = request.app.state.settings
    if settings.practices is None:
        return [], None
    try:
        return outlook_shapes(request, history, settings.practices), None
    except ConfigurationError as error:
        return [], str(error)


def outlook_shapes(request: Request, history: History, practices: Path, language: str = "en") -> list[Row]:
    """Give today's outlook of each practice that a file declares, JSON-ready.

    Raises ConfigurationError where the file is missing or wrong.
    """
    settings: Settings = request.app.state.settings

    def read() -> list[Row]:
        found = survey_file(practices, history.law_readings(), settings.clock().date())[1]
        return [outlook_as_json(one, language) for one in found]

    return remember(request, history, f"outlook in {language}", read)


def calendar(request: Request) -> Response:
    """Dates of the law and due dates of the work, month by month."""
    settings: Settings = request.app.state.settings
    today = settings.clock().date()
    since = day_of(request.query_params.get("from", ""), today)
    with open_history(request) as history:
        days = history.days_ahead(since, _DAYS + 1)
        more = days[-1]["on"] if len(days) > _DAYS and days[-1]["on"] > since.isoformat() else None
        if more:
            days = [day for day in days if day["on"] < more] or days
        last = date.fromisoformat(more) if more else None
        work = history.work_items(WorkFilter(open_only=True, due_before=last, limit=_DAYS, bare=True))
    due = [item for item in work if item["due_on"] and item["due_on"] >= since.isoformat()]
    overdue = [item for item in work if item["due_on"] and item["due_on"] < today.isoformat()]
    rows = sorted(
        [{"on": one["on"], "law": one, "item": None} for one in _by_sentence(days)]
        + [{"on": one["due_on"], "law": None, "item": one} for one in due],
        key=lambda row: str(row["on"]),
    )
    months = [(month, list(of_month)) for month, of_month in groupby(rows, key=lambda row: str(row["on"])[:7])]
    return page(request, "calendar.html", months=months, overdue=overdue, since=since.isoformat(), more=more)


def day_of(text: str, otherwise: date) -> date:
    """Give the day that an address names. Raises UsageError where it names none."""
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; write 2026-01-31") from error


def _by_sentence(days: Sequence[Row]) -> list[Row]:
    """Join the provisions that one sentence dates."""
    found: dict[tuple[str, ...], Row] = {}
    for day in days:
        key = (day["source"], day["kind"], day["on"], day["quote"])
        one = found.setdefault(key, {**day, "provisions": []})
        if day["citation"]:
            one["provisions"].append(day)
    return list(found.values())


def provision(request: Request) -> Response:
    """Every wording of one provision: a slider over its dates, and what each one changed."""
    source, citation = request.path_params["id"], request.query_params.get("citation", "")
    view = request.query_params.get("view", "text")
    with open_history(request) as history:
        wordings = history.provision_history(source, citation)
    last = len(wordings) - 1
    step = request.query_params.get("step", "")
    at = min(int(step), last) if step.isdecimal() and len(step) < 6 else last
    before = wordings[at - 1]["text"] if at else ""
    redline = make_redline(before, wordings[at]["text"]) if at and view in ("inline", "beside") else None
    told = {"source": source, "citation": citation, "wordings": wordings, "at": at, "redline": redline, "view": view}
    address = f"?{urlencode({'citation': citation})}"
    return page(request, "provision.html", address=address, **told)
