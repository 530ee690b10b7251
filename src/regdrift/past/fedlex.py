"""Versions of a law of the Swiss Confederation, through Fedlex, which keeps them all.

Checked against: constructed payloads (W3C SPARQL 1.1 results in JSON); never run against the publisher.

The connector's own question lists the versions with the day from which each applies and the address of its XML.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from regdrift.fetch.connectors.answers import read_json_object
from regdrift.fetch.connectors.registry import find_connector
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture
from regdrift.model.source import Source
from regdrift.past.dated import DatedVersion
from regdrift.past.online import ask, shape_error, standing


def fedlex_versions(getter: PageGetter, source: Source, since: date, until: date) -> list[DatedVersion]:
    """Give the versions from ``since`` to ``until``, oldest first, the one that applied on ``since`` among them.

    Raises:
        UnavailableError: the list could not be had, or has another shape.
        UsageError: the source lacks its law.
    """
    (request,) = find_connector(source.connector).plan_requests(source)
    files = _files(ask(getter, source, request))
    chosen = standing([day for day in files if day <= until], since)
    return [_version(getter, source, on, files[day]) for on, day in chosen]


def _files(answer: Capture) -> dict[date, str]:
    results = (read_json_object(answer) or {}).get("results")
    rows = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(rows, list):
        raise shape_error(answer, "Fedlex", "SPARQL results with a list 'bindings'")
    try:
        return {date.fromisoformat(row["date"]["value"][:10]): str(row["file"]["value"]) for row in rows}
    except (KeyError, TypeError, ValueError) as error:
        raise shape_error(answer, "Fedlex", "a date and a file for each version") from error


def _version(getter: PageGetter, source: Source, on: date, address: str) -> DatedVersion:
    return DatedVersion(on, address, partial(_load, getter, source, address), "application/xml")


def _load(getter: PageGetter, source: Source, address: str) -> bytes:
    return ask(getter, source, PageRequest(address, "application/xml")).body
