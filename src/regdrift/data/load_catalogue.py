"""The catalogue: real publishers of privacy law, to choose sources from (``catalogue/*.json``).

No publisher promised any of these addresses; ``evidence`` says how far each is known, and ``regdrift sources check``
settles it for the machine it runs on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from regdrift.model.jurisdiction import canonical_jurisdiction
from regdrift.model.source import Expectation, SourceKind

_Json = dict[str, Any]  # Any: JSON objects of the shipped files


class Evidence(StrEnum):
    """How far an address is known; none of these says that it answers today."""

    SEEN = "seen"
    """This very address stands in public code or documentation."""
    PATTERN = "pattern"
    """The form of the address was seen for other laws of the publisher, this one was not."""
    UNVERIFIED = "unverified"
    """Written from knowledge of the publisher's site."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One publication that can become an entry of ``sources.yaml``."""

    id: str
    name: str
    jurisdiction: str
    """As in :class:`regdrift.model.source.Source`."""
    publisher: str
    kind: SourceKind
    url: str
    """Where the text can be read; ``sources.yaml`` declares it unless ``options`` say what the connector asks for."""
    language: str
    """BCP 47 primary tag."""
    connector: str
    """A connector of this version; where another would serve better, ``note`` says so."""
    topics: tuple[str, ...]
    regimes: tuple[str, ...]
    """The laws or families of law that it bears on (``hipaa``, ``gdpr``, ``state_privacy``); empty for general ones."""
    evidence: Evidence
    options: tuple[tuple[str, str], ...] = ()
    """The connector's own keys (``title``, ``part``) with their values."""
    every: str | None = None
    """How often to look, as ``sources.yaml`` writes it (``6h``, ``1w``); None leaves it to the file's defaults."""
    select: str | None = None
    """CSS selector of the element that holds the text; None lets the parser choose."""
    headers: tuple[tuple[str, str], ...] = ()
    dossier: str | None = None
    expect: Expectation = field(default_factory=Expectation)
    note: str | None = None
    """What to know before relying on it; None where nothing is known."""

    def as_declaration(self) -> dict[str, object]:
        """Give the entry as ``sources.yaml`` declares it; what is the default there is left out."""
        expect = {"min_provisions": self.expect.min_provisions, "must_contain": list(self.expect.must_contain)}
        declared: dict[str, object] = {
            "id": self.id,
            "name": self.name,
            "jurisdiction": self.jurisdiction,
            "publisher": self.publisher,
            "kind": str(self.kind),
            "connector": None if self.connector == "page" else self.connector,
            "url": None if self.options else self.url,
            **dict(self.options),
            "language": self.language,
            "every": self.every,
            "select": self.select,
            "headers": dict(self.headers),
            "topics": list(self.topics),
            "dossier": self.dossier,
            "expect": {key: value for key, value in expect.items() if value},
        }
        return {key: value for key, value in declared.items() if value}


@lru_cache(maxsize=1)
def load_catalogue() -> tuple[CatalogueEntry, ...]:
    """Read the shipped catalogue, ordered by file and place in it; the same object at every call."""
    folder = files("regdrift.data").joinpath("catalogue")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".json"))
    texts = (folder.joinpath(name).read_text(encoding="utf-8") for name in names)
    return tuple(_entry(item) for text in texts for item in json.loads(text)["sources"])


def find_entries(
    entries: Iterable[CatalogueEntry],
    jurisdiction: str | None = None,
    topic: str | None = None,
    regime: str | None = None,
) -> list[CatalogueEntry]:
    """Give the entries that meet every condition, in their order; None sets no condition.

    ``jurisdiction`` finds its parts too: ``US`` finds ``US-ME``, ``US-ME`` does not find ``US``.
    """
    code = None if jurisdiction is None else canonical_jurisdiction(jurisdiction)
    return [
        entry
        for entry in entries
        if (code is None or entry.jurisdiction == code or entry.jurisdiction.startswith(f"{code}-"))
        and (topic is None or topic.lower() in entry.topics)
        and (regime is None or regime.lower() in entry.regimes)
    ]


def _entry(item: _Json) -> CatalogueEntry:
    expect = item.get("expect", {})
    read: _Json = {
        **item,
        "kind": SourceKind(item["kind"]),
        "evidence": Evidence(item["evidence"]),
        "topics": tuple(item["topics"]),
        "regimes": tuple(item["regimes"]),
        "options": tuple(item.get("options", {}).items()),
        "headers": tuple(item.get("headers", {}).items()),
        "expect": Expectation(expect.get("min_provisions"), tuple(expect.get("must_contain", ()))),
    }
    return CatalogueEntry(**read)
