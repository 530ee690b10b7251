"""robots.txt as RFC 9309 has it: fetched once a day for each origin, obeyed under the name ``regdrift``."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import protego

from regdrift.clock import Clock
from regdrift.fetch.problem import Answer, Problem
from regdrift.fetch.settings import PRODUCT_TOKEN

MAX_ROBOTS_BYTES = 500 * 1024
"""RFC 9309 §2.5: at least 500 kibibytes are parsed; what follows is not read."""

# The line names a product token only (RFC 9309 §2.2.1), yet many publishers write a version behind it.
_VERSION = re.compile(r"^([ \t]*user-agent[ \t]*:[ \t]*[a-z_-]+)/\S*", re.IGNORECASE | re.MULTILINE)

_LONGEST_CRAWL_DELAY_SECONDS = 86400.0
_FRESH = timedelta(hours=24)  # RFC 9309 §2.4
_FRESH_WHEN_UNREACHABLE = timedelta(minutes=10)


class Standing(StrEnum):
    """What asking an origin for its robots.txt gave."""

    RULES = "rules"
    NONE = "none"
    """The file is unavailable (4xx): everything may be fetched (RFC 9309 §2.3.1.3)."""
    UNREACHABLE = "unreachable"
    """The server failed (5xx): nothing may be fetched for now (RFC 9309 §2.3.1.4)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a page may be fetched, and how slowly."""

    allowed: bool
    reason: str = ""
    """``robots_disallowed`` or ``robots_unreachable`` where it may not."""
    message: str = ""
    delay_seconds: float = 0.0
    """The Crawl-delay for this crawler; zero where there is none."""


class _Rules(Protocol):
    def can_fetch(self, url: str, user_agent: str) -> bool: ...

    def crawl_delay(self, user_agent: str) -> float | None: ...


@dataclass(frozen=True, slots=True)
class _Entry:
    standing: Standing
    text: str
    fetched_at: datetime
    rules: _Rules
    note: str = ""


Ask = Callable[[], Answer | Problem]
"""Fetches the robots.txt of the origin in question."""


class RobotsBook:
    """What is known of each origin's robots.txt; asked of the origin when it is not, or when it is a day old."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._origin_locks: dict[str, threading.Lock] = {}
        self._entries: dict[str, _Entry] = {}

    def judge(self, origin: str, url: str, ask: Ask) -> Verdict | Problem:
        """Say whether ``url`` of ``origin`` may be fetched.

        A Problem comes back where the origin cannot be reached at all or asks to wait: then the page could not be
        fetched either, and the true cause helps more than a word about robots.txt.
        """
        with self._lock:
            origin_lock = self._origin_locks.setdefault(origin, threading.Lock())
        with origin_lock:
            entry = self._current(origin, ask)
        if isinstance(entry, Problem):
            return entry
        if entry.standing is Standing.UNREACHABLE:
            return Verdict(
                allowed=False,
                reason="robots_unreachable",
                message=f"{origin}/robots.txt could not be read ({entry.note}), so nothing may be fetched from there "
                "for now (RFC 9309); it is asked again later",
            )
        if not entry.rules.can_fetch(url, PRODUCT_TOKEN):
            return Verdict(
                allowed=False,
                reason="robots_disallowed",
                message=f"{origin}/robots.txt does not allow {PRODUCT_TOKEN} to fetch {url}; "
                "ask the publisher, or take another address of the same law",
            )
        return Verdict(allowed=True, delay_seconds=_crawl_delay(entry.rules))

    def snapshot(self) -> dict[str, dict[str, str]]:
        """Give what is still fresh, ready for JSON, so that a restart asks no origin twice a day."""
        now = self._clock()
        with self._lock:
            rows = sorted(self._entries.items())
        return {
            origin: {
                "standing": entry.standing.value,
                "text": entry.text,
                "fetched_at": entry.fetched_at.isoformat(),
                "note": entry.note,
            }
            for origin, entry in rows
            if _is_fresh(entry, now)
        }

    def restore(self, state: Mapping[str, Mapping[str, str]]) -> None:
        """Take up a snapshot; a row that cannot be read is left out and the origin is asked again."""
        for origin, row in state.items():
            try:
                fetched_at = datetime.fromisoformat(row["fetched_at"])
                entry = _entry(Standing(row["standing"]), row["text"], fetched_at, row.get("note", ""))
            except (KeyError, TypeError, ValueError, AttributeError):
                continue
            if fetched_at.tzinfo is not None:
                with self._lock:
                    self._entries[origin] = entry

    def _current(self, origin: str, ask: Ask) -> _Entry | Problem:
        now = self._clock()
        with self._lock:
            known = self._entries.get(origin)
        if known is not None and _is_fresh(known, now):
            return known
        entry = _entry_of(ask(), self._clock())
        if known is not None and known.standing is not Standing.UNREACHABLE and not _is_answer(entry):
            return known  # RFC 9309 §2.4: an old copy may serve as long as the file is unreachable
        if isinstance(entry, _Entry):
            with self._lock:
                self._entries[origin] = entry
        return entry


def _crawl_delay(rules: _Rules) -> float:
    delay = rules.crawl_delay(PRODUCT_TOKEN) or 0.0
    return min(max(0.0, delay), _LONGEST_CRAWL_DELAY_SECONDS) if math.isfinite(delay) else 0.0


def _is_answer(entry: _Entry | Problem) -> bool:
    return isinstance(entry, _Entry) and entry.standing is not Standing.UNREACHABLE


def _is_fresh(entry: _Entry, now: datetime) -> bool:
    lifetime = _FRESH_WHEN_UNREACHABLE if entry.standing is Standing.UNREACHABLE else _FRESH
    return timedelta() <= now - entry.fetched_at < lifetime


def _entry_of(result: Answer | Problem, now: datetime) -> _Entry | Problem:
    if isinstance(result, Problem):
        return _entry_of_problem(result, now)
    if result.status in (200, 203):
        text = result.body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
        if result.cut:
            # The last line may be half a rule.
            text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
        return _entry(Standing.RULES, text, now)
    if result.status >= 500:
        return _entry(Standing.UNREACHABLE, "", now, f"HTTP {result.status}")
    return _entry(Standing.NONE, "", now)


def _entry_of_problem(problem: Problem, now: datetime) -> _Entry | Problem:
    if problem.reason in ("connect", "tls", "private_address", "rate_limited", "configuration"):
        return problem
    if problem.reason in ("too_many_redirects", "bad_scheme"):
        return _entry(Standing.NONE, "", now)  # RFC 9309 §2.3.1.2: may be taken as unavailable
    if problem.status is not None and problem.status < 500:
        return _entry(Standing.NONE, "", now)
    return _entry(Standing.UNREACHABLE, "", now, problem.message)


def _entry(standing: Standing, text: str, fetched_at: datetime, note: str = "") -> _Entry:
    return _Entry(standing, text, fetched_at, protego.Protego.parse(_VERSION.sub(r"\1", text)), note)
