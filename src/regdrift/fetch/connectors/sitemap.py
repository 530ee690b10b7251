"""The documents that a sitemap or a listing page names: each link that matches is followed, one document each.

Checked against: constructed payloads (written from https://www.sitemaps.org/protocol.html); never run against a
publisher.

Any publisher: its own terms of use hold; robots.txt, Crawl-delay and the source's delay are obeyed for every link, and
links to other sites are not followed. No key is needed. ``match`` is a regular expression that an address must contain,
``exclude`` one that it must not; ``next`` finds the link to the next page of a list (at most 20 pages; a page that was
asked for already ends the list with a failure), ``limit`` is the most documents that are followed (50). Where a sitemap
dates all its links, equal dates mean unchanged and no document is asked for; else each is asked for with its own
validators. A list without any match is a failure, not an empty law.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from regdrift.errors import UsageError
from regdrift.fetch.connectors.answers import failure_of, shape_changed
from regdrift.fetch.connectors.bundle import (
    COLLECTION,
    Wanted,
    as_part,
    collect_texts,
    is_marked,
    make_bundle,
    mark_of,
)
from regdrift.fetch.connectors.keys import read_count_key, read_pattern_key, require_key
from regdrift.fetch.connectors.links import Link, is_sitemap, read_links
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchFailure, FetchRefused, FetchResult, NotModified, Validators
from regdrift.model.source import Source

_ACCEPT = "application/xml, text/xml;q=0.9, text/html;q=0.9, */*;q=0.5"
_MOST_LISTS = 20
_USUAL_LIMIT = 50


@dataclass(slots=True)
class _Lists:
    """The pages of a list, and the links of all."""

    first: Capture
    links: tuple[Link, ...]


class SitemapConnector:
    """A list at ``url``; keys ``match`` (needed), ``exclude``, ``next``, ``limit``."""

    OPTION_KEYS: ClassVar[tuple[str, ...]] = ("match", "exclude", "next", "limit")

    def plan_requests(self, source: Source) -> tuple[PageRequest, ...]:
        """Give the request for the list; which documents there are it says itself.

        Raises:
            UsageError: where ``url`` or ``match`` is missing, or a pattern or the limit is none.
        """
        if not source.url:
            raise UsageError(f"source {source.id}: the connector sitemap needs the url of a sitemap or listing page")
        require_key(source, "match")
        for key in ("match", "exclude", "next"):
            read_pattern_key(source, key)
        read_count_key(source, "limit", _USUAL_LIMIT)
        return (PageRequest(source.url, _ACCEPT),)

    def collect(self, getter: PageGetter, source: Source, validators: Validators) -> FetchResult:
        """Fetch the list, then what it names, as one bundle.

        Raises:
            UsageError: as :meth:`plan_requests`.
        """
        self.plan_requests(source)
        lists = _read_lists(getter, source)
        if not isinstance(lists, _Lists):
            return lists
        chosen = _choose(source, lists)
        if isinstance(chosen, FetchFailure):
            return chosen
        mark = mark_of(source, *((link.url, link.changed) for link in chosen))
        dated = all(link.changed for link in chosen)
        if dated and is_marked(validators, mark):
            return NotModified(lists.first.url, lists.first.fetched_at, lists.first.elapsed_seconds)
        wanted = [Wanted(_name_of(link), PageRequest(link.url)) for link in chosen]
        found = collect_texts(getter, source, wanted, Validators() if dated else validators)
        if not isinstance(found, tuple):
            return found
        answers, joined = found
        parts = [as_part(item.name, answer) for item, answer in zip(wanted, answers, strict=True)]
        return make_bundle(lists.first, source, COLLECTION, parts, mark if dated else joined)


def _read_lists(getter: PageGetter, source: Source) -> _Lists | FetchFailure | FetchRefused | NotModified:
    following = read_pattern_key(source, "next")
    waiting, asked = [str(source.url)], set[str]()
    links: dict[str, Link] = {}
    first: Capture | None = None
    while waiting:
        url = waiting.pop(0)
        asked.add(url)
        answer = getter.get(source, PageRequest(url, _ACCEPT), Validators())
        if not isinstance(answer, Capture):
            return answer
        first = first or answer
        found = read_links(answer.body, answer.final_url)
        if is_sitemap(answer.body):
            more = [link.url for link in found if link.index]
            known = len(links)
            links.update({link.url: link for link in found if not link.index})
        else:
            more = [link.url for link in found if following and following.search(link.url)][:1]
            known = len(links)
            links.update({link.url: link for link in found if link.url not in more})
        if len(asked) > 1 and following and len(links) == known:
            return shape_changed(answer, "The publisher", "other links on each page of the list, not those before")
        waiting += [one for one in more if one not in asked and one not in waiting]
        if len(asked) + len(waiting) > _MOST_LISTS:
            said = f"the list goes over more than {_MOST_LISTS} pages; begin with a narrower one"
            return failure_of(answer, "configuration", said)
    assert first is not None
    return _Lists(first, tuple(links.values()))


def _choose(source: Source, lists: _Lists) -> Sequence[Link] | FetchFailure:
    match, exclude = read_pattern_key(source, "match"), read_pattern_key(source, "exclude")
    limit = read_count_key(source, "limit", _USUAL_LIMIT)
    assert match is not None
    here = urlsplit(lists.first.final_url).hostname
    chosen = [
        link
        for link in lists.links
        if match.search(link.url) and not (exclude and exclude.search(link.url)) and urlsplit(link.url).hostname == here
    ]
    if not chosen:
        expected = f"at least one link to {here} that the key 'match' finds, among the {len(lists.links)} of the list"
        return shape_changed(lists.first, "The publisher", expected)
    if len(chosen) > limit:
        said = f"{len(chosen)} links match, more than the {limit} that are followed; narrow 'match' or raise 'limit'"
        return failure_of(lists.first, "configuration", said)
    return sorted(chosen, key=lambda link: link.url)


def _name_of(link: Link) -> str:
    parts = urlsplit(link.url)
    path = re.sub(r"\.\w{1,5}$", "", parts.path.strip("/")) or "page"
    return f"{path}?{parts.query}" if parts.query else path


CONNECTOR = SitemapConnector()
