"""The Electronic Code of Federal Regulations, one title or one part of it, through its versioner service.

Checked against: constructed payloads (written from the service's documentation); never run against the publisher.

Documentation: https://www.ecfr.gov/developers/documentation/api/v1. No key is needed. The text is an edict of
government and in the public domain (17 U.S.C. § 105); the service names no rate, so the source's own delay is the pace.
The service lags behind the calendar: it answers 404 for a date later than ``up_to_date_as_of`` in ``titles.json``,
which is therefore asked first. A title that has not been amended or issued since the date of the last capture is not
asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import ClassVar
from urllib.parse import urlencode

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import read_json_object, shape_changed
from regdrift.fetch.connectors.keys import read_date_key, read_text_key, require_key, service_address
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchFailure, FetchResult, NotModified, Validators
from regdrift.model.source import Source

_SERVICE = "https://www.ecfr.gov"
_PUBLISHER = "The eCFR"
_TITLES = "/api/versioner/v1/titles.json"
_TITLE = re.compile(r"[1-9]\d?")
_PART = re.compile(r"\d+[A-Za-z]?")
_XML_ROOT = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:ECFR|DLPSTEXTCLASS|DIV[1-9])\b", re.S
)
_CHANGES = ("latest_amended_on", "latest_issue_date")


class EcfrConnector:
    """A title, or a part of a title: keys ``title``, ``part`` (None: the whole title), ``date`` (None: newest)."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("title", "part", "date")

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the list of titles, or the text itself where the source declares its date.

        Raises:
            UsageError: where ``title`` is missing or a key does not hold what it should.
        """
        title, part, on = _read_keys(source)
        if on is not None:
            return (_text_request(source, title, part, on),)
        return (PageRequest(service_address(source, _SERVICE) + _TITLES, "application/json"),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the text as it stands on the declared date, or on the last day that the service knows.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        title, part, on = _read_keys(source)
        if on is not None:
            return _as_text(getter.get(source, _text_request(source, title, part, on), validators))
        (request,) = self.plan_requests(source)
        answer = getter.get(source, request, Validators())
        if not isinstance(answer, Capture):
            return answer
        entry = _find_title(answer, title)
        if isinstance(entry, FetchFailure):
            return entry
        newest = _date_in(entry, "up_to_date_as_of")
        if newest is None:
            expected = f"a date 'up_to_date_as_of' for title {title}"
            return shape_changed(answer, _PUBLISHER, f"{expected} (a reserved title has none)")
        wanted = _text_request(source, title, part, newest)
        if _is_unchanged(entry, _captured_on(source, title, part, validators)):
            return NotModified(wanted.url, answer.fetched_at, answer.elapsed_seconds)
        return _as_text(getter.get(source, wanted, validators))


def _read_keys(source: Source) -> tuple[str, str | None, date | None]:
    title, part = require_key(source, "title"), read_text_key(source, "part")
    if not _TITLE.fullmatch(title):
        raise UsageError(f"source {source.id}: the key 'title' must be the number of a CFR title, not {title!r}")
    if part is not None and not _PART.fullmatch(part):
        raise UsageError(f"source {source.id}: the key 'part' must be the number of a CFR part, not {part!r}")
    return title, part, read_date_key(source, "date")


def _text_address(source: Source, title: str, part: str | None, on: str) -> str:
    address = f"{service_address(source, _SERVICE)}/api/versioner/v1/full/{on}/title-{title}.xml"
    return f"{address}?{urlencode({'part': part})}" if part else address


def _text_request(source: Source, title: str, part: str | None, on: date) -> PageRequest:
    return PageRequest(_text_address(source, title, part, on.isoformat()), "application/xml")


def _find_title(answer: Capture, title: str) -> Mapping[str, object] | FetchFailure:
    titles = (read_json_object(answer) or {}).get("titles")
    if not isinstance(titles, list):
        return shape_changed(answer, _PUBLISHER, "a list 'titles'")
    for entry in titles:
        if isinstance(entry, dict) and str(entry.get("number")) == title:
            return entry
    return shape_changed(answer, _PUBLISHER, f"title {title} among the {len(titles)} of the list 'titles'")


def _date_in(entry: Mapping[str, object], name: str) -> date | None:
    try:
        return date.fromisoformat(str(entry.get(name)))
    except ValueError:
        return None


def _captured_on(source: Source, title: str, part: str | None, validators: Validators) -> date | None:
    """Give the date of the text that was captured last, which its address bears; None where it is another text."""
    pattern = re.escape(_text_address(source, title, part, "\0")).replace(re.escape("\0"), r"(\d{4}-\d{2}-\d{2})")
    match = re.fullmatch(pattern, validators.url or "")
    return _date_in({"on": match[1]}, "on") if match else None


def _is_unchanged(entry: Mapping[str, object], captured: date | None) -> bool:
    """True where the title was neither amended nor issued after that date.

    A day's issue may still grow on that day, so a change on the very date counts as one.
    """
    changes = [_date_in(entry, name) for name in _CHANGES]
    return captured is not None and all(change is not None and change < captured for change in changes)


def _as_text(answer: FetchResult) -> FetchResult:
    """Give the answer, or the failure where something else than the text came with status 200."""
    if isinstance(answer, Capture) and not _XML_ROOT.match(answer.body[:4096]):
        return shape_changed(answer, _PUBLISHER, "XML that begins with ECFR or a division (DIV1 to DIV9)")
    return answer


CONNECTOR = EcfrConnector()
