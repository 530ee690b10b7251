"""A bill of a U.S. state (or of Congress) with its history and newest text, through LegiScan.

Checked against: recorded payloads (getBill and getBillText objects); never run against the publisher.

Documentation: https://legiscan.com/legiscan. A key is needed, which LegiScan takes in the address only: it is cleaned
from everything that is stored. 30,000 requests a month for free; data under CC BY 4.0. The bill's ``change_hash`` means
unchanged where it is that of the last capture.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlencode

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import failure_of, read_json_object, shape_changed
from regdrift.fetch.connectors.bundle import LAW, Part, is_marked, make_bundle, mark_of
from regdrift.fetch.connectors.keys import require_key, require_secret, service_address
from regdrift.fetch.connectors.listing import as_json, pick, rows_of
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchFailure, FetchResult, NotModified, Validators
from regdrift.model.source import Source

_SERVICE = "https://api.legiscan.com"
_PUBLISHER = "LegiScan"
_KEPT = ("bill_id", "bill_number", "description", "history", "state", "status", "status_date", "title")


class LegiscanConnector:
    """The bill of the key ``bill`` (LegiScan's number of it); ``key`` from legiscan.com."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("bill", "key")

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the request for the bill; its text follows from the answer.

        Raises:
            UsageError: where a key is missing or wrong.
        """
        bill = require_key(source, "bill")
        if not bill.isascii() or not bill.isdigit():
            raise UsageError(f"source {source.id}: the key 'bill' must be LegiScan's number of the bill, not {bill!r}")
        return (_request(source, "getBill", bill),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the bill and its newest text as one bundle.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        (request,) = self.plan_requests(source)
        answer = getter.get(source, request, Validators())
        bill = _object(answer, "bill")
        if not isinstance(answer, Capture) or not isinstance(bill, Mapping):
            return bill if isinstance(bill, FetchFailure) else answer
        changed, texts = bill.get("change_hash"), rows_of(bill, "texts")
        if not isinstance(changed, str) or texts is None or not isinstance(bill.get("title"), str):
            return shape_changed(answer, _PUBLISHER, "a bill with 'change_hash', 'title' and a list 'texts'")
        mark = mark_of(source, changed)
        if is_marked(validators, mark):
            return NotModified(answer.url, answer.fetched_at, answer.elapsed_seconds)
        record = as_json({"bill": pick(bill, _KEPT)})
        parts = [Part("bill", answer.final_url, record, "application/json", record=True)]
        if texts:
            newest = max(texts, key=lambda one: (str(one.get("date")), str(one.get("doc_id"))))
            asked = getter.get(source, _request(source, "getBillText", str(newest.get("doc_id"))), Validators())
            text = _object(asked, "text")
            if not isinstance(asked, Capture) or not isinstance(text, Mapping):
                return text if isinstance(text, FetchFailure) else asked
            part = _text_part(asked, text)
            if part is None:
                return shape_changed(asked, _PUBLISHER, "a text 'doc' in base64 with its 'mime'")
            parts.append(part)
        return make_bundle(answer, source, LAW, parts, mark)


def _request(source: Source, operation: str, number: str) -> PageRequest:
    key = require_secret(source, "key", "https://legiscan.com/legiscan")
    asked = urlencode({"key": key, "op": operation, "id": number})
    return PageRequest(f"{service_address(source, _SERVICE)}/?{asked}", "application/json")


def _object(answer: FetchResult, name: str) -> Mapping[str, object] | FetchFailure | None:
    """Give the object of an answer, the failure where the service says an error; None for what is no answer."""
    if not isinstance(answer, Capture):
        return None
    found = read_json_object(answer) or {}
    if found.get("status") == "ERROR":
        alert = found.get("alert")
        said = alert.get("message") if isinstance(alert, dict) else None
        return failure_of(answer, "configuration", f"LegiScan refuses the question ({said}); look at 'bill' and 'key'")
    inner = found.get(name)
    return inner if isinstance(inner, dict) else shape_changed(answer, _PUBLISHER, f"an object '{name}'")


def _text_part(answer: Capture, text: Mapping[str, object]) -> Part | None:
    try:
        body = base64.b64decode(str(text["doc"]), validate=True)
        return Part("text", answer.final_url, body, str(text["mime"]))
    except (KeyError, binascii.Error, ValueError):
        return None


CONNECTOR = LegiscanConnector()
