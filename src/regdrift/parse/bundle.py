"""Several answers of one publisher in one capture: a law's chapters, a list's documents, a bill with its text.

Written by regdrift's own connectors as JSON (``{"schema": "regdrift/bundle@1", "kind", "parts"}``); each part is read
in its own format. The parts of a ``law`` stand side by side, those of a ``collection`` each under its name. A
``record`` tells of the text (stage, history, dates) and is the text itself only where there is no other.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from regdrift.model.document import LegalDocument, Note, Provision, ProvisionKind, Unreadable
from regdrift.model.source import Expectation
from regdrift.parse import read
from regdrift.parse.builder import path_part
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format

_NAME = "bundle"
_VERSION = 1
_START = re.compile(rb"\s*\{\s*\"schema\"\s*:\s*\"regdrift/bundle@1\"")
_TEXTLESS = frozenset({"no_provisions", "scanned", "encrypted", "unknown_format"})
"""What a document of a collection may be and still be listed: it is no fault of the site that comes and goes."""


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    url: str
    media_type: str | None
    record: bool
    body: bytes


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if _START.match(head) else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    try:
        found = json.loads(body)
        parts = [_part_of(item) for item in found["parts"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error):
        return Unreadable(_NAME, "malformed", "The bundle of answers is broken; fetch it again.")
    if not parts:
        return Unreadable(_NAME, "no_provisions", "The list is empty yet; widen the source's keys if it should not be.")
    records = [(part, _read(part, hints)) for part in parts if part.record]
    texts = [(part, _read(part, hints)) for part in parts if not part.record]
    fault = _fault(records) or (_fault(texts) if found.get("kind") != "collection" and not records else None)
    if fault is not None:
        return fault
    if found.get("kind") == "collection":
        return _collect(texts)
    return _join(_documents(records), texts)


def _part_of(item: Mapping[str, object]) -> _Part:
    text, encoded = item.get("text"), item.get("base64")
    body = text.encode("utf-8", "replace") if isinstance(text, str) else base64.b64decode(str(encoded), validate=True)
    media_type = item.get("media_type")
    return _Part(
        str(item["name"]), str(item["url"]), media_type if isinstance(media_type, str) else None,
        item.get("record") is True, body,
    )  # fmt: skip


def _read(part: _Part, hints: ReadHints) -> LegalDocument | Unreadable:
    if _START.match(part.body):
        return Unreadable(_NAME, "malformed", "A bundle stands in a bundle; no connector writes that.")
    return read(part.body, replace(hints, media_type=part.media_type, name=part.url, expect=Expectation()))


def _fault(parts: Sequence[tuple[_Part, LegalDocument | Unreadable]]) -> Unreadable | None:
    for part, result in parts:
        if isinstance(result, Unreadable):
            return replace(result, format=_NAME, message=f"{part.name}: {result.message}")
    return None


def _documents(parts: Sequence[tuple[_Part, LegalDocument | Unreadable]]) -> list[LegalDocument]:
    return [result for _, result in parts if isinstance(result, LegalDocument)]


def _join(
    records: Sequence[LegalDocument], texts: Sequence[tuple[_Part, LegalDocument | Unreadable]]
) -> LegalDocument | Unreadable:
    """Give the texts side by side as one law, with what the records tell of it."""
    documents = _documents(texts)
    lost = [f"{part.name}: {found.message}" for part, found in texts if isinstance(found, Unreadable)]
    chosen = documents or records
    first = (*records, *documents)[0]
    provisions: list[Provision] = []
    notes = [note for record in records if documents for note in record.notes]
    tops: set[str] = set()
    for document in chosen:
        renamed = _renamed(document, tops)
        tops |= {_top(renamed.get(_top(item.path), item.path)) for item in document.provisions}
        provisions += [replace(item, path=_moved(item.path, renamed)) for item in document.provisions]
        notes += [_placed(note, renamed) for note in document.notes]
    everything = (*records, *documents)
    return LegalDocument(
        format=_NAME, parser=f"{_NAME}@{_VERSION}", provisions=tuple(provisions), notes=tuple(notes),
        language=next((one.language for one in everything if one.language), None), title=first.title,
        citation=next((one.citation for one in everything if one.citation), None),
        identifiers={key: value for one in reversed(everything) for key, value in one.identifiers.items()},
        dates=tuple(dict.fromkeys(date for one in everything for date in one.dates)),
        stage=next((one.stage for one in everything if one.stage), None),
        warnings=tuple(dict.fromkeys((*lost, *(said for one in everything for said in one.warnings)))),
    )  # fmt: skip


def _collect(texts: Sequence[tuple[_Part, LegalDocument | Unreadable]]) -> LegalDocument | Unreadable:
    """Give each text under its name."""
    provisions: list[Provision] = []
    notes: list[Note] = []
    warnings: list[str] = []
    taken: set[str] = set()
    for part, result in texts:
        name = _free(path_part(part.name), taken)
        taken.add(name)
        title = part.name
        if isinstance(result, Unreadable):
            if result.reason not in _TEXTLESS:
                return replace(result, format=_NAME, message=f"{part.url}: {result.message}")
            warnings.append(f"{part.url}: {result.message}")
        else:
            title = result.title or part.name
            warnings += [f"{part.url}: {said}" for said in result.warnings]
        heading = Provision(name, None, title, "", None, ProvisionKind.DIVISION)
        provisions.append(heading)
        if isinstance(result, LegalDocument):
            provisions += [replace(item, path=f"{name}/{item.path}") for item in result.provisions]
            below = [(note, f"{name}/{note.provision_path}" if note.provision_path else name) for note in result.notes]
            notes += [replace(note, provision_path=path) for note, path in below]
    documents = _documents(texts)
    languages = {one.language for one in documents if one.language}
    return LegalDocument(
        format=_NAME, parser=f"{_NAME}@{_VERSION}", provisions=tuple(provisions), notes=tuple(notes),
        language=languages.pop() if len(languages) == 1 else None, warnings=tuple(dict.fromkeys(warnings)),
    )  # fmt: skip


def _renamed(document: LegalDocument, taken: set[str]) -> Mapping[str, str]:
    """Give other names for the tops of a document that bear the name of one before it."""
    own = dict.fromkeys(_top(item.path) for item in document.provisions)
    used = taken | set(own)
    renamed: dict[str, str] = {}
    for top in own:
        if top in taken:
            renamed[top] = _free(top, used)
            used.add(renamed[top])
    return renamed


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}~{number}"
    return free


def _top(path: str) -> str:
    return path.partition("/")[0]


def _moved(path: str, renamed: Mapping[str, str]) -> str:
    top, slash, rest = path.partition("/")
    return f"{renamed.get(top, top)}{slash}{rest}"


def _placed(note: Note, renamed: Mapping[str, str]) -> Note:
    return note if note.provision_path is None else replace(note, provision_path=_moved(note.provision_path, renamed))


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "Several answers of a publisher in one (written by connectors)")
