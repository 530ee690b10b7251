"""The default connector: one page at one address (``url``), or several pages that make one law (``urls``).

Checked against: constructed payloads (pages written for regdrift); never run against a publisher.

Any publisher: its own terms of use hold, and its robots.txt and the source's delay are obeyed. No key is needed. The
publisher's validators make an unchanged page a 304; of several pages each is asked for with its own, and where one of
them fails nothing is kept, because a law without one of its chapters looks repealed there.
"""

from __future__ import annotations

from typing import ClassVar

from regdrift.errors import UsageError
from regdrift.fetch.connectors.bundle import LAW, Wanted, bundle_texts
from regdrift.fetch.connectors.keys import read_words_key
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import FetchResult, Validators
from regdrift.model.source import Source

_MOST = 200


class PageConnector:
    """Any publisher whose law stands at one address, or at a few that the key ``urls`` lists in their order."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("urls",)

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the request for ``source.url`` and one for each of ``urls``.

        Raises:
            UsageError: where the source has neither, or more than 200, or one twice.
        """
        listed = read_words_key(source, "urls")
        urls = (*((source.url,) if source.url else ()), *listed)
        if not urls:
            raise UsageError(f"source {source.id}: the connector page needs a url; add one to sources.yaml")
        if len(urls) > _MOST or len(set(urls)) < len(urls):
            raise UsageError(f"source {source.id}: the key 'urls' lists a page twice, or more than {_MOST}")
        wrong = next((url for url in listed if not url.startswith(("https://", "http://"))), None)
        if wrong is not None:
            raise UsageError(f"source {source.id}: the key 'urls' must list web addresses, not {wrong!r}")
        return tuple(PageRequest(url) for url in urls)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the page, or all pages as one law.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        requests = self.plan_requests(source)
        if len(requests) == 1:
            return getter.get(source, requests[0], validators)
        wanted = [Wanted(f"page {number}", request) for number, request in enumerate(requests, 1)]
        return bundle_texts(getter, source, wanted, validators, LAW)


CONNECTOR = PageConnector()
