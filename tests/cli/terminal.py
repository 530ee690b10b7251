"""What the tests of the commands share: a runner and a small publisher."""

from __future__ import annotations

import contextlib
import io
import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from regdrift.cli import run_command


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Runner:
    """Runs commands with the history and the files of one folder."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "regdrift.db"

    def __call__(self, *arguments: str) -> Done:
        given = list(arguments)
        for option, value in (("--db", self.database), ("--config", self.folder)):
            if option not in arguments:
                given += [option, str(value)]
        return invoke(*given)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


def invoke(*arguments: str) -> Done:
    """Run one command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run_command(list(arguments))
    assert code != 4, err.getvalue()
    return Done(code, out.getvalue(), err.getvalue())


class Pages:
    """Serves what ``texts`` holds by path; a status other than 200 where ``statuses`` says so."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.statuses: dict[str, int] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def sources(self, *ids: str) -> str:
        """Give a ``sources.yaml`` that watches a page ``/ID`` for each id."""
        lines = ["schema: regdrift/sources@1", "defaults: {delay: 0, allow_private_addresses: true, jurisdiction: US}"]
        lines += ["sources:", *(f"  - {{id: {one}, name: Law {one}, url: '{self.base}/{one}'}}" for one in ids)]
        return "\n".join(lines) + "\n"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.strip("/")
                body = pages.texts.get(name, "").encode()
                self.send_response(pages.statuses.get(name, 200 if body else 404))
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def law(*sections: str, title: str = "Part 7. Customer data (illustration)") -> str:
    """Give a page of law; each section is ``(number heading, text)`` written as ``7.1 Heading | text``."""
    parts = [f"<h2>§ {one.partition('|')[0].strip()}</h2><p>{one.partition('|')[2].strip()}</p>" for one in sections]
    return f"<html lang='en'><body><main><h1>{title}</h1>{''.join(parts)}</main></body></html>"
