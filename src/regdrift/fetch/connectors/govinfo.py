"""A package of govinfo (a bill's print, a public law, a volume of a code) in its XML, through the service of GPO.

Checked against: documented payloads (summaries that GPO prints as samples); never run against the publisher.

Documentation: https://github.com/usgpo/api. A key is needed (https://api.data.gov/signup/), sent as a header; 1,000
requests an hour. Works of the federal government, in the public domain (17 U.S.C. § 105). The instant at which GPO last
changed the package (``lastModified``) means unchanged where it is that of the last capture.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import read_json_object, shape_changed
from regdrift.fetch.connectors.bundle import is_marked, mark_of
from regdrift.fetch.connectors.keys import require_key, require_secret, service_address
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchResult, NotModified, Validators
from regdrift.model.source import Source

_SERVICE = "https://api.govinfo.gov"
_PUBLISHER = "govinfo"
_PACKAGE = re.compile(r"[A-Z]{2,20}-[\w.-]+")
_LINKS = ("xmlLink", "uslmLink", "txtLink")


class GovinfoConnector:
    """The package of the key ``package`` (``PLAW-117publ58``); ``key`` from api.data.gov."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("package", "key")

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the request for the package's summary; where its text stands the answer says.

        Raises:
            UsageError: where a key is missing or wrong.
        """
        package = require_key(source, "package")
        if not _PACKAGE.fullmatch(package):
            message = f"source {source.id}: the key 'package' must be an id such as PLAW-117publ58, not {package!r}"
            raise UsageError(message)
        address = f"{service_address(source, _SERVICE)}/packages/{package}/summary"
        return (self._ask(source, address, "application/json"),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the summary, then the text where it changed.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        (request,) = self.plan_requests(source)
        answer = getter.get(source, request, Validators())
        if not isinstance(answer, Capture):
            return answer
        summary = read_json_object(answer) or {}
        links, changed = summary.get("download"), summary.get("lastModified")
        address = next((links[name] for name in _LINKS if name in links), None) if isinstance(links, dict) else None
        here = urlsplit(request.url).netloc
        if not isinstance(address, str) or not isinstance(changed, str) or urlsplit(address).netloc != here:
            return shape_changed(answer, _PUBLISHER, f"'lastModified' and a 'download' of XML or text on {here}")
        mark = mark_of(source, changed)
        if is_marked(validators, mark):
            return NotModified(answer.url, answer.fetched_at, answer.elapsed_seconds)
        text = getter.get(source, self._ask(source, address, "application/xml, text/html;q=0.8"), Validators())
        if not isinstance(text, Capture):
            return text
        return replace(text, url=source.url or text.url, validators=mark)

    def _ask(self, source: Source, url: str, accept: str) -> PageRequest:
        key = require_secret(source, "key", "https://api.data.gov/signup/")
        return PageRequest(url, accept, (("X-Api-Key", key),))


CONNECTOR = GovinfoConnector()
