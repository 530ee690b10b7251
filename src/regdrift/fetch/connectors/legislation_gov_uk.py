"""An Act or instrument of legislation.gov.uk in its Crown Legislation Markup Language, today or at a past date.

Checked against: documented payloads (the publisher's own samples of its format); never run against the publisher.

Documentation: https://legislation.github.io/data-documentation/. No key is needed. Open Government Licence v3.0 unless
the page of the Act says otherwise; the documentation names no rate, so the source's own delay is the pace.
The address is that of the Act (``https://www.legislation.gov.uk/ukpga/2018/12``) or of a part or section of it; with
``date`` the text as it stood on that day (``…/2018/12/2024-01-31/data.xml``). The publisher's validators make an
unchanged text a 304.
"""

from __future__ import annotations

import re
from typing import ClassVar
from urllib.parse import urlsplit, urlunsplit

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import accept_text
from regdrift.fetch.connectors.keys import read_date_key
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import FetchResult, Validators
from regdrift.model.source import Source

_DATA = "/data.xml"
_DATED = re.compile(r"/(?:\d{4}-\d{2}-\d{2}|enacted|made|adopted|created)$")
_CLML = re.compile(rb"<(?:\w+:)?Legislation\b[^>]*http://www\.legislation\.gov\.uk/namespaces/legislation", re.DOTALL)
_HEAD_BYTES = 65536


class LegislationGovUkConnector:
    """A text of legislation.gov.uk: ``url`` of the text, key ``date`` (None: the newest)."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("date",)

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the one request for the XML of ``source.url``.

        Raises:
            UsageError: where the source has no ``url``, where ``date`` is no date, or where both name a version.
        """
        if not source.url:
            raise UsageError(f"source {source.id}: the connector legislation_gov_uk needs the url of an Act")
        parts = urlsplit(source.url)
        path = parts.path.rstrip("/").removesuffix(_DATA)
        on = read_date_key(source, "date")
        if on is not None and _DATED.search(path):
            message = f"source {source.id}: both the url and the key 'date' name a version; keep one"
            raise UsageError(message)
        dated = f"{path}/{on.isoformat()}" if on else path
        return (PageRequest(urlunsplit((parts.scheme, parts.netloc, dated + _DATA, "", "")), "application/xml"),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the text; the capture names the declared address as the one asked for.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        (request,) = self.plan_requests(source)
        said = ("legislation.gov.uk", "CLML, XML whose root is Legislation")
        return accept_text(getter.get(source, request, validators), source, _CLML, said, within=_HEAD_BYTES)


CONNECTOR = LegislationGovUkConnector()
