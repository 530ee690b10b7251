"""Captures of a page in any web archive that speaks Memento (RFC 7089).

Checked against: constructed payloads (the examples of RFC 7089 and RFC 6690); never run against an archive.

The archive's TimeMap lists its captures in link format; a long one is cut into several, which link to each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urljoin

from regdrift.errors import UnavailableError
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, Validators
from regdrift.model.source import Source
from regdrift.past.dated import DatedVersion
from regdrift.past.online import ask, for_stranger, settle, shape_error

_MOST_TIMEMAPS = 100
_RELATIONS = frozenset({"original", "memento", "timemap"})
_LINK = re.compile(r'<(?P<uri>[^>]*)>(?P<rest>(?:[^",]|"(?:[^"\\]|\\.)*")*)(?:,|\Z)', re.S)
_PARAMETER = re.compile(r';\s*(?P<name>[\w*-]+)\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^;,\s"]+))', re.S)
_REPLAYED = re.compile(r"(/(?:web|wayback)/\d{14})(/https?:)")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a TimeMap."""

    uri: str
    relations: frozenset[str]
    at: datetime | None
    """``datetime`` of a memento, UTC; None where there is none."""


def memento_versions(
    getter: PageGetter, source: Source, since: date, until: date, *, archive: str
) -> list[DatedVersion]:
    """Give the captures from ``since`` to ``until``, oldest first; none where the archive has none.

    Args:
        getter: The fetcher.
        source: Its page is looked up.
        since: The first day.
        until: The last day.
        archive: What stands before the page's address in that of its TimeMap, as
            ``https://web.archive.org/web/timemap/link/``.

    Raises:
        UnavailableError: the TimeMap could not be had, or has another shape.
        UsageError: the source has no address that may be told.
    """
    stranger, page = for_stranger(source)
    found: dict[str, DatedVersion] = {}
    waiting, seen = [f"{archive}{page}"], set()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        if len(seen) > _MOST_TIMEMAPS:
            raise UnavailableError(f"{archive} cuts its list into more than {_MOST_TIMEMAPS} TimeMaps; narrow --since")
        for link in _timemap(getter, stranger, address):
            if "timemap" in link.relations and "self" not in link.relations:
                waiting.append(link.uri)
            elif "memento" in link.relations and link.at is not None and since <= link.at.date() <= until:
                found[link.uri] = capture_version(getter, stranger, link.at.date(), as_captured(link.uri))
    return sorted(found.values(), key=lambda version: version.on)


def _timemap(getter: PageGetter, source: Source, address: str) -> list[Link]:
    try:
        answer = ask(getter, source, PageRequest(address, "application/link-format"))
    except UnavailableError as error:
        if error.lasting:  # RFC 7089 §4.5: an archive answers 404 for a page of which it has nothing
            return []
        raise
    return read_links(answer)


def read_links(answer: Capture) -> list[Link]:
    """Give the links of a TimeMap (RFC 6690 §2, RFC 7089 §5).

    Raises:
        UnavailableError: it is none.
    """
    text = answer.body.decode("utf-8", "replace").strip()
    found, end = [], 0
    for match in _LINK.finditer(text):
        if text[end : match.start()].strip():
            break
        told = {one["name"].lower(): one["quoted"] or one["bare"] or "" for one in _PARAMETER.finditer(match["rest"])}
        relations = frozenset(told.get("rel", "").lower().split())
        uri = urljoin(answer.final_url, match["uri"].strip())
        found.append(Link(uri, relations, _instant(told.get("datetime"))))
        end = match.end()
    if text[end:].strip() or not any(link.relations & _RELATIONS for link in found):
        raise shape_error(answer, "The web archive", "a TimeMap in link format (RFC 7089)")
    return found


def as_captured(uri: str) -> str:
    """Give where a memento's bytes lie as they were captured, without the archive's own frame and rewritten links.

    Archives that run Wayback or pywb give them where ``id_`` follows the instant in the address.
    """
    return _REPLAYED.sub(r"\1id_\2", uri, count=1)


def capture_version(getter: PageGetter, source: Source, on: date, address: str, key: str | None = None) -> DatedVersion:
    """Give a capture as a version; loading checks that the archive gave that very one."""
    return DatedVersion(on, address, partial(_load, getter, source, on, address), key=key)


def _load(getter: PageGetter, source: Source, on: date, address: str) -> bytes:
    answer = settle(source, getter.get(source, PageRequest(address), Validators()))
    told = _instant(answer.headers.get("memento-datetime"))
    if told is not None and told.date() != on:
        raise UnavailableError(f"{address}: the archive gave its capture of {told.date()} instead", lasting=True)
    return answer.body


def _instant(value: str | None) -> datetime | None:
    try:
        read = parsedate_to_datetime(value or "")
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
