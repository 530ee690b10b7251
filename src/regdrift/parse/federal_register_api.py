"""Lists of documents of the Federal Register as its API v1 gives them: each document one passage under its number.

Source: https://www.federalregister.gov/developers/documentation/api/v1 (documents.json). Dates are those of the list's
own fields. A list has a stage only where all its rules are at the same one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from regdrift.model.document import LegalDocument, NoteKind, ProvisionKind, ProvisionStatus, Stage, Unreadable
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format

_NAME = "federal_register_api"
_VERSION = 1
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"count\"\s*:\s*\d+")
_RESULTS = re.compile(rb"\"results\"\s*:\s*\[(?:\s*\]|.*?\"document_number\"\s*:)", re.DOTALL)
_STAGES = {"Rule": Stage.PUBLISHED, "Proposed Rule": Stage.PROPOSED}
_LABELS = (("effective_on", "Effective on"), ("comments_close_on", "Comments close on"))


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if _START.match(head) and _RESULTS.search(head) else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return Unreadable(_NAME, "malformed", "The list is broken off or no JSON; fetch it again.")
    results = found.get("results") if isinstance(found, dict) else None
    if not isinstance(results, list) or not all(isinstance(item, dict) for item in results):
        return Unreadable(_NAME, "malformed", "The answer has no list 'results' of documents; see what it sends now.")
    if not results:
        return Unreadable(_NAME, "no_provisions", "No document matches yet; widen the source's keys if some should.")
    builder = ProvisionBuilder()
    for item in results:
        _add(builder, item)
    stages = {stage for item in results if (stage := _STAGES.get(_said(item, "type"))) is not None}
    return builder.build(
        _NAME, _VERSION, language="en", title=_said(found, "description") or None,
        stage=stages.pop() if len(stages) == 1 else None,
    )  # fmt: skip


def _add(builder: ProvisionBuilder, item: Mapping[str, object]) -> None:
    citation, kind = _said(item, "citation"), _said(item, "type")
    action = _said(item, "action").rstrip(".")
    published = _said(item, "publication_date")
    lines = [
        ": ".join(filter(None, (kind, action))) + (f". Published on {published}." if published else "."),
        _said(item, "abstract"),
        _said(item, "dates"),
        *(f"{words} {_said(item, name)}." for name, words in _LABELS if _said(item, name)),
        f"Corrects {_number_in(_said(item, 'correction_of'))}." if _said(item, "correction_of") else "",
    ]
    path = builder.add(
        None, _said(item, "document_number") or citation, label=citation, heading=_said(item, "title"),
        text="\n".join(filter(None, lines)), kind=ProvisionKind.TEXT, citation=citation or None,
        status=ProvisionStatus.NOT_YET if kind == "Proposed Rule" else ProvisionStatus.IN_FORCE,
    )  # fmt: skip
    about = [*_cited_parts(item), *_all_said(item, "docket_ids"), *_all_said(item, "regulation_id_numbers")]
    note = "\n".join(filter(None, (_said(item, "html_url"), ", ".join(about))))
    builder.add_note(NoteKind.FRONT_MATTER, note, path=path)


def _number_in(address: str) -> str:
    """Give the document number at the end of an address of the API: ``…/documents/2023-26792``."""
    return address.partition("?")[0].rstrip("/").rpartition("/")[2].removesuffix(".json")


def _cited_parts(item: Mapping[str, object]) -> list[str]:
    found = item.get("cfr_references")
    references = found if isinstance(found, list) else []
    cited = []
    for reference in references:
        if isinstance(reference, dict) and reference.get("title"):
            part = f" Part {reference['part']}" if reference.get("part") else ""
            cited.append(f"{reference['title']} CFR{part}")
    return cited


def _all_said(item: Mapping[str, object], name: str) -> list[str]:
    found = item.get(name)
    return [value.strip() for value in found if isinstance(value, str)] if isinstance(found, list) else []


def _said(item: Mapping[str, object], name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else ""


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "Federal Register API (list of documents)")
