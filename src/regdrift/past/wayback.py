"""Captures of a page in a Wayback Machine, that of the Internet Archive above all, through its CDX server.

Checked against: constructed payloads (the CDX server's documentation); never run against the archive.

Captures with the bytes of the one before, and further captures of a day, are left out by the server; bytes are asked
for as they were captured (``id_``). No key is needed; the archive names no rate, so the source's own delay is the pace.
Documentation: https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from regdrift.errors import UnavailableError
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture
from regdrift.model.source import Source
from regdrift.past.dated import DatedVersion
from regdrift.past.memento import capture_version
from regdrift.past.online import ask, for_stranger, shape_error

INTERNET_ARCHIVE = "https://web.archive.org"
_FIELDS = ("timestamp", "original", "digest")
_PER_PAGE = 5000
_MOST_PAGES = 20


def wayback_versions(
    getter: PageGetter, source: Source, since: date, until: date, *, archive: str = INTERNET_ARCHIVE
) -> list[DatedVersion]:
    """Give the captures from ``since`` to ``until``, oldest first; none where the archive has none.

    Args:
        getter: The fetcher.
        source: Its page is looked up.
        since: The first day.
        until: The last day.
        archive: Scheme and host of the archive.

    Raises:
        UnavailableError: the list could not be had, has another shape, or is too long.
        UsageError: the source has no address that may be told.
    """
    stranger, page = for_stranger(source)
    root = archive.rstrip("/")
    rows: list[list[str]] = []
    key: str | None = None
    for _ in range(_MOST_PAGES):
        answer = ask(getter, stranger, _request(root, page, (since, until), key))
        found, following = _read(answer)
        rows += found
        if following is None:
            return [_version(getter, stranger, root, row) for row in sorted(rows)]
        if following == key:
            raise shape_error(answer, "The web archive", "another resumption key than that of the page before")
        key = following
    raise UnavailableError(f"{root} has more than {_MOST_PAGES * _PER_PAGE} captures; narrow --since and --until")


def _request(root: str, page: str, span: tuple[date, date], key: str | None) -> PageRequest:
    asked = [
        ("url", page), ("output", "json"), ("fl", ",".join(_FIELDS)), ("filter", "statuscode:200"),
        ("collapse", "digest"), ("collapse", "timestamp:8"), ("from", f"{span[0]:%Y%m%d}"), ("to", f"{span[1]:%Y%m%d}"),
        ("limit", str(_PER_PAGE)), ("showResumeKey", "true"),
    ]  # fmt: skip
    if key is not None:
        asked.append(("resumeKey", key))
    return PageRequest(f"{root}/cdx/search/cdx?{urlencode(asked)}", "application/json")


def _read(answer: Capture) -> tuple[list[list[str]], str | None]:
    """Give the rows of a page and the key of the next one: after the rows stand an empty row and that of the key."""
    expected = f"a JSON list of rows {', '.join(_FIELDS)}"
    try:
        table = json.loads(answer.body) if answer.body.strip() else []
    except (ValueError, RecursionError) as error:
        raise shape_error(answer, "The web archive", expected) from error
    if not isinstance(table, list) or not all(isinstance(row, list) for row in table):
        raise shape_error(answer, "The web archive", expected)
    if not table:
        return [], None
    key = None
    if len(table) >= 2 and not table[-2] and len(table[-1]) == 1:
        key = str(table[-1][0])
        table = table[:-2]
    head, rows = (table[0], table[1:]) if table else (list(_FIELDS), [])
    if head != list(_FIELDS) or not all(len(row) == len(_FIELDS) and _instant(row[0]) for row in rows):
        raise shape_error(answer, "The web archive", expected)
    return rows, key


def _instant(stamp: object) -> datetime | None:
    try:
        return datetime.strptime(str(stamp), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _version(getter: PageGetter, source: Source, root: str, row: list[str]) -> DatedVersion:
    stamp, original, digest = row
    on = date.fromisoformat(stamp[:8])
    return capture_version(getter, source, on, f"{root}/web/{stamp}id_/{original}", key=f"sha1:{digest}")
