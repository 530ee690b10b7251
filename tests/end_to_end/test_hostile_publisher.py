"""One round against every kind of broken or hostile answer: no crash, the right outcome, no false change.

All publishers are played by one loopback server; the fetcher, the reader's process and the history are real.
"""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from regdrift.data.load_rules import load_rule_book
from regdrift.errors import HistoryFullError
from regdrift.fetch.client import Fetcher
from regdrift.fetch.settings import FetchSettings
from regdrift.model.alert import AlertConfig, AlertKind, FileChannel, Route
from regdrift.model.check import Outcome
from regdrift.model.level import Level
from regdrift.model.practice import Organization, PracticeRegister
from regdrift.model.source import Source
from regdrift.pipeline import Checker, CheckResult
from regdrift.reading import Reader
from regdrift.rounds import Round, run_round
from regdrift.store.history import History

BEGIN = datetime(2026, 3, 1, 8, tzinfo=UTC)
TEXTS = (
    "A provider shall keep records of consent for two years after the consent was given.",
    "A provider shall answer a request of a subscriber within 30 days after receipt.",
    "A provider may charge a reasonable fee for a second copy in the same year.",
    "This Act applies to providers of broadband service in the State.",
    "A provider shall not refuse service to a subscriber who withholds consent.",
    "The Attorney General may bring an action against a provider under this Act.",
)
LAW = (
    "<html lang='en'><head><title>Act</title></head><body><main id='law'><h1>Act (an illustration)</h1>"
    + "".join(f"<h2>§ {number}. Matter {number}</h2><p>{text}</p>" for number, text in enumerate(TEXTS, start=1))
    + "</main></body></html>"
).encode()
AMENDED = LAW.replace(b"within 30 days", b"within 15 days")
HALF_CHARACTERS = (
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "News", '
    b'"items": [{"id": "1", "title": "A rule", "content_text": "A provider \\ud800 may."}]}'
)
FEWER = LAW[: LAW.index("<h2>§ 2".encode())] + b"</main></body></html>"
NESTED = b"<html><body>" + b"<div>" * 5000 + b"<p>lost</p>" + b"</div>" * 5000 + b"</body></html>"
ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
BOMB = f'<?xml version="1.0"?><!DOCTYPE law [<!ENTITY e0 "boom">{ENTITIES}]><law>&e9;</law>'.encode()
XXE = b'<?xml version="1.0"?><!DOCTYPE law [<!ENTITY x SYSTEM "file:///etc/passwd">]><law><section>&x;</section></law>'
EMPTY_FEED = b"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title></channel></rss>"
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing</h1>"
    b"<p>Please enable JavaScript and cookies to continue.</p><div id='challenge-form'></div></body></html>"
)
LOGIN = (
    b"<html><head><title>Sign in</title></head><body><form action='/login'><h1>Sign in</h1><button>Log in</button>"
    b"<input type='text' name='user'><input type='password' name='password'></form></body></html>"
)
SOFT_404 = (
    b"<html><head><title>Page not found</title></head><body><h1>404 - Page not found</h1>"
    b"<p>The page you are looking for does not exist.</p></body></html>"
)

Answer = Callable[["Publisher"], None]


