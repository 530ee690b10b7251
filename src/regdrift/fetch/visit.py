"""One attempt at a page: hop by hop through robots.txt, the host's turn, the request and its redirects."""

from __future__ import annotations

import base64
import contextlib
import time
from dataclasses import dataclass

from regdrift.clock import Clock
from regdrift.fetch.bounds import ACCEPTED_ENCODINGS
from regdrift.fetch.politeness import HostGate
from regdrift.fetch.problem import Answer, Problem
from regdrift.fetch.retry import TRANSIENT_STATUSES, retry_after_seconds
from regdrift.fetch.robots import MAX_ROBOTS_BYTES, RobotsBook, Verdict
from regdrift.fetch.settings import FetchSettings
from regdrift.fetch.target import Target, join_target, read_target
from regdrift.fetch.wire import Ask, Cookies, Wire
from regdrift.model.capture import Validators
from regdrift.model.source import Source

ACCEPT = (
    "text/html, application/xhtml+xml, application/xml;q=0.9, text/xml;q=0.9, application/pdf;q=0.9, "
    "application/json;q=0.8, text/plain;q=0.8, */*;q=0.5"
)
"""The formats in which law is published; the parser decides by content."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_REDIRECTS = 5  # RFC 9309 §2.3.1.2
_WITH_VALIDATORS = ("if-none-match", "if-modified-since")
_RESERVED = frozenset(
    {
        *_WITH_VALIDATORS,
        "accept-encoding",
        "connection",
        "content-length",
        "host",
        "if-match",
        "if-range",
        "if-unmodified-since",
        "range",
        "te",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    }
)


@dataclass(frozen=True, slots=True)
class Errand:
    """What one fetch is about: where it starts, what is sent along, and with which permission."""

    source: Source
    target: Target
    accept: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class _Leg:
    """One hop of an errand: where it goes, with which cookies, and how long it may take."""

    target: Target
    cookies: Cookies
    seconds: float


class Visitor:
    """Runs errands; shared by all threads."""

    def __init__(self, settings: FetchSettings, clock: Clock, wire: Wire, gate: HostGate) -> None:
        self._settings = settings
        self._clock = clock
        self._wire = wire
        self._gate = gate
        self.robots = RobotsBook(clock)

    def visit(self, errand: Errand) -> Answer | Problem:
        """Make one attempt and give the last hop's answer (200, 203 or 304), or why there is none.

        ``source.timeout_seconds`` bounds the time on the network of all hops together; turns waited for do not count.
        """
        problem = header_problem(errand.source)
        if problem is not None:
            return problem
        target, cookies, left = errand.target, Cookies(), errand.source.timeout_seconds
        for _ in range(self._settings.max_redirects + 1):
            verdict = self._ask_robots(errand, target)
            if isinstance(verdict, Problem):
                return verdict
            answer, spent = self._hop(errand, _Leg(target, cookies, left), verdict)
            if isinstance(answer, Problem) or answer.status not in _REDIRECTS:
                return answer
            left -= spent
            following = follow(target, answer)
            if isinstance(following, Problem):
                return following
            if left <= 0:
                return Problem("timeout", f"the redirects from {errand.target.url} took too long", transient=True)
            target = following
        return Problem(
            "too_many_redirects",
            f"{errand.target.url} led through more than {self._settings.max_redirects} redirects; the last was to "
            f"{target.url}",
        )

    def _ask_robots(self, errand: Errand, target: Target) -> Verdict | Problem:
        if not self._settings.robots:
            return Verdict(allowed=True)
        verdict = self.robots.judge(target.origin, target.url, lambda: self._fetch_robots(errand, target))
        if isinstance(verdict, Verdict) and not verdict.allowed:
            return Problem(verdict.reason, verdict.message, refused=True)
        return verdict

    def _hop(self, errand: Errand, leg: _Leg, verdict: Verdict) -> tuple[Answer | Problem, float]:
        """Send one request in its turn; give what came back, judged, and the seconds it took."""
        headers = self._headers(errand, leg.target)
        conditional = any(name.lower() in _WITH_VALIDATORS for name, _ in headers)
        ask = Ask(
            target=leg.target,
            headers=headers,
            allow_private=errand.source.allow_private_addresses,
            seconds=leg.seconds,
            max_raw=self._settings.max_raw_bytes,
            max_decoded=self._settings.max_decoded_bytes,
            cookies=leg.cookies,
        )
        delay = max(errand.source.delay_seconds, self._settings.default_delay_seconds, verdict.delay_seconds)
        answer, spent = self._send(ask, delay, page=True)
        if isinstance(answer, Answer):
            answer = self._judge(answer, leg.target, conditional=conditional)
        return answer, spent

    def _send(self, ask: Ask, delay: float, *, page: bool) -> tuple[Answer | Problem, float]:
        host = ask.target.host
        with self._gate.turn(host, delay, page=page) as turn:
            if not turn.open:
                return _closed(host, turn.wait_seconds), 0.0
            started = time.monotonic()
            answer = self._wire.exchange(ask)
            if isinstance(answer, Answer) and answer.status in (429, 503):
                wait = retry_after_seconds(answer.headers, self._clock())
                if wait:
                    self._gate.close(host, wait)
            return answer, time.monotonic() - started

    def _judge(self, answer: Answer, target: Target, *, conditional: bool) -> Answer | Problem:
        """Give an answer that can be used, or a redirect, as it is; say of any other what is wrong."""
        status = answer.status
        if status in (200, 203) or status in _REDIRECTS:
            return answer
        if status == 304:
            return answer if conditional else Problem("protocol", _LYING_304.format(target.host), 304)
        return problem_of_status(answer, target, retry_after_seconds(answer.headers, self._clock()))

    def _headers(self, errand: Errand, target: Target) -> tuple[tuple[str, str], ...]:
        """Give the request's headers; the source's own ones, and its password, go to its own origin only."""
        source, validators = errand.source, errand.validators
        headers = {"User-Agent": self._settings.identity, "Accept": errand.accept}
        if source.language:
            headers["Accept-Language"] = f"{source.language}, *;q=0.5"
        headers["Accept-Encoding"] = ACCEPTED_ENCODINGS
        if target.origin == errand.target.origin:
            replaced = {name.lower() for name, _ in source.headers}
            headers = {name: value for name, value in headers.items() if name.lower() not in replaced}
            headers.update(source.headers)
            credentials = source.auth or errand.target.credentials
            if credentials is not None and "authorization" not in replaced:
                headers["Authorization"] = _basic(credentials)
        if target.url == _given_by(validators, errand.target):
            if _can_be_sent(validators.etag):
                headers["If-None-Match"] = validators.etag or ""
            if _can_be_sent(validators.last_modified):
                headers["If-Modified-Since"] = validators.last_modified or ""
        return tuple(headers.items())

    def _fetch_robots(self, errand: Errand, target: Target) -> Answer | Problem:
        where = read_target(f"{target.origin}/robots.txt")
        left = errand.source.timeout_seconds
        for _ in range(_ROBOTS_REDIRECTS + 1):
            if isinstance(where, Problem):
                return where
            ask = Ask(
                target=where,
                headers=(("User-Agent", self._settings.identity), ("Accept-Encoding", ACCEPTED_ENCODINGS)),
                allow_private=errand.source.allow_private_addresses,
                seconds=left,
                max_raw=MAX_ROBOTS_BYTES,
                max_decoded=MAX_ROBOTS_BYTES,
                cut=True,
            )
            delay = max(errand.source.delay_seconds, self._settings.default_delay_seconds)
            answer, spent = self._send(ask, delay, page=False)
            left = max(left - spent, 0.001)
            if isinstance(answer, Problem):
                return answer
            if answer.status == 429:
                return problem_of_status(answer, where, retry_after_seconds(answer.headers, self._clock()))
            if answer.status not in _REDIRECTS:
                return answer
            where = follow(where, answer)
        return Problem("too_many_redirects", f"{target.origin}/robots.txt leads round in circles")


_LYING_304 = "{} answered 304 (not modified) to a request without validators; nothing was kept"


def follow(target: Target, answer: Answer) -> Target | Problem:
    """Give where a redirect leads; a Problem without Location, to another scheme, or from https down to http.

    A downgrade is refused: what comes over http can be altered on the way, and so is no evidence of the law.
    """
    location = answer.headers.get("location")
    if not location:
        return Problem("protocol", f"{target.host} redirects ({answer.status}) without saying where", answer.status)
    with contextlib.suppress(UnicodeDecodeError):
        location = location.encode("latin-1").decode("utf-8")
    following = join_target(target, location)
    if isinstance(following, Target) and target.secure and not following.secure:
        return Problem(
            "bad_scheme",
            f"{target.url} redirects from https to {following.url}: not followed, because http can be altered on "
            "the way; if you trust it, declare that address",
            answer.status,
        )
    return following


def header_problem(source: Source) -> Problem | None:
    """Say which declared header may not be declared: one that is regdrift's own, or one that cannot be sent."""
    for name, value in source.headers:
        if name.lower() in _RESERVED:
            return Problem("configuration", f"source {source.id}: the header {name} is set by regdrift; remove it")
        if not name.isascii() or not _can_be_sent(value):
            return Problem("configuration", f"source {source.id}: the header {name!r} cannot be sent as it is declared")
    return None


