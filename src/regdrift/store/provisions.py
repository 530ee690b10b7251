"""The law as it stood: at a date, as known at an instant, and one provision through all its versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from regdrift.errors import UsageError
from regdrift.store.changes import Changes
from regdrift.store.connection import Aggregate, Row
from regdrift.store.filters import ChangeFilter
from regdrift.store.instants import to_text
from regdrift.store.placed import WORDINGS, provision_rows
from regdrift.text.normalise import fold

_STATED = ("in_force_on", "applicable_on", "published_on")
"""Which stated date tells from when a version applies: the first that is there."""
_TOGETHER = 500
"""Lineages whose wordings are read by one query."""


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Which text of a source is asked for; None in both clocks asks for the newest version."""

    source: str
    at: date | None = None
    """As the law applied on this day."""
    known_at: datetime | None = None
    """As it had been seen by this instant."""
    citation: str | None = None
    """A provision by citation or path, with all that lies below it; None for the whole text."""


class Provisions(Aggregate):
    """Reading the stored law by date."""

    def provisions_at(self, query: TextQuery) -> Row:
        """Give ``version`` (None where nothing was known or applied then), ``applies_from``, ``basis``, ``provisions``.

        Where a day is asked for, a change that takes effect after it is undone: the provision stands in its former
        wording (or is left out where it is new), and ``not_yet`` lists change and day. A repeal that takes effect
        later is not undone, because the version no longer has its text; an archive's version stands as it is.

        ``basis`` is ``stated`` where the document itself gives the day from which the version applies, ``archived``
        where an archive gave it, and ``observed`` where only the day is known on which it was seen. Raises UsageError
        for an unknown source or provision.
        """
        version = self._version_at(query)
        if version is None:
            nothing: Row = {"version": None, "applies_from": None, "basis": None, "not_yet": [], "provisions": []}
            return {"source": query.source, **nothing}
        rows = provision_rows(self._db, query.source, version["id"])
        # An archive's day is the day on which its text stood there; nothing in it is still to come then.
        rows, not_yet = (rows, []) if version["dated_on"] else self._as_applied(query, version["id"], rows)
        rows = [_readable(row) for row in rows]
        if query.citation is not None:
            rows = _below(rows, query.citation)
            if not rows:
                raise UsageError(
                    f"{query.source}: version {version['seq']} has no provision {query.citation!r}. "
                    f"`regdrift text {query.source}` shows them all."
                )
        names = ("seq", "title", "citation", "language", "observed_at", "published_on", "in_force_on", "applicable_on")
        return {
            "source": query.source,
            "version": {name: version[name] for name in names},
            "applies_from": version["applies_from"],
            "basis": version["basis"],
            "not_yet": not_yet,
            "provisions": rows,
        }

    def _as_applied(self, query: TextQuery, version_id: int, rows: list[Row]) -> tuple[list[Row], list[Row]]:
        if query.at is None:
            return rows, []
        at = query.at.isoformat()
        dated = self._dated(query.source, version_id)
        later = [row for row in dated if row["effective_on"] > at]
        if not later:
            return rows, []
        starts = {(row["lineage"], row["valid_from_version"]): str(row["effective_on"]) for row in dated}
        past = self._wordings({row["lineage"] for row in later})
        applied = [_applying(past[row["lineage"]], row, starts, at) if row["lineage"] in past else row for row in rows]
        not_yet = [{"change_id": row["change_id"], "effective_on": row["effective_on"]} for row in later]
        return [row for row in applied if row is not None], not_yet

    def _dated(self, source: str, version_id: int) -> list[Row]:
        """Give the changes up to a version that say when they take effect, with the lineage that each made anew."""
        dated = self._db.rows(
            "SELECT id AS change_id, version_id, effective_on, json_extract(body, '$.after.path') AS path FROM changes "
            "WHERE source_id = ? AND version_id <= ? AND effective_on IS NOT NULL ORDER BY num",
            (source, version_id),
        )
        versions = sorted({row["version_id"] for row in dated})
        marks = ", ".join("?" * len(versions))
        placed = {
            (row["valid_from_version"], row["path"]): row["lineage"]
            for row in self._db.rows(
                "SELECT lineage, path, valid_from_version FROM placements "  # noqa: S608
                f"WHERE source_id = ? AND valid_from_version IN ({marks})",
                (source, *versions),
            )
        }
        return [
            {**row, "lineage": placed[key], "valid_from_version": row["version_id"]}
            for row in dated
            if (key := (row["version_id"], row["path"])) in placed
        ]

    def _wordings(self, lineages: set[int]) -> dict[int, list[Row]]:
        """Give all wordings of some lineages, each lineage's oldest first."""
        past: dict[int, list[Row]] = {}
        waiting = sorted(lineages)
        for place in range(0, len(waiting), _TOGETHER):
            some = waiting[place : place + _TOGETHER]
            marks = ", ".join("?" * len(some))
            rows = self._db.lazily(
                f"{WORDINGS} WHERE p.lineage IN ({marks}) ORDER BY p.lineage, p.valid_from_version",
                some,
            )
            for row in rows:
                past.setdefault(row["lineage"], []).append(row)
        return past

    def _version_at(self, query: TextQuery) -> Row | None:
        self._check_source(query.source)
        rows = self._db.rows(
            "SELECT *, json_extract(details, '$.dated_on') AS dated_on FROM versions WHERE source_id = ? ORDER BY seq",
            (query.source,),
        )
        if query.known_at is not None:
            rows = [row for row in rows if row["observed_at"] <= to_text(query.known_at)]
        dated = list(_with_start(rows))
        if query.at is not None:
            dated = [row for row in dated if row["applies_from"] <= query.at.isoformat()]
        return dated[-1] if dated else None

    def _check_source(self, source: str) -> None:
        if self._db.first("SELECT 1 FROM sources WHERE id = ?", (source,)) is None:
            raise UsageError(f"source {source!r} is not in the history. See `regdrift sources list`.")

    def provision_history(self, source: str, citation: str) -> list[Row]:
        """Give every wording of one provision, oldest first, through renumberings, splits and mergers.

        Each row has path, label, heading, text, citation, status, the first version that has it (``version``,
        ``observed_at``) and the version that ended it (``until_version``, ``until``; None while it stands). Raises
        UsageError where no provision was ever cited so.
        """
        self._check_source(source)
        lineages = self._kin(self._lineages_cited(source, citation))
        if not lineages:
            raise UsageError(f"{source}: no version ever had a provision {citation!r}.")
        marks = ", ".join("?" * len(lineages))
        rows = self._db.rows(
            "SELECT p.lineage, p.path, p.label, p.heading, t.body AS text, coalesce(c.body, '') AS continuation, "  # noqa: S608
            "p.citation, p.kind, p.status, a.seq AS version, a.observed_at, a.in_force_on, a.applicable_on, "
            "z.seq AS until_version, z.observed_at AS until FROM placements p JOIN texts t ON t.id = p.text_id "
            "LEFT JOIN texts c ON c.id = p.continuation_id JOIN versions a ON a.id = p.valid_from_version "
            f"LEFT JOIN versions z ON z.id = p.valid_to_version WHERE p.lineage IN ({marks}) ORDER BY a.seq, p.rank",
            sorted(lineages),
        )
        return [_readable(row) for row in _without_moves(rows)]

    def _lineages_cited(self, source: str, citation: str) -> set[int]:
        wanted = _key(citation)
        rows = self._db.rows(
            "SELECT DISTINCT lineage, citation, path, label FROM placements WHERE source_id = ?", (source,)
        )
        for name in ("citation", "path", "label"):
            found = {row["lineage"] for row in rows if row[name] and _key(row[name]) == wanted}
            if found:
                return found
        return set()

    def _kin(self, lineages: set[int]) -> set[int]:
        found, waiting = set(lineages), list(lineages)
        while waiting:
            one = waiting.pop()
            near = self._db.rows(
                "SELECT to_lineage AS other FROM lineage_edges WHERE from_lineage = ?1 "
                "UNION SELECT from_lineage FROM lineage_edges WHERE to_lineage = ?1",
                (one,),
            )
            new = {row["other"] for row in near} - found
            found |= new
            waiting.extend(new)
        return found

    def changes_between(self, source: str, since: date | None, until: date | None) -> Iterator[Row]:
        """Give the changes of a source observed from ``since`` on and up to the end of ``until``, oldest first."""
        self._check_source(source)
        wanted = ChangeFilter(source=source)
        if since is not None:
            wanted = replace(wanted, since=_midnight(since))
        if until is not None:
            wanted = replace(wanted, until=_midnight(until + timedelta(days=1)))
        found = list(Changes(self._db).changes(wanted))
        yield from sorted(found, key=lambda row: int(row["version"]))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _with_start(rows: list[Row]) -> Iterator[Row]:
    """Give the versions with the day from which each applies.

    A stated day that the version before stated already (the act's own date) says nothing of the newer version.
    """
    before: str | None = None
    for row in rows:
        stated = next((row[name] for name in _STATED if row[name]), None)
        tells = stated is not None and (before is None or stated > before)
        seen, basis = (row["dated_on"], "archived") if row["dated_on"] else (row["observed_at"][:10], "observed")
        yield {**row, "applies_from": stated if tells else seen, "basis": "stated" if tells else basis}
        before = stated or before


