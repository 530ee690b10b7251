"""How regdrift fetches: who it says it is, and every bound it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from regdrift import __version__
from regdrift.errors import UsageError

PRODUCT_TOKEN = "regdrift"  # noqa: S105 - RFC 9309 calls the crawler's name its product token
"""The name by which robots.txt may address this crawler (RFC 9309 §2.2.1)."""

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """The bounds of every fetch. Environment variables such as ``HTTPS_PROXY`` are not read: a proxy is named here.

    One attempt (all its redirects, connection to last byte) is bounded by ``source.timeout_seconds``; a whole fetch by
    ``(retries + 1) * source.timeout_seconds + max_wait_seconds``, not counted the turns it waits for at a busy host.

    Raises:
        UsageError: where a bound is not positive or the proxy is not an ``http`` or ``https`` address.
    """

    contact: str | None = None
    """A mail address or a page where a publisher reaches whoever runs this; it stands in the User-Agent."""
    user_agent: str | None = None
    """The whole User-Agent; None makes it from the version and the contact."""
    max_raw_bytes: int = 32 * _MEBIBYTE
    """Most bytes taken off the wire for one body."""
    max_decoded_bytes: int = 64 * _MEBIBYTE
    """Most bytes one body may inflate to."""
    max_redirects: int = 10
    retries: int = 2
    """Further attempts after a transient failure (see ``retry``)."""
    per_host_concurrency: int = 1
    default_delay_seconds: float = 0.0
    """Least time between two requests to any one host, also where a source declares less."""
    max_wait_seconds: float = 60.0
    """Longest wait inside a fetch that a server asks for (Retry-After, Crawl-delay); a longer one ends the fetch as
    ``rate_limited`` and the host stays closed until then."""
    robots: bool = True
    """Whether robots.txt is obeyed; False only for one's own servers."""
    proxy: str | None = None
    """``http://[user:password@]host:port``; None connects directly. A proxy resolves names itself: the address guard
    then checks what this machine can resolve, and the proxy must guard the rest."""
    ca_file: str | None = None
    """PEM file of the certificate authorities to trust instead of the system's."""

    def __post_init__(self) -> None:
        positive = {
            "max_raw_bytes": self.max_raw_bytes,
            "max_decoded_bytes": self.max_decoded_bytes,
            "per_host_concurrency": self.per_host_concurrency,
        }
        natural = {
            "max_redirects": self.max_redirects,
            "retries": self.retries,
            "default_delay_seconds": self.default_delay_seconds,
            "max_wait_seconds": self.max_wait_seconds,
        }
        wrong = [name for name, value in positive.items() if value < 1]
        wrong += [name for name, value in natural.items() if value < 0]
        if wrong:
            raise UsageError(f"fetch settings out of range: {', '.join(wrong)}")
        if self.proxy is not None and urlsplit(self.proxy).scheme not in ("http", "https"):
            raise UsageError("the proxy must be an http:// or https:// address; SOCKS is not supported")

    @property
    def identity(self) -> str:
        """The User-Agent sent with each request: an honest name, the version, and a contact where there is one."""
        if self.user_agent is not None:
            return self.user_agent
        about = f"+{self.contact}" if self.contact else "regulation change tracker"
        return f"{PRODUCT_TOKEN}/{__version__} ({about})"
