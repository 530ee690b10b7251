"""Reminders of work that comes due, through the outbox: each stage of each item is told once, one message an owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from regdrift.model.alert import Alert, AlertConfig
from regdrift.model.practice import PracticeRegister
from regdrift.model.source import Source
from regdrift.notify import route_alerts, work_event
from regdrift.plan.deadlines import reminder_stage
from regdrift.store.connection import Row
from regdrift.store.filters import WorkFilter
from regdrift.store.history import History
from regdrift.store.outbox import WORK_REMINDED


def remind(
    history: History, sources: Sequence[Source], register: PracticeRegister, alerts: AlertConfig, now: datetime
) -> int:
    """Write the reminders that are due today and were not told yet, and give how many items they tell of.

    What was told is kept together with the alerts, so that a stop in between tells nothing twice and forgets nothing.
    """
    told = history.told_of(WORK_REMINDED)
    items = [item for item in history.work_items(WorkFilter(open_only=True)) if item["due_on"]]
    stages = {item["id"]: stage for item in items if (stage := _stage(item, now.date())) is not None}
    fresh = [item for item in items if item["id"] in stages and told.get(item["id"]) != _mark(item, stages)]
    if not fresh:
        return 0
    topics = {source.id: source.topics for source in sources}
    names = {practice.id: practice.name for practice in register.practices}
    found: list[Alert] = []
    alerts = replace(alerts, left=history.left_routes())
    for owner, mine in _by_owner(fresh).items():
        key = "+".join(sorted(f"{item['id']}/{_mark(item, stages)}" for item in mine))
        found += route_alerts(work_event(mine, owner or None, (names, topics), now, key), alerts)
    kept = {item["id"]: _mark(item, stages) for item in fresh}
    standing = {name: mark for name, mark in told.items() if name in stages}
    history.tell_of(WORK_REMINDED, {**standing, **kept}, found, now)
    return len(fresh)


def _stage(item: Row, today: date) -> str | None:
    return reminder_stage(date.fromisoformat(item["due_on"]), date.fromisoformat(item["created_at"][:10]), today)


def _mark(item: Row, stages: dict[str, str]) -> str:
    """Name the reminder of an item; a due date that moved is reminded of anew."""
    return f"{item['due_on']}/{stages[item['id']]}"


def _by_owner(items: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for item in items:
        found[item["owner"] or ""].append(item)
    return found