def problem_of_status(answer: Answer, target: Target, retry_after: float | None) -> Problem:
    """Say what an HTTP status that brings no text means, and what to do about it."""
    status = answer.status
    if status == 429:
        asked = "" if retry_after is None else f" and to wait {retry_after:.0f} s"
        message = f"{target.host} asks to slow down (429){asked}; raise the source's delay"
        return Problem("rate_limited", message, status, transient=True, retry_after_seconds=retry_after)
    if status == 206:
        return Problem("protocol", f"{target.host} sent a part (206) of a whole that was asked for", status)
    return Problem(
        "http_status",
        f"{target.url}: HTTP {status}{_HINTS.get(status, '')}",
        status,
        transient=status in TRANSIENT_STATUSES,
        retry_after_seconds=retry_after,
    )


_HINTS = {
    202: " (accepted, no text): often a page that tests the visitor; ask the publisher for access",
    204: " (no content): the publisher gave no text",
    205: " (reset content): the publisher gave no text",
    401: ": a login is needed; declare auth for the source (it is sent to the source's own origin only)",
    403: ": forbidden; the publisher may block automated visitors: give a contact, or ask for access",
    404: ": not found; look up the law's new address",
    406: ": no acceptable form; declare an Accept header for the source",
    407: ": the proxy asks for a login",
    410: ": gone; look up the law's new address",
    451: ": unavailable for legal reasons",
    500: ": the server failed; tried again at the next check",
    502: ": the server failed; tried again at the next check",
    503: ": the server is busy or in maintenance; tried again at the next check",
    504: ": the server failed; tried again at the next check",
}


def _closed(host: str, seconds: float) -> Problem:
    return Problem(
        "rate_limited",
        f"{host} asked to be left alone for {seconds:.0f} s more (Retry-After or Crawl-delay); no request was made",
        retry_after_seconds=seconds,
    )


def _given_by(validators: Validators, start: Target) -> str:
    """The address to which the validators belong; a page that now redirects to another text must not get them."""
    if validators.url is None:
        return start.url
    cleaned = read_target(validators.url)
    return cleaned.url if isinstance(cleaned, Target) else ""


def _can_be_sent(value: str | None) -> bool:
    if not value:
        return False
    return all(character == "\t" or (" " <= character <= "\xff" and character != "\x7f") for character in value)


def _basic(credentials: tuple[str, str]) -> str:
    return "Basic " + base64.b64encode(":".join(credentials).encode()).decode("ascii")
