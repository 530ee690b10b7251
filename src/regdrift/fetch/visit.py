"""One attempt at a page: hop by hop through robots.txt, the host's turn, the request and its redirects."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from regdrift.clock import Clock
from regdrift.fetch.bounds import ACCEPTED_ENCODINGS
from regdrift.fetch.errand import IF_MODIFIED_SINCE, IF_NONE_MATCH, Errand, header_problem, hop_headers
from regdrift.fetch.outcome import REDIRECTS, follow, judge_answer, problem_of_closed_host, problem_of_status
from regdrift.fetch.politeness import HostGate
from regdrift.fetch.problem import Answer, Problem
from regdrift.fetch.retry import retry_after_seconds
from regdrift.fetch.robots import MAX_ROBOTS_BYTES, RobotsBook, Verdict
from regdrift.fetch.settings import FetchSettings
from regdrift.fetch.target import Target, read_target
from regdrift.fetch.wire import Ask, Cookies, Wire

_ROBOTS_REDIRECTS = 5  # RFC 9309 §2.3.1.2
_BUSY = (429, 503)  # the answers with which Retry-After asks for quiet (RFC 6585 §4, RFC 9110 §15.6.4)


@dataclass(slots=True)
class _Trip:
    """One attempt under way: its cookies, and the seconds on the network that are left to it."""

    errand: Errand
    left: float
    cookies: Cookies = field(default_factory=Cookies)


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

        ``source.timeout_seconds`` bounds the time on the network of all hops and their robots.txt together; turns
        waited for do not count.
        """
        problem = header_problem(errand.source, errand.headers)
        if problem is not None:
            return problem
        trip = _Trip(errand, errand.source.timeout_seconds)
        target = errand.target
        for _ in range(self._settings.max_redirects + 1):
            answer = self._hop(trip, target)
            if isinstance(answer, Problem) or answer.status not in REDIRECTS:
                return answer
            if errand.body is not None:
                message = f"{target.host} redirects what is sent with POST ({answer.status}); look up its address"
                return Problem("protocol", message, answer.status)
            following = follow(target, answer)
            if isinstance(following, Problem):
                return following
            target = following
        return Problem(
            "too_many_redirects",
            f"{errand.target.url} led through more than {self._settings.max_redirects} redirects; the last was to "
            f"{target.url}",
        )

    def _hop(self, trip: _Trip, target: Target) -> Answer | Problem:
        """Send one request where robots.txt allows it, in its turn, and judge what came back."""
        verdict = self._ask_robots(trip, target)
        if isinstance(verdict, Problem):
            return verdict
        headers = hop_headers(trip.errand, target, self._settings.identity)
        ask = Ask(
            target=target,
            headers=headers,
            allow_private=trip.errand.source.allow_private_addresses,
            seconds=trip.left,
            bound_seconds=trip.errand.source.timeout_seconds,
            max_raw=self._settings.max_raw_bytes,
            max_decoded=self._settings.max_decoded_bytes,
            cookies=trip.cookies,
            body=trip.errand.body,
        )
        answer = self._send(trip, ask, verdict.delay_seconds, page=True)
        if isinstance(answer, Problem):
            return answer
        conditional = any(name in (IF_NONE_MATCH, IF_MODIFIED_SINCE) for name, _ in headers)
        return judge_answer(answer, target, conditional=conditional, now=self._clock())

    def _send(self, trip: _Trip, ask: Ask, crawl_delay: float, *, page: bool) -> Answer | Problem:
        """Send one request in its turn; its seconds are taken from the trip's."""
        if trip.left <= 0:
            seconds = trip.errand.source.timeout_seconds
            return Problem(
                "timeout", f"{trip.errand.target.url} took more than {seconds:g} s with its redirects", transient=True
            )
        host = ask.target.host
        delay = max(trip.errand.source.delay_seconds, self._settings.default_delay_seconds, crawl_delay)
        with self._gate.turn(host, delay, page=page) as turn:
            if not turn.open:
                return problem_of_closed_host(host, turn.wait_seconds)
            started = time.monotonic()
            answer = self._wire.exchange(ask)
            trip.left -= time.monotonic() - started
            if isinstance(answer, Answer) and answer.status in _BUSY:
                self._gate.close(host, retry_after_seconds(answer.headers, self._clock()) or 0.0)
            return answer

    def _ask_robots(self, trip: _Trip, target: Target) -> Verdict | Problem:
        if not self._settings.robots:
            return Verdict(allowed=True)
        verdict = self.robots.judge(target.origin, target.url, lambda: self._fetch_robots(trip, target))
        if isinstance(verdict, Verdict) and not verdict.allowed:
            return Problem(verdict.reason, verdict.message, refused=True)
        return verdict

    def _fetch_robots(self, trip: _Trip, target: Target) -> Answer | Problem:
        where = read_target(f"{target.origin}/robots.txt")
        for _ in range(_ROBOTS_REDIRECTS + 1):
            if isinstance(where, Problem):
                return where
            ask = Ask(
                target=where,
                headers=(("User-Agent", self._settings.identity), ("Accept-Encoding", ACCEPTED_ENCODINGS)),
                allow_private=trip.errand.source.allow_private_addresses,
                seconds=trip.left,
                bound_seconds=trip.errand.source.timeout_seconds,
                max_raw=MAX_ROBOTS_BYTES,
                max_decoded=MAX_ROBOTS_BYTES,
                cut=True,
            )
            answer = self._send(trip, ask, 0.0, page=False)
            if isinstance(answer, Problem):
                return answer
            if answer.status == 429:
                return problem_of_status(answer, where, retry_after_seconds(answer.headers, self._clock()))
            if answer.status not in REDIRECTS:
                return answer
            where = follow(where, answer)
        return Problem("too_many_redirects", f"{target.origin}/robots.txt leads round in circles")
