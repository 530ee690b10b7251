"""What ``regdrift doctor`` finds on this machine: the history, its daemon, alerts that were given up, time zones."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from regdrift.cli.options import Common, reading
from regdrift.errors import HistoryError

if TYPE_CHECKING:
    from regdrift.store.history import History

_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One finding: ``state`` is ``ok``, ``warn`` or ``fail``; ``advice`` is the next step, empty where all is well."""

    subject: str
    state: str
    message: str
    advice: str = ""


def check_history(common: Common, now: datetime) -> Iterator[Diagnosis]:
    """Look at the file, what was read last, the alerts that were given up, and whether the clock went backwards."""
    if not common.database.exists():
        yield Diagnosis("history", "warn", f"{common.database} is not there yet", "`regdrift check` makes it")
        return
    try:
        with reading(common) as history:
            yield _check_file(history)
            yield from _check_sources(history, now)
            yield from _check_alerts(history)
    except HistoryError as error:
        hint = "docs/operating.md says what to do; restore a backup if it is damaged"
        yield Diagnosis("history", "fail", str(error), hint)


def _check_file(history: History) -> Diagnosis:
    problems = history.quick_problems()
    if problems:
        advice = "stop, keep the file as evidence, and restore the newest backup that verifies"
        return Diagnosis("history", "fail", f"{history.path}: {problems[0]}", advice)
    told = history.description()
    size = int(str(told["bytes"])) / 1024**2
    return Diagnosis("history", "ok", f"{history.path}, schema {told['schema']}, {size:.1f} MiB, its pages are sound")


def _check_sources(history: History, now: datetime) -> Iterator[Diagnosis]:
    health = history.sources_health()
    bad = [row["id"] for row in health if row.get("last_outcome") in {"failed", "refused", "unreadable"}]
    if bad:
        yield Diagnosis("sources", "warn", f"not read at the last check: {', '.join(bad)}", "`regdrift sources list`")
    else:
        yield Diagnosis("sources", "ok", f"{len(health)} sources, all read at their last check")
    last = max((str(row["last_checked_at"]) for row in health if row["last_checked_at"]), default=None)
    if last and datetime.fromisoformat(last) > now + _TOLERANCE:
        told = f"it is {now:%Y-%m-%d %H:%M} UTC, and the last check was at {last[:16]} UTC"
        yield Diagnosis("clock", "warn", told, "the clock was ahead, or is behind: check that NTP runs")


def _check_alerts(history: History) -> Iterator[Diagnosis]:
    given_up = history.dead_by_channel()
    for row in given_up:
        told = f"{row['channel']}: {row['count']} given up; the last said: {row['last_error'] or 'nothing'}"
        advice = f"mend it, `regdrift alerts test {row['channel']}`, then `regdrift alerts retry --all`"
        yield Diagnosis("alerts", "warn", told, advice)
    for row in history.disabled_targets():
        told = f"{row['channel']}: {row['target']} is switched off: {row['reason']}"
        yield Diagnosis("alerts", "warn", told, "`regdrift alerts retry ID` switches it on again")
    if not given_up:
        waiting = history.outbox_overview()["waiting_since"]
        since = f"; the oldest that waits was written at {waiting[:16]} UTC" if waiting else ""
        yield Diagnosis("alerts", "ok", f"none was given up{since}")


def check_daemon(common: Common) -> Diagnosis:
    """Say whether a daemon serves the history, by the process that its file names."""
    file = common.database.with_name(common.database.name + ".daemon.pid")
    try:
        number = int(file.read_text("utf-8"))
    except FileNotFoundError:
        return Diagnosis("daemon", "warn", "none runs", "start `regdrift run`, or call `regdrift check` from cron")
    except (OSError, ValueError) as error:
        return Diagnosis("daemon", "warn", f"{file}: {error}", "`regdrift run` writes it anew")
    if not _lives(number):
        told = f"process {number} is gone and could not say so"
        return Diagnosis("daemon", "fail", told, "start `regdrift run` again; nothing is lost by it")
    return Diagnosis("daemon", "ok", f"process {number} serves this history")


def _lives(process: int) -> bool:
    if sys.platform == "win32":
        return True  # a signal would end it there; the file goes when the daemon ends by itself
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def check_time_zones() -> Diagnosis:
    """Say whether the machine knows time zones; schedules, digests and quiet hours need them."""
    count = len(available_timezones())
    try:
        ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        advice = "install the system's tzdata, or `pip install tzdata`"
        return Diagnosis("time zones", "fail", f"{count} are known and Europe/Paris is not", advice)
    return Diagnosis("time zones", "ok", f"{count} are known")