class Publisher(BaseHTTPRequestHandler):
    """Answers by the first part of the path; behaves well until ``spoiled`` is set."""

    spoiled = False
    protocol_version = "HTTP/1.0"
    robots_status = 404
    asked: dict[str, int]
    pages: dict[str, list[tuple[int, bytes]]]
    """Name of a page → what it answers to the next requests, before anything else."""

    def do_GET(self) -> None:
        name = self.path.strip("/").partition("/")[0].partition("?")[0]
        self.asked[name] = self.asked.get(name, 0) + 1
        if name == "robots.txt":
            self.reply(b"", status=self.robots_status)
        elif self.pages.get(name):
            status, body = self.pages[name].pop(0)
            self.reply(body, status=status)
        elif name in CASES and self.spoiled:
            CASES[name].answer(self)
        else:
            self.reply(LAW)

    def reply(self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> None:
        """Send a complete answer; underscores in header names stand for hyphens."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def redirect(where: str) -> Answer:
    return lambda publisher: publisher.reply(b"", status=302, Location=where)


def send(body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> Answer:
    return lambda publisher: publisher.reply(body, kind, status, **headers)


def endless(publisher: Publisher) -> None:
    publisher.send_response(200)
    publisher.end_headers()
    for _ in range(200):
        publisher.wfile.write(b"<p>law</p>" * 10_000)


def drip(publisher: Publisher) -> None:
    publisher.send_response(200)
    publisher.end_headers()
    for _ in range(100):
        publisher.wfile.write(b"<")
        publisher.wfile.flush()
        time.sleep(0.1)


def reset(publisher: Publisher) -> None:
    publisher.send_response(200)
    publisher.end_headers()
    publisher.wfile.write(LAW[:200])
    publisher.wfile.flush()
    publisher.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    publisher.rfile.close()
    publisher.wfile.close()
    publisher.connection.close()


def not_http(publisher: Publisher) -> None:
    publisher.wfile.write(b"\x16\x03\x01 this is something else\n" * 50)


def chunks_cut(publisher: Publisher) -> None:
    publisher.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n<html><body>")


def page(text: str) -> bytes:
    """Give a page that has one sentence and is no law."""
    return f"<html lang='en'><head><title>Office</title></head><body><p>{text}</p></body></html>".encode()


def silent(_: Publisher) -> None:
    time.sleep(4)


@dataclass(frozen=True)
class Case:
    """A hostile answer to a source that was good before, and what the check must come to."""

    answer: Answer
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    """Reasons that are right; empty where any is."""
    source: dict[str, object] = field(default_factory=dict)


FAILED, UNREADABLE, UNCHANGED = Outcome.FAILED, Outcome.UNREADABLE, Outcome.UNCHANGED
CASES = {
    "truncated": Case(send(LAW[:300], Content_Length=str(len(LAW))), FAILED),
    "endless": Case(endless, FAILED, ("too_large",)),
    "drip": Case(drip, FAILED, ("timeout",)),
    "silent": Case(silent, FAILED, ("timeout",)),
    "announced-large": Case(send(b"", Content_Length="9" * 12), FAILED, ("too_large",)),
    "gzip-bomb": Case(send(gzip.compress(bytes(20_000_000)), Content_Encoding="gzip"), FAILED, ("too_large",)),
    "gzip-none": Case(send(LAW, Content_Encoding="gzip"), FAILED, ("decode",)),
    "gzip-cut": Case(send(gzip.compress(LAW)[:-20], Content_Encoding="gzip"), FAILED, ("protocol",)),
    "unasked-encoding": Case(send(LAW, Content_Encoding="br"), FAILED, ("decode",)),
    "wrong-charset": Case(send(LAW, "text/html; charset=no-such-charset"), UNCHANGED),
    "loop": Case(redirect("/loop"), FAILED, ("too_many_redirects",)),
    "to-file": Case(redirect("file:///etc/passwd"), FAILED, ("bad_scheme",)),
    "to-nowhere": Case(send(b"", status=302), FAILED, ("protocol",)),
    "no-content": Case(send(b"", status=204), FAILED, ("http_status",)),
    "partial": Case(send(LAW[:400], status=206), FAILED, ("protocol",)),
    "lying-304": Case(send(b"", status=304), FAILED, ("protocol",)),
    "gone": Case(send(b"gone", status=410), FAILED, ("http_status",)),
    "always-500": Case(send(b"oops", status=500), FAILED, ("http_status",)),
    "slow-down": Case(send(b"", status=429, Retry_After="3600"), FAILED, ("rate_limited",)),
    "soft-404": Case(send(SOFT_404), UNREADABLE),
    "challenge": Case(send(CHALLENGE), UNREADABLE),
    "login": Case(send(LOGIN), UNREADABLE),
    "empty": Case(send(b""), UNREADABLE),
    "nested": Case(send(NESTED), UNREADABLE),
    "entity-bomb": Case(send(BOMB, "application/xml"), UNREADABLE),
    "external-entity": Case(send(XXE, "application/xml"), UNREADABLE),
    "no-pdf": Case(send(b"%PDF-1.7\nnot really", "application/pdf"), UNREADABLE),
    "json-error": Case(send(b'{"error": "internal"}', "application/json"), UNREADABLE),
    "lost-selector": Case(send(LAW.replace(b"id='law'", b"id='new'")), UNREADABLE, source={"select": "#law"}),
    "fewer-sections": Case(send(FEWER), UNREADABLE),
    "half-characters": Case(send(HALF_CHARACTERS, "application/feed+json"), UNREADABLE),
    "to-ftp": Case(redirect("ftp://127.0.0.1/law"), FAILED, ("bad_scheme",)),
    "to-data": Case(redirect("data:text/html,<h1>law</h1>"), FAILED, ("bad_scheme",)),
    "to-nobody": Case(redirect("http://127.0.0.1:1/"), FAILED, ("connect",)),
    "unauthorized": Case(send(LAW, status=401, WWW_Authenticate="Basic"), FAILED, ("http_status",)),
    "forbidden": Case(send(LAW, status=403), FAILED, ("http_status",)),
    "closed-for-repair": Case(send(LAW, status=503), FAILED, ("http_status",)),
    "reset": Case(reset, FAILED, ("protocol", "connect")),
    "not-http": Case(not_http, FAILED, ("protocol",)),
    "huge-head": Case(send(LAW, X_Pad="x" * 200_000), FAILED, ("protocol",)),
    "chunks-cut": Case(chunks_cut, FAILED, ("protocol",)),
    "deflate-bomb": Case(send(zlib.compress(bytes(20_000_000)), Content_Encoding="deflate"), FAILED, ("too_large",)),
    "cookie-wall": Case(send(page("Before you continue, accept our cookies.")), UNREADABLE),
    "maintenance": Case(send(page("This site is down for maintenance. Please try again later.")), UNREADABLE),
    "script-only": Case(
        send(b"<html><body><div id='root'></div><script src='app.js'></script></body></html>"), UNREADABLE
    ),
    "refresh-away": Case(
        send(b"<html><head><meta http-equiv='refresh' content='0;url=/login'></head></html>"), UNREADABLE
    ),
    "frameset": Case(send(b"<html><frameset><frame src='law.html'></frameset></html>"), UNREADABLE),
    "feed-without-entries": Case(send(EMPTY_FEED, "application/rss+xml"), UNREADABLE),
    "xml-cut": Case(send(b"<?xml version='1.0'?><law><section id='1'><p>A provider", "application/xml"), UNREADABLE),
    "zip": Case(send(b"PK\x03\x04" + bytes(range(256)) * 40, "application/zip"), UNREADABLE),
    "picture": Case(send(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "image/png"), UNREADABLE),
    "blank": Case(send(b" \n\t" * 5000), UNREADABLE),
    "other-page": Case(send(page("Welcome to the Office of Publications.")), UNREADABLE),
    "byte-order-mark": Case(send(b"\xef\xbb\xbf" + LAW), UNCHANGED),
    "utf-16": Case(send(LAW.decode().encode("utf-16"), "text/html; charset=utf-16"), UNCHANGED),
    "line-ends": Case(send(LAW.replace(b"</p>", b"</p>\r\n")), UNCHANGED),
    "comment-of-the-moment": Case(send(LAW + b"<!-- served at 08:00:01 -->"), UNCHANGED),
    "gzip": Case(send(gzip.compress(LAW), Content_Encoding="gzip"), UNCHANGED),
    "null-bytes": Case(send(bytes(50_000), "application/octet-stream"), UNREADABLE),
}


@dataclass
class Stage:
    """The loopback publisher with everything a round needs."""

    history: History
    reader: Reader
    server: ThreadingHTTPServer
    handler: type[Publisher]
    at: datetime = BEGIN
    alerts: AlertConfig = field(default_factory=AlertConfig)
    retries: int = 0

    def source(self, name: str, **more: object) -> Source:
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        known: dict[str, object] = {"delay_seconds": 0, "timeout_seconds": 1.0, "every_seconds": 3600}
        private: dict[str, object] = {"allow_private_addresses": True}
        return Source(name, name, "US", url=f"{base}/{name}", **{**known, **private, **more})  # type: ignore[arg-type]

    def serve(self, name: str, *answers: bytes | int) -> CheckResult:
        """Let a page answer so (a body, or an error status), and check its source once."""
        self.handler.pages[name] = [(200, one) if isinstance(one, bytes) else (one, b"") for one in answers]
        return self.round([self.source(name)])[name]

    def told(self) -> list[str]:
        """Give the kinds of the alerts written so far, oldest first."""
        return [row["kind"] for row in self.history.alerts()][::-1]

    def round(
        self, sources: list[Source], told: Callable[[CheckResult], None] = lambda _: None
    ) -> dict[str, CheckResult]:
        """Check all sources once, a day after the last time."""
        self.at += timedelta(days=1)
        self.history.sync_sources(sources)
        register = PracticeRegister(Organization("Test"), (), "none")
        checker = Checker(self.history, self.reader, register, self.alerts, load_rule_book())
        settings = FetchSettings(
            max_raw_bytes=1_000_000,
            max_decoded_bytes=2_000_000,
            retries=self.retries,
            max_wait_seconds=5,
            max_redirects=4,
        )
        with Fetcher(settings, clock=lambda: self.at, sleep=lambda _: None) as fetcher:
            results = run_round(checker, sources, Round(fetcher, lambda: self.at, threading.Event()), told)
        return {result.source: result for result in results}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    handler = type("Handler", (Publisher,), {"asked": {}, "pages": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that leaves is expected here
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    with History.open(tmp_path / "history.db") as history, Reader(timeout_seconds=20) as reader:
        archive = FileChannel("archive", str(tmp_path / "sent"))
        told = AlertConfig(channels=(archive,), routes=(Route("all", ("archive",), min_level=Level.NONE),))
        yield Stage(history, reader, server, handler, alerts=told)
    server.shutdown()
    server.server_close()


def test_hostile_answers_fail_or_are_unreadable_and_harm_no_neighbour(stage: Stage) -> None:
    """The 429 is asked last: its Retry-After closes the one host that all share."""
    names = sorted(CASES, key=lambda name: name == "slow-down")
    assert len(CASES) >= 45
    sources = [stage.source("good-first"), *(stage.source(name, **CASES[name].source) for name in names[:-1])]
    sources += [stage.source("good-last"), stage.source(names[-1])]
    assert {result.outcome for result in stage.round(sources).values()} == {Outcome.FIRST_SEEN}
    stage.handler.spoiled = True

    results = stage.round(sources)

    wrong = {
        name: (results[name].outcome, results[name].reason, results[name].message)
        for name, case in CASES.items()
        if results[name].outcome is not case.outcome or (case.reasons and results[name].reason not in case.reasons)
    }
    assert wrong == {}
    assert {results["good-first"].outcome, results["good-last"].outcome} == {Outcome.UNCHANGED}
    assert list(stage.history.changes()) == []
    assert [row for row in stage.history.checks() if row["outcome"] is None] == []
    assert len(stage.history.checks()) == 2 * len(sources)
    assert stage.history.verify().ok


def test_every_hostile_source_is_read_again_once_its_publisher_is_well(stage: Stage) -> None:
    sources = [stage.source(name, **CASES[name].source) for name in ("challenge", "empty", "fewer-sections", "gone")]
    stage.round(sources)
    stage.handler.spoiled = True
    stage.round(sources)
    stage.handler.spoiled = False

    assert {result.outcome for result in stage.round(sources).values()} == {Outcome.UNCHANGED}
    assert list(stage.history.changes()) == []
    assert all(stage.history.source_state(source.id).unreadable_since is None for source in sources)


def test_a_redirect_from_a_public_name_to_a_private_address_is_not_followed(stage: Stage) -> None:
    source = stage.source("good", allow_private_addresses=False)

    result = stage.round([source])["good"]

    assert (result.outcome, result.reason) == (Outcome.FAILED, "private_address")
    assert stage.handler.asked == {}


def test_there_and_back_is_two_changes_with_ids_of_their_own(stage: Stage) -> None:
    outcomes = [stage.serve("act", page).outcome for page in (LAW, AMENDED, LAW)]

    assert outcomes == [Outcome.FIRST_SEEN, Outcome.CHANGED, Outcome.CHANGED]
    changes = list(stage.history.changes())
    assert [row["kind"] for row in changes] == ["amended", "amended"]
    assert len({row["id"] for row in changes}) == 2


def test_a_server_that_fails_once_is_asked_again(stage: Stage) -> None:
    stage.retries = 1

    assert stage.serve("act", 500, LAW).outcome is Outcome.FIRST_SEEN


def test_robots_that_cannot_be_reached_are_obeyed_as_a_refusal_of_all(stage: Stage) -> None:
    """RFC 9309 §2.3.1.4: an unreachable robots.txt (5xx) means complete disallow."""
    stage.handler.robots_status = 503

    result = stage.serve("act", LAW)

    assert result.outcome in {Outcome.REFUSED, Outcome.FAILED}
    assert "act" not in stage.handler.asked
    assert len(stage.history.checks()) == 1


def test_a_loss_that_is_put_right_in_time_is_no_suspected_repeal(stage: Stage) -> None:
    for page in (LAW, FEWER, FEWER):
        stage.serve("act", page)
    stage.at += timedelta(days=2)

    assert stage.serve("act", LAW).outcome is Outcome.UNCHANGED
    assert stage.told() == [AlertKind.SOURCE_UNREADABLE, AlertKind.SOURCE_RECOVERED]


def test_a_loss_on_a_page_whose_bytes_always_differ_becomes_a_suspected_repeal(stage: Stage) -> None:
    stage.serve("act", LAW)
    for number in range(5):
        stage.serve("act", FEWER + f"<!-- {number} -->".encode())

    assert stage.told() == [AlertKind.SOURCE_UNREADABLE, AlertKind.SUSPECTED_REPEAL]


def test_a_source_that_failed_and_sends_the_same_bytes_again_is_told_as_recovered(stage: Stage) -> None:
    stage.serve("act", LAW)
    for _ in range(3):
        stage.serve("act", 404)

    assert stage.serve("act", LAW).outcome is Outcome.UNCHANGED
    assert stage.told() == [AlertKind.SOURCE_FAILING, AlertKind.SOURCE_RECOVERED]


def test_a_round_that_breaks_off_leaves_no_thread_behind(stage: Stage) -> None:
    """More pages wait than the queue to the writer holds; whoever fetches them must not wait for ever."""
    sources = [stage.source(f"act-{number}") for number in range(40)]

    def full(_: CheckResult) -> None:
        time.sleep(0.5)
        raise HistoryFullError("the disk is full")

    with pytest.raises(HistoryFullError):
        stage.round(sources, full)

    ends = time.monotonic() + 5
    while (left := _fetching()) and time.monotonic() < ends:
        time.sleep(0.05)
    assert left == []


def _fetching() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("regdrift-fetch")]


def test_text_that_no_history_can_hold_is_unreadable_and_ends_no_round(stage: Stage) -> None:
    stage.handler.spoiled = True

    results = stage.round([stage.source("half-characters"), stage.source("good")])

    assert (results["half-characters"].outcome, results["half-characters"].reason) == (UNREADABLE, "malformed")
    assert results["good"].outcome is Outcome.FIRST_SEEN
