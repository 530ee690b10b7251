"""Work: what changes ask people to do, and each step they took.

Events are evidence and name people by opaque ids; names and free notes stand in ``actors``, ``work_notes`` and
``work_items``, where they can be erased without breaking the chain.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime

from regdrift.model.level import Level
from regdrift.model.work import CLOSED_STATES, WorkEvent, WorkItem, WorkState
from regdrift.store.chain import append_links
from regdrift.store.changes import unique_row
from regdrift.store.connection import Aggregate, Database, Row
from regdrift.store.documents import canonical_json
from regdrift.store.filters import WorkFilter
from regdrift.store.instants import day_to_text, to_text

PROGRAM = "regdrift"
"""The actor of events that no person caused."""

_ACTION_NAMES = {
    "assign": "assigned",
    "accept": "accepted",
    "start": "started",
    "note": "noted",
    "done": "done",
    "verify": "verified",
    "dismiss": "dismissed",
    "reopen": "reopened",
}


def actor_id(database: Database, name: str) -> str:
    """Give the opaque id of a person or team; within :meth:`Database.write`."""
    found = database.value("SELECT id FROM actors WHERE name = ?", (name,))
    if found is not None:
        return str(found)
    opaque = os.urandom(8).hex()
    database.insert("actors", {"id": opaque, "name": name})
    return opaque


def plan_items(database: Database, items: Iterable[WorkItem], at: datetime) -> None:
    """Insert planned items, or bring a new change to those that exist; within :meth:`Database.write`.

    An item that was closed is reopened, because its law changed again; nothing is ever closed here.
    """
    for item in items:
        row = database.first("SELECT * FROM work_items WHERE id = ?", (item.id,))
        if row is None:
            _create(database, item, at)
        else:
            _update(database, item, row, at)


def _create(database: Database, item: WorkItem, at: datetime) -> None:
    row: Row = {
        "id": item.id,
        "practice": item.practice,
        "source_id": item.source,
        "dossier": item.dossier,
        "origin": str(item.origin),
        "owner": item.owner,
        "state": str(WorkState.NEW),
        "created_at": to_text(at),
        "updated_at": to_text(at),
    }
    database.insert("work_items", {**row, **_planned(item)})
    _add_changes(database, item)
    _add_event(database, WorkEvent(item.id, at, PROGRAM, "created", WorkState.NEW), _details(database, item))


def _update(database: Database, item: WorkItem, row: Row, at: datetime) -> None:
    new = _add_changes(database, item)
    planned = _planned(item) if row["state"] in CLOSED_STATES else _joined(row, _planned(item))
    if not new and all(row[name] == value for name, value in planned.items()):
        return
    names = ", ".join(f"{name} = ?" for name in planned)
    database.execute(
        f"UPDATE work_items SET {names}, owner = coalesce(owner, ?), updated_at = ? WHERE id = ?",  # noqa: S608
        [*planned.values(), item.owner, to_text(at), item.id],
    )
    state = WorkState(row["state"])
    _add_event(database, WorkEvent(item.id, at, PROGRAM, "updated", state), {**_details(database, item), **planned})
    if new and state in CLOSED_STATES:
        database.execute("UPDATE work_items SET state = ? WHERE id = ?", (str(WorkState.REVIEWING), item.id))
        _add_event(database, WorkEvent(item.id, at, PROGRAM, "reopened", WorkState.REVIEWING), {"changes": new})


def _planned(item: WorkItem) -> Row:
    return {
        "level": str(item.level),
        "title": item.title,
        "task": item.task,
        "quote": item.quote,
        "due_on": day_to_text(item.due_on),
    }


def _joined(row: Row, planned: Row) -> Row:
    """Give what an open item asks for with a further change: nothing that was asked before is lowered or put off."""
    days = [day for day in (row["due_on"], planned["due_on"]) if day]
    return {
        **planned,
        "level": max(Level(row["level"]), Level(planned["level"]), key=lambda level: level.rank),
        "task": "\n".join(dict.fromkeys([*planned["task"].splitlines(), *row["task"].splitlines()])),
        "due_on": min(days, default=None),
    }


def _details(database: Database, item: WorkItem) -> Row:
    owner = actor_id(database, item.owner) if item.owner else None
    return {**_planned(item), "changes": list(item.changes), "owner": owner}


def _add_changes(database: Database, item: WorkItem) -> list[str]:
    known = {
        row["change_id"] for row in database.rows("SELECT change_id FROM work_changes WHERE work_id = ?", (item.id,))
    }
    new = [one for one in dict.fromkeys(item.changes) if one not in known]
    database.insert_all("work_changes", ("work_id", "change_id"), [(item.id, one) for one in new])
    return new


def _add_event(database: Database, event: WorkEvent, details: Row) -> None:
    event_id = database.insert(
        "work_events",
        {
            "work_id": event.work,
            "at": to_text(event.at),
            "actor_id": actor_id(database, event.actor),
            "action": event.action,
            "state": str(event.state),
            "details": canonical_json(details),
        },
    )
    append_links(database, "work_event", (event_id,))
    if event.note and event.note.strip():
        database.insert("work_notes", {"event_id": event_id, "text": event.note})


class Work(Aggregate):
    """The list of work, and acting on it."""

    def work_items(self, wanted: WorkFilter | None = None) -> list[Row]:
        """Give items, the nearest due date first, each with the ids of its changes (unless ``bare``); JSON-ready."""
        wanted = wanted or WorkFilter()
        rows = self._db.rows(
            "SELECT w.*, s.name AS source_name, s.jurisdiction FROM work_items w JOIN sources s ON s.id = w.source_id "
            "WHERE (:state IS NULL OR w.state = :state) AND (:practice IS NULL OR w.practice = :practice) "
            "AND (:owner IS NULL OR w.owner = :owner) AND (:source IS NULL OR w.source_id = :source) "
            "AND (:before IS NULL OR w.due_on < :before) "
            "AND (NOT :open OR w.state NOT IN ('done', 'verified', 'not_applicable')) "
            "ORDER BY w.due_on IS NULL, w.due_on, w.created_at, w.id LIMIT :limit OFFSET :offset",
            {
                "state": wanted.state,
                "practice": wanted.practice,
                "owner": wanted.owner,
                "source": wanted.source,
                "before": day_to_text(wanted.due_before),
                "open": wanted.open_only,
                "limit": -1 if wanted.limit is None else wanted.limit,
                "offset": wanted.offset,
            },
        )
        return [self._readable(row, bare=wanted.bare) for row in rows]

    def work_item(self, prefix: str) -> Row:
        """Give one item by the unique beginning of its id, with its ``events``.

        Raises UsageError where no item, or more than one, begins so.
        """
        found = unique_row(self._db, "work_items", prefix, "work item", "regdrift work list")
        row = self._db.first(
            "SELECT w.*, s.name AS source_name, s.jurisdiction FROM work_items w JOIN sources s ON s.id = w.source_id "
            "WHERE w.id = ?",
            (found["id"],),
        )
        assert row is not None
        return {**self._readable(row), "events": self.work_events(found["id"])}

    def _readable(self, row: Row, *, bare: bool = False) -> Row:
        changes = (
            []
            if bare
            else self._db.rows(
                "SELECT x.change_id FROM work_changes x JOIN changes c ON c.id = x.change_id "
                "WHERE x.work_id = ? ORDER BY c.num",
                (row["id"],),
            )
        )
        row["source"] = row.pop("source_id")
        return {**row, "changes": [one["change_id"] for one in changes]}

    def work_events(self, work: str) -> list[Row]:
        """Give the steps of an item, oldest first: at, actor (None once erased), action, state, note."""
        rows = self._db.rows(
            "SELECT e.id, e.work_id AS work, e.at, a.name AS actor, e.action, e.state, n.text AS note, e.details "
            "FROM work_events e JOIN actors a ON a.id = e.actor_id LEFT JOIN work_notes n ON n.event_id = e.id "
            "WHERE e.work_id = ? ORDER BY e.id",
            (work,),
        )
        return [{**row, "details": json.loads(row["details"])} for row in rows]

    def act_on_work(
        self,
        prefix: str,
        action: str,
        *,
        actor: str,
        at: datetime,
        note: str | None = None,
        owner: str | None = None,
    ) -> Row:
        """Take one step (``assign``, ``accept``, ``start``, ``note``, ``done``, ``verify``, ``dismiss``, ``reopen``).

        ``owner`` is the new owner of ``assign``. Gives the item with its events. Raises UsageError where the step
        does not fit the item's state, a reason is missing, or the id is unknown.
        """
        from regdrift.plan.states import next_state  # noqa: PLC0415 - reading commands need no state machine

        with self._db.write():
            row = unique_row(self._db, "work_items", prefix, "work item", "regdrift work list")
            done_by = self._done_by(row["id"])
            state = next_state(WorkState(row["state"]), action, actor=actor, done_by=done_by, note=note)
            details = {"owner": actor_id(self._db, owner)} if owner else {}
            event = WorkEvent(row["id"], at, actor, _ACTION_NAMES.get(action, action), state, note)
            _add_event(self._db, event, details)
            self._db.execute(
                "UPDATE work_items SET state = ?, owner = coalesce(?, owner), updated_at = ? WHERE id = ?",
                (str(state), owner, to_text(at), row["id"]),
            )
        return self.work_item(row["id"])

    def _done_by(self, work: str) -> str | None:
        found = self._db.value(
            "SELECT a.name FROM work_events e JOIN actors a ON a.id = e.actor_id "
            "WHERE e.work_id = ? AND e.action = 'done' ORDER BY e.id DESC LIMIT 1",
            (work,),
        )
        return None if found is None else str(found)

    def erase_person(self, name: str) -> int:
        """Erase a person's name and notes (GDPR Art. 17); give how many events were theirs.

        Their steps stay, by an id that stands for nobody any more.
        """
        with self._db.write():
            found = self._db.value("SELECT id FROM actors WHERE name = ?", (name,))
            if found is None:
                return 0
            self._db.execute(
                "DELETE FROM work_notes WHERE event_id IN (SELECT id FROM work_events WHERE actor_id = ?)", (found,)
            )
            self._db.execute("UPDATE actors SET name = NULL WHERE id = ?", (found,))
            self._db.execute("UPDATE work_items SET owner = NULL WHERE owner = ?", (name,))
            count: int = self._db.value("SELECT count(*) FROM work_events WHERE actor_id = ?", (found,))
        return count
