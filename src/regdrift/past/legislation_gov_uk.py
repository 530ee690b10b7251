"""Earlier versions of a text of legislation.gov.uk: its points in time.

Checked against: constructed payloads (the publisher's own links in its CLML); never run against the publisher.

The metadata of every text link to its versions, ``<atom:link rel="…/dc/terms/hasVersion" title="2018-05-25"/>``; a day
behind the address gives the text of that day. The version as enacted or made stands from the day that the metadata
give for it. Documentation: https://legislation.github.io/data-documentation/.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import urlsplit, urlunsplit

from regdrift.errors import UsageError
from regdrift.fetch.connectors.keys import read_date_key
from regdrift.fetch.connectors.registry import find_connector
from regdrift.fetch.connectors.shape import PageGetter
from regdrift.model.capture import Capture, Validators
from regdrift.model.document import Unreadable
from regdrift.model.source import Source
from regdrift.parse.xml_source import Element, find_all, load_xml, read_date
from regdrift.past.dated import DatedVersion
from regdrift.past.online import collect, settle, shape_error, standing, version_at

_PUBLISHER = "legislation.gov.uk"
_HAS_VERSION = "http://purl.org/dc/terms/hasVersion"
_NAMED = re.compile(r"/(?:\d{4}-\d{2}-\d{2}|enacted|made|adopted|created)(?:/data\.xml)?/?$")
_ORIGINALS = {"enacted": "EnactmentDate", "made": "Made"}
"""Titles of first versions, and the element that dates them."""


def legislation_gov_uk_versions(getter: PageGetter, source: Source, since: date, until: date) -> list[DatedVersion]:
    """Give the versions from ``since`` to ``until``, oldest first, the one that stood on ``since`` among them.

    Raises:
        UnavailableError: the text could not be had, or links to no versions.
        UsageError: the source stands at one version itself.
    """
    if read_date_key(source, "date") is not None or _NAMED.search(source.url or ""):
        raise UsageError(f"source {source.id}: it is declared at one version and so has no past to fill")
    answer = settle(source, find_connector(source.connector).collect(getter, source, Validators()))
    root = _root(answer)
    titles = {link.get("title", "") for link in find_all(root, "link") if link.get("rel") == _HAS_VERSION}
    if not titles:
        raise shape_error(answer, _PUBLISHER, "links to versions (hasVersion) in the metadata")
    days = {day for title in titles if (day := read_date(title)) is not None and day <= until}
    found = [version_at(getter, source, on, day) for on, day in standing(days, since)]
    first = _original(getter, source, root, titles)
    if first is not None and since <= first.on <= until and all(first.on < day for day in days):
        found.insert(0, first)
    return found


def _root(answer: Capture) -> Element:
    root = load_xml(answer.body, "clml")
    if isinstance(root, Unreadable):
        raise shape_error(answer, _PUBLISHER, f"XML that can be read ({root.message})")
    return root


def _original(getter: PageGetter, source: Source, root: Element, titles: set[str]) -> DatedVersion | None:
    for title, element in _ORIGINALS.items():
        day = next((read_date(one.get("Date")) for one in find_all(root, element)), None)
        if title in titles and day is not None:
            parts = urlsplit(source.url or "")
            path = f"{parts.path.rstrip('/').removesuffix('/data.xml')}/{title}"
            named = replace(source, url=urlunsplit((parts.scheme, parts.netloc, path, "", "")))
            load = partial(collect, getter, named)
            return DatedVersion(day, source.without_secrets(f"{named.url}/data.xml"), load, "application/xml")
    return None
