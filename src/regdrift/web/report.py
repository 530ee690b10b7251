"""The history of a period → what a report tells: plain values, nothing escaped yet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from regdrift.clock import end_of, start_of
from regdrift.model.level import Level
from regdrift.model.measure import MeasureField, MeasureOutlook, PracticeOutlook, Standing
from regdrift.notify.view import shorten_redline
from regdrift.store.filters import WorkFilter
from regdrift.store.history import History
from regdrift.store.overview import Period

Row = Mapping[str, Any]
Words = Mapping[str, str]

MAX_CARDS = 120
"""Changes that stand in the report with their redline: the gravest, then the newest."""
MAX_LINES = 10_000
"""Changes that the closing list names."""
MAX_REDLINE = 6_000
"""Characters of one redline; the history holds the rest."""
MAX_WORK = 40
MONTHS_AHEAD = 18
_MEDIUM_RANK = 2
_RANK = {"none": 0, "low": 1, "medium": _MEDIUM_RANK, "high": 3}
_READ = frozenset({"first_seen", "unchanged", "changed"})


@dataclass(frozen=True, slots=True)
class Grid:
    """Practices × jurisdictions: how many changes touch, how many of them are high."""

    jurisdictions: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[int, int], ...], tuple[int, int]], ...]
    """(practice, (changes, high) by jurisdiction, their sum), the most exposed practice first."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """How future-proof the practices are."""

    fields: tuple[MeasureField, ...]
    """Of the measures that concern a practice, most widespread first."""
    practices: tuple[PracticeOutlook, ...]

    def lacking(self, measure: str) -> tuple[str, ...]:
        """Give the ids of the practices that have gaps in a measure."""
        rows = ((one.practice.id, row) for one in self.practices for row in one.measures if row.measure == measure)
        return tuple(practice for practice, row in rows if row.gaps)

    def work(self) -> list[tuple[str, MeasureOutlook]]:
        """Give (practice, measure) with gaps, most pressing first."""
        pairs = [(one.practice.id, row) for one in self.practices for row in one.measures if row.gaps]
        return sorted(pairs, key=lambda pair: -pair[1].priority)


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report says."""

    since: date | None
    """First day of the period; None for the beginning of the history."""
    until: date
    """Last day of the period."""
    made_on: date
    head: str
    """``SEQ:HASH`` of the chain of evidence, for ``verify --against``."""
    counts: Mapping[str, int]
    """``changes``, ``high``, ``practices``, ``open``, ``overdue``, ``sources``, ``read``."""
    cards: tuple[Row, ...]
    """Changes in full, gravest first, each with ``level`` and a shortened ``redline``."""
    lines: tuple[Row, ...]
    """Changes in brief, newest first, each with ``level``."""
    not_listed: int
    grid: Grid
    burden: tuple[tuple[str, Mapping[str, int]], ...]
    """(month, quarter or year, changes by direction), every one between the first and the last."""
    ahead: tuple[tuple[str, Mapping[str, int]], ...]
    """(month, dates of the law by kind) from this month on."""
    dates: tuple[Row, ...]
    """Dates of the law from today on, nearest first: kind, on, quote, source, source_name, jurisdiction, citations."""
    overdue: tuple[Row, ...]
    next_work: tuple[Row, ...]
    unread: tuple[Row, ...]
    """Sources whose last check gave no readable text."""
    names: Mapping[str, str]
    """Practice id → the name that the company gave it, where one is known."""
    outlook: Prospect | None = None
    """Measures and what the practices lack of them; None where no practices are declared."""


def period_of(days: tuple[date | None, date]) -> Period:
    """Give the span between the first and the last day, both included; None: from the beginning."""
    since, until = days
    return Period(start_of(since) if since else None, end_of(until))


def gather_report(
    history: History,
    days: tuple[date | None, date],
    today: date,
    names: Words,
    step: Callable[[str], None] = lambda _: None,
) -> Report:
    """Read the history for a report.

    ``days`` are the first and the last one, both included (None: from the beginning); ``names`` are those of the
    practices, by id. ``step`` is told the day of each change that was read.
    """
    since, until = days
    period = period_of(days)
    lines = []
    for line in history.change_lines(period):
        lines.append({**line, "level": level_of(line)})
        step(line["observed_at"][:10])
    work = history.work_items(WorkFilter(open_only=True))
    overdue = [item for item in work if item["due_on"] and item["due_on"] < today.isoformat()]
    sources = [row for row in history.sources_health() if row["declared"] and row["enabled"]]
    unread = [row for row in sources if row["last_outcome"] not in _READ]
    dates = _dates(history, today)
    head = history.chain_head()
    touched = {name for line in lines for name, level, _ in line["practices"] if _RANK[level] >= _MEDIUM_RANK}
    return Report(
        since=since,
        until=until,
        made_on=today,
        head=f"{head.seq}:{head.hash}",
        counts={
            "changes": len(lines),
            "high": sum(line["level"] == "high" for line in lines),
            "practices": len(touched),
            "open": len(work),
            "overdue": len(overdue),
            "sources": len(sources),
            "read": len(sources) - len(unread),
        },
        cards=tuple(_cards(history, lines)),
        lines=tuple(lines[:MAX_LINES]),
        not_listed=max(0, len(lines) - MAX_LINES),
        grid=exposure_grid(history.exposure(period)),
        burden=_burden(history.burden_by_month(period)),
        ahead=_months_ahead(dates, today),
        dates=tuple(dates),
        overdue=tuple(overdue[:MAX_WORK]),
        next_work=tuple([item for item in work if item not in overdue][:MAX_WORK]),
        unread=tuple(unread),
        names=names,
    )


