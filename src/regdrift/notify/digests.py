"""Alerts that wait for a digest → one message for each target, at the hour of its route."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from regdrift.model.alert import Alert, AlertConfig, AlertKind, Digest, Person, Route
from regdrift.model.level import Level
from regdrift.notify.routing import alert_id, recipient_of, standing_targets
from regdrift.notify.view import short_text, source_of


@dataclass(frozen=True, slots=True)
class WaitingAlert:
    """An alert in the outbox that waits for its route's digest."""

    alert: Alert
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Bundle:
    """A digest and the ids of the alerts that it tells."""

    digest: Alert
    gathered: tuple[str, ...]


def last_due(digest: Digest, now: datetime) -> datetime:
    """Give the latest instant, at or before ``now``, at which this digest is sent; aware, UTC.

    The hour is wall-clock time of the zone: an hour that a clock change leaves out counts by the offset before the
    change, an hour that comes twice counts the first time (PEP 495).
    """
    zone = ZoneInfo(digest.timezone)
    day = now.astimezone(zone).date()
    for back in range(9):
        candidate = day - timedelta(days=back)
        at = datetime.combine(candidate, time(digest.hour), zone).astimezone(UTC)
        if at <= now and candidate.weekday() in digest.weekdays:
            return at
    raise ValueError("a digest needs at least one weekday")


def digest_due(route: Route, last_sent: datetime | None, now: datetime) -> bool:
    """Tell whether the route's digest should leave now; always False for an immediate route."""
    return route.digest is not None and (last_sent is None or last_sent < last_due(route.digest, now))


def gather_digests(waiting: Iterable[WaitingAlert], config: AlertConfig, now: datetime) -> tuple[Bundle, ...]:
    """Give the digests that are due: one for each route, channel and target, of what was written before its hour.

    Alerts whose route no longer exists, or is immediate now, are told at once: nothing waits for ever.
    """
    routes = {route.id: route for route in config.routes}
    groups: defaultdict[tuple[str, str, str], list[Alert]] = defaultdict(list)
    due: dict[str, datetime] = {}
    for row in waiting:
        route = routes.get(row.alert.route)
        at = last_due(route.digest, now) if route is not None and route.digest is not None else now
        if row.created_at <= at:
            due[row.alert.route] = at
            groups[(row.alert.route, row.alert.channel, row.alert.target)].append(row.alert)
    return tuple(bundle_digest(alerts, due[key[0]]) for key, alerts in groups.items())


def bundle_digest(alerts: list[Alert], at: datetime) -> Bundle:
    """Give one digest of alerts to the same target, the gravest first; ``at`` is its hour and makes it unique."""
    ordered = sorted(alerts, key=lambda alert: -alert.level.rank)
    first = ordered[0]
    # The gathered ids belong to the key: what is written late gets a digest of its own instead of being swallowed.
    key = f"{first.route}/{at.isoformat()}/{'+'.join(sorted(alert.id for alert in alerts))}"
    digest = Alert(
        id=alert_id(AlertKind.DIGEST, key, first.channel, first.target),
        kind=AlertKind.DIGEST,
        level=first.level,
        route=first.route,
        channel=first.channel,
        target=first.target,
        dossier=f"digest-{first.route}",
        language=first.language,
        payload={
            "observed_at": at.isoformat(),
            "items": [_item(alert) for alert in ordered],
            "recipient": first.payload.get("recipient", {}),
        },
    )
    return Bundle(digest, tuple(alert.id for alert in alerts))


def empty_digests(
    config: AlertConfig, told: Mapping[str, str], bundles: Iterable[Bundle], now: datetime
) -> tuple[tuple[Alert, ...], dict[str, str]]:
    """Give the digests of routes for which nothing happened, and the hours that are told with them.

    ``told`` is the last hour of each route. A route that is new is not told of the past. Who gets a digest with
    something in it at this hour gets no empty one; mails go to fixed recipients only, for nothing happened to owners.
    """
    busy = {(one.digest.route, one.digest.channel, one.digest.target) for one in bundles}
    found: list[Alert] = []
    hours: dict[str, str] = {}
    for route in config.routes:
        if route.digest is None:
            continue
        at = last_due(route.digest, now)
        hours[route.id] = at.isoformat()
        if not route.digest.empty or told.get(route.id, hours[route.id]) >= hours[route.id]:
            continue
        for name, target, person in standing_targets(route, config):
            if (route.id, name, target) not in busy:
                found.append(_empty(route, name, (target, person), at))
    return tuple(found), hours


def _empty(route: Route, channel: str, to: tuple[str, Person | None], at: datetime) -> Alert:
    target, person = to
    return Alert(
        id=alert_id(AlertKind.DIGEST, f"{route.id}/{at.isoformat()}/", channel, target),
        kind=AlertKind.DIGEST,
        level=Level.NONE,
        route=route.id,
        channel=channel,
        target=target,
        dossier=f"digest-{route.id}",
        language=person.language if person else "en",
        payload={
            "observed_at": at.isoformat(),
            "items": [],
            "recipient": recipient_of(person),
        },
    )


def _item(alert: Alert) -> dict[str, object]:
    source = source_of(alert)
    return {
        "alert_id": alert.id,
        "kind": str(alert.kind),
        "level": str(alert.level),
        "source": source.get("id"),
        "law": source.get("name"),
        "url": source.get("url"),
        "text": short_text(alert),
    }
