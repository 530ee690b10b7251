"""Sections of the D.C. Code as the Council's law library publishes them in XML.

Checked against: constructed payloads (sections written for regdrift in the library's schema); never run against the
publisher. The reader of the format is checked against recorded sections of the library's repository.

Documentation: https://github.com/DCCouncil/dc-law-xml-codified. No key is needed. The Code is in the public domain
(CC0); raw files come from GitHub, whose limits for visitors without a key hold, so the source's own delay is the pace.
Several sections are one law; each is asked for with its own validators.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import shape_changed
from regdrift.fetch.connectors.bundle import LAW, Wanted, as_part, collect_texts, make_bundle
from regdrift.fetch.connectors.keys import read_words_key, require_key, service_address
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchFailure, FetchResult, Validators
from regdrift.model.source import Source

_SERVICE = "https://raw.githubusercontent.com/DCCouncil/dc-law-xml-codified/HEAD/dc/council/code"
_SECTION = re.compile(r"(?P<title>\d+[A-Z]?)-[\w.:]+(?:–[\w.]+)?")
_ROOT = re.compile(rb"<(?:section|container)\b[^>]*dc-library")


class DcCodeConnector:
    """The sections of the key ``sections`` (``28-3851``), in their order."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("sections",)

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give a request for each section.

        Raises:
            UsageError: where ``sections`` is missing or names what is no section.
        """
        sections = read_words_key(source, "sections") or (require_key(source, "sections"),)
        requests = []
        for section in sections:
            match = _SECTION.fullmatch(section)
            if match is None:
                message = f"source {source.id}: the key 'sections' lists sections such as 28-3851, not {section!r}"
                raise UsageError(message)
            address = f"{service_address(source, _SERVICE)}/titles/{match['title']}/sections/{section}.xml"
            requests.append(PageRequest(address, "application/xml, text/plain;q=0.5"))
        return tuple(requests)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the sections as one law.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        requests = self.plan_requests(source)
        wanted = [Wanted(request.url.rpartition("/")[2].removesuffix(".xml"), request) for request in requests]
        found = collect_texts(getter, source, wanted, validators, _check)
        if not isinstance(found, tuple):
            return found
        answers, joined = found
        if len(answers) == 1:
            return replace(answers[0], url=source.url or answers[0].url, validators=joined)
        parts = [as_part(item.name, answer) for item, answer in zip(wanted, answers, strict=True)]
        return make_bundle(answers[0], source, LAW, parts, joined)


def _check(answer: Capture) -> FetchFailure | None:
    if _ROOT.search(answer.body[:4096]):
        return None
    return shape_changed(answer, "The D.C. Council", "XML of the schema dc-library whose root is a section")


CONNECTOR = DcCodeConnector()
