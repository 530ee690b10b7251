"""The message that ``regdrift alerts test`` sends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from regdrift.model.alert import Alert, AlertConfig, AlertKind, Channel, EmailChannel, Person
from regdrift.model.level import Level
from regdrift.notify.routing import NOBODY, alert_id


def sample_alerts(channel: Channel, config: AlertConfig, now: datetime) -> Iterator[Alert]:
    """Give a sample for each fixed recipient of a channel, or for its one target; marked as a test."""
    for target, language in _targets(channel, config.people):
        yield Alert(
            id=alert_id(AlertKind.TEST, now.isoformat(), channel.id, target),
            kind=AlertKind.TEST,
            level=Level.LOW,
            route="test",
            channel=channel.id,
            target=target,
            dossier="test",
            language=language,
            payload={"observed_at": now.isoformat()},
        )


def _targets(channel: Channel, people: tuple[Person, ...]) -> list[tuple[str, str]]:
    if not isinstance(channel, EmailChannel):
        return [(channel.id, "en")]
    wanted = channel.to or tuple(person.id for person in people)
    found: dict[str, str] = {}
    for name in wanted:
        if "@" in name:
            found.setdefault(name, "en")
        for person in people:
            if person.id == name:
                found.update(dict.fromkeys(person.emails, person.language))
    return list(found.items()) or [(NOBODY, "en")]
