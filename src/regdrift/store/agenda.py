"""The dates of the law and of the work, as a calendar needs them: each with a lasting key and a revision number."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from regdrift.model.law_day import LawDay
from regdrift.store.connection import Aggregate, Row


class Agenda(Aggregate):
    """Calendars over the whole history."""

    def law_days(self, since: date, source: str | None = None, jurisdiction: str | None = None) -> list[LawDay]:
        """Give the dates of the law from ``since`` on, nearest first; ``jurisdiction`` ``US`` also finds ``US-ME``."""
        rows = self._db.rows(
            "SELECT v.source_id AS source, s.name AS source_name, s.jurisdiction, v.seq, v.observed_at, "
            "d.kind, d.on_date, d.quote, d.change_id, c.citation FROM legal_dates d "
            "JOIN versions v ON v.id = d.version_id JOIN sources s ON s.id = v.source_id "
            "LEFT JOIN changes c ON c.id = d.change_id WHERE NOT v.technical "
            "AND (:source IS NULL OR v.source_id = :source) AND (:place IS NULL OR s.jurisdiction = :place "
            "OR s.jurisdiction LIKE :place || '-%') ORDER BY v.source_id, v.seq, d.id",
            {"source": source, "place": jurisdiction},
        )
        repeals = self._repeals(source)
        days = [
            day
            for name, of_source in groupby(rows, key=lambda row: str(row["source"]))
            for day in _last_told(list(of_source), repeals.get(name, {}))
        ]
        return sorted((day for day in days if day.on >= since.isoformat()), key=lambda day: (day.on, day.key))

    def days_of_change(self, source: str, observed_at: datetime, citations: Collection[str]) -> list[LawDay]:
        """Give the dates that a version of this instant told, as they stand now, and all of the cited provisions.

        Those that went are among them, so that a calendar cancels them. A date that a later version moved or told first
        is not: the alert of that version tells it.
        """
        return [
            day
            for day in self.law_days(date.min, source)
            if (seen := datetime.fromisoformat(day.observed_at)) == observed_at
            or (seen < observed_at and day.citation in citations)
        ]

    def _repeals(self, source: str | None) -> dict[str, dict[str, str]]:
        """Give when each repealed provision was seen to have gone, by source and citation."""
        found: dict[str, dict[str, str]] = {}
        for row in self._db.lazily(
            "SELECT source_id, citation, observed_at FROM changes "
            "WHERE kind = 'repealed' AND citation IS NOT NULL AND (?1 IS NULL OR source_id = ?1) ORDER BY num",
            (source,),
        ):
            found.setdefault(row["source_id"], {})[row["citation"]] = row["observed_at"]
        return found

    def work_revisions(self) -> dict[str, int]:
        """Give for each work item how many steps it made since it was created."""
        rows = self._db.lazily("SELECT work_id, count(*) - 1 AS steps FROM work_events GROUP BY work_id")
        return {row["work_id"]: row["steps"] for row in rows}


def _last_told(rows: list[Row], repeals: dict[str, str]) -> Iterator[LawDay]:
    told: dict[tuple[str, str], list[LawDay]] = {}
    for _, of_version in groupby(rows, key=lambda row: int(row["seq"])):
        for key, stated in _by_subject(list(of_version)).items():
            told[key] = _told_anew(told.get(key, []), stated)
    for days in told.values():
        for day in days:
            repealed_at = repeals.get(day.citation or "", "")
            gone = repealed_at > day.observed_at and repealed_at[:10] < day.on
            yield replace(day, gone=True, revision=day.revision + 1) if gone and not day.gone else day


def _by_subject(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    """Give the rows of one version by kind and citation, earliest day first, each day once.

    What is told of the whole document and also of one of its changes is told of the change.
    """
    of_changes = {(row["kind"], row["on_date"]) for row in rows if row["change_id"]}
    subjects: dict[tuple[str, str], dict[str, Row]] = {}
    for row in sorted(rows, key=lambda row: str(row["on_date"])):
        if row["change_id"] is None and (row["kind"], row["on_date"]) in of_changes:
            continue
        subjects.setdefault((row["kind"], row["citation"] or ""), {}).setdefault(row["on_date"], row)
    return {key: list(days.values()) for key, days in subjects.items()}


def _told_anew(before: list[LawDay], stated: list[Row]) -> list[LawDay]:
    days = []
    for place, row in enumerate(stated):
        known = before[place] if place < len(before) else None
        if known is not None and known.on == row["on_date"] and not known.gone:
            days.append(known)
            continue
        days.append(
            LawDay(
                key=f"{row['source']}/{row['kind']}/{row['citation'] or ''}/{place}",
                revision=known.revision + 1 if known else 0,
                gone=False,
                kind=row["kind"],
                on=row["on_date"],
                quote=row["quote"],
                citation=row["citation"],
                change_id=row["change_id"],
                source=row["source"],
                source_name=row["source_name"],
                jurisdiction=row["jurisdiction"],
                observed_at=row["observed_at"],
            )
        )
    rest = before[len(stated) :]
    return days + [day if day.gone else replace(day, gone=True, revision=day.revision + 1) for day in rest]
