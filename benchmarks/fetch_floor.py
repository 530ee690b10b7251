"""CPU seconds to fetch 300 loopback pages: regdrift's fetcher against a bare httpx client.

Run: ``python benchmarks/fetch_floor.py [--hosts 30] [--pages 10] [--rounds 3]``. The server runs in another process, so
that its work is not counted. A host is a port; delays are zero and robots.txt is asked once for each host.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import resource
import statistics
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection

import httpx

from regdrift.fetch.client import Fetcher
from regdrift.fetch.settings import FetchSettings
from regdrift.model.capture import Capture, NotModified, Validators
from regdrift.model.source import Source

PAGE = (
    "<main>" + "".join(f"<p>§ {n}. A controller shall keep record {n}.</p>" for n in range(1500)) + "</main>"
).encode()


class Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self._send(404, b"")
        elif self.headers.get("If-None-Match") == '"v1"':
            self._send(304, b"")
        else:
            self._send(200, PAGE)

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("ETag", '"v1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


def serve(hosts: int, pipe: Connection) -> None:
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Pages) for _ in range(hosts)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send([server.server_port for server in servers])
    pipe.recv()


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def with_regdrift(urls: list[str], etag: str | None, expected: type) -> None:
    with Fetcher(FetchSettings()) as fetcher:
        for url in urls:
            source = Source("a", "a", "US", url=url, allow_private_addresses=True, delay_seconds=0.0)
            result = fetcher.fetch(source, Validators(etag))
            assert isinstance(result, expected), result


def with_httpx(urls: list[str], etag: str | None, expected: type) -> None:
    headers = {"If-None-Match": etag} if etag else {}
    with httpx.Client(trust_env=False) as client:
        for url in urls:
            response = client.get(url, headers=headers)
            hashlib.sha256(response.content).hexdigest()
            assert response.status_code == (304 if expected is NotModified else 200)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--hosts", type=int, default=30)
    arguments.add_argument("--pages", type=int, default=10)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(chosen.hosts, there), daemon=True)
    server.start()
    ports = here.recv()
    urls = [f"http://127.0.0.1:{port}/{page}" for port in ports for page in range(chosen.pages)]
    for name, etag, expected in (("full", None, Capture), ("304", '"v1"', NotModified)):
        for run in (with_httpx, with_regdrift):
            spent, wall = [], []
            for _ in range(chosen.rounds):
                cpu, began = cpu_seconds(), time.monotonic()
                run(urls, etag, expected)
                spent.append(cpu_seconds() - cpu)
                wall.append(time.monotonic() - began)
            print(
                f"{name:5} {run.__name__:14} {len(urls)} pages of {len(PAGE)} bytes: "
                f"CPU {statistics.median(spent):.2f} s, wall {statistics.median(wall):.2f} s"
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB")
    here.send("done")
    server.join(5)


if __name__ == "__main__":
    main()
