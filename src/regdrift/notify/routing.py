"""An event and the routes → the messages that leave, one for each channel and target."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from regdrift.model.alert import Alert, AlertConfig, Channel, EmailChannel, Person, Route
from regdrift.notify.events import AlertEvent

NOBODY = ""
"""Target of a mail that has no recipient: the channel parks it where a person sees it, so it is not lost."""


def route_alerts(event: AlertEvent, config: AlertConfig) -> tuple[Alert, ...]:
    """Give the alerts of an event: one for each channel and target, whatever number of routes lead there.

    Where one route sends at once and another waits for a digest, the target is told at once.
    """
    found: dict[str, Alert] = {}
    channels = {channel.id: channel for channel in config.channels}
    for route in config.routes:
        if not _holds(route, event):
            continue
        for name in route.channels:
            for alert in _alerts_through(channels[name], route, event, config.people):
                known = found.get(alert.id)
                if known is None or (known.digest and not alert.digest):
                    found[alert.id] = alert
    return tuple(found.values())


def alert_id(kind: str, key: str, channel: str, target: str) -> str:
    """Give the stable id by which receivers recognise a message that they got twice: 32 hex digits."""
    digest = hashlib.sha256()
    for part in (kind, key, channel, target):
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()[:32]


def _holds(route: Route, event: AlertEvent) -> bool:
    return (
        event.level.at_least(route.min_level)
        and any(_concerns(route, source) for source in event.affected or (event.source,))
        and _meets(route.practices, event.practices)
        and _meets(route.owners, event.owners)
        and _meets(route.kinds, (str(event.kind), *event.change_kinds))
    )


def _concerns(route: Route, source: Mapping[str, object]) -> bool:
    topics = source.get("topics")
    known_topics = [str(topic) for topic in topics] if isinstance(topics, list) else []
    return (
        _covers(route.jurisdictions, str(source.get("jurisdiction", "")))
        and _meets(route.sources, (str(source.get("id", "")),))
        and _meets(route.topics, known_topics)
    )


def _meets(wanted: tuple[str, ...], given: Iterable[str]) -> bool:
    return not wanted or not set(wanted).isdisjoint(given)


def _covers(wanted: tuple[str, ...], jurisdiction: str) -> bool:
    """``US`` covers the law of its states; ``US-CA`` does not cover the law of ``US``."""
    return not wanted or any(jurisdiction == code or jurisdiction.startswith(f"{code}-") for code in wanted)


def _alerts_through(channel: Channel, route: Route, event: AlertEvent, people: tuple[Person, ...]) -> Iterable[Alert]:
    for target, person in _targets(channel, event, people):
        recipient = {"name": person.name, "timezone": person.timezone} if person else {}
        yield Alert(
            id=alert_id(event.kind, event.key, channel.id, target),
            kind=event.kind,
            level=event.level,
            route=route.id,
            channel=channel.id,
            target=target,
            dossier=str(event.source.get("dossier", "")),
            language=person.language if person else "en",
            payload={**event.payload, "recipient": recipient},
            digest=route.digest is not None,
        )


def fixed_targets(channel: Channel, people: tuple[Person, ...]) -> tuple[tuple[str, Person | None], ...]:
    """Give who is told through a channel whatever happens: no owners; nobody where only owners are."""
    if not isinstance(channel, EmailChannel):
        return ((channel.id, None),)
    found: dict[str, tuple[str, Person | None]] = {}
    for name in channel.to:
        for address, person in _addresses(name, people):
            found.setdefault(address.lower(), (address, person))
    return tuple(found.values())


def _targets(channel: Channel, event: AlertEvent, people: tuple[Person, ...]) -> Iterable[tuple[str, Person | None]]:
    if not isinstance(channel, EmailChannel):
        return ((channel.id, None),)
    found: dict[str, tuple[str, Person | None]] = {}
    wanted = (*channel.to, *(event.owners if channel.to_owners else ()))
    for name in wanted:
        for address, person in _addresses(name, people):
            found.setdefault(address.lower(), (address, person))
    return tuple(found.values()) or ((NOBODY, None),)


def _addresses(name: str, people: tuple[Person, ...]) -> Iterable[tuple[str, Person | None]]:
    if "@" in name:
        person = next((each for each in people if name in each.emails), None)
        return ((name, person),)
    return tuple((address, person) for person in people if person.id == name for address in person.emails)