def _readable(row: Row) -> Row:
    continuation = row.pop("continuation")
    row.pop("valid_from_version", None)
    if continuation:
        row["text"] = f"{row['text']}\n{continuation}"
    return row


def _applying(past: list[Row], last: Row, starts: dict[tuple[int, int], str], at: str) -> Row | None:
    """Give the wording of a lineage, up to ``last``, that applied on a day; None where none did yet.

    A wording without a date of its own that builds on one still to come is still to come with it; where it only
    renumbers, the former wording stands under the new number.
    """
    applied: Row | None = None
    before: Row | None = None
    pending = False
    for one in past:
        if one["valid_from_version"] > last["valid_from_version"]:
            break
        starts_on = starts.get((one["lineage"], one["valid_from_version"]))
        if starts_on is not None:
            pending = starts_on > at
        if not pending:
            applied = one
        elif starts_on is None and applied is not None and before is not None and _same_wording(one, before):
            applied = {**applied, **{name: one[name] for name in ("path", "label", "citation")}}
        before = one
    return applied


_SHOWN = ("path", "label", "heading", "text", "continuation", "citation", "kind", "status")


def _same_wording(one: Row, other: Row) -> bool:
    return all(one[name] == other[name] for name in _SHOWN)


def _without_moves(rows: list[Row]) -> list[Row]:
    """Join rows of one lineage that differ only in their place in the document."""
    last: dict[int, Row] = {}
    kept: list[Row] = []
    for row in rows:
        before = last.get(row["lineage"])
        if before is not None and _same_wording(before, row):
            before["until_version"], before["until"] = row["until_version"], row["until"]
            continue
        last[row["lineage"]] = row
        kept.append(row)
    return kept


def _below(rows: list[Row], citation: str) -> list[Row]:
    wanted = _key(citation)
    for name in ("citation", "path", "label"):
        tops = tuple(row["path"] for row in rows if row[name] and _key(row[name]) == wanted)
        if tops:
            return [row for row in rows if any(_within(row["path"], top) for top in tops)]
    return []


def _within(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}/")


@lru_cache(maxsize=32_768)
def _key(citation: str) -> str:
    return "".join(fold(citation).casefold().split())
