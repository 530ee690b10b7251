"""Consolidated versions of an act of the European Union, through CELLAR, the repository behind EUR-Lex.

Checked against: constructed payloads (W3C SPARQL 1.1 results in JSON); never run against the publisher.

A consolidated text is a work of its own: CELEX ``02016R0679-20160504`` is that of ``32016R0679`` from 4 May 2016 on.
The SPARQL endpoint lists them: ``cdm:act_consolidated_consolidates_resource_legal`` leads from them to the act, and
also from texts that only carry its amendments, which bear another number. The texts are for documentation: only the
Official Journal is authentic. Documentation: https://op.europa.eu/en/web/cellar.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import quote, unquote, urlencode

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import read_json_object
from regdrift.fetch.connectors.keys import require_key, service_address
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture
from regdrift.model.source import Source
from regdrift.past.dated import DatedVersion
from regdrift.past.online import ask, collect, shape_error, standing

_PUBLISHER = "CELLAR"
_SERVICE = "https://publications.europa.eu"
_ADDRESS = re.compile(r"(?P<root>https?://[^/]+)/resource/celex/(?P<celex>[^/?#]+)/?$")
_CELEX = re.compile(r"(?P<sector>[0-9])(?P<act>\d{4}[A-Z]{1,2}\d{4}(?:\(\d{2}\))?)(?:-(?P<day>\d{8}))?")
_FORMS = "application/xhtml+xml, text/html;q=0.8, application/pdf;q=0.3"
_QUERY = """PREFIX cdm: <http://publications.europa.eu/ontology/cdm#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?celex WHERE {{
  ?act owl:sameAs <http://publications.europa.eu/resource/celex/3{act}> .
  ?text cdm:act_consolidated_consolidates_resource_legal ?act ; cdm:resource_legal_id_celex ?celex .
}} ORDER BY ?celex"""


def is_in_cellar(source: Source) -> bool:
    """True for a source whose address is that of a CELEX number in CELLAR."""
    return _ADDRESS.fullmatch(source.url or "") is not None


def cellar_versions(getter: PageGetter, source: Source, since: date, until: date) -> list[DatedVersion]:
    """Give the consolidated versions from ``since`` to ``until``, oldest first.

    Raises:
        UnavailableError: the list could not be had, or has another shape.
        UsageError: the address holds no CELEX number of an act.
    """
    root, given = _place(source)
    celex = _CELEX.fullmatch(given)
    if celex is None or celex["sector"] not in "03":
        raise UsageError(f"source {source.id}: {given!r} is not the CELEX number of an act")
    query = _QUERY.format(act=quote(celex["act"], safe=""))
    asked = urlencode({"query": query, "format": "application/sparql-results+json"})
    request = PageRequest(f"{root}/webapi/rdf/sparql?{asked}", "application/sparql-results+json")
    found = _consolidated(ask(getter, source, request), celex["act"])
    chosen = standing([day for day in found if day <= until], since)
    return [_version(getter, source, on, (root, found[day])) for on, day in chosen]


def _place(source: Source) -> tuple[str, str]:
    """Give the root of the service and the CELEX number, of the connector's key or of the address."""
    if source.connector == "cellar":
        return service_address(source, _SERVICE), require_key(source, "celex")
    place = _ADDRESS.fullmatch(source.url or "")
    return (place["root"], unquote(place["celex"])) if place else ("", source.public_url or "")


def _consolidated(answer: Capture, act: str) -> dict[date, str]:
    results = (read_json_object(answer) or {}).get("results")
    bindings = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(bindings, list):
        raise shape_error(answer, _PUBLISHER, "SPARQL results with a list 'bindings'")
    found: dict[date, str] = {}
    for binding in bindings:
        try:
            celex = str(binding["celex"]["value"])
        except (KeyError, TypeError) as error:
            raise shape_error(answer, _PUBLISHER, "a 'celex' in each result") from error
        parts = _CELEX.fullmatch(celex)
        if parts and parts["sector"] == "0" and parts["act"] == act and parts["day"]:
            try:
                found[date.fromisoformat(parts["day"])] = celex
            except ValueError as error:
                raise shape_error(answer, _PUBLISHER, f"a day at the end of {celex}") from error
    return found


def _version(getter: PageGetter, source: Source, on: date, place: tuple[str, str]) -> DatedVersion:
    root, celex = place
    address = f"{root}/resource/celex/{quote(celex)}"
    if source.connector == "cellar":
        dated = replace(source, options={**source.options, "celex": celex})
        return DatedVersion(on, address, partial(collect, getter, dated))
    return DatedVersion(on, address, partial(_load, getter, source, PageRequest(address, _FORMS)))


def _load(getter: PageGetter, source: Source, request: PageRequest) -> bytes:
    return ask(getter, source, request).body
