"""``/healthz``, ``/readyz`` and ``/metrics``: whether the daemon lives, can work, and how it fares."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import AF_INET6
from types import TracebackType
from typing import Self

from regdrift.clock import Clock
from regdrift.daemon.checking import JOB
from regdrift.daemon.metrics import CONTENT_TYPE, history_metrics, process_metrics, render
from regdrift.daemon.pulse import Pulse
from regdrift.errors import HistoryError, UsageError
from regdrift.store.history import History

DEFAULT_LISTEN = "127.0.0.1:8790"
_TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path says."""

    status: int
    body: str
    kind: str = "application/json"


class Health:
    """Answers from the pulse and the history; reads only."""

    def __init__(self, pulse: Pulse, database: Path, clock: Clock) -> None:
        self._pulse = pulse
        self._database = database
        self._clock = clock

    def answer(self, path: str) -> Answer:
        """Give the answer for a path."""
        known: dict[str, Callable[[], Answer]] = {
            "/healthz": self._alive,
            "/readyz": self._ready,
            "/metrics": self._metrics,
        }
        found = known.get(path.partition("?")[0])
        return found() if found else _json(404, {"status": "unknown", "known": sorted(known)})

    def _alive(self) -> Answer:
        """Whether every job moves: what a supervisor restarts by."""
        stuck = self._pulse.stuck()
        jobs = {job: round(seconds, 1) for job, seconds in self._pulse.idle_seconds().items()}
        return _json(503 if stuck else 200, {"status": "stuck" if stuck else "ok", "idle_seconds": jobs})

    def _ready(self) -> Answer:
        """Whether the daemon can do its work: what a person is woken by."""
        problems = dict(self._pulse.problems())
        if not self._pulse.finished_once(JOB):
            problems.setdefault(JOB, "no look came to its end yet")
        try:
            with History.open(self._database, read_only=True, create=False) as history:
                history.outbox_overview()
        except HistoryError as error:
            problems["history"] = str(error)
        return _json(503 if problems else 200, {"status": "not ready" if problems else "ok", "problems": problems})

    def _metrics(self) -> Answer:
        metrics = list(process_metrics(self._pulse))
        try:
            with History.open(self._database, read_only=True, create=False) as history:
                metrics += history_metrics(history, self._clock())
        except HistoryError:
            pass  # /readyz says why; the process's own numbers are still worth having
        return Answer(200, render(metrics), CONTENT_TYPE)


def _json(status: int, body: dict[str, object]) -> Answer:
    return Answer(status, json.dumps(body, ensure_ascii=True) + "\n")


class HealthServer:
    """Serves :class:`Health` in a thread of its own; use as a context manager."""

    def __init__(self, health: Health, listen: str = DEFAULT_LISTEN) -> None:
        host, port = split_listen(listen)
        self._server = _server_class(host)((host, port), _handler(health))

    def __enter__(self) -> Self:
        serve = threading.Thread(target=self._server.serve_forever, args=(0.2,), name="regdrift-health", daemon=True)
        serve.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._server.server_address[1])


def split_listen(text: str) -> tuple[str, int]:
    """Give host and port of ``HOST:PORT`` (an IPv6 address in brackets). Raises UsageError."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"{text!r} is no address to listen on: write 127.0.0.1:8790, [::1]:8790 or 0.0.0.0:8790")
    return host.strip("[]"), int(port)


def _server_class(host: str) -> type[ThreadingHTTPServer]:
    family = {"address_family": AF_INET6} if ":" in host else {}
    return type("Server", (ThreadingHTTPServer,), {"daemon_threads": True, **family})


def _handler(health: Health) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _TIMEOUT_SECONDS
        server_version, sys_version = "regdrift", ""

        def do_GET(self) -> None:
            answer = health.answer(self.path)
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815  # the name that the standard library calls

        def log_message(self, *_: object) -> None:
            """Say nothing: a scrape every few seconds is no news."""

    return Handler
