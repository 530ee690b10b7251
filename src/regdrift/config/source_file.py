"""``sources.yaml``: which texts of law are watched, and how."""

# ruff: noqa: RUF012  # pydantic copies the defaults of fields

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, cast

from pydantic import ConfigDict, Field

from regdrift.config.validation import entries_of, report_duplicates, unknown_key, validate, with_defaults
from regdrift.config.values import (
    Cron,
    Identifier,
    Interval,
    Jurisdiction,
    Language,
    Pause,
    Selector,
    StrictModel,
    Text,
    TimeZone,
    WebAddress,
    every_seconds,
)
from regdrift.config.yaml_file import YamlFile, read_yaml
from regdrift.errors import ConfigurationError
from regdrift.model.source import Expectation, Source, SourceKind

SCHEMA = "regdrift/sources@1"
DEFAULT_EVERY = "24h"
"""How often a source is checked that says nothing of it."""
MIN_TIMEOUT_SECONDS = 1.0
MAX_JITTER_SECONDS = 86_400.0


class ExpectModel(StrictModel):
    """What a good capture must show."""

    min_provisions: Annotated[int, Field(ge=1)] | None = None
    must_contain: list[Text] = []


class AuthModel(StrictModel):
    """HTTP basic authentication."""

    username: Text
    password: Text


class SourceFields(StrictModel):
    """What a source may say, and what ``defaults`` may say for all of them."""

    publisher: Text | None = None
    jurisdiction: Jurisdiction | None = None
    kind: Annotated[SourceKind, Field(strict=False)] | None = None
    connector: Identifier | None = None
    language: Language | None = None
    topics: list[Identifier] = []
    every: Interval | None = None
    cron: Cron | None = None
    timezone: TimeZone = "UTC"
    jitter: Annotated[Pause, Field(le=MAX_JITTER_SECONDS)] = 0.0
    select: Selector | None = None
    remove: list[Selector] = []
    expect: ExpectModel = ExpectModel()
    enabled: bool = True
    allow_private_addresses: bool = False
    headers: dict[str, Text] = {}
    auth: AuthModel | None = None
    delay: Pause = 1.0
    timeout: Annotated[Pause, Field(ge=MIN_TIMEOUT_SECONDS)] = 60.0
    dossier: Identifier | None = None


class SourceModel(SourceFields):
    """One source; keys that are not named here belong to its connector."""

    model_config = ConfigDict(extra="allow")

    id: Identifier
    name: Text
    url: WebAddress | None = None


class SourcesModel(StrictModel):
    """The whole of ``sources.yaml``."""

    schema_: str = Field(alias="schema")
    defaults: SourceFields = SourceFields()
    sources: list[SourceModel]


def load_sources(
    path: Path, environ: Mapping[str, str], connectors: Mapping[str, Collection[str]] | None = None
) -> tuple[Source, ...]:
    """Read ``sources.yaml``.

    ``connectors`` names the known connectors with their own keys; None accepts every connector but checks the keys
    of ``page``. Raises ConfigurationError with every mistake of the file.
    """
    file, sources = read_sources(path, environ, connectors)
    if file.mistakes:
        raise ConfigurationError(file.sorted_mistakes())
    return sources


def read_sources(
    path: Path, environ: Mapping[str, str], connectors: Mapping[str, Collection[str]] | None = None
) -> tuple[YamlFile, tuple[Source, ...]]:
    """Read ``sources.yaml`` with its mistakes beside; no sources where there are any mistakes."""
    file = read_yaml(path, environ)
    validate(SourcesModel, file, SCHEMA)
    entries = entries_of(file, "sources")
    report_duplicates(file, "sources", entries)
    defaults = file.data.get("defaults") if isinstance(file.data, dict) else None
    below: dict[str, object] = defaults if isinstance(defaults, dict) else {}
    _check_schedule(below, file, ("defaults",))
    merged = [(index, _merge(below, entry)) for index, entry in enumerate(entries) if isinstance(entry, dict)]
    for index, data in merged:
        _check_entry(index, data, entries[index], file, connectors)
    if file.mistakes:
        return file, ()
    return file, tuple(_to_source(data, _secrets_of(file, index, environ)) for index, data in merged)


def _secrets_of(file: YamlFile, index: int, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Give what the environment put into an entry, or into the defaults below it."""
    places = (place for place in file.expanded if place[:2] == ("sources", index) or place[:1] == ("defaults",))
    names = dict.fromkeys(name for place in places for name in file.expanded[place])
    return tuple(environ[name] for name in names if environ.get(name))


def _merge(defaults: Mapping[str, object], entry: Mapping[str, object]) -> dict[str, object]:
    below = dict(defaults)
    if "every" in entry or "cron" in entry:
        below.pop("every", None)
        below.pop("cron", None)
    return with_defaults(below, entry)


def _check_schedule(data: Mapping[str, object], file: YamlFile, place: tuple[str | int, ...]) -> None:
    if data.get("every") is not None and data.get("cron") is not None:
        file.report((*place, "cron"), "'every' and 'cron' exclude each other; keep one", key=True)


def _check_entry(
    index: int,
    data: Mapping[str, object],
    entry: object,
    file: YamlFile,
    connectors: Mapping[str, Collection[str]] | None,
) -> None:
    place = ("sources", index)
    if isinstance(entry, dict):
        _check_schedule(entry, file, place)
    if data.get("jurisdiction") is None:
        file.report(place, "'jurisdiction' is required")
    connector = data.get("connector") or "page"
    if connectors is not None and connector not in connectors:
        file.report((*place, "connector"), f"unknown connector; known are {', '.join(sorted(connectors))}")
        return
    if connector == "page" and data.get("url") is None:
        file.report(place, "'url' is required for the connector 'page'")
    own = connectors.get(str(connector)) if connectors is not None else (() if connector == "page" else None)
    for key in set(entry if isinstance(entry, dict) else ()) - set(SourceModel.model_fields):
        _check_own_key(key, own, file, place)


def _check_own_key(key: str, own: Collection[str] | None, file: YamlFile, place: tuple[str | int, ...]) -> None:
    known = set(SourceModel.model_fields)
    if own is None:
        near = get_close_matches(key, sorted(known), n=1, cutoff=0.8)
        if near:
            file.report((*place, key), f"unknown key {key!r}; did you mean {near[0]!r}?", key=True)
    elif key not in own:
        file.report((*place, key), unknown_key(key, known | set(own)), key=True)


def _to_source(data: Mapping[str, object], secrets: tuple[str, ...]) -> Source:
    entry = SourceModel.model_validate(data)
    every = None if entry.cron else every_seconds(entry.every or DEFAULT_EVERY)
    return Source(
        id=entry.id,
        name=entry.name,
        jurisdiction=cast("str", entry.jurisdiction),
        kind=entry.kind or SourceKind.STATUTE,
        publisher=entry.publisher,
        connector=entry.connector or "page",
        url=entry.url,
        options=dict(entry.model_extra or {}),
        language=entry.language,
        topics=tuple(entry.topics),
        every_seconds=every,
        cron=entry.cron,
        timezone=entry.timezone,
        jitter_seconds=entry.jitter,
        select=entry.select,
        remove=tuple(entry.remove),
        expect=Expectation(entry.expect.min_provisions, tuple(entry.expect.must_contain)),
        enabled=entry.enabled,
        allow_private_addresses=entry.allow_private_addresses,
        headers=tuple(entry.headers.items()),
        auth=(entry.auth.username, entry.auth.password) if entry.auth else None,
        secrets=secrets,
        delay_seconds=entry.delay,
        timeout_seconds=entry.timeout,
        dossier=entry.dossier,
    )
