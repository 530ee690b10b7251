"""An event and the routes → the messages that leave, one for each channel and target."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from regdrift.model.alert import Alert, AlertConfig, Channel, EmailChannel, FileChannel, Person, Route
from regdrift.notify.events import AlertEvent

NOBODY = ""
"""Target of a mail that has no recipient: the channel parks it where a person sees it, so it is not lost."""


def route_alerts(event: AlertEvent, config: AlertConfig) -> tuple[Alert, ...]:
    """Give the alerts of an event: one for each channel and target, whatever number of routes lead there.

    Where one route sends at once and another waits for a digest, the target is told at once. Who left a route gets
    nothing of it; where nobody would be told then, someone else is, or who left stays: no event of a route is lost.
    """
    found: dict[str, Alert] = {}
    channels = {channel.id: channel for channel in config.channels}
    for route in config.routes:
        if not _holds(route, event):
            continue
        named = [alert for name in route.channels for alert in _alerts_through(channels[name], route, event, config)]
        for alert in _without_left(named, route, event, config):
            known = found.get(alert.id)
            if known is None or (known.digest and not alert.digest):
                found[alert.id] = alert
    return tuple(found.values())


def _without_left(named: list[Alert], route: Route, event: AlertEvent, config: AlertConfig) -> Iterable[Alert]:
    staying = [alert for alert in named if not has_left(config, route.id, alert.target)]
    if len(staying) == len(named) or any(_reaches_someone(alert, config) for alert in staying):
        return staying
    instead = [_alert(channel, route, event, to) for channel, to in stand_ins(route, config)]
    if instead:
        return [*staying, *(_noted(alert, "stands_in") for alert in instead)]
    return [_noted(alert, "stays") if has_left(config, route.id, alert.target) else alert for alert in named]


def has_left(config: AlertConfig, route: str, target: str) -> bool:
    """Tell whether a target left a route."""
    return (route, target.lower()) in config.left


def stand_ins(route: Route, config: AlertConfig) -> tuple[tuple[Channel, tuple[str, Person | None]], ...]:
    """Give who is told where everyone left a route: the fixed targets of the first other route that has some."""
    for other in config.routes:
        found = tuple(
            (channel, to)
            for channel, to in _fixed(other, config)
            if not has_left(config, other.id, to[0]) and not has_left(config, route.id, to[0])
        )
        if other.id != route.id and found:
            return found
    return ()


def reaches_others(route: Route, config: AlertConfig) -> bool:
    """Tell whether somebody of the route, owners apart, has not left it."""
    return any(not has_left(config, route.id, target) for _, (target, _) in _fixed(route, config))


def standing_targets(route: Route, config: AlertConfig) -> Iterable[tuple[str, str, Person | None]]:
    """Give channel, target and person of who is told through a route whatever happens, as events would be."""
    channels = {channel.id: channel for channel in config.channels}
    named = [(name, to) for name in route.channels for to in fixed_targets(channels[name], config.people)]
    staying = [one for one in named if not has_left(config, route.id, one[1][0])]
    told = staying
    if len(staying) < len(named) and not reaches_others(route, config):
        told = [*staying, *((channel.id, to) for channel, to in stand_ins(route, config))]
        told = told if len(told) > len(staying) else named
    return [(name, target, person) for name, (target, person) in told]


def _fixed(route: Route, config: AlertConfig) -> Iterable[tuple[Channel, tuple[str, Person | None]]]:
    """Give the fixed targets of a route; files are an archive and nobody."""
    channels = {channel.id: channel for channel in config.channels}
    for name in route.channels:
        if not isinstance(channels[name], FileChannel):
            for to in fixed_targets(channels[name], config.people):
                yield channels[name], to


def _reaches_someone(alert: Alert, config: AlertConfig) -> bool:
    archives = {channel.id for channel in config.channels if isinstance(channel, FileChannel)}
    return alert.target != NOBODY and alert.channel not in archives


def _noted(alert: Alert, note: str) -> Alert:
    return replace(alert, payload={**alert.payload, "because": note})


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


def _alerts_through(channel: Channel, route: Route, event: AlertEvent, config: AlertConfig) -> Iterable[Alert]:
    for to in _targets(channel, event, config.people):
        yield _alert(channel, route, event, to)


def _alert(channel: Channel, route: Route, event: AlertEvent, to: tuple[str, Person | None]) -> Alert:
    target, person = to
    return Alert(
        id=alert_id(event.kind, event.key, channel.id, target),
        kind=event.kind,
        level=event.level,
        route=route.id,
        channel=channel.id,
        target=target,
        dossier=str(event.source.get("dossier", "")),
        language=person.language if person else "en",
        payload={**event.payload, "recipient": recipient_of(person)},
        digest=route.digest is not None,
    )


def recipient_of(person: Person | None) -> dict[str, object]:
    """Give what a payload tells of its reader."""
    return {"name": person.name, "timezone": person.timezone} if person else {}


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
