"""An errand: what one fetch is about, and the headers that each of its hops may carry."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from regdrift.fetch.bounds import ACCEPTED_ENCODINGS
from regdrift.fetch.problem import Problem
from regdrift.fetch.target import Target, read_target
from regdrift.model.capture import Validators
from regdrift.model.source import Source

ACCEPT = (
    "text/html, application/xhtml+xml, application/xml;q=0.9, text/xml;q=0.9, application/pdf;q=0.9, "
    "application/json;q=0.8, text/plain;q=0.8, */*;q=0.5"
)
"""The formats in which law is published; the parser decides by content."""

IF_NONE_MATCH = "If-None-Match"
IF_MODIFIED_SINCE = "If-Modified-Since"
_RESERVED = frozenset(
    {
        IF_NONE_MATCH.lower(),
        IF_MODIFIED_SINCE.lower(),
        "accept-encoding",
        "connection",
        "content-length",
        "host",
        "if-match",
        "if-range",
        "if-unmodified-since",
        "range",
        "te",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    }
)


@dataclass(frozen=True, slots=True)
class Errand:
    """What one fetch is about: where it starts, what is sent along, and with which permission."""

    source: Source
    target: Target
    accept: str
    validators: Validators
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Headers of the connector's own request; as the source's own, for the first origin only."""
    body: bytes | None = field(default=None, repr=False)
    """What a POST sends; None for a GET."""


def hop_headers(errand: Errand, target: Target, identity: str) -> tuple[tuple[str, str], ...]:
    """Give the headers of one hop of ``errand``, to ``target``.

    The source's own headers and its password go to the source's own origin only, validators to the very address that
    gave them: a page that now redirects to another text must not be told that it is unchanged.
    """
    source, validators = errand.source, errand.validators
    headers = {"User-Agent": identity, "Accept": errand.accept}
    if source.language:
        headers["Accept-Language"] = f"{source.language}, *;q=0.5"
    headers["Accept-Encoding"] = ACCEPTED_ENCODINGS
    if target.origin == errand.target.origin:
        own = (*errand.headers, *source.headers)
        replaced = {name.lower() for name, _ in own}
        headers = {name: value for name, value in headers.items() if name.lower() not in replaced}
        headers.update(own)
        credentials = source.auth or errand.target.credentials
        if credentials is not None and "authorization" not in replaced:
            headers["Authorization"] = _basic(credentials)
    if errand.body is None and target.url == _given_by(validators, errand.target):
        if _can_be_sent(validators.etag):
            headers[IF_NONE_MATCH] = validators.etag or ""
        if _can_be_sent(validators.last_modified):
            headers[IF_MODIFIED_SINCE] = validators.last_modified or ""
    return tuple(headers.items())


def header_problem(source: Source, headers: tuple[tuple[str, str], ...] = ()) -> Problem | None:
    """Say which header of the source or of the request may not be sent: one of regdrift's own, or one that cannot be.

    A key that the environment gave with a line end behind it is such a header.
    """
    for name, value in (*source.headers, *headers):
        if name.lower() in _RESERVED:
            return Problem("configuration", f"source {source.id}: the header {name} is set by regdrift; remove it")
        if not name.isascii() or not _can_be_sent(value):
            return Problem("configuration", f"source {source.id}: the header {name!r} cannot be sent as it is declared")
    return None


def _given_by(validators: Validators, start: Target) -> str:
    """Give the address to which the validators belong; empty where that cannot be said."""
    if validators.url is None:
        return start.url
    cleaned = read_target(validators.url)
    return cleaned.url if isinstance(cleaned, Target) else ""


def _can_be_sent(value: str | None) -> bool:
    if not value:
        return False
    return all(character == "\t" or (" " <= character <= "\xff" and character != "\x7f") for character in value)


def _basic(credentials: tuple[str, str]) -> str:
    return "Basic " + base64.b64encode(":".join(credentials).encode()).decode("ascii")
