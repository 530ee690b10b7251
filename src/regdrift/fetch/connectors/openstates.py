"""A bill of a U.S. state with its classified actions, and its newest text, through Open States (API v3).

Checked against: constructed payloads (written from the service's documentation); never run against the publisher.

Documentation: https://docs.openstates.org/api-v3. A key is needed, sent as a header; the free tier allows 10 requests a
minute, so give the source ``delay: 6s``. Data of Open States is in the public domain; the text comes from the
legislature's own site, whose terms hold (``text: no`` leaves it out). ``updated_at`` means unchanged where it is that
of the last capture.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import quote

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import read_json_object, shape_changed
from regdrift.fetch.connectors.bundle import LAW, Part, as_part, is_marked, make_bundle, mark_of
from regdrift.fetch.connectors.keys import require_key, require_secret, service_address
from regdrift.fetch.connectors.listing import Rows, as_json, pick, rows_of
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchResult, NotModified, Validators
from regdrift.model.source import Source

_SERVICE = "https://v3.openstates.org"
_PUBLISHER = "Open States"
_KEPT = ("actions", "id", "identifier", "jurisdiction", "session", "title")
_FORMATS = ("text/html", "application/pdf", "text/plain")


class OpenstatesConnector:
    """The bill of ``state`` (``Maine``), ``session`` and ``bill`` (``LD 946``); ``text`` (yes); ``key``."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("state", "session", "bill", "text", "key")

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the request for the bill.

        Raises:
            UsageError: where a key is missing or wrong.
        """
        place = [quote(require_key(source, key), safe="") for key in ("state", "session", "bill")]
        key = require_secret(source, "key", "https://openstates.org/accounts/profile/")
        if not isinstance(source.options.get("text", True), bool):
            raise UsageError(f"source {source.id}: the key 'text' must be yes or no")
        asked = "include=actions&include=versions"
        address = f"{service_address(source, _SERVICE)}/bills/{'/'.join(place)}?{asked}"
        return (PageRequest(address, "application/json", (("X-API-KEY", key),)),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the bill and its newest text as one bundle.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        (request,) = self.plan_requests(source)
        answer = getter.get(source, request, Validators())
        if not isinstance(answer, Capture):
            return answer
        bill = read_json_object(answer) or {}
        versions = rows_of(bill, "versions")
        known = str(bill.get("id")).startswith("ocd-bill/") and isinstance(bill.get("title"), str)
        if not known or versions is None or rows_of(bill, "actions") is None:
            return shape_changed(answer, _PUBLISHER, "a bill with 'id', 'title', 'actions' and 'versions'")
        updated = bill.get("updated_at")
        mark = mark_of(source, updated) if isinstance(updated, str) else Validators()
        if is_marked(validators, mark):
            return NotModified(answer.url, answer.fetched_at, answer.elapsed_seconds)
        record = as_json(pick(bill, _KEPT))
        parts = [Part("bill", answer.final_url, record, "application/json", record=True)]
        address = _newest_text(versions) if source.options.get("text", True) else None
        if address is not None:
            text = getter.get(source, PageRequest(address), Validators())
            if not isinstance(text, Capture):
                return text
            parts.append(as_part("text", text))
        return make_bundle(answer, source, LAW, parts, mark)


def _newest_text(versions: Rows) -> str | None:
    for version in sorted(versions, key=lambda one: str(one.get("date") or ""), reverse=True):
        links = {str(one.get("media_type")): one.get("url") for one in rows_of(version, "links") or []}
        address = next((links[kind] for kind in _FORMATS if kind in links), None)
        if isinstance(address, str):
            return address
    return None


CONNECTOR = OpenstatesConnector()
