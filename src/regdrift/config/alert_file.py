"""``alerts.yaml``: who is told of what, and by which way."""

# ruff: noqa: RUF012  # pydantic copies the defaults of fields

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from regdrift.config.validation import entries_of, report_duplicates, validate
from regdrift.config.values import (
    Identifier,
    Jurisdiction,
    Language,
    MailAddress,
    Pause,
    StrictModel,
    Text,
    TimeZone,
    WebAddress,
    suggest,
)
from regdrift.config.yaml_file import YamlFile, read_yaml
from regdrift.errors import ConfigurationError
from regdrift.model.alert import (
    AlertConfig,
    AlertKind,
    AppriseChannel,
    Channel,
    Digest,
    EmailChannel,
    FileChannel,
    Heartbeat,
    Person,
    QuietHours,
    Route,
    WebhookChannel,
)
from regdrift.model.change import ChangeKind
from regdrift.model.level import Level

SCHEMA = "regdrift/alerts@1"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVENT_KINDS = frozenset({*(str(kind) for kind in AlertKind), *(str(kind) for kind in ChangeKind)})


def _check_secret(value: str) -> str:
    """Standard Webhooks: ``whsec_`` and base64 of 24 to 64 bytes."""
    try:
        size = len(base64.b64decode(value.removeprefix("whsec_"), validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if not value.startswith("whsec_") or not 24 <= size <= 64:
        raise ValueError("a webhook secret is 'whsec_' and base64 of 24 to 64 random bytes")
    return value


def _check_event_kind(value: str) -> str:
    if value in _EVENT_KINDS:
        return value
    raise ValueError(f"{value!r} is no kind of change or alert{suggest(value, _EVENT_KINDS)}")


def _weekday_number(value: object) -> object:
    if isinstance(value, str) and value.lower() in _WEEKDAYS:
        return _WEEKDAYS.index(value.lower())
    raise ValueError(f"must be one of {', '.join(_WEEKDAYS)}")


Secret = Annotated[str, AfterValidator(_check_secret)]
EventKind = Annotated[str, AfterValidator(_check_event_kind)]
Weekday = Annotated[int, BeforeValidator(_weekday_number), WithJsonSchema({"enum": list(_WEEKDAYS)})]


class PersonModel(StrictModel):
    """A person or team."""

    id: Identifier
    emails: list[MailAddress] = []
    name: Text | None = None
    language: Language = "en"
    timezone: TimeZone = "UTC"


class EmailModel(StrictModel):
    """Delivery by SMTP."""

    kind: Literal["email"]
    id: Identifier
    host: Text
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    sender: MailAddress
    to: list[Text] = []
    to_owners: bool = True
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: Text | None = None
    password: Text | None = None
    reply_to: MailAddress | None = None


class WebhookModel(StrictModel):
    """Delivery by signed HTTP POST."""

    kind: Literal["webhook"]
    id: Identifier
    url: WebAddress
    secrets: Annotated[list[Secret], Field(min_length=1)]
    allow_private_addresses: bool = False
    headers: dict[str, Text] = {}
    timeout: Annotated[Pause, Field(ge=1, le=120)] = 20.0
    envelope: Literal["standard", "cloudevents"] = "standard"


class FileModel(StrictModel):
    """Delivery into a folder, which stands relative to ``alerts.yaml``."""

    kind: Literal["file"]
    id: Identifier
    folder: Text


class AppriseModel(StrictModel):
    """Delivery through the package apprise."""

    kind: Literal["apprise"]
    id: Identifier
    urls: Annotated[list[Text], Field(min_length=1)]


ChannelModel = Annotated[EmailModel | WebhookModel | FileModel | AppriseModel, Field(discriminator="kind")]


class DigestModel(StrictModel):
    """When a digest is sent."""

    hour: Annotated[int, Field(ge=0, le=23)]
    timezone: TimeZone = "UTC"
    weekdays: Annotated[list[Weekday], Field(min_length=1)] = [0, 1, 2, 3, 4]
    empty: bool = True


class QuietModel(StrictModel):
    """When a route sends nothing."""

    start: Annotated[int, Field(ge=0, le=23)]
    end: Annotated[int, Field(ge=0, le=23)]
    timezone: TimeZone = "UTC"
    weekends: bool = False
    up_to: Annotated[Level, Field(strict=False)] = Level.MEDIUM


class RouteModel(StrictModel):
    """Conditions that all must hold → channels."""

    id: Identifier
    channels: Annotated[list[Identifier], Field(min_length=1)]
    min_level: Annotated[Level, Field(strict=False)] = Level.MEDIUM
    jurisdictions: list[Jurisdiction] = []
    sources: list[Identifier] = []
    topics: list[Identifier] = []
    practices: list[Identifier] = []
    owners: list[Identifier] = []
    kinds: list[EventKind] = []
    immediate: bool | None = None
    digest: DigestModel | None = None
    quiet: QuietModel | None = None


class HeartbeatModel(StrictModel):
    """Where a sign of life goes, and how often."""

    url: WebAddress
    every: Annotated[Pause, Field(ge=60, le=86_400)] = 300.0
    allow_private_addresses: bool = False


class AlertsModel(StrictModel):
    """The whole of ``alerts.yaml``."""

    schema_: str = Field(alias="schema")
    public_url: WebAddress | None = None
    heartbeat: HeartbeatModel | None = None
    people: list[PersonModel] = []
    channels: list[ChannelModel] = []
    routes: list[RouteModel] = []


def load_alerts(path: Path, environ: Mapping[str, str]) -> AlertConfig:
    """Read ``alerts.yaml``; raises ConfigurationError with every mistake of the file."""
    file, config = read_alerts(path, environ)
    if file.mistakes:
        raise ConfigurationError(file.sorted_mistakes())
    return config


def read_alerts(path: Path, environ: Mapping[str, str]) -> tuple[YamlFile, AlertConfig]:
    """Read ``alerts.yaml`` with its mistakes beside; the configuration is empty where there are any."""
    file = read_yaml(path, environ)
    model = validate(AlertsModel, file, SCHEMA)
    for name in ("people", "channels", "routes"):
        report_duplicates(file, name, entries_of(file, name))
    _check_recipients(file)
    _check_routes(file)
    if file.mistakes or model is None:
        return file, AlertConfig()
    config = AlertConfig(
        people=tuple(_to_person(entry) for entry in model.people),
        channels=tuple(_to_channel(entry, path.parent) for entry in model.channels),
        routes=tuple(_to_route(entry) for entry in model.routes),
        public_url=model.public_url,
        heartbeat=_to_heartbeat(model.heartbeat),
    )
    return file, config


def _ids(file: YamlFile, name: str) -> list[str]:
    return [str(entry["id"]) for entry in entries_of(file, name) if isinstance(entry, dict) and "id" in entry]


def _check_recipients(file: YamlFile) -> None:
    people = _ids(file, "people")
    for index, entry in enumerate(entries_of(file, "channels")):
        if isinstance(entry, dict) and entry.get("kind") == "email" and not entry.get("to"):
            _check_reaches_someone(file, index, entry, people)
        values = entry.get("to") if isinstance(entry, dict) else None
        for position, value in enumerate(values if isinstance(values, list) else []):
            if isinstance(value, str) and "@" not in value and value not in people:
                message = f"{value!r} is neither a mail address nor one of the people{suggest(value, people)}"
                file.report(("channels", index, "to", position), message)
            elif isinstance(value, str) and "@" in value and not _is_address(value):
                file.report(("channels", index, "to", position), f"{value!r} is not a mail address")


def _check_reaches_someone(file: YamlFile, index: int, entry: Mapping[str, object], people: list[str]) -> None:
    """Without fixed recipients only owners get mail, and news of a broken source has no owner."""
    if entry.get("to_owners") is False or not people:
        file.report(("channels", index), "nobody gets these mails: give 'to' addresses or ids of people")


def _is_address(value: str) -> bool:
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  # only files with fixed recipients need it

    try:
        TypeAdapter(MailAddress).validate_python(value)
    except ValidationError:
        return False
    return True


def _check_routes(file: YamlFile) -> None:
    channels, people = _ids(file, "channels"), _ids(file, "people")
    for index, entry in enumerate(entries_of(file, "routes")):
        if not isinstance(entry, dict):
            continue
        place = ("routes", index)
        report_unknown(file, (*place, "channels"), entry.get("channels"), channels, "channel")
        report_unknown(file, (*place, "owners"), entry.get("owners"), people, "person or team")
        if entry.get("immediate") is True and entry.get("digest") is not None:
            file.report((*place, "digest"), "'immediate' and 'digest' exclude each other; keep one", key=True)
        if entry.get("immediate") is False and entry.get("digest") is None:
            file.report((*place, "immediate"), "a route that is not immediate needs a 'digest' with its hour")


def report_unknown(file: YamlFile, place: tuple[str | int, ...], values: object, known: list[str], what: str) -> None:
    """Note each value of a list that names something which does not exist."""
    for position, value in enumerate(values if isinstance(values, list) else []):
        if isinstance(value, str) and value not in known:
            file.report((*place, position), f"there is no {what} {value!r}{suggest(value, known)}")


def _to_heartbeat(entry: HeartbeatModel | None) -> Heartbeat | None:
    return None if entry is None else Heartbeat(entry.url, entry.every, entry.allow_private_addresses)


def _to_person(entry: PersonModel) -> Person:
    return Person(entry.id, tuple(entry.emails), entry.name, entry.language, entry.timezone)


def _to_channel(entry: EmailModel | WebhookModel | FileModel | AppriseModel, folder: Path) -> Channel:
    match entry:
        case EmailModel():
            port = entry.port or {"starttls": 587, "tls": 465, "none": 25}[entry.security]
            return EmailChannel(
                id=entry.id,
                host=entry.host,
                port=port,
                sender=entry.sender,
                to=tuple(entry.to),
                to_owners=entry.to_owners,
                security=entry.security,
                username=entry.username,
                password=entry.password,
                reply_to=entry.reply_to,
            )
        case WebhookModel():
            return WebhookChannel(
                id=entry.id,
                url=entry.url,
                secrets=tuple(entry.secrets),
                allow_private_addresses=entry.allow_private_addresses,
                headers=tuple(entry.headers.items()),
                timeout_seconds=entry.timeout,
                cloudevents=entry.envelope == "cloudevents",
            )
        case FileModel():
            return FileChannel(entry.id, str(folder / entry.folder))
        case AppriseModel():
            return AppriseChannel(entry.id, tuple(entry.urls))


def _to_digest(entry: DigestModel) -> Digest:
    return Digest(entry.hour, entry.timezone, tuple(sorted(set(entry.weekdays))), entry.empty)


def _to_quiet(entry: QuietModel) -> QuietHours:
    return QuietHours(entry.start, entry.end, entry.timezone, entry.weekends, entry.up_to)


def _to_route(entry: RouteModel) -> Route:
    digest = entry.digest
    return Route(
        id=entry.id,
        channels=tuple(dict.fromkeys(entry.channels)),
        min_level=entry.min_level,
        jurisdictions=tuple(entry.jurisdictions),
        sources=tuple(entry.sources),
        topics=tuple(entry.topics),
        practices=tuple(entry.practices),
        owners=tuple(entry.owners),
        kinds=tuple(entry.kinds),
        digest=_to_digest(digest) if digest else None,
        quiet=_to_quiet(entry.quiet) if entry.quiet else None,
    )
