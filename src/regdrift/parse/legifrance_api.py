"""Codes and texts of Légifrance as DILA's API gives them: articles under their sections.

Source: DILA's examples and glossary of the API (https://piste.gouv.fr): ``num``, ``content`` (markup), ``etat``
(VIGUEUR, ABROGE, VIGUEUR_DIFF, …), ``sections``, ``articles``. An article keeps its number as its path wherever it
stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import lxml.html
from lxml import etree

from regdrift.model.document import LegalDocument, ProvisionKind, ProvisionStatus, Unreadable
from regdrift.parse.builder import ProvisionBuilder
from regdrift.parse.hints import ReadHints
from regdrift.parse.registry import Format

_NAME = "legifrance_api"
_VERSION = 1
_START = re.compile(rb"\s*\{\s*\"legifrance\"\s*:")
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)
_STATUS = {
    "ABROGE": ProvisionStatus.REPEALED,
    "ABROGE_DIFF": ProvisionStatus.IN_FORCE,
    "ANNULE": ProvisionStatus.REPEALED,
    "PERIME": ProvisionStatus.EXPIRED,
    "VIGUEUR_DIFF": ProvisionStatus.NOT_YET,
}


def _sniff(head: bytes, hints: ReadHints) -> float:
    return 1.0 if _START.match(head) else 0.0


def _parse(body: bytes, hints: ReadHints) -> LegalDocument | Unreadable:
    builder = ProvisionBuilder()
    try:
        text = json.loads(body)["legifrance"]
        _walk(builder, text)
        title = str(text["title"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Unreadable(_NAME, "malformed", "The text has no articles and sections; see what the service sends now.")
    return builder.build(_NAME, _VERSION, language="fr", title=title)


def _walk(builder: ProvisionBuilder, part: Mapping[str, list[Mapping[str, object]]]) -> None:
    for article in part["articles"]:
        number = str(article["num"] or "sans numéro")
        builder.add(
            None, number, label=f"Article {number}", text=_plain(str(article.get("content") or "")),
            kind=ProvisionKind.SECTION, citation=f"Article {number}",
            status=_STATUS.get(str(article.get("etat")), ProvisionStatus.IN_FORCE),
        )  # fmt: skip
    for section in part["sections"]:
        title = str(section["title"])
        builder.add(None, title, heading=title, kind=ProvisionKind.DIVISION)
        _walk(builder, section)  # type: ignore[arg-type]  # every level has the same shape


def _plain(markup: str) -> str:
    if not markup.strip():
        return ""
    try:
        broken = _BREAKS.sub(lambda found: f"\n{found[0]}", markup)
        words = lxml.html.fromstring(f"<div>{broken}</div>").text_content()
    except (etree.ParserError, ValueError):
        return ""
    return "\n".join(line for line in (" ".join(one.split()) for one in str(words).split("\n")) if line)


FORMAT = Format(_NAME, _VERSION, _sniff, _parse, "Légifrance API (text with articles)")
