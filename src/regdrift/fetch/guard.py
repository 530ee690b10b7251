"""The address guard: which addresses may be reached, and connections that go to the very address that was checked.

A name is resolved once, every address it gives is checked, and the socket is opened to a checked address, so that a
name cannot show one address to the check and another to the connection (DNS rebinding). TLS still verifies the name.
The guard sits below the connection pool and so sees each redirect hop. It also keeps the deadline of the request under
way: httpx bounds each read, and a server that drips bytes would otherwise hold a thread for ever.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import httpcore
from httpcore import SOCKET_OPTION

_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_CGNAT = ipaddress.ip_network("100.64.0.0/10")  # RFC 6598
_EMBEDDING = (
    ipaddress.ip_network("2002::/16"),  # 6to4, RFC 3056
    ipaddress.ip_network("2001::/32"),  # Teredo, RFC 4380
    ipaddress.ip_network("::/96"),  # IPv4-compatible, RFC 4291 §2.5.5.1
    ipaddress.ip_network("fec0::/10"),  # site-local, RFC 3879
    _LOCAL_NAT64,
)

Resolve = Callable[[str, int, float | None], tuple[str, ...]]
"""``(name, port, timeout_seconds)`` → addresses in the order to try. Raises: NameNotResolvedError, ConnectTimeout."""


class AddressRefusedError(httpcore.ConnectError):
    """The guard does not let this address be reached; raised inside the connection pool, never out of ``fetch/``."""


class NameNotResolvedError(httpcore.ConnectError):
    """The name has no address; ``transient`` is True where the resolver says that it may come back."""

    def __init__(self, message: str, *, transient: bool) -> None:
        self.transient = transient
        super().__init__(message)


def forbidden_kind(address: str, *, allow_private: bool = False) -> str | None:
    """Say what kind of address this is where it may not be reached (``loopback``, ``private``, …); None where it may.

    IPv4 inside IPv6 (mapped, or RFC 6052 NAT64) is judged by the IPv4 address. ``allow_private`` opens all but
    multicast and unspecified addresses. What is no address at all is ``not an address``.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "not an address"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            parsed = parsed.ipv4_mapped
        elif parsed in _NAT64:
            parsed = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
    return _forbidden_always(parsed) or (None if allow_private else _forbidden_in_public(parsed))


def _forbidden_always(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str | None:
    if address.is_multicast:
        return "multicast"
    return "unspecified" if address.is_unspecified else None


def _forbidden_in_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str | None:
    kinds = (
        ("loopback", address.is_loopback),
        ("link-local", address.is_link_local),
        ("shared (CGNAT)", address in _CGNAT),
        ("tunnelled or local", any(address in net for net in _EMBEDDING)),
        ("private", address.is_private),
        ("reserved", address.is_reserved),
        ("not public", not address.is_global),
    )
    return next((kind for kind, holds in kinds if holds), None)


def resolve(name: str, port: int, timeout: float | None) -> tuple[str, ...]:
    """Give the addresses of ``name`` in the system's order, without repeats, within ``timeout`` seconds.

    ``getaddrinfo`` knows no timeout, so it runs in a thread that is left behind when it takes too long.

    Raises:
        NameNotResolvedError: where there is none.
        httpcore.ConnectTimeout: where the resolver does not answer in time.
    """
    found: list[tuple[str, ...] | OSError] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        except OSError as error:
            found.append(error)
        except UnicodeError as error:
            found.append(socket.gaierror(socket.EAI_NONAME, str(error)))
        else:
            found.append(tuple(dict.fromkeys(str(row[4][0]) for row in rows)))

    worker = threading.Thread(target=look_up, name="regdrift-resolve", daemon=True)
    worker.start()
    worker.join(timeout)
    if not found:
        raise httpcore.ConnectTimeout(f"the resolver did not answer for {name}")
    if isinstance(found[0], OSError):
        error = found[0]
        raise NameNotResolvedError(error.strerror or str(error), transient=error.errno == socket.EAI_AGAIN) from error
    return found[0]


class Deadline:
    """The instant by which the request of the present thread must be over; each thread has its own."""

    def __init__(self) -> None:
        self._local = threading.local()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Bound everything this thread does on the network inside the block to ``seconds`` in all."""
        self._local.until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._local.until = None

    def remaining(self) -> float | None:
        """Seconds left, zero or less where the time is over; None outside ``within``."""
        until: float | None = getattr(self._local, "until", None)
        return None if until is None else until - time.monotonic()

    def clip(self, timeout: float | None, over: type[httpcore.TimeoutException]) -> float | None:
        """Shorten a timeout to what is left.

        Raises:
            httpcore.TimeoutException: ``over``, where nothing is left.
        """
        left = self.remaining()
        if left is None:
            return timeout
        if left <= 0:
            raise over("the whole fetch took too long")
        return left if timeout is None else min(timeout, left)


class _BoundedStream(httpcore.NetworkStream):
    """A network stream whose every operation ends by the deadline of the thread that uses it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.clip(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.clip(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.clip(timeout, httpcore.ConnectTimeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to checked addresses only, within the deadline of the request."""

    def __init__(
        self,
        deadline: Deadline,
        *,
        allow_private: bool,
        resolve: Resolve = resolve,
        inner: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of ``host`` that answers; refuse where any of them is forbidden.

        Raises:
            AddressRefusedError, NameNotResolvedError, httpcore.ConnectError, httpcore.ConnectTimeout
        """
        addresses = self._resolve(host, port, self._deadline.clip(timeout, httpcore.ConnectTimeout))
        check_addresses(host, addresses, allow_private=self._allow_private)
        last: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for tried, address in enumerate(addresses):
            left = self._deadline.clip(timeout, httpcore.ConnectTimeout)
            # One address that swallows packets must leave time for the others.
            share = None if left is None else left / (len(addresses) - tried)
            try:
                stream = self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
                continue
            return _BoundedStream(stream, self._deadline)
        raise last or NameNotResolvedError("it has no address", transient=False)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        """Refuse: law is not published on local sockets.

        Raises:
            AddressRefusedError
        """
        raise AddressRefusedError(f"{path} is a local socket and may not be reached")


def check_addresses(host: str, addresses: tuple[str, ...], *, allow_private: bool) -> None:
    """Pass where each address may be reached; one that may not spoils all, because it is the mark of an attack.

    Raises:
        AddressRefusedError
    """
    for address in addresses:
        kind = forbidden_kind(address, allow_private=allow_private)
        if kind is not None:
            raise AddressRefusedError(
                f"{host} leads to {address}, which is {kind}: not fetched. If this is your own server, set "
                "allow_private_addresses for the source"
            )