def prospect(fields: Iterable[MeasureField], practices: Sequence[PracticeOutlook]) -> Prospect:
    """Join measures and practices for a report; measures that concern no practice are left out."""
    met = {row.measure for one in practices for row in one.measures}
    kept = [field for field in fields if field.measure in met]
    kept.sort(key=lambda field: -len(field.places(Standing.IN_FORCE)))
    return Prospect(tuple(kept), tuple(practices))


def level_of(line: Row) -> str:
    """Give the gravest level at which a change in brief touches a practice, else its severity if it is substantive."""
    return _gravest((level for _, level, _ in line["practices"]), line)


def level_of_impacts(change: Row) -> str:
    """Give the same of a change in full."""
    return _gravest((impact["level"] for impact in change["impacts"]), change)


def _gravest(levels: Iterable[str], change: Row) -> str:
    touched = max((str(level) for level in levels), key=lambda level: _RANK[level], default=str(Level.NONE))
    if touched != Level.NONE:
        return touched
    return str(change["severity"] if _substantive(change) else Level.NONE)


def _substantive(line: Row) -> bool:
    return line["kind"] not in {"editorial", "renumbered", "moved"}


def _cards(history: History, lines: Sequence[Row]) -> Iterable[Row]:
    grave = [line for line in lines if _RANK[line["level"]] >= _MEDIUM_RANK]
    grave.sort(key=lambda line: -_RANK[line["level"]])
    for line in grave[:MAX_CARDS]:
        found = history.change(line["id"])
        redline = shorten_redline([(mark, text) for mark, text in found["redline"]])
        yield {**found, "level": line["level"], "redline": _capped(redline)}


def _capped(redline: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    room, kept = MAX_REDLINE, []
    for mark, text in redline:
        kept.append((mark, text if len(text) <= room else text[:room] + " […]"))
        room -= len(text)
        if room <= 0:
            break
    return kept


def exposure_grid(rows: Iterable[Row]) -> Grid:
    """Give practices × jurisdictions from the rows of the history."""
    cells = {(row["practice"], row["jurisdiction"]): (int(row["changes"]), int(row["high"])) for row in rows}
    places = tuple(sorted({place for _, place in cells}))
    sums = {
        practice: tuple(map(sum, zip(*(cell for key, cell in cells.items() if key[0] == practice), strict=True)))
        for practice, _ in cells
    }
    ordered = sorted(sums, key=lambda practice: (-sums[practice][1], -sums[practice][0], practice))
    table = []
    for practice in ordered:
        changes, high = sums[practice]
        table.append((practice, tuple(cells.get((practice, place), (0, 0)) for place in places), (changes, high)))
    return Grid(places, tuple(table))


def _burden(rows: Sequence[Row]) -> tuple[tuple[str, Mapping[str, int]], ...]:
    """Count by month, or by quarter or year where months would be too many to draw."""
    if not rows:
        return ()
    months = list(_months(min(row["month"] for row in rows), max(row["month"] for row in rows)))
    name = next(name for most, name in _SPANS if len(months) <= most)
    counted: dict[str, Counter[str]] = {name(month): Counter() for month in months}
    for row in rows:
        counted[name(row["month"])][row["direction"]] += int(row["changes"])
    return tuple(counted.items())


def _quarter(month: str) -> str:
    return f"{month[:4]} Q{(int(month[5:]) + 2) // 3}"


_SPANS: tuple[tuple[float, Callable[[str], str]], ...] = (
    (24, lambda month: month),
    (72, _quarter),
    (math.inf, lambda month: month[:4]),
)
"""Up to so many months → what a column stands for."""


def _months(first: str, last: str) -> Iterable[str]:
    year, month = map(int, first.split("-"))
    while f"{year:04}-{month:02}" <= last:
        yield f"{year:04}-{month:02}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _dates(history: History, today: date) -> list[dict[str, Any]]:
    """One row per sentence of the law that states a date, with the citations it dates."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in history.legal_dates(today):
        key = (row["source"], row["kind"], row["on"], row["quote"])
        one = found.setdefault(key, {**row, "citations": []})
        if row["citation"] and row["citation"] not in one["citations"]:
            one["citations"].append(row["citation"])
    return list(found.values())


def _months_ahead(dates: Iterable[Row], today: date) -> tuple[tuple[str, Mapping[str, int]], ...]:
    last = (today.replace(day=1) + timedelta(days=31 * MONTHS_AHEAD)).strftime("%Y-%m")
    counted: dict[str, Counter[str]] = {}
    for row in dates:
        counted.setdefault(row["on"][:7], Counter())[row["kind"]] += 1
    if not counted:
        return ()
    end = min(last, max(counted))
    return tuple((month, counted.get(month, Counter())) for month in _months(today.strftime("%Y-%m"), end))
