"""News of the law as a feed: RSS 2.0, Atom or JSON Feed at one address, declared as ``url``.

Checked against: constructed payloads (written from the formats' specifications); never run against a publisher.

Any publisher: its own terms of use hold, and feeds are published to be read by programs. No key is needed. The
publisher's validators make an unchanged feed a 304; a page that stands where the feed was is a failure, never a text.
"""

from __future__ import annotations

import re
from typing import ClassVar

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import shape_changed
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchResult, Validators
from regdrift.model.source import Source

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, */*;q=0.5"
)
_HEAD_BYTES = 65536
_XML_FEED = re.compile(rb"<(?:rss\b|(?:[\w-]+:)?feed\b)")
_JSON_FEED = re.compile(rb"\"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/")


class FeedConnector:
    """Any publisher of a feed; one document with the feed's entries."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ()

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the one request for ``source.url``.

        Raises:
            UsageError: where the source has no ``url``.
        """
        if not source.url:
            raise UsageError(f"source {source.id}: the connector feed needs a url; add one to sources.yaml")
        return (PageRequest(source.url, _ACCEPT),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the feed.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        (request,) = self.plan_requests(source)
        answer = getter.get(source, request, validators)
        if not isinstance(answer, Capture) or _is_feed(answer.body[:_HEAD_BYTES]):
            return answer
        return shape_changed(answer, "The publisher", "a feed (RSS 2.0, Atom or JSON Feed)")


def _is_feed(head: bytes) -> bool:
    """True for what begins as a feed; a UTF-16 feed is told by its letters alone."""
    start = head.replace(b"\0", b"") if b"\0" in head[:4] else head
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    if text.startswith(b"{"):
        return _JSON_FEED.search(text) is not None
    found = _XML_FEED.search(text) if text.startswith(b"<") else None
    return found is not None and b"<html" not in text[: found.start()].lower()


CONNECTOR = FeedConnector()
