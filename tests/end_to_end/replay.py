"""A publisher on loopback that serves the earlier or the later version of each real pair."""

from __future__ import annotations

import csv
import hashlib
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_ALIASES = {"US-federal": "US", "UK": "GB", "US-state": "US"}


@dataclass(frozen=True)
class Pair:
    """One real law at two dates."""

    id: str
    kind: str
    jurisdiction: str
    language: str
    before: Path
    after: Path


def load_pairs(corpus: Path) -> list[Pair]:
    """Give every pair of the manifest that has both versions."""
    pairs = []
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            files = [corpus / name for name in row["files"].split()]
            before = [path for path in files if path.name.startswith("before")]
            after = [path for path in files if path.name.startswith("after")]
            if row["kind"].endswith("_pair") and before and after:
                jurisdiction = _ALIASES.get(row["jurisdiction"], row["jurisdiction"])
                pairs.append(Pair(row["id"], row["kind"], jurisdiction, row["language"], before[0], after[0]))
    return pairs


class Publisher:
    """Serves ``/<pair id>/<file name>``; ``late`` switches every page to its later version."""

    def __init__(self, pairs: list[Pair]) -> None:
        self.late = False
        self.requests = 0
        self._pairs = {pair.id: pair for pair in pairs}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def body(self, path: str) -> bytes | None:
        pair = self._pairs.get(path.split("/")[1])
        if pair is None:
            return None
        return (pair.after if self.late else pair.before).read_bytes()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                publisher.requests += 1
                body = publisher.body(self.path)
                etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"' if body is not None else None
                fresh = etag is not None and self.headers.get("If-None-Match") == etag
                self.send_response(404 if body is None else 304 if fresh else 200)
                if etag is not None:
                    self.send_header("ETag", etag)
                if not fresh:
                    self.send_header("Content-Length", str(len(body or b"")))
                    self.send_header("Content-Type", "application/octet-stream")
                self.end_headers()
                if not fresh:
                    self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def write_sources(folder: Path, base: str, pairs: list[Pair]) -> None:
    """Write the ``sources.yaml`` that watches every pair."""
    lines = [
        "schema: regdrift/sources@1",
        "defaults: {every: 24h, delay: 0, allow_private_addresses: true}",
        "sources:",
    ]
    for pair in pairs:
        lines += [
            f"  - id: {pair.id}",
            f"    name: {pair.id}",
            f"    jurisdiction: {pair.jurisdiction}",
            f"    kind: {'bill' if pair.kind == 'bill_pair' else 'statute'}",
            f"    language: {pair.language}",
            f"    url: {base}/{pair.id}/law{pair.before.suffix}",
        ]
    (folder / "sources.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
