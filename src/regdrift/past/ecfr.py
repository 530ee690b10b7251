"""Earlier versions of a title or part of the eCFR, through its versioner service.

Checked against: constructed payloads (the service's documented fields); never run against the publisher.

``versions/title-N.json`` lists each section's versions with the day from which it is the law (``amendment_date``) and
the issue of the eCFR that first showed it (``issue_date``); ``full/DATE/title-N.xml`` gives the text of a day. The
service begins in 2017. Documentation: https://www.ecfr.gov/developers/documentation/api/v1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import read_json_object
from regdrift.fetch.connectors.keys import read_text_key, require_key, service_address
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture
from regdrift.model.source import Source
from regdrift.past.dated import DatedVersion
from regdrift.past.online import ask, shape_error, standing, version_at

_SERVICE = "https://www.ecfr.gov"
_PUBLISHER = "The eCFR"


def ecfr_versions(getter: PageGetter, source: Source, since: date, until: date) -> list[DatedVersion]:
    """Give the versions from ``since`` to ``until``, oldest first, the one that stood on ``since`` among them.

    Raises:
        UnavailableError: the list could not be had, or has another shape.
        UsageError: the source stands at one date itself, or lacks its title.
    """
    if read_text_key(source, "date") is not None:
        raise UsageError(f"source {source.id}: it is declared at one date and so has no past to fill")
    issues = _issues(ask(getter, source, _request(source)), until)
    days = dict(_law_days(issues))
    return [version_at(getter, source, on, days[day]) for on, day in standing(days, since)]


def _request(source: Source) -> PageRequest:
    part = read_text_key(source, "part")
    path = f"{service_address(source, _SERVICE)}/api/versioner/v1/versions/title-{require_key(source, 'title')}.json"
    return PageRequest(f"{path}?{urlencode({'part': part})}" if part else path, "application/json")


def _issues(answer: Capture, until: date) -> dict[date, set[date]]:
    """Give the days of amendment by the issue that showed them first."""
    found = (read_json_object(answer) or {}).get("content_versions")
    if not isinstance(found, list):
        raise shape_error(answer, _PUBLISHER, "a list 'content_versions'")
    issues: dict[date, set[date]] = defaultdict(set)
    for entry in found:
        try:
            issue, amended = (date.fromisoformat(entry[name]) for name in ("issue_date", "amendment_date"))
        except (KeyError, TypeError, ValueError) as error:
            raise shape_error(
                answer, _PUBLISHER, "the dates 'issue_date' and 'amendment_date' on each entry"
            ) from error
        if issue <= until:
            issues[issue].add(amended)
    return issues


def _law_days(issues: dict[date, set[date]]) -> Iterator[tuple[date, date]]:
    """Give for each issue the day from which its text is the law, and the issue.

    That is the last day of amendment where it lies between the issue before and this one; a correction of older text,
    and an amendment that is shown ahead, count from the issue.
    """
    before = date.min
    for issue in sorted(issues):
        amended = max(issues[issue])
        on = amended if before < amended <= issue else issue
        yield on, issue
        before = issue
