"""One request and its answer, bounded in time and size; every error becomes a Problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType

import httpcore
import httpx

from regdrift.fetch.bounds import BodyReader
from regdrift.fetch.guard import AddressRefusedError, Deadline, NameNotResolvedError, check_addresses, resolve
from regdrift.fetch.problem import Answer, Problem, problem_of_error
from regdrift.fetch.settings import FetchSettings
from regdrift.fetch.target import Target
from regdrift.fetch.transport import PRIVATE_ALLOWED, RECEIVED_HEADERS, open_client

_WITH_BODY = (200, 203)
_WITHOUT_BODY = (204, 205, 304)


class Cookies:
    """The cookies of one attempt: some publishers send a visitor round in a circle until a cookie comes back.

    They live as long as the attempt, are never stored, and go only where RFC 6265 lets them go.
    """

    def __init__(self) -> None:
        self._jar = httpx.Cookies()

    def learn(self, response: httpx.Response) -> None:
        """Take the cookies of a response."""
        self._jar.extract_cookies(response)

    def apply(self, request: httpx.Request) -> None:
        """Put the cookies that belong to the request's address on it."""
        self._jar.set_cookie_header(request)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: GET, or POST where it has a body."""

    target: Target
    headers: tuple[tuple[str, str], ...]
    """Sent as Latin-1, so that a validator goes back byte for byte."""
    allow_private: bool
    seconds: float
    """Bound on the whole exchange, name lookup to last byte."""
    bound_seconds: float
    """The bound on the whole attempt, of which ``seconds`` are left; for messages."""
    max_raw: int
    max_decoded: int
    cut: bool = False
    """Keep what fits of a body that is too large."""
    cookies: Cookies = field(default_factory=Cookies)
    body: bytes | None = field(default=None, repr=False)


class Wire:
    """The one httpx client, used from several threads."""

    def __init__(self, settings: FetchSettings) -> None:
        self._proxied = settings.proxy is not None
        self._deadline = Deadline()
        self._client = open_client(settings, self._deadline)

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def exchange(self, ask: Ask) -> Answer | Problem:
        """Send ``ask`` and give the complete answer, or what went wrong; follows no redirect."""
        host = ask.target.host
        with self._deadline.within(ask.seconds):
            try:
                if self._proxied:
                    _check_before_proxy(ask)
                return self._exchange(ask)
            except (
                httpx.HTTPError,
                httpx.StreamError,
                httpx.InvalidURL,
                AddressRefusedError,
                OSError,
                ValueError,
            ) as error:
                return problem_of_error(error, host, ask.bound_seconds)

    def _exchange(self, ask: Ask) -> Answer | Problem:
        request = httpx.Request(
            "GET" if ask.body is None else "POST",
            ask.target.url,
            content=ask.body,
            headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in ask.headers],
            extensions={
                "timeout": dict.fromkeys(("connect", "read", "write", "pool"), ask.seconds),
                PRIVATE_ALLOWED: ask.allow_private,
            },
        )
        ask.cookies.apply(request)
        response = self._client.send(request, stream=True)
        try:
            ask.cookies.learn(response)
            return self._answer(ask, response)
        finally:
            response.close()

    def _answer(self, ask: Ask, response: httpx.Response) -> Answer | Problem:
        headers = _plain_headers(response.extensions[RECEIVED_HEADERS])
        if response.status_code in _WITHOUT_BODY:
            # Reading to the end, which is here, lets the connection be used again.
            for _ in response.iter_raw():
                break
        if response.status_code not in _WITH_BODY:
            return Answer(ask.target.url, response.status_code, headers)
        reader = BodyReader(
            headers.get("content-encoding", ""), max_raw=ask.max_raw, max_decoded=ask.max_decoded, cut=ask.cut
        )
        problem = reader.problem_at_start(headers.get("content-length"), ask.target.host)
        if problem is not None:
            return problem
        for chunk in response.iter_raw():
            problem = reader.feed(chunk)
            if problem is not None:
                return problem
            if reader.full:
                break
            left = self._deadline.remaining()
            if left is not None and left <= 0:
                return problem_of_error(httpx.ReadTimeout("bytes kept coming"), ask.target.host, ask.bound_seconds)
        body = reader.finish()
        if isinstance(body, Problem):
            return body
        return Answer(ask.target.url, response.status_code, headers, body, cut=reader.full)


def _check_before_proxy(ask: Ask) -> None:
    """Check the target's own addresses where this machine can resolve them; the proxy resolves for itself."""
    try:
        addresses = resolve(ask.target.name, ask.target.port, ask.seconds)
    except (NameNotResolvedError, httpcore.ConnectTimeout):
        return
    check_addresses(ask.target.name, addresses, allow_private=ask.allow_private)


def _plain_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        joined[key] = f"{joined[key]}, {text}" if key in joined else text
    return joined
