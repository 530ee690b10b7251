"""Web addresses: taken apart, cleaned of credentials and fragments, joined with a redirect's Location."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

from regdrift.fetch.problem import Problem

_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for: http or https, with a host, without credentials and fragment."""

    url: str
    origin: str
    """``scheme://host[:port]``, the unit of robots.txt and of credentials (RFC 6454)."""
    host: str
    """``host`` or, with a port that is not the scheme's own, ``host:port``: the unit of politeness."""
    name: str
    """The host alone, IDNA-encoded."""
    port: int
    secure: bool
    credentials: tuple[str, str] | None = None
    """User name and password that stood in the address."""


def read_target(url: str) -> Target | Problem:
    """Take ``url`` apart; a Problem where it is no address, has no host, or has another scheme than http and https."""
    try:
        parsed = httpx.URL(url.strip())
        return _target_of(parsed)
    except (httpx.InvalidURL, ValueError) as error:
        return Problem("configuration", f"{_shown(url)} is not a web address: {error}")


def join_target(base: Target, location: str) -> Target | Problem:
    """Give where ``location`` leads from ``base`` (RFC 9110 §10.2.2); a Problem as in :func:`read_target`."""
    try:
        return _target_of(httpx.URL(base.url).join(location.strip()))
    except (httpx.InvalidURL, ValueError) as error:
        return Problem("protocol", f"{base.url} redirects to {_shown(location)}, which is not a web address: {error}")


def _target_of(parsed: httpx.URL) -> Target | Problem:
    """Give the target, or the Problem of its scheme.

    Raises:
        ValueError: where it names no host or port.
    """
    if parsed.scheme not in _DEFAULT_PORTS:
        scheme = parsed.scheme or "no scheme"
        return Problem("bad_scheme", f"only http and https are fetched, not {scheme} ({_shown(str(parsed))})")
    if not _HOST.fullmatch(parsed.raw_host.decode("ascii")):
        raise ValueError("it names no host")
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise ValueError("there is no such port")
    clean = parsed.copy_with(fragment=None, username=None, password=None)
    host = clean.netloc.decode("ascii")
    named = parsed.username or parsed.password
    return Target(
        url=str(clean),
        origin=f"{clean.scheme}://{host}",
        host=host,
        name=clean.raw_host.decode("ascii"),
        port=clean.port or _DEFAULT_PORTS[clean.scheme],
        secure=clean.scheme == "https",
        credentials=(parsed.username, parsed.password) if named else None,
    )


def _shown(url: str) -> str:
    """Give at most 200 characters of an address, without what stands before an ``@``: it may be a password."""
    scheme, mark, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    text = f"{scheme}{mark}{authority.rpartition('@')[2]}{slash}{path}" if mark else url
    return repr(text[:200])
