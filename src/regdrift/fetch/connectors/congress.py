"""A bill of the U.S. Congress with its actions and its newest text, through the API of Congress.gov.

Checked against: documented payloads (the Library's documentation and a recorded list); never run against the publisher.

Documentation: https://github.com/LibraryOfCongress/api.congress.gov. A key is needed
(https://api.congress.gov/sign-up/), sent as a header; 5,000 requests an hour. Works of the federal government, in the
public domain (17 U.S.C. § 105). The instant at which the service last updated the bill or its text
(``updateDateIncludingText``) means unchanged where it is that of the last capture: then neither actions nor text are
asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import read_json_object, shape_changed
from regdrift.fetch.connectors.bundle import LAW, Part, as_part, is_marked, make_bundle, mark_of
from regdrift.fetch.connectors.keys import require_key, require_secret, service_address
from regdrift.fetch.connectors.listing import Rows, as_json, pick, read_pages, rows_of
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchResult, NotModified, Validators
from regdrift.model.source import Source

_SERVICE = "https://api.congress.gov"
_PUBLISHER = "Congress.gov"
_TYPES = frozenset({"hr", "s", "hjres", "sjres", "hconres", "sconres", "hres", "sres"})
_PER_PAGE = 250
_BILL = ("congress", "introducedDate", "laws", "number", "originChamber", "title", "type")
_ACTION = ("actionDate", "text", "type")


class CongressConnector:
    """The bill of the keys ``congress`` (119), ``type`` (hr, s, hjres, …) and ``number``; and ``key``."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("congress", "type", "number", "key")

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the request for the bill; its actions and texts follow from the answer.

        Raises:
            UsageError: where a key is missing or wrong.
        """
        return (_request(source, ""),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the bill, its actions and its newest text as one bundle.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        answer = getter.get(source, _request(source, ""), Validators())
        if not isinstance(answer, Capture):
            return answer
        bill = (read_json_object(answer) or {}).get("bill")
        if not isinstance(bill, dict) or not bill.get("number") or not isinstance(bill.get("title"), str):
            return shape_changed(answer, _PUBLISHER, "a 'bill' with 'number' and 'title'")
        updated = bill.get("updateDateIncludingText")
        mark = mark_of(source, updated) if isinstance(updated, str) else Validators()
        if is_marked(validators, mark):
            return NotModified(answer.url, answer.fetched_at, answer.elapsed_seconds)
        actions = read_pages(
            getter, source, lambda page: _request(source, "/actions", (page - 1) * _PER_PAGE), _actions, _PUBLISHER
        )
        if not isinstance(actions, tuple):
            return actions
        kept = {"actions": [pick(row, _ACTION) for row in actions[1]], "bill": pick(bill, _BILL)}
        parts = [Part("bill", answer.final_url, as_json(kept), "application/json", record=True)]
        texts = getter.get(source, _request(source, "/text"), Validators())
        if not isinstance(texts, Capture):
            return texts
        versions = rows_of(read_json_object(texts) or {}, "textVersions")
        if versions is None:
            return shape_changed(texts, _PUBLISHER, "a list 'textVersions'")
        address = _newest_text(versions)
        if address is not None:
            text = getter.get(source, PageRequest(address), Validators())
            if not isinstance(text, Capture):
                return text
            parts.append(as_part("text", text))
        return make_bundle(answer, source, LAW, parts, mark)


def _request(source: Source, below: str, offset: int = 0) -> PageRequest:
    congress, kind, number = (require_key(source, key) for key in ("congress", "type", "number"))
    if kind.lower() not in _TYPES:
        raise UsageError(f"source {source.id}: the key 'type' knows {', '.join(sorted(_TYPES))}, not {kind!r}")
    if not (re.fullmatch(r"\d{1,3}", congress) and re.fullmatch(r"\d{1,5}", number)):
        raise UsageError(f"source {source.id}: the keys 'congress' and 'number' must be numbers")
    key = require_secret(source, "key", "https://api.congress.gov/sign-up/")
    paging = f"&limit={_PER_PAGE}&offset={offset}" if below else ""
    place = f"v3/bill/{congress}/{kind.lower()}/{number}{below}"
    address = f"{service_address(source, _SERVICE)}/{place}?format=json{paging}"
    return PageRequest(address, "application/json", (("X-Api-Key", key),))


def _actions(answer: Mapping[str, object]) -> tuple[Rows, bool] | None:
    rows, pages = rows_of(answer, "actions"), answer.get("pagination")
    if rows is None:
        return None
    return rows, isinstance(pages, dict) and bool(pages.get("next"))


def _newest_text(versions: Rows) -> str | None:
    """Give the address of the newest version in XML, else as a page; None where no text is printed yet."""
    for version in sorted(versions, key=lambda one: str(one.get("date") or ""), reverse=True):
        formats = {str(one.get("type")): one.get("url") for one in rows_of(version, "formats") or []}
        address = formats.get("Formatted XML") or formats.get("Formatted Text")
        if isinstance(address, str):
            return address
    return None


CONNECTOR = CongressConnector()
