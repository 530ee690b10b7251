"""A server that says byte for byte what a test wants, a clock that sleeps at once, and a fetcher that uses both."""

from __future__ import annotations

import contextlib
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from regdrift.fetch.client import Fetcher
from regdrift.fetch.settings import FetchSettings
from regdrift.model.source import Source

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@dataclass
class Heard:
    """One request as the server heard it."""

    path: str
    headers: dict[str, str]
    at: float


Play = bytes | Callable[[Heard], bytes] | Callable[[socket.socket], None]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole response; header names with underscores for hyphens, Content-Length unless one is given."""
    lines = {name.replace("_", "-"): value for name, value in headers.items()}
    if not {"Content-Length", "Transfer-Encoding"} & set(lines):
        lines["Content-Length"] = str(len(body))
    head = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode("latin-1") + b"Connection: close\r\n\r\n" + body


@dataclass
class Stage:
    """A loopback server: each path plays bytes, or a function of the request or of the socket."""

    plays: dict[str, object] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"

    def __post_init__(self) -> None:
        self._listener = socket.create_server(
            (self.host, 0), family=socket.AF_INET6 if ":" in self.host else socket.AF_INET
        )
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def url(self, path: str) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [heard.path for heard in self.heard]

    def pages(self) -> list[Heard]:
        return [heard for heard in self.heard if heard.path != "/robots.txt"]

    def close(self) -> None:
        # Closing alone does not wake a thread that waits in accept.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self._respond(connection)
        connection.close()

    def _respond(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        heard = Heard(lines[0].split(" ")[1], headers, time.monotonic())
        self.heard.append(heard)
        play = self.plays.get(heard.path, answer(status="404 Not Found"))
        if isinstance(play, list):
            play = play.pop(0) if len(play) > 1 else play[0]
        if callable(play):
            play = play(connection if getattr(play, "raw", False) else heard)
        if isinstance(play, bytes):
            connection.sendall(play)


def raw(play: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """Mark a play that talks on the socket itself."""
    play.raw = True  # type: ignore[attr-defined]
    return play


class FakeTime:
    """A clock that moves only by sleeping, which takes no time."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def clock(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.now += timedelta(seconds=seconds)


@pytest.fixture
def stage() -> Iterator[Stage]:
    theatre = Stage()
    yield theatre
    theatre.close()


@pytest.fixture
def second_stage() -> Iterator[Stage]:
    theatre = Stage()
    yield theatre
    theatre.close()


@pytest.fixture
def open_stage() -> Iterator[Callable[..., Stage]]:
    opened: list[Stage] = []

    def build(**fields: object) -> Stage:
        opened.append(Stage(**fields))  # type: ignore[arg-type]
        return opened[-1]

    yield build
    for theatre in opened:
        theatre.close()


@pytest.fixture
def fake_time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def reply() -> Callable[..., bytes]:
    return answer


@pytest.fixture
def on_socket() -> Callable[..., object]:
    return raw


@pytest.fixture
def make_source() -> Callable[..., Source]:
    def build(url: str | None, **fields: object) -> Source:
        given: dict[str, object] = {
            "id": "law",
            "name": "A law",
            "jurisdiction": "US",
            "url": url,
            "allow_private_addresses": True,
            "delay_seconds": 0.0,
            "timeout_seconds": 5.0,
        }
        return Source(**{**given, **fields})  # type: ignore[arg-type]

    return build


@pytest.fixture
def make_fetcher(fake_time: FakeTime) -> Iterator[Callable[..., Fetcher]]:
    with contextlib.ExitStack() as stack:

        def build(**settings: object) -> Fetcher:
            chosen = FetchSettings(**settings)  # type: ignore[arg-type]
            return stack.enter_context(Fetcher(chosen, fake_time.clock, fake_time.sleep, random.Random(1)))

        yield build


@pytest.fixture
def fetcher(make_fetcher: Callable[..., Fetcher]) -> Fetcher:
    return make_fetcher()
