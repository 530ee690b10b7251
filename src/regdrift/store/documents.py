"""A document as the history keeps it: its content hash, and what of it is not a row of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date

from regdrift.model.document import DateKind, LegalDate, LegalDocument
from regdrift.model.remembered import Remembered

# One encoder for all: json.dumps builds a new one on each call with options, which doubles the time of a hash.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_json(value: object) -> str:
    """Give the one JSON text of a value: keys sorted, no blanks, no escapes beyond what JSON asks for."""
    return _ENCODER.encode(value)


def content_hash(document: LegalDocument) -> str:
    """Give 64 hex digits over all that the document says.

    Format, parser and warnings do not count: two parsers that read the same words agree.
    """
    return _HASHED.of(document, lambda: _hash_of(document))


_HASHED: Remembered[str] = Remembered(2)
"""Committing a version asks for the hash of one document several times."""


def _hash_of(document: LegalDocument) -> str:
    digest = hashlib.sha256()
    for part in _parts(document):
        encoded = canonical_json(part).encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()


def _parts(document: LegalDocument) -> Iterable[object]:
    yield [document.language, document.title, document.citation, document.stage, dict(document.identifiers)]
    yield dates_as_json(document.dates)
    yield [
        [one.path, one.label, one.heading, one.text, one.citation, one.kind, one.status, one.continuation]
        for one in document.provisions
    ]
    yield [[note.kind, note.text, note.heading, note.provision_path] for note in document.notes]


def details_of(document: LegalDocument) -> dict[str, object]:
    """Give what a version keeps as JSON: identifiers, the document's own dates, warnings."""
    return {
        "identifiers": dict(document.identifiers),
        "dates": dates_as_json(document.dates),
        "warnings": list(document.warnings),
    }


def dates_as_json(dates: Iterable[LegalDate]) -> list[dict[str, str]]:
    """Give dates as a version keeps them."""
    return [{"kind": str(item.kind), "on": item.on.isoformat(), "quote": item.quote} for item in dates]


def dates_from_json(items: list[dict[str, str]]) -> tuple[LegalDate, ...]:
    """Give the dates that :func:`dates_as_json` wrote."""
    return tuple(LegalDate(DateKind(item["kind"]), date.fromisoformat(item["on"]), item["quote"]) for item in items)


def stated_day(document: LegalDocument, kind: DateKind) -> date | None:
    """Give the earliest date of a kind that the document states for itself; None where it states none."""
    return min((item.on for item in document.dates if item.kind is kind), default=None)
