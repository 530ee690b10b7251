"""The daemon's first job: look what is due, fetch it side by side, settle what came."""

from __future__ import annotations

import threading
import time
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from regdrift.assess import RuleBook
from regdrift.clock import Clock
from regdrift.config import Configuration
from regdrift.daemon.pulse import Pulse
from regdrift.errors import StoppedError
from regdrift.fetch.client import Fetcher
from regdrift.fetch_queue import Fetched, FetchQueue
from regdrift.model.source import Source
from regdrift.pipeline import Checker, CheckResult
from regdrift.reading import Reader
from regdrift.reassessment import assess_again
from regdrift.reminders import remind
from regdrift.rounds import finish_unread, settle_fetched, validators_of
from regdrift.schedule import settle_due
from regdrift.store.history import History

THREADS = 24
"""Hosts that are asked at the same time; so many may hang before anybody waits."""
SLICE_SECONDS = 4.0
"""How long one look settles what comes before it looks again what is due."""
JOB = "check"


class Checking:
    """One queue of fetches, one reader, one fetcher for the daemon's whole life; use as a context manager."""

    def __init__(
        self, database: Path, book: RuleBook, clock: Clock, *, stop: threading.Event, pulse: Pulse, fetcher: Fetcher
    ) -> None:
        self._database = database
        self._book = book
        self._clock = clock
        self._stop = stop
        self._pulse = pulse
        self._fetcher = fetcher
        self._reader = Reader(stop=stop)
        self._queue = FetchQueue(fetcher, clock, THREADS)
        self._configuration: Configuration | None = None
        self._looked_at: datetime | None = None
        self._reminded_on: date | None = None
        self._log = structlog.get_logger("regdrift.daemon")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._queue.__exit__(kind, error, trace)
        self._reader.close()

    @property
    def under_way(self) -> int:
        """How many sources are waiting to be fetched, being fetched, or waiting for the writer."""
        return len(self._queue.away)

    def look(self, configuration: Configuration, seconds: float = SLICE_SECONDS) -> int:
        """Queue what is due and settle what comes within ``seconds``; give how many results came.

        Raises:
            RegdriftError: the history cannot be used; what was fetched meanwhile stays due.
        """
        self._pulse.beat(JOB)
        with History.open(self._database) as history:
            self._prepare(history, configuration)
            checker = Checker(history, self._reader, configuration.register, configuration.alerts, self._book)
            self._assess_again(history, configuration)
            self._remind(history, configuration)
            self._queue_due(checker, configuration)
            return self._settle(checker, configuration, seconds)

    def _prepare(self, history: History, configuration: Configuration) -> None:
        """Take over the configuration where it is new, and draw plans in where the clock was ahead of the present."""
        now = self._clock()
        if self._configuration is None:
            self._fetcher.restore(history.fetch_state())
        new = configuration is not self._configuration
        if new:
            history.sync_sources(configuration.sources)
        if new or (self._looked_at is not None and now < self._looked_at):
            self._draw_in(history, configuration, now)
        self._configuration, self._looked_at = configuration, now

    def _draw_in(self, history: History, configuration: Configuration, now: datetime) -> None:
        plans = history.plans()
        for source in configuration.sources:
            planned = plans.get(source.id)
            due = settle_due(source, planned, now)
            if due != planned:
                history.set_next_due(source.id, due)

    def _assess_again(self, history: History, configuration: Configuration) -> None:
        at = self._clock()
        found = assess_again(history, configuration.sources, configuration.register, self._book, at)
        if found is not None:
            self._log.info("assessed with edited practices", changes=found.changes, work=len(found.work))

    def _remind(self, history: History, configuration: Configuration) -> None:
        now = self._clock()
        if self._reminded_on == now.date():
            return
        count = remind(history, configuration.sources, configuration.register, configuration.alerts, now)
        self._reminded_on = now.date()
        if count:
            self._log.info("reminded of work", items=count)

    def _queue_due(self, checker: Checker, configuration: Configuration) -> None:
        now, away = self._clock(), self._queue.away
        declared = {source.id: source for source in configuration.sources if source.enabled}
        due = [declared[one] for one in checker.history.due_sources(now) if one in declared and one not in away]
        for source in due:
            for result in finish_unread(checker, source):
                self._tell(result)
        self._queue.add(due, {source.id: validators_of(checker, source, now) for source in due})

    def _settle(self, checker: Checker, configuration: Configuration, seconds: float) -> int:
        declared: dict[str, Source] = {source.id: source for source in configuration.sources}
        ends = time.monotonic() + seconds
        count = 0
        while self._queue.away and time.monotonic() < ends and not self._stop.is_set():
            fetched = self._queue.take()
            # A source that was edited while it was fetched is due still, and asked again as it is declared now.
            if fetched is not None and declared.get(fetched.source.id) == fetched.source:
                self._settle_one(checker, fetched)
                count += 1
            self._pulse.beat(JOB)
        if count:
            checker.history.keep_fetch_state(self._fetcher.snapshot())
        if self._stop.is_set():
            raise StoppedError("the shutdown ended a look; what was stored is kept")
        return count

    def _settle_one(self, checker: Checker, fetched: Fetched) -> None:
        for result in settle_fetched(checker, fetched):
            self._tell(result)

    def _tell(self, result: CheckResult) -> None:
        self._pulse.count("checks", str(result.outcome))
        changes = len(result.analysis.changes) if result.analysis else 0
        self._pulse.count("changes", by=changes)
        say = self._log.info if result.good else self._log.warning
        say("checked", source=result.source, outcome=str(result.outcome), reason=result.reason, changes=changes)
