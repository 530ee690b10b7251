"""Lists of documents of Regulations.gov (API v4): each document one passage under its id.

Source: https://open.gsa.gov/api/regulationsgov/. Dates of comment periods are those of the list's own fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from regdrift.model.document import LegalDocument, ProvisionKind, ProvisionStatus, Unreadable
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format

_NAME = "regulations_gov_api"
_VERSION = 1
_START = re.compile(rb"\s*\{\s*\"data\"\s*:\s*\[")
_LABELS = (("postedDate", "Posted"), ("commentStartDate", "Comments from"), ("commentEndDate", "Comments until"))


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if _START.match(head) and (b'"attributes"' in head or len(head) < 200) else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    try:
        rows = [(str(item["id"]), item["attributes"]) for item in json.loads(body)["data"]]
        lines = [(one, _describe(about)) for one, about in rows]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Unreadable(_NAME, "malformed", "The list has no 'data' of documents; see what the service sends now.")
    if not lines:
        return Unreadable(_NAME, "no_provisions", "No document matches yet; widen the source's keys if some should.")
    builder = ProvisionBuilder()
    for one, (heading, text, proposed) in lines:
        status = ProvisionStatus.NOT_YET if proposed else ProvisionStatus.IN_FORCE
        builder.add(
            None, one, label=one, heading=heading, text=text, kind=ProvisionKind.TEXT, citation=one, status=status
        )
    return builder.build(_NAME, _VERSION, language="en")


def _describe(about: Mapping[str, object]) -> tuple[str, str, bool]:
    kind = str(about.get("documentType") or about.get("docketType") or "Document")
    said = [kind, f"of the docket {about['docketId']}" if about.get("docketId") else ""]
    dates = [f"{words} {str(about[name])[:10]}." for name, words in _LABELS if about.get(name)]
    marks = ["Withdrawn."] if about.get("withdrawn") is True else []
    text = " ".join((" ".join(filter(None, said)) + ".", *dates, *marks))
    return str(about.get("title") or kind), text, kind == "Proposed Rule"


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "Regulations.gov API (list of documents)")
