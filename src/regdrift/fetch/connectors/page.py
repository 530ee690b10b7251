"""The default connector: one page at one address, declared as ``url``."""

from __future__ import annotations

from typing import ClassVar

from regdrift.errors import UsageError
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import FetchResult, Validators
from regdrift.model.source import Source


class PageConnector:
    """Any publisher whose law stands at one address."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ()

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the one request for ``source.url``.

        Raises:
            UsageError: where the source has no ``url``.
        """
        if not source.url:
            raise UsageError(f"source {source.id}: the connector page needs a url; add one to sources.yaml")
        return (PageRequest(source.url),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the page.

        Raises:
            UsageError: where the source has no ``url``.
        """
        (request,) = self.plan_requests(source)
        return getter.get(source, request, validators)


CONNECTOR = PageConnector()
