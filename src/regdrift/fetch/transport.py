"""httpx over connection pools whose connections pass the address guard; certificates as the system trusts them."""

from __future__ import annotations

import platform
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

import httpcore
import httpx
import truststore

from regdrift.errors import InputError
from regdrift.fetch.guard import Deadline, GuardedBackend
from regdrift.fetch.settings import FetchSettings

PRIVATE_ALLOWED = "regdrift.private_allowed"
"""Key of ``httpx.Request.extensions``: True where the source may be on a private address."""

RECEIVED_HEADERS = "regdrift.received_headers"
"""Key of ``httpx.Response.extensions``: all headers as received, ``Location`` among them."""

_AUTHORITY_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Alpine
    "/etc/pki/tls/cert.pem",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # Alpine, BSD
)
"""Where systems keep their certificates when Python's own OpenSSL was built to look elsewhere."""

_MAX_CONNECTIONS = 64
_MAX_IDLE_CONNECTIONS = 32
_IDLE_SECONDS = 30.0


class PoolTransport(httpx.BaseTransport):
    """Two pools, so that a connection opened for a source on a private address serves no other source."""

    def __init__(self, public: httpcore.ConnectionPool, private: httpcore.ConnectionPool) -> None:
        self._public = public
        self._private = private

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and give the response with its body still on the wire.

        Raises:
            httpx.TransportError: whatever goes wrong on the network, in httpx's words.
        """
        pool = self._private if request.extensions.get(PRIVATE_ALLOWED) else self._public
        url = request.url
        core = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _in_words_of_httpx():
            response = pool.handle_request(core)
        body = response.stream
        if not isinstance(body, Iterable):
            raise httpx.RemoteProtocolError("the response has no readable body")
        # httpx reads Location even where it does not follow it, and raises on one that leads nowhere.
        without_location = [(name, value) for name, value in response.headers if name.lower() != b"location"]
        return httpx.Response(
            response.status,
            headers=without_location,
            stream=_CoreStream(body),
            extensions={**response.extensions, RECEIVED_HEADERS: response.headers},
        )

    def close(self) -> None:
        """Close every connection."""
        self._public.close()
        self._private.close()


class _CoreStream(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _in_words_of_httpx():
            yield from self._stream

    def close(self) -> None:
        close = getattr(self._stream, "close", None)
        if close is not None:
            close()


_CORE_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpcore.ProtocolError,
)


@contextmanager
def _in_words_of_httpx() -> Iterator[None]:
    """Raise httpcore's errors as httpx's errors of the same name; the original stays as the cause."""
    try:
        yield
    except _CORE_ERRORS as error:
        names = (kind.__name__ for kind in type(error).__mro__)
        kind = next((getattr(httpx, name) for name in names if hasattr(httpx, name)), httpx.TransportError)
        raise kind(str(error)) from error


def trusted_authorities(ca_file: str | None) -> ssl.SSLContext:
    """Give the TLS context: ``ca_file`` where given, else the system's certificates, else those that come with httpx.

    Raises:
        InputError: where ``ca_file`` cannot be read as certificates.
    """
    if ca_file is not None:
        try:
            return ssl.create_default_context(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise InputError(f"{ca_file}: not a readable PEM file of certificates: {error}") from error
    if platform.system() in ("Darwin", "Windows"):
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Elsewhere truststore reads the whole file of certificates anew for each connection (24 ms of CPU); once will do.
    paths = ssl.get_default_verify_paths()
    if paths.cafile or (paths.capath and any(Path(paths.capath).glob("*.0"))):
        return ssl.create_default_context()
    found = next((name for name in _AUTHORITY_FILES if Path(name).is_file()), None)
    return ssl.create_default_context(cafile=found) if found else httpx.create_ssl_context()


def open_client(settings: FetchSettings, deadline: Deadline) -> httpx.Client:
    """Give the one client: no cookies kept, no redirects followed, no environment read.

    Raises:
        InputError: where ``settings.ca_file`` cannot be read.
    """
    authorities = trusted_authorities(settings.ca_file)
    pools = [_open_pool(settings, deadline, authorities, allow_private=private) for private in (False, True)]
    return httpx.Client(
        transport=PoolTransport(pools[0], pools[1]),
        trust_env=False,
        follow_redirects=False,
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
    )


def _open_pool(
    settings: FetchSettings, deadline: Deadline, authorities: ssl.SSLContext, *, allow_private: bool
) -> httpcore.ConnectionPool:
    # With a proxy the connection goes to the proxy, which the user named; the target is checked before (see wire).
    backend = GuardedBackend(deadline, allow_private=allow_private or settings.proxy is not None)
    if settings.proxy is None:
        return httpcore.ConnectionPool(
            ssl_context=authorities,
            max_connections=_MAX_CONNECTIONS,
            max_keepalive_connections=_MAX_IDLE_CONNECTIONS,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=backend,
        )
    proxy = httpx.Proxy(settings.proxy)
    return httpcore.HTTPProxy(
        proxy_url=httpcore.URL(
            scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=proxy.url.raw_path
        ),
        proxy_auth=proxy.raw_auth,
        ssl_context=authorities,
        proxy_ssl_context=authorities if proxy.url.scheme == "https" else None,
        max_connections=_MAX_CONNECTIONS,
        max_keepalive_connections=_MAX_IDLE_CONNECTIONS,
        keepalive_expiry=_IDLE_SECONDS,
        network_backend=backend,
    )
