"""Links in what a publisher lists: anchors of a page, places of a sitemap, addresses of a table of contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

_ENTRIES = frozenset({"url", "sitemap", "item"})
_WORDED = frozenset({"loc", "lastmod", "title", "link"})


@dataclass(frozen=True, slots=True)
class Link:
    """One link."""

    url: str
    """Absolute, without fragment."""
    title: str = ""
    """What the publisher calls the page; empty where it does not say."""
    changed: str = ""
    """When the publisher says that the page changed (``lastmod``), verbatim; empty where it does not say."""
    index: bool = False
    """True where the link leads to another sitemap."""


def read_links(body: bytes, base: str) -> tuple[Link, ...]:
    """Give the links of a page, of a sitemap or of a table of contents in XML, each address once, in their order."""
    reader = _Reader(base)
    reader.feed(body.decode("utf-8", "replace"))
    reader.close()
    found: dict[str, Link] = {}
    for link in reader.links():
        found.setdefault(link.url, link)
    return tuple(found.values())


def is_sitemap(body: bytes) -> bool:
    """True for a sitemap or an index of sitemaps (https://www.sitemaps.org/protocol.html)."""
    head = body[:4096]
    return b"<urlset" in head or b"<sitemapindex" in head


@dataclass(slots=True)
class _Entry:
    words: dict[str, str] = field(default_factory=dict)
    index: bool = False


class _Reader(HTMLParser):
    """Reads anchors and the entries of lists; broken markup gives what can be read."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = base
        self._found: list[Link] = []
        self._entry: _Entry | None = None
        self._word: str | None = None
        self._anchor: tuple[str, list[str]] | None = None

    def links(self) -> Iterator[Link]:
        """Give what was found, absolute and fit to be asked for."""
        for link in self._found:
            try:
                url = urldefrag(urljoin(self._base, link.url.strip())).url
            except ValueError:
                continue
            if url.startswith(("https://", "http://")):
                yield Link(url, " ".join(link.title.split()), link.changed.strip(), link.index)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an anchor or an entry."""
        given = dict(attrs)
        if tag == "base" and given.get("href"):
            self._base = urljoin(self._base, given["href"] or "")
        elif tag == "a" and given.get("href"):
            self._end_anchor()
            self._anchor = (given["href"] or "", [])
        elif tag in _ENTRIES:
            self._entry = _Entry(index=tag == "sitemap")
        elif self._entry is not None and tag in _WORDED:
            self._word = tag

    def handle_endtag(self, tag: str) -> None:
        """End an anchor or an entry."""
        if tag == "a":
            self._end_anchor()
        elif tag in _ENTRIES and self._entry is not None:
            words = self._entry.words
            url = words.get("loc") or words.get("link")
            if url:
                self._found.append(Link(url, words.get("title", ""), words.get("lastmod", ""), self._entry.index))
            self._entry = None
        elif tag == self._word:
            self._word = None

    def handle_data(self, data: str) -> None:
        """Take the words of an anchor or an entry."""
        if self._anchor is not None:
            self._anchor[1].append(data)
        elif self._entry is not None and self._word is not None:
            self._entry.words[self._word] = self._entry.words.get(self._word, "") + data

    def unknown_decl(self, data: str) -> None:
        """Take words that stand in a CDATA section."""
        if data.startswith("CDATA["):
            self.handle_data(data.removeprefix("CDATA["))

    def _end_anchor(self) -> None:
        if self._anchor is not None:
            self._found.append(Link(self._anchor[0], "".join(self._anchor[1])))
            self._anchor = None
