"""The parts of a score: severity, overlap, legal status, urgency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from regdrift.assess.book import Settings, SignalPattern
from regdrift.model.change import Change, ChangeKind
from regdrift.model.law import LawContext
from regdrift.model.level import Level
from regdrift.model.signal import Signal

WAYS: Final = frozenset({"came", "went", "replaced", "stands"})
"""Words of :attr:`SignalPattern.way`."""


def status_of(change: Change, law: LawContext, settings: Settings) -> float:
    """Give the legal status, 0 to 1: law in force 1, announced, proposed or explained less."""
    status = settings.status_of_kind[str(law.kind)]
    return status * settings.status_pending if change.kind is ChangeKind.PENDING else status


def urgency_of(change: Change, law: LawContext, settings: Settings) -> float:
    """Give the urgency, 0 to 1, from the days until the change takes effect; past dates press now."""
    if change.effective_on is None:
        return settings.urgency_undated[str(law.kind)]
    days = max(0, (change.effective_on - law.today).days)
    return next((urgency for limit, urgency in settings.urgency_steps if days <= limit), settings.urgency_later)


def level_of(score: float, settings: Settings) -> Level:
    """Give the level of a score; below ``low_from`` there is a score but no level worth telling."""
    if score >= settings.high_from:
        return Level.HIGH
    if score >= settings.medium_from:
        return Level.MEDIUM
    return Level.LOW if score >= settings.low_from else Level.NONE


def fits(signal: Signal, patterns: Iterable[SignalPattern]) -> bool:
    """Tell whether a signal is of a wanted kind and its words went the wanted way."""
    return any(pattern.kind == signal.kind and _went(signal, pattern.way) for pattern in patterns)


def _went(signal: Signal, way: str) -> bool:
    old, new = signal.before is not None, signal.after is not None
    ways = {"came": new and not old, "went": old and not new, "replaced": old and new, "stands": new}
    return ways.get(way, True)
