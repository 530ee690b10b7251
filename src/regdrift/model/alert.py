"""Alerts, and the routes by which they reach people and systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from regdrift.model.level import Level

RECIPIENTS_LEFT = "recipients_left"
"""What was told of each recipient who left: ``left``, ``stands_in`` or ``stays``, by the id of its event."""


class AlertKind(StrEnum):
    """What an alert tells; the ``type`` of a webhook."""

    CHANGE_DETECTED = "change.detected"
    SOURCE_UNREADABLE = "source.unreadable"
    SOURCE_FAILING = "source.failing"
    SOURCE_RECOVERED = "source.recovered"
    SOURCE_OVERDUE = "source.overdue"
    SOURCE_ON_TIME = "source.on_time"
    SUSPECTED_REPEAL = "source.suspected_repeal"
    WORK_DUE = "work.due"
    RECIPIENT_LEFT = "recipient.left"
    DIGEST = "digest"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Person:
    """A person or team that owns practices and gets mail."""

    id: str
    emails: tuple[str, ...]
    name: str | None = None
    language: str = "en"
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """SMTP delivery. ``security`` is ``starttls``, ``tls`` or ``none`` (loopback relays)."""

    id: str
    host: str
    port: int
    sender: str
    to: tuple[str, ...] = ()
    """Fixed recipients, addresses or ids of people; owners of touched practices are added where ``to_owners``."""
    to_owners: bool = True
    security: str = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """HTTP POST signed to the Standard Webhooks specification (``whsec_`` secrets; the first one signs first)."""

    id: str
    url: str
    secrets: tuple[str, ...] = field(repr=False)
    allow_private_addresses: bool = False
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    timeout_seconds: float = 20.0
    cloudevents: bool = False
    """True sends CloudEvents 1.0 in structured mode; False the plain body of Standard Webhooks."""


@dataclass(frozen=True, slots=True)
class FileChannel:
    """Writes each alert as .eml and .json into a folder, for archives and tests."""

    id: str
    folder: str


@dataclass(frozen=True, slots=True)
class AppriseChannel:
    """Any service that the optional package apprise can reach."""

    id: str
    urls: tuple[str, ...] = field(repr=False)


Channel = EmailChannel | WebhookChannel | FileChannel | AppriseChannel


@dataclass(frozen=True, slots=True)
class Digest:
    """When a digest is sent: at ``hour`` (0–23) in ``timezone`` on ``weekdays`` (0 Monday … 6 Sunday)."""

    hour: int
    timezone: str = "UTC"
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    empty: bool = True
    """Sent also where nothing happened: silence would not say whether anybody looked."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours in which a route sends nothing: from ``start`` up to ``end`` (0–23, over midnight where it is smaller)."""

    start: int
    end: int
    timezone: str = "UTC"
    weekends: bool = False
    """True keeps quiet on Saturdays and Sundays altogether."""
    up_to: Level = Level.MEDIUM
    """Graver alerts are sent at any hour."""


@dataclass(frozen=True, slots=True)
class Route:
    """Conditions that all must hold → channels. An empty condition holds for everything."""

    id: str
    channels: tuple[str, ...]
    min_level: Level = Level.MEDIUM
    jurisdictions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """Kinds of change (``amended``) or of alert (``source.unreadable``)."""
    digest: Digest | None = None
    """None sends at once."""
    quiet: QuietHours | None = None


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """An address that gets a POST every so often while all is well; its silence tells that the daemon is gone."""

    url: str = field(repr=False)
    every_seconds: float = 300.0
    allow_private_addresses: bool = False


@dataclass(frozen=True, slots=True)
class AlertConfig:
    """The whole of ``alerts.yaml``."""

    people: tuple[Person, ...] = ()
    channels: tuple[Channel, ...] = ()
    routes: tuple[Route, ...] = ()
    public_url: str | None = None
    heartbeat: Heartbeat | None = None
    left: frozenset[tuple[str, str]] = frozenset()
    """Not of the file but of the history: who left which route by a mail's link (route, address in small letters)."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One message to one target, as it is written into the outbox."""

    id: str
    """Stable: a hash of kind, what it tells and the target; receivers recognise duplicates by it."""
    kind: AlertKind
    level: Level
    route: str
    channel: str
    target: str
    """The mail address, or the channel's id for channels with one receiver."""
    dossier: str
    language: str
    payload: Mapping[str, object]
    """JSON-ready and complete: composing the message needs nothing else."""
    digest: bool = False
    """True where the row waits for the route's digest."""
