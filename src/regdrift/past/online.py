"""What the readers of publishers and web archives share: asking politely, and saying whether asking again helps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import assert_never
from urllib.parse import urlsplit

from regdrift.errors import UnavailableError, UsageError
from regdrift.fetch.connectors.registry import find_connector
from regdrift.fetch.connectors.shape import PageGetter, PageRequest
from regdrift.model.capture import Capture, FetchFailure, FetchRefused, FetchResult, NotModified, Validators
from regdrift.model.source import Source
from regdrift.past.dated import DatedVersion

_GONE = frozenset({404, 406, 410, 451})
"""Answers that stay what they are: there is no such version, or not in this form."""
_HOPELESS = frozenset({"too_large", "decode", "bad_scheme"})


def ask(getter: PageGetter, source: Source, request: PageRequest) -> Capture:
    """Give what an address answered.

    Raises:
        UnavailableError: it gave nothing.
    """
    return settle(source, getter.get(source, request, Validators()))


def settle(source: Source, answer: FetchResult) -> Capture:
    """Give the capture of a fetch.

    Raises:
        UnavailableError: there is none; ``lasting`` where the archive does not have it.
    """
    match answer:
        case Capture():
            return answer
        case FetchFailure():
            lasting = answer.status in _GONE or answer.reason in _HOPELESS
            raise UnavailableError(source.without_secrets(answer.message), lasting=lasting)
        case FetchRefused():
            raise UnavailableError(source.without_secrets(answer.message))
        case NotModified():
            raise UnavailableError(f"{answer.url} answered 304 to a request without validators")
        case _:
            assert_never(answer)


def version_at(getter: PageGetter, source: Source, on: date, ask_for: date | None = None) -> DatedVersion:
    """Give the version that a source's own connector fetches for a day, by its key ``date``.

    Args:
        getter: The fetcher.
        source: Its connector knows the key ``date``.
        on: From when the version stands.
        ask_for: The day to ask for where it is another one.
    """
    dated = replace(source, options={**source.options, "date": (ask_for or on).isoformat()})
    (request,) = find_connector(source.connector).plan_requests(dated)
    return DatedVersion(on, source.without_secrets(request.url), partial(collect, getter, dated), "application/xml")


def collect(getter: PageGetter, dated: Source) -> bytes:
    """Give what a source's own connector fetches.

    Raises:
        UnavailableError: it gave nothing.
    """
    return settle(dated, find_connector(dated.connector).collect(getter, dated, Validators())).body


def standing(days: Iterable[date], since: date) -> list[tuple[date, date]]:
    """Give pairs (stands from, day of the version) from ``since`` on, oldest first.

    The version that stood on ``since`` already begins there.
    """
    ordered = sorted(set(days))
    before = [day for day in ordered if day < since]
    first = [(since, before[-1])] if before and since not in ordered else []
    return first + [(day, day) for day in ordered if day >= since]


def shape_error(capture: Capture, publisher: str, expected: str) -> UnavailableError:
    """Give the error for an answer of another shape than documented."""
    return UnavailableError(
        f"{publisher} answered in another shape than it documents: expected {expected}. "
        f"Open {capture.url} to see what it sends now."
    )


def for_stranger(source: Source) -> tuple[Source, str]:
    """Give a source as it may be asked about elsewhere than at its publisher, and its address.

    Its own headers and password stay at home.

    Raises:
        UsageError: it has no address, or one that holds a secret.
    """
    if not source.url or source.options.get("urls"):
        raise UsageError(
            f"source {source.id}: it has no single url to look up in a web archive; use --from-git or --from-dir"
        )
    if source.url != source.public_url or "@" in urlsplit(source.url).netloc:
        raise UsageError(f"source {source.id}: its url holds a secret, and so no web archive is asked about it")
    return replace(source, headers=(), auth=None), source.url
