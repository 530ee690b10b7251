"""Documents of the Federal Register that match: rules, proposed rules and notices, all pages of the list as one.

Checked against: recorded payloads (lists of documents of API v1); never run against the publisher.

Documentation: https://www.federalregister.gov/developers/documentation/api/v1. No key is needed. Works of the federal
government, in the public domain (17 U.S.C. § 105); the API names no rate, so the source's own delay is the pace. It
gives at most 2,000 documents for one query: more is a failure that asks for narrower keys, as is a list that comes back
with documents missing, which would look like documents withdrawn. The list is kept with the fields that are read, in
the order of publication, so that equal lists are equal bytes; a list of one page is asked for with its validators.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar
from urllib.parse import urlencode

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import failure_of, read_json_object, shape_changed
from regdrift.fetch.connectors.keys import read_date_key, read_text_key, read_words_key, service_address
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchFailure, FetchResult, Validators
from regdrift.model.source import Source

_SERVICE = "https://www.federalregister.gov"
_PUBLISHER = "The Federal Register"
_MOST = 2000
_PER_PAGE = 1000
_MOST_PAGES = 20
"""Pages that are asked for at most, should the service give fewer documents on a page than asked for."""
_FIELDS = (
    "abstract", "action", "cfr_references", "citation", "comments_close_on", "correction_of", "dates", "docket_ids",
    "document_number", "effective_on", "html_url", "publication_date", "regulation_id_numbers", "title", "type",
)  # fmt: skip
_TYPES = {"rule": "RULE", "proposed_rule": "PRORULE", "notice": "NOTICE", "presidential": "PRESDOCU"}
_NUMBER = re.compile(r"\d+[A-Za-z]?")


class FederalRegisterConnector:
    """Documents that match every declared key.

    Keys: ``title`` and ``part`` of the CFR, ``agency`` (slugs), ``term`` (words), ``type`` (rule, proposed_rule,
    notice, presidential), ``since`` (first day of publication). One of title, agency and term is needed.
    """

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("title", "part", "agency", "term", "type", "since")

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the request for the first page; how many there are the service says.

        Raises:
            UsageError: where no key narrows the query, or one does not hold what it should.
        """
        return (_page_request(source, _query(source), 1),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch all pages and give the list as one capture.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        query = _query(source)
        first = getter.get(source, _page_request(source, query, 1), validators)
        if not isinstance(first, Capture):
            return first
        listing = _Listing(first)
        failure = listing.take(first)
        number = 1
        while failure is None and number < listing.pages:
            number += 1
            answer = getter.get(source, _page_request(source, query, number), Validators())
            if not isinstance(answer, Capture):
                return answer
            failure = listing.take(answer)
        return failure or listing.close()


@dataclass(slots=True)
class _Listing:
    """The pages of one list as they come in."""

    first: Capture
    count: int = 0
    pages: int = 1
    taken: int = 0
    elapsed_seconds: float = 0.0
    documents: dict[str, Mapping[str, object]] = field(default_factory=dict)

    def take(self, page: Capture) -> FetchFailure | None:
        """Take a page; give a failure where it is none of this list."""
        answer = read_json_object(page) or {}
        count, pages = answer.get("count"), answer.get("total_pages", 1)
        results = answer.get("results", [] if count == 0 else None)
        if not isinstance(count, int) or not isinstance(pages, int) or not isinstance(results, list):
            return shape_changed(page, _PUBLISHER, "'count', 'total_pages' and a list 'results'")
        if count > _MOST or pages > _MOST_PAGES:
            said = f"{count} documents on {pages} pages match, more than the {_MOST} that the Federal Register gives"
            return failure_of(page, "configuration", f"{said}; narrow the source by 'since', 'part', 'type' or 'term'")
        known = len(self.documents)
        for item in results:
            number = item.get("document_number") if isinstance(item, dict) else None
            if not isinstance(number, str) or not isinstance(item.get("publication_date"), str):
                return shape_changed(page, _PUBLISHER, "a 'document_number' and a 'publication_date' on each document")
            self.documents[number] = {name: item.get(name) for name in _FIELDS}
        if self.taken and len(self.documents) == known:
            return shape_changed(page, _PUBLISHER, "other documents on each page, not those of the pages before")
        self.count, self.pages, self.taken = count, pages, self.taken + 1
        self.elapsed_seconds += page.elapsed_seconds
        return None

    def close(self) -> Capture | FetchFailure:
        """Give the whole list, or the failure where documents are missing from it."""
        if len(self.documents) != self.count:
            expected = f"{self.count} different documents, as its 'count' says, not {len(self.documents)}"
            return shape_changed(self.first, _PUBLISHER, expected)
        ordered = sorted(self.documents.items(), key=lambda pair: (str(pair[1]["publication_date"]), pair[0]))
        listing = {"count": self.count, "results": [item for _, item in ordered]}
        body = json.dumps(listing, ensure_ascii=False, sort_keys=True, indent=1).encode()
        kept = {name: value for name, value in self.first.headers.items() if name != "content-length"}
        return replace(
            self.first, headers=kept, body=body, sha256=hashlib.sha256(body).hexdigest(),
            elapsed_seconds=self.elapsed_seconds,
            # Those of the first page say nothing of a document on the second.
            validators=self.first.validators if self.taken == 1 else Validators(url=self.first.final_url),
        )  # fmt: skip


def _query(source: Source) -> tuple[tuple[str, str], ...]:
    title, part, term = (read_text_key(source, key) for key in ("title", "part", "term"))
    agencies, types = read_words_key(source, "agency"), read_words_key(source, "type")
    since = read_date_key(source, "since")
    for key, number in (("title", title), ("part", part)):
        if number is not None and not _NUMBER.fullmatch(number):
            raise UsageError(f"source {source.id}: the key '{key}' must be a number of the CFR, not {number!r}")
    if part is not None and title is None:
        raise UsageError(f"source {source.id}: the key 'part' needs the key 'title' beside it")
    if not (title or term or agencies):
        message = f"source {source.id}: the connector federal_register needs one of the keys 'title', 'agency', 'term'"
        raise UsageError(message)
    unknown = [name for name in types if name not in _TYPES]
    if unknown:
        raise UsageError(f"source {source.id}: the key 'type' knows {', '.join(_TYPES)}, not {unknown[0]!r}")
    single = {"cfr][title": title, "cfr][part": part, "term": term, "publication_date][gte": since}
    return (
        *((f"conditions[{name}]", str(value)) for name, value in single.items() if value is not None),
        *(("conditions[agencies][]", slug) for slug in agencies),
        *(("conditions[type][]", _TYPES[name]) for name in types),
    )


def _page_request(source: Source, query: tuple[tuple[str, str], ...], page: int) -> PageRequest:
    asked = [*query, *(("fields[]", name) for name in _FIELDS), ("order", "oldest"), ("per_page", str(_PER_PAGE))]
    address = f"{service_address(source, _SERVICE)}/api/v1/documents.json"
    return PageRequest(f"{address}?{urlencode([*asked, ('page', str(page))])}", "application/json")


CONNECTOR = FederalRegisterConnector()
