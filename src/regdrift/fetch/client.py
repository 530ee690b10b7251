"""The fetcher: a source in, a value out, whatever the server does."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from regdrift.clock import Clock, now
from regdrift.fetch.connectors.registry import find_connector
from regdrift.fetch.connectors.shape import PageRequest
from regdrift.fetch.errand import ACCEPT, Errand
from regdrift.fetch.politeness import HostGate
from regdrift.fetch.problem import Answer, Problem
from regdrift.fetch.retry import backoff_seconds
from regdrift.fetch.settings import FetchSettings
from regdrift.fetch.target import read_target
from regdrift.fetch.visit import Visitor
from regdrift.fetch.wire import Wire
from regdrift.model.capture import Capture, FetchFailure, FetchRefused, FetchResult, NotModified, Validators
from regdrift.model.source import Source

_DROPPED = frozenset(
    {
        "authentication-info",
        "authorization",
        "cookie",
        "proxy-authenticate",
        "proxy-authentication-info",
        "proxy-authorization",
        "set-cookie",
        "set-cookie2",
        "www-authenticate",
    }
)


class Fetcher:
    """Fetches sources from any number of threads over one shared client; a context manager.

    Args:
        settings: Identity and bounds.
        clock: Gives ``fetched_at`` and the pace of each host.
        sleep: Waits; a daemon may pass one that a shutdown ends early.
        dice: The jitter between attempts.

    Raises:
        InputError: where ``settings.ca_file`` cannot be read.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        clock: Clock = now,
        sleep: Callable[[float], None] = time.sleep,
        dice: random.Random | None = None,
    ) -> None:
        self._settings = settings or FetchSettings()
        self._clock = clock
        self._sleep = sleep
        self._dice = dice or random.Random()  # noqa: S311 - jitter is no secret
        self._wire = Wire(self._settings)
        self._gate = HostGate(
            clock,
            sleep,
            concurrency=self._settings.per_host_concurrency,
            longest_wait_seconds=self._settings.max_wait_seconds,
        )
        self._visitor = Visitor(self._settings, clock, self._wire, self._gate)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._wire.close()

    def fetch(self, source: Source, validators: Validators | None = None, *, force: bool = False) -> FetchResult:
        """Fetch a source through its connector.

        Args:
            source: What to fetch; ``timeout_seconds`` bounds one attempt.
            validators: Those of the last capture, with its ``final_url`` as ``url``; None asks unconditionally.
            force: Ask unconditionally all the same, for a server that says 304 for ever.

        Raises:
            UsageError: where the connector is unknown or the source lacks what it needs; for nothing a server does.
        """
        known = Validators() if force or validators is None else validators
        return find_connector(source.connector).collect(self, source, known)

    def probe(self, source: Source) -> FetchResult:
        """Fetch a source once, unconditionally and without further attempts, to see whether it works.

        Raises:
            UsageError: as :meth:`fetch`.
        """
        return find_connector(source.connector).collect(_Once(self), source, Validators())

    def get(
        self, source: Source, request: PageRequest, validators: Validators, *, retries: int | None = None
    ) -> FetchResult:
        """Fetch one address on behalf of a source: what connectors call. Raises nothing."""
        started = time.monotonic()
        target = read_target(request.url)
        if isinstance(target, Problem):
            return self._failure(target, request.url, started)
        errand = Errand(source, target, request.accept or ACCEPT, validators, request.headers, request.body)
        answer = self._attempt(errand, self._settings.retries if retries is None else retries)
        if isinstance(answer, Problem):
            return self._failure(answer, target.url, started)
        return self._success(answer, target.url, started)

    def snapshot(self) -> dict[str, Any]:
        """Give the pace of the hosts and the robots.txt known, ready for JSON, for :meth:`restore` after a restart."""
        return {
            "schema": "regdrift/fetch-state@1",
            "hosts": self._gate.snapshot(),
            "robots": self._visitor.robots.snapshot(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what :meth:`snapshot` gave; what is damaged or of another schema is left out."""
        if state.get("schema") != "regdrift/fetch-state@1":
            return
        hosts, robots = state.get("hosts"), state.get("robots")
        if isinstance(hosts, Mapping):
            self._gate.restore(hosts)
        if isinstance(robots, Mapping):
            self._visitor.robots.restore(robots)

    def _attempt(self, errand: Errand, retries: int) -> Answer | Problem:
        """Visit until it works, fails for good, or the attempts or the time for waiting are used up."""
        patience = self._settings.max_wait_seconds
        for attempt in range(1, retries + 1):
            answer = self._visitor.visit(errand)
            if isinstance(answer, Answer) or not answer.transient:
                return answer
            asked = answer.retry_after_seconds or 0.0
            wait = asked or backoff_seconds(attempt, self._dice)
            if wait > patience:
                return answer
            patience -= wait
            if not asked:  # else the host's gate is closed for that long, and the next turn waits for it
                self._sleep(wait)
        return self._visitor.visit(errand)

    def _failure(self, problem: Problem, url: str, started: float) -> FetchFailure | FetchRefused:
        if problem.refused:
            return FetchRefused(url, self._clock(), problem.reason, problem.message)
        return FetchFailure(
            url=url,
            fetched_at=self._clock(),
            elapsed_seconds=time.monotonic() - started,
            reason=problem.reason,
            message=problem.message,
            status=problem.status,
            retry_after_seconds=problem.retry_after_seconds,
        )

    def _success(self, answer: Answer, url: str, started: float) -> Capture | NotModified:
        headers = {name: value for name, value in answer.headers.items() if name not in _DROPPED}
        elapsed = time.monotonic() - started
        if answer.status == 304:
            return NotModified(url, self._clock(), elapsed, headers)
        return Capture(
            url=url,
            final_url=answer.url,
            status=answer.status,
            headers=headers,
            body=answer.body,
            sha256=hashlib.sha256(answer.body).hexdigest(),
            fetched_at=self._clock(),
            elapsed_seconds=elapsed,
            validators=Validators(headers.get("etag"), headers.get("last-modified"), answer.url),
        )


class _Once:
    """The fetcher without further attempts."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def get(self, source: Source, request: PageRequest, validators: Validators) -> FetchResult:
        return self._fetcher.get(source, request, validators, retries=0)
