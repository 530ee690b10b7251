"""News of the law: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, each entry one passage known by the publisher's own id.

An entry keeps its path however the feed is ordered, and whatever else its title or text becomes. Its date and link are
a note beside it, so that a corrected link is no change of the text.
Sources: https://www.rssboard.org/rss-specification, RFC 4287, https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime

import lxml.html
from lxml import etree

from regdrift.model.document import LegalDocument, NoteKind, ProvisionKind, Unreadable
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format
from regdrift.parse.xml_source import Element, inline_text, load_xml, name_of, one_line, read_date, root_name
from regdrift.text.normalise import digest, tidy

_NAME = "feed"
_VERSION = 1
_ATOM = "{http://www.w3.org/2005/Atom}"
_ATOM_URI = b"http://www.w3.org/2005/Atom"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DC_DATE = "{http://purl.org/dc/elements/1.1/}date"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_JSON_FEED = re.compile(rb"\"https?://(?:www\.)?jsonfeed\.org/version/")
_JSON_FEED_SLASHES = rb"\/"
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_SILENT = frozenset({"script", "style", "template", "noscript"})
_BREAKING = frozenset(
    {"article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"}
    | {"pre", "section", "table", "td", "th", "tr", "ul"}
)  # fmt: skip
_DIGITS = 16
"""Hexadecimal digits of an entry's path: publishers' ids are long addresses, which a path would cut off."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry in display form; empty where the feed does not say."""

    id: str
    title: str
    text: str
    link: str
    on: date | None


@dataclass(frozen=True, slots=True)
class _Feed:
    title: str
    language: str
    entries: tuple[_Entry, ...]


def _sniff(head: bytes, hints: ReadHints) -> float:
    head = _letters(head)
    root = root_name(head)
    if root == "rss" or (root == "feed" and _ATOM_URI in head):
        return 1.0
    is_object = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    return 1.0 if is_object and _JSON_FEED.search(head.replace(_JSON_FEED_SLASHES, b"/")) else 0.0


def _letters(head: bytes) -> bytes:
    """Give the first bytes as a sniffer reads them: those of UTF-16 without its mark and its empty halves."""
    return head.replace(b"\0", b"").lstrip(b"\xff\xfe") if b"\0" in head[:4] else head


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    feed = _read_json(body) if root_name(_letters(body[:65536])) is None else _read_xml(body)
    if isinstance(feed, Unreadable):
        return feed
    if not feed.entries:
        return Unreadable(_NAME, "no_provisions", "The feed has no entries; see whether its address still is right.")
    builder = ProvisionBuilder()
    known: set[_Entry] = set()
    for entry in feed.entries:
        if entry not in known:
            known.add(entry)
            _add(builder, entry)
    language = feed.language.partition("-")[0].lower() or None
    return builder.build(_NAME, _VERSION, language=language, title=feed.title or None)


def _add(builder: ProvisionBuilder, entry: _Entry) -> None:
    identity = entry.id or entry.link or f"{entry.on} {entry.title}"
    path = builder.add(
        None, digest(identity).hex()[:_DIGITS], heading=entry.title, text=entry.text or entry.title,
        kind=ProvisionKind.TEXT,
    )  # fmt: skip
    said = (entry.on.isoformat() if entry.on else "", entry.link)
    builder.add_note(NoteKind.FRONT_MATTER, "\n".join(filter(None, said)), path=path)


def _read_xml(body: bytes) -> _Feed | Unreadable:
    root = load_xml(body, _NAME)
    if isinstance(root, Unreadable):
        return root
    if name_of(root) == "feed":
        entries = tuple(map(_atom_entry, root.iterfind(f"{_ATOM}entry")))
        return _Feed(_atom_text(root.find(f"{_ATOM}title")), root.get(_LANGUAGE) or "", entries)
    channel = root.find("channel")
    if channel is None:
        return Unreadable(_NAME, "malformed", "The RSS has no channel; open the address to see what it sends now.")
    return _Feed(_words(channel, "title"), _raw(channel, "language"), tuple(map(_rss_entry, channel.iterfind("item"))))


