"""The daemon: APScheduler wakes it, the history says what is due.

APScheduler's jobs live in memory and carry no state: one job checks what is due, one delivers alerts, one watches
over both. What is due stands in the history (``next_due_at``), so a restart catches up once and never twice.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from filelock import FileLock, Timeout

from regdrift.assess import RuleBook
from regdrift.clock import Clock
from regdrift.config import Configuration
from regdrift.daemon.backups import BackupPlan, Backups
from regdrift.daemon.checking import JOB, Checking
from regdrift.daemon.health import Health, HealthServer
from regdrift.daemon.heartbeat import Heartbeat
from regdrift.daemon.overdue import OverdueWatch
from regdrift.daemon.pulse import Pulse
from regdrift.daemon.systemd import notify, watchdog_seconds
from regdrift.errors import ConfigurationError, HistoryLockedError, RegdriftError, StoppedError
from regdrift.fetch.client import Fetcher
from regdrift.notify import deliver_due
from regdrift.store.history import History

LOOK_SECONDS = 5
"""How often the daemon looks for due sources, and for alerts to deliver."""
WATCH_SECONDS = 20
"""How often it looks for sources that are late, and sends its heartbeat where that is due."""
STOP_SECONDS = 8.0
"""How long a shutdown waits for jobs; what is not done by then is rolled back and done at the next start."""
LONGEST_PAUSE_SECONDS = 300.0
"""Longest pause after looks that failed one after another: a full disk must not become a flood of fetches."""
BACKUP_SECONDS = 60
"""How often it looks whether a copy of the history is due."""
DELIVER, WATCH, BACKUP = "deliver", "watch", "backup"


@dataclass(frozen=True, slots=True)
class DaemonSettings:
    """Where the history lies and how the configuration is read again."""

    database: Path
    load: Callable[[], Configuration]
    """Reads the three files; raises ConfigurationError with every mistake."""
    book: RuleBook
    clock: Clock
    listen: str | None = None
    """Where health and metrics are served, as ``HOST:PORT``; None serves none."""
    backup: BackupPlan | None = None
    """Copies on a schedule; None makes none."""


class Daemon:
    """One service per history; :meth:`serve` runs until SIGTERM or SIGINT, SIGHUP reads the files again."""

    def __init__(self, settings: DaemonSettings) -> None:
        self._settings = settings
        self._configuration = settings.load()
        self._stop = threading.Event()
        self._reload = threading.Event()
        self._wake = threading.Event()
        self._pulse = Pulse()
        self._running: set[str] = set()
        self._failed_looks = 0
        self._look_again_at = 0.0
        self._log = structlog.get_logger("regdrift.daemon")

    def serve(self) -> bool:
        """Serve until told to stop; False where a job was still busy at the end and the process should be ended hard.

        Raises:
            HistoryLockedError: another daemon serves this history; the message says who.
            UsageError: ``listen`` is no address.
            OSError: nothing can be served there.
        """
        with self._lock(), self._health():
            return self._serve_locked()

    @contextmanager
    def _lock(self) -> Iterator[None]:
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
            yield
        finally:
            holder.unlink(missing_ok=True)
            lock.release()

    def _health(self) -> AbstractContextManager[object]:
        if self._settings.listen is None:
            return nullcontext()
        health = Health(self._pulse, self._settings.database, self._settings.clock)
        server = HealthServer(health, self._settings.listen)
        self._log.info("health is served", address=self._settings.listen)
        return server

    def _serve_locked(self) -> bool:
        with History.open(self._settings.database) as history:
            history.sync_sources(self._configuration.sources)
        self._listen_to_signals()
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        with Fetcher(clock=self._settings.clock) as fetcher, self._checking(fetcher) as checking:
            watch = OverdueWatch(time.monotonic), Heartbeat(time.monotonic)
            self._add_job(scheduler, JOB, LOOK_SECONDS, lambda: self._check(checking))
            self._add_job(scheduler, DELIVER, LOOK_SECONDS, self._deliver)
            self._add_job(scheduler, WATCH, WATCH_SECONDS, lambda: self._watch(*watch))
            if self._settings.backup is not None:
                copies = Backups(self._settings.backup, self._settings.clock, time.monotonic)
                self._add_job(scheduler, BACKUP, BACKUP_SECONDS, lambda: self._back_up(copies))
            scheduler.start()
            self._log.info("serving", sources=len(self._configuration.sources), database=str(self._settings.database))
            notify("READY=1", f"STATUS=watching {len(self._configuration.sources)} sources", f"MAINPID={os.getpid()}")
            self._wait_for_the_end()
            notify("STOPPING=1")
            scheduler.shutdown(wait=False)
            clean = self._let_jobs_end()
        self._log.info("stopped", clean=clean)
        return clean

    def _checking(self, fetcher: Fetcher) -> Checking:
        settings = self._settings
        return Checking(
            settings.database, settings.book, settings.clock, stop=self._stop, pulse=self._pulse, fetcher=fetcher
        )

    def _add_job(self, scheduler: BackgroundScheduler, name: str, seconds: int, job: Callable[[], None]) -> None:
        self._pulse.beat(name)
        scheduler.add_job(
            self._run, "interval", (name, job), seconds=seconds, next_run_time=self._settings.clock(), id=name
        )

    def _run(self, name: str, job: Callable[[], None]) -> None:
        """Run one job to its end: what goes wrong is logged and shown, and never ends the service."""
        self._running.add(name)
        problem: str | None = None
        try:
            job()
        except StoppedError as error:
            self._log.info("job stopped", job=name, reason=str(error))
        except RegdriftError as error:
            problem = str(error)
            self._log.error("job failed", job=name, error=problem)
        except Exception as error:  # noqa: BLE001  # the daemon's job: a bug must not end the service
            problem = f"a bug in regdrift: {type(error).__name__}: {error}"
            self._log.exception("bug in a job", job=name)
        finally:
            self._pulse.done(name, problem)
            self._running.discard(name)

    def _wait_for_the_end(self) -> None:
        """Wait for signals; meanwhile tell systemd's watchdog that all jobs move, as long as they do."""
        wanted = watchdog_seconds()
        patience = None if wanted is None else wanted / 3
        while not self._stop.is_set():
            self._wake.wait(patience)
            self._wake.clear()
            if self._reload.is_set():
                self._reload.clear()
                self._load_again()
            if wanted is not None and not self._pulse.stuck():
                notify("WATCHDOG=1")

    def _let_jobs_end(self) -> bool:
        ends = time.monotonic() + STOP_SECONDS
        while self._running and time.monotonic() < ends:
            time.sleep(0.05)
        return not self._running

    def _listen_to_signals(self) -> None:
        # No log is written here: a handler may interrupt a line that is being written.
        def stop(_number: int, _frame: object) -> None:
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
            mistakes = [str(mistake) for mistake in error.mistakes]
            self._log.error("configuration kept", mistakes=mistakes)
            self._pulse.note("configuration", f"the old files are kept: {mistakes[0]}")
            return
        self._pulse.note("configuration", None)
        self._log.info("configuration read again", sources=len(self._configuration.sources))

    def _check(self, checking: Checking) -> None:
        if time.monotonic() < self._look_again_at:
            return
        try:
            checking.look(self._configuration)
        except StoppedError:
            raise
        except Exception:
            pause = min(LOOK_SECONDS * 2.0**self._failed_looks, LONGEST_PAUSE_SECONDS)
            self._failed_looks += 1
            self._look_again_at = time.monotonic() + pause
            raise
        self._failed_looks = 0

    def _deliver(self) -> None:
        def stopped() -> bool:
            self._pulse.beat(DELIVER)
            return self._stop.is_set()

        with History.open(self._settings.database) as history:
            report = deliver_due(history, self._configuration.alerts, self._settings.clock, stopped=stopped)
        for name in ("sent", "failed", "dead"):
            self._pulse.count(f"alerts_{name}", by=getattr(report, name))
        if report.sent or report.failed or report.dead:
            self._log.info("delivered", sent=report.sent, failed=report.failed, dead=report.dead)

    def _back_up(self, copies: Backups) -> None:
        made = copies.look(self._settings.database)
        if made is not None:
            self._pulse.count("backups")
            self._log.info("backup written", file=str(made))

    def _watch(self, overdue: OverdueWatch, heartbeat: Heartbeat) -> None:
        configuration = self._configuration
        with History.open(self._settings.database) as history:
            late = overdue.look(history, configuration, self._settings.clock())
        if late:
            self._log.warning("sources are not checked in time", count=len(late), sources=list(late[:20]))
        problem = heartbeat.beat(configuration.alerts.heartbeat, well=not self._pulse.problems() and not late)
        if problem:
            self._log.warning("heartbeat not sent", error=problem)
