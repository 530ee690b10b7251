"""What happened, in a form that can be routed, stored and composed without asking anyone again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regdrift.model.alert import AlertKind
from regdrift.model.analysis import Analysis
from regdrift.model.as_json import JsonObject, change_as_json, date_as_json
from regdrift.model.change import Change, Substance
from regdrift.model.impact import PracticeSummary
from regdrift.model.level import Level
from regdrift.model.practice import PracticeRegister
from regdrift.model.source import Source
from regdrift.model.work import WorkItem

MAX_CHANGES = 20
"""Changes that one message tells in full, the gravest first; the rest is counted."""
MAX_TEXT = 20_000
"""Characters of one provision in a message; the history keeps the whole."""
_SOURCE_LEVELS = {AlertKind.SUSPECTED_REPEAL: Level.HIGH, AlertKind.TEST: Level.HIGH}


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """Something to tell, before anyone knows to whom."""

    kind: AlertKind
    level: Level
    source: Mapping[str, object]
    """``id``, ``name``, ``jurisdiction``, ``topics``, ``dossier``, ``url``, ``language``."""
    payload: JsonObject
    """JSON-ready and complete."""
    practices: tuple[str, ...]
    """Ids of the practices that are touched (medium or above), gravest first."""
    owners: tuple[str, ...]
    """Owners of those practices and of the work."""
    change_kinds: tuple[str, ...]
    key: str
    """What makes it unique among events of its kind: the same key is the same event."""
    affected: tuple[Mapping[str, object], ...] = ()
    """Where it tells of many sources at once: each as ``source``; a route that wants one of them is told."""


def change_event(
    source: Source, analysis: Analysis, register: PracticeRegister, observed_at: datetime, version: str
) -> AlertEvent | None:
    """Give the event of a new version; None where nothing changed.

    ``version`` names the transition and makes the event unique within its source. However many changes there are,
    they are one event.
    """
    if not analysis.changes:
        return None
    names = {practice.id: practice.name for practice in register.practices}
    owners = {practice.id: practice.owner for practice in register.practices}
    touched = tuple(row.practice for row in analysis.practices if row.level.at_least(Level.MEDIUM))
    told_owners = [owners.get(practice) for practice in touched] + [item.owner for item in analysis.work]
    payload: JsonObject = {
        "source": _source_as_json(source),
        "version": version,
        "observed_at": observed_at.isoformat(),
        "substance": str(analysis.substance),
        "direction": str(analysis.direction),
        "restructured": analysis.restructured,
        **_changes_as_json(analysis.changes),
        "dates": [date_as_json(item) for item in analysis.dates],
        "practices": [_practice_as_json(row, names, owners) for row in analysis.practices],
        "work": [_work_as_json(item) for item in analysis.work],
        "warnings": list(analysis.warnings),
    }
    return AlertEvent(
        kind=AlertKind.CHANGE_DETECTED,
        level=_level_of(analysis, register),
        source=_source_as_json(source),
        payload=payload,
        practices=touched,
        owners=tuple(dict.fromkeys(owner for owner in told_owners if owner)),
        change_kinds=tuple(sorted({str(change.kind) for change in analysis.changes})),
        key=f"{source.id}/{version}",
    )


def source_event(kind: AlertKind, source: Source, reason: str, message: str, at: datetime, key: str) -> AlertEvent:
    """Give the event of a source that cannot be read, fails, or is read again.

    ``reason`` is the stable word, ``message`` the sentence for a person. A recovery has the level of the failure, so
    that whoever heard of the one hears of the other.
    """
    payload: JsonObject = {
        "source": _source_as_json(source),
        "observed_at": at.isoformat(),
        "reason": reason,
        "message": message,
    }
    level = _SOURCE_LEVELS.get(kind, Level.MEDIUM)
    return AlertEvent(kind, level, _source_as_json(source), payload, (), (), (), key)


def sources_event(
    kind: AlertKind, sources: Sequence[Source], reason: str, message: str, at: datetime, key: str
) -> AlertEvent:
    """Give the one event of many sources that the same thing befell at the same time."""
    names = [source.name for source in sources[:MAX_CHANGES]]
    more = f"; and {len(sources) - MAX_CHANGES} more" if len(sources) > MAX_CHANGES else ""
    whole: JsonObject = {
        "id": "several",
        "name": f"{len(sources)} sources",
        "jurisdiction": "",
        "topics": [],
        "dossier": "several-sources",
        "url": None,
        "language": None,
    }
    payload: JsonObject = {
        "source": whole,
        "sources": [source.id for source in sources],
        "observed_at": at.isoformat(),
        "reason": reason,
        "message": f"{message}\n{'; '.join(names)}{more}",
    }
    affected = tuple(_source_as_json(source) for source in sources)
    level = _SOURCE_LEVELS.get(kind, Level.MEDIUM)
    return AlertEvent(kind, level, whole, payload, (), (), (), key, affected)


def work_event(
    items: Sequence[Mapping[str, Any]],
    owner: str | None,
    known: tuple[Mapping[str, str], Mapping[str, Sequence[str]]],
    at: datetime,
    key: str,
) -> AlertEvent:
    """Give the event of work that comes due for one owner.

    ``items`` are rows of the history, the nearest first; ``known`` the names of practices and the topics of sources.
    """
    names, topics = known
    practices = list(dict.fromkeys(item["practice"] for item in items if item["practice"]))
    levels = {item["practice"]: item["level"] for item in reversed(items)}
    places = tuple(
        {
            "id": item["source"],
            "name": item["source_name"],
            "jurisdiction": item["jurisdiction"],
            "topics": list(topics.get(item["source"], ())),
            "dossier": item["dossier"],
            "url": None,
            "language": None,
        }
        for item in items
    )
    one_law = len({place["id"] for place in places}) == 1
    whole = {**places[0], "id": "several", "name": f"{len(items)} items", "dossier": f"work-due-{owner or 'nobody'}"}
    shown = [dict(item) for item in items[:MAX_CHANGES]]
    payload: JsonObject = {
        "source": places[0] if one_law else whole,
        "observed_at": at.isoformat(),
        "work": [{name: item[name] for name in _WORK_FIELDS} for item in shown],
        "work_count": len(items),
        "overdue": sum(item["due_on"] < at.date().isoformat() for item in items),
        "practices": [
            {"practice": one, "name": names.get(one, one), "owner": owner, "level": levels[one]} for one in practices
        ],
    }
    return AlertEvent(
        kind=AlertKind.WORK_DUE,
        level=max((Level(item["level"]) for item in items), key=lambda level: level.rank),
        source=places[0] if one_law else whole,
        payload=payload,
        practices=tuple(practices),
        owners=(owner,) if owner else (),
        change_kinds=(),
        key=key,
        affected=places,
    )


_WORK_FIELDS = ("id", "practice", "origin", "level", "title", "task", "owner", "due_on", "quote", "state")


def _level_of(analysis: Analysis, register: PracticeRegister) -> Level:
    """The gravest impact where practices are declared, else the gravest change; law that changed is at least low."""
    graded = [change.severity for change in analysis.changes]
    if register.practices:
        graded = [row.level for row in analysis.practices] + [item.level for item in analysis.work]
    floor = Level.LOW if analysis.substance in {Substance.SUBSTANTIVE, Substance.PENDING} else Level.NONE
    return max([*graded, floor], key=lambda level: level.rank)


def _source_as_json(source: Source) -> JsonObject:
    return {
        "id": source.id,
        "name": source.name,
        "jurisdiction": source.jurisdiction,
        "topics": list(source.topics),
        "dossier": source.dossier_id,
        "url": source.public_url,
        "language": source.language,
    }


def _gravity(change: Change) -> tuple[int, int, float]:
    impacts = [impact.level.rank for impact in change.impacts]
    score = max((impact.score for impact in change.impacts), default=0.0)
    return max(impacts, default=0), change.severity.rank, score


def _changes_as_json(changes: tuple[Change, ...]) -> JsonObject:
    ordered = sorted(changes, key=_gravity, reverse=True)
    kinds = Counter(str(change.kind) for change in changes)
    return {
        "change_count": len(changes),
        "changes": [bounded(change_as_json(change)) for change in ordered[:MAX_CHANGES]],
        "changes_not_shown": max(0, len(changes) - MAX_CHANGES),
        "change_kinds": dict(sorted(kinds.items())),
    }


def bounded(change: JsonObject) -> JsonObject:
    """Give a change whose texts fit into a message; ``truncated`` tells that something was left out."""
    size = sum(len(op[1]) for op in _operations(change))
    if size <= MAX_TEXT:
        return {name: _capped(value) for name, value in change.items()}
    kept: list[list[str]] = []
    room = MAX_TEXT
    for mark, text in _operations(change):
        if room <= 0:
            break
        kept.append([mark, text[:room]])
        room -= len(text)
    capped = {name: _capped(value) for name, value in change.items() if name != "redline"}
    return {**capped, "redline": kept, "truncated": True}


def _operations(change: JsonObject) -> list[tuple[str, str]]:
    redline = change.get("redline")
    return [(str(op[0]), str(op[1])) for op in redline] if isinstance(redline, list) else []


def _capped(value: object) -> object:
    match value:
        case str():
            return value[:MAX_TEXT]
        case dict():
            return {name: _capped(inner) for name, inner in value.items()}
        case list():
            return [_capped(inner) for inner in value]
    return value


def _practice_as_json(row: PracticeSummary, names: Mapping[str, str], owners: Mapping[str, str | None]) -> JsonObject:
    return {
        "practice": row.practice,
        "name": names.get(row.practice, row.practice),
        "owner": owners.get(row.practice),
        "score": row.score,
        "level": str(row.level),
        "direction": str(row.direction),
        "changes": list(row.changes[:MAX_CHANGES]),
        "change_count": len(row.changes),
    }


def _work_as_json(item: WorkItem) -> JsonObject:
    return {
        "id": item.id,
        "practice": item.practice,
        "origin": str(item.origin),
        "level": str(item.level),
        "title": item.title,
        "task": item.task,
        "owner": item.owner,
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "quote": item.quote,
    }
