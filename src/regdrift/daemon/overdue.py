"""Tells people, once per episode, of sources that are due and that nobody checks; and when they are checked again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from regdrift.config import Configuration
from regdrift.model.alert import Alert, AlertKind
from regdrift.model.source import Source
from regdrift.notify import AlertEvent, route_alerts, source_event, sources_event
from regdrift.store.history import History
from regdrift.store.outbox import SOURCES_OVERDUE

LATE_SECONDS = 7200.0
"""A source that has been due for so long, while the daemon ran, was not checked in time."""
STORM = 5
"""More sources than this at once are told in one message."""


class OverdueWatch:
    """Looks again and again; time is the process's own, so that neither a restart nor a jump of the clock alarms."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._due_since: dict[str, float] = {}

    def look(self, history: History, configuration: Configuration, now: datetime) -> tuple[str, ...]:
        """Write the alarms and all-clears that are new, and give the sources that are overdue."""
        declared = {source.id: source for source in configuration.sources if source.enabled}
        due = [one for one in history.due_sources(now) if one in declared]
        at = self._monotonic()
        self._due_since = {one: self._due_since.get(one, at) for one in due}
        late = [one for one in due if at - self._due_since[one] >= LATE_SECONDS]
        told = history.told_of(SOURCES_OVERDUE)
        fresh = [declared[one] for one in late if one not in told]
        over = [declared[one] for one in told if one in declared and one not in due]
        # A source that is still due after a restart keeps its episode: it was told and is not well yet.
        kept = sorted({*late, *(one for one in told if one in declared and one in due)})
        if fresh or kept != sorted(told):
            alert_config = replace(configuration.alerts, left=history.left_routes())
            configuration = replace(configuration, alerts=alert_config)
            since = {one.id: told.get(one.id, now.isoformat()) for one in (*fresh, *over)}
            alerts = [*_alarms(fresh, since, now, configuration), *_all_clears(over, since, now, configuration)]
            history.tell_of(SOURCES_OVERDUE, {one: told.get(one, now.isoformat()) for one in kept}, alerts, now)
        return tuple(kept)


def _alarms(
    sources: Sequence[Source], since: dict[str, str], now: datetime, configuration: Configuration
) -> tuple[Alert, ...]:
    text = "the source is due and was not checked in time; `regdrift doctor` and the daemon's log say why"
    return _alerts(AlertKind.SOURCE_OVERDUE, "not_checked_in_time", text, (sources, since, now), configuration)


def _all_clears(
    sources: Sequence[Source], since: dict[str, str], now: datetime, configuration: Configuration
) -> tuple[Alert, ...]:
    text = "the source is checked in time again; what changed meanwhile is told with this check"
    return _alerts(AlertKind.SOURCE_ON_TIME, "checked_again", text, (sources, since, now), configuration)


def _alerts(
    kind: AlertKind,
    reason: str,
    text: str,
    about: tuple[Sequence[Source], dict[str, str], datetime],
    configuration: Configuration,
) -> tuple[Alert, ...]:
    sources, since, now = about
    events: list[AlertEvent]
    if len(sources) > STORM:
        key = "+".join(sorted(f"{source.id}/{since[source.id]}" for source in sources))
        events = [sources_event(kind, sources, reason, text, now, key)]
    else:
        events = [source_event(kind, one, reason, text, now, f"{one.id}/{since[one.id]}") for one in sources]
    return tuple(alert for event in events for alert in route_alerts(event, configuration.alerts))
