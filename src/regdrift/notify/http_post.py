"""One HTTP POST to an address that may be reached: no redirects, no private addresses, bounded in time and size.

Written on ``http.client``, because the connection must go to the very address that was checked (DNS rebinding).
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

MAX_ANSWER_BYTES = 16_384


class AddressRefusedError(OSError):
    """The address is private, loopback, link-local or otherwise not public."""


@dataclass(frozen=True, slots=True)
class HttpPost:
    """What is sent, and where."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    timeout_seconds: float
    """Bound on the whole exchange, from the connection to the end of the answer."""
    allow_private_addresses: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``text`` is the first 200 characters, for a person."""

    status: int
    headers: Mapping[str, str]
    text: str


def post(request: HttpPost) -> Answer:
    """Send a POST and give the answer, redirects included as they are.

    Raises:
        AddressRefusedError: where the name leads to an address that may not be reached.
        OSError, http.client.HTTPException: whatever goes wrong on the network.
    """
    parts = urlsplit(request.url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    raw = _connect(host, port, request)
    over = threading.Event()
    cutter = threading.Timer(request.timeout_seconds, _cut, (raw, over))
    cutter.daemon = True
    cutter.start()
    try:
        answer = _exchange(raw, request, secure=secure, host=host, port=port)
        if over.is_set():
            # http.client takes headers that end in the middle for complete ones.
            raise TimeoutError(f"{host} did not answer within {request.timeout_seconds:g} s")
        return answer
    finally:
        cutter.cancel()
        raw.close()


def _exchange(raw: socket.socket, request: HttpPost, *, secure: bool, host: str, port: int) -> Answer:
    parts = urlsplit(request.url)
    connection = http.client.HTTPConnection(host, port, timeout=request.timeout_seconds)
    wrapped = ssl.create_default_context().wrap_socket(raw, server_hostname=host) if secure else raw
    connection.sock = wrapped
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    authority = f"[{host}]" if ":" in host else host
    standard = port == (443 if secure else 80)
    headers = {"Host": authority if standard else f"{authority}:{port}", **request.headers, "Connection": "close"}
    connection.request("POST", path, body=request.body, headers=headers)
    answer = connection.getresponse()
    text = answer.read(MAX_ANSWER_BYTES).decode("utf-8", "replace")
    connection.close()
    return Answer(answer.status, dict(answer.getheaders()), text[:200])


def _connect(host: str, port: int, request: HttpPost) -> socket.socket:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(row[4][0]) for row in rows))
    for address in addresses:
        if not may_reach(address, allow_private=request.allow_private_addresses):
            raise AddressRefusedError(
                f"{host} leads to {address}, which is not a public address; set allow_private_addresses for the "
                "channel if this is your own server"
            )
    failure: OSError = OSError(f"{host} has no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), request.timeout_seconds / len(addresses))
        except OSError as error:
            failure = error
    raise failure


def may_reach(address: str, *, allow_private: bool) -> bool:
    """Tell whether a message may go to this address; never to multicast or unspecified ones."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if parsed.is_multicast or parsed.is_unspecified:
        return False
    return allow_private or parsed.is_global


def _cut(raw: socket.socket, over: threading.Event) -> None:
    """End an exchange that takes too long, drip by drip; the reader sees a closed connection."""
    over.set()
    try:
        raw.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
