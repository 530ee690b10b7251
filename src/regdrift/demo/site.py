"""The demonstration's publisher: a loopback web server whose pages follow the story's calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from html import escape
from http.server import BaseHTTPRequestHandler

from regdrift.demo.law import Edition, Page
from regdrift.demo.loopback import LoopbackServer, QuietHandler

_NOTICE = "Illustration: written for a demonstration, not adopted by any legislature."
_CHALLENGE = """<!DOCTYPE html><html lang="en"><head><title>Just a moment...</title></head><body>
<h1>Checking your browser before you proceed</h1>
<p>Please enable JavaScript and cookies to continue. Verify you are human by completing the action below.</p>
<form id="challenge-form" action="/cdn-cgi/challenge" method="post"><input type="hidden" name="r"></form>
</body></html>"""


def render(edition: Edition, page_id: str) -> str:
    """Give an edition as the page that its site would serve."""
    language = "fr" if page_id.startswith("fr-") else "en"
    if edition.style == "challenge":
        return _CHALLENGE
    return _rebuilt(edition, language) if edition.style == "rebuilt" else _plain(edition, language)


def _plain(edition: Edition, language: str) -> str:
    body = "\n".join(_element(block) for block in edition.blocks)
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{_title(edition)}</title></head>'
        '<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/browse">Browse titles</a></li>'
        f'<li><a href="/search">Search</a></li></ul></nav><p class="notice">{_NOTICE}</p></header>\n'
        f'<main id="content">\n{body}\n</main>\n'
        '<footer><p>Office of Publications</p><p><a href="/accessibility">Accessibility</a></p></footer></body></html>'
    )


def _element(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{escape(block[3:])}</h2>"
    if block.startswith("# "):
        return f"<h1>{escape(block[2:])}</h1>"
    return f"<p>{escape(block)}</p>"


def _rebuilt(edition: Edition, language: str) -> str:
    """The same law after a relaunch of the site: no semantic tags, other classes, typographic apostrophes."""
    body = "\n".join(_soup(block) for block in edition.blocks)
    links = "".join(f'<span class="lnk"><a href="/x{number}">Topic {number}</a></span>' for number in range(12))
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{_title(edition)}</title></head>'
        f'<body><div class="top"><div class="brand">Publications Portal</div><div class="menu">{links}</div></div>'
        f'<div class="wrap"><div class="banner">{_NOTICE}</div><div class="doc">\n{body}\n</div></div>'
        '<div class="foot"><div>Contact</div><div>Legal notice</div></div></body></html>'
    )


def _soup(block: str) -> str:
    text = escape(block.lstrip("# ")).replace("&#x27;", "’")
    if block.startswith("## "):
        return f'<div class="hd">{text}</div>'
    if block.startswith("# "):
        return f'<div class="ttl">{text}</div>'
    return f'<div class="pp">{text}</div>'


def _title(edition: Edition) -> str:
    return escape(edition.blocks[0].lstrip("# "))


class Site(LoopbackServer):
    """Serves the pages with ETags; ``day`` turns the calendar. A context manager."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.day = date.min
        self._pages = {page.id: page for page in pages}
        super().__init__(self._handler())

    def answer(self, path: str) -> str | None:
        """Give the page at a path on the current day; None where there is none."""
        page_id = path.strip("/").removesuffix(".html")
        page = self._pages.get(page_id)
        edition = page.at(self.day) if page else None
        return render(edition, page_id) if edition else None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(QuietHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:  # noqa: N802  # the name is http.server's
                page = site.answer(self.path)
                if page is None:
                    self._reply(404, b"not found", None)
                    return
                body = page.encode()
                etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                if self.headers.get("If-None-Match") == etag:
                    self._reply(304, b"", etag)
                else:
                    self._reply(200, body, etag)

            def _reply(self, status: int, body: bytes, etag: str | None) -> None:
                self.send_response(status)
                if etag:
                    self.send_header("ETag", etag)
                if status != 304:
                    self.send_header("Content-Type", "text/html; charset=utf-8")
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler
