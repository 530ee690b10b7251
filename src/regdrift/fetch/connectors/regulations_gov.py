"""Documents of Regulations.gov that match: proposed rules, rules, notices, of a docket, an agency or a search.

Checked against: recorded payloads (lists of documents of API v4); never run against the publisher.

Documentation: https://open.gsa.gov/api/regulationsgov/. A key is needed (https://api.data.gov/signup/), sent as a
header; 1,000 requests an hour. Works of the federal government, in the public domain (17 U.S.C. § 105); comments, which
are not, are never asked for. The service gives at most 5,000 documents for one query, 250 a page. The list is kept with
the fields that are read, in the order of the ids, so that equal lists are equal bytes; it offers no validators.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlencode

from regdrift.errors import UsageError
from regdrift.fetch.connectors.keys import read_date_key, read_text_key, require_secret, service_address
from regdrift.fetch.connectors.listing import Rows, as_json, pick, read_pages, rows_of
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import FetchResult, Validators
from regdrift.model.source import Source

_SERVICE = "https://api.regulations.gov"
_PUBLISHER = "Regulations.gov"
_PER_PAGE = 250
_KEPT = (
    "agencyId", "commentEndDate", "commentStartDate", "docketId", "documentType", "frDocNum", "postedDate", "subtype",
    "title", "withdrawn",
)  # fmt: skip


class RegulationsGovConnector:
    """Documents that match ``docket``, ``agency``, ``term`` (one is needed), ``type``, ``since``; and ``key``."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("docket", "agency", "term", "type", "since", "key")

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the request for the first page.

        Raises:
            UsageError: where no key narrows the query, or one does not hold what it should.
        """
        return (_request(source, 1),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch all pages and give the list as one capture.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        _request(source, 1)
        found = read_pages(getter, source, lambda page: _request(source, page), _page, _PUBLISHER)
        if not isinstance(found, tuple):
            return found
        first, rows = found
        kept = sorted(rows, key=lambda row: str(row["id"]))
        body = as_json({"data": kept})
        headers = {name: value for name, value in first.headers.items() if name not in ("content-length", "etag")}
        return replace(
            first, headers=headers, body=body, sha256=hashlib.sha256(body).hexdigest(), validators=Validators()
        )


def _request(source: Source, page: int) -> PageRequest:
    docket, agency, term, kind = (read_text_key(source, key) for key in ("docket", "agency", "term", "type"))
    since = read_date_key(source, "since")
    if not (docket or agency or term):
        message = f"source {source.id}: the connector regulations_gov needs one of the keys 'docket', 'agency', 'term'"
        raise UsageError(message)
    key = require_secret(source, "key", "https://api.data.gov/signup/")
    filters = {
        "agencyId": agency, "docketId": docket, "documentType": kind, "postedDate][ge": since, "searchTerm": term,
    }  # fmt: skip
    asked = [(f"filter[{name}]", str(value)) for name, value in filters.items() if value is not None]
    asked += [("page[number]", str(page)), ("page[size]", str(_PER_PAGE)), ("sort", "postedDate")]
    address = f"{service_address(source, _SERVICE)}/v4/documents?{urlencode(asked)}"
    return PageRequest(address, "application/json", (("X-Api-Key", key),))


def _page(answer: Mapping[str, object]) -> tuple[Rows, bool] | None:
    rows, meta = rows_of(answer, "data"), answer.get("meta")
    if rows is None or not isinstance(meta, dict):
        return None
    kept: Rows = []
    for row in rows:
        about = row.get("attributes")
        if not isinstance(row.get("id"), str) or not isinstance(about, dict):
            return None
        kept.append({"id": row["id"], "attributes": pick(about, _KEPT)})
    return kept, meta.get("hasNextPage") is True


CONNECTOR = RegulationsGovConnector()
