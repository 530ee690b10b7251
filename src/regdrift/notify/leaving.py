"""What comes of it when a recipient leaves a route: nobody who was the last goes without someone being told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from regdrift.model.alert import RECIPIENTS_LEFT, Alert, AlertConfig, AlertKind, Channel, EmailChannel, Person, Route
from regdrift.model.level import Level
from regdrift.notify.routing import alert_id, reaches_others, recipient_of, stand_ins


class LeavingBook(Protocol):
    """What is needed of the history."""

    def opt_outs(self) -> Sequence[Mapping[str, object]]:
        """Give who left which route: ``id``, ``route``, ``address``, ``outcome``."""

    def tell_of(self, matter: str, told: Mapping[str, str], alerts: Sequence[Alert], at: datetime) -> None:
        """Write alerts together with what counts as told from now on."""


def tell_who_left(book: LeavingBook, config: AlertConfig, now: datetime) -> None:
    """Tell, once for each outcome, what a recipient's leaving led to.

    Where others of the route are told, nobody needs to know. Where someone stands in, they learn why mails come to
    them. Where there is nobody else, the recipient stays and is told so. ``alerts.yaml`` can change the outcome later.
    """
    routes = {route.id: route for route in config.routes}
    standing: dict[str, str] = {}
    found: list[Alert] = []
    before: dict[str, str] = {}
    for row in book.opt_outs():
        key = str(row["id"])
        if row["outcome"]:
            before[key] = str(row["outcome"])
        route = routes.get(str(row["route"]))
        if route is None:
            continue
        outcome = _outcome(route, config)
        standing[key] = outcome
        if outcome != row["outcome"]:
            found += _notices(row, route, outcome, config, now)
    if standing != before:
        book.tell_of(RECIPIENTS_LEFT, standing, found, now)


def _outcome(route: Route, config: AlertConfig) -> str:
    if reaches_others(route, config):
        return "left"
    return "stands_in" if stand_ins(route, config) else "stays"


def _notices(row: Mapping[str, object], route: Route, outcome: str, config: AlertConfig, now: datetime) -> list[Alert]:
    if outcome == "stands_in":
        told = [(channel, to, str(row["address"])) for channel, to in stand_ins(route, config)]
    elif outcome == "stays":
        told = [(channel, to, "") for channel, to in _own(str(row["address"]), route, config)]
    else:
        told = []
    return [_notice(row, route, outcome, one, now) for one in told]


def _own(address: str, route: Route, config: AlertConfig) -> list[tuple[Channel, tuple[str, Person | None]]]:
    """Give the way by which the route reached who left: its first mail channel."""
    person = next((one for one in config.people if address.lower() in {mail.lower() for mail in one.emails}), None)
    mails = [one for one in config.channels if one.id in route.channels and isinstance(one, EmailChannel)]
    return [(channel, (address, person)) for channel in mails[:1]]


def _notice(
    row: Mapping[str, object],
    route: Route,
    outcome: str,
    to: tuple[Channel, tuple[str, Person | None], str],
    now: datetime,
) -> Alert:
    channel, (target, person), who = to
    return Alert(
        id=alert_id(AlertKind.RECIPIENT_LEFT, f"{row['id']}/{outcome}/{now.isoformat()}", channel.id, target),
        kind=AlertKind.RECIPIENT_LEFT,
        level=Level.HIGH,
        route=route.id,
        channel=channel.id,
        target=target,
        dossier=f"recipients-{route.id}",
        language=person.language if person else "en",
        payload={
            "observed_at": now.isoformat(),
            "who": who,
            "because": outcome,
            "recipient": recipient_of(person),
        },
    )
