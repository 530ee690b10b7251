"""What came back from a publisher: evidence, before anyone reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """The server's own validators (RFC 9110 §8.8), sent back verbatim; never derived from our clock."""

    etag: str | None = None
    last_modified: str | None = None
    url: str | None = field(default=None, compare=False)
    """The address that gave them (a capture's ``final_url``): they are sent to that address only. None means the
    address the source asks for first."""

    def __bool__(self) -> bool:
        """True where the server gave at least one validator."""
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Capture:
    """A complete response: decoded body, headers as received, when and from where."""

    url: str
    """The address asked for."""
    final_url: str
    """The address that answered, after redirects."""
    status: int
    headers: Mapping[str, str]
    """Response headers, names in lower case; repeated headers joined by ``, ``."""
    body: bytes
    """The body after content decoding, within the decoded-size limit."""
    sha256: str
    """Hex digest of ``body``."""
    fetched_at: datetime
    """Aware, UTC."""
    elapsed_seconds: float
    validators: Validators = Validators()

    @property
    def media_type(self) -> str | None:
        """The media type without parameters, in lower case; None where the server gave none."""
        value = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return value or None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said 304 to its own validators."""

    url: str
    fetched_at: datetime
    elapsed_seconds: float
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """The fetch gave nothing that can be read; a stored value, not an exception."""

    url: str
    fetched_at: datetime
    elapsed_seconds: float
    reason: str
    """A stable word: ``timeout``, ``connect``, ``tls``, ``http_status``, ``too_large``, ``too_many_redirects``,
    ``private_address``, ``bad_scheme``, ``decode``, ``protocol``, ``rate_limited``, ``configuration``, ``bug``."""
    message: str
    """What happened and the next step, for a person."""
    status: int | None = None
    retry_after_seconds: float | None = None
    """What the server asked for in Retry-After; None where it said nothing."""


@dataclass(frozen=True, slots=True)
class FetchRefused:
    """robots.txt (RFC 9309) does not allow the fetch, or could not be read and so forbids it."""

    url: str
    fetched_at: datetime
    reason: str
    message: str


FetchResult = Capture | NotModified | FetchFailure | FetchRefused
