"""The daemon: APScheduler wakes it, the history says what is due.

APScheduler's jobs live in memory and carry no state: one job looks for due sources, one delivers alerts. What is
due stands in the history (``next_due_at``), so a restart catches up once and never twice.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from filelock import FileLock, Timeout

from regdrift.assess import RuleBook
from regdrift.clock import Clock
from regdrift.config import Configuration
from regdrift.errors import ConfigurationError, HistoryLockedError, RegdriftError, StoppedError
from regdrift.fetch.client import Fetcher
from regdrift.model.source import Source
from regdrift.notify import deliver_due
from regdrift.pipeline import Checker, CheckResult
from regdrift.reading import Reader
from regdrift.reassessment import assess_again
from regdrift.rounds import Round, run_round
from regdrift.store.history import History

LOOK_SECONDS = 5
"""How often the daemon looks for due sources."""
DELIVER_SECONDS = 5
"""How often the daemon looks for alerts to deliver."""


@dataclass(frozen=True, slots=True)
class DaemonSettings:
    """Where the history lies and how the configuration is read again."""

    database: Path
    load: Callable[[], Configuration]
    """Reads the three files; raises ConfigurationError with every mistake."""
    book: RuleBook
    clock: Clock


class Daemon:
    """One service per history; :meth:`serve` runs until SIGTERM or SIGINT, SIGHUP reads the files again."""

    def __init__(self, settings: DaemonSettings) -> None:
        self._settings = settings
        self._configuration = settings.load()
        self._stop = threading.Event()
        self._reload = threading.Event()
        self._wake = threading.Event()
        self._log = structlog.get_logger("regdrift.daemon")

    def serve(self) -> None:
        """Serve until told to stop.

        Raises:
            HistoryLockedError: another daemon serves this history; the message says who.
        """
        lock_file = self._settings.database.with_name(self._settings.database.name + ".daemon")
        holder = lock_file.with_name(lock_file.name + ".pid")
        lock_file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(lock_file, timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            who = holder.read_text("utf-8").strip() if holder.exists() else "unknown"
            raise HistoryLockedError(
                f"another daemon (process {who}) serves {self._settings.database}; stop that one first"
            ) from error
        try:
            holder.write_text(f"{os.getpid()}\n", "utf-8")
            self._serve_locked()
        finally:
            holder.unlink(missing_ok=True)
            lock.release()

    def _serve_locked(self) -> None:
        with History.open(self._settings.database) as history:
            history.sync_sources(self._configuration.sources)
        self._listen_to_signals()
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        now = self._settings.clock()
        scheduler.add_job(self._check_due, "interval", seconds=LOOK_SECONDS, next_run_time=now, id="check")
        scheduler.add_job(self._deliver, "interval", seconds=DELIVER_SECONDS, next_run_time=now, id="deliver")
        scheduler.start()
        self._log.info("serving", sources=len(self._configuration.sources), database=str(self._settings.database))
        try:
            while not self._stop.is_set():
                self._wake.wait()
                self._wake.clear()
                if self._reload.is_set():
                    self._reload.clear()
                    self._load_again()
        finally:
            scheduler.shutdown(wait=True)
            self._log.info("stopped")

    def _listen_to_signals(self) -> None:
        def stop(number: int, _frame: object) -> None:
            self._log.info("stopping", signal=signal.Signals(number).name)
            self._stop.set()
            self._wake.set()

        def reload(_number: int, _frame: object) -> None:
            self._reload.set()
            self._wake.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, reload)

    def _load_again(self) -> None:
        try:
            self._configuration = self._settings.load()
        except ConfigurationError as error:
            self._log.error("configuration kept", mistakes=[str(mistake) for mistake in error.mistakes])
            return
        with History.open(self._settings.database) as history:
            history.sync_sources(self._configuration.sources)
        self._log.info("configuration read again", sources=len(self._configuration.sources))

    def _check_due(self) -> None:
        configuration = self._configuration
        try:
            with History.open(self._settings.database) as history:
                self._assess_again(history, configuration)
                due = set(history.due_sources(self._settings.clock()))
                sources = [source for source in configuration.sources if source.enabled and source.id in due]
                if sources:
                    self._run_round(history, configuration, sources)
        except StoppedError as error:
            self._log.info("round stopped", reason=str(error))
        except RegdriftError as error:
            self._log.error("round failed", error=str(error))
        except Exception:  # noqa: BLE001  # the daemon's job: a bug in one round must not end the service
            self._log.exception("bug in a round")

    def _assess_again(self, history: History, configuration: Configuration) -> None:
        at = self._settings.clock()
        found = assess_again(history, configuration.sources, configuration.register, self._settings.book, at)
        if found is not None:
            self._log.info("assessed with edited practices", changes=found.changes, work=len(found.work))

    def _run_round(self, history: History, configuration: Configuration, sources: list[Source]) -> None:
        with Reader(stop=self._stop) as reader, Fetcher(clock=self._settings.clock) as fetcher:
            checker = Checker(history, reader, configuration.register, configuration.alerts, self._settings.book)
            run_round(checker, sources, Round(fetcher, self._settings.clock, self._stop), self._tell)

    def _tell(self, result: CheckResult) -> None:
        say = self._log.info if result.good else self._log.warning
        say(
            "checked",
            source=result.source,
            outcome=str(result.outcome),
            reason=result.reason,
            changes=len(result.analysis.changes) if result.analysis else 0,
        )

    def _deliver(self) -> None:
        try:
            with History.open(self._settings.database) as history:
                report = deliver_due(history, self._configuration.alerts, self._settings.clock)
            if report.sent or report.failed:
                self._log.info("delivered", sent=report.sent, failed=report.failed, dead=report.dead)
        except RegdriftError as error:
            self._log.error("delivery failed", error=str(error))
        except Exception:  # noqa: BLE001  # as above
            self._log.exception("bug in delivery")
