"""The story: the calendar is turned date by date, and each date is one ordinary round of checks."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from regdrift.config import Configuration, load_all
from regdrift.data.load_rules import load_rule_book
from regdrift.demo.catchers import Mailbox, Receiver
from regdrift.demo.law import Page, load_pages
from regdrift.demo.site import Site
from regdrift.fetch.client import Fetcher
from regdrift.notify import deliver_due
from regdrift.pipeline import Checker, CheckResult
from regdrift.reading import Reader
from regdrift.rounds import Round, run_round
from regdrift.store.history import History

_FILES = ("sources.yaml", "practices.yaml", "alerts.yaml")

Narrator = Callable[[date, Sequence[CheckResult]], None]
"""Told after each date: the day and how its checks ended."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the story left behind."""

    database: Path
    folder: Path
    dates: tuple[date, ...]
    mails: tuple[tuple[str, str], ...]
    """Recipient and subject of each mail that the local mailbox was given."""
    webhooks_verified: int
    webhooks_refused: int
    alerts_waiting: int


class StoryClock:
    """A clock that stands at eight in the morning of the story's day and gains a second at each look."""

    def __init__(self) -> None:
        self._at = datetime(2016, 1, 1, tzinfo=UTC)
        self._lock = threading.Lock()

    def turn_to(self, day: date) -> None:
        """Put the clock to 08:00 UTC of a day."""
        with self._lock:
            self._at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Give the present of the story."""
        with self._lock:
            self._at += timedelta(seconds=1)
            return self._at


def play(folder: Path, narrator: Narrator) -> DemoReport:
    """Play the whole story into ``folder`` and leave its history and its three files there.

    What an earlier demonstration left in the folder is replaced; other files are not touched.
    """
    pages = load_pages()
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    with Site(pages) as site, Mailbox() as mailbox, Receiver(secret) as receiver:
        _lay_out(folder, {"SITE": site.base, "SMTP_PORT": str(mailbox.port), "HOOK": receiver.url, "SECRET": secret})
        database = folder / "regdrift.db"
        configuration = load_all(folder, os.environ)
        dates = sorted({edition.on for page in pages for edition in page.editions})
        clock = StoryClock()
        with History.open(database) as history, Reader() as reader, Fetcher(clock=clock) as fetcher:
            history.sync_sources(configuration.sources)
            checker = Checker(history, reader, configuration.register, configuration.alerts, load_rule_book())
            how = Round(fetcher, clock, threading.Event())
            for day in dates:
                site.day = day
                clock.turn_to(day)
                narrator(day, _play_day(checker, configuration, pages, day, how))
            waiting = sum(1 for row in history.alerts() if row["state"] not in {"sent", "dead"})
        return DemoReport(
            database=database,
            folder=folder,
            dates=tuple(dates),
            mails=tuple((str(message["To"]), str(message["Subject"])) for message in mailbox.messages),
            webhooks_verified=len(receiver.accepted),
            webhooks_refused=receiver.refused,
            alerts_waiting=waiting,
        )


def _play_day(
    checker: Checker, configuration: Configuration, pages: Sequence[Page], day: date, how: Round
) -> tuple[CheckResult, ...]:
    published = {page.id for page in pages if page.at(day) is not None}
    sources = [source for source in configuration.sources if source.id in published]
    results = run_round(checker, sources, how, lambda _: None)
    deliver_due(checker.history, configuration.alerts, how.clock)
    return results


def _lay_out(folder: Path, places: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("regdrift.db*"):
        if stale.is_dir():
            shutil.rmtree(stale)
        else:
            stale.unlink()
    for name in _FILES:
        text = (files("regdrift.data") / "demo" / name).read_text("utf-8")
        for key, value in places.items():
            text = text.replace(f"@{key}@", value)
        (folder / name).write_text(text, "utf-8")