def _rss_entry(item: Element) -> _Entry:
    return _Entry(
        id=_raw(item, "guid"),
        title=_words(item, "title"),
        text=_words(item, _CONTENT) or _words(item, "description"),
        link=_raw(item, "link"),
        on=_mail_date(_raw(item, "pubDate")) or read_date(_raw(item, _DC_DATE)),
    )


def _atom_entry(entry: Element) -> _Entry:
    def find(name: str) -> Element | None:
        return entry.find(f"{_ATOM}{name}")

    links = [item for item in entry.iterfind(f"{_ATOM}link") if item.get("rel", "alternate") == "alternate"]
    return _Entry(
        id=_raw(entry, f"{_ATOM}id"),
        title=one_line(_atom_text(find("title"))),
        text=_atom_text(find("content")) or _atom_text(find("summary")),
        link=(links[0].get("href") or "").strip() if links else "",
        on=read_date(_raw(entry, f"{_ATOM}published")) or read_date(_raw(entry, f"{_ATOM}updated")),
    )


def _atom_text(element: Element | None) -> str:
    """Give the text of a text construct or content (RFC 4287 §3.1, §4.1.3)."""
    if element is None:
        return ""
    kind = (element.get("type") or "text").lower()
    if kind in ("html", "text/html"):
        return _from_markup(element.text or "")
    if kind == "text" or not len(element):
        return tidy(inline_text(element))
    return _from_tree(element)


def _raw(element: Element, tag: str) -> str:
    found = element.find(tag)
    return one_line(inline_text(found)) if found is not None else ""


def _words(element: Element, tag: str) -> str:
    """Give the text of an RSS element, which may hold escaped HTML."""
    found = element.find(tag)
    return _from_markup(inline_text(found)) if found is not None else ""


def _mail_date(text: str) -> date | None:
    """Give the calendar date of ``Thu, 25 Feb 2027 23:30:00 -0500`` (RFC 822) where it was printed."""
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _from_markup(text: str) -> str:
    """Give the words of escaped HTML; a text without markup stays as it is."""
    if not _MARKUP.search(text):
        return tidy(text)
    try:
        return _from_tree(lxml.html.fragment_fromstring(text, create_parent="div"))
    except (etree.LxmlError, ValueError, AssertionError):
        return tidy(text)


def _from_tree(root: Element) -> str:
    """Give the words below an element, with line ends where a browser would set them."""
    pieces: list[str] = []
    silent = 0
    for event, item in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = name_of(item).lower()
        mark = "\n" if name in _BREAKING else ""
        if event == "start":
            silent += name in _SILENT
            pieces += [mark, "" if silent else item.text or ""]
            continue
        silent -= event == "end" and name in _SILENT
        pieces += [mark, "" if silent or item is root else item.tail or ""]
    lines = (one_line(line) for line in "".join(pieces).splitlines())
    return tidy("\n".join(filter(None, lines)))


def _read_json(body: bytes) -> _Feed | Unreadable:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return Unreadable(_NAME, "malformed", "The JSON Feed is broken off or no JSON; fetch it again.")
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        return Unreadable(_NAME, "malformed", "The JSON Feed has no list 'items'; see whether its address is right.")
    return _Feed(_said(found, "title"), _said(found, "language"), tuple(_json_entries(items)))


def _json_entries(items: list[object]) -> Iterator[_Entry]:
    for item in items:
        if isinstance(item, dict):
            yield _Entry(
                id=_said(item, "id"),
                title=one_line(_said(item, "title")),
                text=_from_markup(_said(item, "content_html"))
                or tidy(_said(item, "content_text") or _said(item, "summary")),
                link=_said(item, "url"),
                on=read_date(_said(item, "date_published")) or read_date(_said(item, "date_modified")),
            )


def _said(item: Mapping[str, object], name: str) -> str:
    """Give a string of a JSON object; a number as readers of JSON Feed must take it (its §"items", id)."""
    value = item.get(name)
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "News feed (RSS 2.0, Atom, JSON Feed)")
