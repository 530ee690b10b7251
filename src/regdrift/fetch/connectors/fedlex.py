"""A law of the Swiss Confederation as consolidated in the Classified Compilation, through Fedlex.

Checked against: constructed payloads (written from https://swiss.github.io/fedlex-jolux); never run against the
publisher.

The SPARQL service says which versions there are in the source's language and where their XML (Akoma Ntoso) stands; the
newest that applies on the day of the fetch is asked for. No key is needed; reuse is free
(https://www.fedlex.admin.ch/en/broadcasters); no rate is named, so the source's own delay is the pace. The address of a
version never changes its text: the address that was captured last means unchanged.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import ClassVar
from urllib.parse import urlencode

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import accept_text, read_json_object, shape_changed
from regdrift.fetch.connectors.bundle import is_marked, mark_of
from regdrift.fetch.connectors.keys import require_key, service_address
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchFailure, FetchResult, NotModified, Validators
from regdrift.model.source import Source

_SERVICE = "https://fedlex.data.admin.ch"
_ELI = re.compile(r"cc(?:/[\w.-]+){2,4}")
_LANGUAGES = {"de": "DEU", "fr": "FRA", "it": "ITA", "rm": "ROH", "en": "ENG"}
_QUERY = """PREFIX jolux: <http://data.legilux.public.lu/resource/ontology/jolux#>
SELECT DISTINCT ?date ?file WHERE {
  ?version jolux:isMemberOf <https://fedlex.data.admin.ch/eli/%s> ; jolux:dateApplicability ?date ; jolux:isRealizedBy ?text .
  ?text jolux:language <http://publications.europa.eu/resource/authority/language/%s> ; jolux:isEmbodiedBy ?form .
  ?form jolux:userFormat <https://fedlex.data.admin.ch/vocabulary/user-format/xml> ; jolux:isExemplifiedBy ?file .
} ORDER BY ?date"""  # noqa: E501
_AKN = re.compile(rb"<(?:\w+:)?akomaNtoso\b")


class FedlexConnector:
    """The law of the key ``eli`` (``cc/2022/491``) in the source's ``language`` (German where none is declared)."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("eli",)

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the question which versions there are.

        Raises:
            UsageError: where ``eli`` is missing or no address of the compilation, or the language none of Fedlex.
        """
        eli, language = require_key(source, "eli"), _LANGUAGES.get(source.language or "de")
        if not _ELI.fullmatch(eli):
            raise UsageError(f"source {source.id}: the key 'eli' must be an address such as cc/2022/491, not {eli!r}")
        if language is None:
            raise UsageError(f"source {source.id}: Fedlex has no texts in {source.language!r}")
        asked = urlencode({"query": _QUERY % (eli, language), "format": "application/sparql-results+json"})
        address = f"{service_address(source, _SERVICE)}/sparqlendpoint?{asked}"
        return (PageRequest(address, "application/sparql-results+json"),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the version that applies.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        (request,) = self.plan_requests(source)
        answer = getter.get(source, request, Validators())
        if not isinstance(answer, Capture):
            return answer
        address = _newest(answer)
        if isinstance(address, FetchFailure):
            return address
        mark = mark_of(source, address)
        if is_marked(validators, mark):
            return NotModified(address, answer.fetched_at, answer.elapsed_seconds)
        answer = getter.get(source, PageRequest(address, "application/xml"), Validators())
        text = accept_text(answer, source, _AKN, ("Fedlex", "XML whose root is akomaNtoso"))
        return replace(text, validators=mark) if isinstance(text, Capture) else text


def _newest(answer: Capture) -> str | FetchFailure:
    """Give the address of the newest version that applies on the day of the answer."""
    found = read_json_object(answer) or {}
    results = found.get("results")
    rows = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(rows, list):
        return shape_changed(answer, "Fedlex", "a list 'results.bindings'")
    versions: list[tuple[date, str]] = []
    for row in rows:
        try:
            versions.append((date.fromisoformat(row["date"]["value"][:10]), str(row["file"]["value"])))
        except (TypeError, KeyError, ValueError):
            return shape_changed(answer, "Fedlex", "a date and a file for each version")
    today = answer.fetched_at.date()
    applying = [version for version in versions if version[0] <= today]
    if not applying:
        expected = f"a version in XML that applies on {today}, among {len(versions)}; look up 'eli' and 'language'"
        return shape_changed(answer, "Fedlex", expected)
    return max(applying)[1]


CONNECTOR = FedlexConnector()
