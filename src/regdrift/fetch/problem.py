"""Why a request gave nothing, and what it gave otherwise: the values that pass between the parts of ``fetch/``."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx

from regdrift.fetch.guard import AddressRefusedError, NameNotResolvedError


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request or a whole attempt gave no body; ``reason`` is one of the words of ``FetchFailure.reason``."""

    reason: str
    message: str
    status: int | None = None
    transient: bool = False
    """Another attempt soon may end better."""
    retry_after_seconds: float | None = None
    refused: bool = False
    """True where robots.txt forbids the fetch."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer; ``body`` is read for 200 and 203 only and is empty for every other status."""

    url: str
    status: int
    headers: Mapping[str, str]
    """Names in lower case, values as Latin-1 so that each byte survives; repeated ones joined by ``, ``."""
    body: bytes = b""
    cut: bool = False
    """True where a body was read up to its limit only, as asked (robots.txt)."""


def problem_of_error(error: Exception, host: str, seconds: float) -> Problem:
    """Tell what went wrong on the way to ``host`` in ``seconds`` or less, as a stable reason and a message."""
    chain = tuple(_causes(error))
    told = next((problem for cause in chain if (problem := _problem_of_cause(cause, host)) is not None), None)
    if told is not None:
        return told
    if isinstance(error, httpx.TimeoutException) or any(isinstance(cause, TimeoutError) for cause in chain):
        return Problem(
            "timeout",
            f"{host} did not answer completely within {seconds:g} s; raise the source's timeout if it is a slow server",
            transient=True,
        )
    if isinstance(error, httpx.ProxyError):
        return Problem("connect", f"the proxy refused the connection to {host}: {error}", transient=True)
    if isinstance(error, (httpx.ConnectError, httpx.NetworkError, OSError)):
        return _network_problem(host, error, chain)
    if isinstance(error, httpx.RemoteProtocolError):
        return Problem(
            "protocol", f"{host} broke off or broke the rules of HTTP ({error}); nothing was kept", transient=True
        )
    if isinstance(error, (httpx.LocalProtocolError, ValueError, httpx.InvalidURL)):
        return Problem("configuration", f"the request to {host} cannot be written: {error}; check url and headers")
    return Problem("protocol", f"{host}: {type(error).__name__}: {error}")


def _problem_of_cause(cause: BaseException, host: str) -> Problem | None:
    if isinstance(cause, AddressRefusedError):
        return Problem("private_address", str(cause))
    if isinstance(cause, NameNotResolvedError):
        return Problem("connect", _unresolved(host, cause), transient=cause.transient)
    if isinstance(cause, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return Problem("protocol", f"{host} broke off the secure connection; nothing was kept", transient=True)
    return _tls_problem(host, cause) if isinstance(cause, ssl.SSLError) else None


def _unresolved(host: str, cause: NameNotResolvedError) -> str:
    return (
        f"cannot reach {host}: its name could not be resolved ({cause}); "
        "is the address right, and is this machine online?"
    )


def _tls_problem(host: str, error: ssl.SSLError) -> Problem:
    if isinstance(error, ssl.SSLCertVerificationError):
        said = getattr(error, "verify_message", None) or str(error)
        return Problem("tls", f"the certificate of {host} is not valid ({said}); nothing was fetched")
    said = getattr(error, "reason", None) or str(error)
    return Problem("tls", f"no secure connection to {host} ({said}); nothing was fetched")


def _network_problem(host: str, error: Exception, chain: tuple[BaseException, ...]) -> Problem:
    numbers = {cause.errno for cause in chain if isinstance(cause, OSError)}
    if numbers & {errno.ENETUNREACH, errno.ENETDOWN}:
        said = "there is no route to the network; is this machine online?"
    elif errno.ECONNREFUSED in numbers:
        said = "the connection was refused; nothing listens there"
    elif numbers & {errno.ECONNRESET, errno.EPIPE}:
        said = "the connection was reset before the answer was complete"
    else:
        said = str(error) or type(error).__name__
    return Problem("connect", f"cannot reach {host}: {said}", transient=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__
