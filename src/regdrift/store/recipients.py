"""Who left a route by the link in a mail, and came back: evidence in the chain, addresses apart from it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime

from regdrift.errors import UsageError
from regdrift.model.alert import RECIPIENTS_LEFT
from regdrift.store.chain import append_links
from regdrift.store.connection import Aggregate, Row
from regdrift.store.instants import to_text
from regdrift.store.kept import keep, kept
from regdrift.store.work import PROGRAM, actor_id

_KEY = "unsubscribe_key"
_KEY_BYTES = 32

_STANDING = """
    SELECT e.id, e.at, e.route, r.id AS recipient_id, r.address, a.name AS actor FROM recipient_events e
    JOIN recipients r ON r.id = e.recipient_id JOIN actors a ON a.id = e.actor_id
    WHERE e.action = 'left' AND e.id = (
        SELECT max(id) FROM recipient_events WHERE recipient_id = e.recipient_id AND route = e.route)
    ORDER BY e.id"""


class Recipients(Aggregate):
    """Recipients who want no more mail of a route."""

    def unsubscribe_key(self) -> bytes:
        """Give the 32 secret bytes that sign the links in mails; they are made on first use and stay."""
        known = kept(self._db, _KEY)
        if known is None:
            with self._db.write():
                known = kept(self._db, _KEY)
                if known is None:
                    known = os.urandom(_KEY_BYTES).hex()
                    keep(self._db, _KEY, known)
        return bytes.fromhex(known)

    def told_to(self, alert_id: str) -> Row | None:
        """Give ``route``, ``channel`` and ``target`` of an alert; None where it is unknown or its target was erased."""
        return self._db.first(
            "SELECT route, channel, target FROM outbox WHERE id = ? AND target NOT LIKE 'erased:%'", (alert_id,)
        )

    def leave_route(self, address: str, route: str, at: datetime, actor: str = PROGRAM) -> bool:
        """Record that a recipient wants no more mail of a route; False where that is known already."""
        return self._step(address, route, "left", at, actor)

    def rejoin_route(self, address: str, route: str, at: datetime, actor: str = PROGRAM) -> None:
        """Record that a recipient is told again. Raises UsageError where it had not left the route."""
        if not self._step(address, route, "returned", at, actor):
            raise UsageError(
                f"{address} has not left the route {route!r}; `regdrift alerts optouts` lists who left which"
            )

    def opt_outs(self) -> list[Row]:
        """Give who stands as having left which route, in the order they left: address, route, at, actor, outcome.

        ``outcome`` is what came of it when it was last looked at: ``left`` (others of the route are told),
        ``stands_in`` (someone else is told instead), ``stays`` (there is nobody else); None before the next delivery.
        """
        told = self.opt_outs_told()
        rows = self._db.rows(_STANDING)
        return [{**row, "outcome": told.get(str(row["id"]))} for row in rows]

    def left_routes(self) -> frozenset[tuple[str, str]]:
        """Give route and address (in small letters) of everyone who left."""
        return frozenset((str(row["route"]), str(row["address"]).lower()) for row in self._db.rows(_STANDING))

    def opt_outs_told(self) -> Mapping[str, str]:
        """Give what people were told of each opt-out, by the id of its event."""
        value = kept(self._db, RECIPIENTS_LEFT)
        told: dict[str, str] = json.loads(value) if value else {}
        return told

    def _step(self, address: str, route: str, action: str, at: datetime, actor: str) -> bool:
        with self._db.write():
            last = self._db.value(
                "SELECT action FROM recipient_events e JOIN recipients r ON r.id = e.recipient_id "
                "WHERE lower(r.address) = lower(?) AND e.route = ? ORDER BY e.id DESC LIMIT 1",
                (address, route),
            )
            if (last or "returned") == action:
                return False
            recipient = self._db.value("SELECT id FROM recipients WHERE lower(address) = lower(?)", (address,))
            if recipient is None:
                recipient = os.urandom(8).hex()
                self._db.execute("INSERT INTO recipients (id, address) VALUES (?, ?)", (recipient, address))
            event: Row = {
                "at": to_text(at),
                "recipient_id": recipient,
                "route": route,
                "action": action,
                "actor_id": actor_id(self._db, actor),
            }
            append_links(self._db, "recipient_event", [self._db.insert("recipient_events", event)])
        return True
